//! Why a curve has no value, or a value no interval.

use kpi_types::{Localized, Undefined};

/// Why a curve has no value at a time, or no mean up to it.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum SurvivalUndefined {
    /// Nobody was observed.
    #[error("nobody was observed")]
    NoSubjects,
    /// A time that is negative, infinite or not a number.
    #[error("the time {time} is not a finite number of at least 0")]
    Time {
        /// What was given.
        time: f64,
    },
    /// A time before the curve starts.
    #[error("the time {time} is before the curve starts at {origin}")]
    BeforeOrigin {
        /// What was asked for.
        time: f64,
        /// Where the curve starts.
        origin: f64,
    },
    /// A time after the last one at which somebody was seen, with subjects still there.
    #[error("the time {time} is beyond {last}, when the last subject was seen")]
    BeyondLast {
        /// What was asked for.
        time: f64,
        /// The last time seen.
        last: f64,
    },
    /// A condition nobody meets: the curve is at 0 by then.
    #[error("nobody stays until {time}")]
    NobodyStays {
        /// The time of the condition.
        time: f64,
    },
    /// A probability that is not one.
    #[error("the probability {probability} is not between 0 and 1: write 0.5 for the median")]
    Probability {
        /// What was given.
        probability: f64,
    },
}

impl SurvivalUndefined {
    /// The reason in both languages.
    #[must_use]
    pub fn message(&self) -> Localized {
        let ja = match self {
            Self::NoSubjects => "観察された対象がいません".to_owned(),
            Self::Time { time } => format!("時点 {time} は使えません。0 以上の有限の数が必要です"),
            Self::BeforeOrigin { time, origin } => {
                format!("時点 {time} は、曲線が始まる {origin} より前です")
            }
            Self::BeyondLast { time, last } => {
                format!("時点 {time} は、最後に観察された {last} より後です")
            }
            Self::NobodyStays { time } => format!("{time} まで残る対象がいません"),
            Self::Probability { probability } => {
                format!(
                    "確率 {probability} は使えません。0 と 1 の間の数が必要です。中央値は 0.5 です"
                )
            }
        };
        Localized::new(self.to_string(), ja)
    }

    /// The reason to show in place of a value, where the question was fine and the value does not
    /// exist.
    #[must_use]
    pub fn undefined(&self) -> Option<Undefined> {
        match self {
            Self::NoSubjects => Some(Undefined::EmptyPopulation { of: "subjects".to_owned() }),
            Self::BeyondLast { .. } | Self::NobodyStays { .. } => {
                Some(Undefined::NotApplicable { why: self.message() })
            }
            Self::BeforeOrigin { .. } | Self::Time { .. } | Self::Probability { .. } => None,
        }
    }
}

/// Why a value has no standard error or interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum NoInterval {
    /// No event so far: the curve is at its start, and how sure that is cannot be told from it.
    #[error("no event happened yet")]
    NoEventYet,
    /// The curve is at 0: its variance has no estimate there.
    #[error("nobody is left")]
    NobodyLeft,
    /// The robust variance needs every entry together with its exit, and those are not kept.
    #[error("the robust variance is not available with delayed entry")]
    RobustDelayed,
    /// The robust variance is that of the plain sum of shares.
    #[error("the robust variance is not available with the correction for ties")]
    RobustTies,
    /// The interval is wider than floats go: a variance far too large for its value, as of a weight
    /// that is a tiny fraction of a subject.
    #[error("the interval is too wide to be written down")]
    TooWide,
    /// The value is an assumption about what was not seen.
    #[error("the value beyond the data is assumed")]
    Assumed,
}

impl NoInterval {
    /// The reason in both languages.
    #[must_use]
    pub fn message(&self) -> Localized {
        let ja = match self {
            Self::NoEventYet => "イベントがまだ起きていません",
            Self::NobodyLeft => "残っている対象がいません",
            Self::RobustDelayed => "途中から観察した対象があるため、ロバスト分散は使えません",
            Self::RobustTies => "同時点の補正とロバスト分散は併用できません",
            Self::TooWide => "区間が広すぎて数として表せません",
            Self::Assumed => "データの範囲の外は仮定した値です",
        };
        Localized::new(self.to_string(), ja)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::said::in_both;

    #[test]
    fn every_reason_is_said_in_both_languages() {
        let (time, last, origin) = (9.0, 7.0, 10.0);
        for why in [
            SurvivalUndefined::NoSubjects,
            SurvivalUndefined::Time { time: -1.0 },
            SurvivalUndefined::BeforeOrigin { time, origin },
            SurvivalUndefined::BeyondLast { time, last },
            SurvivalUndefined::NobodyStays { time },
            SurvivalUndefined::Probability { probability: 2.0 },
        ] {
            in_both(&why.message(), &why.to_string());
        }
        for why in [
            NoInterval::NoEventYet,
            NoInterval::NobodyLeft,
            NoInterval::RobustDelayed,
            NoInterval::RobustTies,
            NoInterval::TooWide,
            NoInterval::Assumed,
        ] {
            in_both(&why.message(), &why.to_string());
        }
    }
}
