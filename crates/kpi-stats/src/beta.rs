//! Quantiles of the beta distribution.

use statrs::function::beta::checked_beta_reg;

/// The x at which a Beta(a, b) variable stays below with probability `p`.
///
/// Halves the range of representable numbers between 0 and 1 until two neighbours are left, which
/// keeps the leading digits of a quantile as small as 1e-300 and ends for every input. Newton
/// steps, the usual way, leave the right root for tiny `p` (statsmodels #7008 and #9549).
pub(crate) fn lower_quantile(a: f64, b: f64, p: f64) -> f64 {
    // Positive floats have the order of their bit patterns.
    let (mut below, mut above) = (0.0_f64.to_bits(), 1.0_f64.to_bits());
    while above - below > 1 {
        let middle = below + (above - below) / 2;
        if checked_beta_reg(a, b, f64::from_bits(middle)).is_ok_and(|share| share < p) {
            below = middle;
        } else {
            above = middle;
        }
    }
    f64::from_bits(above)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Beta(a, 1) has the distribution function xᵃ, Beta(1, b) has 1 − (1 − x)ᵇ.
    #[test]
    fn closed_forms() {
        for p in [1e-17_f64, 1e-9, 0.025, 0.5, 0.975] {
            for n in [1.0, 3.0, 50.0, 1e4, 1e7] {
                let exact = p.powf(1.0 / n);
                assert!((lower_quantile(n, 1.0, p) - exact).abs() < 1e-12, "{n} {p}");
                let exact = -(-p).ln_1p() / n;
                let exact = -(-exact).exp_m1();
                let found = lower_quantile(1.0, n, p);
                assert!((found / exact - 1.0).abs() < 1e-7, "{n} {p}: {found} {exact}");
            }
        }
    }
}
