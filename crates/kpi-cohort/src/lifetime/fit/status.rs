//! Whether a fit found its maximum, and why there is none to find.

use std::fmt;

use super::super::maximise::{End, FAR, Maximum};
use super::LifetimeModel;

/// Whether a fit found its maximum, and why not.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "status", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum FitStatus {
    /// A maximum inside: no step promises more, and every direction leads down.
    Converged,
    /// The likelihood rises while a parameter runs to 0 or to infinity: there is no best value.
    /// The model given back is a point on the way.
    AtBoundary {
        /// Which parameters run, and where to.
        running: Vec<RunningParameter>,
    },
    /// No step helps, but some direction is level: the data do not tell the parameters apart.
    /// Predictions near the data may be fine, single parameters are not.
    Flat,
    /// The search was cut off.
    StepLimit {
        /// After so many steps.
        steps: u32,
    },
}

/// A parameter without a finite best value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RunningParameter {
    /// Its name.
    pub name: &'static str,
    /// Where it runs.
    pub toward: ParameterBoundary,
}

/// The ends of the positive numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ParameterBoundary {
    /// To 0.
    Zero,
    /// To infinity.
    Infinity,
}

impl FitStatus {
    /// True for a maximum inside.
    #[must_use]
    pub const fn is_converged(&self) -> bool {
        matches!(self, Self::Converged)
    }
}

/// The reason as a sentence.
impl fmt::Display for FitStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Converged => f.write_str("converged"),
            Self::AtBoundary { running } => {
                f.write_str("no finite maximum:")?;
                for (i, RunningParameter { name, toward }) in running.iter().enumerate() {
                    let comma = if i == 0 { "" } else { "," };
                    let end = match toward {
                        ParameterBoundary::Zero => "0",
                        ParameterBoundary::Infinity => "infinity",
                    };
                    write!(f, "{comma} {name} runs to {end}")?;
                }
                Ok(())
            }
            Self::Flat => {
                f.write_str("the likelihood is level in some direction: the data do not tell the parameters apart")
            }
            Self::StepLimit { steps } => write!(f, "cut off after {steps} steps"),
        }
    }
}

pub(super) fn status<M: LifetimeModel, const N: usize>(top: &Maximum<N>) -> FitStatus {
    match top.end {
        End::Converged => FitStatus::Converged,
        End::Flat => FitStatus::Flat,
        End::StepLimit => FitStatus::StepLimit { steps: top.steps },
        End::Boundary => {
            // The one that crossed, and whoever travels with it.
            let far = |log: f64| log.abs() > FAR;
            let names = M::PARAMETERS.iter().zip(top.parameters.map(f64::ln));
            let running = names.filter(|(_, log)| far(*log)).map(|(name, log)| {
                let toward =
                    if log > 0.0 { ParameterBoundary::Infinity } else { ParameterBoundary::Zero };
                RunningParameter { name, toward }
            });
            FitStatus::AtBoundary { running: running.collect() }
        }
    }
}

/// Why a model cannot be fitted at all. A fit that ends badly is no error: see [`FitStatus`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FitError {
    /// Nobody to learn from.
    #[error("no customers to fit {model} to")]
    Empty {
        /// The model.
        model: &'static str,
    },
    /// No customer bought again: nothing tells the rate from the dropout.
    #[error("no customer bought again: {model} needs repeat purchases")]
    NoRepeats {
        /// The model.
        model: &'static str,
    },
    /// More decisions than a share can be told of exactly.
    #[error("{decisions} decisions are too many to fit {model} to: at most 2^53 are possible")]
    TooMany {
        /// The model.
        model: &'static str,
        /// How many there are.
        decisions: u64,
    },
    /// The likelihood is not finite at any start: figures are too large or too small for it.
    #[error("the likelihood of {model} is not finite at any of {starts} starts")]
    NoStart {
        /// The model.
        model: &'static str,
        /// How many were tried.
        starts: usize,
    },
}
