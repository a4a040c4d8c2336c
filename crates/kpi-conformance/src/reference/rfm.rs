//! From orders to purchase histories.

use std::collections::BTreeMap;

use kpis::cohort::RfmRow;
use rust_decimal::prelude::ToPrimitive;
use serde::Deserialize;
use serde_json::json;

use super::cdnow::{date, expected, inputs, orders};
use super::checks::abs;
use super::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    data_file: String,
    columns: String,
    observation_period_end: String,
    freq: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    n: f64,
    rows: BTreeMap<String, [f64; 4]>,
    sum_frequency: f64,
    sum_recency: f64,
    #[serde(rename = "sum_T")]
    sum_age: f64,
    sum_money: f64,
    zero_repeat: f64,
    cal_holdout: CalHoldout,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CalHoldout {
    n: f64,
    sum_frequency_holdout: f64,
    duration_holdout: f64,
    rows: BTreeMap<String, [f64; 7]>,
    columns: Vec<String>,
}

const COLUMNS: [&str; 7] = [
    "frequency_cal",
    "recency_cal",
    "T_cal",
    "monetary_value_cal",
    "frequency_holdout",
    "monetary_value_holdout",
    "duration_holdout",
];

pub(super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "exact (money abs 1e-6)" }))?;
    let (given, want): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    let columns = "master_id, customer_id, YYYYMMDD, n_cds, dollars (whitespace separated)";
    if given.columns != columns || given.freq != "D" {
        return Err(inputs(format!("{}; {}", given.columns, given.freq)));
    }
    if want.cal_holdout.columns != COLUMNS {
        return Err(expected(format!("{:?}", want.cal_holdout.columns)));
    }
    let end = date(&given.observation_period_end)?;
    // The last day of the data.
    let last = date("1998-06-30")?;
    let table = orders(case, &given.data_file)?
        .finish_with_holdout(end, last)
        .map_err(CaseError::refused)?;
    let plain = orders(case, &given.data_file)?.finish(end).map_err(CaseError::refused)?;
    let exact = abs(0.0);
    for (name, table) in [("alone", &plain), ("with holdout", &table)] {
        let rows = table.rows();
        let sum = |figure: fn(&RfmRow<String>) -> f64| rows.iter().map(figure).sum::<f64>();
        checks.near(&format!("n, {name}"), want.n, rows.len() as f64, exact);
        for (what, want, found, bound) in [
            ("frequency", want.sum_frequency, sum(|r| r.repeat_purchases as f64), exact),
            ("recency", want.sum_recency, sum(|r| f64::from(r.last_days)), exact),
            ("T", want.sum_age, sum(|r| f64::from(r.age_days)), exact),
            ("money", want.sum_money, sum(mean), abs(1e-6)),
            ("no repeat", want.zero_repeat, sum(|r| f64::from(r.repeat_purchases == 0)), exact),
        ] {
            checks.near(&format!("sum of {what}, {name}"), want, found, bound);
        }
        for (customer, [x, last, age, money]) in &want.rows {
            let row = row(rows, customer)?;
            compare(checks, customer, row, [*x, *last, *age, *money]);
        }
    }
    let want = want.cal_holdout;
    checks.near("n of the holdout", want.n, table.rows().len() as f64, exact);
    let days = table.holdout_days().map_or(f64::NAN, f64::from);
    checks.near("days of the holdout", want.duration_holdout, days, exact);
    let held = |row: &RfmRow<String>| row.holdout.map_or(f64::NAN, |h| h.spend.purchases as f64);
    let sum: f64 = table.rows().iter().map(held).sum();
    checks.near("purchases of the holdout", want.sum_frequency_holdout, sum, exact);
    for (customer, [x, last, age, money, later, later_money, duration]) in &want.rows {
        let row = row(table.rows(), customer)?;
        compare(checks, customer, row, [*x, *last, *age, *money]);
        checks.near(&format!("{customer}, holdout"), *later, held(row), exact);
        let spend = row.holdout.and_then(|h| h.spend.mean()).and_then(|mean| mean.to_f64());
        let what = format!("{customer}, money of the holdout");
        checks.near(&what, *later_money, spend.unwrap_or(0.0), abs(1e-6));
        checks.near(&format!("{customer}, days of the holdout"), *duration, days, exact);
    }
    Ok(())
}

fn compare(checks: &mut Checks, customer: &str, row: &RfmRow<String>, want: [f64; 4]) {
    let found =
        [row.repeat_purchases as f64, f64::from(row.last_days), f64::from(row.age_days), mean(row)];
    for ((name, bound), (want, found)) in
        [("x", abs(0.0)), ("t_x", abs(0.0)), ("T", abs(0.0)), ("money", abs(1e-6))]
            .into_iter()
            .zip(want.into_iter().zip(found))
    {
        checks.near(&format!("{customer}, {name}"), want, found, bound);
    }
}

/// The case writes 0 where there is no repeat purchase to take a mean of.
fn mean(row: &RfmRow<String>) -> f64 {
    row.spend.mean().and_then(|mean| mean.to_f64()).unwrap_or(0.0)
}

fn row<'a>(rows: &'a [RfmRow<String>], customer: &str) -> Result<&'a RfmRow<String>, CaseError> {
    let found = rows.iter().find(|row| row.customer == customer);
    found.ok_or_else(|| expected(format!("no customer {customer}")))
}
