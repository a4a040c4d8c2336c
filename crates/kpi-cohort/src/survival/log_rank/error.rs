//! Why groups cannot be compared.

use kpi_types::{Localized, Undefined};

/// Why there is no log-rank test.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
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
    /// The reason in both languages.
    #[must_use]
    pub fn message(&self) -> Localized {
        let ja = match self {
            Self::TooFewGroups { groups } => {
                format!("群が {groups} つです。比べるには 2 つ以上が必要です")
            }
            Self::OtherGroups { stratum, expected, found } => {
                format!("層 {stratum} の群は {found} つで、最初の層の {expected} つと異なります")
            }
            Self::FractionalWeights { stratum, group } => {
                format!("層 {stratum} の群 {group} の重みが、対象数を表す整数ではありません")
            }
            Self::NothingToCompare => {
                "イベントの起きた時点で、二つ以上の群が観察下にありません".to_owned()
            }
            Self::Exponent { exponent } => {
                format!("指数 {exponent} は使えません。0 以上の有限の数が必要です")
            }
        };
        Localized::new(self.to_string(), ja)
    }

    /// The reason to show in place of a result, where the question was fine.
    #[must_use]
    pub fn undefined(&self) -> Option<Undefined> {
        (*self == Self::NothingToCompare).then(|| Undefined::NotApplicable { why: self.message() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_said_in_both_languages() {
        for error in [
            LogRankError::TooFewGroups { groups: 1 },
            LogRankError::OtherGroups { stratum: 1, expected: 2, found: 3 },
            LogRankError::FractionalWeights { stratum: 0, group: 1 },
            LogRankError::NothingToCompare,
            LogRankError::Exponent { exponent: -1.0 },
        ] {
            crate::said::in_both(&error.message(), &error.to_string());
        }
    }
}
