//! Progress against time.

use chrono::NaiveDate;
use kpi_types::{Calendar, Localized, Quantity, Ratio, Undefined};
use rust_decimal::Decimal;

use crate::target::{bound, like};
use crate::{Goal, HistoryPoint};

/// Progress against time: where the value should be by now, and what is needed from here.
///
/// # Formula
///
/// The line runs straight from the start value on the first day through the milestones to the target
/// on the deadline. With v the value of the line on the last day of the newest period, c the newest
/// value, s the start value, t the target, n the periods left:
///
/// * ahead = c − v, turned so that positive is good
/// * index = (c − s) ÷ (v − s)
/// * required a period = (t − c) ÷ n
///
/// # Conventions
///
/// The value is compared with the line on the day it counts up to, not on the day somebody looks: a
/// month that is not over yet is not late.
///
/// # Undefined when
///
/// There is no start value; the index also while the line has not left the start. Nothing is required
/// when no period is left.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Pace {
    /// The day the newest value counts up to.
    pub day: NaiveDate,
    /// The share of the time that has passed by then.
    pub elapsed: Ratio,
    /// The value of the line on that day.
    pub expected: Result<Quantity, Undefined>,
    /// How far the newest value is ahead of the line; negative is behind.
    pub ahead: Result<Quantity, Undefined>,
    /// The way made against the way the line made; 1 is on the line.
    pub index: Result<Ratio, Undefined>,
    /// Periods from the newest value to the deadline.
    pub periods_left: u32,
    /// Change needed a period; 0 when the target is met. Counts are not rounded.
    pub required: Result<Ratio, Undefined>,
}

impl Pace {
    /// Of a goal at its newest value. `None` where a date lies outside the calendar or the value is
    /// of another kind of period.
    #[must_use]
    pub fn of(goal: &Goal, newest: &HistoryPoint, calendar: Calendar) -> Option<Self> {
        let span = calendar.span(newest.period).ok()?;
        let day = span.end().pred_opt()?;
        let current = newest.value.value();
        let last = calendar.period_of(goal.deadline().succ_opt()?, goal.grain()).ok()?;
        let target_period = last.checked_add(-1).ok()?;
        let left = target_period.distance_from(newest.period).ok()?;
        let periods_left = u32::try_from(left.max(0)).ok()?;
        let elapsed = share(goal.start(), day, goal.deadline());
        let start = goal.baseline().map(|baseline| baseline.value);
        let from = start.map_or(current, Quantity::value);
        let wanted = bound(goal.target(), from);
        let upwards = wanted.value() >= from;
        let no_start = || Undefined::NotApplicable {
            why: Localized::fixed("there is no start value", "開始時の値がありません"),
        };
        let expected = start
            .map(|start| like_exactly(start, line(goal, start.value(), wanted.value(), day)))
            .ok_or_else(no_start);
        let ahead = expected.clone().map(|expected| {
            let apart = current - expected.value();
            like_exactly(expected, if upwards { apart } else { -apart })
        });
        let index = expected.clone().and_then(|expected| {
            let of = "expected - start".to_owned();
            (current - from)
                .checked_div(expected.value() - from)
                .map(Ratio::new)
                .ok_or(Undefined::ZeroDenominator { of })
        });
        let missing = match crate::target::shortfall(goal.target(), current).is_zero() {
            true => Decimal::ZERO,
            false => bound(goal.target(), current).value() - current,
        };
        let required = missing
            .checked_div(Decimal::from(periods_left))
            .map(Ratio::new)
            .ok_or(Undefined::ZeroDenominator { of: "periods left".to_owned() });
        Some(Self { day, elapsed, expected, ahead, index, periods_left, required })
    }
}

/// Counts on a line are not whole.
fn like_exactly(model: Quantity, value: Decimal) -> Quantity {
    match model {
        Quantity::Count(_) if !value.is_integer() => Quantity::Number(value),
        model => like(model, value),
    }
}

/// The share of the days from one date to another that has passed, from 0 to 1.
fn share(start: NaiveDate, day: NaiveDate, end: NaiveDate) -> Ratio {
    let all = Decimal::from((end - start).num_days());
    let passed = Decimal::from((day - start).num_days());
    let share = passed.checked_div(all).unwrap_or(Decimal::ONE);
    Ratio::new(share.clamp(Decimal::ZERO, Decimal::ONE))
}

/// The line from the start through the milestones to the target.
fn line(goal: &Goal, from: Decimal, to: Decimal, day: NaiveDate) -> Decimal {
    let (mut date, mut value) = (goal.start(), from);
    let milestones = goal.milestones().iter().map(|m| (m.date, m.value.value()));
    for (next, wanted) in milestones.chain([(goal.deadline(), to)]) {
        if day <= next {
            return value + (wanted - value) * share(date, day, next).value();
        }
        (date, value) = (next, wanted);
    }
    value
}
