//! Cumulative hazards.

use kpi_cohort::{HazardTies, NelsonAalenOptions};
use serde::Deserialize;
use serde_json::json;

use super::super::checks::abs;
use super::super::{Case, CaseError, Checks};
use super::figures::{Curves, Tables, form, hazard_curves, of, some};
use super::kaplan_meier::{FileInputs, tables_of};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    ctype1: Curves,
    #[serde(rename = "ctype2_FH_tie_corrected")]
    ctype2: Curves,
    #[serde(rename = "lifelines_Rx0")]
    lifelines: Lifelines,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lifelines {
    index: Vec<f64>,
    #[serde(rename = "H")]
    hazard: Vec<f64>,
    lo: Vec<f64>,
    hi: Vec<f64>,
}

pub(in super::super) fn leukemia(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "H": "abs 1e-12", "se_R": "abs 1e-10" }))?;
    let (given, expected): (FileInputs, Expected) = (case.inputs()?, case.expected()?);
    let tables = tables_of(case, &given, checks)?;
    let r = NelsonAalenOptions::r();
    // The file writes 15 digits, which leaves 5e-15 of a hazard of 3.5.
    hazard_curves(checks, &expected.ctype1, &tables, r, abs(1e-12))?;
    let one_by_one = r.with_ties(HazardTies::FlemingHarrington);
    hazard_curves(checks, &expected.ctype2, &tables, one_by_one, abs(1e-12))?;
    lifelines(checks, &expected.lifelines, &tables)
}

fn lifelines(
    checks: &mut Checks,
    Lifelines { index, hazard, lo, hi }: &Lifelines,
    tables: &Tables,
) -> Result<(), CaseError> {
    if [hazard.len(), lo.len(), hi.len()] != [index.len(); 3] {
        return Err(form("lists of lifelines_Rx0 differ in length".to_owned()));
    }
    let curve = of(tables, "Rx=0")?.nelson_aalen(NelsonAalenOptions::lifelines());
    // lifelines adds a row at 0.
    let times = std::iter::once(0.0).chain(curve.steps().map(|step| step.row().time()));
    let times: Vec<Option<f64>> = times.map(Some).collect();
    checks.all_near("lifelines, times", &some(index), &times, abs(0.0));
    for ((time, hazard), ends) in index.iter().zip(hazard).zip(lo.iter().zip(hi)) {
        let found = curve.hazard_at(*time).map_err(CaseError::refused)?;
        let what = format!("lifelines, H({time})");
        checks.near(&what, *hazard, found.hazard(), abs(1e-12));
        let found = found.estimate().map_err(CaseError::refused)?;
        checks.ends(&what, [*ends.0, *ends.1], [found.lower(), found.upper()], abs(1e-12));
    }
    Ok(())
}
