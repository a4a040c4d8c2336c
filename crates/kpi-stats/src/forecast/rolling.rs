//! Forecasts made again at every past moment, from what was known then.

use std::num::NonZeroUsize;

use kpi_types::Estimate;

/// A moment of the past at which a forecast could have been made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Origin {
    /// How many values were known: the first so many.
    pub known: usize,
    /// The place, from 0, of the value that was to be forecast.
    pub target: usize,
}

/// Which origins are looked at: the first, how far apart, how far ahead.
///
/// ```
/// use kpi_stats::{Origin, RollingOrigins};
///
/// // 20 months; forecasts 3 ahead, the first from 12 months, then every fourth month.
/// let origins = RollingOrigins::try_new(12, 4, 3)?;
/// let found: Vec<Origin> = origins.over(20).collect();
/// assert_eq!(found, [Origin { known: 12, target: 14 }, Origin { known: 16, target: 18 }]);
/// # Ok::<(), kpi_stats::RollingOriginsError>(())
/// ```
///
/// # References
///
/// R. J. Hyndman, G. Athanasopoulos, *Forecasting: principles and practice*, 3rd edition, 5.10.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RollingOrigins {
    first_known: NonZeroUsize,
    every: NonZeroUsize,
    steps: NonZeroUsize,
}

/// What is wrong with a set of origins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RollingOriginsError {
    /// A number that has to be at least one.
    #[error("{of} must be at least 1")]
    Zero {
        /// Which number.
        of: &'static str,
    },
}

/// A forecast of the past beside what came.
#[derive(Debug, Clone, PartialEq)]
pub struct BackTestRow<E> {
    /// When it was made and for when.
    pub origin: Origin,
    /// What came.
    pub actual: f64,
    /// What was forecast, or why nothing was.
    pub forecast: Result<Estimate, E>,
}

impl RollingOrigins {
    /// Forecasts `steps` ahead, the first from `first_known` values, then `every` so many values.
    ///
    /// # Errors
    ///
    /// [`RollingOriginsError::Zero`].
    pub fn try_new(
        first_known: usize,
        every: usize,
        steps: usize,
    ) -> Result<Self, RollingOriginsError> {
        let some = |value, of| NonZeroUsize::new(value).ok_or(RollingOriginsError::Zero { of });
        Ok(Self {
            first_known: some(first_known, "the number of values known first")?,
            every: some(every, "the distance of origins")?,
            steps: some(steps, "the number of steps ahead")?,
        })
    }

    /// The origins in a series of so many values whose target is among them.
    pub fn over(self, n: usize) -> impl Iterator<Item = Origin> {
        let Self { first_known, every, steps } = self;
        (first_known.get()..=n)
            .step_by(every.get())
            .map_while(move |known| {
                Some(Origin { known, target: known.checked_add(steps.get())? - 1 })
            })
            .take_while(move |origin| origin.target < n)
    }
}

/// Makes a forecast at every origin from the values known then, and puts it beside what came.
///
/// # Common mistake
///
/// Handing the forecast anything found on the whole series, such as a parameter: `forecast` gets
/// only the values before the origin.
///
/// ```
/// use kpi_stats::{ConfidenceLevel, DampedTrend, RollingOrigins, back_test};
///
/// let series: Vec<f64> = (0..30).map(|n| 100.0 + 2.0 * f64::from(n)).collect();
/// let origins = RollingOrigins::try_new(12, 3, 6)?;
/// let rows = back_test(&series, origins, |known| {
///     DampedTrend::fit(known)?.forecast(6, ConfidenceLevel::P95)
/// });
/// assert_eq!(rows.len(), 5);
/// assert_eq!(rows[0].actual, 134.0);
/// # Ok::<(), kpi_stats::RollingOriginsError>(())
/// ```
pub fn back_test<E>(
    series: &[f64],
    origins: RollingOrigins,
    mut forecast: impl FnMut(&[f64]) -> Result<Estimate, E>,
) -> Vec<BackTestRow<E>> {
    let row = |origin: Origin| {
        let actual = *series.get(origin.target)?;
        let forecast = forecast(series.get(..origin.known)?);
        Some(BackTestRow { origin, actual, forecast })
    };
    origins.over(series.len()).filter_map(row).collect()
}
