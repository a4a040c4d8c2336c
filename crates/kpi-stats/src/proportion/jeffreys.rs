//! The interval from Jeffreys' prior.

use kpi_types::Estimate;

use super::{Proportion, ProportionError, ProportionMethod};
use crate::{ConfidenceLevel, beta};

impl Proportion {
    /// The Jeffreys interval: the middle of what is believed about the rate after the trials, when
    /// Beta(½, ½) was believed before.
    ///
    /// # Formula
    ///
    /// From the α/2 to the 1 − α/2 quantile of Beta(k + ½, n − k + ½), with k successes and n
    /// trials (counts). The result is a ratio in [0, 1].
    ///
    /// # Conventions
    ///
    /// Equal tails, not the shortest interval. At no success the lower end is 0, at all successes
    /// the upper end is 1, as Brown, Cai and DasGupta define it. At very low levels the rate k ÷ n
    /// may lie outside: the interval closes in on the median of the belief.
    ///
    /// # Undefined when
    ///
    /// There is no trial: [`ProportionError::NoTrials`].
    ///
    /// # Worked example
    ///
    /// 18 of 20 (statsmodels 0.15.0, `proportion_confint(18, 20, method="jeffreys")`):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, Proportion};
    ///
    /// let rate = Proportion::try_new(18, 20)?.jeffreys(ConfidenceLevel::P95)?;
    /// assert!((rate.lower() - 0.7161467426957477).abs() < 1e-10);
    /// assert!((rate.upper() - 0.9786275119775252).abs() < 1e-10);
    /// # Ok::<(), kpi_stats::ProportionError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Comparing it digit by digit with a "Bayes" interval of R's `binom`, which by default is the
    /// shortest interval and not the one with equal tails.
    ///
    /// # What others do
    ///
    /// statsmodels does not close the edges: at no success its lower end is a little above 0, so
    /// the observed rate lies outside its own interval.
    ///
    /// # References
    ///
    /// L. D. Brown, T. T. Cai, A. DasGupta, *Interval estimation for a binomial proportion*,
    /// Statistical Science 16 (2001), section 4.1.2.
    ///
    /// # Errors
    ///
    /// As [`Proportion::estimate`].
    pub fn jeffreys(self, level: ConfidenceLevel) -> Result<Estimate, ProportionError> {
        self.estimate(ProportionMethod::Jeffreys, level)
    }
}

pub(super) fn lower(proportion: Proportion, level: ConfidenceLevel) -> f64 {
    let (k, n) = proportion.counts();
    if proportion.successes == 0 {
        0.0
    } else {
        beta::lower_quantile(k + 0.5, n - k + 0.5, level.tail())
    }
}
