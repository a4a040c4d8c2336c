//! Bootstrap intervals.

use kpi_stats::{
    BootstrapError, BootstrapEstimate, BootstrapMethod, BootstrapOptions, RatioSample, bootstrap,
};
use serde::Deserialize;
use serde_json::json;

use super::checks::{abs, rel};
use super::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    counts: Vec<[u64; 3]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    counts: [u64; 3],
    #[serde(rename = "R")]
    replicates: u32,
    seed: u64,
    nps: f64,
    boot_se: f64,
    perc: [f64; 2],
    bca: [f64; 2],
    #[serde(rename = "norm")]
    _norm: [f64; 2],
    #[serde(rename = "basic")]
    _basic: [f64; 2],
}

pub(super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    let tolerance = json!({
        "limits": "abs 0.02 (n=36: 0.06, lattice of 1/n)",
        "se": "rel 0.03",
    });
    case.tolerance_is(&tolerance)?;
    let (given, expected): (Inputs, Vec<Expected>) = (case.inputs()?, case.expected()?);
    if expected.iter().map(|e| e.counts).ne(given.counts) {
        let why = "other counts than inputs.counts".to_owned();
        return Err(CaseError::Form { part: "expected", why });
    }
    for row in &expected {
        let n: u64 = row.counts.iter().sum();
        // A limit on the lattice may sit on the tolerance itself.
        let limit = abs(if n == 36 { 0.06 } else { 0.02 } + 1e-9);
        for (method, ends) in
            [(BootstrapMethod::Percentile, row.perc), (BootstrapMethod::Bca, row.bca)]
        {
            let options = BootstrapOptions::default()
                .with_replicates(row.replicates)
                .with_seed(row.seed)
                .with_method(method);
            for (path, found) in [
                ("quotient of sums", quotient(row.counts, options)),
                ("any figure", mean(row.counts, options)),
            ] {
                let found = found.map_err(CaseError::refused)?;
                let estimate = found.estimate();
                let what = format!("{:?}, {method:?}, {path}", row.counts);
                checks.near(&format!("{what}, NPS"), row.nps, estimate.point(), abs(1e-12));
                let error = found.standard_error();
                checks.near(&format!("{what}, SE"), row.boot_se, error, rel(0.03));
                checks.ends(&what, ends, [estimate.lower(), estimate.upper()], limit);
            }
        }
    }
    checks.leave("normal interval");
    checks.leave("basic interval");
    Ok(())
}

fn quotient(
    counts: [u64; 3],
    options: BootstrapOptions,
) -> Result<BootstrapEstimate, BootstrapError> {
    let mut sample = RatioSample::new();
    for (score, count) in [-1.0, 0.0, 1.0].into_iter().zip(counts) {
        // Scores are finite and the denominator is 1.
        if sample.observe_many(score, 1.0, count).is_err() {
            return Err(BootstrapError::Undefined);
        }
    }
    sample.bootstrap(options)
}

fn mean(counts: [u64; 3], options: BootstrapOptions) -> Result<BootstrapEstimate, BootstrapError> {
    let rows: Vec<i8> = [-1, 0, 1]
        .into_iter()
        .zip(counts)
        .flat_map(|(score, count)| (0..count).map(move |_| score))
        .collect();
    let mean = |rows: &[&i8]| {
        let sum: i64 = rows.iter().map(|row| i64::from(**row)).sum();
        Some(sum as f64 / rows.len() as f64)
    };
    bootstrap(&rows, mean, options)
}
