//! The lifetime value program: what it prints, what it refuses.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod common;

use common::Temp;
use serde_json::Value;

fn run(arguments: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let all = std::iter::once("lifetime_value").chain(arguments.iter().copied());
    let code = kpis_examples::lifetime_value::run(all, &mut out, &mut err);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (code, text(out), text(err))
}

#[test]
fn the_made_up_shop_has_a_page_and_its_numbers_agree() {
    let (code, page, error) = run(&[]);
    assert_eq!(code, 0, "{error}");
    assert!(page.contains("BG/NBD") && page.contains("Gamma-Gamma"), "{page}");
    assert_eq!(page.matches("converged").count(), 2, "{page}");
    let (_, text, _) = run(&["--json"]);
    let json: Value = serde_json::from_str(&text).unwrap();
    let customers = json["customers"].as_array().unwrap();
    let sum: f64 = customers.iter().map(|c| c["value"].as_f64().unwrap()).sum();
    assert!((sum - json["total"].as_f64().unwrap()).abs() < 1e-6);
    for customer in customers {
        let of = |name: &str| customer[name].as_f64().unwrap();
        // Whoever is gone buys nothing.
        assert!(of("probability_of_no_purchase") >= 1.0 - of("probability_alive") - 1e-9);
        assert_eq!(customer["alive_by_construction"], customer["repeat_purchases"] == 0);
    }
    let (_, page, _) = run(&["--model", "mbg-nbd", "--lang", "ja", "--top", "3"]);
    assert!(page.contains("MBG/NBD") && page.contains("収束しました"), "{page}");
}

#[test]
fn the_rest_of_the_orders_judges_the_fit() {
    let (code, text, error) = run(&["--calibrate-until", "2025-12-31", "--json"]);
    assert_eq!(code, 0, "{error}");
    let json: Value = serde_json::from_str(&text).unwrap();
    let (expected, actual) = (&json["holdout"]["expected"], &json["holdout"]["actual"]);
    let ratio = expected.as_f64().unwrap() / actual.as_f64().unwrap();
    // The shop's customers are not of the model's making; within a third is near.
    assert!((0.67..1.5).contains(&ratio), "{ratio}");
}

#[test]
fn bad_rows_are_all_listed() {
    let text = "customer date amount\n1 20260101 5\n\n 20260102 5\n2 20261301 x\n";
    let file = Temp::file("orders.txt", text);
    let (code, page, list) = run(&[file.path(), "--whitespace"]);
    assert_eq!((code, page.as_str()), (1, ""));
    for said in [
        "orders.txt:4: date: \"5\"",
        "orders.txt:4: amount: \"\"",
        "orders.txt:5: date: \"20261301\"",
        "orders.txt:5: amount: \"x\"",
    ] {
        assert!(list.contains(said), "{said}: {list}");
    }
    let csv = Temp::file("orders.csv", "who,day,paid\na,2026-01-01,3\n,2026-01-02,4\n");
    let named = [csv.path(), "--customer", "who", "--date", "day", "--amount", "paid"];
    let (code, _, list) = run(&named);
    assert!(code == 1 && list.contains("orders.csv:3: who: \"\""), "{list}");
}

#[test]
fn what_cannot_be_fitted_is_said() {
    let file = Temp::file("one.csv", "customer,date,amount\na,2026-01-01,3\n");
    let (code, _, error) = run(&[file.path()]);
    assert!(code == 2 && !error.is_empty());
    let empty = Temp::file("none.csv", "customer,date,amount\n");
    let (code, _, error) = run(&[empty.path(), "--lang", "ja"]);
    assert!(code == 2 && error.contains("注文がありません"), "{error}");
    let (code, _, error) = run(&["--discount-per-year=-2"]);
    assert!(code == 2 && error.contains("discount"), "{error}");
}
