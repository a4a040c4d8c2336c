//! The five letters of SMART, and what is said about each.

use kpi_types::Localized;

/// One letter of SMART, in the order of the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum SmartLetter {
    /// Everybody who reads it understands the same: whose figure, which figure, who answers for it.
    Specific,
    /// It is a number that is measured, with a starting point.
    Measurable,
    /// With effort it can be reached, and without it cannot.
    Achievable,
    /// It leads to the KGI.
    Related,
    /// It has a date that fits how the figure moves.
    TimeBounded,
}

impl SmartLetter {
    /// All five, in order.
    pub const ALL: [Self; 5] =
        [Self::Specific, Self::Measurable, Self::Achievable, Self::Related, Self::TimeBounded];

    /// S, M, A, R or T.
    #[must_use]
    pub const fn initial(self) -> char {
        match self {
            Self::Specific => 'S',
            Self::Measurable => 'M',
            Self::Achievable => 'A',
            Self::Related => 'R',
            Self::TimeBounded => 'T',
        }
    }

    /// What it is called in English and Japanese.
    #[must_use]
    pub const fn label(self) -> Localized {
        match self {
            Self::Specific => Localized::fixed("Specific", "明確性"),
            Self::Measurable => Localized::fixed("Measurable", "測定可能"),
            Self::Achievable => Localized::fixed("Achievable", "達成可能"),
            Self::Related => Localized::fixed("Related", "関連性"),
            Self::TimeBounded => Localized::fixed("Time-bounded", "適時性"),
        }
    }
}

/// What the evidence says about one letter.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Verdict {
    /// It holds: nothing blocking and no warning was found, and the evidence was there to find one.
    Met,
    /// It does not; a finding of the letter says why.
    NotMet,
    /// Nobody can say yet. What is missing is listed.
    Unknown(Vec<Missing>),
}

impl Verdict {
    /// The name in data: `met`, `not_met`, `unknown`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::NotMet => "not_met",
            Self::Unknown(_) => "unknown",
        }
    }

    /// What it is called in English and Japanese.
    #[must_use]
    pub const fn label(&self) -> Localized {
        match self {
            Self::Met => Localized::fixed("met", "満たす"),
            Self::NotMet => Localized::fixed("not met", "満たさない"),
            Self::Unknown(_) => Localized::fixed("unknown", "不明"),
        }
    }
}

/// Evidence that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "missing", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Missing {
    /// No past values of the metric were given.
    History {
        /// The metric.
        metric: String,
    },
    /// There are past values, but too few for the horizon.
    LongerHistory {
        /// Values there are.
        have: usize,
        /// Values needed.
        need: usize,
    },
    /// The history is measured by another kind of period or in another unit than the goal.
    FittingHistory {
        /// What does not fit, in both languages.
        why: Localized,
    },
    /// The goal lacks what the judgement starts from: a metric, a target, a deadline.
    Part {
        /// Which field of the goal.
        field: String,
    },
    /// No tree was given to look for a path to the KGI.
    Tree,
}

impl Missing {
    /// What is missing, as a phrase in both languages.
    #[must_use]
    pub fn message(&self) -> Localized {
        match self {
            Self::History { metric } => Localized::new(
                format!("no past values of {metric}"),
                format!("{metric} の過去の値がありません"),
            ),
            Self::LongerHistory { have, need } => Localized::new(
                format!("{have} past values, at least {need} are needed for this horizon"),
                format!("過去の値が {have} 個です。この期間には少なくとも {need} 個必要です"),
            ),
            Self::FittingHistory { why } => why.clone(),
            Self::Part { field } => Localized::new(
                format!("the goal has no usable {field}"),
                format!("目標に使える{}がありません", crate::words::field_ja(field)),
            ),
            Self::Tree => Localized::fixed(
                "no tree of KGI, KFS and KPI was given",
                "KGI・KFS・KPIのツリーが与えられていません",
            ),
        }
    }
}
