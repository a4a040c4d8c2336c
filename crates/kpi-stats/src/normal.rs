//! The standard normal distribution.

use statrs::distribution::{ContinuousCDF, Normal};

/// P(Z ≤ z).
pub(crate) fn cdf(z: f64) -> f64 {
    Normal::standard().cdf(z)
}

/// The z with P(Z ≤ z) = p; infinite at 0 and 1, NaN for anything that is not a probability.
pub(crate) fn quantile(p: f64) -> f64 {
    if (0.0..=1.0).contains(&p) { Normal::standard().inverse_cdf(p) } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R 4.2.2: `qnorm(c(0.025, 5e-12))`, `pnorm(c(-1.96, -6))`.
    #[test]
    fn agrees_with_r() {
        assert!((quantile(0.025) + 1.959_963_984_540_054).abs() < 1e-13);
        assert!((quantile(5e-12) + 6.806_502_490_740_626).abs() < 1e-12);
        assert!((cdf(-1.96) - 0.024_997_895_148_220_4).abs() < 1e-11);
        assert!((cdf(-6.0) / 9.865_876_450_376_98e-10 - 1.0).abs() < 1e-9);
    }

    #[test]
    fn what_is_no_probability_has_no_quantile() {
        assert!(quantile(1.5).is_nan() && quantile(f64::NAN).is_nan());
        assert!(quantile(0.0).is_infinite() && quantile(1.0).is_infinite());
    }
}
