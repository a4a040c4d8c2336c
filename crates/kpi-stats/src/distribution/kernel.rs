//! The factor in front of binomial and beta tails.

use std::f64::consts::TAU;

/// Γ(x + y + 1) ÷ (Γ(x + 1) Γ(y + 1)) · pˣ qʸ for x, y > 0 and q = 1 − p.
///
/// Written with deviances, after C. Loader, *Fast and accurate computation of binomial
/// probabilities* (2000): every term is small where the result is not.
pub(super) fn binomial_kernel(x: f64, y: f64, p: f64, q: f64) -> f64 {
    let n = x + y;
    let exponent = stirling_error(n)
        - stirling_error(x)
        - stirling_error(y)
        - deviance(x, n * p)
        - deviance(y, n * q);
    exponent.exp() * (n / (TAU * x * y)).sqrt()
}

/// ln Γ(z + 1) − (z + ½) ln z + z − ½ ln 2π for z > 0.
pub(crate) fn stirling_error(z: f64) -> f64 {
    let mut shift = 0.0;
    let mut z = z;
    // The series is exact to the last digit from here on; below, one step up costs one logarithm.
    while z < 16.0 {
        shift += (z + 0.5) * (1.0 / z).ln_1p() - 1.0;
        z += 1.0;
    }
    let inverse = 1.0 / z;
    let square = inverse * inverse;
    let mut sum = -691.0 / 360_360.0;
    for term in [1.0 / 1188.0, -1.0 / 1680.0, 1.0 / 1260.0, -1.0 / 360.0, 1.0 / 12.0] {
        sum = sum * square + term;
    }
    shift + sum * inverse
}

/// x ln(x ÷ m) + m − x, at least 0, without the cancelling of that form near x = m.
fn deviance(x: f64, m: f64) -> f64 {
    if m <= 0.0 {
        return f64::INFINITY;
    }
    let gap = x - m;
    if gap.abs() >= 0.1 * (x + m) {
        return x * (x / m).ln() - gap;
    }
    // With v = (x − m) ÷ (x + m): ln(x ÷ m) = 2 (v + v³/3 + v⁵/5 + …).
    let v = gap / (x + m);
    let square = v * v;
    let mut power = 2.0 * x * v;
    let mut sum = gap * v;
    let mut odd = 1.0;
    loop {
        power *= square;
        odd += 2.0;
        let next = sum + power / odd;
        if next == sum {
            return sum;
        }
        sum = next;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ln Γ of whole numbers by sums of logarithms.
    #[test]
    fn stirling_error_of_whole_numbers() {
        let mut ln_factorial = 0.0_f64;
        for z in 1..60 {
            let z = f64::from(z);
            ln_factorial += z.ln();
            let direct = ln_factorial - (z + 0.5) * z.ln() + z - 0.5 * TAU.ln();
            assert!((stirling_error(z) - direct).abs() < 1e-13, "{z}");
        }
    }

    #[test]
    fn kernel_of_small_whole_numbers() {
        // 10! ÷ (3! 7!) · 0.2³ · 0.8⁷.
        let exact = 120.0 * 0.2_f64.powi(3) * 0.8_f64.powi(7);
        assert!((binomial_kernel(3.0, 7.0, 0.2, 0.8) / exact - 1.0).abs() < 1e-14);
        assert_eq!(binomial_kernel(3.0, 7.0, 0.0, 1.0), 0.0);
    }
}
