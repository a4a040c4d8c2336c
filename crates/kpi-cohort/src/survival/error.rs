//! What is wrong with observations.

/// An observation that cannot be counted. Nothing of the call it came in is kept.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SurvivalInputError {
    /// A duration that is negative, infinite or not a number.
    #[error("row {row}: the duration {duration} is not a finite number of at least 0")]
    Duration {
        /// Its place in the input, from 0.
        row: usize,
        /// What was given.
        duration: f64,
    },
    /// A subject that ends before it starts.
    #[error("row {row}: the end on day {end} is before the start on day {start}")]
    EndBeforeStart {
        /// Its place in the input, from 0.
        row: usize,
        /// First day.
        start: i32,
        /// Last day.
        end: i32,
    },
    /// Observed over no time at all: a subject is at risk in (entry, exit].
    #[error("row {row}: the entry at {entry} is not before the exit at {exit}")]
    EntryNotBeforeExit {
        /// Its place in the input, from 0.
        row: usize,
        /// When observation began.
        entry: f64,
        /// When it ended.
        exit: f64,
    },
    /// Columns that do not belong together.
    #[error("{durations} durations, but {other} in the column of {column}")]
    ColumnLengths {
        /// Rows in the column of durations.
        durations: usize,
        /// Which other column.
        column: &'static str,
        /// Rows in it.
        other: usize,
    },
    /// A group that is not one of those that were announced.
    #[error("row {row}: the group {group} is not below the number of groups, {groups}")]
    Group {
        /// Its place in the input, from 0.
        row: usize,
        /// What was given.
        group: u32,
        /// How many groups there are.
        groups: usize,
    },
    /// Parts with different numbers of groups.
    #[error("{others} groups cannot be merged into {groups}")]
    GroupCounts {
        /// Groups here.
        groups: usize,
        /// Groups of the other part.
        others: usize,
    },
    /// More subjects than floats can count.
    #[error(
        "more than {} subjects, or weights that add up to more",
        super::RiskTable::MAX_SUBJECTS
    )]
    TooMany,
}
