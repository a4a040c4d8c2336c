//! Month-end anchoring: 31 January plus one month, 29 February plus one year.

use chrono::{Datelike, Months, NaiveDate};

/// A day of the month that a monthly or yearly schedule holds on to.
///
/// A contract billed on the 31st is billed on the last day of shorter months and on the 31st
/// again afterwards. Adding months one at a time to a clamped date would drift to the 28th for
/// ever; an anchor does not, because every date is computed from the first one.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_types::MonthAnchor;
///
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// let monthly = MonthAnchor::new(day(2026, 1, 31));
/// assert_eq!(monthly.after_months(1)?, day(2026, 2, 28));
/// assert_eq!(monthly.after_months(2)?, day(2026, 3, 31));
///
/// let leap = MonthAnchor::new(day(2024, 2, 29));
/// assert_eq!(leap.after_months(12)?, day(2025, 2, 28));
/// assert_eq!(leap.after_months(48)?, day(2028, 2, 29));
/// # Ok::<(), kpi_types::MonthAnchorError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct MonthAnchor {
    first: NaiveDate,
}

/// A step that leaves the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{first} plus {months} months is outside the calendar")]
pub struct MonthAnchorError {
    /// The anchor.
    pub first: NaiveDate,
    /// The step.
    pub months: i32,
}

impl MonthAnchor {
    /// Anchors a schedule at its first date.
    #[must_use]
    pub fn new(first: NaiveDate) -> Self {
        Self { first }
    }

    /// The anchor's own date.
    #[must_use]
    pub fn first(self) -> NaiveDate {
        self.first
    }

    /// The date `months` after the anchor (before it, when negative), on the anchor's day of the
    /// month or on the month's last day where it is shorter.
    ///
    /// # Errors
    ///
    /// [`MonthAnchorError`] when the date would leave the calendar.
    pub fn after_months(self, months: i32) -> Result<NaiveDate, MonthAnchorError> {
        let step = Months::new(months.unsigned_abs());
        let found = if months < 0 {
            self.first.checked_sub_months(step)
        } else {
            self.first.checked_add_months(step)
        };
        found.ok_or(MonthAnchorError { first: self.first, months })
    }

    /// The last date of the schedule with a step of `months` that is not after `date`, as a number
    /// of steps; negative when `date` is before the anchor. `None` for a step of zero.
    #[must_use]
    pub fn steps_until(self, date: NaiveDate, months: u32) -> Option<i32> {
        let step = i32::try_from(months).ok().filter(|m| *m > 0)?;
        let apart = (date.year() - self.first.year()) * 12 + date.month0() as i32
            - self.first.month0() as i32;
        let mut steps = apart.div_euclid(step);
        if self.after_months(steps.checked_mul(step)?).is_ok_and(|at| at > date) {
            steps -= 1;
        }
        Some(steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn backwards_clamps_too() {
        let anchor = MonthAnchor::new(day(2026, 3, 31));
        assert_eq!(anchor.after_months(-1).unwrap(), day(2026, 2, 28));
    }

    #[test]
    fn leaving_the_calendar_is_an_error() {
        let anchor = MonthAnchor::new(day(2026, 1, 1));
        let error = anchor.after_months(i32::MAX).unwrap_err();
        assert_eq!(error, MonthAnchorError { first: day(2026, 1, 1), months: i32::MAX });
    }

    #[test]
    fn steps_until_counts_whole_terms() {
        let anchor = MonthAnchor::new(day(2026, 1, 31));
        assert_eq!(anchor.steps_until(day(2026, 2, 27), 1), Some(0));
        assert_eq!(anchor.steps_until(day(2026, 2, 28), 1), Some(1));
        assert_eq!(anchor.steps_until(day(2026, 3, 30), 1), Some(1));
        assert_eq!(anchor.steps_until(day(2025, 12, 31), 1), Some(-1));
        assert_eq!(anchor.steps_until(day(2027, 1, 30), 12), Some(0));
        assert_eq!(anchor.steps_until(day(2027, 1, 31), 12), Some(1));
        assert_eq!(anchor.steps_until(day(2027, 1, 31), 0), None);
    }
}
