//! A weighted mean with its linearised error.

use kpi_survey::{WeightedInterval, WeightedOptions, WeightedScore, Weights};
use serde::Deserialize;
use serde_json::json;

use super::super::checks::{Checks, rel};
use super::super::{Case, CaseError};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    y: Vec<f64>,
    w: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    mean: f64,
    se: f64,
    deff: f64,
    ci: [f64; 2],
    ci_df9: [f64; 2],
    kish_neff: f64,
    #[serde(rename = "anesrake::generaldesigneffect (Kish)")]
    kish: f64,
    unweighted: Unweighted,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unweighted {
    mean: f64,
    se: f64,
}

pub(in super::super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "mean,se": "rel 1e-9 (printed 3 decimals)" }))?;
    let (given, expected): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    let weights = Weights::try_new(given.w).map_err(CaseError::refused)?;
    let score = |weights: &Weights, options: WeightedOptions| {
        WeightedScore::of_values(&given.y, weights, options).map_err(CaseError::refused)
    };
    let near = rel(1e-9);
    let normal = score(&weights, WeightedOptions::default())?;
    let ends = |score: &WeightedScore| [score.estimate().lower(), score.estimate().upper()];
    checks.near("mean", expected.mean, normal.estimate().point(), near);
    checks.near("SE", expected.se, normal.standard_error(), near);
    checks.near("design effect", expected.deff, normal.design_effect(), near);
    checks.ends("normal", expected.ci, ends(&normal), near);
    let student = score(&weights, WeightedInterval::Student.into())?;
    checks.ends("t with 9 degrees", expected.ci_df9, ends(&student), near);
    checks.near("Kish's n", expected.kish_neff, weights.effective_n(), near);
    checks.near("Kish's n of the score", expected.kish_neff, normal.effective_n(), near);
    checks.near("Kish's design effect", expected.kish, weights.design_effect(), near);
    let equal = Weights::try_new(vec![1.0; weights.n()]).map_err(CaseError::refused)?;
    let equal = score(&equal, WeightedOptions::default())?;
    checks.near("unweighted mean", expected.unweighted.mean, equal.estimate().point(), near);
    // Printed with three decimals.
    let printed = (equal.standard_error() * 1e3).round() / 1e3;
    checks.near("unweighted SE", expected.unweighted.se, printed, near);
    Ok(())
}
