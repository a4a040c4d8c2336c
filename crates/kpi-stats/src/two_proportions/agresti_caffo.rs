//! The interval of Agresti and Caffo.

use kpi_types::Estimate;

use super::{DifferenceMethod, TwoProportionError, TwoProportions};
use crate::{ConfidenceLevel, Proportion};

impl TwoProportions {
    /// The Agresti-Caffo interval: Wald after adding one success and one failure to each group.
    ///
    /// # Formula
    ///
    /// p̃₁ − p̃₂ ± z √(p̃₁ (1 − p̃₁) ÷ (n₁ + 2) + p̃₂ (1 − p̃₂) ÷ (n₂ + 2)), p̃ᵢ = (kᵢ + 1) ÷ (nᵢ +
    /// 2); cut to [−1, 1].
    ///
    /// # Conventions
    ///
    /// The point of the result is p₁ − p₂ itself, not the middle of the interval; with very small
    /// groups and all against none it can lie outside.
    ///
    /// # Undefined when
    ///
    /// Never, once both groups have a trial.
    ///
    /// # Worked example
    ///
    /// 56 of 70 against 48 of 80 (statsmodels 0.15.0, `confint_proportions_2indep(...,
    /// method="agresti-caffo")`):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, Proportion, TwoProportions};
    ///
    /// let pair = TwoProportions::new(Proportion::try_new(56, 70)?, Proportion::try_new(48, 80)?);
    /// let found = pair.agresti_caffo(ConfidenceLevel::P95)?;
    /// assert!((found.lower() - 0.05245292663805367).abs() < 1e-12);
    /// assert!((found.upper() - 0.33575845547576744).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Showing p̃₁ − p̃₂ as the difference. It is only where the interval is centred.
    ///
    /// # What others do
    ///
    /// statsmodels and R's `DescTools::BinomDiffCI` alike; the first does not cut to [−1, 1].
    ///
    /// # References
    ///
    /// A. Agresti, B. Caffo, *Simple and effective confidence intervals for proportions and
    /// differences of proportions result from adding two successes and two failures*, The American
    /// Statistician 54 (2000).
    ///
    /// # Errors
    ///
    /// As [`TwoProportions::difference`].
    pub fn agresti_caffo(self, level: ConfidenceLevel) -> Result<Estimate, TwoProportionError> {
        self.difference(DifferenceMethod::AgrestiCaffo, level)
    }
}

pub(super) fn lower(pair: TwoProportions, level: ConfidenceLevel) -> f64 {
    let adjusted = |group: Proportion| {
        let (k, n) = group.counts();
        let p = (k + 1.0) / (n + 2.0);
        (p, p * ((n - k + 1.0) / (n + 2.0)) / (n + 2.0))
    };
    let ((p, v), (q, w)) = (adjusted(pair.first), adjusted(pair.second));
    p - q - level.z() * (v + w).sqrt()
}
