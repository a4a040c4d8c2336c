//! The adjusted Wald interval of Agresti and Coull.

use kpi_types::Estimate;

use super::{Proportion, ProportionError, ProportionMethod};
use crate::ConfidenceLevel;

impl Proportion {
    /// The Agresti-Coull interval: Wald after adding z²/2 successes and z²/2 failures.
    ///
    /// # Formula
    ///
    /// p̃ ± z √(p̃ (1 − p̃) ÷ ñ), with ñ = n + z² and p̃ = (k + z²/2) ÷ ñ (a ratio); k successes and
    /// n trials (counts), z the normal quantile at 1 − α/2; cut to [0, 1].
    ///
    /// # Conventions
    ///
    /// The point is k ÷ n, not the centre p̃. Always holds the Wilson interval inside.
    ///
    /// # Undefined when
    ///
    /// There is no trial: [`ProportionError::NoTrials`].
    ///
    /// # Worked example
    ///
    /// 18 of 20 (R, `binom::binom.confint(18, 20, methods = "agresti-coull")`):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, Proportion};
    ///
    /// let rate = Proportion::try_new(18, 20)?.agresti_coull(ConfidenceLevel::P95)?;
    /// assert!((rate.lower() - 0.6867561125596077).abs() < 1e-10);
    /// assert!((rate.upper() - 0.984343760998137).abs() < 1e-10);
    /// # Ok::<(), kpi_stats::ProportionError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// "Add two successes and two failures" is this at 95 % only; at other levels it is z²/2.
    ///
    /// # What others do
    ///
    /// R's `binom` does not cut at 0 and 1; statsmodels does, as here.
    ///
    /// # References
    ///
    /// A. Agresti, B. A. Coull, *Approximate is better than "exact" for interval estimation of
    /// binomial proportions*, The American Statistician 52 (1998).
    ///
    /// # Errors
    ///
    /// As [`Proportion::estimate`].
    pub fn agresti_coull(self, level: ConfidenceLevel) -> Result<Estimate, ProportionError> {
        self.estimate(ProportionMethod::AgrestiCoull, level)
    }
}

pub(super) fn lower(proportion: Proportion, level: ConfidenceLevel) -> f64 {
    let (k, n) = proportion.counts();
    let z = level.z();
    let half = z * z / 2.0;
    let trials = n + z * z;
    let (hit, miss) = ((k + half) / trials, (n - k + half) / trials);
    hit - z * (hit * miss / trials).sqrt()
}
