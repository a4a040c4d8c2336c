//! What a retention grid is asked to show.

use std::num::NonZeroU32;

use chrono::NaiveDate;
use kpi_types::{Calendar, Grain};

use super::{
    AgeWindows, CohortBy, EntityLevel, EventFilter, ObservationEnd, ReturnMode, RollingStart,
    RollingStep,
};

/// A retention question as a value: who is in a cohort, what counts as a return, how ages are
/// counted, and up to when anything was seen.
///
/// Starts from a preset and is refined field by field. Two grids with equal specifications are
/// comparable; accumulators with different ones do not merge.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_cohort::{EventFilter, ObservationEnd, RetentionSpec, ReturnMode};
/// use kpi_types::Calendar;
///
/// let end = ObservationEnd::Through(NaiveDate::from_ymd_opt(2026, 6, 30).unwrap());
/// let spec = RetentionSpec::weekly(end)
///     .with_calendar(Calendar::japan())
///     .with_start(EventFilter::one_of(["signup"]))
///     .with_return(EventFilter::one_of(["export", "report"]))
///     .with_mode(ReturnMode::OnOrAfter)
///     .with_horizon(8)?;
/// assert_eq!(spec.columns(), 9);
/// # Ok::<(), kpi_cohort::RetentionSpecError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "super::spec_text::RawSpec", into = "super::spec_text::RawSpec")
)]
pub struct RetentionSpec {
    pub(crate) calendar: Calendar,
    pub(crate) end: ObservationEnd,
    pub(crate) records_from: Option<NaiveDate>,
    pub(crate) cohort_by: CohortBy,
    pub(crate) cohort_grain: Grain,
    pub(crate) cohort_range: Option<(NaiveDate, NaiveDate)>,
    pub(crate) start: EventFilter,
    pub(crate) returns: EventFilter,
    pub(crate) minimum: NonZeroU32,
    pub(crate) windows: AgeWindows,
    pub(crate) rolling_start: RollingStart,
    pub(crate) mode: ReturnMode,
    pub(crate) horizon: u32,
    pub(crate) level: EntityLevel,
    pub(crate) revenue: RevenueRule,
}

/// Whether money is counted, by cohort and age.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum RevenueRule {
    /// Money of events is set aside and counted by name.
    #[default]
    None,
    /// Money is counted; net and gross dollar retention compare with the revenue of this age.
    /// 0 is the period of the start itself, which may be short; 1 the first full one.
    Counted {
        /// The age whose revenue is 100 %.
        base_age: u32,
    },
}

/// What a specification cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RetentionSpecError {
    /// More ages than a grid holds.
    #[error("a horizon of {given} ages: at most {most} are possible")]
    Horizon {
        /// What was asked for.
        given: u32,
        /// [`RetentionSpec::MAX_HORIZON`].
        most: u32,
    },
    /// The first cohort date comes after the last.
    #[error("cohorts from {first} through {last}: the first comes after the last")]
    CohortRange {
        /// First date.
        first: NaiveDate,
        /// Last date.
        last: NaiveDate,
    },
    /// The base of revenue retention lies past the horizon.
    #[error("the base age {base} lies past the horizon {horizon}")]
    BaseAge {
        /// The base.
        base: u32,
        /// The horizon.
        horizon: u32,
    },
    /// A month that the fiscal year cannot start in.
    #[error("a fiscal year cannot start in month {month}: expected 1 to 12")]
    FiscalStart {
        /// What was written.
        month: u8,
    },
}

impl RetentionSpec {
    /// The last age a grid can show.
    pub const MAX_HORIZON: u32 = 36_524;

    /// Calendar windows and cohorts of one grain, cohorts by first event, any event returns,
    /// horizon 12.
    #[must_use]
    pub fn calendar(grain: Grain, end: ObservationEnd) -> Self {
        Self {
            calendar: Calendar::utc(),
            end,
            records_from: None,
            cohort_by: CohortBy::FirstEvent,
            cohort_grain: grain,
            cohort_range: None,
            start: EventFilter::Any,
            returns: EventFilter::Any,
            minimum: NonZeroU32::MIN,
            windows: AgeWindows::Calendar(grain),
            rolling_start: RollingStart::Exact,
            mode: ReturnMode::On,
            horizon: 12,
            level: EntityLevel::Entity,
            revenue: RevenueRule::None,
        }
    }

    /// Calendar days, horizon 30: [`RetentionSpec::calendar`] with a longer look.
    #[must_use]
    pub fn daily(end: ObservationEnd) -> Self {
        Self { horizon: 30, ..Self::calendar(Grain::Day, end) }
    }

    /// Calendar weeks, horizon 12.
    #[must_use]
    pub fn weekly(end: ObservationEnd) -> Self {
        Self::calendar(Grain::Week, end)
    }

    /// Calendar months, horizon 12.
    #[must_use]
    pub fn monthly(end: ObservationEnd) -> Self {
        Self::calendar(Grain::Month, end)
    }

    /// Rolling windows from each entity's own start; cohorts by the calendar period of the start.
    #[must_use]
    pub fn rolling(step: RollingStep, end: ObservationEnd) -> Self {
        let grain = match step {
            RollingStep::Hours24 => Grain::Day,
            RollingStep::Days7 => Grain::Week,
            RollingStep::Days30 | RollingStep::CalendarMonth => Grain::Month,
        };
        Self { windows: AgeWindows::Rolling(step), ..Self::calendar(grain, end) }
    }

    /// Time zone, week start and fiscal year.
    #[must_use]
    pub fn with_calendar(self, calendar: Calendar) -> Self {
        Self { calendar, ..self }
    }

    /// The first day there are records for; earlier events are set aside and counted by name.
    #[must_use]
    pub fn with_records_from(self, date: NaiveDate) -> Self {
        Self { records_from: Some(date), ..self }
    }

    /// What opens a cohort.
    #[must_use]
    pub fn with_cohort_by(self, cohort_by: CohortBy) -> Self {
        Self { cohort_by, ..self }
    }

    /// The period of a cohort, where it is not the window's: monthly cohorts with daily ages.
    #[must_use]
    pub fn with_cohort_grain(self, cohort_grain: Grain) -> Self {
        Self { cohort_grain, ..self }
    }

    /// Shows only the cohorts from the period of one date to the period of another. Who started in
    /// another is counted by name; with [`CohortBy::FirstEvent`] the first event ever decides.
    ///
    /// # Errors
    ///
    /// [`RetentionSpecError::CohortRange`] when `first` is after `last`.
    pub fn with_cohorts(
        self,
        first: NaiveDate,
        last: NaiveDate,
    ) -> Result<Self, RetentionSpecError> {
        if first > last {
            return Err(RetentionSpecError::CohortRange { first, last });
        }
        Ok(Self { cohort_range: Some((first, last)), ..self })
    }

    /// Which events open a cohort.
    #[must_use]
    pub fn with_start(self, start: EventFilter) -> Self {
        Self { start, ..self }
    }

    /// Which events count as a return.
    #[must_use]
    pub fn with_return(self, returns: EventFilter) -> Self {
        Self { returns, ..self }
    }

    /// How many return events make an age active. In a bracket the whole bracket counts as one
    /// window.
    #[must_use]
    pub fn with_minimum_occurrences(self, minimum: NonZeroU32) -> Self {
        Self { minimum, ..self }
    }

    /// Which ages make a return.
    #[must_use]
    pub fn with_mode(self, mode: ReturnMode) -> Self {
        Self { mode, ..self }
    }

    /// From where a rolling window counts.
    #[must_use]
    pub fn with_rolling_start(self, rolling_start: RollingStart) -> Self {
        Self { rolling_start, ..self }
    }

    /// The last age shown. Brackets bring their own.
    ///
    /// # Errors
    ///
    /// [`RetentionSpecError::Horizon`] past [`RetentionSpec::MAX_HORIZON`].
    pub fn with_horizon(self, horizon: u32) -> Result<Self, RetentionSpecError> {
        let most = Self::MAX_HORIZON;
        if horizon > most {
            return Err(RetentionSpecError::Horizon { given: horizon, most });
        }
        Ok(Self { horizon, ..self })
    }

    /// Whose return is counted.
    #[must_use]
    pub fn with_level(self, level: EntityLevel) -> Self {
        Self { level, ..self }
    }

    /// Counts money by cohort and age, up to the horizon.
    ///
    /// # Errors
    ///
    /// [`RetentionSpecError::BaseAge`] for a base past the horizon; set the horizon first.
    pub fn with_revenue(self, revenue: RevenueRule) -> Result<Self, RetentionSpecError> {
        let horizon = self.last_age();
        if let RevenueRule::Counted { base_age: base } = revenue
            && base > horizon
        {
            return Err(RetentionSpecError::BaseAge { base, horizon });
        }
        Ok(Self { revenue, ..self })
    }

    /// The observation end.
    #[must_use]
    pub fn end(&self) -> ObservationEnd {
        self.end
    }

    /// How ages are counted.
    #[must_use]
    pub fn windows(&self) -> AgeWindows {
        self.windows
    }

    /// What opens a cohort.
    #[must_use]
    pub fn cohort_by(&self) -> CohortBy {
        self.cohort_by
    }

    /// How many return events make an age active.
    #[must_use]
    pub fn minimum_occurrences(&self) -> NonZeroU32 {
        self.minimum
    }

    /// Which ages make a return.
    #[must_use]
    pub fn mode(&self) -> &ReturnMode {
        &self.mode
    }

    /// Number of columns of the grid: ages 0 to the horizon, or the brackets.
    #[must_use]
    pub fn columns(&self) -> u32 {
        match &self.mode {
            ReturnMode::Brackets(brackets) => brackets.ranges().len() as u32,
            _ => self.horizon + 1,
        }
    }

    /// The ages a column is observed over, first and last.
    #[must_use]
    pub fn ages_of(&self, column: u32) -> Option<(u32, u32)> {
        if column >= self.columns() {
            return None;
        }
        match &self.mode {
            ReturnMode::Brackets(brackets) => brackets.ranges().get(column as usize).copied(),
            ReturnMode::On | ReturnMode::OnOrAfter => Some((column, column)),
            ReturnMode::OnOrBefore | ReturnMode::Streak => Some((column.min(1), column)),
        }
    }

    /// How many lanes of period masks answer the question, if masks do: one where starts and
    /// returns are the same events or only returns matter.
    pub(crate) fn mask_lanes(&self) -> Option<usize> {
        let AgeWindows::Calendar(grain) = self.windows else { return None };
        let placed = self.cohort_by.is_placed();
        let fine = placed || refines(grain, self.cohort_grain);
        let once = self.minimum == NonZeroU32::MIN && self.revenue == RevenueRule::None;
        let one = placed || self.start == self.returns;
        (fine && once).then_some(if one { 1 } else { 2 })
    }

    pub(crate) fn last_age(&self) -> u32 {
        match &self.mode {
            ReturnMode::Brackets(brackets) => brackets.last_age(),
            _ => self.horizon,
        }
    }
}

/// Whether every period of one grain lies in one period of the other.
fn refines(fine: Grain, coarse: Grain) -> bool {
    fine == coarse
        || fine == Grain::Day
        || fine == Grain::Month && matches!(coarse, Grain::Quarter | Grain::FiscalYear)
        || fine == Grain::Quarter && coarse == Grain::FiscalYear
}
