//! How a model is fitted, and how its intervals are made.

use kpi_stats::ConfidenceLevel;
use kpi_types::{Estimate, EstimateMethod};
use statrs::distribution::{ContinuousCDF, Normal};

/// How a model is fitted.
///
/// ```
/// use kpi_cohort::{FitOptions, FitIntervalScale};
/// use kpi_stats::ConfidenceLevel;
///
/// let options = FitOptions::default()
///     .with_level(ConfidenceLevel::P90)
///     .with_interval(FitIntervalScale::Natural);
/// assert_eq!(options.level(), ConfidenceLevel::P90);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct FitOptions {
    level: ConfidenceLevel,
    interval: FitIntervalScale,
    steps: u32,
}

/// On which scale an interval is symmetric around the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum FitIntervalScale {
    /// The figure itself: what `lifetimes` prints. May reach below 0.
    Natural,
    /// Its logarithm: stays above 0. The default for parameters.
    #[default]
    Log,
    /// Its log-odds: stays between 0 and 1. For probabilities.
    Logit,
}

impl Default for FitOptions {
    /// 95 %, intervals on the logarithm, at most 500 steps from each start.
    fn default() -> Self {
        Self { level: ConfidenceLevel::P95, interval: FitIntervalScale::Log, steps: 500 }
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
    pub const fn with_interval(mut self, interval: FitIntervalScale) -> Self {
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
    pub const fn interval(&self) -> FitIntervalScale {
        self.interval
    }

    /// The largest number of steps from each start.
    #[must_use]
    pub const fn steps(&self) -> u32 {
        self.steps
    }
}

/// A symmetric interval on the scale asked for.
pub(in crate::lifetime) fn wald(
    point: f64,
    error: f64,
    n: u64,
    level: ConfidenceLevel,
    scale: FitIntervalScale,
) -> Option<Estimate> {
    let z = -Normal::standard().inverse_cdf(level.alpha() / 2.0);
    let (lower, upper, method) = match scale {
        FitIntervalScale::Natural => {
            (point - z * error, point + z * error, EstimateMethod::ObservedInformation)
        }
        FitIntervalScale::Log => {
            let factor = (z * error / point).exp();
            (point / factor, point * factor, EstimateMethod::ObservedInformationLog)
        }
        FitIntervalScale::Logit => {
            let odds = point / (1.0 - point);
            let factor = (z * error / (point * (1.0 - point))).exp();
            let share = |odds: f64| odds / (1.0 + odds);
            (share(odds / factor), share(odds * factor), EstimateMethod::ObservedInformationLogit)
        }
    };
    Estimate::try_new(point, lower, upper, level.level(), n, method).ok()
}
