//! What the R package asserts of itself.

use std::collections::BTreeMap;

use kpi_survey::{AnswerColumns, AnswerCounts, Distribution, Item, NpsBands, Scale, ScoreOptions};
use serde::Deserialize;
use serde_json::json;

use super::super::checks::{Checks, abs, rel};
use super::super::{Case, CaseError};
use super::{counts, share};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    nps: BTreeMap<String, f64>,
    nps_raw: BTreeMap<String, f64>,
    var: BTreeMap<String, f64>,
    se: BTreeMap<String, f64>,
    #[serde(rename = "custom_breaks_1..15 (0-6,7-8,9-15)")]
    custom: Custom,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Custom {
    nps: f64,
    var: f64,
}

pub(in super::super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    let tolerance = json!({
        "nps,var": "abs 1e-12",
        "se": "abs 1e-3 (printed)",
        "custom var": "rel 2e-3",
    });
    case.tolerance_is(&tolerance)?;
    let expected: Expected = case.expected()?;
    let score = |key: &str| {
        let [one, two, three] = numbers(key)?[..] else { return Err(form(key)) };
        counts([one, two, three])?.score(ScoreOptions::default()).map_err(CaseError::refused)
    };
    for (key, nps) in &expected.nps {
        checks.near(&format!("NPS {key}"), *nps, share(score(key)?.estimate().point()), abs(1e-12));
    }
    for (key, variance) in &expected.var {
        let score = score(key)?;
        let error = share(score.standard_error());
        let found = error * error * score.counts().n() as f64;
        checks.near(&format!("variance {key}"), *variance, found, abs(1e-12));
    }
    for (key, error) in &expected.se {
        let found = share(score(key)?.standard_error());
        checks.near(&format!("SE {key}"), *error, found, abs(1e-3));
    }
    for (key, nps) in &expected.nps_raw {
        let answers: Vec<u8> = numbers(key)?.into_iter().map(|answer| answer as u8).collect();
        let mut counts = AnswerCounts::new(Item::new("nps", Scale::ZERO_TO_TEN));
        counts.observe_columns(&AnswerColumns::new(&answers[..])).map_err(CaseError::refused)?;
        let found = counts.finish().total().nps(ScoreOptions::default());
        let found = share(found.map_err(CaseError::refused)?.estimate().point());
        checks.near(&format!("NPS of answers {key}"), *nps, found, abs(1e-12));
    }
    let scale = Scale::try_new(0, 15).map_err(CaseError::refused)?;
    let bands = NpsBands::try_new(scale, 6, 9).map_err(CaseError::refused)?;
    let answers = (0..=15).map(|answer| u64::from(answer > 0));
    let answers = Distribution::try_new(scale, answers).map_err(CaseError::refused)?;
    let found = answers.nps_with(bands, ScoreOptions::default()).map_err(CaseError::refused)?;
    let point = share(found.estimate().point());
    checks.near("NPS of other bands", expected.custom.nps, point, abs(1e-12));
    let error = share(found.standard_error());
    checks.near("variance of other bands", expected.custom.var, error * error * 15.0, rel(2e-3));
    Ok(())
}

fn numbers(key: &str) -> Result<Vec<u64>, CaseError> {
    key.split(',').map(|number| number.trim().parse().map_err(|_| form(key))).collect()
}

fn form(key: &str) -> CaseError {
    CaseError::Form { part: "expected", why: format!("{key} is not a list of numbers") }
}
