//! Satisfaction.

use kpi_survey::{CsatConvention, Distribution, Scale, ScoreOptions};
use serde::Deserialize;
use serde_json::json;

use super::checks::abs;
use super::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    #[serde(rename = "counts 5..1")]
    counts: [u64; 5],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    mean: f64,
    top2_percent: f64,
    net_percent: f64,
}

pub(super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "exact" }))?;
    let (given, expected): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    let counts = given.counts.into_iter().rev();
    let answers = Distribution::try_new(Scale::ONE_TO_FIVE, counts).map_err(CaseError::refused)?;
    for (what, convention, unit, want) in [
        ("mean", CsatConvention::Mean, 1.0, expected.mean),
        ("top two", CsatConvention::TopTwoOfFive, 100.0, expected.top2_percent),
        ("net", CsatConvention::SatisfiedMinusDissatisfied, 100.0, expected.net_percent),
    ] {
        let found =
            answers.csat(convention, ScoreOptions::default()).map_err(CaseError::refused)?;
        // Exact but for the last bit of a percentage.
        checks.near(what, want, unit * found.estimate().point(), abs(1e-13));
    }
    Ok(())
}
