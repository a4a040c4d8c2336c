//! The periods of a walk, as day numbers.

use kpi_types::{Calendar, Grain, Period, PeriodError, date_of_day, day_number};

/// Neighbouring periods from before the first record to the last one asked for.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    /// First day of each period, and of the one after the last.
    starts: Vec<i32>,
    /// The period of each day, where there are not too many.
    places: Vec<u16>,
    /// Place of the first period that is reported; the ones before are history.
    pub(crate) report_from: usize,
}

impl Grid {
    /// Periods from `first_day`'s through `last`, reported from `first` on.
    pub(crate) fn try_new(
        calendar: Calendar,
        first_day: i32,
        first: Period,
        last: Period,
    ) -> Result<Self, PeriodError> {
        let grain = first.grain();
        let earliest = Self::earliest(calendar, first_day, first, grain)?;
        let mut starts = Vec::new();
        for period in earliest.through(last) {
            starts.push(day_number(calendar.span(period)?.start()));
        }
        starts.push(day_number(calendar.span(last)?.end()));
        let report_from = usize::try_from(first.distance_from(earliest)?).unwrap_or(0);
        Ok(Self { places: places(&starts), starts, report_from })
    }

    /// One reported stretch of days, with the history before it in periods of `grain`.
    pub(crate) fn window(
        calendar: Calendar,
        first_day: i32,
        grain: Grain,
        from: i32,
        to: i32,
    ) -> Result<Self, PeriodError> {
        let outside = |_| PeriodError::NoDates { grain, index: from };
        let first = calendar.period_of(date_of_day(from).map_err(outside)?, grain)?;
        let earliest = Self::earliest(calendar, first_day, first, grain)?;
        let mut starts = Vec::new();
        for period in earliest.through(first) {
            let start = day_number(calendar.span(period)?.start());
            if start < from {
                starts.push(start);
            }
        }
        let report_from = starts.len();
        starts.extend([from, to]);
        Ok(Self { places: places(&starts), starts, report_from })
    }

    fn earliest(
        calendar: Calendar,
        first_day: i32,
        first: Period,
        grain: Grain,
    ) -> Result<Period, PeriodError> {
        let outside = |_| PeriodError::NoDates { grain, index: first_day };
        let day = date_of_day(first_day).map_err(outside)?;
        Ok(calendar.period_of(day, grain)?.min(first))
    }

    /// How many periods.
    pub(crate) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// First day of a period.
    pub(crate) fn start(&self, period: usize) -> i32 {
        self.starts.get(period).copied().unwrap_or(i32::MAX)
    }

    /// First day after a period.
    pub(crate) fn end(&self, period: usize) -> i32 {
        self.start(period + 1)
    }

    /// First day after the last period.
    pub(crate) fn last_end(&self) -> i32 {
        self.starts.last().copied().unwrap_or(i32::MIN)
    }

    /// The period of a day; the first for an earlier one, one more than the last for a later one.
    pub(crate) fn place_or_end(&self, day: i32) -> usize {
        let known = self.places.get(day.wrapping_sub(self.start(0)) as u32 as usize);
        match known {
            Some(place) => usize::from(*place),
            None if day >= self.last_end() => self.len(),
            None => self.place_of(day),
        }
    }

    /// The period of a day; the first for an earlier one.
    pub(crate) fn place_of(&self, day: i32) -> usize {
        // An earlier day wraps around to a place that no table has.
        let known = self.places.get(day.wrapping_sub(self.start(0)) as u32 as usize);
        match known {
            Some(place) => usize::from(*place),
            None => self.starts.partition_point(|start| *start <= day).saturating_sub(1),
        }
    }
}

/// Periods of more days than this (some three thousand years) are searched for, and more periods
/// than a place can number.
const MOST_PLACES: i64 = 1 << 20;

/// The period of each day from the first.
fn places(starts: &[i32]) -> Vec<u16> {
    let range = starts.first().zip(starts.last());
    let too_long = range.is_none_or(|(a, b)| i64::from(*b) - i64::from(*a) > MOST_PLACES);
    if too_long || starts.len() > usize::from(u16::MAX) {
        return Vec::new();
    }
    let mut places = Vec::new();
    for (pair, place) in starts.windows(2).zip(0_u16..) {
        if let [from, to] = pair {
            places.extend((*from..*to).map(|_| place));
        }
    }
    places
}
