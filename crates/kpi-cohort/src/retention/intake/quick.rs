//! The short way into period masks, for events that need nothing but an id and a time: each thread
//! takes its rows from the columns to the table, and no column of days or periods is made between.

use std::ops::Range;

use super::super::clock::{DayTable, PeriodTable};
use super::super::masks::{PeriodMasks, UNUSED};
use super::super::{EventColumns, IdColumn, RetentionError, TimeColumn};
use super::Intake;

impl Intake {
    /// Writes the events of columns to masks. Returns false, and has taken none, where they have to
    /// go the long way: ids are texts, kinds are asked for, or masks would need more words a lane
    /// than `most_words`.
    pub(crate) fn write_to(
        &mut self,
        columns: &EventColumns<'_>,
        masks: &mut PeriodMasks,
        most_words: usize,
    ) -> Result<bool, RetentionError> {
        columns.check()?;
        let ids = self.ids_of(columns)?;
        if !self.all_pass() || matches!(ids, IdColumn::Text(_)) {
            return Ok(false);
        }
        let most = self.reach(&columns.times)?;
        let Some(most) = most.filter(|most| PeriodMasks::words_for(*most) <= most_words) else {
            return Ok(false);
        };
        self.ids.settle(ids.kind())?;
        let clock = Clock { times: columns.times, days: &self.days, periods: &self.periods };
        let offsets = |rows: Range<usize>, into: &mut Vec<u16>| clock.offsets(rows, into);
        let unused = match ids {
            IdColumn::U64(ids) => masks.observe_with(ids, None, most, &offsets),
            IdColumn::U32(ids) => masks.observe_with(ids, None, most, &offsets),
            IdColumn::Text(_) => 0,
        };
        if unused > 0 {
            clock.each(0..columns.len(), |day| {
                if clock.periods.event_offset(day) == UNUSED {
                    self.not_used.add(clock.periods.seen.why_not(day), 1);
                }
            });
        }
        Ok(true)
    }

    /// Makes the tables reach all times, and returns the oldest period events can lie in, counted
    /// back from the last. None where no event can be used, or some may lie before all tables.
    fn reach(&mut self, times: &TimeColumn<'_>) -> Result<Option<u16>, RetentionError> {
        let seen = self.periods.seen;
        let day = match times.instants() {
            Err(days) => least(days),
            Ok((times, unit)) => least(times).map(|time| {
                let micros = time.saturating_mul(unit);
                self.days.reach(micros);
                // Clocks that go back over midnight make a later instant lie a day before.
                if micros < seen.until { self.days.day(micros).saturating_sub(1) } else { i32::MAX }
            }),
        };
        let Some(day) = day.filter(|day| *day >= seen.oldest_day()) else { return Ok(None) };
        self.periods.reach(day)?;
        let most = self.periods.event_offset(day.max(seen.first_day));
        Ok((most != UNUSED).then_some(most))
    }
}

/// From rows of times to periods.
struct Clock<'a> {
    times: TimeColumn<'a>,
    days: &'a DayTable,
    periods: &'a PeriodTable,
}

impl Clock<'_> {
    /// Adds the offset of each row.
    fn offsets(&self, rows: Range<usize>, into: &mut Vec<u16>) {
        match self.times {
            TimeColumn::Days(days) => {
                let days = days.get(rows).unwrap_or_default();
                into.extend(days.iter().map(|day| self.periods.event_offset(*day)));
            }
            _ => self.each(rows, |day| into.push(self.periods.event_offset(day))),
        }
    }

    /// Calls `f` with the local day of each row; `i32::MAX` for instants after the end.
    fn each(&self, rows: Range<usize>, mut f: impl FnMut(i32)) {
        match self.times.instants() {
            Err(days) => days.get(rows).unwrap_or_default().iter().for_each(|day| f(*day)),
            Ok((times, unit)) => {
                for time in times.get(rows).unwrap_or_default() {
                    f(self.days.seen_day(time.saturating_mul(unit)));
                }
            }
        }
    }
}

#[cfg(feature = "parallel")]
fn least<T: Ord + Copy + Send + Sync>(of: &[T]) -> Option<T> {
    use rayon::prelude::*;
    of.par_chunks(1 << 16).filter_map(|part| part.iter().min()).min().copied()
}

#[cfg(not(feature = "parallel"))]
fn least<T: Ord + Copy>(of: &[T]) -> Option<T> {
    of.iter().min().copied()
}
