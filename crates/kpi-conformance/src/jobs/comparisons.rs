//! Comparisons of groups and waves.

mod adjustments;
mod looks;
mod means;
mod paired;
mod proportions;
mod ranks;
mod shares;

use kpi_stats::HypothesisTest;
use kpi_types::Estimate;
use serde::Serialize;

use crate::Job;

/// Jobs of this area.
pub(super) const JOBS: &[Job] = &[
    proportions::JOB,
    paired::JOB,
    means::JOB,
    ranks::SEPARATE,
    ranks::PAIRED,
    shares::JOB,
    adjustments::JOB,
    looks::JOB,
];

/// A test as far as it has figures.
#[derive(Serialize)]
struct Tested {
    statistic: Option<f64>,
    degrees_of_freedom: Option<f64>,
    p_value: f64,
}

fn tested(test: &HypothesisTest) -> Tested {
    Tested {
        statistic: test.statistic(),
        degrees_of_freedom: test.degrees_of_freedom(),
        p_value: test.p_value(),
    }
}

fn ends(estimate: &Estimate) -> [f64; 2] {
    [estimate.lower(), estimate.upper()]
}

/// The interval of the groups swapped, turned around.
fn turned(estimate: &Estimate) -> [f64; 2] {
    [-estimate.upper(), -estimate.lower()]
}
