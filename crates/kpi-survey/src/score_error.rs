//! Why there is no score.

use kpi_stats::{
    BootstrapError, FinitePopulationError, HypothesisTestError, MeanError, MomentsError,
    ProportionError, ProportionMethod, TallyError,
};
use kpi_types::{EstimateError, Undefined};

use crate::{AnswerError, NetMethod, ResponseBase, Scale, WeightingError};

/// Why there is no score, or no interval for it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ScoreError {
    /// Nobody answered, so there is no score; see [`ScoreError::undefined`].
    #[error("no answers: a score needs at least one")]
    NoAnswers,
    /// The score is defined on another scale.
    #[error("{score} is defined for {needed}, not for answers from {scale}")]
    Scale {
        /// Which score.
        score: &'static str,
        /// The scale of the answers.
        scale: Scale,
        /// What it is defined for.
        needed: &'static str,
    },
    /// An edge of a category that is not on the scale.
    #[error("the edges {lower} and {upper} do not split a scale from {scale}")]
    Edges {
        /// Highest answer of the lower category.
        lower: u8,
        /// Lowest answer of the upper category.
        upper: u8,
        /// The scale.
        scale: Scale,
    },
    /// An answer that is not on the scale.
    #[error("the answer {answer} is not a whole number from {scale}")]
    OffScale {
        /// What was given.
        answer: u8,
        /// What is allowed.
        scale: Scale,
    },
    /// A method that the figure does not have.
    #[error("{} has no interval by {}", of, method.estimate_method().name())]
    Method {
        /// The method.
        method: NetMethod,
        /// The figure.
        of: &'static str,
    },
    /// Nobody was asked, so there is no rate; see [`ScoreError::undefined`].
    #[error("a response rate of 0 {base} is undefined")]
    NobodyAsked {
        /// What was counted.
        base: ResponseBase,
    },
    /// More answers than people asked.
    #[error("{answered} answers to {asked} {base}")]
    MoreAnswersThanAsked {
        /// What was counted.
        base: ResponseBase,
        /// How many were asked.
        asked: u64,
        /// How many answered.
        answered: u64,
    },
    /// Response rates of different bases.
    #[error("a response rate of {other} cannot be merged into one of {base}")]
    OtherBase {
        /// The base here.
        base: ResponseBase,
        /// The other base.
        other: ResponseBase,
    },
    /// A plan for numbers that cannot be.
    #[error("a {what} of {value} cannot be planned for")]
    Plan {
        /// Which figure.
        what: &'static str,
        /// What was given.
        value: f64,
    },
    /// A value that is not a finite number.
    #[error("the value {value} is not a finite number")]
    Value {
        /// What was given.
        value: f64,
    },
    /// Columns or answers that cannot be used.
    #[error(transparent)]
    Answers(#[from] AnswerError),
    /// The weights do not fit.
    #[error(transparent)]
    Weighting(#[from] WeightingError),
    /// More answers than are counted.
    #[error("more than {} answers", crate::Distribution::MAX)]
    TooManyAnswers,
    /// More answers than customers.
    #[error(transparent)]
    Population(#[from] FinitePopulationError),
    /// This interval of a share has no finite population correction.
    #[error("no {} interval for a population of known size: Wald or Wilson", method.estimate_method().name())]
    ProportionOfPopulation {
        /// The method.
        method: ProportionMethod,
    },
    /// A bootstrap has no finite population correction here.
    #[error("no bootstrap for a population of known size: use a closed method")]
    BootstrapOfPopulation,
    /// The variance is zero, so there is nothing to test against.
    #[error("all answers are alike: no test")]
    NoVariance,
    /// The bootstrap has no interval.
    #[error(transparent)]
    Bootstrap(#[from] BootstrapError),
    /// The proportion has no interval.
    #[error(transparent)]
    Proportion(#[from] ProportionError),
    /// The mean has no interval: fewer than two answers, or all alike.
    #[error(transparent)]
    Mean(#[from] MeanError),
    /// More answers than a mean counts; not reached by any distribution.
    #[error(transparent)]
    Moments(#[from] MomentsError),
    /// More answers than ranks count; not reached by any distribution.
    #[error(transparent)]
    Tally(#[from] TallyError),
    /// The test has no result; not reached by any score here.
    #[error(transparent)]
    Test(#[from] HypothesisTestError),
    /// The interval is not an estimate; not reached by any method here.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

impl ScoreError {
    /// The reason to show in place of a value, where the input was fine and the score just does not
    /// exist.
    #[must_use]
    pub fn undefined(&self) -> Option<Undefined> {
        match self {
            Self::NoAnswers => Some(Undefined::EmptyPopulation { of: "answers".to_owned() }),
            Self::NobodyAsked { base } => Some(Undefined::EmptyPopulation { of: base.to_string() }),
            _ => None,
        }
    }
}
