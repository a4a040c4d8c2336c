//! Discounted expected residual lifetimes of contracts.

use kpis::cohort::{ContractPayment, RenewalModel, Sbg, Years};
use serde::Deserialize;
use serde_json::json;

use super::checks::{abs, rel};
use super::sbg::{discount, fitted};
use super::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    #[serde(rename = "alpha,beta")]
    parameters: String,
    discount: [f64; 4],
    n: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    #[serde(rename = "published_n7_d0.1")]
    published: f64,
    #[serde(rename = "published_CLV_v10")]
    published_value: f64,
    mle: Lifetimes,
}

/// By the number of renewals, from 0.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lifetimes {
    #[serde(rename = "DERL_d0.05")]
    d5: Vec<f64>,
    #[serde(rename = "DERL_d0.1")]
    d10: Vec<f64>,
    #[serde(rename = "DERL_d0.15")]
    d15: Vec<f64>,
    #[serde(rename = "DERL_d0.2")]
    d20: Vec<f64>,
    #[serde(rename = "DERL_published_params_d0.1")]
    published: Vec<f64>,
}

/// High End, years 0 to 7, of 1,000 customers.
const ACTIVE: [u64; 8] = [1000, 869, 743, 653, 593, 551, 517, 491];

/// Where the other program found the maximum; stands in the case `sbg_high_end`.
const PEER: [f64; 2] = [0.6680883290900212, 3.806094782862907];

impl Lifetimes {
    pub(super) fn compare(
        &self,
        own: &Sbg<Years>,
        given: &Sbg<Years>,
        checks: &mut Checks,
    ) -> Result<(), CaseError> {
        let of_paper = Sbg::<Years>::try_new(0.668, 3.806).map_err(CaseError::refused)?;
        for (name, model, bound) in
            [("own fit", own, rel(1e-4)), ("given parameters", given, rel(1e-10))]
        {
            for (rate, column) in
                [(0.05, &self.d5), (0.1, &self.d10), (0.15, &self.d15), (0.2, &self.d20)]
            {
                compare(name, model, rate, column, bound, checks)?;
            }
        }
        compare("published parameters", &of_paper, 0.1, &self.published, rel(1e-10), checks)
    }
}

/// By both conventions of the index.
fn compare(
    name: &str,
    sbg: &Sbg<Years>,
    rate: f64,
    column: &[f64],
    bound: crate::Bound,
    checks: &mut Checks,
) -> Result<(), CaseError> {
    for (renewals, want) in (0..).zip(column) {
        let discount = discount(rate)?;
        let after = sbg.discounted_residual_lifetime_after_renewals(renewals, discount);
        let within = sbg.discounted_residual_lifetime_in_period(renewals + 1, discount);
        for found in [after, within] {
            let found = found.map_err(CaseError::refused)?;
            let what = format!("{name}, {rate}, after {renewals} renewals");
            checks.near(&what, *want, found, bound);
        }
    }
    Ok(())
}

pub(super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "at given params": "rel 1e-10", "from own fit": "rel 1e-4" }))?;
    let (given, expected): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    let known = given.parameters == "MLE of sbg_high_end; also published 0.668/3.806"
        && given.n == "0..12"
        && given.discount == [0.05, 0.1, 0.15, 0.2];
    if !known {
        let why = format!("{}; {}; {:?}", given.parameters, given.n, given.discount);
        return Err(CaseError::Form { part: "inputs", why });
    }
    let fit = fitted(&[ACTIVE.to_vec()])?;
    let own = fit.model();
    let [alpha, beta] = PEER;
    let peer = Sbg::<Years>::try_new(alpha, beta).map_err(CaseError::refused)?;
    expected.mle.compare(own, &peer, checks)?;
    let discount = discount(0.1)?;
    let lifetime = own.discounted_residual_lifetime_after_renewals(7, discount);
    let lifetime = lifetime.map_err(CaseError::refused)?;
    // Printed with three and with two decimals.
    checks.near("published, n = 7", expected.published, lifetime, abs(5e-4));
    let ten = ContractPayment::try_new(10.0, 1.0).map_err(CaseError::refused)?;
    let value = own.residual_value_after_renewals(7, ten, discount).map_err(CaseError::refused)?;
    checks.near("published value at 10 a year", expected.published_value, value, abs(5e-3));
    Ok(())
}
