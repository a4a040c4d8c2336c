//! Newcombe's hybrid score intervals.

use kpi_types::Estimate;

use super::{DifferenceMethod, TwoProportionError, TwoProportions};
use crate::ConfidenceLevel;
use crate::proportion::wilson_continuity_lower;

impl TwoProportions {
    /// Newcombe's interval: the Wilson limits of both groups, their distances joined as squares.
    ///
    /// # Formula
    ///
    /// d − √((p₁ − l₁)² + (u₂ − p₂)²) to d + √((u₁ − p₁)² + (p₂ − l₂)²), with d = p₁ − p₂ and
    /// (lᵢ, uᵢ) the Wilson interval of each group.
    ///
    /// # Conventions
    ///
    /// No continuity correction. The ends stay within [−1, 1] by themselves.
    ///
    /// # Undefined when
    ///
    /// Never, once both groups have a trial.
    ///
    /// # Worked example
    ///
    /// 56 of 70 against 48 of 80 (Newcombe 1998, example (a), method 10: 0.0524 to 0.3339):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, Proportion, TwoProportions};
    ///
    /// let pair = TwoProportions::new(Proportion::try_new(56, 70)?, Proportion::try_new(48, 80)?);
    /// let found = pair.newcombe(ConfidenceLevel::P95)?;
    /// assert_eq!(format!("{:.4} {:.4}", found.lower(), found.upper()), "0.0524 0.3339");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Judging a difference by whether the two groups' own intervals overlap: they may overlap
    /// while this interval is clear of 0.
    ///
    /// # What others do
    ///
    /// statsmodels (`newcomb`) and SAS (`CL=NEWCOMBE`) alike.
    ///
    /// # References
    ///
    /// R. G. Newcombe, *Interval estimation for the difference between independent proportions*,
    /// Statistics in Medicine 17 (1998), method 10.
    ///
    /// # Errors
    ///
    /// As [`TwoProportions::difference`].
    pub fn newcombe(self, level: ConfidenceLevel) -> Result<Estimate, TwoProportionError> {
        self.difference(DifferenceMethod::Newcombe, level)
    }

    /// Newcombe's interval from Wilson limits with continuity correction.
    ///
    /// # Formula
    ///
    /// As [`newcombe`](Self::newcombe), with lᵢ and uᵢ from
    /// [`Proportion::wilson_continuity`](crate::Proportion::wilson_continuity).
    ///
    /// # Conventions
    ///
    /// Always at least as wide as without the correction.
    ///
    /// # Undefined when
    ///
    /// Never, once both groups have a trial.
    ///
    /// # Worked example
    ///
    /// 56 of 70 against 48 of 80 (Newcombe 1998, example (a), method 11: 0.0428 to 0.3422):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, Proportion, TwoProportions};
    ///
    /// let pair = TwoProportions::new(Proportion::try_new(56, 70)?, Proportion::try_new(48, 80)?);
    /// let found = pair.newcombe_continuity(ConfidenceLevel::P95)?;
    /// assert_eq!(format!("{:.4} {:.4}", found.lower(), found.upper()), "0.0428 0.3422");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Taking the wider interval for the more honest one: on average it covers more than it says.
    ///
    /// # What others do
    ///
    /// SAS writes `CL=NEWCOMBE(CORRECT)`; statsmodels does not have it.
    ///
    /// # References
    ///
    /// As [`newcombe`](Self::newcombe), method 11.
    ///
    /// # Errors
    ///
    /// As [`TwoProportions::difference`].
    pub fn newcombe_continuity(
        self,
        level: ConfidenceLevel,
    ) -> Result<Estimate, TwoProportionError> {
        self.difference(DifferenceMethod::NewcombeContinuity, level)
    }
}

pub(super) fn lower(
    pair: TwoProportions,
    level: ConfidenceLevel,
) -> Result<f64, TwoProportionError> {
    let (first, second) = (pair.first.wilson(level)?, pair.second.wilson(level)?);
    let down = (first.point() - first.lower()).hypot(second.upper() - second.point());
    Ok(pair.point() - down)
}

pub(super) fn lower_continuity(pair: TwoProportions, level: ConfidenceLevel) -> f64 {
    let (first, second) = (pair.first, pair.second);
    let down = first.point() - wilson_continuity_lower(first, level);
    // The upper limit of a share is 1 less the lower limit of the rest.
    let up = second.complement().point() - wilson_continuity_lower(second.complement(), level);
    pair.point() - down.hypot(up)
}
