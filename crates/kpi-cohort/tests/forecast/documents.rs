//! Forecasts and back-tests written down and read back, through the same checks.

use kpi_cohort::{RevenueBackTest, RevenueBackTestOptions, RevenueForecast};
use serde_json::{Value, json};

use crate::books::{Row, history, quick, still};

/// Somebody leaves each second month from 6 on, somebody joins each third; months 8 and 29 were not
/// observed.
fn lively() -> Vec<Row> {
    let mut rows = still(20, 40);
    rows.retain(|(who, month, _)| *month < 6 + 2 * *who as i32);
    let joined = |who: i32| (3 * who..40).map(move |month| (100 + who as u32, month, 30));
    rows.extend((1..13).flat_map(joined));
    rows.retain(|row| ![8, 29].contains(&row.1));
    rows
}

fn forecast() -> Value {
    let found = history(&lively(), 39).forecast(quick()).unwrap();
    serde_json::to_value(&found).unwrap()
}

fn back_test() -> Value {
    let options = RevenueBackTestOptions::default().with_forecast(quick());
    serde_json::to_value(history(&lively(), 39).back_test(options).unwrap()).unwrap()
}

#[test]
fn a_forecast_reads_back() {
    let found = history(&lively(), 39).forecast(quick()).unwrap();
    let read: RevenueForecast = serde_json::from_value(forecast()).unwrap();
    assert_eq!(read, found);
    assert_eq!(forecast()["basis"]["not_observed"], json!([8, 29]));
}

#[test]
fn a_back_test_reads_back() {
    let options = RevenueBackTestOptions::default().with_forecast(quick());
    let found = history(&lively(), 39).back_test(options).unwrap();
    let read: RevenueBackTest = serde_json::from_value(back_test()).unwrap();
    assert_eq!(read, found);
    // Origin 17 forecasts month 29, which nobody saw.
    let left_out = json!([{ "origin": 17, "target": 29, "reason": "target_not_observed" }]);
    assert_eq!(back_test()["left_out"], left_out);
}

/// Each change, and a word of what is said about it.
fn refused<T: serde::de::DeserializeOwned>(plain: &Value, changes: &[(&str, Value, &str)]) {
    for (at, value, word) in changes {
        let mut changed = plain.clone();
        *changed.pointer_mut(at).unwrap() = value.clone();
        let error = serde_json::from_value::<T>(changed).err().unwrap().to_string();
        assert!(error.contains(word), "{at}: {error}");
    }
}

#[test]
fn forecasts_that_do_not_hang_together_are_refused() {
    let plain = forecast();
    let figure = "/months/3/mrr/total";
    let far = json!(1e12);
    refused::<RevenueForecast>(
        &plain,
        &[
            ("/months/3/month", json!(7), "each month after the origin"),
            ("/origin", json!(38), "each month after the origin"),
            ("/options/months", json!(11), "as many as the options say"),
            ("/options/paths", json!(60), "the paths of the options"),
            (&format!("{figure}/estimate/level"), json!(0.9), "the level and the paths"),
            (&format!("{figure}/median"), far, "inside the interval"),
            ("/basis/trend/fitted", json!(3), "3 fitted parameters"),
            ("/basis/trend/errors", json!([]), "too few"),
            ("/basis/trends", json!([1.0, null]), "at least 6"),
            ("/basis/at_risk", json!(-1), "invalid value"),
        ],
    );
    let mut more = plain;
    more["note"] = json!("x");
    assert!(serde_json::from_value::<RevenueForecast>(more).is_err());
}

#[test]
fn back_tests_that_do_not_hang_together_are_refused() {
    refused::<RevenueBackTest>(
        &back_test(),
        &[
            ("/rows", json!([]), "at least one origin"),
            ("/rows/0/target", json!(3), "as many months after the origin"),
            ("/left_out/0/target", json!(3), "as many months after the origin"),
            ("/options/forecast/paths", json!(60), "the paths of the options"),
            ("/options/every", json!(0), "nonzero"),
        ],
    );
}
