//! Differences of two waves.

use kpi_survey::{NetMethod, NpsDifference};
use serde::Deserialize;
use serde_json::json;

use super::super::checks::{Checks, abs};
use super::super::{Case, CaseError};
use super::{counts, share};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    pairs: Vec<[[u64; 3]; 2]>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    x: [u64; 3],
    y: [u64; 3],
    wald: Difference,
    #[serde(rename = "adjusted.wald")]
    adjusted: Difference,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    nps_x: f64,
    nps_y: f64,
    delta_abs: f64,
    int_of_abs_delta: [f64; 2],
    se: f64,
    p: f64,
}

pub(in super::super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "abs 1e-9" }))?;
    let (given, expected): (Inputs, Vec<Row>) = (case.inputs()?, case.expected()?);
    let listed: Vec<[[u64; 3]; 2]> = expected.iter().map(|row| [row.x, row.y]).collect();
    checks.same("pairs", &given.pairs, &listed);
    let near = abs(1e-9);
    for row in &expected {
        for (method, want) in
            [(NetMethod::Wald, &row.wald), (NetMethod::AdjustedWald, &row.adjusted)]
        {
            // The package subtracts either way round and drops the sign; here the larger one is
            // second, so that both speak of the same number.
            let larger_x = want.nps_x >= want.nps_y;
            let (first, second) = if larger_x { (row.y, row.x) } else { (row.x, row.y) };
            let found = NpsDifference::try_new(counts(first)?, counts(second)?, method);
            let found = found.map_err(CaseError::refused)?;
            let what = format!("{:?} {:?}, {method:?}", row.x, row.y);
            let signed = (want.nps_x - want.nps_y).abs();
            checks.near(
                &format!("{what}, difference"),
                signed,
                share(found.estimate().point()),
                near,
            );
            let [lower, upper] = [found.estimate().lower(), found.estimate().upper()].map(share);
            checks.ends(&what, want.int_of_abs_delta, [lower, upper], near);
            // The middle of the interval is the adjusted difference.
            let middle = f64::midpoint(lower, upper);
            checks.near(&format!("{what}, middle"), want.delta_abs, middle, near);
            checks.near(&format!("{what}, SE"), want.se, share(found.standard_error()), near);
            let test = found.test().map_err(CaseError::refused)?;
            checks.near(&format!("{what}, p"), want.p, test.p_value(), near);
        }
    }
    Ok(())
}
