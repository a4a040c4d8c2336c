//! How sure one can be of a damped trend.

use super::damped_trend::check;
use super::{DampedTrendError, DampedTrendParameters, TrendState, fit};
use crate::SeededDraws;

/// Everything a series says about its damped trend: not the best one, but how likely each is.
///
/// A fit picks one set of weights out of many that do nearly as well. From a few dozen values neither
/// the weights nor the level are known, and an interval that takes them as known is too narrow. Draws
/// from here carry that doubt into a simulation.
///
/// # Formula
///
/// The model is that of [`DampedTrend`](super::DampedTrend) with normal errors of variance σ².
///
/// * Before the series: √α and √β* anywhere in [0, 1], φ anywhere in [0.8, 0.98], all alike likely:
///   levels and trends that move slowly are a little more likely than ones that jump;
///   nothing known of the level ℓ₀ nor of ln σ; a first trend b₀ of about one σ a step, N(0, σ²).
/// * For given α, β*, φ the errors are linear in (ℓ₀, b₀), so with X the effect of both on each error,
///   e the errors from a start at zero and A = XᵀX + diag(0, 1): (ℓ₀, b₀) is N(A⁻¹Xᵀe, σ² A⁻¹),
///   σ² is S ÷ χ² with n − 1 degrees of freedom, S = eᵀe − eᵀX A⁻¹Xᵀe.
/// * The weight of α, β*, φ is then |A|^(−1/2) S^(−(n−1)/2), taken at the middles of 20 × 8 × 5 cells
///   of √α, √β*, φ.
///
/// # Conventions
///
/// A step without a value (`None`) moves the state on and says nothing about it. With `serde` it is
/// written as its series and read by [`DampedTrendPosterior::try_new`].
///
/// # Undefined when
///
/// Fewer than six values.
///
/// # Worked example
///
/// ```
/// use kpi_stats::{DampedTrendPosterior, SeededDraws};
///
/// // Nothing moves but by chance: the level is near 10, known to ± 0.1 (numpy, on a grid of its
/// // own: 10.05 ± 0.107).
/// let series: Vec<_> = (0..36).map(|n| Some(f64::from(9 + n * 7 % 3))).collect();
/// let posterior = DampedTrendPosterior::try_new(&series)?;
/// let mut draws = SeededDraws::new(1, 0);
/// let levels: Vec<f64> = (0..999).map(|_| posterior.draw(&mut draws).state.level).collect();
/// let mean = levels.iter().sum::<f64>() / 999.0;
/// let spread = (levels.iter().map(|l| (l - mean).powi(2)).sum::<f64>() / 998.0).sqrt();
/// assert!((mean - 10.05).abs() < 0.02 && (spread - 0.107).abs() < 0.02);
/// # Ok::<(), kpi_stats::DampedTrendError>(())
/// ```
///
/// # Common mistake
///
/// Reading the most likely weights as *the* weights: with three years of months, weights of 0.05 and
/// 0.4 for the level are often about as likely, and forecasts of a year differ by a lot.
///
/// # What other systems do
///
/// R's `forecast` and statsmodels simulate with the fitted weights and the fitted state as if they
/// were known. Rlgt and bayesforecast draw them by Markov chains; a grid needs none.
///
/// # References
///
/// R. J. Hyndman, A. B. Koehler, J. K. Ord, R. D. Snyder, *Forecasting with exponential smoothing*,
/// Springer 2008, for the model as a regression on its first state. L. Pascual, J. Romo, E. Ruiz,
/// *Bootstrap predictive inference for ARIMA processes*, Journal of Time Series Analysis 25 (2004),
/// for what leaving out the doubt about parameters costs.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Vec<Option<f64>>", into = "Vec<Option<f64>>"))]
pub struct DampedTrendPosterior {
    series: Vec<Option<f64>>,
    points: Vec<GridPoint>,
    /// Running total of the weights.
    upto: Vec<f64>,
    n: usize,
    mean: f64,
}

/// One damped trend that the series may have come from, after its last value.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct DampedTrendDraw {
    /// Weights and damping.
    pub parameters: DampedTrendParameters,
    /// Level and trend after the last value.
    pub state: TrendState,
    /// σ of one-step errors.
    pub deviation: f64,
}

/// One set of weights.
#[derive(Debug, Clone, Copy, PartialEq)]
struct GridPoint {
    parameters: DampedTrendParameters,
    seen: fit::Seen,
    level: f64,
    trend: f64,
    /// Lower triangle of a square root of A⁻¹.
    root: [f64; 3],
    squares: f64,
}

const LEVEL_CELLS: u8 = 20;
const TREND_CELLS: u8 = 8;
const DAMPING_CELLS: u8 = 5;

/// What b₀ is worth before the series, in values: one.
const TREND_PRIOR: f64 = 1.0;

impl DampedTrendPosterior {
    /// How likely each damped trend is after a series.
    ///
    /// # Errors
    ///
    /// [`DampedTrendError::TooShort`] and [`DampedTrendError::NotFinite`].
    pub fn try_new(series: &[Option<f64>]) -> Result<Self, DampedTrendError> {
        let n = check(series, super::DampedTrend::SHORTEST)?;
        let middle = |cell: u8, cells: u8| (f64::from(cell) + 0.5) / f64::from(cells);
        let mut points = Vec::new();
        for level in 0..LEVEL_CELLS {
            for trend in 0..TREND_CELLS {
                for damping in 0..DAMPING_CELLS {
                    let parameters = DampedTrendParameters::known(
                        middle(level, LEVEL_CELLS).powi(2),
                        middle(trend, TREND_CELLS).powi(2),
                        0.8 + 0.18 * middle(damping, DAMPING_CELLS),
                    );
                    points.push(GridPoint::of(series, parameters));
                }
            }
        }
        let power = (n - 1) as f64 / 2.0;
        let logs: Vec<f64> = points.iter().map(|p| p.log_weight(power)).collect();
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut total = 0.0;
        let upto = logs
            .iter()
            .map(|log| {
                total += (log - largest).exp();
                total
            })
            .collect();
        let mean = series.iter().flatten().sum::<f64>() / n as f64;
        Ok(Self { series: series.to_vec(), points, upto, n, mean })
    }

    /// How many values the series had.
    #[must_use]
    pub const fn n(&self) -> usize {
        self.n
    }

    /// The series it is of.
    #[must_use]
    pub fn series(&self) -> &[Option<f64>] {
        &self.series
    }

    /// The mean of its values.
    #[must_use]
    pub const fn mean(&self) -> f64 {
        self.mean
    }

    /// One of the damped trends, as often as it is likely.
    pub fn draw(&self, draws: &mut SeededDraws) -> DampedTrendDraw {
        let at = draws.unit() * self.upto.last().copied().unwrap_or(0.0);
        let place = self.upto.partition_point(|upto| *upto <= at);
        let point = self.points.get(place).or(self.points.last());
        point.map_or(
            // The grid has points.
            DampedTrendDraw {
                parameters: DampedTrendParameters::known(0.0, 0.0, 0.8),
                state: TrendState::default(),
                deviation: 0.0,
            },
            |point| point.draw(self.n - 1, draws),
        )
    }

    /// What the series leads one to expect so many steps after it: the mean over all damped trends.
    #[must_use]
    pub fn point(&self, steps: u32) -> f64 {
        let (mut sum, mut before) = (0.0, 0.0);
        for (point, upto) in self.points.iter().zip(&self.upto) {
            let state = point.seen.end(point.level, point.trend);
            sum += (upto - before) * point.parameters.ahead(state, steps);
            before = *upto;
        }
        sum / before
    }

    /// The weight of the level to expect: the mean over all damped trends.
    #[must_use]
    pub fn level_weight(&self) -> f64 {
        self.over_all(DampedTrendParameters::level_weight)
    }

    /// The weight of the trend to expect.
    #[must_use]
    pub fn trend_weight(&self) -> f64 {
        self.over_all(DampedTrendParameters::trend_weight)
    }

    /// The damping to expect.
    #[must_use]
    pub fn damping(&self) -> f64 {
        self.over_all(DampedTrendParameters::damping)
    }

    fn over_all(&self, of: fn(DampedTrendParameters) -> f64) -> f64 {
        let (mut sum, mut before) = (0.0, 0.0);
        for (point, upto) in self.points.iter().zip(&self.upto) {
            sum += (upto - before) * of(point.parameters);
            before = *upto;
        }
        sum / before
    }
}

impl GridPoint {
    fn of(series: &[Option<f64>], parameters: DampedTrendParameters) -> Self {
        let seen = fit::Seen::of(series, parameters);
        let fit::Seen { ll, lt, tt, le, te, ee, .. } = seen;
        let tt = tt + TREND_PRIOR;
        let determinant = ll * tt - lt * lt;
        let (level, trend) = ((le * tt - te * lt) / determinant, (te * ll - le * lt) / determinant);
        // What rounding leaves of a perfect fit is not below nothing.
        let squares = (ee - level * le - trend * te).max(1e-12 * ee);
        // A⁻¹ = [tt, −lt; −lt, ll] ÷ determinant, and its lower root.
        let first = (tt / determinant).sqrt();
        let below = -lt / determinant / first;
        let second = (ll / determinant - below * below).max(0.0).sqrt();
        Self { parameters, seen, level, trend, root: [first, below, second], squares }
    }

    fn log_weight(&self, power: f64) -> f64 {
        let [first, _, second] = self.root;
        (first * second).ln() - power * self.squares.max(f64::MIN_POSITIVE).ln()
    }

    fn draw(&self, free: usize, draws: &mut SeededDraws) -> DampedTrendDraw {
        // χ² with k degrees of freedom is twice a gamma of shape k ÷ 2.
        let chi_square = 2.0 * draws.gamma(free as f64 / 2.0);
        let deviation = (self.squares / chi_square.max(f64::MIN_POSITIVE)).sqrt();
        let (one, two) = (draws.normal(), draws.normal());
        let [first, below, second] = self.root;
        let level = self.level + deviation * first * one;
        let trend = self.trend + deviation * (below * one + second * two);
        let state = self.seen.end(level, trend);
        DampedTrendDraw { parameters: self.parameters, state, deviation }
    }
}

#[cfg(feature = "serde")]
impl TryFrom<Vec<Option<f64>>> for DampedTrendPosterior {
    type Error = DampedTrendError;

    fn try_from(series: Vec<Option<f64>>) -> Result<Self, Self::Error> {
        Self::try_new(&series)
    }
}

#[cfg(feature = "serde")]
impl From<DampedTrendPosterior> for Vec<Option<f64>> {
    fn from(posterior: DampedTrendPosterior) -> Self {
        posterior.series
    }
}
