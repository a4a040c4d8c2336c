//! Survival curves, cumulative hazards, restricted means and rank tests.

mod figures;
pub(super) mod kaplan_meier;
pub(super) mod log_rank;
pub(super) mod nelson_aalen;
pub(super) mod restricted_mean;
mod small_cases;
mod subjects;
