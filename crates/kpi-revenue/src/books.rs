//! What the facts of one period are counted from; each part is computed when it is first needed.

use std::cell::OnceCell;

use kpi_types::{Grain, MonthAnchor, Period, date_of_day, day_number};

use crate::figures::CustomerPeriod;
use crate::view::View;
use crate::view_error::ViewError;

pub(crate) struct PeriodBooks {
    pub(crate) period: Period,
    /// First day of the period.
    pub(crate) start: i32,
    /// First day after the period.
    pub(crate) end: i32,
    /// First day of the twelve months that end with the period.
    pub(crate) year_start: i32,
    pub(crate) customers: Vec<CustomerPeriod>,
    year: OnceCell<Vec<CustomerPeriod>>,
    year_movements: OnceCell<Vec<CustomerPeriod>>,
}

impl PeriodBooks {
    pub(crate) fn try_new(view: &View<'_>, period: Period) -> Result<Self, ViewError> {
        let span = view.calendar.span(period)?;
        let year_start = MonthAnchor::new(span.end()).after_months(-12).unwrap_or(span.start());
        Ok(Self {
            period,
            start: day_number(span.start()),
            end: day_number(span.end()),
            year_start: day_number(year_start),
            customers: view.customer_periods(period)?,
            year: OnceCell::new(),
            year_movements: OnceCell::new(),
        })
    }

    /// The twelve months taken as one period: who was there a year ago, and what became of them.
    pub(crate) fn year(&self, view: &View<'_>) -> Result<&[CustomerPeriod], ViewError> {
        if let Some(year) = self.year.get() {
            return Ok(year);
        }
        let year = view.customer_window(self.period, self.year_start, self.end)?;
        Ok(self.year.get_or_init(|| year))
    }

    /// The movements of the twelve months, period by period as the policy books them.
    pub(crate) fn year_movements(&self, view: &View<'_>) -> Result<&[CustomerPeriod], ViewError> {
        if let Some(year) = self.year_movements.get() {
            return Ok(year);
        }
        let mut all = Vec::new();
        // Weeks and days do not fill a year evenly; their year is booked month by month.
        let grain = match self.period.grain() {
            Grain::Day | Grain::Week => Grain::Month,
            grain => grain,
        };
        let calendar = view.calendar;
        let edge = |day| date_of_day(day).unwrap_or_default();
        let first = calendar.period_of(edge(self.year_start), grain)?;
        let last = calendar.period_of(edge(self.end - 1), grain)?;
        for period in first.through(last) {
            let span = calendar.span(period)?;
            let from = day_number(span.start()).max(self.year_start);
            let to = day_number(span.end()).min(self.end);
            all.extend(view.customer_window(period, from, to)?);
        }
        Ok(self.year_movements.get_or_init(|| all))
    }
}
