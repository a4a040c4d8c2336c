//! Why there is no measurement.

use kpi_types::{Currency, FactName, Grain, Period, PeriodError, Quantity, Unit};

use crate::MetricId;

/// What is wrong with the question or the facts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EvaluationError {
    /// The catalog has no such metric.
    #[error("the catalog has no metric {id:?}")]
    UnknownMetric {
        /// What was asked for.
        id: String,
    },
    /// The metric is not offered for periods of this kind.
    #[error("{metric} is not offered by {grain}, only by {}", names(allowed))]
    Grain {
        /// The metric.
        metric: MetricId,
        /// The kind of period asked for.
        grain: Grain,
        /// What it is offered for.
        allowed: Vec<Grain>,
    },
    /// A fact has another unit than the catalog declares.
    #[error("the fact {fact} was given as {given} ({quantity}), the catalog declares {declared}")]
    FactUnit {
        /// The fact.
        fact: FactName,
        /// The period.
        period: Period,
        /// What the catalog declares.
        declared: Unit,
        /// What was given.
        given: Unit,
        /// The figure.
        quantity: Quantity,
    },
    /// Money of two currencies in one formula.
    #[error("{metric} meets {left} and {right}: convert the facts to one currency first")]
    CurrencyMismatch {
        /// The metric.
        metric: MetricId,
        /// The period.
        period: Period,
        /// One currency.
        left: Currency,
        /// The other.
        right: Currency,
    },
    /// An intermediate or final figure does not fit.
    #[error("a figure of {metric} exceeds the 28 digits that fit")]
    Overflow {
        /// The metric.
        metric: MetricId,
        /// The period.
        period: Period,
    },
    /// More converted than there were.
    #[error("{metric}: {converted} converted of {base}; both must count one population")]
    ConversionOutOfRange {
        /// The metric.
        metric: MetricId,
        /// The period.
        period: Period,
        /// Who could.
        base: Quantity,
        /// Who did.
        converted: Quantity,
    },
    /// A window reaches outside the calendar.
    #[error("{metric}: {source}")]
    Window {
        /// The metric.
        metric: MetricId,
        /// Why.
        source: PeriodError,
    },
}

fn names(grains: &[Grain]) -> String {
    let names: Vec<&str> = grains.iter().map(|grain| grain.name()).collect();
    names.join(", ")
}
