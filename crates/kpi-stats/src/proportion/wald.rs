//! The textbook interval.

use kpi_types::Estimate;

use super::{Proportion, ProportionError, ProportionMethod};
use crate::ConfidenceLevel;

impl Proportion {
    /// The Wald interval: the rate, plus and minus z standard errors estimated at the rate itself.
    ///
    /// # Formula
    ///
    /// p ± z √(p (1 − p) ÷ n), with p = k ÷ n (a ratio), n trials (a count), z the normal quantile
    /// at 1 − α/2; cut to [0, 1].
    ///
    /// # Conventions
    ///
    /// At no success or all successes the interval has no width: the formula says so, and this is
    /// why it is not the default.
    ///
    /// # Undefined when
    ///
    /// There is no trial: [`ProportionError::NoTrials`].
    ///
    /// # Worked example
    ///
    /// 4 of 20 (R, `binom::binom.confint(4, 20, methods = "asymptotic")`):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, Proportion};
    ///
    /// let rate = Proportion::try_new(4, 20)?.wald(ConfidenceLevel::P95)?;
    /// assert!((rate.lower() - 0.0246954918846836).abs() < 1e-10);
    /// assert!((rate.upper() - 0.3753045081153163).abs() < 1e-10);
    /// # Ok::<(), kpi_stats::ProportionError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Using it for churn: with few churned customers it covers the true rate far more rarely than
    /// promised, and with none it claims certainty.
    ///
    /// # What others do
    ///
    /// R's `binom` does not cut at 1: 18 of 20 ends at 1.031. statsmodels cuts, as here.
    ///
    /// # References
    ///
    /// L. D. Brown, T. T. Cai, A. DasGupta, *Interval estimation for a binomial proportion*,
    /// Statistical Science 16 (2001), on how badly it covers.
    ///
    /// # Errors
    ///
    /// As [`Proportion::estimate`].
    pub fn wald(self, level: ConfidenceLevel) -> Result<Estimate, ProportionError> {
        self.estimate(ProportionMethod::Wald, level)
    }
}

pub(super) fn lower(proportion: Proportion, level: ConfidenceLevel) -> f64 {
    let (k, n) = proportion.counts();
    lower_at(k, n, level.z())
}

pub(super) fn lower_at(k: f64, n: f64, z: f64) -> f64 {
    let p = k / n;
    p - z * (p * ((n - k) / n) / n).sqrt()
}
