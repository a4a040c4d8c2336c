//! The chi-square distribution, for tests.

use statrs::distribution::{ChiSquared, ContinuousCDF};

/// A chi-square statistic with its degrees of freedom, and how often chance alone gives one as
/// large.
///
/// # Formula
///
/// p = P(X ≥ x) for X chi-square with k degrees of freedom: the upper regularised incomplete gamma
/// function Q(k ÷ 2, x ÷ 2). It is computed from above, so that tiny p-values keep their digits.
///
/// # Worked example
///
/// R 4.2.2, `pchisq(122.249125573006, 1, lower.tail = FALSE)`:
///
/// ```
/// use kpi_stats::ChiSquare;
///
/// let test = ChiSquare::try_new(122.249125573006, 1)?;
/// assert!((test.p_value() / 2.0359832222855e-28 - 1.0).abs() < 1e-7);
/// # Ok::<(), kpi_stats::ChiSquareError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChiSquare {
    statistic: f64,
    degrees_of_freedom: u32,
    p_value: f64,
}

/// Why two numbers are no chi-square statistic.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ChiSquareError {
    /// The statistic is negative or not finite.
    #[error("the chi-square statistic {statistic} is not a finite number of at least 0")]
    Statistic {
        /// What was given.
        statistic: f64,
    },
    /// No degree of freedom: nothing is compared.
    #[error("a chi-square statistic needs at least one degree of freedom")]
    NoDegrees,
}

impl ChiSquare {
    /// Checks the statistic and finds its p-value.
    ///
    /// # Errors
    ///
    /// [`ChiSquareError`] for a statistic that is negative or not finite, and for no degrees of
    /// freedom.
    pub fn try_new(statistic: f64, degrees_of_freedom: u32) -> Result<Self, ChiSquareError> {
        if !(statistic >= 0.0 && statistic.is_finite()) {
            return Err(ChiSquareError::Statistic { statistic });
        }
        let chi_square = ChiSquared::new(f64::from(degrees_of_freedom));
        let chi_square = chi_square.map_err(|_| ChiSquareError::NoDegrees)?;
        Ok(Self { statistic, degrees_of_freedom, p_value: chi_square.sf(statistic) })
    }

    /// The statistic.
    #[must_use]
    pub const fn statistic(&self) -> f64 {
        self.statistic
    }

    /// Its degrees of freedom.
    #[must_use]
    pub const fn degrees_of_freedom(&self) -> u32 {
        self.degrees_of_freedom
    }

    /// The probability of a statistic at least as large when there is no difference.
    #[must_use]
    pub const fn p_value(&self) -> f64 {
        self.p_value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy 1.16, `chi2.sf`.
    #[test]
    fn agrees_with_scipy() {
        for (x, k, p) in [
            (3.837_569_576_549_05, 1, 0.050_116_117_409_005_7),
            (139.843_934_199_433, 1, 2.879_664_271_912_5e-32),
            (0.0, 3, 1.0),
        ] {
            let found = ChiSquare::try_new(x, k).unwrap().p_value();
            assert!((found / p - 1.0).abs() < 1e-10, "{x} {k}: {found:e}");
        }
        // Two degrees of freedom: exp(−x ÷ 2).
        let found = ChiSquare::try_new(10.0, 2).unwrap().p_value();
        assert!((found / (-5.0_f64).exp() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn every_refusal() {
        for statistic in [-1.0, f64::NAN, f64::INFINITY] {
            let refused = ChiSquare::try_new(statistic, 1);
            assert!(matches!(refused, Err(ChiSquareError::Statistic { .. })));
        }
        assert_eq!(ChiSquare::try_new(1.0, 0), Err(ChiSquareError::NoDegrees));
    }
}
