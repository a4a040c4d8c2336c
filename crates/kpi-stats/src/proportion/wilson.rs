//! The score interval of Wilson.

use kpi_types::Estimate;

use super::{Proportion, ProportionError, ProportionMethod};
use crate::ConfidenceLevel;

impl Proportion {
    /// The Wilson score interval: all rates that a normal test at this level would not reject.
    ///
    /// # Formula
    ///
    /// (k + z²/2 ± z √(k (n − k)/n + z²/4)) ÷ (n + z²), with k successes, n trials (counts) and z
    /// the normal quantile at 1 − α/2. No continuity correction. The result is a ratio in [0, 1].
    ///
    /// # Conventions
    ///
    /// At no success the lower end is exactly 0 and the upper z² ÷ (n + z²); at all successes the
    /// other way round.
    ///
    /// # Undefined when
    ///
    /// There is no trial: [`ProportionError::NoTrials`].
    ///
    /// # Worked example
    ///
    /// 18 of 20 (R, `binom::binom.confint(18, 20, methods = "wilson")`):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, Proportion};
    ///
    /// let rate = Proportion::try_new(18, 20)?.wilson(ConfidenceLevel::P95)?;
    /// assert!((rate.lower() - 0.6989663547715128).abs() < 1e-10);
    /// assert!((rate.upper() - 0.972133518786232).abs() < 1e-10);
    /// # Ok::<(), kpi_stats::ProportionError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Reading the middle of the interval as the rate: the middle leans towards one half. The rate
    /// is [`Estimate::point`].
    ///
    /// # What others do
    ///
    /// R's `prop.test` adds a continuity correction unless told not to, which widens the interval.
    /// statsmodels rounded past the edge, to 1.0000000000000002 at 38 of 38, until it clipped.
    ///
    /// # References
    ///
    /// E. B. Wilson, *Probable inference, the law of succession, and statistical inference*,
    /// JASA 22 (1927). L. D. Brown, T. T. Cai, A. DasGupta, *Interval estimation for a binomial
    /// proportion*, Statistical Science 16 (2001).
    ///
    /// # Errors
    ///
    /// As [`Proportion::estimate`].
    pub fn wilson(self, level: ConfidenceLevel) -> Result<Estimate, ProportionError> {
        self.estimate(ProportionMethod::Wilson, level)
    }
}

pub(super) fn lower(proportion: Proportion, level: ConfidenceLevel) -> f64 {
    let (k, n) = proportion.counts();
    lower_root(k, n, level.z())
}

/// The lower root, written as product of the roots ÷ upper root: nothing cancels near 0. Counts
/// need not be whole, z not that of a level.
pub(super) fn lower_root(k: f64, n: f64, z: f64) -> f64 {
    let square = z * z;
    let root = (square + 4.0 * k * ((n - k) / n)).sqrt();
    let sum = 2.0 * k + square + z * root;
    // No success, and a level so low that z is 0.
    if sum == 0.0 { 0.0 } else { 2.0 * k * (k / n) / sum }
}

/// Both ends at any z; the edges are closed as those of [`Proportion::wilson`].
pub(crate) fn wilson_ends(successes: u64, trials: u64, z: f64) -> (f64, f64) {
    let (k, n) = (successes as f64, trials as f64);
    let failures = trials.saturating_sub(successes) as f64;
    (lower_root(k, n, z), 1.0 - lower_root(failures, n, z))
}
