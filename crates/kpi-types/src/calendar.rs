//! Which dates a period covers.

use chrono::{DateTime, Datelike, NaiveDate, Utc, Weekday};

use crate::{Grain, Period, PeriodError, Span, Zone, date_of_day, day_number};

/// A time zone, a first weekday and a first month of the fiscal year.
///
/// Turns instants into dates, dates into periods and periods into dates.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_types::{Calendar, Grain};
///
/// let calendar = Calendar::japan();
/// let day = NaiveDate::from_ymd_opt(2027, 3, 31).unwrap();
/// let year = calendar.period_of(day, Grain::FiscalYear)?;
/// assert_eq!(calendar.label(year)?, "FY2026");
/// let span = calendar.span(year)?;
/// assert_eq!(span.start(), NaiveDate::from_ymd_opt(2026, 4, 1).unwrap());
/// assert_eq!(span.end(), NaiveDate::from_ymd_opt(2027, 4, 1).unwrap());
/// # Ok::<(), kpi_types::PeriodError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawCalendar", into = "RawCalendar"))]
pub struct Calendar {
    zone: Zone,
    week_start: Weekday,
    fiscal_month0: u8,
}

/// UTC, weeks from Monday (ISO 8601), fiscal year from January.
impl Default for Calendar {
    fn default() -> Self {
        Self { zone: Zone::UTC, week_start: Weekday::Mon, fiscal_month0: 0 }
    }
}

impl Calendar {
    /// UTC, weeks from Monday (ISO 8601), fiscal year from January.
    #[must_use]
    pub fn utc() -> Self {
        Self::default()
    }

    /// Asia/Tokyo, weeks from Monday, fiscal year from April.
    #[must_use]
    pub fn japan() -> Self {
        Self::utc().with_zone(Zone::TOKYO).with_fiscal_start(chrono::Month::April)
    }

    /// The same in another time zone.
    #[must_use]
    pub fn with_zone(self, zone: Zone) -> Self {
        Self { zone, ..self }
    }

    /// The same with weeks from another day.
    #[must_use]
    pub fn with_week_start(self, week_start: Weekday) -> Self {
        Self { week_start, ..self }
    }

    /// The same with a fiscal year from another month.
    #[must_use]
    pub fn with_fiscal_start(self, month: chrono::Month) -> Self {
        let fiscal_month0 = (month.number_from_month() - 1) as u8;
        Self { fiscal_month0, ..self }
    }

    /// The time zone.
    #[must_use]
    pub fn zone(self) -> Zone {
        self.zone
    }

    /// The first day of a week.
    #[must_use]
    pub fn week_start(self) -> Weekday {
        self.week_start
    }

    /// The date on which an instant falls here.
    #[must_use]
    pub fn date_of(self, instant: DateTime<Utc>) -> NaiveDate {
        self.zone.date_of(instant)
    }

    /// The period of a kind that a date falls in.
    ///
    /// # Errors
    ///
    /// Never for dates chrono can hold; the signature keeps the arithmetic checked.
    pub fn period_of(self, date: NaiveDate, grain: Grain) -> Result<Period, PeriodError> {
        let day = day_number(date);
        let month = i64::from(date.year()) * 12 + i64::from(date.month0());
        let fiscal = month - i64::from(self.fiscal_month0);
        let index = match grain {
            Grain::Day => i64::from(day),
            Grain::Week => (i64::from(day) + self.epoch_weekday()).div_euclid(7),
            Grain::Month => month,
            Grain::Quarter => fiscal.div_euclid(3),
            Grain::FiscalYear => fiscal.div_euclid(12),
        };
        i32::try_from(index)
            .map(|index| Period::new(grain, index))
            .map_err(|_| PeriodError::NoDates { grain, index: day })
    }

    /// The dates of a period.
    ///
    /// # Errors
    ///
    /// [`PeriodError::NoDates`] for an index outside the calendar.
    pub fn span(self, period: Period) -> Result<Span, PeriodError> {
        let start = self.start_of(period)?;
        let end = self.start_of(period.checked_add(1)?)?;
        Span::try_new(start, end).map_err(|_| Self::no_dates(period))
    }

    /// How a period is called: `2026-03-31`, `2026-W14`, `2026-03`, `2026-Q1`, `FY2026`.
    ///
    /// Weeks are called by ISO number when they start on Monday, otherwise by their first date
    /// (`2026-03-29/w`). Quarters are those of the fiscal year.
    ///
    /// # Errors
    ///
    /// [`PeriodError::NoDates`] for an index outside the calendar.
    pub fn label(self, period: Period) -> Result<String, PeriodError> {
        let start = self.start_of(period)?;
        Ok(match period.grain() {
            Grain::Day => start.to_string(),
            Grain::Week if self.week_start == Weekday::Mon => {
                let week = start.iso_week();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Grain::Week => format!("{start}/w"),
            Grain::Month => format!("{:04}-{:02}", start.year(), start.month()),
            Grain::Quarter => {
                let (year, quarter) = (period.index().div_euclid(4), period.index().rem_euclid(4));
                format!("{year:04}-Q{}", quarter + 1)
            }
            Grain::FiscalYear => format!("FY{:04}", period.index()),
        })
    }

    /// Reads what [`Calendar::label`] writes for years 0 to 9999, and nothing else: `2026-W14` is
    /// no week of a calendar whose weeks start on Sunday.
    ///
    /// # Errors
    ///
    /// [`PeriodError::Unreadable`] for anything else.
    pub fn parse(self, text: &str) -> Result<Period, PeriodError> {
        let period = self.read(text)?;
        if self.label(period)? == text { Ok(period) } else { Err(unreadable(text)) }
    }

    fn read(self, text: &str) -> Result<Period, PeriodError> {
        let bad = || unreadable(text);
        let number = |part: &str| part.parse::<i32>().map_err(|_| bad());
        let day = |part: &str| part.parse::<NaiveDate>().map_err(|_| bad());
        if let Some(year) = text.strip_prefix("FY") {
            return Ok(Period::new(Grain::FiscalYear, number(year)?));
        }
        if let Some(date) = text.strip_suffix("/w") {
            return self.period_of(day(date)?, Grain::Week);
        }
        if let Some((year, quarter)) = text.split_once("-Q") {
            let quarter = number(quarter)?;
            if !(1..=4).contains(&quarter) {
                return Err(bad());
            }
            let index = number(year)?.checked_mul(4).and_then(|q| q.checked_add(quarter - 1));
            return index.map(|i| Period::new(Grain::Quarter, i)).ok_or_else(bad);
        }
        if let Some((year, week)) = text.split_once("-W") {
            let week = u32::try_from(number(week)?).map_err(|_| bad())?;
            let monday = NaiveDate::from_isoywd_opt(number(year)?, week, Weekday::Mon);
            return self.period_of(monday.ok_or_else(bad)?, Grain::Week);
        }
        if text.matches('-').count() == 1 {
            return self.period_of(day(&format!("{text}-01"))?, Grain::Month);
        }
        self.period_of(day(text)?, Grain::Day)
    }

    /// Days from the last first-of-week up to 1970-01-01, a Thursday.
    fn epoch_weekday(self) -> i64 {
        i64::from(Weekday::Thu.days_since(self.week_start))
    }

    fn start_of(self, period: Period) -> Result<NaiveDate, PeriodError> {
        let index = i64::from(period.index());
        let fiscal = i64::from(self.fiscal_month0);
        let month = match period.grain() {
            Grain::Day => return self.day(index, period),
            Grain::Week => return self.day(index * 7 - self.epoch_weekday(), period),
            Grain::Month => index,
            Grain::Quarter => index * 3 + fiscal,
            Grain::FiscalYear => index * 12 + fiscal,
        };
        i32::try_from(month.div_euclid(12))
            .ok()
            .and_then(|year| NaiveDate::from_ymd_opt(year, month.rem_euclid(12) as u32 + 1, 1))
            .ok_or_else(|| Self::no_dates(period))
    }

    fn day(self, number: i64, period: Period) -> Result<NaiveDate, PeriodError> {
        let number = i32::try_from(number).map_err(|_| Self::no_dates(period))?;
        date_of_day(number).map_err(|_| Self::no_dates(period))
    }

    fn no_dates(period: Period) -> PeriodError {
        PeriodError::NoDates { grain: period.grain(), index: period.index() }
    }
}

/// `{"zone": "Asia/Tokyo", "week_start": "Mon", "fiscal_start": 4}`; what is left out is as in
/// [`Calendar::default`].
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Calendar", default, deny_unknown_fields)]
struct RawCalendar {
    zone: Zone,
    week_start: Weekday,
    fiscal_start: u8,
}

#[cfg(feature = "serde")]
impl Default for RawCalendar {
    fn default() -> Self {
        Calendar::default().into()
    }
}

#[cfg(feature = "serde")]
impl TryFrom<RawCalendar> for Calendar {
    type Error = String;

    fn try_from(raw: RawCalendar) -> Result<Self, Self::Error> {
        let month = chrono::Month::try_from(raw.fiscal_start).map_err(|_| {
            format!("a fiscal year cannot start in month {}: expected 1 to 12", raw.fiscal_start)
        })?;
        let calendar = Self::default().with_zone(raw.zone).with_week_start(raw.week_start);
        Ok(calendar.with_fiscal_start(month))
    }
}

#[cfg(feature = "serde")]
impl From<Calendar> for RawCalendar {
    fn from(calendar: Calendar) -> Self {
        let Calendar { zone, week_start, fiscal_month0 } = calendar;
        Self { zone, week_start, fiscal_start: fiscal_month0.saturating_add(1) }
    }
}

fn unreadable(text: &str) -> PeriodError {
    PeriodError::Unreadable { text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap()
    }

    #[test]
    fn fiscal_quarters_follow_the_fiscal_year() {
        let japan = Calendar::japan();
        let q4 = japan.period_of(date(2027, 2, 1), Grain::Quarter).unwrap();
        assert_eq!(japan.label(q4).unwrap(), "2026-Q4");
        assert_eq!(japan.span(q4).unwrap().start(), date(2027, 1, 1));
    }

    #[test]
    fn weeks_start_where_they_are_told_to() {
        let sunday = Calendar::utc().with_week_start(Weekday::Sun);
        let week = sunday.period_of(date(2026, 3, 29), Grain::Week).unwrap();
        assert_eq!(sunday.span(week).unwrap().start(), date(2026, 3, 29));
        assert_eq!(sunday.label(week).unwrap(), "2026-03-29/w");
        let iso = Calendar::utc().period_of(date(2026, 3, 29), Grain::Week).unwrap();
        assert_eq!(Calendar::utc().label(iso).unwrap(), "2026-W13");
    }

    #[test]
    fn year_ends_of_iso_weeks() {
        let utc = Calendar::utc();
        let week = utc.period_of(date(2027, 1, 2), Grain::Week).unwrap();
        assert_eq!(utc.label(week).unwrap(), "2026-W53");
    }

    #[test]
    fn unreadable_texts_are_refused() {
        let utc = Calendar::utc();
        for bad in ["", "2026", "2026-13", "2026-Q5", "2026-W60", "FYx", "2026-02-30", "é-W1", "-"]
        {
            assert_eq!(utc.parse(bad), Err(PeriodError::Unreadable { text: bad.to_owned() }));
        }
    }

    #[test]
    fn outside_the_calendar_is_an_error() {
        let far = Period::new(Grain::FiscalYear, i32::MAX);
        assert!(Calendar::utc().span(far).is_err());
        let edge = Period::new(Grain::FiscalYear, 300_000);
        assert_eq!(
            Calendar::utc().span(edge),
            Err(PeriodError::NoDates { grain: Grain::FiscalYear, index: 300_000 })
        );
    }
}
