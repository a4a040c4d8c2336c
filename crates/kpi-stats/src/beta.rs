//! Quantiles of the beta distribution.

use crate::distribution::{incomplete_beta, turning_point};

/// The smallest float below which at least `p` of Beta(a, b) lies.
///
/// Bisects the floats themselves, so tiny quantiles (no success, or a level very close to 1) are as
/// exact as large ones. Quantiles near 1 are best taken from the other side.
pub(crate) fn lower_quantile(a: f64, b: f64, p: f64) -> f64 {
    turning_point(1.0, |x| incomplete_beta::tails(a, b, x, 1.0 - x).lower < p)
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
