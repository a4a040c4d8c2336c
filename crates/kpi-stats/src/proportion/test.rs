//! A proportion against a value.

use super::{Proportion, ProportionError};
use crate::distribution::{Tails, incomplete_beta};
use crate::{Alternative, HypothesisTest, TestMethod};

/// How a proportion is tested against a value.
///
/// # Formula
///
/// With k of n, expected n p₀:
///
/// | test | statistic or p | goes with |
/// |---|---|---|
/// | `Score` | (k − n p₀)² ÷ (n p₀ (1 − p₀)) | [`Proportion::wilson`] |
/// | `ScoreContinuity` | the same with k up to ½ nearer to n p₀ | [`Proportion::wilson_continuity`] |
/// | `Exact` | twice the smaller binomial tail, at most 1 | [`Proportion::clopper_pearson`] |
///
/// One-sided scores use the root with the sign of k − n p₀.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ProportionTest {
    /// Normal approximation with the variance of the null hypothesis.
    #[default]
    Score,
    /// The same with continuity correction, R's default.
    ScoreContinuity,
    /// Binomial.
    Exact,
}

impl ProportionTest {
    /// All tests.
    pub const ALL: [Self; 3] = [Self::Score, Self::ScoreContinuity, Self::Exact];

    /// The name the result carries.
    #[must_use]
    pub const fn method(self) -> TestMethod {
        match self {
            Self::Score => TestMethod::ProportionScore,
            Self::ScoreContinuity => TestMethod::ProportionScoreCorrected,
            Self::Exact => TestMethod::BinomialExact,
        }
    }
}

impl Proportion {
    /// Tests whether the rate is a given one.
    ///
    /// # Worked example
    ///
    /// 15 of 25 against one half (R, `prop.test(15, 25)`: X² = 0.64, p = 0.4237; without correction
    /// 1 and 0.3173; `binom.test`: 0.4244):
    ///
    /// ```
    /// use kpi_stats::{Alternative, Proportion, ProportionTest};
    ///
    /// let rate = Proportion::try_new(15, 25)?;
    /// let p = |test| Ok::<f64, kpi_stats::ProportionError>(rate.test(test, 0.5, Alternative::TwoSided)?.p_value());
    /// assert!((p(ProportionTest::ScoreContinuity)? - 0.423710797166793).abs() < 1e-12);
    /// assert!((p(ProportionTest::Score)? - 0.317310507862914).abs() < 1e-12);
    /// assert_eq!(format!("{:.4}", p(ProportionTest::Exact)?), "0.4244");
    /// # Ok::<(), kpi_stats::ProportionError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Testing this year's rate against last year's as if that were known. Both were counted:
    /// [`TwoProportions`](crate::TwoProportions).
    ///
    /// # What others do
    ///
    /// R's and SciPy's exact two-sided p adds up all counts that are no likelier, which differs
    /// where p₀ is not one half, and can disagree with their own interval.
    ///
    /// # Errors
    ///
    /// [`ProportionError::Null`] for a value not strictly between 0 and 1.
    pub fn test(
        self,
        test: ProportionTest,
        null: f64,
        alternative: Alternative,
    ) -> Result<HypothesisTest, ProportionError> {
        if !(null > 0.0 && null < 1.0) {
            return Err(ProportionError::Null { null });
        }
        let (method, (k, n)) = (test.method(), self.counts());
        let wrong = |_| ProportionError::Null { null };
        if test == ProportionTest::Exact {
            let rest = 1.0 - null;
            let lower =
                if k < n { incomplete_beta::tails(k + 1.0, n - k, null, rest).upper } else { 1.0 };
            let upper = if k > 0.0 {
                incomplete_beta::tails(k, n - k + 1.0, null, rest).lower
            } else {
                1.0
            };
            let p_value = Tails { lower, upper }.p_value(alternative);
            return HypothesisTest::try_new(method, alternative, None, None, p_value)
                .map_err(wrong);
        }
        let gap = k - n * null;
        let correction = if test == ProportionTest::Score { 0.0 } else { gap.abs().min(0.5) };
        let z = gap.signum() * (gap.abs() - correction) / (n * null * (1.0 - null)).sqrt();
        let p_value = HypothesisTest::normal(method, z, alternative).map_err(wrong)?.p_value();
        let statistic = Some(z * z);
        HypothesisTest::try_new(method, alternative, statistic, Some(1.0), p_value).map_err(wrong)
    }
}
