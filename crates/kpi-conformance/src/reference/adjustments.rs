//! Adjusted p-values.

use kpi_stats::Adjustment;
use serde::Deserialize;
use serde_json::json;

use super::checks::abs;
use super::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    p: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    holm: Vec<f64>,
    hochberg: Vec<f64>,
    hommel: Vec<f64>,
    bonferroni: Vec<f64>,
    #[serde(rename = "BH")]
    bh: Vec<f64>,
    #[serde(rename = "BY")]
    by: Vec<f64>,
    fdr: Vec<f64>,
    none: Vec<f64>,
}

pub(super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "abs 1e-12" }))?;
    let (given, want): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    for (name, method, want) in [
        ("holm", Adjustment::Holm, &want.holm),
        ("hochberg", Adjustment::Hochberg, &want.hochberg),
        ("hommel", Adjustment::Hommel, &want.hommel),
        ("bonferroni", Adjustment::Bonferroni, &want.bonferroni),
        ("BH", Adjustment::BenjaminiHochberg, &want.bh),
        ("BY", Adjustment::BenjaminiYekutieli, &want.by),
        ("fdr", Adjustment::BenjaminiHochberg, &want.fdr),
        ("none", Adjustment::None, &want.none),
    ] {
        let found = method.adjust(&given.p).map_err(CaseError::refused)?;
        let some = |list: &[f64]| list.iter().copied().map(Some).collect::<Vec<_>>();
        checks.all_near(name, &some(want), &some(&found), abs(1e-12));
    }
    Ok(())
}
