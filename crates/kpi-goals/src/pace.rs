//! Progress against time.

use chrono::NaiveDate;
use kpi_metrics::Target;
use kpi_types::{Calendar, Localized, Quantity, Ratio, Undefined};
use rust_decimal::Decimal;

use crate::progress::too_large;
use crate::target::{bound, like, room, shortfall};
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
/// Where the start value meets the target already there is no way to make: the line is the bound
/// itself, of a band the one nearer to c, and ahead is the room that is left.
///
/// The value is compared with the line on the day it counts up to, not on the day somebody looks: a
/// month that is not over yet is not late.
///
/// # Undefined when
///
/// There is no start value, or the values are too large to compute with; the index also while the line
/// has not left the start, and where there is no way to make. Nothing is required when no period is
/// left.
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
        let target = goal.target();
        let missing = match shortfall(target, current).is_zero() {
            true => Some(Decimal::ZERO),
            false => bound(target, current).value().checked_sub(current),
        };
        let required = match (periods_left, missing) {
            (0, _) => Err(Undefined::ZeroDenominator { of: "periods left".to_owned() }),
            (_, None) => Err(too_large()),
            (left, Some(missing)) => {
                missing.checked_div(Decimal::from(left)).map(Ratio::new).ok_or_else(too_large)
            }
        };
        let (expected, ahead, index) = match goal.baseline().map(|baseline| baseline.value) {
            None => {
                let no = why("there is no start value", "開始時の値がありません");
                (Err(no.clone()), Err(no.clone()), Err(no))
            }
            Some(start) if shortfall(target, start.value()).is_zero() => {
                let no = why(
                    "the start value meets the target already",
                    "開始時の値がすでに目標を満たしています",
                );
                let held = nearer(target, current);
                (Ok(held), Ok(like_exactly(held, room(target, current))), Err(no))
            }
            Some(start) => on_the_way(goal, start, current, day),
        };
        Some(Self { day, elapsed, expected, ahead, index, periods_left, required })
    }
}

/// Line, distance and index of a goal that has a way to make.
fn on_the_way(
    goal: &Goal,
    start: Quantity,
    current: Decimal,
    day: NaiveDate,
) -> (Result<Quantity, Undefined>, Result<Quantity, Undefined>, Result<Ratio, Undefined>) {
    let from = start.value();
    let wanted = bound(goal.target(), from).value();
    let value = line(goal, from, wanted, day);
    let expected = value.map(|value| like_exactly(start, value)).ok_or_else(too_large);
    let apart = value.and_then(|value| current.checked_sub(value));
    let apart = apart.map(|apart| if wanted >= from { apart } else { -apart });
    let ahead = apart.map(|apart| like_exactly(start, apart)).ok_or_else(too_large);
    let made = current.checked_sub(from).zip(value.and_then(|value| value.checked_sub(from)));
    let index = match made {
        Some((_, way)) if way.is_zero() => {
            Err(Undefined::ZeroDenominator { of: "expected - start".to_owned() })
        }
        Some((made, way)) => made.checked_div(way).map(Ratio::new).ok_or_else(too_large),
        None => Err(too_large()),
    };
    (expected, ahead, index)
}

/// The bound of a target that is nearer to a value.
fn nearer(target: &Target, value: Decimal) -> Quantity {
    match target {
        Target::AtLeast(bound) | Target::AtMost(bound) => *bound,
        Target::Between(band) => {
            let (low, high) = (band.low(), band.high());
            let below = value.saturating_sub(low.value());
            if below <= high.value().saturating_sub(value) { low } else { high }
        }
    }
}

fn why(en: &'static str, ja: &'static str) -> Undefined {
    Undefined::NotApplicable { why: Localized::fixed(en, ja) }
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

/// The line from the start through the milestones to the target; `None` where it does not fit.
fn line(goal: &Goal, from: Decimal, to: Decimal, day: NaiveDate) -> Option<Decimal> {
    let (mut date, mut value) = (goal.start(), from);
    let milestones = goal.milestones().iter().map(|m| (m.date, m.value.value()));
    for (next, wanted) in milestones.chain([(goal.deadline(), to)]) {
        if day <= next {
            let way = wanted.checked_sub(value)?.checked_mul(share(date, day, next).value())?;
            return value.checked_add(way);
        }
        (date, value) = (next, wanted);
    }
    Some(value)
}
