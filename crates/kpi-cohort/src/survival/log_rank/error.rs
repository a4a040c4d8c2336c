//! Why groups cannot be compared.

use kpi_types::{Localized, Undefined};

/// Why there is no log-rank test.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LogRankError {
    /// A test compares at least two groups.
    #[error("{groups} groups: at least 2 are needed")]
    TooFewGroups {
        /// Groups given.
        groups: usize,
    },
    /// A stratum that does not list the groups of the first.
    #[error("stratum {stratum} has {found} groups, the first has {expected}")]
    OtherGroups {
        /// Its place, from 0.
        stratum: usize,
        /// Groups of the first stratum.
        expected: usize,
        /// Groups of this one.
        found: usize,
    },
    /// Weights that do not count subjects.
    #[error(
        "group {group} of stratum {stratum} has weights that are not whole numbers of subjects"
    )]
    FractionalWeights {
        /// Place of the stratum, from 0.
        stratum: usize,
        /// Place of the group in it, from 0.
        group: usize,
    },
    /// No time at which one group has events while another is at risk.
    #[error("at no time with events are two groups at risk")]
    NothingToCompare,
    /// An exponent of Fleming and Harrington that is negative or not finite.
    #[error("the exponent {exponent} is not a finite number of at least 0")]
    Exponent {
        /// What was given.
        exponent: f64,
    },
}

impl LogRankError {
    /// The reason to show in place of a result, where the question was fine.
    #[must_use]
    pub fn undefined(&self) -> Option<Undefined> {
        (*self == Self::NothingToCompare).then(|| Undefined::NotApplicable {
            why: Localized::new(
                self.to_string(),
                "イベントの起きた時点で、二つ以上の群が観察下にありません".to_owned(),
            ),
        })
    }
}
