//! A value of the curve.

use kpi_types::Estimate;

use super::NoInterval;

/// The share that stays beyond a time, with its standard error and interval where they exist.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "super::stored::RawSurvivalPoint", into = "super::stored::RawSurvivalPoint")
)]
pub struct SurvivalPoint {
    time: f64,
    survival: f64,
    standard_error: Result<f64, NoInterval>,
    interval: Result<Estimate, NoInterval>,
}

impl SurvivalPoint {
    pub(super) fn new(
        time: f64,
        survival: f64,
        standard_error: Result<f64, NoInterval>,
        interval: Result<Estimate, NoInterval>,
    ) -> Self {
        Self { time, survival, standard_error, interval }
    }

    /// A value that was not seen.
    pub(super) fn assumed(time: f64, survival: f64) -> Self {
        let why = NoInterval::Assumed;
        Self { time, survival, standard_error: Err(why), interval: Err(why) }
    }

    /// The time.
    #[must_use]
    pub const fn time(&self) -> f64 {
        self.time
    }

    /// The share that stays beyond it.
    #[must_use]
    pub const fn survival(&self) -> f64 {
        self.survival
    }

    /// The standard error of the share.
    ///
    /// # Errors
    ///
    /// [`NoInterval`] where nobody is left, and where the variance is not available.
    pub const fn standard_error(&self) -> Result<f64, NoInterval> {
        self.standard_error
    }

    /// The share with its interval.
    ///
    /// # Errors
    ///
    /// [`NoInterval`] as [`standard_error`](Self::standard_error), and before the first event on
    /// the log-log scale.
    pub const fn estimate(&self) -> Result<Estimate, NoInterval> {
        self.interval
    }
}
