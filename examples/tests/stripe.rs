//! Stripe's objects to contract lines.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod common;

use common::{Temp, ran};
use kpis_examples::stripe::turn;
use serde_json::{Value, json};

fn run(arguments: &[&str]) -> (u8, String, String) {
    ran("stripe", arguments, kpis_examples::stripe::run)
}

/// 2026-01-01.
const START: i64 = 1_767_225_600;

fn subscription(price: Value, more: Value) -> Value {
    let mut whole = json!({
        "id": "sub_1", "object": "subscription", "customer": "cus_1", "status": "active",
        "start_date": START, "discounts": [],
        "items": { "data": [{ "id": "si_1", "quantity": 2, "price": price }], "has_more": false },
    });
    for (key, value) in more.as_object().unwrap() {
        whole[key] = value.clone();
    }
    whole
}

fn price() -> Value {
    json!({
        "id": "price_1", "product": "prod_1", "currency": "usd", "unit_amount": 1050,
        "unit_amount_decimal": "1050", "billing_scheme": "per_unit",
        "recurring": { "interval": "month", "interval_count": 3, "usage_type": "licensed" },
    })
}

#[test]
fn a_plain_subscription_becomes_a_line() {
    let turned = turn(&subscription(price(), json!({}))).unwrap();
    assert!(turned.refused.is_empty() && turned.notes.is_empty());
    let cells = &turned.lines[0].cells;
    assert_eq!(cells[3..6], ["2 x 10.50 USD", "3 months", "2026-01-01"]);
}

#[test]
fn what_cannot_be_turned_is_named() {
    let with = |key: &str, value: Value| {
        let mut price = price();
        price[key] = value;
        price
    };
    let metered = json!({ "interval": "month", "interval_count": 1, "usage_type": "metered" });
    let never = json!({ "interval": "fortnight", "interval_count": 1, "usage_type": "licensed" });
    let zero = json!({ "interval": "month", "interval_count": 0, "usage_type": "licensed" });
    let no_amount = {
        let mut price = with("unit_amount", Value::Null);
        price["unit_amount_decimal"] = Value::Null;
        price
    };
    let cases = [
        (with("recurring", metered), json!({}), "recurring.usage_type"),
        (with("recurring", never), json!({}), "recurring.interval"),
        (with("recurring", zero), json!({}), "recurring.interval_count"),
        (with("recurring", Value::Null), json!({}), "recurring"),
        (with("billing_scheme", json!("tiered")), json!({}), "billing_scheme"),
        (with("currency", json!("currency")), json!({}), "currency"),
        (
            with("transform_quantity", json!({"divide_by": 0, "round": "up"})),
            json!({}),
            "transform_quantity",
        ),
        (no_amount, json!({}), "unit_amount"),
        (Value::Null, json!({}), "price"),
        (price(), json!({"status": "incomplete"}), "status"),
        (price(), json!({"status": "asleep"}), "status"),
        (price(), json!({"start_date": null}), "start_date"),
        (price(), json!({"discounts": ["di_1"]}), "discounts"),
        (price(), json!({"items": {"data": [], "has_more": true}}), "items.has_more"),
        (price(), json!({"items": "many"}), "(layout)"),
    ];
    for (price, more, field) in cases {
        let turned = turn(&subscription(price, more)).unwrap();
        assert_eq!(turned.lines.len(), 0, "{field}");
        assert_eq!(turned.refused[0].field, field, "{:?}", turned.refused);
    }
}

#[test]
fn coupons_become_discounts() {
    let coupon = |coupon: Value, end: Value| {
        let discounts = json!({"discounts": [{"id": "di_1", "end": end, "coupon": coupon}]});
        let turned = turn(&subscription(price(), discounts)).unwrap();
        match turned.refused.first() {
            Some(why) => why.field.clone(),
            None => turned.lines[0].cells[8].clone(),
        }
    };
    let percent = |duration: &str| json!({"id": "co", "percent_off": 25.5, "duration": duration});
    let until = json!(START + 86_400 * 90);
    assert_eq!(coupon(percent("forever"), Value::Null), "25.5 % forever");
    assert_eq!(coupon(percent("once"), Value::Null), "25.5 % once");
    assert_eq!(coupon(percent("repeating"), until), "25.5 % until 2026-04-01");
    assert_eq!(coupon(percent("repeating"), Value::Null), "end");
    assert_eq!(coupon(percent("sometimes"), Value::Null), "duration");
    let off = |currency: &str| json!({"id": "co", "amount_off": 500, "currency": currency, "duration": "forever"});
    assert_eq!(coupon(off("usd"), Value::Null), "5.00 USD forever");
    assert_eq!(coupon(off("eur"), Value::Null), "currency");
    assert_eq!(coupon(json!({"id": "co", "duration": "forever"}), Value::Null), "amount_off");
}

#[test]
fn the_default_file_prints_mrr_and_names_the_rest() {
    let (code, out, err) = run(&[]);
    assert_eq!((code, err.as_str()), (0, ""));
    for named in
        ["price_events", "price_tiers", "plan_placeholder", "sub_unexpanded", "sub_never_paid"]
    {
        assert!(out.contains(named), "{named}");
    }
    // 12 × 19 in January; then 40 + 95 + 6 × 52/12 ÷ 2 = 148 in February 2025.
    assert!(out.contains("+228.00") && out.contains("+148.00"), "{out}");
    // 3 × 20 − 6 and 40 − 4: ten dollars off in proportion.
    assert!(out.contains("+90.00"));
    assert_eq!(run(&["--strict"]).0, 1);
    assert!(run(&["--lang", "ja"]).1.contains("契約明細"));
}

#[test]
fn json_has_the_lines_the_rest_and_the_mrr() {
    let (code, text, _) = run(&["--json"]);
    assert_eq!(code, 0);
    let json: Value = serde_json::from_str(&text).unwrap();
    let of = |key: &str| json[key].as_array().unwrap();
    let page = run(&[]).1;
    assert!(page.starts_with(&format!(
        "Contract lines: {}, from subscriptions: {}",
        of("lines").len(),
        json["subscriptions"]
    )));
    let refused: Vec<&str> =
        of("not_turned").iter().map(|remark| remark["object"].as_str().unwrap()).collect();
    assert!(refused.contains(&"sub_unexpanded") && refused.contains(&"sub_never_paid"));
    let dollars = of("mrr").iter().find(|book| book["currency"] == "USD").unwrap();
    let closing = &dollars["waterfall"]["periods"].as_array().unwrap().last().unwrap()["closing"];
    assert!(closing["value"].is_string() || closing["value"].is_number(), "{closing}");
}

#[test]
fn what_is_no_json_is_said_in_both_languages() {
    let file = Temp::file("one.json", "{");
    let (code, page, error) = run(&[file.path()]);
    assert!(code == 2 && page.is_empty() && error.contains("is not JSON"), "{error}");
    let (_, _, error) = run(&[file.path(), "--lang", "ja"]);
    assert!(error.starts_with("エラー") && error.contains("JSON ではありません"), "{error}");
}

#[test]
fn wrong_documents_and_questions_are_refused() {
    assert!(turn(&json!({"hello": 1})).is_err());
    for (arguments, said) in [
        (&["no-such.json"][..], "cannot open"),
        (&["--month", "x"], "not a period"),
        (&["--month", "1999-01"], "nothing in that period"),
        (&["--policy", "acme"], "unknown policy"),
    ] {
        let (code, _, err) = run(arguments);
        assert!(code == 2 && err.contains(said), "{arguments:?}: {err}");
    }
}
