//! A measurement against a target, or against its own history.

mod history;
mod target;

use kpi_types::{Currency, Period, Quantity, Unit};

pub use history::{HistoryBenchmark, HistoryGap, Standing};
pub use target::{Band, Target, TargetBenchmark, TargetStatus};

use crate::{Measurement, MetricId};

/// Why two figures cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BenchmarkError {
    /// The units differ.
    #[error("{left} and {right} do not compare")]
    UnitMismatch {
        /// Of the measurement, or of the lower bound.
        left: Unit,
        /// Of the target or the history, or of the upper bound.
        right: Unit,
    },
    /// The currencies differ.
    #[error("{left} and {right} do not compare: convert one of them first")]
    CurrencyMismatch {
        /// Of the measurement, or of the lower bound.
        left: Currency,
        /// Of the target or the history, or of the upper bound.
        right: Currency,
    },
    /// The bounds of a band are the wrong way round.
    #[error("the lower bound {low} is above the upper bound {high}")]
    Inverted {
        /// Lower bound.
        low: Quantity,
        /// Upper bound.
        high: Quantity,
    },
    /// The gap does not fit.
    #[error("the gap between {value} and {target} exceeds what fits")]
    Overflow {
        /// The measured value.
        value: Quantity,
        /// The target.
        target: Quantity,
    },
    /// The history is one of another metric.
    #[error("the history of {found} does not say anything about {expected}")]
    MetricMismatch {
        /// The metric measured.
        expected: MetricId,
        /// The metric found in the history.
        found: MetricId,
    },
    /// The history was counted under another policy.
    #[error("the history was counted under {found:?}, the measurement under {expected:?}")]
    PolicyMismatch {
        /// The policy of the measurement.
        expected: String,
        /// The policy found in the history.
        found: String,
    },
    /// A period of another grain, twice the same period, or the measured period itself.
    #[error("{period:?} does not belong into the history: {why}")]
    Period {
        /// The period.
        period: Period,
        /// What is wrong with it.
        why: &'static str,
    },
}

/// Checks that two figures have one unit and one currency.
fn comparable(left: Quantity, right: Quantity) -> Result<(), BenchmarkError> {
    if left.unit() != right.unit() {
        return Err(BenchmarkError::UnitMismatch { left: left.unit(), right: right.unit() });
    }
    match (left, right) {
        (Quantity::Money(l), Quantity::Money(r)) if l.currency() != r.currency() => {
            Err(BenchmarkError::CurrencyMismatch { left: l.currency(), right: r.currency() })
        }
        _ => Ok(()),
    }
}

impl Measurement {
    /// Compares it with a target.
    ///
    /// ```
    /// use kpi_metrics::{Catalog, EvaluationContext, Target, TargetStatus};
    /// use kpi_types::{Facts, Grain, Period, Quantity, Ratio};
    /// use rust_decimal::Decimal;
    ///
    /// let march = Period::new(Grain::Month, 2026 * 12 + 2);
    /// let mut facts = Facts::new(march);
    /// facts.insert("lost_customers", Quantity::Count(5))?;
    /// facts.insert("opening_customers", Quantity::Count(100))?;
    /// let context = EvaluationContext::new("default");
    /// let catalog = Catalog::builtin()?;
    /// let churn = catalog.evaluate("customer_churn_rate_opening", march, &facts, &context)?;
    ///
    /// let percent = |n| Quantity::Ratio(Ratio::new(Decimal::new(n, 2)));
    /// let result = churn.against_target(&Target::AtMost(percent(3)))?;
    /// assert_eq!(result.status(), &TargetStatus::NotMet);
    /// assert_eq!(result.gap(), Some(percent(-2)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`BenchmarkError`] where the target has another unit or currency.
    pub fn against_target(&self, target: &Target) -> Result<TargetBenchmark, BenchmarkError> {
        target::compare(self.value(), target)
    }

    /// Places it among earlier measurements of the same metric under the same policy.
    ///
    /// The history must not contain the period measured. Measurements without a value do not enter
    /// the quantile; they are listed in the result.
    ///
    /// # Errors
    ///
    /// [`BenchmarkError`] where the history is of another metric, policy, unit, currency or grain,
    /// or holds a period twice.
    pub fn against_history(
        &self,
        direction: crate::Direction,
        history: &[Self],
    ) -> Result<HistoryBenchmark, BenchmarkError> {
        history::compare(self, direction, history)
    }
}
