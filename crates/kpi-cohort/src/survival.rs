//! Survival.

mod conditional;
mod decimal;
mod error;
mod harmonic;
mod hazard_options;
mod histogram;
mod interval;
mod kaplan_meier;
mod log_rank;
mod nelson_aalen;
mod options;
mod parts;
mod point;
mod quantile;
mod restricted_mean;
mod risk_builder;
mod risk_table;
mod status;
mod tally;
mod undefined;
mod variance;
mod weight;
mod whole;

pub use decimal::DecimalLifetimes;
pub use error::SurvivalInputError;
pub use hazard_options::{HazardScale, HazardTies, HazardVariance, NelsonAalenOptions};
pub use kaplan_meier::{KaplanMeier, SurvivalStep};
pub use log_rank::{
    FlemingHarrington, LogRankError, LogRankGroup, LogRankTest, LogRankWeights, log_rank,
    stratified_log_rank,
};
pub use nelson_aalen::{HazardPoint, HazardStep, NelsonAalen};
pub use options::{
    FlatStretch, IntervalEdges, IntervalScale, KaplanMeierOptions, SurvivalTail, SurvivalVariance,
};
pub use point::SurvivalPoint;
pub use quantile::{ReachedTime, SurvivalQuantile};
pub use restricted_mean::RestrictedMean;
pub use risk_table::{NumberAtRisk, RiskRow, RiskTable};
pub use status::{Status, StatusCodeError};
pub use undefined::{NoInterval, SurvivalUndefined};
pub use weight::{Weight, WeightError};
pub use whole::WholeLifetimes;
