//! The table of Kalton and Flores-Cervantes.

use kpi_survey::{
    GroupId, Margin, MarginError, RakingOptions, WeightTotal, WeightingSample, post_stratify, rake,
};
use serde::Deserialize;
use serde_json::json;

use super::super::checks::{Checks, abs, rel};
use super::super::{Case, CaseError};

type Table = [[f64; 3]; 4];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    #[serde(rename = "sample a x b")]
    sample: [[usize; 3]; 4],
    pop_margin_a: [f64; 4],
    pop_margin_b: [f64; 3],
    #[serde(rename = "pop a x b (post-strat only)")]
    cells: Table,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    rake_published: Table,
    poststrat_published: Table,
    rake: Table,
    poststrat: Table,
}

pub(in super::super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "published": "abs 0.005", "rake": "rel 1e-8" }))?;
    let (given, expected): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    let (mut a, mut b, mut firsts) = (Vec::new(), Vec::new(), Vec::new());
    for (row, counts) in (1_u16..).zip(given.sample) {
        for (column, count) in (1_u16..).zip(counts) {
            firsts.push(a.len());
            a.extend(vec![row; count]);
            b.extend(vec![column; count]);
        }
    }
    let sample = WeightingSample::new(a.len())
        .with_variable("a", &a[..])
        .and_then(|sample| sample.with_variable("b", &b[..]))
        .map_err(CaseError::refused)?;
    let options = RakingOptions::default().with_total(WeightTotal::Margins);
    let margin =
        |name: &str, targets: &[f64]| Margin::try_new(name, (1_u32..).zip(targets.iter().copied()));
    let joint = || -> Result<Margin, MarginError> {
        let cells = (1_u32..).zip(given.cells).flat_map(|(row, targets)| {
            let cell = move |(column, target): (u32, f64)| {
                (vec![GroupId::Number(row), GroupId::Number(column)], target)
            };
            (1_u32..).zip(targets).map(cell)
        });
        Margin::joint(["a", "b"], cells)
    };
    let margins = [margin("a", &given.pop_margin_a), margin("b", &given.pop_margin_b)];
    let margins = margins.into_iter().collect::<Result<Vec<_>, _>>().map_err(CaseError::refused)?;
    let raked = rake(&sample, &margins, options).map_err(CaseError::refused)?;
    let cells = joint().map_err(CaseError::refused)?;
    let stratified = post_stratify(&sample, &cells, options).map_err(CaseError::refused)?;
    for (what, found, published, full) in [
        ("raked", &raked, expected.rake_published, expected.rake),
        ("post-stratified", &stratified, expected.poststrat_published, expected.poststrat),
    ] {
        let weights = found.weights().as_slice();
        let flat = published.iter().flatten().zip(full.iter().flatten());
        for (at, (first, (published, full))) in firsts.iter().zip(flat).enumerate() {
            let weight = weights.get(*first).copied().unwrap_or(f64::NAN);
            checks.near(
                &format!("{what}, cell {at}, published"),
                *published,
                weight,
                abs(0.005 + 1e-9),
            );
            checks.near(&format!("{what}, cell {at}"), *full, weight, rel(1e-8));
        }
    }
    Ok(())
}
