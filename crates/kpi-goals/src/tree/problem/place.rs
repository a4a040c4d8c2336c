//! What each problem is called, and where it is.

use kpi_types::Localized;

use super::TreeProblem;
use crate::{FindingCode, Problem};

impl Problem for TreeProblem {
    fn code(&self) -> FindingCode {
        match self {
            Self::Document(problem) => problem.code(),
            Self::Empty => FindingCode::TreeEmpty,
            Self::NoKgi => FindingCode::NoKgi,
            Self::BadId { .. } => FindingCode::BadNodeId,
            Self::DuplicateNode { .. } => FindingCode::DuplicateNode,
            Self::UnknownNode { .. } => FindingCode::UnknownNode,
            Self::UnknownMetric { .. } => FindingCode::UnknownTreeMetric,
            Self::Cycle { .. } => FindingCode::TreeCycle,
            Self::WrongKind { .. } => FindingCode::WrongKind,
            Self::KgiWithoutKfs { .. } => FindingCode::KgiWithoutKfs,
            Self::KfsWithoutKpi { .. } => FindingCode::KfsWithoutKpi,
            Self::FeedsNothing { .. } => FindingCode::FeedsNothing,
            Self::DuplicateOperand { .. } => FindingCode::DuplicateOperand,
            Self::NoOperand { .. } => FindingCode::NoOperand,
            Self::NotMeasured { .. } => FindingCode::NotMeasured,
            Self::IdentityWithoutMeasure { .. } => FindingCode::IdentityWithoutMeasure,
            Self::WordsMeasured { .. } => FindingCode::WordsMeasured,
            Self::WordsAsFigure { .. } => FindingCode::WordsAsFigure,
            Self::MetricUnit { .. } => FindingCode::TreeMetricUnit,
            Self::MetricDirection { .. } => FindingCode::TreeMetricDirection,
            Self::MetricGrain { .. } => FindingCode::TreeMetricGrain,
            Self::UnitDetail { .. } => FindingCode::UnitDetail,
            Self::Units { .. } => FindingCode::UnitsDoNotAddUp,
            Self::DaysAndMonths { .. } => FindingCode::DaysAndMonths,
            Self::Currencies { .. } => FindingCode::Currencies,
            Self::ConversionOverflow { .. } => FindingCode::ConversionOverflow,
            Self::FormulaWithoutMetric { .. } => FindingCode::FormulaWithoutMetric,
            Self::FormulaNotAnIdentity { .. } => FindingCode::FormulaNotAnIdentity,
            Self::FormulaOperands { .. } => FindingCode::FormulaOperands,
            Self::TooDeep { .. } => FindingCode::TreeTooDeep,
            Self::TooLarge { .. } => FindingCode::WordsTooLarge,
            Self::MeasuredTooRarely { .. } => FindingCode::MeasuredTooRarely,
            Self::StrengthAgainstEffect { .. } => FindingCode::StrengthAgainstEffect,
            Self::StrengthUnproven { .. } => FindingCode::StrengthUnproven,
            Self::StrengthUnknown { .. } => FindingCode::StrengthUnknown,
            Self::DirectionAgainstParent { .. } => FindingCode::DirectionAgainstParent,
        }
    }

    fn path(&self) -> String {
        match (self, self.node()) {
            (Self::Document(problem), _) => problem.path(),
            (_, None) => "tree".to_owned(),
            (_, Some(node)) => {
                format!("node.{}.{}", crate::figure::shortened(node), self.field())
            }
        }
    }

    fn message(&self) -> Localized {
        super::texts::message(self)
    }

    fn remedy(&self) -> Localized {
        super::texts::remedy(self)
    }
}

impl TreeProblem {
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
}
