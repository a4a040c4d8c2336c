//! Where a window begins and ends for somebody, and how much of it was seen.

use chrono::NaiveDate;
use kpi_types::{MonthAnchor, Period, Ratio, date_of_day, day_number};
use rust_decimal::Decimal;

use super::clock::{DAY, PeriodTable};
use super::{AgeWindows, RetentionError, RetentionSpec, ReturnMode, RollingStart, RollingStep};

/// From where somebody's ages count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Start {
    /// A calendar period, counted back from the last.
    Offset(u16),
    /// A day.
    Day(i32),
    /// An instant in microseconds.
    Micros(i64),
}

/// What was seen of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    Over,
    Running {
        elapsed: i64,
        length: i64,
    },
    NotBegun,
    /// It began before the records do, so nobody knows.
    BeforeRecords,
}

/// The windows of one specification.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame<'a> {
    pub(crate) spec: &'a RetentionSpec,
    pub(crate) periods: &'a PeriodTable,
}

impl Frame<'_> {
    /// What was seen of every column.
    pub(crate) fn sights(&self, start: Start) -> Result<Vec<Sight>, RetentionError> {
        (0..self.spec.columns()).map(|column| self.sight(start, column)).collect()
    }

    fn sight(&self, start: Start, column: u32) -> Result<Sight, RetentionError> {
        let (first, last) = self.spec.ages_of(column).unwrap_or_default();
        self.sight_of_ages(start, first, last)
    }

    pub(crate) fn sight_of_ages(
        &self,
        start: Start,
        first: u32,
        last: u32,
    ) -> Result<Sight, RetentionError> {
        let (from, seen) = self.bound(start, first)?;
        // A window that begins later is not looked at: its end may lie outside the calendar.
        if from >= seen {
            return Ok(Sight::NotBegun);
        }
        if self.spec.cohort_by.is_placed() && from < self.records_from(start)? {
            return Ok(Sight::BeforeRecords);
        }
        let (to, _) = self.bound(start, last + 1)?;
        Ok(if to <= seen {
            Sight::Over
        } else {
            Sight::Running { elapsed: seen - from, length: to - from }
        })
    }

    /// Where the records begin, in the unit of the start.
    fn records_from(&self, start: Start) -> Result<i64, RetentionError> {
        let seen = self.periods.seen;
        match start {
            _ if !seen.records_from => Ok(i64::MIN),
            Start::Micros(_) => seen.start_of(seen.first_day),
            Start::Offset(_) if !seen.in_days => seen.start_of(seen.first_day),
            Start::Day(_) | Start::Offset(_) => Ok(seen.first_day.into()),
        }
    }

    /// The first day of a column's window and the first after it, for people to read.
    pub(crate) fn dates(&self, start: Start, column: u32) -> Option<(NaiveDate, NaiveDate)> {
        let (first, last) = self.spec.ages_of(column)?;
        let date = |bound: i64| {
            let day = match (start, self.periods.seen.in_days) {
                (Start::Day(_), _) | (Start::Offset(_), true) => i32::try_from(bound).ok()?,
                _ => self.periods.seen.day_of(bound)?,
            };
            date_of_day(day).ok()
        };
        let (from, _) = self.bound(start, first).ok()?;
        let (to, _) = self.bound(start, last + 1).ok()?;
        Some((date(from)?, date(to)?))
    }

    /// Where an age begins, and what is seen, both in the unit of the start.
    pub(crate) fn bound(&self, start: Start, age: u32) -> Result<(i64, i64), RetentionError> {
        let seen = self.periods.seen;
        match start {
            Start::Offset(offset) => {
                let step = i32::try_from(age).unwrap_or(i32::MAX);
                let period = self.periods.period(offset)?.checked_add(step)?;
                let day = day_number(seen.calendar.span(period)?.start());
                Ok(if seen.in_days {
                    (day.into(), seen.whole_until.into())
                } else {
                    (seen.start_of(day)?, seen.until)
                })
            }
            Start::Day(day) => {
                let from = match self.step().days() {
                    Some(days) => i64::from(day) + days * i64::from(age),
                    None => self.month(day, age)?.into(),
                };
                Ok((from, seen.whole_until.into()))
            }
            Start::Micros(micros) => {
                let anchor = self.floor(micros);
                let from = match self.step().days() {
                    Some(days) => anchor.saturating_add(days * DAY * i64::from(age)),
                    None => {
                        let day = seen.day_of(anchor).ok_or(RetentionError::End)?;
                        let since_midnight = anchor - seen.start_of(day)?;
                        seen.start_of(self.month(day, age)?)? + since_midnight
                    }
                };
                Ok((from, seen.until))
            }
        }
    }

    /// The age of an event; `None` before the start.
    pub(crate) fn age(&self, start: Start, at: i64) -> Result<Option<u32>, RetentionError> {
        let (from, exact) = match start {
            Start::Offset(offset) => {
                let day = i32::try_from(at).unwrap_or(i32::MIN);
                let event = self.periods.offset(day);
                return Ok(offset.checked_sub(event).map(u32::from));
            }
            Start::Day(day) => (i64::from(day), i64::from(day)),
            Start::Micros(micros) => (self.floor(micros), micros),
        };
        if at < exact {
            return Ok(None);
        }
        let unit = if matches!(start, Start::Day(_)) { 1 } else { DAY };
        if let Some(days) = self.step().days() {
            return Ok(u32::try_from((at - from) / (days * unit)).ok());
        }
        // A month is at least 28 days and at most 31: the guess is low by a few months at most.
        let mut age = u32::try_from((at - from) / (31 * unit)).unwrap_or(0);
        while self.bound(start, age + 1)?.0 <= at {
            age += 1;
        }
        Ok(Some(age))
    }

    fn step(&self) -> RollingStep {
        match self.spec.windows {
            AgeWindows::Rolling(step) => step,
            AgeWindows::Calendar(_) => RollingStep::Hours24,
        }
    }

    fn month(&self, day: i32, months: u32) -> Result<i32, RetentionError> {
        let date = date_of_day(day).map_err(|_| RetentionError::End)?;
        let months = i32::try_from(months).unwrap_or(i32::MAX);
        Ok(day_number(MonthAnchor::new(date).after_months(months)?))
    }

    fn floor(&self, micros: i64) -> i64 {
        match self.spec.rolling_start {
            RollingStart::Exact => micros,
            RollingStart::HourFloor => micros - micros.rem_euclid(DAY / 24),
        }
    }

    /// How much of a cohort's own period was seen, where it is not over.
    pub(crate) fn filling(&self, cohort: i32) -> Result<Option<Ratio>, RetentionError> {
        let seen = self.periods.seen;
        let span = seen.calendar.span(Period::new(self.spec.cohort_grain, cohort))?;
        let (first, end) = (day_number(span.start()), day_number(span.end()));
        if end <= seen.whole_until {
            return Ok(None);
        }
        let (days, of) = (Decimal::from(seen.whole_until - first), Decimal::from(end - first));
        Ok(Some(Ratio::new(days.checked_div(of).unwrap_or_default().max(Decimal::ZERO))))
    }

    /// Whether a column's window ever ends.
    pub(crate) fn is_open_ended(&self) -> bool {
        self.spec.mode == ReturnMode::OnOrAfter
    }
}
