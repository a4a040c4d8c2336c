//! What is counted as active.

use chrono::NaiveDate;
use kpi_types::Calendar;

use crate::{EntityLevel, EventFilter, ObservationEnd};

/// Which events make somebody active, and from when to when anything was seen.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_cohort::{ActivesSpec, EventFilter, ObservationEnd};
/// use kpi_types::Calendar;
///
/// let date = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
/// let spec = ActivesSpec::new(date(1, 1), ObservationEnd::Through(date(3, 31)))
///     .with_calendar(Calendar::japan())
///     .with_events(EventFilter::one_of(["report", "export"]));
/// assert_eq!(spec.from(), date(1, 1));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivesSpec {
    pub(super) calendar: Calendar,
    pub(super) from: NaiveDate,
    pub(super) end: ObservationEnd,
    pub(super) events: EventFilter,
    pub(super) level: EntityLevel,
}

impl ActivesSpec {
    /// Any event, from the first day there are records for up to the observation end, in UTC.
    ///
    /// The first day matters: a window that begins before it is not fully known.
    #[must_use]
    pub fn new(from: NaiveDate, end: ObservationEnd) -> Self {
        let (calendar, events) = (Calendar::utc(), EventFilter::Any);
        Self { calendar, from, end, events, level: EntityLevel::Entity }
    }

    /// Time zone, week start and fiscal year.
    #[must_use]
    pub fn with_calendar(self, calendar: Calendar) -> Self {
        Self { calendar, ..self }
    }

    /// Which events make somebody active. A login alone is a low bar: name what brings value.
    #[must_use]
    pub fn with_events(self, events: EventFilter) -> Self {
        Self { events, ..self }
    }

    /// Persons or accounts.
    #[must_use]
    pub fn with_level(self, level: EntityLevel) -> Self {
        Self { level, ..self }
    }

    /// The first day there are records for.
    #[must_use]
    pub fn from(&self) -> NaiveDate {
        self.from
    }

    /// The observation end.
    #[must_use]
    pub fn end(&self) -> ObservationEnd {
        self.end
    }
}
