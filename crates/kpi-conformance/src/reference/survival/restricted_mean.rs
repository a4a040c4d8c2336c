//! Restricted means.

use std::collections::BTreeMap;

use kpi_cohort::KaplanMeierOptions;
use serde::Deserialize;
use serde_json::json;

use super::super::checks::rel;
use super::super::{Case, CaseError, Checks};
use super::figures::{Mean, form, means, of};
use super::kaplan_meier::{FileInputs, tables_of};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    data_file: String,
    duration: String,
    event: String,
    group: String,
    tau: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    #[serde(rename = "R")]
    means: BTreeMap<String, Mean>,
    #[serde(rename = "lifelines_point_tau20_Rx0")]
    lifelines: f64,
    #[serde(rename = "lifelines_return_variance_tau20_Rx0_DO_NOT_MATCH")]
    spread: f64,
}

pub(in super::super) fn leukemia(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "rmst": "rel 1e-9", "se": "rel 1e-8" }))?;
    let (given, expected): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    let Inputs { data_file, duration, event, group, tau } = given;
    let tables = tables_of(case, &FileInputs { data_file, duration, event, group }, checks)?;
    let limits: Vec<String> = tau.iter().map(f64::to_string).collect();
    if expected.means.keys().ne(limits.iter()) {
        return Err(form("other limits than inputs.tau".to_owned()));
    }
    means(checks, &expected.means, &tables, [rel(1e-9), rel(1e-8)])?;
    let curve = of(&tables, "Rx=0")?.kaplan_meier(KaplanMeierOptions::lifelines());
    let mean = curve.restricted_mean(20.0).map_err(CaseError::refused)?;
    checks.near("lifelines, mean up to 20", expected.lifelines, mean.mean(), rel(1e-9));
    // The case gives it as what must not come out: the spread of the subjects.
    let variance = mean.standard_error().map_err(CaseError::refused)?.powi(2);
    checks.same("not the spread of the subjects", &(variance < expected.spread / 10.0), &true);
    Ok(())
}
