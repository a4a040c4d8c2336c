//! A measurement among its own past.

use std::collections::BTreeSet;

use kpi_types::{Period, Ratio, Undefined};
use rust_decimal::Decimal;

use super::{BenchmarkError, comparable};
use crate::{Direction, Measurement};

/// Where a measurement stands in its own history.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct HistoryBenchmark {
    standing: Result<Standing, Undefined>,
    considered: usize,
    gaps: Vec<HistoryGap>,
}

/// A place among earlier values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Standing {
    /// The part of the history below the value, equal values counting half: the mid-rank
    /// quantile. 0 is below all, 1 above all.
    pub quantile: Ratio,
    /// The part of the history that the value is better than, equal values counting half. `None`
    /// for a metric that has no better direction.
    pub better_than: Option<Ratio>,
}

/// An earlier period that has no value and therefore no part in the quantile.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct HistoryGap {
    /// The period.
    pub period: Period,
    /// Why it has no value.
    pub reason: Undefined,
}

impl HistoryBenchmark {
    /// Where the measurement stands.
    ///
    /// # Errors
    ///
    /// The reason there is no answer: that of the measurement when it has no value, or
    /// [`Undefined::EmptyPopulation`] when no earlier period has one.
    pub fn standing(&self) -> Result<Standing, &Undefined> {
        self.standing.as_ref().copied()
    }

    /// How many earlier periods it was compared with.
    #[must_use]
    pub fn considered(&self) -> usize {
        self.considered
    }

    /// The earlier periods without a value, in the order given.
    #[must_use]
    pub fn gaps(&self) -> &[HistoryGap] {
        &self.gaps
    }
}

pub(super) fn compare(
    measurement: &Measurement,
    direction: Direction,
    history: &[Measurement],
) -> Result<HistoryBenchmark, BenchmarkError> {
    let mut seen = BTreeSet::from([measurement.period()]);
    let mut values = Vec::new();
    let mut gaps = Vec::new();
    for earlier in history {
        belongs(measurement, earlier)?;
        let period = earlier.period();
        if !seen.insert(period) {
            let why = match period == measurement.period() {
                true => "it is the period measured",
                false => "it is there twice",
            };
            return Err(BenchmarkError::Period { period, why });
        }
        match (earlier.value(), measurement.value()) {
            (Ok(value), Ok(own)) => {
                comparable(own, value)?;
                values.push(value.value());
            }
            (Ok(value), Err(_)) => values.push(value.value()),
            (Err(reason), _) => {
                let reason = reason.clone();
                gaps.push(HistoryGap { period, reason });
            }
        }
    }
    let standing = match measurement.value() {
        Ok(own) => standing(own.value(), &values, direction),
        Err(reason) => Err(reason.clone()),
    };
    Ok(HistoryBenchmark { standing, considered: values.len(), gaps })
}

fn belongs(measurement: &Measurement, earlier: &Measurement) -> Result<(), BenchmarkError> {
    if measurement.metric() != earlier.metric() {
        return Err(BenchmarkError::MetricMismatch {
            expected: measurement.metric().clone(),
            found: earlier.metric().clone(),
        });
    }
    if measurement.policy() != earlier.policy() {
        return Err(BenchmarkError::PolicyMismatch {
            expected: measurement.policy().to_owned(),
            found: earlier.policy().to_owned(),
        });
    }
    if measurement.period().grain() != earlier.period().grain() {
        return Err(BenchmarkError::Period {
            period: earlier.period(),
            why: "its grain is another",
        });
    }
    Ok(())
}

fn standing(own: Decimal, values: &[Decimal], direction: Direction) -> Result<Standing, Undefined> {
    let count = |test: &dyn Fn(&Decimal) -> bool| values.iter().filter(|v| test(v)).count();
    let (below, equal) = (count(&|v| *v < own), count(&|v| *v == own));
    let doubled = Decimal::from(below.saturating_mul(2).saturating_add(equal));
    let all = Decimal::from(values.len().saturating_mul(2));
    let Some(quantile) = doubled.checked_div(all) else {
        let of = "earlier values".to_owned();
        return Err(Undefined::EmptyPopulation { of });
    };
    let better_than = match direction {
        Direction::HigherIsBetter => Some(quantile),
        Direction::LowerIsBetter => Some(Decimal::ONE - quantile),
        Direction::Neither => None,
    };
    Ok(Standing { quantile: Ratio::new(quantile), better_than: better_than.map(Ratio::new) })
}
