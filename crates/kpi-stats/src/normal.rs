//! The standard normal distribution.

use statrs::distribution::{ContinuousCDF, Normal};

/// The chance of at most z.
pub(crate) fn cdf(z: f64) -> f64 {
    upper(-z)
}

/// The chance of more than z.
pub(crate) fn upper(z: f64) -> f64 {
    0.5 * libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The chance of something at least as far from 0 as z, on either side.
pub(crate) fn two_sided(z: f64) -> f64 {
    (2.0 * upper(z.abs())).min(1.0)
}

pub(crate) fn quantile(p: f64) -> f64 {
    if (0.0..=1.0).contains(&p) { Normal::standard().inverse_cdf(p) } else { f64::NAN }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_r() {
        assert!((quantile(0.025) + 1.959_963_984_540_054).abs() < 1e-13);
        assert!((quantile(5e-12) + 6.806_502_490_740_626).abs() < 1e-12);
        assert!((cdf(-1.96) - 0.024_997_895_148_220_4).abs() < 1e-11);
        assert!((cdf(-6.0) / 9.865_876_450_376_98e-10 - 1.0).abs() < 1e-9);
    }

    /// mpmath 1.4.1: `erfc(z / sqrt(2)) / 2`.
    #[test]
    fn tails_keep_their_digits() {
        for (z, tail) in CASES {
            assert!((upper(z) / tail - 1.0).abs() < 1e-11, "{z}: {:e}", upper(z) / tail - 1.0);
        }
        assert_eq!((two_sided(0.0), two_sided(-1.0)), (1.0, 2.0 * upper(1.0)));
    }

    #[test]
    fn what_is_no_probability_has_no_quantile() {
        assert!(quantile(1.5).is_nan() && quantile(f64::NAN).is_nan());
        assert!(quantile(0.0).is_infinite() && quantile(1.0).is_infinite());
    }

    const CASES: [(f64, f64); 16] = [
        (-3.0, 0.9986501019683699),
        (-0.5, 0.6914624612740131),
        (0.3, 0.3820885778110474),
        (0.9, 0.18406012534675947),
        (1.0, 0.15865525393145705),
        (1.5, 0.06680720126885807),
        (1.959963984540054, 0.025000000000000012),
        (2.5, 0.006209665325776135),
        (3.3, 0.0004834241423837775),
        (4.7, 1.300807453917281e-06),
        (6.0, 9.86587645037698e-10),
        (8.3, 5.205569744890254e-17),
        (12.0, 1.776482112077679e-33),
        (20.0, 2.7536241186062337e-89),
        (30.0, 4.906713927148187e-198),
        (37.0, 5.725571222524577e-300),
    ];
}
