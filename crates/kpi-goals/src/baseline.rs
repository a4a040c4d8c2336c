//! Where a goal starts from.

use chrono::NaiveDate;
use kpi_metrics::Measurement;
use kpi_types::{Calendar, Estimate, FactName, Quantity};

use crate::Figure;

/// A value to start from: how much, when it was measured, and from which facts.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Baseline<T> {
    /// How much.
    pub value: T,
    /// The last day it counts; `None` where nobody said.
    pub measured_on: Option<NaiveDate>,
    /// The facts it was computed from.
    pub facts: Vec<FactName>,
    /// How uncertain it is, in the unit of the value.
    pub interval: Option<Estimate>,
}

impl<T> Baseline<T> {
    /// A value alone.
    #[must_use]
    pub const fn new(value: T) -> Self {
        Self { value, measured_on: None, facts: Vec::new(), interval: None }
    }

    /// When it was measured.
    #[must_use]
    pub fn measured_on(self, date: NaiveDate) -> Self {
        Self { measured_on: Some(date), ..self }
    }

    /// From which facts.
    #[must_use]
    pub fn from_facts(self, facts: impl IntoIterator<Item = FactName>) -> Self {
        Self { facts: facts.into_iter().collect(), ..self }
    }

    /// How uncertain it is.
    #[must_use]
    pub fn with_interval(self, interval: Estimate) -> Self {
        Self { interval: Some(interval), ..self }
    }

    pub(crate) fn with_value<U>(&self, value: U) -> Baseline<U> {
        let Self { measured_on, facts, interval, .. } = self;
        Baseline { value, measured_on: *measured_on, facts: facts.clone(), interval: *interval }
    }
}

impl Baseline<Figure> {
    /// What a measurement says: value, last day of its period, facts and interval. `None` where the
    /// measurement has no value.
    #[must_use]
    pub fn of(measurement: &Measurement, calendar: Calendar) -> Option<Self> {
        let value: Quantity = measurement.value().ok()?;
        let measured_on =
            calendar.span(measurement.period()).ok().and_then(|span| span.end().pred_opt());
        Some(Self {
            value: Figure::from(value),
            measured_on,
            facts: measurement.facts().iter().map(|fact| fact.name.clone()).collect(),
            interval: measurement.interval().copied(),
        })
    }
}
