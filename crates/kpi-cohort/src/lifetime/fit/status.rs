//! Whether a fit found its maximum, and why there is none to find.

use std::fmt;

use kpi_types::Localized;

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

impl FitStatus {
    /// The reason as a sentence, in both languages.
    #[must_use]
    pub fn message(&self) -> Localized {
        match self {
            Self::Converged => Localized::fixed("converged", "収束しました"),
            Self::AtBoundary { running } => {
                let each = |text: &dyn Fn(&RunningParameter) -> String, comma: &str| {
                    running.iter().map(text).collect::<Vec<_>>().join(comma)
                };
                let en = each(&|p| format!("{} runs to {}", p.name, p.toward.message().en), ", ");
                let ja = each(&|p| format!("{} → {}", p.name, p.toward.message().ja), "、");
                Localized::new(
                    format!("no finite maximum: {en}"),
                    format!("最大となる有限の値がありません({ja})"),
                )
            }
            Self::Flat => Localized::fixed(
                "the likelihood is level in some direction: the data do not tell the parameters apart",
                "尤度が変わらない方向があり、データからはパラメータを区別できません",
            ),
            Self::StepLimit { steps } => Localized::new(
                format!("cut off after {steps} steps"),
                format!("{steps} 回の反復で打ち切りました"),
            ),
        }
    }
}

impl ParameterBoundary {
    fn message(self) -> Localized {
        match self {
            Self::Zero => Localized::fixed("0", "0"),
            Self::Infinity => Localized::fixed("infinity", "無限大"),
        }
    }
}

/// The reason as a sentence.
impl fmt::Display for FitStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.message().fmt(f)
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
    /// Customers of whom no renewal decision was seen yet.
    #[error("no renewal decision of the {customers} customers was seen yet: {model} needs one")]
    NoDecisions {
        /// The model.
        model: &'static str,
        /// How many there are.
        customers: u64,
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

impl FitError {
    /// Why counts without a decision cannot be fitted.
    pub(in crate::lifetime) const fn undecided(model: &'static str, customers: u64) -> Self {
        match customers {
            0 => Self::Empty { model },
            _ => Self::NoDecisions { model, customers },
        }
    }

    /// The reason in both languages.
    #[must_use]
    pub fn message(&self) -> Localized {
        let ja = match self {
            Self::Empty { model } => format!("{model} を当てはめる顧客がいません"),
            Self::NoRepeats { model } => {
                format!("再購入した顧客がいません。{model} には再購入が必要です")
            }
            Self::NoDecisions { model, customers } => format!(
                "顧客 {customers} 人の更新判断がまだ一度も観測されていません。{model} には必要です"
            ),
            Self::TooMany { model, decisions } => {
                format!("更新判断 {decisions} 件は {model} には多すぎます。2^53 件までです")
            }
            Self::NoStart { model, starts } => {
                format!("{model} の尤度が、試した {starts} 個の開始点のどれでも有限になりません")
            }
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
        let running = vec![
            RunningParameter { name: "alpha", toward: ParameterBoundary::Infinity },
            RunningParameter { name: "c", toward: ParameterBoundary::Zero },
        ];
        for status in [
            FitStatus::Converged,
            FitStatus::AtBoundary { running },
            FitStatus::Flat,
            FitStatus::StepLimit { steps: 7 },
        ] {
            in_both(&status.message(), &status.to_string());
            if let FitStatus::AtBoundary { .. } = &status {
                let Localized { en, ja } = status.message();
                assert_eq!(en, "no finite maximum: alpha runs to infinity, c runs to 0");
                assert_eq!(ja, "最大となる有限の値がありません(alpha → 無限大、c → 0)");
            }
        }
        let model = "sBG";
        for error in [
            FitError::Empty { model },
            FitError::NoRepeats { model },
            FitError::NoDecisions { model, customers: 5 },
            FitError::TooMany { model, decisions: 9 },
            FitError::NoStart { model, starts: 5 },
        ] {
            in_both(&error.message(), &error.to_string());
        }
    }
}
