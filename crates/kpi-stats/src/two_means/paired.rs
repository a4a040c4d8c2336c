//! The same people twice.

use kpi_types::Estimate;

use crate::{
    Alternative, ConfidenceLevel, EffectSize, HypothesisTest, MeanError, Moments, MomentsError,
    TestMethod,
};

/// Two values of each of the same people: the score in two waves, before and after.
///
/// # Formula
///
/// Everything is that of one sample, the differences first less second: see
/// [`Moments::mean_interval`], [`Moments::test`] and [`Moments::effect_size`].
///
/// # Undefined when
///
/// There are fewer than two pairs, or all differences are the same.
///
/// # Worked example
///
/// Student's sleep data (R, `t.test(x, y, paired = TRUE)`: t = −4.0621, p = 0.002833):
///
/// ```
/// use kpi_stats::{Alternative, ConfidenceLevel, PairedMeans};
///
/// let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
/// let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
/// let pairs = PairedMeans::try_from_pairs(first.into_iter().zip(second))?;
/// assert!((pairs.test(Alternative::TwoSided)?.p_value() - 0.00283289019738427).abs() < 1e-12);
/// let gap = pairs.difference(ConfidenceLevel::P95)?;
/// assert!((gap.lower() + 2.45988576327698).abs() < 1e-11);
/// assert!((gap.upper() + 0.700114236723018).abs() < 1e-11);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Joining two waves by their position in the file. Pairs are joined by who answered.
///
/// # What others do
///
/// R's `t.test(paired = TRUE)` and SciPy's `ttest_rel` alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairedMeans {
    differences: Moments,
}

impl PairedMeans {
    /// From pairs, first and second.
    ///
    /// # Errors
    ///
    /// [`MomentsError`] for a difference that is not a finite number.
    pub fn try_from_pairs(
        pairs: impl IntoIterator<Item = (f64, f64)>,
    ) -> Result<Self, MomentsError> {
        let gaps = pairs.into_iter().map(|(first, second)| first - second);
        Ok(Self { differences: Moments::try_from_values(gaps)? })
    }

    /// From differences that were taken already, first less second.
    #[must_use]
    pub const fn from_differences(differences: Moments) -> Self {
        Self { differences }
    }

    /// The differences.
    #[must_use]
    pub const fn differences(&self) -> Moments {
        self.differences
    }

    /// The mean difference with its t interval.
    ///
    /// # Errors
    ///
    /// [`MeanError`].
    pub fn difference(&self, level: ConfidenceLevel) -> Result<Estimate, MeanError> {
        self.differences.mean_interval(level)
    }

    /// Tests whether the mean difference is 0.
    ///
    /// # Errors
    ///
    /// [`MeanError`].
    pub fn test(&self, alternative: Alternative) -> Result<HypothesisTest, MeanError> {
        self.differences.test_as(TestMethod::StudentPaired, 0.0, alternative)
    }

    /// The mean difference in standard deviations of the differences, with its interval.
    ///
    /// # Errors
    ///
    /// [`MeanError`].
    pub fn effect_size(
        &self,
        kind: EffectSize,
        level: ConfidenceLevel,
    ) -> Result<Estimate, MeanError> {
        self.differences.effect_size(kind, level)
    }
}
