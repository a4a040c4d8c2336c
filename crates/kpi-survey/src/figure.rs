//! The three kinds of figure that scores of satisfaction and effort are.

mod score;

pub use score::{ItemScore, ScoreTopic, ScoreUnit};

use std::fmt;

use kpi_stats::{FiniteProportionMethod, Proportion, ProportionMethod};
use kpi_types::Estimate;

use crate::net::Net;
use crate::{Distribution, Scale, ScoreError, ScoreOptions};

/// What is computed from a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "figure", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Figure {
    /// The share of answers of at least `from`: a ratio from 0 to 1.
    TopBoxes {
        /// The lowest answer that counts.
        from: u8,
    },
    /// The share of answers of at least `from` minus that of answers of at most `to`: a ratio from
    /// −1 to 1.
    Net {
        /// The highest answer that counts as bad.
        to: u8,
        /// The lowest answer that counts as good.
        from: u8,
    },
    /// The mean, in points of the scale.
    Mean,
}

impl Figure {
    /// Refuses edges off the scale.
    pub(crate) fn check(self, scale: Scale) -> Result<(), ScoreError> {
        match self {
            Self::TopBoxes { from } if from <= scale.low() || !scale.contains(from) => {
                Err(ScoreError::Edges { lower: from.saturating_sub(1), upper: from, scale })
            }
            Self::Net { to, from }
                if to >= from || !scale.contains(to) || !scale.contains(from) =>
            {
                Err(ScoreError::Edges { lower: to, upper: from, scale })
            }
            _ => Ok(()),
        }
    }

    /// What it comes in.
    #[must_use]
    pub const fn unit(self) -> ScoreUnit {
        match self {
            Self::TopBoxes { .. } => ScoreUnit::Share,
            Self::Net { .. } => ScoreUnit::NetShare,
            Self::Mean => ScoreUnit::ScalePoints,
        }
    }

    /// The figure with its interval.
    pub(crate) fn estimate(
        self,
        answers: &Distribution,
        options: ScoreOptions,
    ) -> Result<Estimate, ScoreError> {
        self.check(answers.scale())?;
        let (n, scale) = (answers.n(), answers.scale());
        if n == 0 {
            return Err(ScoreError::NoAnswers);
        }
        match self {
            Self::TopBoxes { from } => share(answers.between(from, scale.high()), n, options),
            Self::Net { to, from } => {
                let bad = answers.between(scale.low(), to);
                let good = answers.between(from, scale.high());
                Net { bad, middling: n - bad - good, good }.estimate(1.0, options)
            }
            Self::Mean => mean(answers, options),
        }
    }
}

pub(crate) fn share(successes: u64, n: u64, options: ScoreOptions) -> Result<Estimate, ScoreError> {
    let (method, level) = (options.proportion(), options.level());
    let share = Proportion::try_new(successes, n)?;
    let Some(population) = options.population() else {
        return Ok(share.estimate(method, level)?);
    };
    let finite = match method {
        ProportionMethod::Wilson => FiniteProportionMethod::Wilson,
        ProportionMethod::Wald => FiniteProportionMethod::Wald,
        _ => return Err(ScoreError::ProportionOfPopulation { method }),
    };
    Ok(share.estimate_in(population, finite, level)?)
}

fn mean(answers: &Distribution, options: ScoreOptions) -> Result<Estimate, ScoreError> {
    let moments = answers.moments()?;
    let level = options.level();
    Ok(match options.population() {
        None => moments.mean_interval(level)?,
        Some(population) => moments.mean_interval_in(population, level)?,
    })
}

/// `top boxes from 4`, `from 5 minus to 3`, `mean`.
impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TopBoxes { from } => write!(f, "top boxes from {from}"),
            Self::Net { to, from } => write!(f, "from {from} minus to {to}"),
            Self::Mean => f.write_str("mean"),
        }
    }
}
