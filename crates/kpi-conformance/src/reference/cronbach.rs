//! Cronbach's alpha.

use std::collections::BTreeMap;

use kpi_survey::{AlphaOptions, CronbachAlpha, MissingRatings, RatedItem, Ratings};
use serde::Deserialize;
use serde_json::json;

use super::checks::abs;
use super::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    wide: BTreeMap<String, Vec<f64>>,
    long: Long,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Long {
    #[serde(rename = "Subj")]
    subjects: Vec<u32>,
    #[serde(rename = "Items")]
    items: Vec<String>,
    #[serde(rename = "Scores")]
    scores: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    wide: Found,
    long: Found,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Found {
    alpha: f64,
    ci95: [f64; 2],
}

pub(super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "alpha": "abs 1e-10", "ci": "abs 5e-4" }))?;
    let (given, expected): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    let wide = given.wide.into_iter().map(|(item, values)| {
        let values = values.into_iter().map(Some);
        RatedItem::try_values(item, values).map_err(CaseError::refused)
    });
    compare("wide", wide.collect::<Result<_, _>>()?, &expected.wide, checks)?;
    let Long { subjects, items, scores } = given.long;
    let mut columns: BTreeMap<String, BTreeMap<u32, f64>> = BTreeMap::new();
    for ((subject, item), score) in subjects.iter().zip(items).zip(scores) {
        columns.entry(item).or_default().insert(*subject, score);
    }
    let mut everybody = subjects;
    everybody.sort_unstable();
    everybody.dedup();
    let long = columns.into_iter().map(|(item, scores)| {
        let values = everybody.iter().map(|subject| scores.get(subject).copied());
        RatedItem::try_values(item, values).map_err(CaseError::refused)
    });
    compare("long", long.collect::<Result<_, _>>()?, &expected.long, checks)
}

fn compare(
    what: &str,
    items: Vec<RatedItem>,
    expected: &Found,
    checks: &mut Checks,
) -> Result<(), CaseError> {
    let ratings = Ratings::try_new(items).map_err(CaseError::refused)?;
    // pingouin's default.
    let ratings = ratings.with_missing(MissingRatings::Pairwise);
    let found = CronbachAlpha::try_new(&ratings, AlphaOptions::default());
    let found = found.map_err(CaseError::refused)?.estimate();
    checks.near(&format!("{what}, alpha"), expected.alpha, found.point(), abs(1e-10));
    checks.ends(
        &format!("{what}, Feldt"),
        expected.ci95,
        [found.lower(), found.upper()],
        abs(5e-4),
    );
    Ok(())
}
