//! Why a question to a tree has no answer.

use rust_decimal::Decimal;

use super::ValueGap;

/// Why a question to a tree has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TreeValueError {
    /// A node that does not exist.
    #[error("there is no node {node:?}")]
    UnknownNode {
        /// What was named.
        node: String,
    },
    /// A node has no figure, and the question needs one.
    #[error("{node} has no figure: {gap}")]
    NoValue {
        /// The node.
        node: String,
        /// Why.
        gap: ValueGap,
    },
    /// Figures that exceed the 28 digits that fit.
    #[error("the figures at {node} exceed the 28 digits that fit")]
    Overflow {
        /// The node.
        node: String,
    },
    /// One node does not enter the figure of another.
    #[error("{node} does not enter the figure of {root}")]
    NotBelow {
        /// The upper node.
        root: String,
        /// The lower node.
        node: String,
    },
    /// One node enters the figure of another on several ways.
    #[error("{node} enters {at} on several ways: {}", through.join(", "))]
    SeveralWays {
        /// The lower node.
        node: String,
        /// Where the ways meet.
        at: String,
        /// The operands they come through.
        through: Vec<String>,
    },
    /// Every operand is held, but the figure has to move.
    #[error("{node} has to move from {current} to {required}, but everything below it is held")]
    AllHeld {
        /// The node.
        node: String,
        /// What it is.
        current: Decimal,
        /// What it has to become.
        required: Decimal,
    },
    /// A formula of the catalog is turned round for one operand at a time.
    #[error("{node} is a formula: hold all but one of {}", free.join(", "))]
    SeveralFree {
        /// The node.
        node: String,
        /// The operands that are not held.
        free: Vec<String>,
    },
    /// No figure of the free operands gives what is required.
    #[error("no figure of {} makes {node} come out as {required}", free.join(", "))]
    NoSolution {
        /// The node.
        node: String,
        /// The operands that are not held.
        free: Vec<String>,
        /// What it has to become.
        required: Decimal,
    },
    /// A node below two others, which need different figures of it.
    #[error("{node} feeds {} nodes, which need {one} and {other} of it: hold it, or hold all but one way", parents.len())]
    Shared {
        /// The node.
        node: String,
        /// What it feeds.
        parents: Vec<String>,
        /// What one needs.
        one: Decimal,
        /// What another needs.
        other: Decimal,
    },
    /// A weight below zero.
    #[error("the weight {weight} of {node} is below zero")]
    BadWeight {
        /// The node.
        node: String,
        /// What was given.
        weight: Decimal,
    },
    /// Too many operands moved for the exact method.
    #[error("{moved} operands of {node} moved: the exact split of a change takes at most {most}")]
    TooManyMoved {
        /// The node.
        node: String,
        /// How many moved.
        moved: usize,
        /// How many may.
        most: usize,
    },
    /// A formula has no figure or no slope between two states.
    #[error("the formula of {node} has a break there: {reason}")]
    Break {
        /// The node.
        node: String,
        /// What breaks.
        reason: String,
    },
}
