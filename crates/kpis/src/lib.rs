#![doc = include_str!("../README.md")]

pub use kpi_types as types;

#[cfg(feature = "cohort")]
pub use kpi_cohort as cohort;
#[cfg(feature = "goals")]
pub use kpi_goals as goals;
#[cfg(feature = "metrics")]
pub use kpi_metrics as metrics;
#[cfg(feature = "revenue")]
pub use kpi_revenue as revenue;
#[cfg(feature = "stats")]
pub use kpi_stats as stats;
#[cfg(feature = "survey")]
pub use kpi_survey as survey;
