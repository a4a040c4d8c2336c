//! Intervals at three levels.

use std::collections::BTreeMap;

use kpi_stats::ConfidenceLevel;
use kpi_survey::{NetMethod, ScoreOptions};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::checks::{Checks, abs};
use super::super::{Case, CaseError};
use super::{counts, share};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    counts: Vec<[u64; 3]>,
}

#[derive(Deserialize)]
struct Row {
    counts: [u64; 3],
    nps: f64,
    var: f64,
    se: f64,
    /// `METHOD_LEVEL`.
    #[serde(flatten)]
    intervals: BTreeMap<String, Interval>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Interval {
    int: [f64; 2],
    /// An empty list for the score interval, `"NaN"` where the standard error is 0.
    p: Value,
    se: Value,
}

pub(in super::super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "wald, adjusted": "abs 1e-9", "iterative": "abs 1e-6" }))?;
    let (given, expected): (Inputs, Vec<Row>) = (case.inputs()?, case.expected()?);
    let listed: Vec<[u64; 3]> = expected.iter().map(|row| row.counts).collect();
    checks.same("counts", &given.counts, &listed);
    for row in &expected {
        let counts = counts(row.counts)?;
        for (key, want) in &row.intervals {
            let form = || CaseError::Form { part: "expected", why: format!("{key} is unknown") };
            let (name, level) = key.rsplit_once('_').ok_or_else(form)?;
            let (method, near) = match name {
                "wald" => (NetMethod::Wald, abs(1e-9)),
                "adjusted.wald" => (NetMethod::AdjustedWald, abs(1e-9)),
                "iterative" => (NetMethod::Score, abs(1e-6)),
                _ => return Err(form()),
            };
            let level: f64 = level.parse().map_err(|_| form())?;
            let level = ConfidenceLevel::try_new(level).map_err(CaseError::refused)?;
            let options = ScoreOptions::from(method).with_level(level);
            let score = counts.score(options).map_err(CaseError::refused)?;
            let (what, found) = (format!("{:?}, {key}", row.counts), score.estimate());
            checks.near(&format!("{what}, NPS"), row.nps, share(found.point()), abs(1e-12));
            // The package does not cut its intervals at the ends of the scale.
            let ends = want.int.map(|end| end.clamp(-1.0, 1.0));
            checks.ends(&what, ends, [share(found.lower()), share(found.upper())], near);
            if method == NetMethod::Wald {
                let error = share(score.standard_error());
                let n = counts.n() as f64;
                checks.near(&format!("{what}, SE"), row.se, error, abs(1e-9));
                checks.near(&format!("{what}, variance"), row.var, error * error * n, abs(1e-9));
                let listed = want.se.as_f64().unwrap_or(f64::NAN);
                checks.near(&format!("{what}, SE again"), listed, error, abs(1e-9));
                match (want.p.as_f64(), score.test_against(0.0)) {
                    (Some(p), Ok(test)) => {
                        checks.near(&format!("{what}, p"), p, test.p_value(), abs(1e-9));
                    }
                    // R divides by 0: a p of 0 where the score is not 0, NaN where it is.
                    (_, found) => checks.same(
                        &format!("{what}, no p"),
                        &true,
                        &(error == 0.0 && found.is_err()),
                    ),
                }
            }
        }
    }
    checks.leave("standard error and p of the adjusted counts");
    Ok(())
}
