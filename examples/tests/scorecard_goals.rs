//! Goals on the scorecard: each in its book and its segment, on the day of the page.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

mod common;
#[path = "common/scorecard.rs"]
mod scorecard;

use common::Temp;
use scorecard::run;
use serde_json::Value;

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/scorecard_goals.toml");

/// The goals of each book.
fn goals(arguments: &[&str]) -> Vec<Value> {
    let ran = run(&[arguments, &["--json"]].concat());
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let page: Value = serde_json::from_str(&ran.out).unwrap();
    page["books"].as_array().unwrap().iter().map(|book| book["goals"].clone()).collect()
}

fn row<'a>(page: &'a str, goal: &str) -> Vec<&'a str> {
    let line = page.lines().find(|line| line.trim_start().starts_with(&format!("{goal} ")));
    line.unwrap_or_else(|| panic!("{goal}: {page}")).split("   ").map(str::trim).collect()
}

fn tracked<'a>(goals: &'a Value, id: &str) -> &'a Value {
    let all = goals["tracking"].as_array().unwrap();
    all.iter().find(|tracking| tracking["goal"] == id).unwrap_or_else(|| panic!("{id}: {goals}"))
}

fn elsewhere(goals: &Value) -> Vec<(&str, &str)> {
    let all = goals["elsewhere"].as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().map(|of| (of["goal"].as_str().unwrap(), of["why"]["en"].as_str().unwrap())).collect()
}

#[test]
fn the_sample_shows_target_pace_and_forecast_of_the_page_s_own_figures() {
    let ran = run(&["--goals", SAMPLE]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("How goals run, by 2026-10-31 (JPY)"), "{}", ran.out);
    let arr = row(&ran.out, "arr_2027");
    // ARR as the page's own KPIs have it, and a fifth of the way that is left.
    assert!(arr.contains(&"540,076,583") && arr.contains(&"11,984,683"), "{arr:?}");
    assert!(ran.out.matches("540,076,583").count() >= 2, "{}", ran.out);
    // (98.5 − 97.7) ÷ 5 months, in points.
    assert!(row(&ran.out, "kept_2027").contains(&"0.16 pt"));
    let ja = run(&["--goals", SAMPLE, "--lang", "ja"]);
    for part in ["目標の進み具合(2026-10-31 時点、JPY)", "要注意", "目標についての指摘"]
    {
        assert!(ja.out.contains(part), "{part}: {}", ja.out);
    }
}

#[test]
fn an_earlier_month_is_judged_by_what_was_known_then() {
    let [goals] = goals(&["--goals", SAMPLE, "--month", "2026-08"]).try_into().unwrap();
    assert_eq!(goals["as_of"], "2026-08-31");
    assert_eq!(tracked(&goals, "customers_2027")["newest"]["value"]["count"], 372);
    // A quarter's page judges at its end, month by month as the goals are measured.
    let [goals] = crate::goals(&["--goals", SAMPLE, "--month", "2026-Q3"]).try_into().unwrap();
    assert_eq!(goals["as_of"], "2026-09-30");
    assert_eq!(tracked(&goals, "customers_2027")["newest"]["value"]["count"], 390);
}

#[test]
fn a_goal_in_another_currency_says_so() {
    let [jpy, usd] = goals(&["--goals", SAMPLE, "--currency", "each"]).try_into().unwrap();
    assert_eq!(elsewhere(&jpy), []);
    assert_eq!(elsewhere(&usd), [("arr_2027", "its target is in JPY, this book is in USD")]);
    assert_eq!(usd["part"]["en"], "measured on the USD book alone");
    let about_arr = |goals: &Value| {
        let all = goals["findings"].as_array().unwrap();
        all.iter().any(|f| f["path"].as_str().unwrap().starts_with("goal.arr_2027"))
    };
    assert!(about_arr(&jpy) && !about_arr(&usd));
}

const MIXED: &str = r#"
[[goal]]
id = "over"
metric = "customers"
target = { at_least = 380 }
baseline = { value = 370, measured_on = 2026-06-30 }
start = 2026-07-01
deadline = 2026-09-30

[[goal]]
id = "too_high"
metric = "customers"
target = { at_least = 400 }
baseline = { value = 370, measured_on = 2026-06-30 }
start = 2026-07-01
deadline = 2026-09-30

[[goal]]
id = "retail"
segment = "industry=retail"
metric = "customers"
target = { at_least = 60 }
baseline = { value = 50, measured_on = 2026-06-30 }
deadline = 2027-03-31

[[goal]]
id = "martian"
segment = "planet=mars"
metric = "customers"
target = { at_least = 60 }
deadline = 2027-03-31

[[goal]]
id = "typo"
metric = "custommers"
target = { at_least = 60 }
deadline = 2027-03-31

[[goal]]
id = "asked"
metric = "nps"
target = { at_least = "10 points" }
deadline = 2027-03-31
"#;

#[test]
fn segments_ends_and_what_the_book_does_not_know() {
    let file = Temp::file("goals.toml", MIXED);
    let [all] = goals(&["--goals", file.path()]).try_into().unwrap();
    // 390 at the end of September.
    assert_eq!(tracked(&all, "over")["status"], "met");
    assert_eq!(tracked(&all, "too_high")["status"], "missed");
    assert_eq!(elsewhere(&all), [("martian", "nobody's planet is known: give --segments FILE")]);
    let codes: Vec<&str> =
        all["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap()).collect();
    assert!(codes.contains(&"metric_unknown") && !codes.contains(&"deadline_past"), "{codes:?}");
    assert_eq!(tracked(&all, "asked")["status"]["unknown"]["missing"], "history");
    // The same customers, whether the page is of them or of all.
    let [page] =
        goals(&["--goals", file.path(), "--segment", "industry=retail"]).try_into().unwrap();
    let newest = |goals: &Value| tracked(goals, "retail")["newest"]["value"]["count"].clone();
    assert_eq!(newest(&all), newest(&page));
    assert!(newest(&all).as_u64().unwrap() > 0);
    let ids: Vec<&str> = elsewhere(&page).into_iter().map(|(id, _)| id).collect();
    assert_eq!(ids, ["over", "too_high", "martian", "asked"]);
}

#[test]
fn files_that_are_not_there_or_cannot_be_read() {
    let ran = run(&["--goals", "/nowhere.toml", "--lang", "ja"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("/nowhere.toml がありません"), "{}", ran.err);
    // What is wrong in a file is what the page is for, as in the program of goals.
    let file = Temp::file("goals.toml", "[[goal]\nid =");
    let ran = run(&["--goals", file.path(), "--currency", "each"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("no goal to track"), "{}", ran.out);
    assert_eq!(ran.out.matches("blocking[syntax]").count(), 1);
}
