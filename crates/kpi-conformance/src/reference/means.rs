//! Student's and Welch's t.

use kpi_stats::{
    Alternative, ConfidenceLevel, HypothesisTest, MeanError, Moments, PairedMeans, TwoMeans,
    TwoMeansMethod,
};
use kpi_types::Estimate;
use serde::Deserialize;
use serde_json::json;

use super::checks::rel;
use super::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    g1: Vec<f64>,
    g2: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    welch: Want<[f64; 2]>,
    pooled: Want<[f64; 2]>,
    paired: Want<f64>,
    one: Want<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Want<E> {
    t: f64,
    df: f64,
    p: f64,
    ci: [f64; 2],
    est: E,
}

type Found = Result<(HypothesisTest, Estimate), MeanError>;

pub(super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "rel 1e-9" }))?;
    let (given, want): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    let of = |values: &[f64]| {
        Moments::try_from_values(values.iter().copied()).map_err(CaseError::refused)
    };
    let (first, second) = (of(&given.g1)?, of(&given.g2)?);
    let (both, level) = (Alternative::TwoSided, ConfidenceLevel::P95);
    let groups = TwoMeans::new(first, second);
    for (name, method, want) in [
        ("Welch", TwoMeansMethod::Welch, &want.welch),
        ("pooled", TwoMeansMethod::Pooled, &want.pooled),
    ] {
        let found =
            groups.test(method, both).and_then(|t| Ok((t, groups.difference(method, level)?)));
        check(name, want, found, checks)?;
        let [a, b] = want.est;
        checks.near_or_none(&format!("{name}, first"), Some(a), first.mean(), rel(1e-9));
        checks.near_or_none(&format!("{name}, second"), Some(b), second.mean(), rel(1e-9));
    }
    let pairs = given.g1.iter().copied().zip(given.g2.iter().copied());
    let pairs = PairedMeans::try_from_pairs(pairs).map_err(CaseError::refused)?;
    let found = pairs.test(both).and_then(|t| Ok((t, pairs.difference(level)?)));
    check("paired", &want.paired, found, checks)?;
    let mean = pairs.differences().mean();
    checks.near_or_none("paired, mean", Some(want.paired.est), mean, rel(1e-9));
    let found = first.test(0.0, both).and_then(|t| Ok((t, first.mean_interval(level)?)));
    check("one sample", &want.one, found, checks)?;
    checks.near_or_none("one sample, mean", Some(want.one.est), first.mean(), rel(1e-9));
    Ok(())
}

fn check<E>(
    what: &str,
    want: &Want<E>,
    found: Found,
    checks: &mut Checks,
) -> Result<(), CaseError> {
    let (test, gap) = found.map_err(CaseError::refused)?;
    let near = rel(1e-9);
    checks.near_or_none(&format!("{what}, t"), Some(want.t), test.statistic(), near);
    checks.near_or_none(&format!("{what}, df"), Some(want.df), test.degrees_of_freedom(), near);
    checks.near(&format!("{what}, p"), want.p, test.p_value(), near);
    checks.ends(&format!("{what}, interval"), want.ci, [gap.lower(), gap.upper()], near);
    Ok(())
}
