//! How far forecasts were off.

use kpi_types::Estimate;

use crate::{ConfidenceLevel, wilson};

/// Forecasts beside what came, added up. Parts can be [merged](Self::merge).
///
/// # Formula
///
/// With actual values y and forecasts f over n pairs:
///
/// | method | figure | formula |
/// |---|---|---|
/// | `bias` | bias | mean of f − y: above zero when forecasts are too high |
/// | `mean_absolute_error` | MAE | mean of \|f − y\| |
/// | `root_mean_squared_error` | RMSE | √ mean of (f − y)² |
/// | `mean_absolute_percentage_error` | MAPE | mean of \|f − y\| ÷ \|y\|, as a share |
/// | `mean_absolute_scaled_error` | MASE | MAE ÷ the MAE of a naive forecast, see [`NaiveScale`] |
/// | `coverage` | coverage | share of intervals that held the value, Wilson |
///
/// # Undefined when
///
/// There are no pairs; MAPE where a value is zero; MASE where the naive forecast was never off;
/// coverage without intervals. Each is a typed reason.
///
/// # Worked example
///
/// ```
/// use kpi_stats::{ForecastErrors, ForecastScoreError};
///
/// let mut errors = ForecastErrors::default();
/// errors.observe(100.0, 110.0)?;
/// errors.observe(200.0, 190.0)?;
/// assert_eq!(errors.bias()?, 0.0);
/// assert_eq!(errors.mean_absolute_error()?, 10.0);
/// // A tenth and a twentieth.
/// assert!((errors.mean_absolute_percentage_error()? - 0.075).abs() < 1e-12);
/// assert_eq!(errors.coverage(Default::default()), Err(ForecastScoreError::NoIntervals));
/// # Ok::<(), kpi_stats::ForecastScoreError>(())
/// ```
///
/// # Common mistake
///
/// Taking forecasts whose spans overlap for independent ones: forecasts of a year made each quarter
/// share most of what went wrong, and the interval of their coverage is too narrow.
///
/// # What other systems do
///
/// Hyndman and Athanasopoulos define the error as y − f, so their mean error (ME) has the other
/// sign. Many libraries leave zeros out of MAPE or divide by an epsilon.
///
/// # References
///
/// R. J. Hyndman, A. B. Koehler, *Another look at measures of forecast accuracy*, International
/// Journal of Forecasting 22 (2006).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ForecastErrors {
    pairs: Vec<(f64, f64)>,
    covered: u64,
    intervals: u64,
}

/// Why a figure about forecasts does not exist.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ForecastScoreError {
    /// A value or a forecast that is not a number.
    #[error("the value {actual} and the forecast {forecast} must be finite")]
    NotFinite {
        /// What came.
        actual: f64,
        /// What was forecast.
        forecast: f64,
    },
    /// Nothing to look at.
    #[error("there are no forecasts to judge")]
    NoForecasts,
    /// A percentage of zero.
    #[error("{zeros} of {n} values are zero: a percentage error does not exist")]
    ZeroActual {
        /// Values of zero.
        zeros: u64,
        /// All values.
        n: u64,
    },
    /// No forecast had an interval.
    #[error("no forecast came with an interval")]
    NoIntervals,
    /// Too few values for the naive forecast.
    #[error("{n} values are too few for a season of {season}: at least one more than that")]
    TooShort {
        /// Values given.
        n: usize,
        /// The season.
        season: u32,
    },
    /// The naive forecast is never off.
    #[error("the naive forecast is never off, so nothing can be measured by it")]
    NoScale,
}

/// The mean absolute error of the naive forecast (last value, or last season) in training data.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NaiveScale(f64);

impl NaiveScale {
    /// Mean of |yₜ − yₜ₋ₘ| over a series, with m = 1 for "last value".
    ///
    /// # Errors
    ///
    /// [`ForecastScoreError::TooShort`], [`ForecastScoreError::NotFinite`], and
    /// [`ForecastScoreError::NoScale`] where the mean is zero.
    pub fn try_new(
        training: &[f64],
        season: std::num::NonZeroU32,
    ) -> Result<Self, ForecastScoreError> {
        let (n, season) = (training.len(), season.get());
        let later = training.get(season as usize..).filter(|later| !later.is_empty());
        let later = later.ok_or(ForecastScoreError::TooShort { n, season })?;
        let mut sum = 0.0;
        for (actual, forecast) in later.iter().copied().zip(training.iter().copied()) {
            if !(actual.is_finite() && forecast.is_finite()) {
                return Err(ForecastScoreError::NotFinite { actual, forecast });
            }
            sum += (actual - forecast).abs();
        }
        let scale = sum / later.len() as f64;
        if scale > 0.0 { Ok(Self(scale)) } else { Err(ForecastScoreError::NoScale) }
    }

    /// The mean absolute error.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.0
    }
}

impl ForecastErrors {
    /// Adds a value and the forecast of it.
    ///
    /// # Errors
    ///
    /// [`ForecastScoreError::NotFinite`].
    pub fn observe(&mut self, actual: f64, forecast: f64) -> Result<(), ForecastScoreError> {
        if !(actual.is_finite() && forecast.is_finite()) {
            return Err(ForecastScoreError::NotFinite { actual, forecast });
        }
        self.pairs.push((actual, forecast));
        Ok(())
    }

    /// Adds a value and the forecast of it with its interval. Both ends belong to the interval.
    ///
    /// # Errors
    ///
    /// [`ForecastScoreError::NotFinite`].
    pub fn observe_estimate(
        &mut self,
        actual: f64,
        forecast: &Estimate,
    ) -> Result<(), ForecastScoreError> {
        self.observe(actual, forecast.point())?;
        self.intervals += 1;
        self.covered += u64::from((forecast.lower()..=forecast.upper()).contains(&actual));
        Ok(())
    }

    /// Adds the pairs of another part.
    pub fn merge(&mut self, other: &Self) {
        self.pairs.extend_from_slice(&other.pairs);
        self.covered += other.covered;
        self.intervals += other.intervals;
    }

    /// Number of pairs.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.pairs.len() as u64
    }

    /// Mean of forecast less value: above zero when forecasts are too high.
    ///
    /// # Errors
    ///
    /// [`ForecastScoreError::NoForecasts`].
    pub fn bias(&self) -> Result<f64, ForecastScoreError> {
        self.mean(|actual, forecast| forecast - actual)
    }

    /// MAE.
    ///
    /// # Errors
    ///
    /// [`ForecastScoreError::NoForecasts`].
    pub fn mean_absolute_error(&self) -> Result<f64, ForecastScoreError> {
        self.mean(|actual, forecast| (forecast - actual).abs())
    }

    /// RMSE.
    ///
    /// # Errors
    ///
    /// [`ForecastScoreError::NoForecasts`].
    pub fn root_mean_squared_error(&self) -> Result<f64, ForecastScoreError> {
        self.mean(|actual, forecast| (forecast - actual).powi(2)).map(f64::sqrt)
    }

    /// MAPE, as a share: 0.1 for 10 %.
    ///
    /// # Errors
    ///
    /// [`ForecastScoreError::NoForecasts`], and [`ForecastScoreError::ZeroActual`] where a value is
    /// zero.
    pub fn mean_absolute_percentage_error(&self) -> Result<f64, ForecastScoreError> {
        let zeros = self.pairs.iter().filter(|(actual, _)| *actual == 0.0).count() as u64;
        if zeros > 0 {
            return Err(ForecastScoreError::ZeroActual { zeros, n: self.n() });
        }
        self.mean(|actual, forecast| ((forecast - actual) / actual).abs())
    }

    /// MASE: below 1 where the forecasts were better than the naive ones in training.
    ///
    /// # Errors
    ///
    /// [`ForecastScoreError::NoForecasts`].
    pub fn mean_absolute_scaled_error(&self, scale: NaiveScale) -> Result<f64, ForecastScoreError> {
        Ok(self.mean_absolute_error()? / scale.value())
    }

    /// How often the interval held the value, with the Wilson interval of that share.
    ///
    /// # Errors
    ///
    /// [`ForecastScoreError::NoIntervals`].
    pub fn coverage(&self, level: ConfidenceLevel) -> Result<Estimate, ForecastScoreError> {
        if self.intervals == 0 {
            return Err(ForecastScoreError::NoIntervals);
        }
        wilson(self.covered, self.intervals, level).map_err(|_| ForecastScoreError::NoIntervals)
    }

    fn mean(&self, of: impl Fn(f64, f64) -> f64) -> Result<f64, ForecastScoreError> {
        if self.pairs.is_empty() {
            return Err(ForecastScoreError::NoForecasts);
        }
        // Sorted, so that the order of the parts does not move the last digit.
        let mut figures: Vec<f64> = self.pairs.iter().map(|(y, f)| of(*y, *f)).collect();
        figures.sort_unstable_by(f64::total_cmp);
        Ok(figures.iter().sum::<f64>() / figures.len() as f64)
    }
}
