//! What is wrong with answers.

use kpi_types::InternError;

use crate::{GroupKind, Repeats, Respondent, Scale, WeightError};

/// Answers that cannot be counted. Nothing of the call they came in is kept.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AnswerError {
    /// Not on the scale, and not a code for no answer.
    #[error("{respondent}, item {item:?}: the answer {value} is not a whole number from {scale}")]
    OffScale {
        /// Who gave it.
        respondent: Respondent,
        /// To which question.
        item: String,
        /// What was given.
        value: String,
        /// What is allowed.
        scale: Scale,
    },
    /// Columns that do not belong together.
    #[error("{expected} answers, but {found} in the column of {column}")]
    ColumnLength {
        /// Which other column.
        column: &'static str,
        /// Number of answers.
        expected: usize,
        /// Rows in the other column.
        found: usize,
    },
    /// Parts of different questions.
    #[error("the counts of item {other:?} cannot be merged into those of item {item:?}")]
    OtherItem {
        /// The item here.
        item: String,
        /// The item of the other part.
        other: String,
    },
    /// Parts with different rules for repeated answers.
    #[error("counts of {other:?} answers cannot be merged into counts of {repeats:?} answers")]
    OtherRepeats {
        /// The rule here.
        repeats: Repeats,
        /// The rule of the other part.
        other: Repeats,
    },
    /// Weights that are none.
    #[error(transparent)]
    Weight(#[from] WeightError),
    /// Weights too large to be added exactly.
    #[error("item {item:?}: the weights are too large to be added exactly")]
    WeightsTooLarge {
        /// The item.
        item: String,
    },
    /// Segments or waves that are numbers in one part and texts in another.
    #[error("{what} are {have} so far, and {given} here")]
    MixedGroups {
        /// `segments` or `waves`.
        what: &'static str,
        /// What they were before.
        have: GroupKind,
        /// What they are now.
        given: GroupKind,
    },
    /// A rule for several answers of one respondent needs to know who answers, and when.
    #[error("item {item:?}: a column of {column} is needed")]
    MissingColumn {
        /// The item.
        item: String,
        /// Which column is missing.
        column: &'static str,
    },
    /// Two answers of one respondent where one is expected.
    #[error("{respondent} answered twice")]
    Twice {
        /// Who.
        respondent: Respondent,
    },
    /// More groups than can be numbered.
    #[error(transparent)]
    Intern(#[from] InternError),
}
