//! From days and instants to periods, by tables.

use chrono::{DateTime, NaiveDate, Utc};
use kpi_types::{Calendar, Grain, Period, date_of_day, day_number};

use super::masks::UNUSED;
use super::{NotUsedReason, ObservationEnd, RetentionError};

pub(crate) const DAY: i64 = 86_400_000_000;

/// How many days before the end a record is still taken for one.
const MOST_DAYS: i32 = 65_000;

/// Up to when something was seen, in the calendar's days and in instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) calendar: Calendar,
    /// First day that was not seen whole.
    pub(crate) whole_until: i32,
    /// The last day events are taken from.
    pub(crate) last_day: i32,
    /// First instant that was not seen, in microseconds.
    pub(crate) until: i64,
    /// First day events are taken from.
    pub(crate) first_day: i32,
    /// Whether days before `first_day` are before the records, or outside what is counted at all.
    pub(crate) records_from: bool,
    /// Whether shares of a window are measured in whole days.
    pub(crate) in_days: bool,
}

impl Seen {
    pub(crate) fn try_new(
        calendar: Calendar,
        end: ObservationEnd,
        records_from: Option<NaiveDate>,
    ) -> Result<Self, RetentionError> {
        let (whole_until, last_day, until, in_days) = match end {
            ObservationEnd::Through(date) => {
                let next = date.succ_opt().ok_or(RetentionError::End)?;
                let day = day_number(date);
                (day + 1, day, start_micros(calendar, next)?, true)
            }
            ObservationEnd::Until(instant) => {
                let date = calendar.date_of(instant);
                let day = day_number(date);
                let until = instant.timestamp_micros();
                let begun = until > start_micros(calendar, date)?;
                (day, if begun { day } else { day - 1 }, until, false)
            }
        };
        let oldest = oldest(last_day);
        let from = records_from.map(day_number);
        let first_day = from.unwrap_or(oldest).max(oldest);
        let records_from = from.is_some_and(|from| from >= oldest);
        Ok(Self { calendar, whole_until, last_day, until, first_day, records_from, in_days })
    }

    /// The first day that anything is taken from.
    pub(crate) fn oldest_day(&self) -> i32 {
        oldest(self.last_day)
    }

    /// Why events of a day without a period are not used.
    pub(crate) fn why_not(&self, day: i32) -> NotUsedReason {
        if day > self.last_day {
            NotUsedReason::AfterEnd
        } else if self.records_from && day != i32::MIN {
            NotUsedReason::BeforeRecords
        } else {
            NotUsedReason::OutsideCalendar
        }
    }

    /// The local day of an instant, by way of the time zone database.
    pub(crate) fn day_of(&self, micros: i64) -> Option<i32> {
        let instant = DateTime::<Utc>::from_timestamp_micros(micros)?;
        Some(day_number(self.calendar.date_of(instant)))
    }

    /// The first instant of a local day; of the next one that exists where the day does not.
    pub(crate) fn start_of(&self, day: i32) -> Result<i64, RetentionError> {
        start_micros(self.calendar, date_of_day(day).map_err(|_| RetentionError::End)?)
    }
}

fn oldest(last_day: i32) -> i32 {
    last_day.saturating_sub(MOST_DAYS).max(day_number(NaiveDate::MIN) + 400)
}

fn start_micros(calendar: Calendar, date: NaiveDate) -> Result<i64, RetentionError> {
    // A country that skipped a date went straight on to the next.
    let dates = date.iter_days().take(3);
    let mut starts = dates.filter_map(|date| calendar.zone().start_of_day(date));
    starts.next().map(|start| start.timestamp_micros()).ok_or(RetentionError::End)
}

/// Periods by day, counted back from the last one.
#[derive(Debug, Clone)]
pub(crate) struct PeriodTable {
    pub(crate) seen: Seen,
    pub(crate) last: Period,
    /// The day of the first entry.
    from: i32,
    offsets: Vec<u16>,
}

impl PeriodTable {
    pub(crate) fn try_new(seen: Seen, grain: Grain) -> Result<Self, RetentionError> {
        let last = seen.calendar.period_of(date(seen.last_day)?, grain)?;
        Ok(Self { seen, last, from: seen.last_day + 1, offsets: Vec::new() })
    }

    /// Makes sure that the days of events from `day` on are in the table.
    pub(crate) fn reach(&mut self, day: i32) -> Result<(), RetentionError> {
        self.reach_back(day.max(self.seen.first_day))
    }

    /// Makes sure that days another table has are in this one.
    pub(crate) fn reach_as_far_as(&mut self, other: &Self) -> Result<(), RetentionError> {
        self.reach_back(other.from)
    }

    /// Makes sure that days from `day` on are in the table, also days before the records.
    pub(crate) fn reach_back(&mut self, day: i32) -> Result<(), RetentionError> {
        if day >= self.from {
            return Ok(());
        }
        // A year more, so that a log read backwards does not build the table day by day.
        let day = day.saturating_sub(366).max(self.seen.oldest_day());
        let mut offsets = Vec::with_capacity((self.seen.last_day - day + 1) as usize);
        for number in day..self.from {
            let period = self.seen.calendar.period_of(date(number)?, self.last.grain())?;
            let back = self.last.distance_from(period)?;
            offsets.push(u16::try_from(back).unwrap_or(UNUSED));
        }
        offsets.append(&mut self.offsets);
        (self.offsets, self.from) = (offsets, day);
        Ok(())
    }

    /// The period of an event's day, counted back; [`UNUSED`] outside what is observed.
    #[inline]
    pub(crate) fn event_offset(&self, day: i32) -> u16 {
        if day < self.seen.first_day { UNUSED } else { self.offset(day) }
    }

    /// A day of a period that is in the table.
    pub(crate) fn day_in(&self, offset: u16) -> Result<i32, RetentionError> {
        let start = day_number(self.seen.calendar.span(self.period(offset)?)?.start());
        Ok(start.max(self.from))
    }

    /// The period of a day, counted back; [`UNUSED`] outside the table.
    #[inline]
    pub(crate) fn offset(&self, day: i32) -> u16 {
        let place = day.wrapping_sub(self.from) as u32 as usize;
        self.offsets.get(place).copied().unwrap_or(UNUSED)
    }

    /// The period of an offset.
    pub(crate) fn period(&self, offset: u16) -> Result<Period, RetentionError> {
        Ok(self.last.checked_add(-i32::from(offset))?)
    }
}

fn date(day: i32) -> Result<NaiveDate, RetentionError> {
    date_of_day(day).map_err(|_| RetentionError::End)
}

/// Local days by instant.
///
/// For every UTC day the table holds the local midnight in it. Days on which clocks change are
/// marked and looked up in the time zone database event by event.
#[derive(Debug, Clone)]
pub(crate) struct DayTable {
    seen: Seen,
    from: i64,
    days: Vec<UtcDay>,
}

#[derive(Debug, Clone, Copy)]
struct UtcDay {
    /// The local midnight, in microseconds; `i64::MIN` where clocks change.
    midnight: i64,
    /// The local day that begins then.
    day: i32,
}

impl DayTable {
    pub(crate) fn new(seen: Seen) -> Self {
        let from = seen.until.div_euclid(DAY) + 1;
        Self { seen, from, days: Vec::new() }
    }

    /// Makes sure that instants from `micros` on are in the table.
    pub(crate) fn reach(&mut self, micros: i64) {
        // A local day lies at most one day off.
        let first = i64::from(self.seen.first_day) - 2;
        let wanted = micros.div_euclid(DAY).max(first);
        if wanted >= self.from {
            return;
        }
        let wanted = (wanted - 366).max(first);
        let mut days: Vec<UtcDay> = (wanted..self.from).map(|day| self.utc_day(day)).collect();
        days.append(&mut self.days);
        (self.days, self.from) = (days, wanted);
    }

    fn utc_day(&self, utc: i64) -> UtcDay {
        let irregular = UtcDay { midnight: i64::MIN, day: 0 };
        let start = utc * DAY;
        let (Some(before), Some(after)) =
            (self.seen.day_of(start - 1), self.seen.day_of(start + DAY - 1))
        else {
            return irregular;
        };
        let bounds: Option<Vec<i64>> =
            (before..=before + 2).map(|day| self.exact_start(day)).collect();
        let Some([first, second, third]) = bounds.as_deref() else { return irregular };
        // Both local days that meet here must have 24 hours, or clocks change on one of them.
        let regular = second - first == DAY && third - second == DAY && after == before + 1;
        let inside = (start..start + DAY).contains(second);
        if regular && inside { UtcDay { midnight: *second, day: after } } else { irregular }
    }

    fn exact_start(&self, day: i32) -> Option<i64> {
        let start = self.seen.calendar.zone().start_of_day(date_of_day(day).ok()?)?;
        Some(start.timestamp_micros())
    }

    /// The local day of an instant that was seen, as [`DayTable::day`]; `i32::MAX` for a later one.
    #[inline]
    pub(crate) fn seen_day(&self, micros: i64) -> i32 {
        if micros < self.seen.until { self.day(micros) } else { i32::MAX }
    }

    /// The local day of an instant; `i32::MIN` outside the calendar.
    #[inline]
    pub(crate) fn day(&self, micros: i64) -> i32 {
        let place = micros.div_euclid(DAY).wrapping_sub(self.from) as u64 as usize;
        match self.days.get(place) {
            Some(entry) if entry.midnight != i64::MIN => {
                entry.day - i32::from(micros < entry.midnight)
            }
            _ => self.seen.day_of(micros).unwrap_or(i32::MIN),
        }
    }
}

#[cfg(test)]
mod tests {
    use kpi_types::Zone;
    use proptest::prelude::*;

    use super::*;

    fn seen(zone: &str) -> Seen {
        let calendar = Calendar::utc().with_zone(Zone::try_new(zone).unwrap());
        let end = NaiveDate::from_ymd_opt(2026, 6, 30).unwrap();
        Seen::try_new(calendar, ObservationEnd::Through(end), None).unwrap()
    }

    proptest! {
        /// Whatever the zone: half hours, clocks that change at a minute past midnight, a date
        /// that was skipped.
        #[test]
        fn the_table_agrees_with_the_database(
            zone in prop::sample::select(vec![
                "UTC", "Asia/Tokyo", "Asia/Kolkata", "Europe/Berlin", "America/New_York",
                "America/St_Johns", "America/Sao_Paulo", "Pacific/Apia", "Australia/Lord_Howe",
            ]),
            instants in prop::collection::vec(946_684_800_000_000_i64..1_782_000_000_000_000, 1..200),
        ) {
            let seen = seen(zone);
            let mut table = DayTable::new(seen);
            for micros in instants {
                table.reach(micros);
                prop_assert_eq!(table.day(micros), seen.day_of(micros).unwrap());
            }
        }
    }

    #[test]
    fn every_hour_of_the_days_on_which_clocks_change() {
        for zone in ["Europe/Berlin", "America/New_York", "Pacific/Apia", "America/St_Johns"] {
            let seen = seen(zone);
            let mut table = DayTable::new(seen);
            // 2011 has Samoa's missing 30 December and Newfoundland's change at 00:01.
            let first = 1_293_840_000_000_000;
            table.reach(first);
            for half_hours in 0..2 * 24 * 400 {
                let micros = first + half_hours * DAY / 48 + 1;
                assert_eq!(table.day(micros), seen.day_of(micros).unwrap(), "{zone} {micros}");
            }
        }
    }
}
