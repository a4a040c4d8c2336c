//! Why there is no importance.

use kpi_stats::BootstrapError;
use kpi_types::{EstimateError, Localized, Undefined};

use super::ImportanceMeasure;
use crate::Ratings;

/// Why there is no importance, or no interval for it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportanceError {
    /// Nothing to measure importance against.
    #[error("no overall satisfaction: the measure needs it, or ask for importance itself")]
    NoOverall,
    /// Importance was not asked.
    #[error("importance was not asked")]
    NotAsked,
    /// Fewer respondents than the figure needs.
    #[error("item {item:?}: {n} respondents, {needed} are needed")]
    TooFewAnswers {
        /// The item.
        item: String,
        /// Respondents that count.
        n: u64,
        /// The fewest that would do.
        needed: u64,
    },
    /// All ratings of an item, or of overall satisfaction, are alike.
    #[error("all ratings of {item:?} are alike: nothing can go together with it")]
    NoVariance {
        /// The item.
        item: String,
    },
    /// An item that the others say already.
    #[error("item {item:?} is a combination of {}: leave one of them out", listed(with))]
    Collinear {
        /// The item.
        item: String,
        /// The items it is made of.
        with: Vec<String>,
    },
    /// Pairwise correlations that no set of respondents could have.
    #[error(
        "the pairwise correlations up to item {item:?} contradict each other: use complete cases"
    )]
    Inconsistent {
        /// The item with which it shows.
        item: String,
    },
    /// More items than Shapley shares are computed for.
    #[error(
        "{items} items: Shapley shares are computed for {} at most",
        ImportanceMeasure::MOST_SHAPLEY_ITEMS
    )]
    TooManyItems {
        /// Items given.
        items: usize,
    },
    /// A threshold that no variance inflation can pass or all do.
    #[error("the threshold {threshold} of variance inflation is not a finite number of at least 1")]
    Threshold {
        /// What was given.
        threshold: f64,
    },
    /// The bootstrap has no interval.
    #[error(transparent)]
    Bootstrap(BootstrapError),
    /// The interval is not an estimate; not reached by any measure here.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

impl ImportanceError {
    /// The reason to show in place of a value, where the input was fine and the figure just does not
    /// exist.
    #[must_use]
    pub fn undefined(&self) -> Option<Undefined> {
        let why = match self {
            Self::TooFewAnswers { item, n, needed } => Localized::new(
                format!("{item}: {n} respondents, {needed} are needed"),
                format!("{item}: 回答者 {n} 人では足りません(最低 {needed} 人)"),
            ),
            Self::NoVariance { item } => Localized::new(
                format!("all ratings of {item} are alike"),
                format!("{item} の評価がすべて同じです"),
            ),
            Self::Collinear { item, with } => Localized::new(
                format!("{item} is a combination of {}", listed(with)),
                format!("{item} は {} の組み合わせです", listed(with)),
            ),
            _ => return None,
        };
        Some(Undefined::NotApplicable { why })
    }
}

fn listed(items: &[String]) -> String {
    items.iter().map(|item| format!("{item:?}")).collect::<Vec<_>>().join(", ")
}

/// The same by the place of an item, before it has a name.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NoImportance {
    TooFewAnswers { item: usize, n: u64, needed: u64 },
    NoVariance { item: usize },
    Collinear { item: usize, with: Vec<usize> },
    Inconsistent { item: usize },
    Estimate(EstimateError),
}

impl NoImportance {
    pub(crate) fn named(self, ratings: &Ratings) -> ImportanceError {
        match self {
            Self::TooFewAnswers { item, n, needed } => {
                ImportanceError::TooFewAnswers { item: ratings.name(item), n, needed }
            }
            Self::NoVariance { item } => ImportanceError::NoVariance { item: ratings.name(item) },
            Self::Collinear { item, with } => ImportanceError::Collinear {
                item: ratings.name(item),
                with: with.into_iter().map(|at| ratings.name(at)).collect(),
            },
            Self::Inconsistent { item } => {
                ImportanceError::Inconsistent { item: ratings.name(item) }
            }
            Self::Estimate(error) => ImportanceError::Estimate(error),
        }
    }
}

impl From<EstimateError> for NoImportance {
    fn from(error: EstimateError) -> Self {
        Self::Estimate(error)
    }
}
