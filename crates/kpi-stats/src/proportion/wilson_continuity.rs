//! The score interval with continuity correction.

use kpi_types::Estimate;

use super::wilson::lower_root;
use super::{Proportion, ProportionError, ProportionMethod};
use crate::ConfidenceLevel;

impl Proportion {
    /// The Wilson interval with continuity correction: what R's `prop.test` shows.
    ///
    /// # Formula
    ///
    /// The lower Wilson limit at k − ½ successes and the upper at k + ½; 0 at no success, 1 at all.
    ///
    /// # Conventions
    ///
    /// Nearly as wide as [`clopper_pearson`](Self::clopper_pearson), which it comes close to.
    ///
    /// # Undefined when
    ///
    /// There is no trial: [`ProportionError::NoTrials`].
    ///
    /// # Worked example
    ///
    /// 15 of 25 (R, `prop.test(15, 25)`):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, Proportion};
    ///
    /// let rate = Proportion::try_new(15, 25)?.wilson_continuity(ConfidenceLevel::P95)?;
    /// assert!((rate.lower() - 0.388903024240019).abs() < 1e-12);
    /// assert!((rate.upper() - 0.781880790329695).abs() < 1e-12);
    /// # Ok::<(), kpi_stats::ProportionError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Taking R's interval for the Wilson interval. `correct = FALSE` gives that.
    ///
    /// # What others do
    ///
    /// R corrects by less than ½ where the count is that near to what the null hypothesis expects,
    /// so its interval depends on the null hypothesis.
    ///
    /// # References
    ///
    /// R. G. Newcombe, *Two-sided confidence intervals for the single proportion*, Statistics in
    /// Medicine 17 (1998), method 4.
    ///
    /// # Errors
    ///
    /// As [`Proportion::estimate`].
    pub fn wilson_continuity(self, level: ConfidenceLevel) -> Result<Estimate, ProportionError> {
        self.estimate(ProportionMethod::WilsonContinuity, level)
    }
}

pub(crate) fn lower(proportion: Proportion, level: ConfidenceLevel) -> f64 {
    let (k, n) = proportion.counts();
    if k > 0.0 { lower_root(k - 0.5, n, level.z()) } else { 0.0 }
}
