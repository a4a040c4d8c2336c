//! Every job, one file per area.
//!
//! To add a job: write its inputs (a struct that denies unknown fields), its outcome and its paths
//! in the file of its area, and list it in that file's `JOBS`. A new area adds a line to [`AREAS`].

mod bootstrap;
mod comparisons;
mod lifetime;
mod proportion;
mod quantile;
mod retention;
mod revenue;
mod survey;
mod survival;

use crate::Job;

/// The areas.
pub const AREAS: &[&[Job]] = &[
    proportion::JOBS,
    quantile::JOBS,
    bootstrap::JOBS,
    comparisons::JOBS,
    retention::JOBS,
    revenue::JOBS,
    lifetime::JOBS,
    survival::JOBS,
    survey::JOBS,
];

/// All jobs of all areas.
#[must_use]
pub fn all() -> Vec<Job> {
    AREAS.iter().flat_map(|area| area.iter().copied()).collect()
}
