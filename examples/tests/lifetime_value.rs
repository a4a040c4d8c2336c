//! The lifetime value program: what it prints, what it refuses.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use common::{Temp, ran};
use serde_json::Value;

fn run(arguments: &[&str]) -> (u8, String, String) {
    ran("lifetime_value", arguments, kpis_examples::lifetime_value::run)
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
        "orders.txt:4: (row): \"2 fields\" is not allowed: expected 3 fields",
        "orders.txt:5: date: \"20261301\"",
        "orders.txt:5: amount: \"x\"",
        "bad rows: 2 (3 cells); nothing was computed",
    ] {
        assert!(list.contains(said), "{said}: {list}");
    }
    // The same customers in a file without names.
    let bare = Temp::file("bare.txt", "0 1 20260101 5\n0 2 20260102 6\n0 3 x 6\n");
    let named = [bare.path(), "--whitespace", "--columns", "set,customer,date,amount"];
    let (code, _, list) = run(&named);
    assert!(code == 1 && list.contains("bare.txt:3: date: \"x\""), "{list}");
    let (code, _, error) = run(&[bare.path(), "--whitespace", "--columns", "a,a,b,c"]);
    assert!(code == 2 && error.contains("\"a\" twice"), "{error}");
    let (code, _, error) = run(&[bare.path(), "--whitespace"]);
    assert!(code == 2 && error.contains("no column \"customer\""), "{error}");
    assert!(error.contains("--columns"), "{error}");
    let (code, _, error) = run(&[bare.path(), "--whitespace", "--columns", "customer,date,amount"]);
    assert!(code == 2 && error.contains("names 3 columns (customer, date, amount)"), "{error}");
    let commas = Temp::file("bare.csv", "a,2026-01-01,3\n");
    let (code, _, error) = run(&[commas.path(), "--columns", "customer,date", "--lang", "ja"]);
    assert!(code == 2 && error.contains("に列 \"amount\" がありません"), "{error}");
    let (code, _, error) = run(&[commas.path(), "--columns", "customer,date,amount,note"]);
    assert!(code == 2 && error.contains("the first row of") && error.contains("has 3"), "{error}");
    let csv = Temp::file("orders.csv", "who,day,paid\na,2026-01-01,3\n,2026-01-02,4\n");
    let named = [csv.path(), "--customer", "who", "--date", "day", "--amount", "paid"];
    let (code, _, list) = run(&named);
    assert!(code == 1 && list.contains("orders.csv:3: who: \"\""), "{list}");
}

#[test]
fn what_cannot_be_fitted_is_said() {
    // Each buys twice for the same: nothing says how customers differ.
    let alike = "customer,date,amount\na,2026-01-01,3\na,2026-01-09,3\nb,2026-01-02,4\n\
        b,2026-02-02,4\nc,2026-01-05,5\nc,2026-03-05,5\n";
    let file = Temp::file("alike.csv", alike);
    let (code, page, _) = run(&[file.path()]);
    assert!(code == 0 && page.contains("runs to infinity") && page.contains("neither are these"));
    let (_, text, _) = run(&[file.path(), "--json"]);
    let json: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(json["total_interval"], Value::Null);
    let (_, page, _) = run(&[file.path(), "--lang", "ja"]);
    assert!(page.contains("無限大") && !page.contains("no finite"), "{page}");
    let (code, _, error) = run(&[file.path(), "--lang", "ja", "--calibrate-until", "2027-01-01"]);
    assert!(code == 2 && error.contains("検証期間の最終日"), "{error}");
    let once = Temp::file("once.csv", "customer,date,amount\na,2026-01-01,3\nb,2026-01-02,3\n");
    let (code, _, error) = run(&[once.path(), "--lang", "ja"]);
    assert!(code == 2 && error.contains("再購入した顧客がいません"), "{error}");
    let file = Temp::file("one.csv", "customer,date,amount\na,2026-01-01,3\n");
    let (code, _, error) = run(&[file.path()]);
    assert!(code == 2 && !error.is_empty());
    let empty = Temp::file("none.csv", "customer,date,amount\n");
    let (code, _, error) = run(&[empty.path(), "--lang", "ja"]);
    assert!(code == 2 && error.contains("注文がありません"), "{error}");
    let (code, _, error) = run(&["--discount-per-year=-2"]);
    assert!(code == 2 && error.contains("discount"), "{error}");
}

/// 300 made-up customers; a program in Python makes the same ones.
fn shop() -> String {
    let mut state: u64 = 7;
    let mut next = |n: u64| {
        state = (state * 1_103_515_245 + 12_345) % (1 << 31);
        (state >> 8) % n
    };
    let first: chrono::NaiveDate = "2024-01-01".parse().unwrap();
    let mut rows = "customer,date,amount\n".to_owned();
    for customer in 0..300 {
        let mut day = next(120);
        let gap = [20, 45, 90].into_iter().nth(next(3) as usize).unwrap();
        let (price, stay) = (500 + next(4_000), 600 + next(350));
        while day <= 600 {
            let (cents, date) = (price / 4 + next(price), first + chrono::Days::new(day));
            rows += &format!("{customer},{date},{}.{:02}\n", cents / 100, cents % 100);
            if next(1_000) >= stay {
                break;
            }
            day += 1 + next(2 * gap);
        }
    }
    rows
}

/// Expected from Python: both likelihoods written out and maximised with Nelder and Mead, their
/// curvature from differences, purchases by scipy's hyp2f1, the logarithm of the sum by the delta
/// method.
#[test]
fn the_total_has_an_interval() {
    let file = Temp::file("shop.csv", shop());
    let (code, text, error) = run(&[file.path(), "--json", "--top", "300"]);
    assert_eq!(code, 0, "{error}");
    let json: Value = serde_json::from_str(&text).unwrap();
    let near = |found: &Value, expected: f64| {
        let found = found.as_f64().unwrap();
        assert!((found / expected - 1.0).abs() < 1e-4, "{found} {expected}");
    };
    near(&json["total"], 3_989.984_8);
    near(&json["total_interval"]["lower"], 3_397.238_1);
    near(&json["total_interval"]["upper"], 4_686.153_3);
    // No sum is less certain, for its size, than the least certain of its parts.
    let spread =
        |value: &Value, upper: &Value| (upper.as_f64().unwrap() / value.as_f64().unwrap()).ln();
    let whole = spread(&json["total"], &json["total_interval"]["upper"]);
    let parts = json["customers"].as_array().unwrap().iter();
    let most =
        parts.map(|c| spread(&c["value"], &c["value_interval"]["upper"])).fold(0.0, f64::max);
    assert!(whole < most, "{whole} {most}");
    let (_, page, _) = run(&[file.path(), "--top", "1", "--lang", "ja"]);
    assert!(page.contains("区間は同様の顧客の平均"), "{page}");
}

/// Ann is refunded a part on the day and an order in full, Eve more than she paid, Cyd never bought.
const REFUNDED: &str = "customer,date,amount\n\
    ann,2026-01-01 09:30,10\nann,2026-01-11T10:00:00,20\nann,2026-01-11 23:59:59.5,-5\n\
    ann,20260210,30\nann,2026-02-12,-30\nbob,2026-01-02T23:00:00-05:00,5\nbob,2026-01-20,8\n\
    cyd,2026-01-03,-4\ndan,2026-01-05,0\ndan,2026-02-01,6\ndan,2026-03-05,7\n\
    eve,2026-01-04,3\neve,2026-01-05,-10\nfay,2026-02-20,9\n";

#[test]
fn refunds_need_a_rule() {
    let file = Temp::file("refunded.csv", REFUNDED);
    let (code, page, list) = run(&[file.path()]);
    assert_eq!((code, page.as_str()), (1, ""));
    let said = "refunded.csv:4: amount: \"-5\" is not allowed: expected zero or more, or a rule for refunds: --refunds net";
    assert!(list.contains(said) && list.contains("bad rows: 4"), "{list}");
    let (_, _, list) = run(&[file.path(), "--lang", "ja"]);
    assert!(list.contains("返金は --refunds net か --refunds ignore"), "{list}");
}

/// Expected by hand, from the orders above.
#[test]
fn the_rules_decide_what_a_purchase_is() {
    let file = Temp::file("refunded.csv", REFUNDED);
    let found = |rules: &[&str]| {
        let (code, text, error) = run(&[&[file.path(), "--json"][..], rules].concat());
        assert_eq!(code, 0, "{error}");
        let json: Value = serde_json::from_str(&text).unwrap();
        let of = |c: &Value| {
            let text = |name: &str| c[name].as_str().unwrap_or_default().to_owned();
            (text("customer"), c["repeat_purchases"].as_u64().unwrap(), text("last"))
        };
        let mut customers: Vec<_> = json["customers"].as_array().unwrap().iter().map(of).collect();
        customers.sort();
        (json, customers)
    };
    let row = |name: &str, repeats: u64, last: &str| (name.to_owned(), repeats, last.to_owned());
    let (json, net) = found(&["--refunds", "net"]);
    assert_eq!(
        net,
        [
            row("ann", 2, "2026-02-10"),
            row("bob", 1, "2026-01-20"),
            row("dan", 2, "2026-03-05"),
            row("eve", 0, "2026-01-04"),
            row("fay", 0, "2026-02-20"),
        ]
    );
    let rules = &json["rules"];
    assert_eq!((&rules["refunds"], &rules["unmatched_refunds"]), (&4.into(), &"7".into()));
    assert_eq!(rules["customers_without_purchases"], 1);
    assert_eq!((&json["orders"], &rules["options"]["refunds"]), (&10.into(), &"net".into()));
    // Dan begins with what he pays for, Ann's last order is undone, Eve's only one too.
    let (json, dropped) = found(&["--refunds", "net", "--zero-spend", "drop"]);
    assert_eq!(
        dropped,
        [
            row("ann", 1, "2026-01-11"),
            row("bob", 1, "2026-01-20"),
            row("dan", 1, "2026-03-05"),
            row("fay", 0, "2026-02-20"),
        ]
    );
    assert_eq!(json["rules"]["customers_without_purchases"], 2);
    let (json, ended) = found(&["--refunds", "ignore", "--end", "2026-02-15"]);
    assert_eq!(ended[2], row("dan", 1, "2026-02-01"));
    assert_eq!(
        (&json["end"], &json["rules"]["orders_after_the_last_day"]),
        (&"2026-02-15".into(), &2.into())
    );
    let (_, page, _) = run(&[file.path(), "--refunds", "net", "--calibrate-until", "2026-01-31"]);
    for said in [
        "10 orders; 4 customers by 2026-01-31",
        "Refunds, taken off earlier orders: 4",
        "Customers who came after 2026-01-31, left out: 1",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let (_, page, _) = run(&[file.path(), "--refunds", "net", "--lang", "ja"]);
    assert!(page.contains("対応する注文のない返金: 7.00 USD"), "{page}");
    let (code, _, error) = run(&[file.path(), "--refunds", "net", "--end", "2025-12-31"]);
    assert!(code == 2 && error.contains("the first order is of 2026-01-01"), "{error}");
}

/// Fader and Hardie (2007), table 1, in percent of 1,000 customers.
const SURVIVORS: &str = "year,regular,high_end\n\
    0,100,100\n1,63.1,86.9\n2,46.8,74.3\n3,38.2,65.3\n4,32.6,59.3\n5,28.9,55.1\n6,26.2,51.7\n\
    7,24.1,49.1\n8,22.3,46.8\n9,20.7,44.5\n10,19.4,42.7\n11,18.3,40.9\n12,17.3,39.4\n";

fn contracts(file: &Temp, more: &[&str]) -> (u8, String, String) {
    run(&[&["contracts", file.path()][..], more].concat())
}

fn contracts_json(file: &Temp, more: &[&str]) -> Value {
    let (code, text, error) = contracts(file, &[more, &["--json"]].concat());
    assert_eq!(code, 0, "{error}");
    serde_json::from_str(&text).unwrap()
}

fn near(found: &Value, expected: f64, tolerance: f64) {
    let found = found.as_f64().unwrap_or(f64::NAN);
    assert!((found - expected).abs() <= tolerance, "{found} {expected}");
}

/// What Fader and Hardie publish for both segments, seven years seen and five projected (How to
/// project customer retention, 2007), and for those with seven renewals behind them (Marketing
/// Science 29, 2010, as worked out in the README of shifted_beta_geometric_py).
#[test]
fn contracts_agree_with_fader_and_hardie() {
    let file = Temp::file("survivors.csv", SURVIVORS);
    let asked = ["--percent-of", "1000", "--fit-until", "7", "--payment", "10", "--ahead", "0"];
    let json = contracts_json(&file, &asked);
    assert_eq!((&json["kind"], &json["period_unit"]), (&"contracts".into(), &"years".into()));
    let published = [(0.704, 1.182, -1680.3), (0.668, 3.806, -1611.2)];
    for (fit, (alpha, beta, likelihood)) in json["fits"].as_array().unwrap().iter().zip(published) {
        let sbg = &fit["models"][0];
        assert_eq!((&sbg["maximum"], &sbg["converged"]), (&"inside".into(), &true.into()));
        near(&sbg["parameters"][0]["value"], alpha, 5e-4);
        near(&sbg["parameters"][1]["value"], beta, 5e-4);
        near(&sbg["log_likelihood"], likelihood, 0.05);
    }
    let high_end = &json["fits"][1];
    // The published projection of years 8 to 12, in percent.
    for (year, percent) in (8..).zip([46.0, 43.6, 41.4, 39.5, 37.8]) {
        let period = &high_end["periods"][year];
        assert_eq!(
            (&period["renewals"], &period["known_to_the_fit"]),
            (&year.into(), &false.into())
        );
        near(&period["survival"]["sbg"]["point"], percent / 100.0, 5e-4);
    }
    let seven = &high_end["residual"][7];
    assert_eq!((&seven["renewals_made"], &seven["contract_period"]), (&7.into(), &8.into()));
    near(&seven["sbg"]["discounted_payments"]["point"], 7.530, 5e-4);
    near(&seven["sbg"]["value"]["point"], 75.30, 5e-3);
    // From the run of shifted_beta_geometric_py at its own fit.
    near(&high_end["residual"][0]["sbg"]["discounted_payments"]["point"], 5.414_479, 1e-3);
    near(&high_end["residual"][12]["sbg"]["discounted_payments"]["point"], 8.211_917, 1e-3);
    let (_, page, _) = contracts(&file, &asked);
    for said in ["46.0 %", "43.6 %", "41.4 %", "39.5 %", "37.8 %", "75.30", "7.530", "-1,611.2"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(page.contains("contract year n + 1") && page.contains("likelihood ratio"), "{page}");
}

/// Fader and Hardie's note 017: four cohorts, α 3.80, β 15.19; LL from two programs of others.
#[test]
fn cohorts_are_pooled_in_either_form() {
    let rows = "cohort,year,survivors\n\
        1,0,10000\n1,1,8000\n1,2,6480\n1,3,5307\n1,4,4391\n2,0,10000\n2,1,8000\n2,2,6480\n\
        2,3,5307\n3,1,8000\n3,0,10000\n3,2,6480\n4,0,10000\n4,1,8000\n";
    let columns = "year,1,2,3,4\n0,10000,10000,10000,10000\n1,8000,8000,8000,8000\n\
        2,6480,6480,6480,\n3,5307,5307,,\n4,4391,,,\n";
    let rows = Temp::file("rows.csv", rows);
    let columns = Temp::file("columns.csv", columns);
    let as_rows = contracts_json(&rows, &["--pool", "--cohort", "cohort", "--period", "year"]);
    let as_columns = contracts_json(&columns, &["--pool"]);
    assert_eq!(as_rows["fits"], as_columns["fits"]);
    let fit = &as_rows["fits"][0];
    assert_eq!((&fit["customers"], &fit["cohort"]), (&40_000.into(), &Value::Null));
    near(&fit["models"][0]["parameters"][0]["value"], 3.80, 5e-3);
    near(&fit["models"][0]["parameters"][1]["value"], 15.19, 5e-3);
    near(&fit["models"][0]["log_likelihood"], -40_255.837, 0.05);
    // The product of what was seen at each renewal, by hand: 0.8 · 0.81 · 5307/6480 · 4391/5307.
    near(&fit["periods"][4]["survival_seen"], 0.4391, 1e-12);
    // A file without names.
    let bare = Temp::file("bare.csv", "0,1000\n1,869\n2,743\n3,653\n");
    let json = contracts_json(&bare, &["--columns", "quarter,book"]);
    assert_eq!(
        (&json["period_unit"], &json["fits"][0]["cohort"]),
        (&"quarters".into(), &"book".into())
    );
}

#[test]
fn a_discount_says_its_period() {
    let file = Temp::file("months.csv", "month,book\n0,1000\n1,869\n2,743\n3,653\n4,593\n5,551\n");
    let yearly = contracts_json(&file, &["--discount-per-year", "0.126825030131969720661201"]);
    let monthly = contracts_json(&file, &["--discount-per-month", "0.01"]);
    // 1.01¹² − 1.
    near(&yearly["discount"]["rate"], 0.01, 1e-12);
    assert_eq!(
        (&yearly["discount"]["given_per"], &yearly["discount"]["per"]),
        (&"years".into(), &"months".into())
    );
    let payments = |json: &Value| {
        json["fits"][0]["residual"][2]["sbg"]["discounted_payments"]["point"].as_f64().unwrap()
    };
    assert!((payments(&yearly) / payments(&monthly) - 1.0).abs() < 1e-9);
    let (_, page, _) = contracts(&file, &["--discount-per-year", "0.1"]);
    assert!(
        page.contains("10.0 % a year, which is 0.797 % a month: (1 + 0.1)^(1/12) - 1"),
        "{page}"
    );
    let (code, _, error) =
        contracts(&file, &["--discount-per-year", "0.1", "--discount-per-month", "0.01"]);
    assert!(code == 2 && error.contains("cannot be used with"), "{error}");
    let (code, _, error) = contracts(&file, &["--discount-per-month=-1", "--lang", "ja"]);
    assert!(code == 2 && error.contains("--discount-per-month -1: 0 以上"), "{error}");
    for asked in [
        ["--discount-per-month", "10"],
        ["--discount-per-year", "10"],
        ["--discount-per-year", "nan"],
    ] {
        let (code, _, error) = contracts(&file, &asked);
        assert!(code == 2 && error.contains("less than 10, 0.1 for 10 %"), "{error}");
    }
    let (code, _, error) = contracts(&file, &["--payment", "5", "--margin", "80"]);
    assert!(code == 2 && error.contains("0.8 for 80 %"), "{error}");
    // Without a discount and with α below 1 the mean is infinite, and is said to be.
    let (code, page, _) = contracts(&file, &["--discount-per-month", "0"]);
    assert!(code == 0 && page.contains("the mean lifetime is infinite"), "{page}");
}

#[test]
fn what_no_contract_model_can_say_is_said_in_both_languages() {
    for (name, rows, maximum, en, ja) in [
        (
            "alike",
            "0,1000\n1,500\n2,250\n3,125\n",
            "customers_alike",
            "run to infinity",
            "無限大に向かいます",
        ),
        ("polar", "0,100\n1,80\n2,80\n", "leave_at_once_or_never", "run to 0", "0 に向かいます"),
        (
            "one",
            "0,100\n1,80\n",
            "one_renewal",
            "A second renewal is needed",
            "2 回目の更新が必要です",
        ),
        ("all", "0,100\n1,100\n2,100\n", "nobody_left", "nobody left", "離脱がありません"),
        ("none", "0,100\n1,0\n", "all_left_at_once", "everybody left", "全員が離脱しました"),
    ] {
        let file = Temp::file(&format!("{name}.csv"), format!("year,{name}\n{rows}"));
        let json = contracts_json(&file, &[]);
        let [sbg, bdw] = [0, 1].map(|at| &json["fits"][0]["models"][at]);
        assert_eq!(sbg["maximum"], maximum);
        assert_eq!(sbg["projects"], name == "alike");
        // What the data leave open is not projected.
        assert_eq!(bdw["projects"], false);
        assert!(["at_boundary", "level"].contains(&bdw["maximum"].as_str().unwrap()), "{bdw}");
        assert_eq!(json["fits"][0]["residual"][0]["bdw"], Value::Null);
        for (language, said, never) in [("en", en, "収束"), ("ja", ja, "not to be trusted")] {
            let (code, page, _) = contracts(&file, &["--lang", language]);
            assert!(code == 0 && page.contains(said) && !page.contains(never), "{page}");
        }
    }
    // Half leave each year: the limit projects a quarter after two years, with an interval.
    let file = Temp::file("alike.csv", "year,a\n0,1000\n1,500\n2,250\n3,125\n");
    let json = contracts_json(&file, &[]);
    let two = &json["fits"][0]["periods"][2]["survival"]["sbg"];
    near(&two["point"], 0.25, 1e-12);
    assert!(two["lower"].as_f64().unwrap() < 0.25 && two["upper"].as_f64().unwrap() > 0.25);
}

#[test]
fn survivors_that_cannot_be_are_listed() {
    let text = "month,a,b,c\n0,100,x,0\n1,101,5,1\n2,,4,1\n3,4,,\n5,,2,1\nlater,1,1,1\n";
    let file = Temp::file("bad.csv", text);
    let (code, page, list) = contracts(&file, &[]);
    assert_eq!((code, page.as_str()), (1, ""));
    for said in [
        "bad.csv:2: b: \"x\" is not allowed: expected a whole number of customers",
        "bad.csv:2: c: \"0\" is not allowed: expected one customer or more",
        "bad.csv:3: a: \"101\" is not allowed: expected at most 100",
        "bad.csv:5: a: \"4\" is not allowed: expected a blank, since period 2 is blank",
        "bad.csv:6: month: \"5\" is not allowed: expected 4",
        "bad.csv:7: month: \"later\" is not allowed: expected 0, 1, 2",
        "bad rows: 5 (6 cells)",
    ] {
        assert!(list.contains(said), "{said}: {list}");
    }
    let (_, _, list) = contracts(&file, &["--lang", "ja"]);
    assert!(
        list.contains("コホートは増えません") && list.contains("不正な行: 5(6 か所)"),
        "{list}"
    );
    let twice = Temp::file("twice.csv", "cohort,month,survivors\na,0,5\na,0,5\n");
    let (code, _, list) = contracts(&twice, &["--cohort", "cohort", "--period", "month"]);
    assert!(code == 1 && list.contains("every period once"), "{list}");
    for (name, text, more, said) in [
        ("unit.csv", "n,a\n0,5\n1,4\n", &[][..], "--unit"),
        ("one.csv", "month\n0\n", &[], "one for the period and one per cohort"),
        ("none.csv", "month,a\n", &[], "there are no cohorts"),
        ("start.csv", "month,a\n0,5\n", &[], "no renewal of a was seen"),
        ("empty.csv", "", &[], "is empty"),
        ("named.csv", "month,a\n0,5\n1,4\n", &["--cohorts", "b"], "no column \"b\""),
    ] {
        let file = Temp::file(name, text);
        let (code, _, error) = contracts(&file, more);
        assert!(code == 2 && error.contains(said), "{name}: {error}");
        let (code, _, error) = contracts(&file, &[more, &["--lang", "ja"]].concat());
        assert!(code == 2 && error.starts_with("エラー") && !error.is_ascii(), "{name}: {error}");
    }
    let (code, _, error) = run(&["contracts", "no-such-file.csv"]);
    assert!(code == 2 && error.contains("cannot open no-such-file.csv"), "{error}");
}

#[test]
fn the_made_up_company_has_a_page_of_contracts() {
    let (code, page, error) = run(&["contracts", "--payment", "1200", "--margin", "0.8"]);
    assert_eq!(code, 0, "{error}");
    assert!(page.contains("starter") && page.contains("80.0 % of 1,200.00"), "{page}");
    assert_eq!(page.matches("converged: no step promises more").count(), 4, "{page}");
    let (code, page, _) = run(&["contracts", "--lang", "ja", "--discount-per-month", "0.01"]);
    assert!(code == 0 && page.contains("契約の今後の価値"), "{page}");
}
