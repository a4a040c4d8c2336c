//! Why there is no alpha.

use kpi_stats::BootstrapError;
use kpi_types::{EstimateError, Localized, Undefined};

/// Why there is no alpha.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum AlphaError {
    /// Nothing to agree with.
    #[error("{items} items: alpha needs two at least")]
    TooFewItems {
        /// Items given.
        items: usize,
    },
    /// Too few respondents, or too few who answered some pair of items.
    #[error("{n} respondents: alpha needs two at least")]
    TooFewRespondents {
        /// Those who count.
        n: u64,
    },
    /// The sum of the items is the same for all.
    #[error("the sum of the items is the same for all respondents")]
    NoVariance,
    /// The bootstrap has no interval.
    #[error(transparent)]
    Bootstrap(#[from] BootstrapError),
    /// The interval is not an estimate; not reached by either interval here.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

impl AlphaError {
    /// The reason to show in place of a value, where the input was fine and alpha just does not exist.
    #[must_use]
    pub fn undefined(&self) -> Option<Undefined> {
        let why = match self {
            Self::TooFewItems { items } => Localized::new(
                format!("{items} items: alpha needs two at least"),
                format!("項目が {items} 個です(2 個以上必要)"),
            ),
            Self::TooFewRespondents { n } => Localized::new(
                format!("{n} respondents: alpha needs two at least"),
                format!("回答者が {n} 人です(2 人以上必要)"),
            ),
            Self::NoVariance => Localized::fixed(
                "the sum of the items is the same for all respondents",
                "項目の合計が全員同じです",
            ),
            _ => return None,
        };
        Some(Undefined::NotApplicable { why })
    }
}
