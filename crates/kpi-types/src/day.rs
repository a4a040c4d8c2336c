//! Calendar dates as day numbers, the form columns and hot loops use.

use chrono::{Datelike, NaiveDate};

/// Day number of 1970-01-01 counted from 0001-01-01 = 1.
const EPOCH_FROM_CE: i32 = 719_163;

/// A day number that no calendar date has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "day number {number} is outside the calendar (days since 1970-01-01, {} to {})",
    day_number(NaiveDate::MIN),
    day_number(NaiveDate::MAX)
)]
pub struct DayError {
    /// What was given.
    pub number: i32,
}

/// Days since 1970-01-01 (negative before), the `i32` that columns of dates hold.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_types::{date_of_day, day_number};
///
/// let date = NaiveDate::from_ymd_opt(1970, 1, 2).unwrap();
/// assert_eq!(day_number(date), 1);
/// assert_eq!(date_of_day(1), Ok(date));
/// ```
#[must_use]
pub fn day_number(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - EPOCH_FROM_CE
}

/// The date of a day number; the inverse of [`day_number`].
///
/// # Errors
///
/// [`DayError`] for a number no date has.
pub fn date_of_day(number: i32) -> Result<NaiveDate, DayError> {
    number
        .checked_add(EPOCH_FROM_CE)
        .and_then(NaiveDate::from_num_days_from_ce_opt)
        .ok_or(DayError { number })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_legal_edge_round_trips_and_the_next_is_refused() {
        for date in [NaiveDate::MIN, NaiveDate::MAX] {
            assert_eq!(date_of_day(day_number(date)), Ok(date));
        }
        let beyond = day_number(NaiveDate::MAX) + 1;
        assert_eq!(date_of_day(beyond), Err(DayError { number: beyond }));
        assert!(date_of_day(i32::MAX).is_err());
        assert!(DayError { number: 7 }.to_string().contains('7'));
    }
}
