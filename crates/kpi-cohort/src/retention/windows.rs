//! From where to where an age runs.

use kpi_types::Grain;

/// How ages are counted.
///
/// The two families answer different questions. In calendar windows somebody who starts at 23:50
/// and looks again at 00:10 has returned on day 1; in rolling windows day 1 is hour 24 to 48.
/// Calendar windows therefore show more day-1 retention from the same events.
///
/// | system | default |
/// |---|---|
/// | Amplitude | rolling, starts rounded down to the hour; a month is 30 days |
/// | Mixpanel | rolling; a month is 30 days |
/// | PostHog | calendar |
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum AgeWindows {
    /// Age = periods of this grain between the start's period and the event's, in the calendar's
    /// time zone, with its week start and fiscal year. Inside one period the order of events does
    /// not matter.
    Calendar(Grain),
    /// Age = whole steps since the entity's own start instant.
    Rolling(RollingStep),
}

/// The length of a rolling window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum RollingStep {
    /// 24 hours, also across a change of the clocks.
    Hours24,
    /// 7 times 24 hours.
    Days7,
    /// 30 times 24 hours: the *month* of Amplitude and Mixpanel.
    Days30,
    /// From a day of the month to the same day of the next, at the same local time; the last day
    /// where a month is shorter.
    CalendarMonth,
}

impl RollingStep {
    /// Days in a step; `None` where it depends on the month.
    #[must_use]
    pub const fn days(self) -> Option<i64> {
        match self {
            Self::Hours24 => Some(1),
            Self::Days7 => Some(7),
            Self::Days30 => Some(30),
            Self::CalendarMonth => None,
        }
    }
}

/// From where a rolling window counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum RollingStart {
    /// The instant of the start event.
    #[default]
    Exact,
    /// The full hour (UTC) before it, as Amplitude does.
    HourFloor,
}
