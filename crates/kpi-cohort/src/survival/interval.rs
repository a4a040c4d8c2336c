//! Intervals of survival probabilities.

use kpi_types::{Estimate, EstimateMethod};

use super::{IntervalEdges, IntervalScale, KaplanMeierOptions, NoInterval};

/// Which variance a curve has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Variance {
    Greenwood,
    Robust,
}

impl Variance {
    pub(super) const fn method(self, scale: IntervalScale) -> EstimateMethod {
        match (self, scale) {
            (Self::Greenwood, IntervalScale::Plain) => EstimateMethod::GreenwoodPlain,
            (Self::Greenwood, IntervalScale::Log) => EstimateMethod::GreenwoodLog,
            (Self::Greenwood, IntervalScale::LogLog) => EstimateMethod::GreenwoodLogLog,
            (Self::Robust, IntervalScale::Plain) => EstimateMethod::RobustSurvivalPlain,
            (Self::Robust, IntervalScale::Log) => EstimateMethod::RobustSurvivalLog,
            (Self::Robust, IntervalScale::LogLog) => EstimateMethod::RobustSurvivalLogLog,
        }
    }
}

/// The interval of S at a level, given the variance of log S.
pub(super) fn survival_interval(
    survival: f64,
    log_variance: f64,
    subjects: u64,
    variance: Variance,
    options: &KaplanMeierOptions,
) -> Result<Estimate, NoInterval> {
    let [lower, upper] = ends(survival, log_variance, options)?;
    let method = variance.method(options.scale());
    let level = options.level().level();
    // Rounding must not part the point from its interval.
    let (lower, upper) = (lower.min(survival), upper.max(survival));
    Estimate::try_new(survival, lower, upper, level, subjects, method)
        .map_err(|_| NoInterval::TooWide)
}

/// Both ends.
pub(super) fn ends(
    survival: f64,
    log_variance: f64,
    options: &KaplanMeierOptions,
) -> Result<[f64; 2], NoInterval> {
    if survival <= 0.0 || !log_variance.is_finite() {
        return Err(NoInterval::NobodyLeft);
    }
    let log = survival.ln();
    if log == 0.0 {
        let undefined = options.edges() == IntervalEdges::Undefined;
        return if undefined && options.scale() == IntervalScale::LogLog {
            Err(NoInterval::NoEventYet)
        } else {
            Ok([survival, survival])
        };
    }
    let reach = options.level().z() * log_variance.sqrt();
    let [lower, upper] = match options.scale() {
        IntervalScale::Plain => [survival - survival * reach, survival + survival * reach],
        IntervalScale::Log => [(log - reach).exp(), (log + reach).exp()],
        // S to the power of exp(± z s / log S); the log is negative.
        IntervalScale::LogLog => [reach, -reach].map(|r| (log * (r / -log).exp()).exp()),
    };
    Ok([lower.clamp(0.0, 1.0), upper.clamp(0.0, 1.0)])
}
