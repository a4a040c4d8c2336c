//! A number that explains itself.

use chrono::NaiveDate;
use kpi_types::{Estimate, FactName, Localized, Period, Quantity, Undefined};

use crate::MetricId;

/// A metric, measured: a value or the reason there is none, and everything it came from.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Measurement {
    pub(super) metric: MetricId,
    pub(super) period: Period,
    pub(super) policy: String,
    pub(super) as_of: Option<NaiveDate>,
    pub(super) outcome: Outcome,
    pub(super) numerator: Option<Quantity>,
    pub(super) denominator: Option<Quantity>,
    pub(super) facts: Vec<FactUsed>,
    pub(super) interval: Option<Estimate>,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(super) no_interval: Option<Localized>,
}

/// What came out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub(super) enum Outcome {
    Value(Quantity),
    Undefined(Undefined),
}

/// A fact that a measurement used.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FactUsed {
    /// Its name.
    pub name: FactName,
    /// The period it counts.
    pub period: Period,
    /// The figure.
    pub quantity: Quantity,
}

impl Measurement {
    /// Which metric.
    #[must_use]
    pub fn metric(&self) -> &MetricId {
        &self.metric
    }

    /// The value.
    ///
    /// # Errors
    ///
    /// The reason why there is none. Not a mistake: show a dash and the reason.
    pub fn value(&self) -> Result<Quantity, &Undefined> {
        match &self.outcome {
            Outcome::Value(quantity) => Ok(*quantity),
            Outcome::Undefined(reason) => Err(reason),
        }
    }

    /// What was divided, for metrics of the kinds ratio and conversion, where it has a value.
    #[must_use]
    pub fn numerator(&self) -> Option<Quantity> {
        self.numerator
    }

    /// By what it was divided.
    #[must_use]
    pub fn denominator(&self) -> Option<Quantity> {
        self.denominator
    }

    /// The facts that were used, by name and period, including those of the metrics this one
    /// builds on.
    #[must_use]
    pub fn facts(&self) -> &[FactUsed] {
        &self.facts
    }

    /// The name of the policy the facts were counted under.
    #[must_use]
    pub fn policy(&self) -> &str {
        &self.policy
    }

    /// The period.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }

    /// The day of knowledge; `None` for all that is known.
    #[must_use]
    pub fn as_of(&self) -> Option<NaiveDate> {
        self.as_of
    }

    /// How uncertain it is, where somebody estimated that.
    #[must_use]
    pub fn interval(&self) -> Option<&Estimate> {
        self.interval.as_ref()
    }

    /// Attaches an interval.
    #[must_use]
    pub fn with_interval(self, interval: Estimate) -> Self {
        Self { interval: Some(interval), no_interval: None, ..self }
    }

    /// Why a rate has no interval, where somebody tried to find one.
    #[must_use]
    pub fn why_no_interval(&self) -> Option<&Localized> {
        self.no_interval.as_ref()
    }

    /// Says why there is no interval.
    #[must_use]
    pub fn without_interval(self, why: Localized) -> Self {
        Self { interval: None, no_interval: Some(why), ..self }
    }
}
