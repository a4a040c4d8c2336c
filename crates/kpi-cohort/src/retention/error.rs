//! What can go wrong.

use kpi_types::{InternError, MoneyError, MonthAnchorError, PeriodError};

use super::IdKind;

/// Why events are refused or a grid cannot be made. The accumulator is as before after an error
/// of `observe` and of `merge`, except for one of capacity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RetentionError {
    /// The columns have different lengths.
    #[error("column {column} has {found} rows, the ids have {expected}")]
    ColumnLength {
        /// The column.
        column: &'static str,
        /// Rows of the id column.
        expected: usize,
        /// Rows of this column.
        found: usize,
    },
    /// Numbers and texts as ids in one accumulator.
    #[error("ids so far are {have}, these are {given}: use one kind")]
    MixedIds {
        /// What came before.
        have: IdKind,
        /// What was given now.
        given: IdKind,
    },
    /// Days and instants in one accumulator with rolling windows.
    #[error("rolling windows need all times as days or all as instants, not both")]
    MixedTimes,
    /// Account level, and an event without an account.
    #[error("the specification counts accounts: every event needs one")]
    NoAccount,
    /// A kind code without a name.
    #[error("row {row}: kind code {code} has no name, there are {known}")]
    KindCode {
        /// Counted from zero.
        row: usize,
        /// What was found.
        code: u32,
        /// How many names were given.
        known: usize,
    },
    /// An entity was placed though cohorts come from events.
    #[error("this specification makes cohorts from events: nobody can be placed")]
    NotPlacing,
    /// Two accumulators with different specifications.
    #[error("the specifications differ: grids of different questions do not merge")]
    OtherSpec,
    /// The observation end is outside the calendar.
    #[error("the observation end is outside the calendar")]
    End,
    /// A cohort that the grid does not have.
    #[error("the grid has no cohort {cohort}")]
    NoCohort {
        /// Its name.
        cohort: String,
    },
    /// A column that the grid does not have.
    #[error("the grid has no column {column}, it has {columns}")]
    NoColumn {
        /// What was asked for.
        column: u32,
        /// Number of columns.
        columns: u32,
    },
    /// The grid was asked for members after they were forgotten.
    #[error("the members were forgotten: ask before `forget_members`")]
    Forgotten,
    /// Too many ids of text.
    #[error(transparent)]
    Intern(#[from] InternError),
    /// An amount that does not fit.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// A date outside the calendar.
    #[error(transparent)]
    Month(#[from] MonthAnchorError),
    /// A period outside the calendar.
    #[error(transparent)]
    Period(#[from] PeriodError),
}
