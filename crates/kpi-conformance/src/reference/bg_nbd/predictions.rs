//! Expectations and P(alive) at published parameters and at those of a fit.

use std::collections::BTreeMap;

use kpis::cohort::{BgNbd, PurchaseModel, PurchaseSample, Weeks};
use serde::Deserialize;
use serde_json::json;

use super::super::cdnow::{date, expected, named, orders, weekly};
use super::super::checks::{abs, rel};
use super::super::{Case, CaseError, Checks};
use super::{NAMES, fitted, history, model, weeks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    params_paper: [f64; 4],
    params_lifetimes: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    hardie_excel: Hardie,
    btyd_walkthrough: Walkthrough,
    btyd_run_at_paper_params: Btyd,
    lifetimes_run: Lifetimes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Hardie {
    t: Vec<f64>,
    #[serde(rename = "E[X(t)]")]
    expected: Vec<f64>,
    #[serde(rename = "E[Y(39)|x=2,tx=30.43,T=38.86]")]
    conditional: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Walkthrough {
    #[serde(rename = "E[X(52)]")]
    expected_52: f64,
    #[serde(rename = "cust1516(x=26,tx=30.85714,T=31) E[Y(52)]")]
    customer_1516: f64,
    #[serde(rename = "cust1516 P(alive)")]
    customer_1516_alive: f64,
    #[serde(rename = "E[Y(52)|x,tx=20,T=39] for x=10,15,20,25")]
    paradox: [f64; 4],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Btyd {
    #[serde(rename = "LL")]
    log_likelihood: f64,
    exp: Vec<f64>,
    exp52: f64,
    cet: Vec<f64>,
    cet1: f64,
    palive1: f64,
    palive: Vec<f64>,
    pmf_10_2: f64,
    pmf_0_39: f64,
    pmf_11_20_t30: Vec<f64>,
    #[serde(rename = "LL3")]
    log_likelihood_of_one: f64,
    #[serde(rename = "LLcbs")]
    log_likelihood_of_all: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lifetimes {
    expected_purchases: BTreeMap<String, f64>,
    cond: Vec<Conditional>,
    palive: Vec<Alive>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Conditional {
    t: f64,
    x: u64,
    t_x: f64,
    #[serde(rename = "T")]
    age: f64,
    value: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Alive {
    x: u64,
    t_x: f64,
    #[serde(rename = "T")]
    age: f64,
    value: f64,
}

pub(in crate::reference) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({
        "hardie_excel": "abs 1e-3",
        "btyd_walkthrough": "rel 1e-3",
        "runs at given params": "rel 1e-8",
    }))?;
    let (given, want): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    let table = orders(case, "data/CDNOW_sample.txt")?
        .finish(date("1997-09-30")?)
        .map_err(CaseError::refused)?;
    let all = weekly(&table);
    let paper = model(given.params_paper)?;
    // The sheet and the walkthrough go on from a fit, whose parameters are not rounded.
    let fit = fitted(&all)?;
    hardie(&want.hardie_excel, fit.model(), checks)?;
    walkthrough(&want.btyd_walkthrough, fit.model(), checks)?;
    btyd(&want.btyd_run_at_paper_params, &paper, &all, checks)?;
    lifetimes(&want.lifetimes_run, &model(named(&given.params_lifetimes, NAMES)?)?, checks)
}

fn hardie(want: &Hardie, own: &BgNbd<Weeks>, checks: &mut Checks) -> Result<(), CaseError> {
    if want.t.len() != want.expected.len() {
        return Err(expected("times and figures differ in number".to_owned()));
    }
    for (t, want) in want.t.iter().zip(&want.expected) {
        let found = own.expected_purchases(weeks(*t)?);
        checks.near(&format!("sheet, E[X({t})]"), *want, found, abs(1e-3));
    }
    let found = own.expected_purchases_of(&history(2, 30.43, 38.86)?, weeks(39.0)?);
    checks.near("sheet, E[Y(39)]", want.conditional, found, abs(1e-3));
    Ok(())
}

fn walkthrough(
    want: &Walkthrough,
    own: &BgNbd<Weeks>,
    checks: &mut Checks,
) -> Result<(), CaseError> {
    let year = weeks(52.0)?;
    checks.near("E[X(52)]", want.expected_52, own.expected_purchases(year), rel(1e-3));
    // 30.85714 is 216 days.
    let customer = history(26, 216.0 / 7.0, 31.0)?;
    let found = own.outlook(&customer, year);
    checks.near("1516, E[Y(52)]", want.customer_1516, found.expected_purchases, rel(1e-3));
    checks.near("1516, P(alive)", want.customer_1516_alive, found.alive, rel(1e-3));
    for (x, want) in [10, 15, 20, 25].into_iter().zip(want.paradox) {
        let found = own.expected_purchases_of(&history(x, 20.0, 39.0)?, year);
        checks.near(&format!("E[Y(52)] of {x} until 20"), want, found, rel(1e-3));
    }
    Ok(())
}

fn btyd(
    want: &Btyd,
    paper: &BgNbd<Weeks>,
    all: &PurchaseSample<Weeks>,
    checks: &mut Checks,
) -> Result<(), CaseError> {
    let bound = rel(1e-8);
    checks.near("BTYD, LL", want.log_likelihood, paper.log_likelihood(all), bound);
    for (t, want) in (1..).zip(&want.exp) {
        let found = paper.expected_purchases(weeks(f64::from(t))?);
        checks.near(&format!("BTYD, E[X({t})]"), *want, found, bound);
    }
    let found = paper.expected_purchases(weeks(52.0)?);
    checks.near("BTYD, E[X(52)]", want.exp52, found, bound);
    for (x, want) in (5..).zip(&want.cet) {
        let found = paper.expected_purchases_of(&history(x, 25.0, 39.0)?, weeks(2.0)?);
        checks.near(&format!("BTYD, E[Y(2)] of {x}"), *want, found, bound);
    }
    let found = paper.expected_purchases_of(&history(10, 35.0, 39.0)?, weeks(2.0)?);
    checks.near("BTYD, E[Y(2)] of 10 until 35", want.cet1, found, bound);
    let found = paper.probability_alive(&history(23, 39.0, 39.0)?);
    checks.near("BTYD, P(alive) of 23 until 39", want.palive1, found, bound);
    for (x, want) in (5..).zip(&want.palive) {
        let found = paper.probability_alive(&history(x, 30.0, 39.0)?);
        checks.near(&format!("BTYD, P(alive) of {x}"), *want, found, bound);
    }
    for (x, t, want) in [(10, 2.0, want.pmf_10_2), (0, 39.0, want.pmf_0_39)] {
        let found = paper.purchase_probability(x, weeks(t)?);
        checks.near(&format!("BTYD, P(X({t}) = {x})"), want, found, bound);
    }
    for (x, want) in (11..).zip(&want.pmf_11_20_t30) {
        let found = paper.purchase_probability(x, weeks(30.0)?);
        checks.near(&format!("BTYD, P(X(30) = {x})"), *want, found, bound);
    }
    let other = model([0.5, 6.0, 1.2, 3.3])?;
    let mut one = PurchaseSample::new();
    one.observe(history(3, 4.0, 6.0)?);
    checks.near("BTYD, LL of one", want.log_likelihood_of_one, other.log_likelihood(&one), bound);
    checks.near("BTYD, LL of all", want.log_likelihood_of_all, other.log_likelihood(all), bound);
    Ok(())
}

fn lifetimes(want: &Lifetimes, given: &BgNbd<Weeks>, checks: &mut Checks) -> Result<(), CaseError> {
    let bound = rel(1e-8);
    for (t, want) in &want.expected_purchases {
        let time: f64 = t.parse().map_err(|_| expected(format!("the time {t}")))?;
        let found = given.expected_purchases(weeks(time)?);
        checks.near(&format!("lifetimes, E[X({t})]"), *want, found, bound);
    }
    for Conditional { t, x, t_x, age, value } in &want.cond {
        let found = given.expected_purchases_of(&history(*x, *t_x, *age)?, weeks(*t)?);
        checks.near(&format!("lifetimes, E[Y({t})] of {x}"), *value, found, bound);
    }
    for Alive { x, t_x, age, value } in &want.palive {
        let found = given.probability_alive(&history(*x, *t_x, *age)?);
        checks.near(&format!("lifetimes, P(alive) of {x}"), *value, found, bound);
    }
    Ok(())
}
