//! The Gamma-Gamma model of spend.

use std::collections::BTreeMap;

use kpi_stats::ConfidenceLevel;
use kpis::cohort::{Fit, FitOptions, GammaGamma, SpendHistory, Weeks};
use serde::Deserialize;
use serde_json::json;

use super::cdnow::{Customer, customers, expected, inputs, named, spend_sample};
use super::checks::{abs, rel};
use super::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    data_file: String,
    filter: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    published: Published,
    lifetimes_run: Lifetimes,
    btyd_run: Btyd,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Published {
    p: f64,
    q: f64,
    #[serde(rename = "gamma(v)")]
    v: f64,
    #[serde(rename = "LL")]
    log_likelihood: f64,
    #[serde(rename = "E[M|x,m] first 10 customers (Hardie sheet)")]
    first_ten: Vec<f64>,
    #[serde(rename = "lifetimes quickstart first 10")]
    quickstart: Vec<f64>,
    #[serde(rename = "mean E[M] all")]
    mean_expected: f64,
    #[serde(rename = "mean observed")]
    mean_observed: f64,
    #[serde(rename = "corr(x, mbar)")]
    correlation: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lifetimes {
    n: f64,
    params: BTreeMap<String, f64>,
    se: BTreeMap<String, f64>,
    corr_freq_money: f64,
    population_mean: f64,
    cond_expected_profit_first10: Vec<f64>,
    cond_expected_profit_mean_all: f64,
    cond_examples: Vec<Example>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Example {
    x: u64,
    m: f64,
    value: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Btyd {
    params: [f64; 3],
    #[serde(rename = "LL")]
    log_likelihood: f64,
    exp: f64,
    exp_range: Vec<f64>,
    n: f64,
    #[serde(rename = "LL_paper")]
    log_likelihood_of_paper: f64,
}

pub(super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({
        "p,q,gamma": "rel 2e-3",
        "LL": "abs 0.01",
        "E[M]": "abs 0.01 at published; rel 1e-6 at run params",
    }))?;
    let (given, want): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    if given.filter != "x > 0" {
        return Err(inputs(given.filter));
    }
    let customers: Vec<Customer<Weeks>> = customers(case, &given.data_file)?;
    let sample = spend_sample(&customers);
    let fit = GammaGamma::fit(&sample, &FitOptions::default()).map_err(CaseError::refused)?;
    if !fit.status().is_converged() {
        return Err(CaseError::refused(fit.status()));
    }
    let (paper, run, btyd) = (&want.published, &want.lifetimes_run, &want.btyd_run);
    parameters("published", [paper.p, paper.q, paper.v], &fit, checks);
    let of_run = named(&run.params, ["p", "q", "v"])?;
    parameters("lifetimes", of_run, &fit, checks);
    parameters("BTYD", btyd.params, &fit, checks);
    let errors = named(&run.se, ["p", "q", "v"])?;
    for (parameter, want) in fit.parameters().iter().zip(errors) {
        // The case names no bound for standard errors: that of the BG/NBD cases.
        let found = parameter.standard_error.unwrap_or(f64::NAN);
        checks.near(&format!("SE of {}", parameter.name), want, found, rel(2e-2));
    }
    let value = fit.log_likelihood();
    checks.near("LL of CLVTools", paper.log_likelihood, value, abs(0.01));
    checks.near("LL of BTYD", btyd.log_likelihood, value, abs(0.01));
    let n = sample.customers() as f64;
    checks.near("n of lifetimes", run.n, n, abs(0.0));
    checks.near("n of BTYD", btyd.n, n, abs(0.0));
    let of_paper = model([paper.p, paper.q, paper.v])?;
    let at_paper = of_paper.log_likelihood(&sample);
    checks.near("LL of the paper", btyd.log_likelihood_of_paper, at_paper, abs(0.01));
    let correlation = sample.frequency_spend_correlation(ConfidenceLevel::P95);
    let correlation = correlation.map_or(f64::NAN, |estimate| estimate.point());
    // Printed with six digits; the case names no bound.
    checks.near("correlation", paper.correlation, correlation, abs(5e-7));
    checks.near("correlation, lifetimes", run.corr_freq_money, correlation, rel(1e-6));

    let at_run = model(of_run)?;
    let all = |model: &GammaGamma| -> Result<Vec<f64>, CaseError> {
        customers.iter().map(|c| spend(model, c.spend.as_ref())).collect()
    };
    let (own_all, run_all) = (all(fit.model())?, all(&at_run)?);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    if [&paper.first_ten, &paper.quickstart, &run.cond_expected_profit_first10]
        .iter()
        .any(|column| column.len() != 10)
    {
        return Err(expected("not ten customers".to_owned()));
    }
    for (i, (found, own)) in run_all.iter().zip(&own_all).take(10).enumerate() {
        let of = |column: &[f64]| column.get(i).copied().unwrap_or(f64::NAN);
        let what = format!("spend of customer {}", i + 1);
        // Printed with two digits, from the sheet's own fit; the one here is not rounded.
        let sheet = of(&paper.first_ten);
        checks.near(&format!("{what}, sheet"), sheet, *own, abs(0.01));
        checks.near(&format!("{what}, quickstart"), of(&paper.quickstart), *own, abs(0.01));
        let run = of(&run.cond_expected_profit_first10);
        checks.near(&format!("{what}, lifetimes"), run, *found, rel(1e-6));
    }
    checks.near("mean expected", paper.mean_expected, mean(&own_all), abs(0.01));
    let at_run_mean = mean(&run_all);
    checks.near("mean, lifetimes", run.cond_expected_profit_mean_all, at_run_mean, rel(1e-6));
    let observed: Vec<f64> = customers.iter().filter_map(|c| Some(c.spend?.mean())).collect();
    checks.near("mean observed", paper.mean_observed, mean(&observed), abs(0.01));
    checks.near("mean of the population", run.population_mean, spend(&at_run, None)?, rel(1e-6));
    for Example { x, m, value } in &run.cond_examples {
        checks.near(&format!("{x} of {m}"), *value, known(&at_run, *x, *m)?, rel(1e-6));
    }
    // BTYD, at its own parameters: three transactions of 35, then 1 to 10 of 35.
    let of_btyd = model(btyd.params)?;
    checks.near("BTYD, 3 of 35", btyd.exp, known(&of_btyd, 3, 35.0)?, rel(1e-6));
    for (x, want) in (1..).zip(&btyd.exp_range) {
        checks.near(&format!("BTYD, {x} of 35"), *want, known(&of_btyd, x, 35.0)?, rel(1e-6));
    }
    Ok(())
}

fn parameters(who: &str, want: [f64; 3], fit: &Fit<GammaGamma>, checks: &mut Checks) {
    for (parameter, want) in fit.parameters().iter().zip(want) {
        checks.near(&format!("{who}, {}", parameter.name), want, parameter.value, rel(2e-3));
    }
}

fn model([p, q, v]: [f64; 3]) -> Result<GammaGamma, CaseError> {
    GammaGamma::try_new(p, q, v).map_err(CaseError::refused)
}

fn known(model: &GammaGamma, x: u64, m: f64) -> Result<f64, CaseError> {
    let history = SpendHistory::try_new(x, m).map_err(CaseError::refused)?;
    spend(model, Some(&history))
}

fn spend(model: &GammaGamma, history: Option<&SpendHistory>) -> Result<f64, CaseError> {
    model.expected_spend(history).map_err(CaseError::refused)
}
