//! The past values of a metric.

use std::sync::OnceLock;

use kpi_metrics::{Measurement, MetricId, ValueRange};
use kpi_stats::{DampedTrend, Sample};
use kpi_types::{Calendar, Currency, Estimate, Grain, Period, Quantity, Unit};
use rust_decimal::prelude::ToPrimitive;

use crate::scale::Scale;

/// The past values of one metric over periods of one kind, in order; periods may be missing.
///
/// The damped trend is fitted once, when it is first asked for, over the values since the last missing
/// period.
#[derive(Debug, Clone)]
pub struct MetricHistory {
    metric: MetricId,
    points: Vec<HistoryPoint>,
    first: Period,
    last: Period,
    unit: Unit,
    currency: Option<Currency>,
    range: ValueRange,
    scale: Scale,
    values: Vec<f64>,
    /// The values on the scale.
    scaled: Vec<f64>,
    sorted: Sample,
    trend: OnceLock<Option<DampedTrend>>,
}

/// Everything else follows from these.
impl PartialEq for MetricHistory {
    fn eq(&self, other: &Self) -> bool {
        (&self.metric, &self.points, self.range) == (&other.metric, &other.points, other.range)
    }
}

/// One past value.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct HistoryPoint {
    /// The period.
    pub period: Period,
    /// The value.
    pub value: Quantity,
    /// How uncertain it is, where somebody estimated that.
    pub interval: Option<Estimate>,
}

/// Why values are no history.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// No values.
    #[error("there are no past values of {metric}")]
    Empty {
        /// The metric.
        metric: MetricId,
    },
    /// Values of two kinds of period.
    #[error("{metric} has values by {found} among those by {expected}")]
    Grain {
        /// The metric.
        metric: MetricId,
        /// Of the first value.
        expected: Grain,
        /// Of another.
        found: Grain,
    },
    /// A period twice.
    #[error("{metric} has two values for {}", name(*period))]
    Twice {
        /// The metric.
        metric: MetricId,
        /// The period.
        period: Period,
    },
    /// Values in two units or currencies.
    #[error("{metric} has the value {found} in {} among values in {expected}", name(*period))]
    Unit {
        /// The metric.
        metric: MetricId,
        /// The period.
        period: Period,
        /// Of the first value.
        expected: Unit,
        /// The value.
        found: Quantity,
    },
    /// A measurement of another metric.
    #[error("{found} is not {metric}")]
    Metric {
        /// The metric.
        metric: MetricId,
        /// Of a measurement.
        found: MetricId,
    },
}

impl MetricHistory {
    /// Orders and checks the values.
    ///
    /// # Errors
    ///
    /// [`HistoryError`].
    pub fn try_new(
        metric: MetricId,
        points: impl IntoIterator<Item = HistoryPoint>,
    ) -> Result<Self, HistoryError> {
        let mut points: Vec<HistoryPoint> = points.into_iter().collect();
        points.sort_by_key(|point| point.period);
        let (Some(first), Some(last)) = (points.first().copied(), points.last().copied()) else {
            return Err(HistoryError::Empty { metric });
        };
        let (expected, unit) = (first.period.grain(), first.value.unit());
        let currency = currency_of(first.value);
        let mut before: Option<Period> = None;
        for point in &points {
            let (period, found) = (point.period, point.period.grain());
            if found != expected {
                return Err(HistoryError::Grain { metric, expected, found });
            }
            if before.replace(period) == Some(period) {
                return Err(HistoryError::Twice { metric, period });
            }
            if point.value.unit() != unit || currency_of(point.value) != currency {
                let found = point.value;
                return Err(HistoryError::Unit { metric, period, expected: unit, found });
            }
        }
        let values: Vec<f64> = points.iter().map(|point| float(point.value)).collect();
        // Decimals are finite as floats; the only way to fail is an empty list, refused above.
        let Ok(sorted) = Sample::try_new(values.clone()) else {
            return Err(HistoryError::Empty { metric });
        };
        let (first, last) = (first.period, last.period);
        let (range, scale, trend) = (ValueRange::Any, Scale::Plain, OnceLock::new());
        let scaled = values.clone();
        Ok(Self {
            metric,
            points,
            first,
            last,
            unit,
            currency,
            range,
            scale,
            values,
            scaled,
            sorted,
            trend,
        })
    }

    /// The same, of a metric that can only take such values: an [`Outlook`](crate::Outlook) then knows
    /// that a share ends at 0 and 100 %, and that what is not negative grows by factors.
    ///
    /// [`SmartCheck::with_history`](crate::SmartCheck::with_history) does this by the catalog.
    #[must_use]
    pub fn with_range(self, range: ValueRange) -> Self {
        let scale = Scale::of(range, &self.values);
        let scaled = self.values.iter().map(|value| scale.at(*value)).collect();
        Self { range, scale, scaled, trend: OnceLock::new(), ..self }
    }

    /// Which values the metric can take.
    #[must_use]
    pub fn range(&self) -> ValueRange {
        self.range
    }

    /// From measurements; those without a value are left out.
    ///
    /// # Errors
    ///
    /// [`HistoryError`].
    pub fn from_measurements(
        metric: MetricId,
        measurements: &[Measurement],
    ) -> Result<Self, HistoryError> {
        let mut points = Vec::with_capacity(measurements.len());
        for measurement in measurements {
            if measurement.metric() != &metric {
                let found = measurement.metric().clone();
                return Err(HistoryError::Metric { metric, found });
            }
            if let Ok(value) = measurement.value() {
                let (period, interval) = (measurement.period(), measurement.interval().copied());
                points.push(HistoryPoint { period, value, interval });
            }
        }
        Self::try_new(metric, points)
    }

    /// The metric.
    #[must_use]
    pub fn metric(&self) -> &MetricId {
        &self.metric
    }

    /// The kind of period.
    #[must_use]
    pub fn grain(&self) -> Grain {
        self.first.grain()
    }

    /// The unit of every value.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The currency of amounts.
    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// The values in the order of their periods.
    #[must_use]
    pub fn points(&self) -> &[HistoryPoint] {
        &self.points
    }

    /// The newest period with a value.
    #[must_use]
    pub fn last_period(&self) -> Period {
        self.last
    }

    /// The newest value.
    #[must_use]
    pub fn latest(&self) -> Option<&HistoryPoint> {
        self.points.last()
    }

    /// The value of a period.
    #[must_use]
    pub fn value_in(&self, period: Period) -> Option<&HistoryPoint> {
        let at = self.points.binary_search_by_key(&period, |point| point.period).ok()?;
        self.points.get(at)
    }

    /// Up to and with a period: what was known then.
    #[must_use]
    pub fn until(&self, period: Period) -> Option<Self> {
        let points = self.points.iter().copied().filter(|point| point.period <= period);
        let until = Self::try_new(self.metric.clone(), points).ok()?;
        Some(until.with_range(self.range))
    }

    pub(crate) fn scale(&self) -> Scale {
        self.scale
    }

    /// The values on the scale.
    pub(crate) fn scaled(&self) -> &[f64] {
        &self.scaled
    }

    pub(crate) fn values(&self) -> &[f64] {
        &self.values
    }

    pub(crate) fn sorted(&self) -> &Sample {
        &self.sorted
    }

    pub(crate) fn trend(&self) -> Option<&DampedTrend> {
        let fit = || DampedTrend::fit(tail(&self.points, &self.scaled)).ok();
        self.trend.get_or_init(fit).as_ref()
    }

    /// How many values there are since the last missing period.
    pub(crate) fn since_last_gap(&self) -> usize {
        tail(&self.points, &self.values).len()
    }

    /// Changes over so many periods, wherever both ends have a value, in order.
    pub(crate) fn changes(&self, periods: u32) -> Vec<f64> {
        self.changes_of(&self.values, periods)
    }

    /// The same on the scale.
    pub(crate) fn scaled_changes(&self, periods: u32) -> Vec<f64> {
        self.changes_of(&self.scaled, periods)
    }

    fn changes_of(&self, values: &[f64], periods: u32) -> Vec<f64> {
        let complete = self.last.index().abs_diff(self.first.index()) as usize + 1;
        if complete == values.len() {
            let later = values.iter().skip(periods as usize);
            return values.iter().zip(later).map(|(a, b)| b - a).collect();
        }
        let mut changes = Vec::new();
        let mut from = 0;
        for (point, value) in self.points.iter().zip(values) {
            let start = i64::from(point.period.index()) - i64::from(periods);
            while let Some(early) = self.points.get(from) {
                let index = i64::from(early.period.index());
                if index >= start {
                    if index == start
                        && let Some(early) = values.get(from)
                    {
                        changes.push(value - early);
                    }
                    break;
                }
                from += 1;
            }
        }
        changes
    }
}

/// A period as people write it.
fn name(period: Period) -> String {
    Calendar::utc().label(period).unwrap_or_else(|_| format!("{period:?}"))
}

pub(crate) fn float(quantity: Quantity) -> f64 {
    quantity.value().to_f64().unwrap_or(0.0)
}

pub(crate) fn currency_of(quantity: Quantity) -> Option<Currency> {
    match quantity {
        Quantity::Money(money) => Some(money.currency()),
        _ => None,
    }
}

/// The values since the last missing period.
fn tail<'a>(points: &[HistoryPoint], values: &'a [f64]) -> &'a [f64] {
    let gap = points.windows(2).rposition(|pair| match pair {
        [a, b] => b.period.index() - a.period.index() != 1,
        _ => false,
    });
    values.get(gap.map_or(0, |at| at + 1)..).unwrap_or(&[])
}
