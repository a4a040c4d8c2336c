//! The textbook intervals of a difference.

use kpi_types::Estimate;

use super::{DifferenceMethod, TwoProportionError, TwoProportions};
use crate::ConfidenceLevel;

impl TwoProportions {
    /// The Wald interval: the difference, plus and minus z standard errors.
    ///
    /// # Formula
    ///
    /// p₁ − p₂ ± z √(p₁ (1 − p₁) ÷ n₁ + p₂ (1 − p₂) ÷ n₂), with pᵢ = kᵢ ÷ nᵢ and z the normal
    /// quantile at 1 − α/2; cut to [−1, 1].
    ///
    /// # Conventions
    ///
    /// Where both groups are all or none the interval has no width. It goes with the z test with
    /// separate variances: p < α exactly when 0 is outside.
    ///
    /// # Undefined when
    ///
    /// Never, once both groups have a trial.
    ///
    /// # Worked example
    ///
    /// 15 of 50 against 25 of 50 (R, `prop.test(c(15, 25), c(50, 50), correct = FALSE)`):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, Proportion, TwoProportions};
    ///
    /// let pair = TwoProportions::new(Proportion::try_new(15, 50)?, Proportion::try_new(25, 50)?);
    /// let found = pair.wald(ConfidenceLevel::P95)?;
    /// assert!((found.lower() + 0.387993141232296).abs() < 1e-12);
    /// assert!((found.upper() + 0.0120068587677042).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Using it for small groups or rare successes, where it covers far too rarely.
    ///
    /// # What others do
    ///
    /// `prop.test` gives this interval beside a chi-square from the pooled variance; the two can
    /// disagree about 0.
    ///
    /// # References
    ///
    /// R. G. Newcombe, *Interval estimation for the difference between independent proportions*,
    /// Statistics in Medicine 17 (1998), method 1.
    ///
    /// # Errors
    ///
    /// As [`TwoProportions::difference`].
    pub fn wald(self, level: ConfidenceLevel) -> Result<Estimate, TwoProportionError> {
        self.difference(DifferenceMethod::Wald, level)
    }

    /// The Wald interval, widened by a continuity correction.
    ///
    /// # Formula
    ///
    /// As [`wald`](Self::wald), each end further out by the smaller of (1 ÷ n₁ + 1 ÷ n₂) ÷ 2 and
    /// |p₁ − p₂|.
    ///
    /// # Conventions
    ///
    /// The smaller of the two is R's; Newcombe's method 2 always takes the first.
    ///
    /// # Undefined when
    ///
    /// Never, once both groups have a trial.
    ///
    /// # Worked example
    ///
    /// 15 of 50 against 25 of 50 (R, `prop.test(c(15, 25), c(50, 50))`):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, Proportion, TwoProportions};
    ///
    /// let pair = TwoProportions::new(Proportion::try_new(15, 50)?, Proportion::try_new(25, 50)?);
    /// let found = pair.wald_continuity(ConfidenceLevel::P95)?;
    /// assert!((found.lower() + 0.407993141232296).abs() < 1e-12);
    /// assert!((found.upper() - 0.00799314123229583).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Comparing it with a tool that does not correct: say which one it is.
    ///
    /// # What others do
    ///
    /// R corrects unless told not to. statsmodels never does.
    ///
    /// # References
    ///
    /// As [`wald`](Self::wald).
    ///
    /// # Errors
    ///
    /// As [`TwoProportions::difference`].
    pub fn wald_continuity(self, level: ConfidenceLevel) -> Result<Estimate, TwoProportionError> {
        self.difference(DifferenceMethod::WaldContinuity, level)
    }
}

pub(super) fn lower(pair: TwoProportions, level: ConfidenceLevel) -> f64 {
    let (first, second) = pair.variances();
    pair.point() - level.z() * (first + second).sqrt()
}

pub(super) fn lower_continuity(pair: TwoProportions, level: ConfidenceLevel) -> f64 {
    let [m, n] = [pair.first, pair.second].map(|group| group.trials() as f64);
    lower(pair, level) - (0.5 * (1.0 / m + 1.0 / n)).min(pair.point().abs())
}
