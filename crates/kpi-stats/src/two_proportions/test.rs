//! Tests of two proportions.

use super::{TwoProportionError, TwoProportions, fisher};
use crate::{Alternative, HypothesisTest, TestMethod};

/// How two proportions are tested for being the same.
///
/// # Formula
///
/// With d = p₁ − p₂, p the rate of both groups together, N = n₁ + n₂:
///
/// | test | statistic |
/// |---|---|
/// | `ZPooled` | d ÷ √(p (1 − p) (1/n₁ + 1/n₂)) |
/// | `ZUnpooled` | d ÷ √(p₁ (1 − p₁)/n₁ + p₂ (1 − p₂)/n₂) |
/// | `ZScore` | the pooled one, its variance times N ÷ (N − 1) |
/// | `ChiSquare` | the square of the pooled z |
/// | `ChiSquareYates` | the same, every cell moved by up to ½ towards what is expected |
/// | `FisherExact` | none: the chance of all tables with these margins that are no likelier |
///
/// One-sided forms of the chi-squares use the root with the sign of d, as R does. One-sided Fisher
/// is the tail of the hypergeometric distribution.
///
/// # Undefined when
///
/// The variance is zero: nobody or everybody succeeded (`ZUnpooled`: within each group). Fisher's
/// test has an answer there, 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum TwoProportionTest {
    /// z with the variance of both groups together: goes with [`TwoProportions::mee`].
    #[default]
    ZPooled,
    /// z with each group's own variance: goes with [`TwoProportions::wald`].
    ZUnpooled,
    /// z of Miettinen and Nurminen: goes with [`TwoProportions::miettinen_nurminen`].
    ZScore,
    /// Pearson's chi-square.
    ChiSquare,
    /// Chi-square with Yates' continuity correction, R's default.
    ChiSquareYates,
    /// Fisher's exact test.
    FisherExact,
}

impl TwoProportionTest {
    /// All tests.
    pub const ALL: [Self; 6] = [
        Self::ZPooled,
        Self::ZUnpooled,
        Self::ZScore,
        Self::ChiSquare,
        Self::ChiSquareYates,
        Self::FisherExact,
    ];

    /// The name the result carries.
    #[must_use]
    pub const fn method(self) -> TestMethod {
        match self {
            Self::ZPooled => TestMethod::ZPooled,
            Self::ZUnpooled => TestMethod::ZUnpooled,
            Self::ZScore => TestMethod::ZScore,
            Self::ChiSquare => TestMethod::ChiSquare,
            Self::ChiSquareYates => TestMethod::ChiSquareYates,
            Self::FisherExact => TestMethod::FisherExact,
        }
    }
}

impl TwoProportions {
    /// Tests whether both groups have the same rate.
    ///
    /// # Worked example
    ///
    /// 5 of 83 against 12 of 99 (statsmodels, `proportions_ztest([5, 12], [83, 99])`; R,
    /// `prop.test(c(5, 12), c(83, 99))`), and Fisher's tea, 3 of 4 against 1 of 4 (R,
    /// `fisher.test`: 0.4857):
    ///
    /// ```
    /// use kpi_stats::{Alternative, Proportion, TwoProportionTest, TwoProportions};
    ///
    /// let pair = TwoProportions::new(Proportion::try_new(5, 83)?, Proportion::try_new(12, 99)?);
    /// let z = pair.test(TwoProportionTest::ZPooled, Alternative::TwoSided)?;
    /// assert!((z.statistic().unwrap_or(0.0) + 1.4078304151258787).abs() < 1e-12);
    /// assert!((z.p_value() - 0.15918129181156992).abs() < 1e-12);
    /// let yates = pair.test(TwoProportionTest::ChiSquareYates, Alternative::TwoSided)?;
    /// assert!((yates.p_value() - 0.249273118674875).abs() < 1e-12);
    ///
    /// let tea = TwoProportions::new(Proportion::try_new(3, 4)?, Proportion::try_new(1, 4)?);
    /// let exact = tea.test(TwoProportionTest::FisherExact, Alternative::TwoSided)?;
    /// assert!((exact.p_value() - 34.0 / 70.0).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Using any of them for the same people asked twice: their answers go together, which
    /// McNemar's test of [`PairedProportions`](crate::PairedProportions) takes into account.
    ///
    /// # What others do
    ///
    /// R's `prop.test` and SciPy's `chi2_contingency` correct by Yates unless told not to;
    /// statsmodels does not. R and SciPy find Fisher's two-sided p as here; doubling the smaller
    /// tail is another convention.
    ///
    /// # References
    ///
    /// F. Yates, *Contingency tables involving small numbers and the χ² test* (1934). A. Agresti,
    /// *Categorical Data Analysis*, chapter 3.
    ///
    /// # Errors
    ///
    /// [`TwoProportionError::NoVariation`] where the variance is zero.
    pub fn test(
        self,
        test: TwoProportionTest,
        alternative: Alternative,
    ) -> Result<HypothesisTest, TwoProportionError> {
        let method = test.method();
        if test == TwoProportionTest::FisherExact {
            let p_value = fisher::p_value(self, alternative);
            return Ok(HypothesisTest::try_new(method, alternative, None, None, p_value)?);
        }
        let ((k1, n1), (k2, n2)) = (self.first.counts(), self.second.counts());
        let n = n1 + n2;
        let joint = (k1 + k2) / n * ((n - k1 - k2) / n);
        let pooled = joint * (1.0 / n1 + 1.0 / n2);
        // Yates moves every cell by up to ½, which moves the rates by ½ (1/n₁ + 1/n₂).
        let yates = (0.5 * (1.0 / n1 + 1.0 / n2)).min(self.point().abs());
        let (gap, variance) = match test {
            TwoProportionTest::ZUnpooled => {
                let (first, second) = self.variances();
                (self.point(), first + second)
            }
            TwoProportionTest::ZScore => (self.point(), pooled * self.inflation()),
            TwoProportionTest::ChiSquareYates => {
                (self.point().signum() * (self.point().abs() - yates), pooled)
            }
            _ => (self.point(), pooled),
        };
        if variance <= 0.0 {
            return Err(TwoProportionError::NoVariation {
                test,
                first_successes: self.first.successes(),
                first_trials: self.first.trials(),
                second_successes: self.second.successes(),
                second_trials: self.second.trials(),
            });
        }
        let z = gap / variance.sqrt();
        let normal = HypothesisTest::normal(method, z, alternative)?;
        let squared =
            matches!(test, TwoProportionTest::ChiSquare | TwoProportionTest::ChiSquareYates);
        if !squared {
            return Ok(normal);
        }
        let (statistic, p_value) = (Some(z * z), normal.p_value());
        Ok(HypothesisTest::try_new(method, alternative, statistic, Some(1.0), p_value)?)
    }
}
