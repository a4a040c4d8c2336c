//! What is wrong with a tree, and what to do about it.

mod place;
mod texts;

use kpi_metrics::Direction;
use kpi_types::{Currency, Estimate, Grain, Unit};

use super::NodeKind;
use crate::Effect;
use crate::document::DocumentProblem;

/// One thing that is wrong with a tree.
///
/// `node` is always the node it is found at. [`code`](crate::Problem::code) never changes; programs may rely
/// on it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum TreeProblem {
    /// The document itself: a field that does not exist, a value that is not one.
    Document(DocumentProblem),
    /// No node at all.
    Empty,
    /// No KGI among the nodes.
    NoKgi,
    /// A name that is none: blank or too long.
    BadId {
        /// What was given.
        node: String,
    },
    /// Two nodes of one name.
    DuplicateNode {
        /// The name.
        node: String,
        /// How many nodes have it.
        times: usize,
    },
    /// A node that does not exist.
    UnknownNode {
        /// Where it is named.
        node: String,
        /// What was named.
        child: String,
        /// A name that is close.
        close: Option<String>,
    },
    /// A metric the catalog does not have.
    UnknownMetric {
        /// The node.
        node: String,
        /// What was named.
        metric: String,
    },
    /// Nodes that feed one another in a circle.
    Cycle {
        /// The circle; the first node comes again at the end.
        path: Vec<String>,
    },
    /// A node below one of a lower kind, such as a KGI below a KPI.
    WrongKind {
        /// The upper node.
        node: String,
        /// Its kind.
        kind: NodeKind,
        /// The lower node.
        child: String,
        /// Its kind.
        child_kind: NodeKind,
    },
    /// A goal without a factor for its success.
    KgiWithoutKfs {
        /// The goal.
        node: String,
    },
    /// A factor that nothing makes measurable.
    KfsWithoutKpi {
        /// The factor.
        node: String,
    },
    /// A node from which no way leads up to a KGI.
    FeedsNothing {
        /// The node.
        node: String,
        /// Its kind.
        kind: NodeKind,
    },
    /// One node twice in one identity.
    DuplicateOperand {
        /// The upper node.
        node: String,
        /// The lower node.
        child: String,
    },
    /// An identity over nothing.
    NoOperand {
        /// The node.
        node: String,
    },
    /// A goal or indicator that does not say what it is measured in.
    NotMeasured {
        /// The node.
        node: String,
        /// Its kind.
        kind: NodeKind,
    },
    /// An identity at a node that is not measured.
    IdentityWithoutMeasure {
        /// The node.
        node: String,
    },
    /// In words, and measured at the same time.
    WordsMeasured {
        /// The node.
        node: String,
    },
    /// A factor without a figure where one figure is needed.
    WordsAsFigure {
        /// The upper node.
        node: String,
        /// The factor in words.
        child: String,
    },
    /// Another unit than the catalog's.
    MetricUnit {
        /// The node.
        node: String,
        /// The metric.
        metric: String,
        /// What the node says.
        stated: Unit,
        /// What the catalog says.
        catalog: Unit,
    },
    /// Another direction than the catalog's.
    MetricDirection {
        /// The node.
        node: String,
        /// The metric.
        metric: String,
        /// What the node says.
        stated: Direction,
        /// What the catalog says.
        catalog: Direction,
    },
    /// A grain the catalog does not offer the metric for.
    MetricGrain {
        /// The node.
        node: String,
        /// The metric.
        metric: String,
        /// What the node says.
        stated: Grain,
        /// What the catalog offers.
        offered: Vec<Grain>,
    },
    /// A currency at something that is not money, or a thing counted that is not a count.
    UnitDetail {
        /// The node.
        node: String,
        /// The unit.
        unit: Unit,
        /// The field: `currency` or `of`.
        field: &'static str,
    },
    /// Measures that do not add up, or not to that of the node.
    Units {
        /// The node.
        node: String,
        /// The operand, where a single one is wrong.
        child: Option<String>,
        /// What the node needs.
        expected: String,
        /// What comes together.
        found: String,
    },
    /// A figure per day or week beside one per month, quarter or year.
    DaysAndMonths {
        /// The node.
        node: String,
    },
    /// Two currencies.
    Currencies {
        /// The node.
        node: String,
        /// One.
        left: Currency,
        /// The other.
        right: Currency,
    },
    /// A conversion of measures that does not fit.
    ConversionOverflow {
        /// The node.
        node: String,
    },
    /// The catalog's formula, but no metric.
    FormulaWithoutMetric {
        /// The node.
        node: String,
    },
    /// A formula that is no identity between figures of one period.
    FormulaNotAnIdentity {
        /// The node.
        node: String,
        /// The metric.
        metric: String,
        /// How it is computed.
        formula: String,
    },
    /// Names of the formula that no operand stands for, or operands it does not name.
    FormulaOperands {
        /// The node.
        node: String,
        /// The metric.
        metric: String,
        /// Names without a node.
        missing: Vec<String>,
        /// Nodes without a name.
        extra: Vec<String>,
    },
    /// More levels than people can follow.
    TooDeep {
        /// The lowest node.
        node: String,
        /// Its level; a KGI is at 1.
        depth: usize,
        /// The most that are asked for.
        most: usize,
    },
    /// Factors in words within factors in words, more than can be spread out.
    TooLarge {
        /// The node.
        node: String,
    },
    /// Measured less often than what it feeds.
    MeasuredTooRarely {
        /// The lower node.
        node: String,
        /// How often.
        grain: Grain,
        /// The upper node.
        parent: String,
        /// How often.
        parent_grain: Grain,
    },
    /// A strength whose sign is against the stated effect.
    StrengthAgainstEffect {
        /// The upper node.
        node: String,
        /// The lower node.
        child: String,
        /// What is stated.
        effect: Effect,
        /// What was estimated.
        strength: Estimate,
    },
    /// A strength whose interval holds zero.
    StrengthUnproven {
        /// The upper node.
        node: String,
        /// The lower node.
        child: String,
        /// What was estimated.
        strength: Estimate,
    },
    /// A belief without a strength.
    StrengthUnknown {
        /// The upper node.
        node: String,
        /// The lower node.
        child: String,
    },
    /// Better below makes it worse above.
    DirectionAgainstParent {
        /// The lower node.
        node: String,
        /// The upper node.
        parent: String,
    },
}
