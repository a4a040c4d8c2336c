//! Where rows stand, what separates them, which columns they have, what may stand in them.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;
#[path = "common/scorecard.rs"]
mod scorecard;

use common::Temp;
use scorecard::run;

const HEADER: &str = "contract,customer,product,price,currency,interval,start,end,quantity";
const GOOD: &str = "k1,acme,crm,100,USD,month,2026-01-01,,";
const BAD: &str = "k2,bolt,crm,12O,USD,month,2026-01-01,,";

fn said(name: &str, text: &str, arguments: &[&str]) -> (u8, String) {
    let file = Temp::file(name, text);
    let mut all = vec![file.path()];
    all.extend(arguments);
    let ran = run(&all);
    (ran.code, ran.err.replace(file.path(), name))
}

#[test]
fn a_row_is_named_by_the_line_it_begins_on() {
    let quoted = "k0,\"a\ncme\",crm,1,USD,month,2026-01-01,,";
    for (name, text, line) in [
        ("lf.csv", format!("{HEADER}\n{GOOD}\n{BAD}\n"), 3),
        ("crlf.csv", format!("{HEADER}\r\n{GOOD}\r\n{BAD}\r\n"), 3),
        ("cr.csv", format!("{HEADER}\r{GOOD}\r{BAD}\r"), 3),
        ("bom.csv", format!("\u{feff}{HEADER}\r\n{GOOD}\r\n{BAD}\r\n"), 3),
        ("blank.csv", format!("\n{HEADER}\n\n{GOOD}\n\n\n{BAD}\n"), 7),
        ("blank-crlf.csv", format!("{HEADER}\r\n\r\n{GOOD}\r\n\r\n{BAD}"), 5),
        ("quoted.csv", format!("{HEADER}\n{quoted}\n{BAD}\n"), 4),
        ("quoted-crlf.csv", format!("{HEADER}\r\n{}\r\n{BAD}", quoted.replace('\n', "\r\n")), 4),
    ] {
        let (code, err) = said(name, &text, &[]);
        let expected = format!("{name}:{line}: price: \"12O\"");
        assert!(code == 1 && err.contains(&expected), "{expected}\n{err}");
    }
    // Longer than any buffer.
    let many = format!("{GOOD}\r\n").repeat(5_000);
    let (_, err) = said("long.csv", &format!("{HEADER}\r\n{many}{BAD}\r\n"), &[]);
    assert!(err.contains("long.csv:5002: price"), "{err}");
}

#[test]
fn a_restatement_names_the_line_in_a_crlf_file() {
    let text = "line,contract,customer,product,price,currency,interval,start,recorded_at\r\n\r\n\
                a,k1,acme,crm,100,USD,month,2026-01-01,2026-01-01\r\n\
                b,k2,bolt,crm,10,USD,month,2026-01-15,2026-03-15\r\n";
    let file = Temp::file("late.csv", text);
    let ran = run(&[file.path(), "--month", "2026-02", "--json"]);
    let page: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(page["books"][0]["restated"]["records"][0]["record"], "late.csv:4");
}

#[test]
fn semicolons_and_tabs_are_found_and_said() {
    for (name, mark, word) in [("semi.csv", ";", "semicolons"), ("tab.csv", "\t", "tabs")] {
        let text = format!("{HEADER}\n{GOOD}\n").replace(',', mark);
        let file = Temp::file(name, text);
        let ran = run(&[file.path(), "--as-of", "2026-01-31"]);
        assert_eq!(ran.code, 0, "{}", ran.err);
        assert!(ran.out.contains(&format!("separated by {word}")), "{}", ran.out);
    }
}

#[test]
fn utf_16_is_named() {
    let text = format!("{HEADER}\n{GOOD}\n");
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&[0xff, 0xfe][..], &little].concat();
    for bytes in [little, marked] {
        let ran = run(&[Temp::file("wide.csv", bytes).path()]);
        assert!(ran.code == 2 && ran.err.contains("is in UTF-16: save it as UTF-8"), "{}", ran.err);
    }
}

#[test]
fn a_mapped_column_that_no_file_has_is_an_error() {
    let text = format!("{HEADER},net_price\n{GOOD},90\n");
    let (code, err) = said("map.csv", &text, &["--map", "price=netprice"]);
    assert_eq!(code, 2);
    assert!(err.contains("no file has a column \"netprice\": there are contract"), "{err}");
    assert!(err.contains("net_price"));
}

#[test]
fn a_column_twice_is_an_error() {
    let text = format!("{HEADER},Price\n{GOOD},90\n");
    let (code, err) = said("twice.csv", &text, &[]);
    assert!(code == 2 && err.contains("has the column \"Price\" twice"), "{err}");
}

#[test]
fn a_charge_is_price_times_quantity_and_loses_nothing() {
    let text = format!("{HEADER},status\n{GOOD},\nk9,acme,crm,100,USD,once,2026-01-05,,3,\n");
    let file = Temp::file("once.csv", text);
    let ran = run(&[file.path(), "--as-of", "2026-01-31"]);
    assert!(ran.out.contains("300.00 USD"), "{}", ran.out);
    let text = format!(
        "{HEADER},status\n{GOOD},\nk9,acme,crm,100,USD,once,2026-01-05,garbage,3,garbage\n"
    );
    let (code, err) = said("once.csv", &text, &[]);
    assert_eq!(code, 1);
    assert!(err.contains("once.csv:3: end: \"garbage\" is not allowed: expected nothing"), "{err}");
    assert!(err.contains("once.csv:3: status: \"garbage\""), "{err}");
    assert!(err.contains("1 bad row; nothing was computed. --skip-bad-rows leaves it out."));
}

#[test]
fn a_late_charge_is_not_known_before() {
    let text = format!(
        "{HEADER},recorded_at\n{GOOD},2026-01-01\nk9,acme,crm,100,USD,once,2026-01-05,,3,2026-02-07\n"
    );
    let file = Temp::file("late.csv", text);
    let known = |day| run(&[file.path(), "--month", "2026-01", "--known-at", day]).out;
    assert!(known("2026-02-10").contains("300.00 USD"));
    assert!(!known("2026-02-05").contains("300.00 USD"));
}

#[test]
fn large_prices_fit_and_what_is_too_large_says_why() {
    let large = GOOD.replace("100", "3000000000000000");
    let file = Temp::file("large.csv", format!("{HEADER}\n{large}\n"));
    assert_eq!(run(&[file.path(), "--as-of", "2026-01-31"]).code, 0);
    let daily = large.replace("month", "day");
    let (code, err) = said("large.csv", &format!("{HEADER}\n{daily}\n"), &[]);
    assert_eq!(code, 1);
    assert!(err.contains("expected at most 79228162514264337 in a month of 31 days"), "{err}");
}

#[test]
fn rates_say_what_is_allowed() {
    let book = Temp::file("book.csv", format!("{HEADER}\n{GOOD}\n"));
    let rates = Temp::file(
        "rates.csv",
        "date,from,to,rate\n2025-03-01,EUR,USD,-1.1\n2025-03-02,EUR,USD,1.1\n2025-03-02,EUR,USD,1.2\n\
         2025-03-03,EUR,JPY,1.2\n",
    );
    let ran = run(&[book.path(), "--rates", rates.path()]);
    assert_eq!(ran.code, 1);
    for expected in [
        "rates.csv:2: rate: \"-1.1\" is not allowed: expected a rate above zero",
        "rates.csv:4: rate: \"1.2\" is not allowed: expected 1.1, as in a row before",
        "rates.csv:5: to: \"JPY\" is not allowed: expected USD, as in the rows before",
    ] {
        assert!(ran.err.contains(expected), "{}", ran.err);
    }
}

#[test]
fn findings_speak_japanese_and_have_codes() {
    let text = format!("{HEADER}\n{GOOD}\n{BAD}\n");
    let (_, err) = said("ja.csv", &text, &["--lang", "ja"]);
    assert!(
        err.contains("ja.csv:3: price: \"12O\" は使えません。使えるもの: 12.50 のような数"),
        "{err}"
    );
    let ran = run(&[Temp::file("ja.csv", text).path(), "--json"]);
    let list: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let cell = &list["bad_rows"][0];
    assert_eq!(
        (&cell["code"], &cell["allowed"]["en"]),
        (&"number".into(), &"a number such as 12.50".into())
    );
    for arguments in [&["--month", "2030-01"][..], &["--month", "1999-01"], &["--policy", "x"]] {
        let ran = run(&[arguments, &["--lang", "ja"]].concat());
        assert!(ran.err.starts_with("エラー: ") && !ran.err.contains("expected"), "{}", ran.err);
        assert!(!ran.err.contains("begin"), "{}", ran.err);
    }
    let ran = run(&["no-such.csv", "--lang", "ja"]);
    assert!(ran.err.starts_with("エラー: no-such.csv を開けません"), "{}", ran.err);
}

#[test]
fn reconciling_prints_the_page_too() {
    let lists = Temp::file(
        "rec.csv",
        "at,customer,mrr,currency\n2026-01-31,a,100,USD\n2026-02-28,a,90,USD\n",
    );
    let totals = Temp::file("totals.csv", "at,total\n2026-01-31,100\n2026-02-28,x\n");
    let ran = run(&[lists.path(), "--reconcile", totals.path(), "--month", "2026-01"]);
    assert!(ran.code == 1 && ran.err.contains("totals.csv:3: total: \"x\""), "{}", ran.err);
    let arguments =
        [lists.path(), "--reconcile", totals.path(), "--month", "2026-01", "--skip-bad-rows"];
    let ran = run(&arguments);
    assert!(ran.out.starts_with("Scorecard 2026-01"), "{}", ran.out);
    assert!(ran.out.contains("rows added up: 1 of 1 within 1"), "{}", ran.out);
}

#[test]
fn changes_below_zero_are_bad_rows_of_their_file() {
    let header = "date,customer,delta,currency\n";
    let one =
        Temp::file("one.csv", format!("{header}2026-01-05,a,100,USD\n2026-01-09,a,-130,USD\n"));
    let two = Temp::file("two.csv", format!("{header}2026-01-05,b,50,USD\n2026-01-09,b,-60,USD\n"));
    let files = [one.path(), two.path()];
    let ran = run(&files);
    assert_eq!(ran.code, 1, "{}", ran.err);
    for expected in
        ["one.csv:3: delta: \"-130\" is not allowed", "two.csv:3: delta: \"-60\"", "2 bad rows"]
    {
        assert!(ran.err.contains(expected), "{expected}\n{}", ran.err);
    }
    let ran = run(&[
        files[0],
        files[1],
        "--skip-bad-rows",
        "--month",
        "2026-01",
        "--as-of",
        "2026-01-31",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("150.00") && ran.out.contains("two.csv:3: delta"), "{}", ran.out);
}

#[test]
fn a_line_recorded_twice_at_one_time_is_a_bad_row() {
    let header = "line,contract,customer,product,price,currency,interval,start\n";
    let row = "l2,k1,acme,crm,100,USD,month,2026-01-01\n";
    let one = Temp::file("one.csv", format!("{header}{row}{row}"));
    let two =
        Temp::file("two.csv", format!("{header}{row}l3,k3,bolt,crm,1,USD,month,2026-01-01\n"));
    let ran = run(&[one.path(), two.path()]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    for expected in
        ["one.csv:3: line: \"l2\"", "two.csv:2: line: \"l2\"", "which one.csv:2 has", "2 bad rows"]
    {
        assert!(ran.err.contains(expected), "{expected}\n{}", ran.err);
    }
    let ran = run(&[one.path(), two.path(), "--skip-bad-rows", "--as-of", "2026-01-31"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("101.00"), "{}", ran.out);
}

#[test]
fn lists_of_one_day_are_said_and_can_be_one_list() {
    let rows = "at,customer,mrr,currency\n2026-01-31T10:00:00Z,a,10,USD\n\
                2026-01-31T10:00:01Z,b,20,USD\n2026-01-31T10:00:02Z,c,30,USD\n";
    let file = Temp::file("lists.csv", rows);
    let ran = run(&[file.path()]);
    assert!(
        ran.out.contains("2 lists superseded by a later list of the same day, 2 customers only"),
        "{}",
        ran.out
    );
    let closing = |out: &str| out.lines().find(|l| l.starts_with("  closing")).unwrap().to_owned();
    assert!(closing(&ran.out).contains("30.00"));
    let ran = run(&[file.path(), "--list-by", "day"]);
    assert!(closing(&ran.out).contains("60.00") && !ran.out.contains("superseded"), "{}", ran.out);
}

#[test]
fn a_first_file_of_one_line_has_a_page() {
    let text = format!("{HEADER}\n{}\n", GOOD.replace("2026", "2025"));
    let file = Temp::file("first.csv", text);
    let ran = run(&[file.path()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("Scorecard 2025-01"));
    assert!(ran.out.contains("known only up to 2025-01-01"), "{}", ran.out);
}

#[test]
fn skipped_rows_are_listed_before_a_later_error() {
    let file = Temp::file("later.csv", format!("{HEADER}\n{GOOD}\n{BAD}\n"));
    let ran = run(&[file.path(), "--skip-bad-rows", "--month", "2020-01"]);
    assert_eq!(ran.code, 2);
    let (row, error) =
        (ran.err.find("later.csv:3: price").unwrap(), ran.err.find("error: ").unwrap());
    assert!(row < error);
    let only_bad = Temp::file("only.csv", format!("{HEADER}\n{BAD}\n"));
    assert_eq!(run(&[only_bad.path()]).code, 1);
    let ran = run(&[only_bad.path(), "--skip-bad-rows"]);
    assert!(ran.code == 2 && ran.err.contains("only.csv:2: price"), "{}", ran.err);
}

#[test]
fn a_file_given_twice_is_refused_and_a_copy_is_remarked() {
    let text = format!("{HEADER}\n{GOOD}\n");
    let (one, two) = (Temp::file("one.csv", &text), Temp::file("two.csv", &text));
    let ran = run(&[one.path(), one.path()]);
    assert!(ran.code == 2 && ran.err.contains("is given twice"), "{}", ran.err);
    let ran = run(&[one.path(), two.path(), "--as-of", "2026-01-31"]);
    assert!(ran.out.contains("two.csv has the same content as one.csv"), "{}", ran.out);
}

#[test]
fn segments_say_what_they_know_nothing_about() {
    let book = Temp::file("book.csv", format!("{HEADER}\n{GOOD}\n"));
    let segments = Temp::file(
        "segments.csv",
        "customer,attribute,value\nacme,size,\nacme,region,eu\nzzz,size,big\n",
    );
    let ran = run(&[
        book.path(),
        "--segments",
        segments.path(),
        "--segment",
        "region=eu",
        "--segment-at",
        "end",
        "--as-of",
        "2026-01-31",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("attributes of 1 customers who are in no record"), "{}", ran.out);
    assert!(ran.out.contains("segments.csv has 1 empty values"));
    assert!(ran.out.contains("Only: region=eu (as at the period's end)"));
}

#[test]
fn one_customer_has_no_interval_and_a_reason() {
    let file = Temp::file("one.csv", format!("{HEADER}\n{GOOD}\n"));
    let ran = run(&[file.path(), "--as-of", "2026-02-28"]);
    assert!(ran.out.contains("no interval: it takes two customers or more"), "{}", ran.out);
}

#[test]
fn japanese_names_the_bootstrap() {
    let ran = run(&["--lang", "ja"]);
    assert!(ran.out.contains("ブートストラップ(BCa)") && !ran.out.contains("bootstrap"));
}

#[test]
fn wrong_facts_are_bad_cells_all_at_once() {
    let book = Temp::file("book.csv", format!("{HEADER}\n{GOOD}\n"));
    let inputs = Temp::file(
        "inputs.csv",
        "fact,period,value,currency\ncolour,,1,\nacquisition_cost,2026-13,5,USD\n\
         acquisition_cost,2026-01,5,\nacquisition_cost,2026-01,5,EUR\n",
    );
    let ran = run(&[book.path(), "--inputs", inputs.path()]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    for expected in [
        "inputs.csv:2: fact: \"colour\" is not allowed: expected a fact of the catalog",
        "inputs.csv:3: period: \"2026-13\"",
        "inputs.csv:4: currency: \"\" is not allowed: expected an ISO 4217 code",
        "inputs.csv:5: currency: \"EUR\" is not allowed: expected a currency of the book (USD)",
    ] {
        assert!(ran.err.contains(expected), "{expected}\n{}", ran.err);
    }
}

#[test]
fn wrong_facts_can_be_skipped() {
    let book = Temp::file("book.csv", format!("{HEADER}\n{GOOD}\n"));
    let inputs =
        Temp::file("inputs.csv", "fact,value,currency\ncolour,1,\nacquisition_cost,5,EUR\n");
    let arguments =
        [book.path(), "--inputs", inputs.path(), "--skip-bad-rows", "--as-of", "2026-01-31"];
    let ran = run(&arguments);
    assert!(ran.code == 0 && ran.out.contains("2 bad rows were left out"), "{}", ran.err);
}

#[test]
fn given_money_is_converted() {
    let book = Temp::file("book.csv", format!("{HEADER}\n{GOOD}\n"));
    let rates = Temp::file("rates.csv", "date,from,to,rate\n2026-01-31,EUR,USD,1.5\n");
    let inputs =
        Temp::file("inputs.csv", "fact,period,value,currency\nacquisition_cost,2026-01,40,EUR\n");
    let (book, rates, inputs) = (book.path(), rates.path(), inputs.path());
    let ran = run(&[book, "--rates", rates, "--inputs", inputs, "--as-of", "2026-01-31"]);
    // 40 EUR at 1.5 over one new customer.
    let line = ran.out.lines().find(|l| l.contains("CAC")).unwrap();
    assert!(line.contains("60.00"), "{line}");
}

#[test]
fn json_has_names_and_decimals_in_any_language() {
    let read = |language| {
        let ran = run(&[
            "--json",
            "--lang",
            language,
            "--compare",
            "stripe",
            "--explain",
            "customer_churn_rate",
        ]);
        let page: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        page["books"][0].clone()
    };
    let (en, ja) = (read("en"), read("ja"));
    let mut differing = Vec::new();
    for at in [
        "/who/largest/0/kind",
        "/who/largest/0/cause",
        "/kpis/0/kpis/0/verdict",
        "/kpis/0/kpis/0/change/difference",
        "/compared/0/gap/difference",
        "/compared/0/steps/0/effect/relative",
        "/compared/0/steps/0/largest/0/fact",
        "/compared/0/steps/0/largest/0/after/value",
        "/explained/left_out/0/reason",
        "/restated/figures/0/change/difference",
        "/restated/figures/0/customers/0/fact",
    ] {
        let (one, two) = (en.pointer(at), ja.pointer(at));
        if one.is_none() || one != two || !one.unwrap().as_str().unwrap().is_ascii() {
            differing.push((at, one.cloned(), two.cloned()));
        }
    }
    assert!(differing.is_empty(), "{differing:?}");
    assert_eq!(en["kpis"][0]["kpis"][0]["verdict"], "better");
    let file = Temp::file("one.csv", format!("{HEADER}\n{GOOD}\n"));
    let ran = run(&[file.path(), "--json", "--as-of", "2026-01-31"]);
    assert!(ran.out.contains("\"reason\": \"zero_denominator\""), "{}", ran.out);
}
