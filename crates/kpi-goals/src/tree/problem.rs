//! What is wrong with a tree, and what to do about it.

mod texts;

use std::fmt;

use kpi_metrics::Direction;
use kpi_types::{Currency, Estimate, Grain, Language, Localized, Unit};

use super::NodeKind;
use crate::document::DocumentProblem;
use crate::{Effect, FindingLevel};

/// One thing that is wrong with a tree.
///
/// `node` is always the node it is found at. [`code`](Self::code) never changes; programs may rely
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

impl TreeProblem {
    /// The stable name of this kind of problem.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Document(problem) => problem.code(),
            Self::Empty => "tree_empty",
            Self::NoKgi => "no_kgi",
            Self::BadId { .. } => "bad_node_id",
            Self::DuplicateNode { .. } => "duplicate_node",
            Self::UnknownNode { .. } => "unknown_node",
            Self::UnknownMetric { .. } => "unknown_tree_metric",
            Self::Cycle { .. } => "tree_cycle",
            Self::WrongKind { .. } => "wrong_kind",
            Self::KgiWithoutKfs { .. } => "kgi_without_kfs",
            Self::KfsWithoutKpi { .. } => "kfs_without_kpi",
            Self::FeedsNothing { .. } => "feeds_nothing",
            Self::DuplicateOperand { .. } => "duplicate_operand",
            Self::NoOperand { .. } => "no_operand",
            Self::NotMeasured { .. } => "not_measured",
            Self::IdentityWithoutMeasure { .. } => "identity_without_measure",
            Self::WordsMeasured { .. } => "words_measured",
            Self::WordsAsFigure { .. } => "words_as_figure",
            Self::MetricUnit { .. } => "tree_metric_unit",
            Self::MetricDirection { .. } => "tree_metric_direction",
            Self::MetricGrain { .. } => "tree_metric_grain",
            Self::UnitDetail { .. } => "unit_detail",
            Self::Units { .. } => "units_do_not_add_up",
            Self::DaysAndMonths { .. } => "days_and_months",
            Self::Currencies { .. } => "currencies",
            Self::ConversionOverflow { .. } => "conversion_overflow",
            Self::FormulaWithoutMetric { .. } => "formula_without_metric",
            Self::FormulaNotAnIdentity { .. } => "formula_not_an_identity",
            Self::FormulaOperands { .. } => "formula_operands",
            Self::TooDeep { .. } => "tree_too_deep",
            Self::TooLarge { .. } => "words_too_large",
            Self::MeasuredTooRarely { .. } => "measured_too_rarely",
            Self::StrengthAgainstEffect { .. } => "strength_against_effect",
            Self::StrengthUnproven { .. } => "strength_unproven",
            Self::StrengthUnknown { .. } => "strength_unknown",
            Self::DirectionAgainstParent { .. } => "direction_against_parent",
        }
    }

    /// How much it weighs.
    #[must_use]
    pub const fn level(&self) -> FindingLevel {
        match self {
            Self::KgiWithoutKfs { .. }
            | Self::KfsWithoutKpi { .. }
            | Self::FeedsNothing { .. }
            | Self::TooDeep { .. }
            | Self::MeasuredTooRarely { .. }
            | Self::StrengthAgainstEffect { .. }
            | Self::DirectionAgainstParent { .. } => FindingLevel::Warning,
            Self::StrengthUnproven { .. } | Self::StrengthUnknown { .. } => FindingLevel::Advice,
            _ => FindingLevel::Blocking,
        }
    }

    /// Where: `node.shop_sales.unit`; `tree` for the whole.
    #[must_use]
    pub fn path(&self) -> String {
        match (self, self.node()) {
            (Self::Document(problem), _) => problem.path().to_owned(),
            (_, None) => "tree".to_owned(),
            (_, Some(node)) => {
                format!("node.{}.{}", crate::document::shortened(node), self.field())
            }
        }
    }

    /// The node it is found at; `None` for the tree as a whole.
    #[must_use]
    pub fn node(&self) -> Option<&str> {
        match self {
            Self::Document(_) | Self::Empty | Self::NoKgi => None,
            Self::Cycle { path } => path.first().map(String::as_str),
            Self::BadId { node }
            | Self::DuplicateNode { node, .. }
            | Self::UnknownNode { node, .. }
            | Self::UnknownMetric { node, .. }
            | Self::WrongKind { node, .. }
            | Self::KgiWithoutKfs { node }
            | Self::KfsWithoutKpi { node }
            | Self::FeedsNothing { node, .. }
            | Self::DuplicateOperand { node, .. }
            | Self::NoOperand { node }
            | Self::NotMeasured { node, .. }
            | Self::IdentityWithoutMeasure { node }
            | Self::WordsMeasured { node }
            | Self::WordsAsFigure { node, .. }
            | Self::MetricUnit { node, .. }
            | Self::MetricDirection { node, .. }
            | Self::MetricGrain { node, .. }
            | Self::UnitDetail { node, .. }
            | Self::Units { node, .. }
            | Self::DaysAndMonths { node }
            | Self::Currencies { node, .. }
            | Self::ConversionOverflow { node }
            | Self::FormulaWithoutMetric { node }
            | Self::FormulaNotAnIdentity { node, .. }
            | Self::FormulaOperands { node, .. }
            | Self::TooDeep { node, .. }
            | Self::TooLarge { node }
            | Self::MeasuredTooRarely { node, .. }
            | Self::StrengthAgainstEffect { node, .. }
            | Self::StrengthUnproven { node, .. }
            | Self::StrengthUnknown { node, .. }
            | Self::DirectionAgainstParent { node, .. } => Some(node),
        }
    }

    const fn field(&self) -> &'static str {
        match self {
            Self::WrongKind { .. } => "kind",
            Self::UnknownMetric { .. } | Self::FormulaWithoutMetric { .. } => "metric",
            Self::NotMeasured { .. }
            | Self::IdentityWithoutMeasure { .. }
            | Self::MetricUnit { .. } => "unit",
            Self::UnitDetail { field, .. } => field,
            Self::MetricDirection { .. } | Self::DirectionAgainstParent { .. } => "direction",
            Self::MetricGrain { .. } | Self::MeasuredTooRarely { .. } => "grain",
            Self::Currencies { .. } => "currency",
            Self::DaysAndMonths { .. } => "per",
            Self::StrengthAgainstEffect { .. }
            | Self::StrengthUnproven { .. }
            | Self::StrengthUnknown { .. } => "hypothesis",
            Self::BadId { .. } | Self::DuplicateNode { .. } | Self::FeedsNothing { .. } => "id",
            _ => "children",
        }
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> Localized {
        texts::message(self)
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> Localized {
        texts::remedy(self)
    }

    /// The whole problem as two lines of text.
    #[must_use]
    pub fn render(&self, language: Language) -> String {
        let help = match language {
            Language::En => "help",
            Language::Ja => "対処",
        };
        format!(
            "{}[{}] {}\n  {}\n  {help}: {}",
            self.level().label().text(language),
            self.code(),
            self.path(),
            self.message().text(language),
            self.remedy().text(language),
        )
    }
}

/// The English rendering.
impl fmt::Display for TreeProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Language::En))
    }
}

/// A tree that cannot be used, with everything that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct TreeError {
    pub(crate) problems: Vec<TreeProblem>,
}

impl TreeError {
    /// Everything that was found: what blocks, and the warnings and advice besides.
    #[must_use]
    pub fn problems(&self) -> &[TreeProblem] {
        &self.problems
    }

    /// Every problem as text, with an empty line between them.
    #[must_use]
    pub fn render(&self, language: Language) -> String {
        let rendered: Vec<String> = self.problems.iter().map(|p| p.render(language)).collect();
        rendered.join("\n\n")
    }
}

/// How many there are, and the English rendering of each.
impl fmt::Display for TreeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.problems.len();
        let plural = if count == 1 { "" } else { "s" };
        write!(f, "the tree has {count} problem{plural}\n{}", self.render(Language::En))
    }
}

impl std::error::Error for TreeError {}
