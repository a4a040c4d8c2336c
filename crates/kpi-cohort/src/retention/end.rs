//! Up to when anything was seen.

use chrono::{DateTime, NaiveDate, Utc};

/// Where the records end. Nothing after it is known, so nothing after it is counted as loss.
///
/// An argument and never a clock: the same records give the same grid tomorrow.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_cohort::ObservationEnd;
///
/// let end = ObservationEnd::Through(NaiveDate::from_ymd_opt(2026, 6, 30).unwrap());
/// assert_eq!(end.to_string(), "through 2026-06-30");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ObservationEnd {
    /// Every event up to the end of this day of the calendar's time zone is known: the day is over.
    Through(NaiveDate),
    /// Every event before this instant is known; the day it falls on is still running, unless the
    /// instant is the day's first.
    Until(DateTime<Utc>),
}

impl std::fmt::Display for ObservationEnd {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Through(date) => write!(f, "through {date}"),
            Self::Until(instant) => write!(f, "until {instant}"),
        }
    }
}
