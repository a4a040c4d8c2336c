//! The exact interval of Clopper and Pearson.

use kpi_types::Estimate;

use super::{Proportion, ProportionError, ProportionMethod};
use crate::{ConfidenceLevel, beta};

impl Proportion {
    /// The Clopper-Pearson interval: all rates under which neither so many nor so few successes
    /// would be rarer than α/2.
    ///
    /// # Formula
    ///
    /// From the α/2 quantile of Beta(k, n − k + 1) to the 1 − α/2 quantile of Beta(k + 1, n − k),
    /// with k successes and n trials (counts). The result is a ratio in [0, 1].
    ///
    /// # Conventions
    ///
    /// At no success the lower end is exactly 0 and the upper 1 − (α/2)^(1/n); at all successes
    /// the other way round.
    ///
    /// # Undefined when
    ///
    /// There is no trial: [`ProportionError::NoTrials`].
    ///
    /// # Worked example
    ///
    /// 682 of 925 (R, `binom.test(682, 925)`):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, Proportion};
    ///
    /// let rate = Proportion::try_new(682, 925)?.clopper_pearson(ConfidenceLevel::P95)?;
    /// assert!((rate.lower() - 0.707668264079039).abs() < 1e-10);
    /// assert!((rate.upper() - 0.765406558241525).abs() < 1e-10);
    /// # Ok::<(), kpi_stats::ProportionError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Preferring it because it is called exact: it keeps its promise for every true rate, and for
    /// that is wider than needed for most.
    ///
    /// # What others do
    ///
    /// statsmodels gave NaN at both edges, then an upper end of 0.9999999 for 0 of 1,000 at
    /// α = 10⁻⁷, where the closed form says 0.0167 (its issues 2609, 2742, 9141, 9549).
    ///
    /// # References
    ///
    /// C. J. Clopper, E. S. Pearson, *The use of confidence or fiducial limits illustrated in the
    /// case of the binomial*, Biometrika 26 (1934).
    ///
    /// # Errors
    ///
    /// As [`Proportion::estimate`].
    pub fn clopper_pearson(self, level: ConfidenceLevel) -> Result<Estimate, ProportionError> {
        self.estimate(ProportionMethod::ClopperPearson, level)
    }
}

pub(super) fn lower(proportion: Proportion, level: ConfidenceLevel) -> f64 {
    let (k, n) = proportion.counts();
    if proportion.successes == 0 {
        0.0
    } else if proportion.successes == proportion.trials {
        (level.tail().ln() / n).exp()
    } else {
        beta::lower_quantile(k, n - k + 1.0, level.tail())
    }
}
