#![doc = include_str!("../README.md")]
//!
//! # What is not here
//!
//! No KPI and no formula of one: which figures are divided stands in the metric catalog. No random
//! numbers from the system: a bootstrap and [`SeededDraws`] take a seed. No threads, no I/O.
//!
//! # Concepts
//!
//! * A result is a [`kpi_types::Estimate`]: point, interval, level, number of observations, method.
//!   Never a bare float, never NaN.
//! * Which method is a named choice: [`ProportionMethod`], [`QuantileType`], [`BootstrapMethod`].
//!   Each is described in the same way, with a worked example and what other systems do.
//! * What does not exist is typed: no trials, too few units, a denominator of zero.
//!
//! # Features
//!
//! * `serde`: options and method names read and write through the same checks as their
//!   constructors.

mod beta;
mod bootstrap;
mod chi_square;
mod forecast;
mod level;
mod normal;
mod proportion;
mod quantile;
mod random;

pub use bootstrap::{
    BootstrapError, BootstrapEstimate, BootstrapMethod, BootstrapOptions, RatioSample,
    RatioUnitError, bootstrap, bootstrap_by,
};
pub use chi_square::{ChiSquare, ChiSquareError};
pub use forecast::{
    BackTestRow, DampedTrend, DampedTrendDraw, DampedTrendError, DampedTrendParameters,
    DampedTrendPosterior, ForecastErrors, ForecastScoreError, NaiveForecast, NaiveForecastError,
    NaiveScale, Origin, RollingOrigins, RollingOriginsError, TrendState, back_test,
};
pub use level::{ConfidenceLevel, ConfidenceLevelError};
pub use proportion::{Proportion, ProportionError, ProportionMethod, wilson};
pub use quantile::{QuantileError, QuantileType, Sample};
pub use random::SeededDraws;
