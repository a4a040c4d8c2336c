//! How often a price is charged.

use std::fmt;
use std::num::NonZeroU32;
use std::str::FromStr;

use chrono::{Days, NaiveDate};
use kpi_types::MonthAnchor;

/// A unit of a billing interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum IntervalUnit {
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

impl IntervalUnit {
    const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Year];

    /// The unit's name in the singular.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }
}

/// Every n days, weeks, months or years.
///
/// Reads the words billing systems use:
///
/// ```
/// use kpi_revenue::{BillingInterval, IntervalUnit};
///
/// let quarterly: BillingInterval = "3 months".parse()?;
/// assert_eq!((quarterly.count(), quarterly.unit()), (3, IntervalUnit::Month));
/// assert_eq!("quarterly".parse::<BillingInterval>()?, quarterly);
/// assert_eq!("year".parse::<BillingInterval>()?, BillingInterval::YEAR);
/// assert!("fortnight".parse::<BillingInterval>().is_err());
/// # Ok::<(), kpi_revenue::IntervalError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct BillingInterval {
    count: NonZeroU32,
    unit: IntervalUnit,
}

/// Why a text is not a billing interval. An unknown interval is never taken for zero.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown billing interval {text:?}: expected {}", BillingInterval::ALLOWED)]
pub struct IntervalError {
    /// What was given.
    pub text: String,
}

impl BillingInterval {
    /// Every day.
    pub const DAY: Self = Self { count: NonZeroU32::MIN, unit: IntervalUnit::Day };
    /// Every week.
    pub const WEEK: Self = Self { count: NonZeroU32::MIN, unit: IntervalUnit::Week };
    /// Every month.
    pub const MONTH: Self = Self { count: NonZeroU32::MIN, unit: IntervalUnit::Month };
    /// Every year.
    pub const YEAR: Self = Self { count: NonZeroU32::MIN, unit: IntervalUnit::Year };

    /// What [`FromStr`] reads, for messages.
    pub const ALLOWED: &'static str = "n day, week, month or year (\"3 months\"), or daily, weekly, monthly, quarterly, half-yearly, yearly";

    /// Every `count` units.
    ///
    /// # Errors
    ///
    /// [`IntervalError`] for a count of zero.
    pub fn try_new(count: u32, unit: IntervalUnit) -> Result<Self, IntervalError> {
        NonZeroU32::new(count)
            .map(|count| Self { count, unit })
            .ok_or_else(|| IntervalError { text: format!("{count} {}", unit.name()) })
    }

    /// How many units.
    #[must_use]
    pub const fn count(self) -> u32 {
        self.count.get()
    }

    /// Of which unit.
    #[must_use]
    pub const fn unit(self) -> IntervalUnit {
        self.unit
    }

    /// The date `terms` intervals after `start`, held to the day of the month it started on.
    /// `None` outside the calendar.
    #[must_use]
    pub fn after(self, start: NaiveDate, terms: u32) -> Option<NaiveDate> {
        let steps = u64::from(self.count.get()).checked_mul(u64::from(terms))?;
        let months = |per: u64| {
            let months = i32::try_from(steps.checked_mul(per)?).ok()?;
            MonthAnchor::new(start).after_months(months).ok()
        };
        match self.unit {
            IntervalUnit::Day => start.checked_add_days(Days::new(steps)),
            IntervalUnit::Week => start.checked_add_days(Days::new(steps.checked_mul(7)?)),
            IntervalUnit::Month => months(1),
            IntervalUnit::Year => months(12),
        }
    }

    /// The first term end after `date` of a schedule that starts at `start`. `None` outside the
    /// calendar.
    #[must_use]
    pub fn next_term_end(self, start: NaiveDate, date: NaiveDate) -> Option<NaiveDate> {
        let mut term = match self.unit {
            IntervalUnit::Day | IntervalUnit::Week => {
                let unit = if self.unit == IntervalUnit::Day { 1 } else { 7 };
                let days = (date - start).num_days().max(0);
                u32::try_from(days / (i64::from(self.count.get()) * unit)).ok()?
            }
            IntervalUnit::Month | IntervalUnit::Year => {
                let unit = if self.unit == IntervalUnit::Month { 1 } else { 12 };
                let months = self.count.get().checked_mul(unit)?;
                let steps = MonthAnchor::new(start).steps_until(date, months)?;
                u32::try_from(steps.max(0)).ok()?
            }
        };
        loop {
            let end = self.after(start, term)?;
            if end > date && term > 0 {
                return Some(end);
            }
            term = term.checked_add(1)?;
        }
    }
}

impl fmt::Display for BillingInterval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count.get() {
            1 => f.write_str(self.unit.name()),
            n => write!(f, "{n} {}s", self.unit.name()),
        }
    }
}

impl FromStr for BillingInterval {
    type Err = IntervalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fail = || IntervalError { text: text.to_owned() };
        let lower = text.trim().to_ascii_lowercase();
        let (count, word) = match lower.split_once([' ', '_']) {
            Some((count, word)) => (count.parse().map_err(|_| fail())?, word.trim()),
            None => (1, lower.as_str()),
        };
        let (times, unit) = match word {
            "daily" => (1, IntervalUnit::Day),
            "weekly" => (1, IntervalUnit::Week),
            "monthly" => (1, IntervalUnit::Month),
            "quarter" | "quarters" | "quarterly" => (3, IntervalUnit::Month),
            "half-yearly" | "semiannual" => (6, IntervalUnit::Month),
            "yearly" | "annual" | "annually" => (1, IntervalUnit::Year),
            other => {
                let singular = other.strip_suffix('s').unwrap_or(other);
                let unit = IntervalUnit::ALL.into_iter().find(|u| u.name() == singular);
                (1, unit.ok_or_else(fail)?)
            }
        };
        let count: u32 = count;
        Self::try_new(count.checked_mul(times).ok_or_else(fail)?, unit).map_err(|_| fail())
    }
}

impl TryFrom<String> for BillingInterval {
    type Error = IntervalError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<BillingInterval> for String {
    fn from(interval: BillingInterval) -> Self {
        interval.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn unknown_and_zero_intervals_are_errors() {
        for bad in ["", "0 months", "biennial", "-1 month", "3", "4294967295 quarters", "x day"] {
            let error = bad.parse::<BillingInterval>().unwrap_err();
            assert_eq!(error, IntervalError { text: bad.to_owned() });
        }
    }

    #[test]
    fn texts_round_trip() {
        for text in ["day", "2 weeks", "month", "3 months", "year", "2 years"] {
            assert_eq!(text.parse::<BillingInterval>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn terms_end_on_the_anchored_day() {
        let start = day(2026, 1, 31);
        let monthly = BillingInterval::MONTH;
        assert_eq!(monthly.next_term_end(start, day(2026, 1, 31)), Some(day(2026, 2, 28)));
        assert_eq!(monthly.next_term_end(start, day(2026, 2, 28)), Some(day(2026, 3, 31)));
        let yearly = BillingInterval::YEAR;
        assert_eq!(yearly.next_term_end(day(2024, 2, 29), day(2025, 3, 1)), Some(day(2026, 2, 28)));
        let weekly = BillingInterval::WEEK;
        assert_eq!(weekly.next_term_end(start, day(2026, 2, 7)), Some(day(2026, 2, 14)));
        assert_eq!(weekly.next_term_end(start, day(2025, 1, 1)), Some(day(2026, 2, 7)));
    }
}
