//! McNemar's test.

use super::{PairedProportionError, PairedProportions};
use crate::distribution::{binomial, half_probability};
use crate::{Alternative, HypothesisTest, TestMethod};

/// How two proportions of the same people are tested for being the same.
///
/// # Formula
///
/// b said yes only first, c only second:
///
/// | test | statistic or p |
/// |---|---|
/// | `ChiSquare` | (b − c)² ÷ (b + c) |
/// | `ChiSquareCorrected` | (|b − c| − 1)² ÷ (b + c), 0 where b = c (Edwards) |
/// | `Exact` | twice the smaller tail of b among b + c coin throws, at most 1 |
/// | `MidP` | the exact one less the chance of b itself |
///
/// One-sided chi-squares use the root with the sign of b − c; one-sided exact tests one tail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum McNemarTest {
    /// Without correction: goes with [`PairedProportions::tango`].
    #[default]
    ChiSquare,
    /// With continuity correction, R's default.
    ChiSquareCorrected,
    /// Exact binomial, statsmodels' default.
    Exact,
    /// Mid-p.
    MidP,
}

impl McNemarTest {
    /// All tests.
    pub const ALL: [Self; 4] = [Self::ChiSquare, Self::ChiSquareCorrected, Self::Exact, Self::MidP];

    /// The name the result carries.
    #[must_use]
    pub const fn method(self) -> TestMethod {
        match self {
            Self::ChiSquare => TestMethod::McNemar,
            Self::ChiSquareCorrected => TestMethod::McNemarCorrected,
            Self::Exact => TestMethod::McNemarExact,
            Self::MidP => TestMethod::McNemarMidP,
        }
    }
}

impl PairedProportions {
    /// McNemar's test: whether as many changed one way as the other.
    ///
    /// # Undefined when
    ///
    /// Nobody changed: the chi-squares are 0 ÷ 0, the exact tests say 1.
    ///
    /// # Worked example
    ///
    /// Agresti 1990, p. 350 (R, `mcnemar.test`: 16.818 with correction; exact p 3.716e-05):
    ///
    /// ```
    /// use kpi_stats::{Alternative, McNemarTest, PairedCounts, PairedProportions};
    ///
    /// let counts = PairedCounts { both: 794, first_only: 150, second_only: 86, neither: 570 };
    /// let panel = PairedProportions::try_new(counts)?;
    /// let corrected = panel.test(McNemarTest::ChiSquareCorrected, Alternative::TwoSided)?;
    /// assert!((corrected.statistic().unwrap_or(0.0) - 16.8177966101695).abs() < 1e-12);
    /// let exact = panel.test(McNemarTest::Exact, Alternative::TwoSided)?;
    /// assert!((exact.p_value() / 3.71593613957143e-05 - 1.0).abs() < 1e-12);
    /// # Ok::<(), kpi_stats::PairedProportionError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Testing the same people as two separate groups.
    ///
    /// # What others do
    ///
    /// R corrects unless told not to; statsmodels is exact unless told not to, and corrects
    /// otherwise.
    ///
    /// # References
    ///
    /// Q. McNemar (1947). M. W. Fagerland, S. Lydersen, P. Laake, *The McNemar test for binary
    /// matched-pairs data*, BMC Medical Research Methodology 13 (2013), on mid-p.
    ///
    /// # Errors
    ///
    /// [`PairedProportionError::NobodyChanged`].
    pub fn test(
        self,
        test: McNemarTest,
        alternative: Alternative,
    ) -> Result<HypothesisTest, PairedProportionError> {
        let method = test.method();
        let (b, c) = self.changed();
        let changed = self.counts.first_only + self.counts.second_only;
        let correction = match test {
            McNemarTest::ChiSquare => 0.0,
            McNemarTest::ChiSquareCorrected => (b - c).abs().min(1.0),
            McNemarTest::Exact | McNemarTest::MidP => {
                let tails = binomial::half_tails(self.counts.first_only, changed);
                let here = match test {
                    McNemarTest::MidP => half_probability(self.counts.first_only, changed),
                    _ => 0.0,
                };
                let p_value = match alternative {
                    Alternative::TwoSided => 2.0 * tails.lower.min(tails.upper) - here,
                    Alternative::Greater => tails.upper - 0.5 * here,
                    Alternative::Less => tails.lower - 0.5 * here,
                };
                let p_value = p_value.clamp(0.0, 1.0);
                return Ok(HypothesisTest::try_new(method, alternative, None, None, p_value)?);
            }
        };
        if changed == 0 {
            return Err(PairedProportionError::NobodyChanged { test, pairs: self.pairs });
        }
        let z = (b - c).signum() * ((b - c).abs() - correction) / (b + c).sqrt();
        let p_value = HypothesisTest::normal(method, z, alternative)?.p_value();
        let statistic = Some(z * z);
        Ok(HypothesisTest::try_new(method, alternative, statistic, Some(1.0), p_value)?)
    }
}
