//! Forecasts of one series of numbers, and how far forecasts were off.
//!
//! [`DampedTrend`] follows a series, [`NaiveForecast`] is what it has to beat. [`back_test`] makes
//! forecasts at every past [`Origin`] from what was known then; [`ForecastErrors`] adds up how far
//! off they were and how often their intervals held.

mod damped_trend;
mod error;
mod errors;
mod fit;
mod naive;
mod parameters;
mod posterior;
mod rolling;

pub use damped_trend::DampedTrend;
pub use error::DampedTrendError;
pub use errors::{ForecastErrors, ForecastScoreError, NaiveScale};
pub use naive::{NaiveForecast, NaiveForecastError};
pub use parameters::{DampedTrendParameters, TrendState};
pub use posterior::{DampedTrendDraw, DampedTrendPosterior};
pub use rolling::{BackTestRow, Origin, RollingOrigins, RollingOriginsError, back_test};
