//! Holt's method with a trend that dies out.

use kpi_types::{Estimate, EstimateMethod};

use super::{DampedTrendError, DampedTrendParameters, TrendState, fit};
use crate::ConfidenceLevel;

/// A series followed by a level and a trend that dies out: Holt's method as damped by Gardner and
/// McKenzie.
///
/// Straight lines drawn into the future are nearly always too steep; a trend that flattens has been
/// hard to beat as an automatic forecast.
///
/// # Formula
///
/// With values y, level ℓ, trend b, weights α and β*, damping φ:
///
/// * ℓₜ = α yₜ + (1 − α)(ℓₜ₋₁ + φ bₜ₋₁)
/// * bₜ = β* (ℓₜ − ℓₜ₋₁) + (1 − β*) φ bₜ₋₁
/// * h steps ahead: ℓₜ + (φ + φ² + … + φʰ) bₜ
///
/// The variance h steps ahead is σ² (1 + Σ cⱼ²) over j = 1 … h − 1, with
/// cⱼ = α + α β* (φ + … + φʲ). σ² is the sum of squared one-step errors over n minus the number of
/// fitted parameters.
///
/// # Conventions
///
/// [`DampedTrend::fit`] minimises the sum of squared one-step errors. For given weights and damping
/// the best start (ℓ₀, b₀) is exact, by least squares; α and β* in [0, 1] and φ in [0.8, 0.98] are
/// found on a grid, then by steps that halve down to 10⁻⁶. Less than 0.8 is hardly a trend, more
/// than 0.98 hardly damped.
///
/// # Undefined when
///
/// Fewer than six values: there are five parameters.
///
/// # Worked example
///
/// ```
/// use kpi_stats::{ConfidenceLevel, DampedTrend, DampedTrendParameters, TrendState};
///
/// let parameters = DampedTrendParameters::try_new(0.5, 0.5, 0.8)?;
/// let start = TrendState { level: 10.0, trend: 1.0 };
/// let trend = DampedTrend::with_start(&[12.0, 13.0], parameters, start)?;
/// // Expected 10.8, came 12: level 11.4, trend 0.8 + 0.25 × 1.2 = 1.1. Expected 12.28, came 13:
/// // level 12.64, trend 0.88 + 0.25 × 0.72 = 1.06.
/// assert!((trend.state().level - 12.64).abs() < 1e-12);
/// // 12.64 + (0.8 + 0.64) × 1.06.
/// assert!((trend.point(2) - 14.1664).abs() < 1e-12);
/// # Ok::<(), kpi_stats::DampedTrendError>(())
/// ```
///
/// # Common mistake
///
/// Reading the point without its interval. And taking the interval as all there is: it knows the
/// errors of the past, not that the weights are fitted nor that the world changes.
///
/// # What other systems do
///
/// R's `forecast::holt(damped = TRUE)` keeps φ in [0.8, 0.98] as here and maximises a likelihood,
/// which for these errors is the same sum of squares, with β ≤ α and bounds away from 0 and 1.
/// statsmodels' `Holt(damped_trend=True)` lets φ go to 0.995 and takes its start from a rule of thumb
/// unless told to estimate it. Both have the same forecasts for the same parameters.
///
/// # References
///
/// E. S. Gardner, E. McKenzie, *Forecasting trends in time series*, Management Science 31 (1985).
/// R. J. Hyndman, G. Athanasopoulos, *Forecasting: principles and practice*, 3rd edition, 8.2 and
/// 8.7.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "written::Written", into = "written::Written"))]
pub struct DampedTrend {
    parameters: DampedTrendParameters,
    start: TrendState,
    state: TrendState,
    errors: Vec<f64>,
    fitted: usize,
}

#[cfg(feature = "serde")]
mod written;

/// α, β*, φ, ℓ₀ and b₀.
const PARAMETERS: usize = 5;

impl DampedTrend {
    /// The fewest values a fit takes.
    pub const SHORTEST: usize = PARAMETERS + 1;

    /// The damped trend with the smallest sum of squared one-step errors.
    ///
    /// # Errors
    ///
    /// [`DampedTrendError::TooShort`] and [`DampedTrendError::NotFinite`].
    pub fn fit(series: &[f64]) -> Result<Self, DampedTrendError> {
        Self::fit_with_gaps(&all(series))
    }

    /// The same for a series in which some steps have no value: they move the state on, and are no
    /// error.
    ///
    /// # Errors
    ///
    /// [`DampedTrendError::TooShort`] for fewer than six values, [`DampedTrendError::NotFinite`].
    pub fn fit_with_gaps(series: &[Option<f64>]) -> Result<Self, DampedTrendError> {
        check(series, Self::SHORTEST)?;
        let parameters = fit::best(series);
        let start = fit::best_start(series, parameters).start;
        Ok(Self::run(series, parameters, start, PARAMETERS))
    }

    /// Weights and damping as given, and the start with the smallest sum of squared errors.
    ///
    /// # Errors
    ///
    /// [`DampedTrendError::TooShort`] below three values, [`DampedTrendError::NotFinite`].
    pub fn with_parameters(
        series: &[f64],
        parameters: DampedTrendParameters,
    ) -> Result<Self, DampedTrendError> {
        let series = all(series);
        check(&series, 3)?;
        let start = fit::best_start(&series, parameters).start;
        Ok(Self::run(&series, parameters, start, 2))
    }

    /// Everything as given.
    ///
    /// # Errors
    ///
    /// [`DampedTrendError::TooShort`] without values, [`DampedTrendError::NotFinite`] and
    /// [`DampedTrendError::Start`].
    pub fn with_start(
        series: &[f64],
        parameters: DampedTrendParameters,
        start: TrendState,
    ) -> Result<Self, DampedTrendError> {
        let series = all(series);
        check(&series, 1)?;
        let TrendState { level, trend } = start;
        if !(level.is_finite() && trend.is_finite()) {
            return Err(DampedTrendError::Start { level, trend });
        }
        Ok(Self::run(&series, parameters, start, 0))
    }

    fn run(
        series: &[Option<f64>],
        parameters: DampedTrendParameters,
        start: TrendState,
        fitted: usize,
    ) -> Self {
        let mut state = start;
        let mut errors = Vec::with_capacity(series.len());
        for value in series {
            state = match value {
                Some(value) => {
                    errors.push(value - parameters.next_value(state));
                    parameters.after(state, *value)
                }
                None => parameters.without_value(state),
            };
        }
        Self { parameters, start, state, errors, fitted }
    }

    /// Weights and damping.
    #[must_use]
    pub const fn parameters(&self) -> DampedTrendParameters {
        self.parameters
    }

    /// Level and trend before the first value.
    #[must_use]
    pub const fn start(&self) -> TrendState {
        self.start
    }

    /// Level and trend after the last value.
    #[must_use]
    pub const fn state(&self) -> TrendState {
        self.state
    }

    /// Number of values.
    #[must_use]
    pub fn n(&self) -> usize {
        self.errors.len()
    }

    /// One-step errors: each value less what was expected of it.
    #[must_use]
    pub fn errors(&self) -> &[f64] {
        &self.errors
    }

    /// Their squares added up.
    #[must_use]
    pub fn sum_of_squares(&self) -> f64 {
        self.errors.iter().map(|e| e * e).sum()
    }

    /// σ: the standard deviation of one-step errors, over n minus the number of fitted parameters.
    #[must_use]
    pub fn deviation(&self) -> f64 {
        let free = self.n().saturating_sub(self.fitted).max(1);
        (self.sum_of_squares() / free as f64).sqrt()
    }

    /// The value so many steps after the last one; 0 steps is the level.
    #[must_use]
    pub fn point(&self, steps: u32) -> f64 {
        self.parameters.ahead(self.state, steps)
    }

    /// The value so many steps ahead with its interval.
    ///
    /// # Errors
    ///
    /// [`DampedTrendError::NoSteps`] for 0 steps.
    pub fn forecast(
        &self,
        steps: u32,
        level: ConfidenceLevel,
    ) -> Result<Estimate, DampedTrendError> {
        let (point, spread) = (self.point(steps), self.spread(steps)?);
        let around = level.z() * spread;
        Ok(Estimate::try_new(
            point,
            point - around,
            point + around,
            level.level(),
            self.n() as u64,
            EstimateMethod::Innovations,
        )?)
    }
}

impl DampedTrend {
    /// The probability that the value so many steps ahead is at most `value`, its error being normal
    /// with the standard deviation of [`DampedTrend::forecast`].
    ///
    /// ```
    /// use kpi_stats::{DampedTrend, DampedTrendParameters, TrendState};
    ///
    /// let parameters = DampedTrendParameters::try_new(0.5, 0.5, 0.8)?;
    /// let start = TrendState { level: 10.0, trend: 1.0 };
    /// let trend = DampedTrend::with_start(&[12.0, 13.0], parameters, start)?;
    /// // Errors 1.2 and 0.72: σ = √(1.9584 ÷ 2); the next value is expected at 13.488.
    /// assert!((trend.probability_at_most(1, 13.488)? - 0.5).abs() < 1e-12);
    /// // One σ above: Φ(1) = 0.8413.
    /// let above = trend.probability_at_most(1, 13.488 + 0.9792_f64.sqrt())?;
    /// assert!((above - 0.841_344_746).abs() < 1e-8);
    /// # Ok::<(), kpi_stats::DampedTrendError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`DampedTrendError::NoSteps`] for 0 steps.
    pub fn probability_at_most(&self, steps: u32, value: f64) -> Result<f64, DampedTrendError> {
        let (point, spread) = (self.point(steps), self.spread(steps)?);
        let apart = value - point;
        Ok(match spread > 0.0 {
            true => crate::normal::cdf(apart / spread),
            // A series without errors is certain.
            false if apart >= 0.0 => 1.0,
            false => 0.0,
        })
    }

    /// The standard deviation of the value so many steps ahead.
    fn spread(&self, steps: u32) -> Result<f64, DampedTrendError> {
        let before = steps.checked_sub(1).ok_or(DampedTrendError::NoSteps)?;
        let (alpha, beta) = (self.parameters.level_weight(), self.parameters.trend_weight());
        let (mut variance, mut sum, mut power) = (1.0, 0.0, 1.0);
        for _ in 0..before {
            power *= self.parameters.damping();
            sum += power;
            variance += (alpha + alpha * beta * sum).powi(2);
        }
        Ok(self.deviation() * f64::sqrt(variance))
    }
}

fn all(series: &[f64]) -> Vec<Option<f64>> {
    series.iter().copied().map(Some).collect()
}

/// How many values there are, if they are enough and finite.
pub(super) fn check(series: &[Option<f64>], needed: usize) -> Result<usize, DampedTrendError> {
    let n = series.iter().flatten().count();
    if n < needed {
        return Err(DampedTrendError::TooShort { n, needed });
    }
    let mut places = series.iter().enumerate();
    match places.find_map(|(index, value)| Some((index, (*value).filter(|v| !v.is_finite())?))) {
        Some((index, value)) => Err(DampedTrendError::NotFinite { index, value }),
        None => Ok(n),
    }
}
