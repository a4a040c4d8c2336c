//! What was expected of the holdout, and what came.

use chrono::Days;
use kpis::cohort::PurchaseModel;
use serde::Deserialize;
use serde_json::json;

use super::super::cdnow::{date, expected, inputs, orders, weekly};
use super::super::checks::{abs, rel};
use super::super::{Case, CaseError, Checks};
use super::{fitted, weeks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    data_file: String,
    calibration_end: String,
    holdout_weeks: u64,
    params: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    freq: Vec<String>,
    actual: Vec<f64>,
    expected: Vec<f64>,
    n: Vec<f64>,
    weekly_expected_20_25: Vec<f64>,
    weekly_actual_20_25: Vec<f64>,
    cumulative_expected_20_25: Vec<f64>,
    cumulative_actual_20_25: Vec<f64>,
}

#[derive(Default)]
struct Bin {
    n: f64,
    actual: f64,
    expected: f64,
}

pub(in crate::reference) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "actual,n": "exact", "expected": "rel 1e-3" }))?;
    let (given, want): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    if given.params != "MLE" || want.freq != ["0", "1", "2", "3", "4", "5", "6", "7+"] {
        return Err(inputs(format!("{}; {:?}", given.params, want.freq)));
    }
    let end = date(&given.calibration_end)?;
    let last = end.checked_add_days(Days::new(7 * given.holdout_weeks));
    let last = last.ok_or_else(|| inputs("the holdout has no end".to_owned()))?;
    let table = orders(case, &given.data_file)?
        .finish_with_holdout(end, last)
        .map_err(CaseError::refused)?;
    let all = weekly(&table);
    let fit = fitted(&all)?;
    let model = fit.model();
    let horizon = weeks(given.holdout_weeks as f64)?;
    let mut bins: [Bin; 8] = Default::default();
    for row in table.rows() {
        let place = usize::try_from(row.repeat_purchases).unwrap_or(usize::MAX).min(7);
        let Some(bin) = bins.get_mut(place) else { continue };
        bin.n += 1.0;
        bin.actual += row.holdout.map_or(f64::NAN, |h| h.spend.purchases as f64);
        bin.expected += model.expected_purchases_of(&row.history().in_weeks(), horizon);
    }
    for column in [&want.actual, &want.expected, &want.n] {
        if column.len() != bins.len() {
            return Err(expected(format!("{} bins", column.len())));
        }
    }
    let columns = want.actual.iter().zip(&want.expected).zip(&want.n);
    for ((bin, name), ((actual, expected), n)) in bins.iter().zip(&want.freq).zip(columns) {
        checks.near(&format!("{name}, n"), *n, bin.n, abs(0.0));
        // Exact, and printed with seven digits.
        checks.near(&format!("{name}, actual"), *actual, bin.actual / bin.n, rel(5e-7));
        checks.near(&format!("{name}, expected"), *expected, bin.expected / bin.n, rel(1e-3));
    }
    // Weeks are counted from the first customer's first purchase.
    let start = table.rows().iter().map(|row| row.first).min();
    let start = start.ok_or_else(|| inputs("no customers".to_owned()))?;
    let actual = |week: u64| {
        let last = start.checked_add_days(Days::new((7 * week).saturating_sub(1)));
        last.map_or(f64::NAN, |last| table.repeat_purchases_until(last) as f64)
    };
    let projected = |week: u64| -> Result<f64, CaseError> {
        Ok(model.expected_cumulative_purchases(&all, weeks(week as f64)?))
    };
    for (name, column) in [
        ("weekly expected", &want.weekly_expected_20_25),
        ("weekly actual", &want.weekly_actual_20_25),
        ("cumulative expected", &want.cumulative_expected_20_25),
        ("cumulative actual", &want.cumulative_actual_20_25),
    ] {
        for (week, want) in (20..).zip(column) {
            let (found, bound) = match name {
                "weekly expected" => (projected(week)? - projected(week - 1)?, rel(1e-3)),
                "weekly actual" => (actual(week) - actual(week - 1), abs(0.0)),
                "cumulative expected" => (projected(week)?, rel(1e-3)),
                _ => (actual(week), abs(0.0)),
            };
            checks.near(&format!("{name}, week {week}"), *want, found, bound);
        }
    }
    Ok(())
}
