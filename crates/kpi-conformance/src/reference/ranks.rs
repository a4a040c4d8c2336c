//! Wilcoxon's tests.

use kpi_stats::{
    Alternative, ConfidenceLevel, HypothesisTest, MannWhitney, RankMethod, SignedRank, Tally,
    ZeroRule,
};
use kpi_types::Estimate;
use serde::Deserialize;
use serde_json::json;

use super::checks::{abs, rel};
use super::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    depression: Sample,
    permeability: Sample,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    x: Vec<f64>,
    y: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    depression: Paired,
    permeability: Separate,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Paired {
    two: Want,
    greater: Want,
    ci: Want,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Separate {
    two: Want,
    greater: Want,
    ci: Want,
    asym_cc: Want,
    asym_nocc: Want,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Want {
    stat: f64,
    p: f64,
    ci: Option<[f64; 2]>,
    est: Option<f64>,
}

pub(super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    let tolerance = json!({ "p": "rel 1e-8", "stat": "exact", "ci (Hodges-Lehmann)": "abs 1e-6" });
    case.tolerance_is(&tolerance)?;
    let (given, want): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    let level = ConfidenceLevel::P95;

    let Sample { x, y } = &given.depression;
    let gaps = Tally::try_from_values(x.iter().zip(y).map(|(x, y)| x - y));
    let gaps = gaps.map_err(CaseError::refused)?;
    let pairs = SignedRank::try_new(&gaps, ZeroRule::Drop).map_err(CaseError::refused)?;
    checks.same("depression, R's choice", &RankMethod::Exact, &pairs.recommended());
    let interval = pairs.pseudomedian(RankMethod::Exact, level).map_err(CaseError::refused)?;
    for (name, want, side) in [
        ("two-sided", &want.depression.two, Alternative::TwoSided),
        ("greater", &want.depression.greater, Alternative::Greater),
        ("with interval", &want.depression.ci, Alternative::TwoSided),
    ] {
        let test = pairs.test(RankMethod::Exact, side).map_err(CaseError::refused)?;
        check(&format!("depression, {name}"), want, test, interval, checks);
    }

    let of =
        |values: &[f64]| Tally::try_from_values(values.iter().copied()).map_err(CaseError::refused);
    let (x, y) = (of(&given.permeability.x)?, of(&given.permeability.y)?);
    let groups = MannWhitney::try_new(x, y).map_err(CaseError::refused)?;
    checks.same("permeability, R's choice", &RankMethod::Exact, &groups.recommended());
    let interval = groups.shift(RankMethod::Exact, level).map_err(CaseError::refused)?;
    let (two, exact) = (Alternative::TwoSided, RankMethod::Exact);
    for (name, want, method, side) in [
        ("two-sided", &want.permeability.two, exact, two),
        ("greater", &want.permeability.greater, exact, Alternative::Greater),
        ("with interval", &want.permeability.ci, exact, two),
        ("corrected", &want.permeability.asym_cc, RankMethod::NormalCorrected, two),
        ("normal", &want.permeability.asym_nocc, RankMethod::Normal, two),
    ] {
        let test = groups.test(method, side).map_err(CaseError::refused)?;
        check(&format!("permeability, {name}"), want, test, interval, checks);
    }
    Ok(())
}

fn check(what: &str, want: &Want, test: HypothesisTest, found: Estimate, checks: &mut Checks) {
    checks.same(&format!("{what}, statistic"), &Some(want.stat), &test.statistic());
    checks.near(&format!("{what}, p"), want.p, test.p_value(), rel(1e-8));
    if let Some(ends) = want.ci {
        checks.ends(&format!("{what}, interval"), ends, [found.lower(), found.upper()], abs(1e-6));
    }
    if let Some(point) = want.est {
        checks.near(&format!("{what}, estimate"), point, found.point(), abs(1e-6));
    }
}
