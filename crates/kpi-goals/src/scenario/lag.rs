//! How long a step takes.

use chrono::{Days, Months, NaiveDate};
use kpi_types::Localized;

use super::WorkingCalendar;

/// How long a step takes. What is reached is reached on a working day: a lag that ends on a weekend
/// or a holiday ends on the next working day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Lag {
    /// Days of the calendar.
    Days(u32),
    /// Working days; the day of the start does not count.
    WorkingDays(u32),
    /// Calendar months, the last day of shorter ones: 31 January and one month is 28 February.
    Months(u32),
}

impl Lag {
    /// The most days or working days: a hundred years of days.
    pub const MOST_DAYS: u32 = 36_525;
    /// The most months: a hundred years.
    pub const MOST_MONTHS: u32 = 1_200;

    /// The name in documents: `days`, `working_days`, `months`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Days(_) => "days",
            Self::WorkingDays(_) => "working_days",
            Self::Months(_) => "months",
        }
    }

    /// How many.
    #[must_use]
    pub const fn count(self) -> u32 {
        match self {
            Self::Days(count) | Self::WorkingDays(count) | Self::Months(count) => count,
        }
    }

    pub(crate) const fn is_too_long(self) -> bool {
        match self {
            Self::Days(count) | Self::WorkingDays(count) => count > Self::MOST_DAYS,
            Self::Months(count) => count > Self::MOST_MONTHS,
        }
    }

    /// In words.
    #[must_use]
    pub fn label(self) -> Localized {
        let count = self.count();
        match self {
            Self::Days(_) => Localized::new(format!("{count} days"), format!("{count}日")),
            Self::WorkingDays(_) => {
                Localized::new(format!("{count} working days"), format!("{count}営業日"))
            }
            Self::Months(_) => Localized::new(format!("{count} months"), format!("{count}か月")),
        }
    }

    /// The working day on which a step is done that begins on a date. `None` outside the calendar.
    #[must_use]
    pub fn done_by(self, begin: NaiveDate, calendar: &WorkingCalendar) -> Option<NaiveDate> {
        let end = match self {
            Self::Days(days) => begin.checked_add_days(Days::new(days.into()))?,
            Self::WorkingDays(days) => calendar.after(begin, days)?,
            Self::Months(months) => begin.checked_add_months(Months::new(months))?,
        };
        calendar.on_or_after(end)
    }

    /// The latest working day on which a step can begin to be done by a date. `None` outside the
    /// calendar.
    ///
    /// The inverse of [`done_by`](Self::done_by): `done_by(begin_by(d)) <= d`, and the working day
    /// after `begin_by(d)` is too late.
    #[must_use]
    pub fn begin_by(self, end: NaiveDate, calendar: &WorkingCalendar) -> Option<NaiveDate> {
        let end = calendar.on_or_before(end)?;
        let near = match self {
            Self::Days(days) => end.checked_sub_days(Days::new(days.into()))?,
            Self::WorkingDays(days) => calendar.before(end, days)?,
            Self::Months(months) => end.checked_sub_months(Months::new(months))?,
        };
        let mut begin = calendar.on_or_before(near)?;
        // Months are not all of one length: 31 January still ends by 28 February.
        let fits = |begin: NaiveDate| self.done_by(begin, calendar).is_some_and(|by| by <= end);
        while !fits(begin) {
            begin = calendar.before(begin, 1)?;
        }
        while let Some(later) = calendar.after(begin, 1).filter(|later| fits(*later)) {
            begin = later;
        }
        Some(begin)
    }
}
