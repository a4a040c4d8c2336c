//! Power and sample sizes.

use kpi_stats::{
    Direction, FarSide, MeanDesign, MeanPower, PowerOptions, ProportionPower, ProportionPowerMethod,
};
use serde::Deserialize;
use serde_json::json;

use super::checks::{abs, rel};
use super::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    power: f64,
    n_per_group: f64,
    power_t: f64,
    n_t: f64,
}

/// R leaves the wrong side out unless told otherwise.
fn options() -> PowerOptions {
    PowerOptions::default().with_far_side(FarSide::Ignored)
}

pub(super) fn sizes(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "rel 1e-4" }))?;
    let inputs = json!({
        "power": "two proportions n=50 per group, p1=.5, p2=.75",
        "n_per_group": "p1=.5, p2=.75, power=.9",
        "power_t": "two-sample t, n=20 per group, delta=1, sd=1",
        "n_t": "power=.9, delta=1, sd=1",
        "alpha": 0.05,
        "two_sided": true,
    });
    if case.inputs != inputs {
        let why = "other questions than those the comparison was written for".to_owned();
        return Err(CaseError::Form { part: "inputs", why });
    }
    let want: Expected = case.expected()?;
    let both = ProportionPower::try_new(0.5, 0.75).map_err(CaseError::refused)?;
    let both = both.with_options(options());
    let power = both.power(50.0).map_err(CaseError::refused)?;
    checks.near("power of two proportions", want.power, power, rel(1e-4));
    let size = both.sample_size(0.9).map_err(CaseError::refused)?;
    checks.near("n of two proportions", want.n_per_group, size.exact, rel(1e-4));
    let means = MeanPower::try_new(1.0, 1.0, MeanDesign::TwoGroups).map_err(CaseError::refused)?;
    let means = means.with_options(options());
    let power = means.power(20.0).map_err(CaseError::refused)?;
    checks.near("power of two means", want.power_t, power, rel(1e-4));
    let size = means.sample_size(0.9).map_err(CaseError::refused)?;
    checks.near("n of two means", want.n_t, size.exact, rel(1e-4));
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    n: f64,
    p1: f64,
    power: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Detectable {
    p2: f64,
}

pub(super) fn detectable(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "p2": "abs 1e-4" }))?;
    let (given, want): (Given, Detectable) = (case.inputs()?, case.expected()?);
    let found = ProportionPower::detectable(
        given.p1,
        (given.n, given.n),
        given.power,
        Direction::Higher,
        ProportionPowerMethod::Pooled,
        options(),
    );
    checks.near("second rate", want.p2, found.map_err(CaseError::refused)?, abs(1e-4));
    Ok(())
}
