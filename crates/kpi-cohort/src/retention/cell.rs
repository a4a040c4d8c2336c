//! One cell: how many came back, of how many for whom that is known.

use chrono::NaiveDate;
use kpi_stats::{ConfidenceLevel, wilson};
use kpi_types::{Estimate, Ratio, Undefined};
use rust_decimal::Decimal;

/// Whether a cell can still change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum CellStatus {
    /// The window is over for every member, and so is the cohort's own period, so that nobody can
    /// join. A later observation end does not change the cell. (Rows by value have no period of
    /// their own: whoever is placed later joins them.)
    Complete,
    /// The window has begun and is not over for everybody, or the cohort is still filling.
    Partial {
        /// How much of the members' windows was observed, from 0 to 1. With on-or-after retention,
        /// whose window never ends: the share of members who have reached the age. Where only the
        /// cohort is still filling: the share of its period that is over.
        observed: Ratio,
    },
    /// The window has not begun for anybody, or lies before the records. That is no zero.
    Unobservable,
}

/// Members of a cohort in one window.
///
/// ```text
/// size ──┬── eligible: window over ──┬── returned
///        │                           └── not returned
///        ├── running: window begun ──┬── returned_so_far
///        │                           └── may still
///        └── the rest: window not begun, or before the records
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Cell {
    pub(crate) status: CellStatus,
    pub(crate) size: u64,
    pub(crate) eligible: u64,
    pub(crate) returned: u64,
    pub(crate) running: u64,
    pub(crate) returned_so_far: u64,
    /// Of the earliest member: first day, and first day after.
    pub(crate) window: Option<(NaiveDate, NaiveDate)>,
    pub(crate) as_of: NaiveDate,
    pub(crate) records_from: Option<NaiveDate>,
}

impl Cell {
    /// Whether it can still change.
    #[must_use]
    pub fn status(&self) -> CellStatus {
        self.status
    }

    /// True when nothing but late news of old events can change it.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.status == CellStatus::Complete
    }

    /// Members of the cohort.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The denominator: members whose window is over.
    #[must_use]
    pub fn eligible(&self) -> u64 {
        self.eligible
    }

    /// The numerator: eligible members who returned.
    #[must_use]
    pub fn returned(&self) -> u64 {
        self.returned
    }

    /// Members whose window has begun and is not over.
    #[must_use]
    pub fn running(&self) -> u64 {
        self.running
    }

    /// Members whose window is running and who have returned already.
    #[must_use]
    pub fn returned_so_far(&self) -> u64 {
        self.returned_so_far
    }

    /// Returned ÷ eligible with its Wilson interval.
    ///
    /// # Conventions
    ///
    /// Members count in the denominator when their own window is over, so that nobody is judged
    /// early: Amplitude's rule.
    ///
    /// # Common mistake
    ///
    /// Dividing by the cohort's size while windows run: the rate then falls towards the end of the
    /// grid for no reason but the calendar.
    ///
    /// # Errors
    ///
    /// The reason, where nobody's window is over yet, or nobody is in the cohort. Never 0 %.
    pub fn rate(&self, level: ConfidenceLevel) -> Result<Estimate, Undefined> {
        self.share(self.returned, self.eligible, level)
    }

    /// The same with the members whose window is still running: too low as long as it runs. Never
    /// part of a mean unless asked for by name.
    ///
    /// # Errors
    ///
    /// As [`Cell::rate`], where no window has begun.
    pub fn rate_so_far(&self, level: ConfidenceLevel) -> Result<Estimate, Undefined> {
        let (returned, begun) =
            (self.returned + self.returned_so_far, self.eligible + self.running);
        self.share(returned, begun, level)
    }

    fn share(&self, hits: u64, of: u64, level: ConfidenceLevel) -> Result<Estimate, Undefined> {
        let (as_of, records_from) = (self.as_of, self.records_from);
        wilson(hits, of, level).map_err(|_| match self.window {
            Some((_, ends)) if ends > as_of => Undefined::PeriodNotOver { ends, as_of },
            Some((needed_from, _)) if records_from.is_some_and(|from| needed_from < from) => {
                Undefined::NotEnoughHistory { needed_from, records_from }
            }
            _ => Undefined::EmptyPopulation { of: "members of the cohort".to_owned() },
        })
    }

    /// Members of both cells together: cohorts added up at one age.
    #[must_use]
    pub fn joined(&self, other: &Self) -> Self {
        let status = match (self.status, other.status) {
            (CellStatus::Complete, CellStatus::Complete) => CellStatus::Complete,
            (CellStatus::Unobservable, CellStatus::Unobservable) => CellStatus::Unobservable,
            (mine, theirs) => {
                let part = |status, size: u64| {
                    let observed = match status {
                        CellStatus::Complete => Decimal::ONE,
                        CellStatus::Partial { observed } => observed.value(),
                        CellStatus::Unobservable => Decimal::ZERO,
                    };
                    observed * Decimal::from(size)
                };
                let sum = part(mine, self.size) + part(theirs, other.size);
                let size = Decimal::from(self.size + other.size);
                let observed = sum.checked_div(size).unwrap_or_default();
                CellStatus::Partial { observed: Ratio::new(observed) }
            }
        };
        Self {
            status,
            size: self.size + other.size,
            eligible: self.eligible + other.eligible,
            returned: self.returned + other.returned,
            running: self.running + other.running,
            returned_so_far: self.returned_so_far + other.returned_so_far,
            window: self.window.into_iter().chain(other.window).min(),
            as_of: self.as_of,
            records_from: self.records_from,
        }
    }
}
