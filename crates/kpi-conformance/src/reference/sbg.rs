//! The shifted beta-geometric model of contract renewals.

use std::collections::BTreeMap;

use kpis::cohort::{
    Discount, Fit, FitOptions, RenewalCounts, RenewalModel, Sbg, SbgFit, UnitOfTime, Years,
};
use serde::Deserialize;
use serde_json::json;

use super::checks::{abs, rel};
use super::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HighEndInputs {
    survival_percent_years_0_12: Vec<f64>,
    fit_on: String,
    #[serde(rename = "N")]
    customers: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HighEnd {
    published: Published,
    foretell: Foretell,
    jdmaturen: Jdmaturen,
    #[serde(rename = "sBGmodel")]
    sbg_model: Parameters,
    #[serde(rename = "P(T=t|1,1), t=1..10")]
    churn_at_one_one: Vec<f64>,
    #[serde(rename = "S(t|0.668,3.806), t=1..7")]
    survival_at_published: Vec<f64>,
    actual_8_12_percent: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Published {
    alpha: f64,
    beta: f64,
    #[serde(rename = "LL")]
    log_likelihood: f64,
    #[serde(rename = "LL_at_alpha=1,beta=1")]
    log_likelihood_at_one_one: f64,
    projected_8_12_percent: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Foretell {
    input: Vec<f64>,
    h: u32,
    a: f64,
    b: f64,
    #[serde(rename = "negLL")]
    minus_log_likelihood: f64,
    fitted: Vec<f64>,
    projected: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Jdmaturen {
    alpha: f64,
    beta: f64,
    #[serde(rename = "LL_per_customer")]
    log_likelihood_per_customer: f64,
    survival_1_12: Vec<f64>,
    retention_1_12: Vec<f64>,
    #[serde(flatten)]
    lifetimes: super::derl::Lifetimes,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Parameters {
    alpha: f64,
    beta: f64,
}

pub(super) fn high_end(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({
        "alpha,beta": "rel 2e-4",
        "LL": "abs 0.01",
        "survival": "abs 1e-4 (as fraction); closed forms at given params abs 1e-12",
    }))?;
    let (given, expected): (HighEndInputs, HighEnd) = (case.inputs()?, case.expected()?);
    if given.fit_on != "years 0-7" || given.customers != 1000 {
        return Err(inputs(format!("fit on {} of {}", given.fit_on, given.customers)));
    }
    let percents: Vec<f64> = given.survival_percent_years_0_12.iter().take(8).copied().collect();
    let fit = fitted(&[counts(&percents)])?;
    let sbg = fit.model();
    let published = &expected.published;
    // Printed with three decimals.
    checks.near("published alpha", published.alpha, sbg.alpha(), abs(5e-4));
    checks.near("published beta", published.beta, sbg.beta(), abs(5e-4));
    let value = fit.log_likelihood();
    checks.near("published LL", published.log_likelihood, value, abs(0.05));
    let all = RenewalCounts::from_active(&counts(&percents)).map_err(CaseError::refused)?;
    let one_one = Sbg::<Years>::try_new(1.0, 1.0).map_err(CaseError::refused)?;
    let at_one = one_one.log_likelihood(&all);
    checks.near("LL at 1, 1", published.log_likelihood_at_one_one, at_one, abs(0.05));
    for (year, want) in (8..).zip(&published.projected_8_12_percent) {
        // Printed with one decimal.
        let what = format!("published, percent in year {year}");
        checks.near(&what, *want, 100.0 * sbg.survival(year), abs(0.05));
    }
    foretell(&expected.foretell, &percents, &fit, 2e-4, 0.01, checks)?;
    let other = &expected.jdmaturen;
    for (who, alpha, beta) in [
        ("jdmaturen", other.alpha, other.beta),
        ("sBGmodel", expected.sbg_model.alpha, expected.sbg_model.beta),
    ] {
        checks.near(&format!("{who}, alpha"), alpha, sbg.alpha(), rel(2e-4));
        checks.near(&format!("{who}, beta"), beta, sbg.beta(), rel(2e-4));
    }
    let per_customer = value / given.customers as f64;
    checks.near("LL of one", other.log_likelihood_per_customer, per_customer, abs(1e-5));
    let given_sbg = Sbg::<Years>::try_new(other.alpha, other.beta).map_err(CaseError::refused)?;
    for (year, want) in (1..).zip(&other.survival_1_12) {
        let what = format!("survival in year {year}");
        checks.near(&what, *want, sbg.survival(year), abs(1e-4));
        checks.near(&format!("{what}, as given"), *want, given_sbg.survival(year), abs(1e-12));
    }
    for (before, want) in (0..).zip(&other.retention_1_12) {
        let what = format!("retention after {before} renewals");
        checks.near(&what, *want, sbg.retention_after_renewals(before), abs(1e-4));
        let found = given_sbg.retention_after_renewals(before);
        checks.near(&format!("{what}, as given"), *want, found, abs(1e-12));
    }
    other.lifetimes.compare(sbg, &given_sbg, checks)?;
    for (renewal, want) in (1..).zip(&expected.churn_at_one_one) {
        let what = format!("P(T={renewal}) at 1, 1");
        checks.near(&what, *want, one_one.churn_at_renewal(renewal), abs(1e-12));
    }
    let of_paper =
        Sbg::<Years>::try_new(published.alpha, published.beta).map_err(CaseError::refused)?;
    for (year, want) in (1..).zip(&expected.survival_at_published) {
        let what = format!("S({year}) at the published parameters");
        checks.near(&what, *want, of_paper.survival(year), abs(1e-12));
    }
    // What really happened is given twice.
    let seen = given.survival_percent_years_0_12.iter().skip(8);
    for (year, (want, found)) in (8..).zip(expected.actual_8_12_percent.iter().zip(seen)) {
        checks.near(&format!("seen in year {year}"), *want, *found, abs(0.0));
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ShortInputs {
    survival_percent: Vec<f64>,
    #[serde(rename = "N")]
    customers: u64,
    h: u32,
}

pub(super) fn high_end_short(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({
        "params": "rel 5e-3 (L-BFGS-B, flat surface)",
        "negLL": "abs 0.01",
        "projected": "abs 0.02 percentage points",
    }))?;
    let (given, expected): (ShortInputs, Foretell) = (case.inputs()?, case.expected()?);
    if given.customers != 1000 || given.h != expected.h {
        return Err(inputs(format!("{} customers, {} years", given.customers, given.h)));
    }
    let fit = fitted(&[counts(&given.survival_percent)])?;
    foretell(&expected, &given.survival_percent, &fit, 5e-3, 0.02, checks)
}

/// What the R package found: parameters, likelihood, and the curve in percent.
fn foretell(
    expected: &Foretell,
    percents: &[f64],
    fit: &Fit<Sbg<Years>>,
    parameters: f64,
    curve: f64,
    checks: &mut Checks,
) -> Result<(), CaseError> {
    if expected.input != percents || expected.projected.len() != expected.h as usize {
        return Err(CaseError::Form { part: "expected", why: "other inputs".to_owned() });
    }
    let sbg = fit.model();
    checks.near("foretell, a", expected.a, sbg.alpha(), rel(parameters));
    checks.near("foretell, b", expected.b, sbg.beta(), rel(parameters));
    let value = -fit.log_likelihood();
    checks.near("foretell, negLL", expected.minus_log_likelihood, value, abs(0.01));
    let whole = expected.fitted.iter().chain(&expected.projected);
    for (year, want) in (0..).zip(whole) {
        let what = format!("foretell, percent in year {year}");
        checks.near(&what, *want, 100.0 * sbg.survival(year), abs(curve));
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CohortInputs {
    cohorts: Vec<Vec<u64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MultiCohort {
    published: Parameters,
    jdmaturen: MultiJdmaturen,
    #[serde(rename = "sBGmodel")]
    sbg_model: SbgModel,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MultiJdmaturen {
    data: Vec<Vec<u64>>,
    alpha: f64,
    beta: f64,
    #[serde(rename = "LL")]
    log_likelihood: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SbgModel {
    alpha: f64,
    beta: f64,
    #[serde(rename = "negLL")]
    minus_log_likelihood: f64,
    rates: BTreeMap<String, Vec<f64>>,
}

pub(super) fn multi_cohort(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "alpha,beta": "rel 1e-3", "LL": "abs 0.05" }))?;
    let (given, expected): (CohortInputs, MultiCohort) = (case.inputs()?, case.expected()?);
    if given.cohorts != expected.jdmaturen.data {
        return Err(inputs("other cohorts than expected.jdmaturen.data".to_owned()));
    }
    let fit = fitted(&given.cohorts)?;
    let sbg = fit.model();
    // Printed with two decimals.
    checks.near("published alpha", expected.published.alpha, sbg.alpha(), abs(5e-3));
    checks.near("published beta", expected.published.beta, sbg.beta(), abs(5e-3));
    let (one, two) = (&expected.jdmaturen, &expected.sbg_model);
    for (who, alpha, beta, value) in [
        ("jdmaturen", one.alpha, one.beta, one.log_likelihood),
        ("sBGmodel", two.alpha, two.beta, -two.minus_log_likelihood),
    ] {
        checks.near(&format!("{who}, alpha"), alpha, sbg.alpha(), rel(1e-3));
        checks.near(&format!("{who}, beta"), beta, sbg.beta(), rel(1e-3));
        checks.near(&format!("{who}, LL"), value, fit.log_likelihood(), abs(0.05));
    }
    for (name, column) in &two.rates {
        for (period, want) in (1..).zip(column) {
            let found = match name.as_str() {
                "period" => f64::from(period),
                "churn_rate" => sbg.churn_at_renewal(period),
                "retention_rate" => sbg.retention_after_renewals(period - 1),
                "survival_rate" => sbg.survival(period),
                other => return Err(inputs(format!("unknown rate {other}"))),
            };
            checks.near(&format!("{name} in period {period}"), *want, found, rel(1e-3));
        }
    }
    Ok(())
}

/// Percentages of a thousand as customers.
fn counts(percents: &[f64]) -> Vec<u64> {
    percents.iter().map(|percent| (percent * 10.0).round() as u64).collect()
}

/// The fit inside, of one cohort or several.
pub(super) fn fitted(cohorts: &[Vec<u64>]) -> Result<Fit<Sbg<Years>>, CaseError> {
    let mut counts = RenewalCounts::new();
    for cohort in cohorts {
        counts.observe_active(cohort).map_err(CaseError::refused)?;
    }
    match Sbg::fit(&counts, &FitOptions::default()).map_err(CaseError::refused)? {
        SbgFit::Inside(fit) if fit.status().is_converged() => Ok(fit),
        other => Err(CaseError::refused(format!("{other:?}"))),
    }
}

fn inputs(why: String) -> CaseError {
    CaseError::Form { part: "inputs", why }
}

/// A discount of so much.
pub(super) fn discount<U: UnitOfTime>(rate: f64) -> Result<Discount<U>, CaseError> {
    Discount::try_new(rate).map_err(CaseError::refused)
}
