//! Quotients of two proportions.

use kpi_types::{Estimate, EstimateMethod};

use super::{TwoProportionError, TwoProportions};
use crate::ConfidenceLevel;

/// Which quotient of two proportions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum RatioOfProportions {
    /// p₁ ÷ p₂, relative risk or lift.
    Risk,
    /// p₁ (1 − p₂) ÷ (p₂ (1 − p₁)).
    Odds,
}

impl RatioOfProportions {
    /// The name people use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Risk => "risk ratio",
            Self::Odds => "odds ratio",
        }
    }
}

impl TwoProportions {
    /// The risk ratio or the odds ratio with its interval.
    ///
    /// # Formula
    ///
    /// exp(ln r ± z s), with s² = 1/k₁ − 1/n₁ + 1/k₂ − 1/n₂ for the risk ratio (Katz) and
    /// 1/k₁ + 1/(n₁ − k₁) + 1/k₂ + 1/(n₂ − k₂) for the odds ratio (Woolf).
    ///
    /// # Conventions
    ///
    /// First over second. Nothing is added to a count of zero.
    ///
    /// # Undefined when
    ///
    /// A count that stands under a fraction line is zero: [`TwoProportionError::EmptyCell`].
    ///
    /// # Worked example
    ///
    /// The aspirin study, 189 of 11,034 against 104 of 11,037 heart attacks (Agresti, *Categorical
    /// Data Analysis*, 2nd edition, section 3.1: risk ratio 1.82, 1.43 to 2.31; odds ratio 1.832,
    /// 1.440 to 2.331):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, Proportion, RatioOfProportions, TwoProportions};
    ///
    /// let pair =
    ///     TwoProportions::new(Proportion::try_new(189, 11_034)?, Proportion::try_new(104, 11_037)?);
    /// let risk = pair.ratio(RatioOfProportions::Risk, ConfidenceLevel::P95)?;
    /// assert_eq!(format!("{:.2} {:.2} {:.2}", risk.point(), risk.lower(), risk.upper()), "1.82 1.43 2.31");
    /// let odds = pair.ratio(RatioOfProportions::Odds, ConfidenceLevel::P95)?;
    /// assert_eq!(format!("{:.3} {:.3} {:.3}", odds.point(), odds.lower(), odds.upper()), "1.832 1.440 2.331");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Reading an odds ratio as a risk ratio: from 40 % to 60 % the risk is 1.5-fold, the odds
    /// 2.25-fold.
    ///
    /// # What others do
    ///
    /// statsmodels' `Table2x2` alike. R's `fisher.test` gives the conditional odds ratio, which is
    /// nearer to 1.
    ///
    /// # References
    ///
    /// D. Katz et al., *Obtaining confidence intervals for the risk ratio in cohort studies*,
    /// Biometrics 34 (1978). B. Woolf (1955).
    ///
    /// # Errors
    ///
    /// [`TwoProportionError::EmptyCell`].
    pub fn ratio(
        self,
        of: RatioOfProportions,
        level: ConfidenceLevel,
    ) -> Result<Estimate, TwoProportionError> {
        let ((k1, n1), (k2, n2)) = (self.first.counts(), self.second.counts());
        let (point, variance) = match of {
            RatioOfProportions::Risk => {
                let variance = (n1 - k1) / n1 / k1 + (n2 - k2) / n2 / k2;
                (k1 / n1 / (k2 / n2), variance)
            }
            RatioOfProportions::Odds => {
                let variance = 1.0 / k1 + 1.0 / (n1 - k1) + 1.0 / k2 + 1.0 / (n2 - k2);
                (k1 * (n2 - k2) / (k2 * (n1 - k1)), variance)
            }
        };
        if !(point > 0.0 && variance.is_finite()) {
            return Err(TwoProportionError::EmptyCell {
                of,
                first_successes: self.first.successes(),
                first_trials: self.first.trials(),
                second_successes: self.second.successes(),
                second_trials: self.second.trials(),
            });
        }
        let reach = (level.z() * variance.sqrt()).exp();
        let (from, to) = ((point / reach).min(point), (point * reach).max(point));
        let how = EstimateMethod::LogWald;
        Ok(Estimate::try_new(point, from, to, level.level(), self.trials(), how)?)
    }
}
