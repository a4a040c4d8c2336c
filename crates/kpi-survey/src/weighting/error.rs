//! Why there are no weights.

use std::fmt;

use super::{MarginError, WeightError};
use crate::GroupId;

/// A combination of categories that the population has and no respondent.
#[derive(Debug, Clone, PartialEq)]
pub struct EmptyCell {
    pub(super) variables: Vec<String>,
    pub(super) categories: Vec<GroupId>,
    pub(super) target: f64,
}

impl EmptyCell {
    /// The variables.
    #[must_use]
    pub fn variables(&self) -> &[String] {
        &self.variables
    }

    /// Their categories.
    #[must_use]
    pub fn categories(&self) -> &[GroupId] {
        &self.categories
    }

    /// What the population has there.
    #[must_use]
    pub const fn target(&self) -> f64 {
        self.target
    }
}

/// `region=APAC, size=large (0.1)`.
impl fmt::Display for EmptyCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (variable, category)) in self.variables.iter().zip(&self.categories).enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{variable}={category}")?;
        }
        write!(f, " ({})", self.target)
    }
}

/// Why there are no weights.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WeightingError {
    /// Nobody to weigh.
    #[error("no respondents")]
    NoRespondents,
    /// Nothing to weigh by.
    #[error("no margins: at least one is needed")]
    NoMargins,
    /// A column of another length.
    #[error("{expected} respondents, but {found} in the column of {column}")]
    ColumnLength {
        /// Which column.
        column: String,
        /// Respondents.
        expected: usize,
        /// Rows in the column.
        found: usize,
    },
    /// A variable given twice.
    #[error("the variable {variable} was given twice")]
    VariableTwice {
        /// Which one.
        variable: String,
    },
    /// A margin of a variable that the sample does not have.
    #[error("the sample has no variable {variable}, only {known:?}")]
    UnknownVariable {
        /// What the margin names.
        variable: String,
        /// What the sample has.
        known: Vec<String>,
    },
    /// Respondents in a category that the margin does not list: the population has none of them?
    #[error(
        "{respondents} respondents have {variables}={categories}, which the margin does not list"
    )]
    Unlisted {
        /// The variables of the margin.
        variables: String,
        /// The categories.
        categories: String,
        /// How many have them.
        respondents: u64,
    },
    /// Categories without respondents: no weight can lift nobody. Join them with others.
    #[error("no respondents in {}", list(cells))]
    EmptyCells {
        /// Every one of them.
        cells: Vec<EmptyCell>,
    },
    /// Margins that describe populations of different sizes.
    #[error("the margin of {first} adds up to {first_sum}, that of {other} to {other_sum}")]
    Totals {
        /// The first margin.
        first: String,
        /// Its sum.
        first_sum: f64,
        /// Another margin.
        other: String,
        /// Its sum.
        other_sum: f64,
    },
    /// The margins contradict each other for these respondents, or more steps are needed.
    #[error(
        "after {iterations} steps {cell} is off by {error} of the total: the margins contradict each \
         other for these respondents, or need more steps"
    )]
    NotConverged {
        /// Steps taken.
        iterations: u32,
        /// The largest distance to a target, as a share of the total.
        error: f64,
        /// Where it is.
        cell: String,
    },
    /// Bounds for weights that leave no room.
    #[error(
        "weights between {low} and {high} times their mean: the low bound is from 0 to 1, the high one above 1"
    )]
    Trimming {
        /// Low bound.
        low: f64,
        /// High bound.
        high: f64,
    },
    /// A total, tolerance or number of steps that is none.
    #[error("the {what} {value} is not a finite number above 0")]
    Option {
        /// Which option.
        what: &'static str,
        /// What was given.
        value: f64,
    },
    /// A margin is not one.
    #[error(transparent)]
    Margin(#[from] MarginError),
    /// A design weight, or a weight that came out, is none.
    #[error(transparent)]
    Weight(#[from] WeightError),
}

fn list(cells: &[EmptyCell]) -> String {
    cells.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
