//! The forecast program: what it prints, what it refuses.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use std::fmt::Write;

use common::{Temp, ran};
use serde_json::Value;

fn run(arguments: &[&str]) -> (u8, String, String) {
    ran("forecast", arguments, kpis_examples::forecast::run)
}

/// A list at the end of each month: everybody pays ten, one more customer a month.
fn growing(months: u32) -> String {
    let mut text = "at,customer,mrr,currency\n".to_owned();
    for month in 0..months {
        let (year, of_year) = (2023 + month / 12, month % 12 + 1);
        for customer in 0..=month {
            writeln!(text, "{year}-{of_year:02}-28,c{customer:03},10,USD").unwrap();
        }
    }
    text
}

#[test]
fn the_made_up_company_has_a_page_in_both_languages() {
    let (code, page, error) = run(&["--paths", "99"]);
    assert_eq!(code, 0, "{error}");
    for part in
        ["Forecast from 2026-10", "2027-10", "What it rests on", "95 % interval", "--backtest"]
    {
        assert!(page.contains(part), "{part}: {page}");
    }
    let (code, ja, _) = run(&["--paths", "99", "--lang", "ja", "--months", "3"]);
    assert_eq!(code, 0);
    assert!(ja.contains("2026-10 からの予測") && ja.contains("2027-01"), "{ja}");
    assert!(!ja.contains("2027-02") && !ja.contains("customers"), "{ja}");
}

#[test]
fn one_seed_prints_one_page() {
    let of = |seed| run(&["--paths", "99", "--json", "--seed", seed]).1;
    assert_eq!(of("5"), of("5"));
    assert_ne!(of("5"), of("6"));
}

/// The history is the one of the scorecard's waterfall.
#[test]
fn the_history_is_the_closing_of_the_ledger() {
    let (_, text, _) = run(&["--paths", "99", "--json"]);
    let forecast: Value = serde_json::from_str(&text).unwrap();
    let (_, text, _) = ran("scorecard", &["--json"], kpis_examples::scorecard::run);
    let scorecard: Value = serde_json::from_str(&text).unwrap();
    let steps = scorecard["books"][0]["waterfall"]["periods"].as_array().unwrap();
    let past = forecast["history"].as_array().unwrap();
    for step in steps {
        let month = past.iter().find(|month| month["month"] == step["period"]).unwrap();
        assert_eq!(month["mrr"], step["closing"]["value"], "{step}");
        assert_eq!(month["customers"], step["customers"], "{step}");
    }
}

#[test]
fn a_book_that_grows_by_one_is_forecast_and_judged() {
    let file = Temp::file("lists.csv", growing(36));
    let (code, text, error) =
        run(&[file.path(), "--json", "--backtest", "--paths", "99", "--as-of", "2025-12-31"]);
    assert_eq!(code, 0, "{error}");
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&json["origin"], &json["currency"]), (&"2025-12".into(), &"USD".into()));
    let year = &json["forecast"][11]["customers"]["total"]["estimate"];
    // 48 if nobody leaves; nobody ever did, which 35 steps do not promise.
    let point = year["point"].as_f64().unwrap();
    assert!((45.0..=48.0).contains(&point), "{year}");
    assert!((year["upper"].as_f64().unwrap() - 48.0).abs() < 0.1, "{year}");
    let never = ["leaving", "returning", "change"];
    assert_eq!(json["basis"]["never_seen"], serde_json::json!(never));
    assert_eq!((&year["method"], &year["n"]), (&"simulation".into(), &99.into()));
    let test = &json["back_test"];
    let first = &test["origins"][0];
    assert_eq!((&first["origin"], &first["target"]), (&"2024-03".into(), &"2025-03".into()));
    assert_eq!(first["customers"]["actual"].as_f64(), Some(27.0));
    assert_eq!(first["customers"]["last_value"].as_f64(), Some(15.0));
    let methods = test["scores"]["mrr"]["methods"].as_array().unwrap();
    let names: Vec<&str> = methods.iter().map(|m| m["method"].as_str().unwrap()).collect();
    assert_eq!(names, ["model", "last_value", "last_years_growth"]);
    // Twelve customers of ten were not there yet.
    assert_eq!(methods[1]["bias"].as_f64(), Some(-120.0));
    let (_, page, _) = run(&[file.path(), "--backtest", "--paths", "99", "--as-of", "2025-12-31"]);
    assert!(page.contains("Nearer on average than both naive forecasts."), "{page}");
    let (_, ja, _) =
        run(&[file.path(), "--backtest", "--paths", "99", "--as-of", "2025-12-31", "--lang", "ja"]);
    assert!(ja.contains("どちらの単純な予測よりも近い"), "{ja}");
}

#[test]
fn a_month_that_is_not_over_is_no_origin() {
    let file = Temp::file("lists.csv", growing(24));
    let (_, text, _) = run(&[file.path(), "--json", "--paths", "99"]);
    let json: Value = serde_json::from_str(&text).unwrap();
    // The last list is of 28 December.
    assert_eq!(json["origin"], "2024-11");
    let (code, _, error) = run(&[file.path(), "--month", "2024-12"]);
    assert!(code == 2 && error.contains("not over on 2024-12-28"), "{error}");
    let (code, _, error) = run(&[file.path(), "--month", "2024-12", "--lang", "ja"]);
    assert!(code == 2 && error.contains("まだ終わっていません"), "{error}");
    let (code, _, error) = run(&[file.path(), "--month", "2024-Q3"]);
    assert!(code == 2 && error.contains("by months"), "{error}");
    let (code, page, _) = run(&[file.path(), "--month", "2024-03", "--paths", "99"]);
    assert!(code == 0 && page.contains("Forecast from 2024-03"), "{page}");
}

#[test]
fn what_cannot_be_forecast_is_said() {
    let short = Temp::file("short.csv", growing(12));
    let (code, out, error) = run(&[short.path()]);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(error.contains("11 months of history are too few: at least 13"), "{error}");
    let (_, _, error) = run(&[short.path(), "--lang", "ja"]);
    assert!(error.contains("少なくとも 13 か月"), "{error}");
    let long = Temp::file("long.csv", growing(26));
    let (code, _, error) = run(&[long.path(), "--month", "2022-12"]);
    assert!(code == 2 && error.contains("no customers in 2022-12"), "{error}");
    let (_, _, error) = run(&[long.path(), "--level", "95", "--lang", "ja"]);
    assert!(error.contains("0.95 と書いてください"), "{error}");
    let (_, _, error) = run(&[long.path(), "--zone", "Nowhere", "--lang", "ja"]);
    assert!(error.contains("タイムゾーンはありません"), "{error}");
    let (code, _, error) = run(&[long.path(), "--as-of", "2024-99-01"]);
    assert!(code == 2 && error.contains("expected a date such as 2026-01-31"), "{error}");
    let (_, _, error) = run(&[long.path(), "--month", "soon", "--lang", "ja"]);
    assert!(error.contains("月として読めません"), "{error}");
    let (_, _, error) = run(&[long.path(), "--backtest", "--lang", "ja", "--months", "120"]);
    assert!(error.contains("履歴が"), "{error}");
    let (code, _, error) = run(&[long.path(), "--paths", "10"]);
    assert!(code == 2 && error.contains("at least 39"), "{error}");
    let (code, _, error) = run(&[long.path(), "--backtest", "--paths", "99"]);
    assert!(code == 2 && error.contains("too few"), "{error}");
    let (code, _, error) = run(&[long.path(), "--level", "95"]);
    assert!(code == 2 && error.contains("write 0.95"), "{error}");
    let empty = Temp::file("empty.csv", "at,customer,mrr,currency\n");
    let (code, _, error) = run(&[empty.path()]);
    assert!(code == 2 && error.contains("no rows"), "{error}");
}

/// Amounts that no view can add up, said in the words of the command line.
#[test]
fn amounts_that_do_not_go_together_are_said() {
    let two = "at,customer,mrr,currency\n2026-01-31,a,10,USD\n2026-01-31,b,10,EUR\n";
    let file = Temp::file("two.csv", two);
    let (code, _, error) = run(&[file.path()]);
    let said = "amounts are in EUR, USD: choose one with --currency, or convert with --rates";
    assert!(code == 2 && error.contains(said), "{error}");
    let (_, _, error) = run(&[file.path(), "--lang", "ja"]);
    assert!(error.contains("--currency で一つ選ぶか"), "{error}");
    let (code, _, error) = run(&[file.path(), "--currency", "JPY"]);
    assert!(code == 2 && error.contains("--currency JPY: there are no such amounts"), "{error}");
    let (_, _, error) = run(&[file.path(), "--currency", "EUR"]);
    assert!(error.contains("one month of history is too few"), "{error}");
    // The largest decimal is no amount of money; it is one bad row each, not a sum that fails.
    let most = "79228162514264337593543950335";
    let rows =
        format!("at,customer,mrr,currency\n2026-01-31,a,{most},USD\n2026-01-31,b,{most},USD\n");
    let file = Temp::file("most.csv", rows);
    let (code, page, list) = run(&[file.path()]);
    assert_eq!((code, page.as_str()), (1, ""), "{list}");
    assert!(list.contains("most.csv:2: mrr") && list.contains("most.csv:3: mrr"), "{list}");
}

/// Six customers who only stay: nobody to start like is not said to start at nothing.
#[test]
fn a_book_without_newcomers_has_no_first_amount() {
    let mut rows = "at,customer,mrr,currency\n".to_owned();
    for month in 0..26 {
        for customer in ["a", "b", "c", "d", "e", "f"] {
            let (year, month) = (2023 + month / 12, month % 12 + 1);
            rows += &format!("{year}-{month:02}-28,{customer},100,USD\n");
        }
    }
    let file = Temp::file("same.csv", rows);
    let (code, page, error) = run(&[file.path()]);
    assert!(code == 0 && page.contains("Nobody ever joined"), "{page}{error}");
    assert!(!page.contains("They start like"), "{page}");
    // Nearly every path keeps all six next month: 600 to 600, and a mean a little below.
    assert!(page.contains("600 to 600") && page.contains("a mean lies outside"), "{page}");
    let (_, page, _) = run(&[]);
    assert!(!page.contains("a mean lies outside"), "{page}");
}

/// A month without a list was not observed: named on the page, without figures, no origin.
#[test]
fn months_without_a_list_are_named() {
    let kept = |line: &&str| !(line.starts_with("2024-02") || line.starts_with("2024-03"));
    let text: Vec<String> =
        growing(36).lines().filter(kept).map(|line| format!("{line}\n")).collect();
    let file = Temp::file("lists.csv", text.concat());
    let asked = [file.path(), "--backtest", "--paths", "99", "--as-of", "2025-12-31"];
    let (code, page, error) = run(&asked);
    assert_eq!(code, 0, "{error}");
    assert!(page.contains("Not observed, 2 of them: 2024-02, 2024-03."), "{page}");
    assert!(
        page.contains("made at 2024-03 for 2025-03: the month it starts from was not"),
        "{page}"
    );
    let (_, ja, _) = run(&[&asked[..], &["--lang", "ja"]].concat());
    assert!(ja.contains("観測なし 2 か月: 2024-02, 2024-03。"), "{ja}");
    assert!(ja.contains("起点の月が観測されていません"), "{ja}");
    let (_, text, _) = run(&[&asked[..], &["--json"]].concat());
    let json: Value = serde_json::from_str(&text).unwrap();
    let month = &json["history"][13];
    let unseen =
        serde_json::json!({"month": "2024-02", "observed": false, "customers": null, "mrr": null});
    assert_eq!(month, &unseen);
    assert_eq!(json["basis"]["not_observed"], serde_json::json!(["2024-02", "2024-03"]));
    // 35 steps, of which 24 are looked at and 3 have an end that was not seen. Three joined in the
    // three months that end in April: one each.
    assert_eq!(json["basis"]["window"], 21);
    assert_eq!(json["basis"]["newcomers"][14].as_f64(), Some(1.0));
    let (code, _, error) = run(&[file.path(), "--month", "2024-03"]);
    assert!(code == 2 && error.contains("2024-03 was not observed"), "{error}");
    let (_, _, error) = run(&[file.path(), "--month", "2024-03", "--lang", "ja"]);
    assert!(error.contains("2024-03 は観測されていません"), "{error}");
}

#[test]
fn bad_rows_are_all_listed() {
    let text = growing(20) + "2024-13-01,x,10,USD\n2024-08-28,y,ten,USD\n";
    let file = Temp::file("lists.csv", &text);
    let (code, page, list) = run(&[file.path()]);
    assert_eq!((code, page.as_str()), (1, ""));
    assert!(list.contains("\"2024-13-01\"") && list.contains("\"ten\""), "{list}");
    assert!(list.contains("lists.csv:212:") && list.contains("bad rows: 2"), "{list}");
    let (code, page, list) = run(&[file.path(), "--skip-bad-rows", "--paths", "99"]);
    assert!(code == 0 && page.contains("Forecast from 2024-07"), "{page}");
    assert!(list.contains("bad rows left out: 2"), "{list}");
    let (code, json, _) = run(&[file.path(), "--json"]);
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((code, json["bad_rows"].as_array().unwrap().len()), (1, 2));
}
