//! Why there is no portfolio.

use std::fmt;

use kpi_stats::BootstrapError;
use kpi_types::{Localized, Undefined};

use crate::{Figure, ImportanceError, ScoreError};

/// An axis of the portfolio.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum PortfolioAxis {
    /// Satisfaction, upwards.
    Satisfaction,
    /// Importance, to the right.
    Importance,
}

/// Why there is no portfolio.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PortfolioError {
    /// Nothing to compare with.
    #[error("{items} items: a portfolio compares two at least")]
    TooFewItems {
        /// Items given.
        items: usize,
    },
    /// All items are alike on an axis, so it cannot be cut.
    #[error("all items have the same {axis}: there is nothing to cut")]
    NoVariance {
        /// Which axis.
        axis: PortfolioAxis,
    },
    /// An item that nobody who counts has rated.
    #[error("nobody rated item {item:?}")]
    NoAnswers {
        /// The item.
        item: String,
    },
    /// Two figures for one item.
    #[error("the item {item:?} stands twice")]
    Twice {
        /// The item.
        item: String,
    },
    /// A figure that is not a finite number.
    #[error("item {item:?}: the {axis} {value} is not a finite number")]
    Value {
        /// The item.
        item: String,
        /// Which axis.
        axis: PortfolioAxis,
        /// What was given.
        value: f64,
    },
    /// Boxes of an item without a scale.
    #[error("item {item:?} has no scale, so it has no {figure}: take means")]
    NoScale {
        /// The item.
        item: String,
        /// The measure of satisfaction.
        figure: Figure,
    },
    /// The measure of satisfaction does not fit the scale of an item.
    #[error("item {item:?}: {error}")]
    Satisfaction {
        /// The item.
        item: String,
        /// Why not.
        error: ScoreError,
    },
    /// There is no importance.
    #[error(transparent)]
    Importance(#[from] ImportanceError),
    /// The bootstrap says nothing.
    #[error(transparent)]
    Bootstrap(#[from] BootstrapError),
}

impl PortfolioError {
    /// The reason to show in place of a portfolio, where the input was fine and there just is none.
    #[must_use]
    pub fn undefined(&self) -> Option<Undefined> {
        let why = match self {
            Self::TooFewItems { items } => Localized::new(
                format!("{items} items: a portfolio compares two at least"),
                format!("項目が {items} 個では比較できません(2 個以上必要)"),
            ),
            Self::NoVariance { axis: PortfolioAxis::Satisfaction } => Localized::fixed(
                "all items have the same satisfaction",
                "すべての項目の満足度が同じです",
            ),
            Self::NoVariance { axis: PortfolioAxis::Importance } => Localized::fixed(
                "all items have the same importance",
                "すべての項目の重要度が同じです",
            ),
            Self::NoAnswers { item } => {
                Localized::new(format!("nobody rated {item}"), format!("{item} の回答がありません"))
            }
            Self::Importance(error) => return error.undefined(),
            _ => return None,
        };
        Some(Undefined::NotApplicable { why })
    }
}

impl fmt::Display for PortfolioAxis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Satisfaction => "satisfaction",
            Self::Importance => "importance",
        })
    }
}
