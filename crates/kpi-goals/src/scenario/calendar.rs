//! Days on which work is done.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate, Weekday};
use kpi_types::{Localized, day_number};

/// Working days: all days but the weekend and the holidays that were given.
///
/// # Conventions
///
/// * [`after`](Self::after): the start does not count. The first working day after Friday the 1st is
///   Monday the 4th, and 5 working days after Monday the 4th is Monday the 11th, as `WORKDAY` has it
///   in spreadsheets.
/// * [`between`](Self::between): the first date does not count, the second does, so that
///   `between(d, after(d, n)) == n`. `NETWORKDAYS` in spreadsheets counts both ends.
/// * No holiday is built in: they differ by country, company and year, and next year's may not be
///   known yet.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_goals::WorkingCalendar;
///
/// let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
/// // Golden Week 2026.
/// let calendar = WorkingCalendar::weekdays()
///     .with_holiday(day(4, 29), "Shōwa Day", "昭和の日")
///     .with_holiday(day(5, 4), "Greenery Day", "みどりの日")
///     .with_holiday(day(5, 5), "Children's Day", "こどもの日")
///     .with_holiday(day(5, 6), "substitute holiday", "振替休日");
/// assert_eq!(calendar.after(day(5, 1), 1), Some(day(5, 7)));
/// assert_eq!(calendar.before(day(5, 7), 1), Some(day(5, 1)));
/// assert_eq!(calendar.between(day(4, 28), day(5, 7)), 3);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingCalendar {
    /// By days from Monday.
    weekend: [bool; 7],
    holidays: BTreeMap<NaiveDate, Localized>,
    /// Day numbers of holidays that do not fall on a weekend, in order.
    off: Vec<i32>,
}

/// Seven weekend days leave nothing to work on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a weekend of seven days leaves no working day")]
pub struct NoWorkingDay;

/// Saturdays and Sundays off, no holidays.
impl Default for WorkingCalendar {
    fn default() -> Self {
        Self::weekdays()
    }
}

impl WorkingCalendar {
    /// Saturdays and Sundays off, no holidays.
    #[must_use]
    pub fn weekdays() -> Self {
        let weekend = [false, false, false, false, false, true, true];
        Self { weekend, holidays: BTreeMap::new(), off: Vec::new() }
    }

    /// Those weekdays off, no holidays; none for a calendar in which every day counts.
    ///
    /// # Errors
    ///
    /// [`NoWorkingDay`] for all seven.
    pub fn with_weekend(days: impl IntoIterator<Item = Weekday>) -> Result<Self, NoWorkingDay> {
        let days: BTreeSet<u32> = days.into_iter().map(|d| d.num_days_from_monday()).collect();
        if days.len() == 7 {
            return Err(NoWorkingDay);
        }
        let mut weekend = [false; 7];
        for (at, off) in (0_u32..).zip(&mut weekend) {
            *off = days.contains(&at);
        }
        Ok(Self { weekend, holidays: BTreeMap::new(), off: Vec::new() })
    }

    /// The same with a holiday, named in English and Japanese.
    #[must_use]
    pub fn with_holiday(
        mut self,
        date: NaiveDate,
        en: impl Into<String>,
        ja: impl Into<String>,
    ) -> Self {
        self.holidays.insert(date, Localized::new(en.into(), ja.into()));
        self.counted()
    }

    /// The same with many holidays.
    #[must_use]
    pub fn with_holidays(
        mut self,
        holidays: impl IntoIterator<Item = (NaiveDate, Localized)>,
    ) -> Self {
        self.holidays.extend(holidays);
        self.counted()
    }

    fn counted(mut self) -> Self {
        let weekend = self.weekend;
        let off = self.holidays.keys().filter(|date| !is_off(&weekend, **date));
        self.off = off.map(|date| day_number(*date)).collect();
        self
    }

    /// The holidays, in order.
    pub fn holidays(&self) -> impl Iterator<Item = (NaiveDate, &Localized)> {
        self.holidays.iter().map(|(date, name)| (*date, name))
    }

    /// The weekdays off.
    pub fn weekend(&self) -> impl Iterator<Item = Weekday> {
        let days = [
            Weekday::Mon,
            Weekday::Tue,
            Weekday::Wed,
            Weekday::Thu,
            Weekday::Fri,
            Weekday::Sat,
            Weekday::Sun,
        ];
        days.into_iter().zip(self.weekend).filter(|(_, off)| *off).map(|(day, _)| day)
    }

    /// True for a working day.
    #[must_use]
    pub fn is_working(&self, date: NaiveDate) -> bool {
        !is_off(&self.weekend, date) && !self.holidays.contains_key(&date)
    }

    /// The date itself if it is a working day, else the next one. `None` past the last date there is.
    #[must_use]
    pub fn on_or_after(&self, date: NaiveDate) -> Option<NaiveDate> {
        if self.is_working(date) { Some(date) } else { self.after(date, 1) }
    }

    /// The date itself if it is a working day, else the one before. `None` past the first date there
    /// is.
    #[must_use]
    pub fn on_or_before(&self, date: NaiveDate) -> Option<NaiveDate> {
        if self.is_working(date) { Some(date) } else { self.before(date, 1) }
    }

    /// The `days`-th working day after a date, which does not count itself; the date itself for 0.
    /// `None` past the last date there is.
    #[must_use]
    pub fn after(&self, date: NaiveDate, days: u32) -> Option<NaiveDate> {
        if days == 0 {
            return Some(date);
        }
        // The first date by which that many working days have passed.
        let (mut low, mut high) = (day_number(date), day_number(NaiveDate::MAX));
        if self.between_numbers(low, high) < i64::from(days) {
            return None;
        }
        let from = low;
        while low + 1 < high {
            let middle = low + (high - low) / 2;
            if self.between_numbers(from, middle) < i64::from(days) {
                low = middle;
            } else {
                high = middle;
            }
        }
        kpi_types::date_of_day(high).ok()
    }

    /// The `days`-th working day before a date, which does not count itself; the date itself for 0.
    /// `None` past the first date there is.
    #[must_use]
    pub fn before(&self, date: NaiveDate, days: u32) -> Option<NaiveDate> {
        if days == 0 {
            return Some(date);
        }
        let yesterday = date.checked_sub_days(Days::new(1))?;
        let (mut low, mut high) = (day_number(NaiveDate::MIN), day_number(yesterday));
        let until = high;
        // The last date from which that many working days are left, itself included.
        if self.between_numbers(low - 1, until) < i64::from(days) {
            return None;
        }
        while low < high {
            let middle = low + (high - low) / 2 + 1;
            if self.between_numbers(middle - 1, until) < i64::from(days) {
                high = middle - 1;
            } else {
                low = middle;
            }
        }
        kpi_types::date_of_day(low).ok()
    }

    /// Working days after the first date up to and including the second; below zero when the second
    /// is earlier.
    #[must_use]
    pub fn between(&self, from: NaiveDate, to: NaiveDate) -> i64 {
        self.between_numbers(day_number(from), day_number(to))
    }

    fn between_numbers(&self, from: i32, to: i32) -> i64 {
        if to < from {
            return -self.between_numbers(to, from);
        }
        let until = |day: i32| {
            let (weeks, rest) = (i64::from(day).div_euclid(7), i64::from(day).rem_euclid(7));
            let worked = self.weekend.iter().filter(|off| !**off).count() as i64;
            // Day number 0 was a Thursday: day numbers 7 n up to 7 n + rest, from a Thursday on.
            let part = (0..=rest).filter(|i| {
                let at = usize::try_from((i + 3).rem_euclid(7)).unwrap_or(0);
                !self.weekend.get(at).copied().unwrap_or(false)
            });
            let holidays = self.off.partition_point(|off| *off <= day) as i64;
            weeks * worked + part.count() as i64 - holidays
        };
        until(to) - until(from)
    }
}

fn is_off(weekend: &[bool; 7], date: NaiveDate) -> bool {
    use chrono::Datelike;
    let at = date.weekday().num_days_from_monday() as usize;
    weekend.get(at).copied().unwrap_or(false)
}
