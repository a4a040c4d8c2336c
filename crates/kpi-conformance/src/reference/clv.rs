//! Customer lifetime value.

use std::collections::BTreeMap;

use kpis::cohort::{
    BgNbd, ClvOptions, Days, GammaGamma, MonthLength, Months, UnitOfTime, Weeks,
    customer_lifetime_value,
};
use serde::Deserialize;
use serde_json::json;

use super::cdnow::{customers, expected, named};
use super::checks::rel;
use super::sbg::discount;
use super::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    data_file: String,
    bgnbd_params: BTreeMap<String, f64>,
    gg_params: BTreeMap<String, f64>,
    time_months: u32,
    monthly_discount_rate: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Run {
    kwargs: Arguments,
    first10: Vec<f64>,
    total: f64,
    mean: f64,
    max: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    time: u32,
    discount_rate: f64,
    freq: String,
}

pub(super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "rel 1e-6 at the given parameters" }))?;
    let (given, want): (Inputs, BTreeMap<String, Run>) = (case.inputs()?, case.expected()?);
    if want.len() != 3 {
        return Err(expected(format!("{} runs instead of 3", want.len())));
    }
    for (name, run) in &want {
        let Arguments { time, discount_rate, freq } = &run.kwargs;
        let rate_known = [given.monthly_discount_rate, 0.0].contains(discount_rate);
        if *time != given.time_months || !rate_known {
            return Err(expected(format!("{name}: {time} months at {discount_rate}")));
        }
        match freq.as_str() {
            "W" => compare::<Weeks>(case, &given, run, MonthLength::FourPoint345Weeks, checks)?,
            // The mistake of the quickstart: weeks declared to be days, and thirty to a month.
            "D" => compare::<Days>(case, &given, run, MonthLength::ThirtyDays, checks)?,
            other => return Err(expected(format!("{name}: the unit {other}"))),
        }
    }
    Ok(())
}

fn compare<U: UnitOfTime>(
    case: &Case,
    given: &Inputs,
    run: &Run,
    month: MonthLength,
    checks: &mut Checks,
) -> Result<(), CaseError> {
    let [r, alpha, a, b] = named(&given.bgnbd_params, ["r", "alpha", "a", "b"])?;
    let [p, q, v] = named(&given.gg_params, ["p", "q", "v"])?;
    let buying = BgNbd::<U>::try_new(r, alpha, a, b).map_err(CaseError::refused)?;
    let spending = GammaGamma::try_new(p, q, v).map_err(CaseError::refused)?;
    let rate = discount::<Months>(run.kwargs.discount_rate)?;
    let options = ClvOptions::new(run.kwargs.time, rate, month);
    let mut values = Vec::new();
    for customer in customers::<U>(case, &given.data_file)? {
        let spend = customer.spend.as_ref();
        let found = customer_lifetime_value(&buying, &spending, &customer.history, spend, &options);
        values.push(found.map_err(CaseError::refused)?.value);
    }
    let what = format!("{} at {}", run.kwargs.freq, run.kwargs.discount_rate);
    if run.first10.len() != 10 {
        return Err(expected(format!("{what}: not ten customers")));
    }
    for (i, (want, found)) in run.first10.iter().zip(&values).enumerate() {
        checks.near(&format!("{what}, customer {}", i + 1), *want, *found, rel(1e-6));
    }
    let total: f64 = values.iter().sum();
    checks.near(&format!("{what}, total"), run.total, total, rel(1e-6));
    checks.near(&format!("{what}, mean"), run.mean, total / values.len() as f64, rel(1e-6));
    let most = values.iter().fold(0.0_f64, |most, value| most.max(*value));
    checks.near(&format!("{what}, largest"), run.max, most, rel(1e-6));
    Ok(())
}
