//! What is wrong with the input, or why there is no rate.

use kpi_stats::{ProportionError, TwoProportionError};
use kpi_types::{EstimateError, Localized, Undefined};

use crate::Scale;

/// What is wrong with ease and contacts, or why there is no rate.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum HelpNeedError {
    /// All answers would be easy, or none.
    #[error("easy from {easy_from} does not split a scale from {scale}")]
    EasyFrom {
        /// What was given.
        easy_from: u8,
        /// The scale.
        scale: Scale,
    },
    /// Bands that do not rise from 0.
    #[error("the bands {bands:?} do not rise from 0, or are more than 12")]
    Bands {
        /// What was given.
        bands: Vec<u64>,
    },
    /// Many contacts do not begin with a band.
    #[error(
        "many from {many_from} contacts: expected the beginning of one of {bands:?} but the first"
    )]
    ManyFrom {
        /// What was given.
        many_from: u64,
        /// The bands.
        bands: Vec<u64>,
    },
    /// An answer off the scale.
    #[error("the answer {ease} is not a whole number from {scale}")]
    OffScale {
        /// What was given.
        ease: u8,
        /// What is allowed.
        scale: Scale,
    },
    /// Parts with other options.
    #[error("counts with other bands or another scale cannot be merged")]
    OtherOptions,
    /// A target that is no share.
    #[error("the target {target} is not between 0 and 1: write 0.8 for 80 %")]
    Target {
        /// What was given.
        target: f64,
    },
    /// No band reaches the target beyond doubt.
    #[error("in no band did {} % find things easy beyond doubt", target * 100.0)]
    NotReached {
        /// The target.
        target: f64,
    },
    /// Nobody to take a rate of.
    #[error("no customers: a rate needs at least one")]
    NoCustomers,
    /// The rate has no interval; not reached by any rate here.
    #[error(transparent)]
    Proportion(ProportionError),
    /// The difference has no interval; not reached by any difference here.
    #[error(transparent)]
    Difference(#[from] TwoProportionError),
    /// The interval is not an estimate; not reached by any rate here.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

impl HelpNeedError {
    /// The reason to show in place of a value, where the input was fine and the figure just does not
    /// exist.
    #[must_use]
    pub fn undefined(&self) -> Option<Undefined> {
        match self {
            Self::NoCustomers => Some(Undefined::EmptyPopulation { of: "customers".to_owned() }),
            Self::NotReached { target } => {
                let percent = target * 100.0;
                let why = Localized::new(
                    format!("in no band did {percent} % find things easy beyond doubt"),
                    format!("容易と答えた割合の下限が {percent} % に達する区分がありません"),
                );
                Some(Undefined::NotApplicable { why })
            }
            _ => None,
        }
    }
}

impl From<ProportionError> for HelpNeedError {
    fn from(error: ProportionError) -> Self {
        match error {
            ProportionError::NoTrials => Self::NoCustomers,
            other => Self::Proportion(other),
        }
    }
}
