//! Why a damped trend cannot be had.

use kpi_types::EstimateError;

/// Why a damped trend cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DampedTrendError {
    /// A smoothing weight outside [0, 1].
    #[error("the weight of the {of} is {value}: it must be from 0 to 1")]
    Weight {
        /// Level or trend.
        of: &'static str,
        /// What was given.
        value: f64,
    },
    /// A damping outside (0, 1].
    #[error("the damping is {value}: it must be above 0 and at most 1, which does not damp")]
    Damping {
        /// What was given.
        value: f64,
    },
    /// A start that is not a number.
    #[error("the initial level {level} and trend {trend} must be finite")]
    Start {
        /// The level.
        level: f64,
        /// The trend.
        trend: f64,
    },
    /// Fewer values than there are parameters and one more.
    #[error("{n} values are too few for a damped trend: at least {needed}")]
    TooShort {
        /// Values given.
        n: usize,
        /// The least that works.
        needed: usize,
    },
    /// A value that is not a number.
    #[error("value {index} of the series is {value}: it must be finite")]
    NotFinite {
        /// Its place, from 0.
        index: usize,
        /// What was given.
        value: f64,
    },
    /// A document with a number of fitted parameters that no fit has.
    #[error("{fitted} fitted parameters: allowed are 0, 2 (the start) and 5 (all)")]
    Fitted {
        /// What was given.
        fitted: usize,
    },
    /// No step ahead.
    #[error("a forecast is made for at least one step ahead")]
    NoSteps,
    /// The numbers run out of range.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}
