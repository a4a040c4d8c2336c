//! IANA time zones.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Duration, LocalResult, NaiveDate, NaiveTime, TimeZone, Utc};

/// A time zone of the IANA database, by name.
///
/// Decides on which date an instant falls and how long a local day is: 24 hours, or 23 or 25 when
/// clocks change.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_types::Zone;
///
/// let zone = Zone::try_new("America/New_York")?;
/// let spring = NaiveDate::from_ymd_opt(2026, 3, 8).unwrap();
/// let autumn = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();
/// assert_eq!(zone.day_length(spring).unwrap().num_hours(), 23);
/// assert_eq!(zone.day_length(autumn).unwrap().num_hours(), 25);
/// # Ok::<(), kpi_types::ZoneError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Zone(chrono_tz::Tz);

/// Why a text is not a [`Zone`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown time zone {name:?}: expected an IANA name such as Asia/Tokyo or UTC")]
pub struct ZoneError {
    /// What was given.
    pub name: String,
}

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(chrono_tz::UTC);
    /// Japan, UTC+9 all year.
    pub const TOKYO: Self = Self(chrono_tz::Asia::Tokyo);

    /// Looks a zone up by its IANA name.
    ///
    /// # Errors
    ///
    /// [`ZoneError`] for a name that is not in the database.
    pub fn try_new(name: &str) -> Result<Self, ZoneError> {
        chrono_tz::Tz::from_str(name).map(Self).map_err(|_| ZoneError { name: name.to_owned() })
    }

    /// The IANA name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The local date on which an instant falls.
    #[must_use]
    pub fn date_of(self, instant: DateTime<Utc>) -> NaiveDate {
        instant.with_timezone(&self.0).date_naive()
    }

    /// The first instant of a local date.
    ///
    /// Where midnight does not exist because clocks jump over it, the first instant that does;
    /// where midnight happens twice, the earlier one. `None` only at the edges of the calendar and
    /// for the few dates a country skipped altogether.
    #[must_use]
    pub fn start_of_day(self, date: NaiveDate) -> Option<DateTime<Utc>> {
        let midnight = date.and_time(NaiveTime::MIN);
        // Clocks have never jumped by more than a day; some old changes fall on odd seconds.
        (0..=24 * 60 * 60).find_map(|seconds| {
            let local = midnight.checked_add_signed(Duration::seconds(seconds))?;
            if local.date() != date {
                return None;
            }
            match self.0.from_local_datetime(&local) {
                LocalResult::Single(at) => Some(at.with_timezone(&Utc)),
                LocalResult::Ambiguous(first, second) => {
                    Some(first.min(second).with_timezone(&Utc))
                }
                LocalResult::None => None,
            }
        })
    }

    /// How long a local day is: 24 hours, or 23 or 25 when clocks change.
    ///
    /// `None` at the edges of the calendar, for a date a country skipped, and for the day before it.
    #[must_use]
    pub fn day_length(self, date: NaiveDate) -> Option<Duration> {
        let next = self.start_of_day(date.succ_opt()?)?;
        Some(next - self.start_of_day(date)?)
    }
}

/// Coordinated universal time.
impl Default for Zone {
    fn default() -> Self {
        Self::UTC
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Zone {
    type Err = ZoneError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::try_new(name)
    }
}

impl TryFrom<String> for Zone {
    type Error = ZoneError;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::try_new(&name)
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn an_instant_falls_on_another_date_in_another_zone() {
        let at = DateTime::parse_from_rfc3339("2026-03-31T15:30:00Z").unwrap().with_timezone(&Utc);
        assert_eq!(Zone::UTC.date_of(at), date(2026, 3, 31));
        assert_eq!(Zone::TOKYO.date_of(at), date(2026, 4, 1));
    }

    #[test]
    fn days_of_23_24_and_25_hours() {
        let zone = Zone::try_new("Europe/Berlin").unwrap();
        assert_eq!(zone.day_length(date(2026, 3, 29)).unwrap().num_hours(), 23);
        assert_eq!(zone.day_length(date(2026, 3, 30)).unwrap().num_hours(), 24);
        assert_eq!(zone.day_length(date(2026, 10, 25)).unwrap().num_hours(), 25);
    }

    #[test]
    fn a_day_without_midnight_starts_at_one() {
        // Brazil's clocks went from 00:00 to 01:00 on 2018-11-04.
        let zone = Zone::try_new("America/Sao_Paulo").unwrap();
        let start = zone.start_of_day(date(2018, 11, 4)).unwrap();
        assert_eq!(start.to_rfc3339(), "2018-11-04T03:00:00+00:00");
        assert_eq!(zone.day_length(date(2018, 11, 4)).unwrap().num_hours(), 23);
    }

    #[test]
    fn a_date_that_samoa_skipped_has_no_start() {
        let zone = Zone::try_new("Pacific/Apia").unwrap();
        assert_eq!(zone.start_of_day(date(2011, 12, 30)), None);
    }

    #[test]
    fn unknown_names_are_refused() {
        let error = Zone::try_new("Asia/Tokio").unwrap_err();
        assert!(error.to_string().contains("Asia/Tokio"));
    }
}
