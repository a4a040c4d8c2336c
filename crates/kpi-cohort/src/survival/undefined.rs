//! Why a curve has no value, or a value no interval.

use kpi_types::{Localized, Undefined};

/// Why a curve has no value at a time, or no mean up to it.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
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
    /// The reason to show in place of a value, where the question was fine and the value does not
    /// exist.
    #[must_use]
    pub fn undefined(&self) -> Option<Undefined> {
        let why =
            |en: String, ja: String| Some(Undefined::NotApplicable { why: Localized::new(en, ja) });
        match self {
            Self::NoSubjects => Some(Undefined::EmptyPopulation { of: "subjects".to_owned() }),
            Self::BeyondLast { time, last } => {
                why(self.to_string(), format!("時点 {time} は、最後に観察された {last} より後です"))
            }
            Self::NobodyStays { time } => {
                why(self.to_string(), format!("{time} まで残る対象がいません"))
            }
            Self::BeforeOrigin { .. } | Self::Time { .. } | Self::Probability { .. } => None,
        }
    }
}

/// Why a value has no standard error or interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
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
