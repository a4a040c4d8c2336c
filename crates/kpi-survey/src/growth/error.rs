//! Why there is no link to be told.

use kpi_stats::{Coordinate, PairedValuesError};
use kpi_types::{Grain, InternError, Localized, Period, Undefined};

/// Why there is no link between score and growth to be told.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum GrowthError {
    /// A change in the period of the score itself.
    #[error("a lag of 0 periods: later revenue is at least one period later")]
    NoLag,
    /// A period of another length.
    #[error("account {account:?}: a {found} among periods of a {grain}")]
    OtherGrain {
        /// The account.
        account: String,
        /// The grain of all.
        grain: Grain,
        /// What was given.
        found: Grain,
    },
    /// A score that is not a finite number of sensible size.
    #[error("account {account:?}: the score {score} is not a finite number of at most 1e130")]
    Score {
        /// The account.
        account: String,
        /// What was given.
        score: f64,
    },
    /// Revenue of one account and period that is too large to be added.
    #[error("account {account:?}: the revenue of {} {} is too large", period.grain(), period.index())]
    Revenue {
        /// The account.
        account: String,
        /// The period.
        period: Period,
    },
    /// Parts with periods of different lengths.
    #[error("pairs by {other} cannot be merged into pairs by {grain}")]
    OtherGrains {
        /// The grain here.
        grain: Grain,
        /// The grain of the other part.
        other: Grain,
    },
    /// There is no correlation or slope.
    #[error("accounts with a score and later revenue: {0}")]
    Pairs(#[from] PairedValuesError),
    /// More accounts than can be numbered.
    #[error(transparent)]
    Intern(#[from] InternError),
}

impl GrowthError {
    /// The reason to show in place of a link, where the input was fine and there just is none.
    #[must_use]
    pub fn undefined(&self) -> Option<Undefined> {
        let why = match self {
            Self::Pairs(PairedValuesError::TooFewPairs { n, needed }) => Localized::new(
                format!("{n} accounts have a score and later revenue, {needed} are needed"),
                format!("スコアとその後の売上がそろう顧客は {n} 社です({needed} 社以上必要)"),
            ),
            Self::Pairs(PairedValuesError::LevelNotReached { n, .. }) => Localized::new(
                format!("{n} accounts are too few for an interval"),
                format!("顧客 {n} 社では区間を求められません"),
            ),
            Self::Pairs(PairedValuesError::NoVariation { of: Coordinate::X, .. }) => {
                Localized::fixed("all scores are alike", "スコアがすべて同じです")
            }
            Self::Pairs(PairedValuesError::NoVariation { of: Coordinate::Y, .. }) => {
                Localized::fixed("all changes of revenue are alike", "売上の変化がすべて同じです")
            }
            _ => return None,
        };
        Some(Undefined::NotApplicable { why })
    }
}
