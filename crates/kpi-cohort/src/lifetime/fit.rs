//! What a fit gives back: the model, and how far it can be trusted.

use std::fmt;

use kpi_stats::ConfidenceLevel;
use kpi_types::{Estimate, EstimateMethod};
use statrs::distribution::{ContinuousCDF, Normal};

use super::matrix::Matrix;
use super::maximise::{End, Maximum};

/// A model with positive parameters that can be fitted. Nobody else can implement it.
pub trait LifetimeModel: Sized + sealed::Sealed {
    /// The names of the parameters, in the order of the publication.
    const PARAMETERS: &'static [&'static str];

    /// Their values, in that order.
    fn parameters(&self) -> Vec<f64>;

    /// The model with other values; `None` when they are not what the model allows.
    fn from_parameters(parameters: &[f64]) -> Option<Self>;
}

pub(super) mod sealed {
    pub trait Sealed {}
}

/// How a model is fitted.
///
/// ```
/// use kpi_cohort::{FitOptions, IntervalScale};
/// use kpi_stats::ConfidenceLevel;
///
/// let options = FitOptions::default()
///     .with_level(ConfidenceLevel::P90)
///     .with_interval(IntervalScale::Natural);
/// assert_eq!(options.level(), ConfidenceLevel::P90);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct FitOptions {
    level: ConfidenceLevel,
    interval: IntervalScale,
    steps: u32,
}

/// On which scale an interval is symmetric around the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum IntervalScale {
    /// The figure itself: what `lifetimes` prints. May reach below 0.
    Natural,
    /// Its logarithm: stays above 0. The default for parameters.
    #[default]
    Log,
    /// Its log-odds: stays between 0 and 1. For probabilities.
    Logit,
}

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

/// One fitted parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct FittedParameter {
    /// Its name, as in the publication.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
    /// The slope of the log-likelihood by the logarithm of the parameter: how much is gained when
    /// it grows by its own size. Near 0 at a maximum.
    pub gradient: f64,
    /// Standard error on the parameter's own scale, from the inverse of the observed information.
    /// `None` when the fit did not converge.
    pub standard_error: Option<f64>,
    /// Value with interval. `None` when the fit did not converge.
    pub estimate: Option<Estimate>,
}

/// A fitted model, and everything needed to judge it.
///
/// # Common mistake
///
/// Dropping customers or adding a penalty until a program stops complaining. Look at
/// [`Fit::status`] first: it tells a level surface, a parameter that runs away and a search that
/// was cut off from each other, and only the last is the program's fault.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Fit<M> {
    model: M,
    parameters: Vec<FittedParameter>,
    log_likelihood: f64,
    n: u64,
    status: FitStatus,
    /// Covariance of the logarithms of the parameters.
    covariance: Option<Vec<Vec<f64>>>,
    level: ConfidenceLevel,
    steps: u32,
    starts: u32,
    agreeing_starts: u32,
}

impl Default for FitOptions {
    /// 95 %, intervals on the logarithm, at most 500 steps from each start.
    fn default() -> Self {
        Self { level: ConfidenceLevel::P95, interval: IntervalScale::Log, steps: 500 }
    }
}

impl FitOptions {
    /// Sets the confidence level of intervals.
    #[must_use]
    pub const fn with_level(mut self, level: ConfidenceLevel) -> Self {
        self.level = level;
        self
    }

    /// Sets the scale of the parameters' intervals.
    #[must_use]
    pub const fn with_interval(mut self, interval: IntervalScale) -> Self {
        self.interval = interval;
        self
    }

    /// Sets the largest number of steps from each start.
    #[must_use]
    pub const fn with_steps(mut self, steps: u32) -> Self {
        self.steps = steps;
        self
    }

    /// The confidence level.
    #[must_use]
    pub const fn level(&self) -> ConfidenceLevel {
        self.level
    }

    /// The scale of the parameters' intervals.
    #[must_use]
    pub const fn interval(&self) -> IntervalScale {
        self.interval
    }

    /// The largest number of steps from each start.
    #[must_use]
    pub const fn steps(&self) -> u32 {
        self.steps
    }
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

impl<M> Fit<M> {
    /// The model at the best point that was found.
    #[must_use]
    pub const fn model(&self) -> &M {
        &self.model
    }

    /// Gives the model away.
    #[must_use]
    pub fn into_model(self) -> M {
        self.model
    }

    /// The parameters in the order of the publication.
    #[must_use]
    pub fn parameters(&self) -> &[FittedParameter] {
        &self.parameters
    }

    /// The parameter of that name.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&FittedParameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }

    /// The logarithm of the likelihood at the model.
    #[must_use]
    pub const fn log_likelihood(&self) -> f64 {
        self.log_likelihood
    }

    /// Number of customers behind it.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// Whether a maximum was found, and why not.
    #[must_use]
    pub const fn status(&self) -> &FitStatus {
        &self.status
    }

    /// Steps of the search that won.
    #[must_use]
    pub const fn steps(&self) -> u32 {
        self.steps
    }

    /// How many starts were tried.
    #[must_use]
    pub const fn starts(&self) -> u32 {
        self.starts
    }

    /// How many of them came as high as the best. Fewer than all hints at several tops.
    #[must_use]
    pub const fn agreeing_starts(&self) -> u32 {
        self.agreeing_starts
    }
}

impl<M: LifetimeModel> Fit<M> {
    pub(super) fn new<const N: usize>(
        top: &Maximum<N>,
        parameters: [f64; N],
        log_likelihood: f64,
        n: u64,
        starts: usize,
        options: &FitOptions,
    ) -> Option<Self> {
        let model = M::from_parameters(&parameters)?;
        let status = status::<M, N>(top);
        let covariance = top.covariance.filter(|_| status.is_converged());
        let variance = |i: usize| covariance?.get(i)?.get(i).copied();
        let fitted = M::PARAMETERS.iter().zip(parameters).zip(top.gradient).enumerate();
        let parameters = fitted.map(|(i, ((name, value), gradient))| {
            let log_error = variance(i).map(f64::sqrt);
            let standard_error = log_error.map(|error| error * value);
            let estimate =
                standard_error.and_then(|e| wald(value, e, n, options.level, options.interval));
            FittedParameter { name, value, gradient, standard_error, estimate }
        });
        Some(Self {
            model,
            parameters: parameters.collect(),
            log_likelihood,
            n,
            status,
            covariance: covariance.map(|m: Matrix<N>| m.iter().map(|row| row.to_vec()).collect()),
            level: options.level,
            steps: top.steps,
            starts: u32::try_from(starts).unwrap_or(u32::MAX),
            agreeing_starts: top.agreeing,
        })
    }

    /// Covariance of two parameters on their own scale; `None` when the fit did not converge.
    #[must_use]
    pub fn covariance(&self, one: &str, other: &str) -> Option<f64> {
        let place = |name: &str| self.parameters.iter().position(|p| p.name == name);
        let (i, j) = (place(one)?, place(other)?);
        let by = self.parameters.get(i)?.value * self.parameters.get(j)?.value;
        Some(self.covariance.as_ref()?.get(i)?.get(j)? * by)
    }

    /// A figure of the model with an interval for what the sample leaves open about its
    /// parameters (delta method). `None` when the fit did not converge, and where the figure is
    /// not finite.
    ///
    /// The interval is about the expected figure. A single customer scatters around it far more.
    ///
    /// ```
    /// use kpi_cohort::{
    ///     FitOptions, IntervalScale, RenewalCounts, RenewalModel, Sbg, SbgFit, Years,
    /// };
    ///
    /// let counts = RenewalCounts::from_active(&[1000, 869, 743, 653, 593, 551, 517, 491])?;
    /// let SbgFit::Inside(fit) = Sbg::<Years>::fit(&counts, &FitOptions::default())? else {
    ///     panic!("High End has a maximum inside");
    /// };
    /// let year_12 = fit.estimate(IntervalScale::Logit, |sbg| sbg.survival(12)).unwrap();
    /// assert!((year_12.point() - 0.378).abs() < 5e-4);
    /// assert!(year_12.lower() < 0.378 && 0.378 < year_12.upper());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn estimate(&self, scale: IntervalScale, figure: impl Fn(&M) -> f64) -> Option<Estimate> {
        let error = self.standard_error_of(&figure)?;
        wald(figure(&self.model), error, self.n, self.level, scale)
    }

    /// The standard error of a figure of the model, by the delta method. `None` when the fit did
    /// not converge.
    pub fn standard_error_of(&self, figure: impl Fn(&M) -> f64) -> Option<f64> {
        const STEP: f64 = 1e-4;
        let covariance = self.covariance.as_ref()?;
        let values = self.model.parameters();
        // Slopes by the logarithms of the parameters, from differences.
        let moved = |i: usize, by: f64| {
            let mut values = values.clone();
            values.iter_mut().skip(i).take(1).for_each(|v| *v *= by.exp());
            M::from_parameters(&values).map(|model| figure(&model))
        };
        let slopes: Option<Vec<f64>> = (0..values.len())
            .map(|i| Some((moved(i, STEP)? - moved(i, -STEP)?) / (2.0 * STEP)))
            .collect();
        let slopes = slopes?;
        let row = |row: &Vec<f64>| -> f64 { row.iter().zip(&slopes).map(|(c, s)| c * s).sum() };
        let variance: f64 = covariance.iter().zip(&slopes).map(|(c, s)| s * row(c)).sum();
        Some(variance.max(0.0).sqrt())
    }

    /// The level of the intervals.
    pub(super) const fn level(&self) -> ConfidenceLevel {
        self.level
    }
}

fn status<M: LifetimeModel, const N: usize>(top: &Maximum<N>) -> FitStatus {
    match top.end {
        End::Converged => FitStatus::Converged,
        End::Flat => FitStatus::Flat,
        End::StepLimit => FitStatus::StepLimit { steps: top.steps },
        End::Boundary => {
            // The one that crossed, and whoever travels with it.
            let far = |log: f64| log.abs() > super::maximise::FAR;
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

/// A symmetric interval on the scale asked for.
pub(super) fn wald(
    point: f64,
    error: f64,
    n: u64,
    level: ConfidenceLevel,
    scale: IntervalScale,
) -> Option<Estimate> {
    let z = -Normal::standard().inverse_cdf(level.alpha() / 2.0);
    let (lower, upper, method) = match scale {
        IntervalScale::Natural => {
            (point - z * error, point + z * error, EstimateMethod::ObservedInformation)
        }
        IntervalScale::Log => {
            let factor = (z * error / point).exp();
            (point / factor, point * factor, EstimateMethod::ObservedInformationLog)
        }
        IntervalScale::Logit => {
            let odds = point / (1.0 - point);
            let factor = (z * error / (point * (1.0 - point))).exp();
            let share = |odds: f64| odds / (1.0 + odds);
            (share(odds / factor), share(odds * factor), EstimateMethod::ObservedInformationLogit)
        }
    };
    Estimate::try_new(point, lower, upper, level.level(), n, method).ok()
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
    /// The likelihood is not finite at any start: figures are too large or too small for it.
    #[error("the likelihood of {model} is not finite at any of {starts} starts")]
    NoStart {
        /// The model.
        model: &'static str,
        /// How many were tried.
        starts: usize,
    },
}
