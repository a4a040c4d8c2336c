//! The improvement index of the CS portfolio.

use std::collections::BTreeMap;

use kpi_survey::ImprovementIndex;
use serde::Deserialize;
use serde_json::json;

use super::checks::abs;
use super::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    /// In words: what the axes are.
    #[serde(rename = "axes")]
    _axes: String,
    item: Item,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    distance: f64,
    angle_deg: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    corrected_angle_index: BTreeMap<String, f64>,
    improvement_index: f64,
}

pub(super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "corrected": "abs 5e-4", "index": "abs 0.05" }))?;
    let (given, expected): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    for (angle, want) in expected.corrected_angle_index {
        let degrees: f64 = angle.parse().map_err(CaseError::refused)?;
        let found = ImprovementIndex::of_polar(1.0, degrees).corrected_angle();
        checks.near(&format!("corrected {angle}°"), want, found, abs(5e-4));
    }
    let Item { distance, angle_deg } = given.item;
    let found = ImprovementIndex::of_polar(distance, angle_deg);
    checks.near("index", expected.improvement_index, found.value(), abs(0.05));
    // The same point by its coordinates: the angle is measured from 45° down to the right.
    let around = (angle_deg - 45.0).to_radians();
    let placed = ImprovementIndex::of_deviations(distance * around.cos(), distance * around.sin());
    checks.near("index, by coordinates", expected.improvement_index, placed.value(), abs(0.05));
    Ok(())
}
