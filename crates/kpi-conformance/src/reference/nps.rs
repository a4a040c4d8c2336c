//! Net Promoter Scores, their intervals and differences.

mod boundaries;
mod groups;
mod intervals;
mod two_wave;
mod unit_tests;

pub(super) use boundaries::run as boundaries;
pub(super) use groups::run as groups;
pub(super) use intervals::run as intervals;
pub(super) use two_wave::run as two_wave;
pub(super) use unit_tests::run as unit_tests;

use kpi_survey::NpsCounts;

use super::CaseError;

/// Detractors, passives, promoters, as all cases list them.
fn counts([detractors, passives, promoters]: [u64; 3]) -> Result<NpsCounts, CaseError> {
    NpsCounts::try_new(detractors, passives, promoters).map_err(CaseError::refused)
}

/// Cases speak of −1 to 1.
fn share(points: f64) -> f64 {
    points / 100.0
}
