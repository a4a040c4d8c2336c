//! How a specification is written.

use std::num::NonZeroU32;

use chrono::{Datelike, Month, NaiveDate, Weekday};
use kpi_types::{Calendar, Grain, Period, Zone};
use serde::{Deserialize, Serialize};

use super::{
    AgeWindows, CohortBy, EntityLevel, EventFilter, ObservationEnd, RetentionSpec,
    RetentionSpecError, ReturnMode, RevenueRule, RollingStart,
};

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "RetentionSpec")]
pub(crate) struct RawSpec {
    end: ObservationEnd,
    windows: AgeWindows,
    cohort_grain: Grain,
    horizon: u32,
    #[serde(default)]
    zone: Zone,
    #[serde(default = "monday")]
    week_start: Weekday,
    #[serde(default = "january")]
    fiscal_start: u8,
    #[serde(default)]
    records_from: Option<NaiveDate>,
    #[serde(default)]
    cohort_by: CohortBy,
    #[serde(default)]
    cohorts: Option<(NaiveDate, NaiveDate)>,
    #[serde(default)]
    start: EventFilter,
    #[serde(default)]
    returns: EventFilter,
    #[serde(default = "once")]
    minimum_occurrences: NonZeroU32,
    #[serde(default)]
    rolling_start: RollingStart,
    #[serde(default)]
    mode: ReturnMode,
    #[serde(default)]
    level: EntityLevel,
    #[serde(default)]
    revenue: RevenueRule,
}

fn monday() -> Weekday {
    Weekday::Mon
}

fn january() -> u8 {
    1
}

fn once() -> NonZeroU32 {
    NonZeroU32::MIN
}

impl TryFrom<RawSpec> for RetentionSpec {
    type Error = RetentionSpecError;

    fn try_from(raw: RawSpec) -> Result<Self, RetentionSpecError> {
        let month = raw.fiscal_start;
        let start = Month::try_from(month);
        let start = start.map_err(|_| RetentionSpecError::FiscalStart { month })?;
        let calendar = Calendar::utc()
            .with_zone(raw.zone)
            .with_week_start(raw.week_start)
            .with_fiscal_start(start);
        let mut spec = Self::calendar(raw.cohort_grain, raw.end)
            .with_calendar(calendar)
            .with_cohort_by(raw.cohort_by)
            .with_start(raw.start)
            .with_return(raw.returns)
            .with_minimum_occurrences(raw.minimum_occurrences)
            .with_rolling_start(raw.rolling_start)
            .with_mode(raw.mode)
            .with_level(raw.level)
            .with_horizon(raw.horizon)?
            .with_revenue(raw.revenue)?;
        spec.windows = raw.windows;
        spec.records_from = raw.records_from;
        match raw.cohorts {
            Some((first, last)) => spec.with_cohorts(first, last),
            None => Ok(spec),
        }
    }
}

impl From<RetentionSpec> for RawSpec {
    fn from(spec: RetentionSpec) -> Self {
        let calendar = spec.calendar;
        let year = calendar.span(Period::new(Grain::FiscalYear, 2000));
        Self {
            end: spec.end,
            windows: spec.windows,
            cohort_grain: spec.cohort_grain,
            horizon: spec.horizon,
            zone: calendar.zone(),
            week_start: calendar.week_start(),
            fiscal_start: year.map_or(1, |year| year.start().month() as u8),
            records_from: spec.records_from,
            cohort_by: spec.cohort_by,
            cohorts: spec.cohort_range,
            start: spec.start,
            returns: spec.returns,
            minimum_occurrences: spec.minimum,
            rolling_start: spec.rolling_start,
            mode: spec.mode,
            level: spec.level,
            revenue: spec.revenue,
        }
    }
}
