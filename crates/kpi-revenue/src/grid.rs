//! The periods of a walk, as day numbers.

use kpi_types::{Calendar, Grain, Period, PeriodError, date_of_day, day_number};

/// Neighbouring periods from before the first record to the last one asked for.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    /// First day of each period, and of the one after the last.
    starts: Vec<i32>,
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
        Ok(Self { starts, report_from })
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
        Ok(Self { starts, report_from })
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

    /// The period of a day at or after `hint`'s start.
    pub(crate) fn place_of(&self, day: i32, hint: usize) -> usize {
        let rest = self.starts.get(hint..).unwrap_or_default();
        // Periods with points lie close together: look a few steps ahead before halving.
        let near = rest.iter().take(8).take_while(|start| **start <= day).count();
        let after = if near < 8 { near } else { rest.partition_point(|start| *start <= day) };
        (hint + after).saturating_sub(1)
    }
}
