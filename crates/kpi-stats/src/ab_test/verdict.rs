//! What an A/B test says.

use kpi_types::Localized;

/// The verdict on a difference, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "verdict", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum AbVerdict {
    /// The treated group did better.
    Better {
        /// Whether by enough.
        relevance: Relevance,
    },
    /// The treated group did worse.
    Worse {
        /// Whether by enough.
        relevance: Relevance,
    },
    /// Any difference is smaller than the smallest that would matter.
    NoRelevantDifference,
    /// Neither a difference nor its absence is shown.
    Undecided,
}

/// Whether a difference that is there is one that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Relevance {
    /// Nobody said which difference would matter.
    NotAsked,
    /// The whole interval is beyond the smallest that matters.
    Relevant,
    /// The interval holds differences that matter and such that do not.
    Uncertain,
    /// The whole interval is within the smallest that matters.
    TooSmall,
}

impl AbVerdict {
    /// From an interval that is turned so that above 0 is better.
    pub(super) fn of(lower: f64, upper: f64, smallest: Option<f64>) -> Self {
        let within = smallest.is_some_and(|most| -most < lower && upper < most);
        let relevance = match smallest {
            None => Relevance::NotAsked,
            Some(_) if within => Relevance::TooSmall,
            Some(least) if lower >= least || upper <= -least => Relevance::Relevant,
            Some(_) => Relevance::Uncertain,
        };
        if lower > 0.0 {
            Self::Better { relevance }
        } else if upper < 0.0 {
            Self::Worse { relevance }
        } else if within {
            Self::NoRelevantDifference
        } else {
            Self::Undecided
        }
    }

    /// The verdict in words.
    #[must_use]
    pub fn message(self) -> Localized {
        match self {
            Self::Better { relevance } => relevance
                .after("The treated group did better", "施策を行ったグループの方が良い結果でした"),
            Self::Worse { relevance } => relevance
                .after("The treated group did worse", "施策を行ったグループの方が悪い結果でした"),
            Self::NoRelevantDifference => Localized::fixed(
                "No difference that would matter: if there is one, it is smaller",
                "意味のある差はありません。差があるとしても、意味のある最小の差より小さいものです",
            ),
            Self::Undecided => Localized::fixed(
                "No difference was found, and none is ruled out: the data do not decide",
                "差は見つかりませんでしたが、差がないとも言えません。このデータでは判断できません",
            ),
        }
    }
}

impl Relevance {
    fn after(self, en: &str, ja: &str) -> Localized {
        let (more_en, more_ja) = match self {
            Self::NotAsked => ("", ""),
            Self::Relevant => (", by enough to matter", "。差は意味のある大きさです"),
            Self::Uncertain => (
                "; whether by enough to matter is open",
                "。ただし、意味のある大きさかどうかはまだ分かりません",
            ),
            Self::TooSmall => {
                (", but by too little to matter", "。ただし、差は意味のある大きさではありません")
            }
        };
        Localized::new(format!("{en}{more_en}"), format!("{ja}{more_ja}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verdict() {
        use AbVerdict::{Better, NoRelevantDifference, Undecided, Worse};
        use Relevance::{NotAsked, Relevant, TooSmall, Uncertain};
        for (lower, upper, smallest, verdict) in [
            (0.01, 0.03, None, Better { relevance: NotAsked }),
            (0.03, 0.05, Some(0.02), Better { relevance: Relevant }),
            (0.01, 0.05, Some(0.02), Better { relevance: Uncertain }),
            (0.001, 0.01, Some(0.02), Better { relevance: TooSmall }),
            (-0.05, -0.03, Some(0.02), Worse { relevance: Relevant }),
            (-0.05, -0.01, None, Worse { relevance: NotAsked }),
            (-0.01, 0.01, Some(0.02), NoRelevantDifference),
            (-0.01, 0.03, Some(0.02), Undecided),
            (-0.01, 0.01, None, Undecided),
        ] {
            let found = AbVerdict::of(lower, upper, smallest);
            assert_eq!(found, verdict, "{lower} {upper}");
            assert!(found.message().is_complete());
        }
    }
}
