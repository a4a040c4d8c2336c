//! What a fit gives back: the model, and how far it can be trusted.

mod options;
mod status;

use kpi_stats::ConfidenceLevel;
use kpi_types::Estimate;

use super::matrix::Matrix;
use super::maximise::Maximum;
use status::status;

pub(super) use options::wald;
pub use options::{FitIntervalScale, FitOptions};
pub use status::{FitError, FitStatus, ParameterBoundary, RunningParameter};

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
                standard_error.and_then(|e| wald(value, e, n, options.level(), options.interval()));
            FittedParameter { name, value, gradient, standard_error, estimate }
        });
        Some(Self {
            model,
            parameters: parameters.collect(),
            log_likelihood,
            n,
            status,
            covariance: covariance.map(|m: Matrix<N>| m.iter().map(|row| row.to_vec()).collect()),
            level: options.level(),
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
    ///     FitOptions, FitIntervalScale, RenewalCounts, RenewalModel, Sbg, SbgFit, Years,
    /// };
    ///
    /// let counts = RenewalCounts::from_active(&[1000, 869, 743, 653, 593, 551, 517, 491])?;
    /// let SbgFit::Inside(fit) = Sbg::<Years>::fit(&counts, &FitOptions::default())? else {
    ///     panic!("High End has a maximum inside");
    /// };
    /// let year_12 = fit.estimate(FitIntervalScale::Logit, |sbg| sbg.survival(12)).unwrap();
    /// assert!((year_12.point() - 0.378).abs() < 5e-4);
    /// assert!(year_12.lower() < 0.378 && 0.378 < year_12.upper());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn estimate(
        &self,
        scale: FitIntervalScale,
        figure: impl Fn(&M) -> f64,
    ) -> Option<Estimate> {
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
