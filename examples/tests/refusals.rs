//! What is wrong is said: bad rows with exit code 1, everything else with exit code 2.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;
#[path = "common/scorecard.rs"]
mod scorecard;

use std::io::Write;

use common::Temp;
use scorecard::run;

const HEADER: &str = "contract,customer,product,price,currency,interval,start,end,quantity\n";

fn bad_file() -> Temp {
    let mut bytes = HEADER.as_bytes().to_vec();
    bytes.extend(b"k1,acme,crm,100,USD,month,2026-01-01,,\n");
    bytes.extend(b"k2,,crm,12O,USDX,fortnight,2026-02-30,,many\n");
    bytes.extend(b"k3,acme,crm,1,USD,month,2026-01-01,2025-01-01,\n");
    bytes.extend(b"short,row\n");
    bytes.extend(b"k4,\xff,crm,1,USD,month,2026-01-01,,\n");
    Temp::file("bad.csv", bytes)
}

#[test]
fn every_bad_cell_is_listed_with_line_column_value_and_what_is_allowed() {
    let file = bad_file();
    let ran = run(&[file.path()]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    let path = file.path();
    for expected in [
        format!("{path}:3: customer: \"\" is not allowed: expected an identifier, not empty"),
        format!("{path}:3: price: \"12O\" is not allowed: expected a number such as 12.50"),
        format!(
            "{path}:3: currency: \"USDX\" is not allowed: expected an ISO 4217 code such as USD"
        ),
        format!("{path}:3: interval: \"fortnight\" is not allowed"),
        format!(
            "{path}:3: start: \"2026-02-30\" is not allowed: expected a date such as 2026-01-31"
        ),
        format!("{path}:3: quantity: \"many\" is not allowed"),
        format!(
            "{path}:4: end: \"2025-01-01\" is not allowed: expected 2026-01-01 (the start) or later"
        ),
        format!("{path}:5: (row): \"2 fields\" is not allowed: expected 9 fields"),
        format!("{path}:6: customer: \"\u{fffd}\" is not allowed: expected text in UTF-8"),
        "4 bad rows; nothing was computed.".to_owned(),
    ] {
        assert!(ran.err.contains(&expected), "{expected}\n{}", ran.err);
    }
    assert!(run(&[path, "--lang", "ja"]).err.contains("不正な行が 4 行"));
}

#[test]
fn bad_rows_are_json_too() {
    let ran = run(&[bad_file().path(), "--json"]);
    let list: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((ran.code, list["bad_rows"].as_array().unwrap().len()), (1, 9));
    assert_eq!(list["bad_rows"][0]["line"], 3);
}

#[test]
fn skipping_them_runs_and_reports_them() {
    let ran = run(&[bad_file().path(), "--skip-bad-rows", "--as-of", "2026-03-31"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.contains("4 bad rows were left out") && ran.out.contains("\"12O\""));
}

#[test]
fn questions_that_make_no_sense_are_refused() {
    for (arguments, said) in [
        (&["no-such-file.csv"][..], "cannot open no-such-file.csv"),
        (&["--month", "2026-13"], "not a period"),
        (&["--month", "2030-01"], "choose an earlier --month"),
        (&["--month", "1999-01"], "the records begin on 2023-11-01"),
        (&["--policy", "acme"], "expected one of kpis, chartmogul, stripe"),
        (&["--compare", "acme"], "unknown policy"),
        (&["--compare", "stripe", "--known-at", "2026-04-05"], "leave out --known-at"),
        (&["--rule", "trials=maybe"], "expected exclude, include"),
        (&["--rule", "colour=red"], "no rule \"colour\""),
        (&["--rule", "trials"], "expected field=value"),
        (&["--map", "mrr"], "expected field=value"),
        (&["--set", "colour=red"], "no field \"colour\""),
        (&["--segment", "industry=fishing"], "nobody ever had it"),
        (&["--segment", "colour=red"], "expected one of industry, region, size"),
        (&["--segment", "retail"], "expected attribute=value"),
        (&["--product", "nope"], "unknown product nope"),
        (&["--currency", "EUR"], "there are no amounts in EUR"),
        (&["--currency", "YEN"], "unknown currency code"),
        (&["--explain", "nope"], "unknown metric"),
        (&["--zone", "Asia/Tokio"], "unknown time zone"),
        (&["--fiscal-start", "13"], "13"),
        (&["--as-of", "yesterday"], "yesterday"),
        (&["--colour"], "unexpected argument"),
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{arguments:?}");
        assert!(ran.err.contains(said), "{arguments:?}: {}", ran.err);
        assert!(!ran.err.contains("panicked") && !ran.err.contains("backtrace"));
    }
}

#[test]
fn files_that_make_no_sense_are_refused() {
    let gzip = |text: &str| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(text.as_bytes()).unwrap();
        packed.finish().unwrap()
    };
    let rows: String =
        (0..2_000).map(|n| format!("k{n},c{n},crm,1,USD,month,2026-01-01,,\n")).collect();
    let whole = gzip(&format!("{HEADER}{rows}"));
    let good = Temp::file("good.csv.gz", &whole);
    assert_eq!(run(&[good.path(), "--as-of", "2026-01-31"]).code, 0);
    let cases = [
        (Temp::file("cut.csv.gz", &whole[..whole.len() / 2]), "broken gzip"),
        (Temp::file("empty.csv", ""), "is empty"),
        (Temp::file("no-rows.csv", HEADER), "there are no rows"),
        (Temp::file("columns.csv", "at,customer,amount\n"), "has no column for mrr, currency"),
        (Temp::file("unknown.csv", "x,y\n1,2\n"), "cannot tell what the rows"),
    ];
    for (file, said) in &cases {
        let ran = run(&[file.path()]);
        assert_eq!(ran.code, 2, "{said}");
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    let lines = Temp::file("lines.csv", format!("{HEADER}k,c,crm,1,USD,month,2026-01-01,,\n"));
    let ran = run(&[lines.path(), "--door", "snapshots"]);
    assert!(ran.code == 2 && ran.err.contains("has no column for at, mrr"), "{}", ran.err);
    let ran = run(&[lines.path(), "--reconcile", lines.path()]);
    assert!(ran.code == 2 && ran.err.contains("needs a file of snapshots"), "{}", ran.err);
}

#[test]
fn a_missing_rate_names_currency_and_date() {
    let book = Temp::file("eur.csv", format!("{HEADER}k,c,crm,1,EUR,month,2026-01-01,,\n"));
    let rates = Temp::file("rates.csv", "date,from,to,rate\n2026-01-31,USD,JPY,150\n");
    let ran = run(&[book.path(), "--rates", rates.path(), "--as-of", "2026-01-31"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("EUR") && ran.err.contains("2026-01-31"), "{}", ran.err);
}

/// A reader that went away.
struct Closed;

impl Write for Closed {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::BrokenPipe.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_broken_pipe_is_no_failure() {
    let code = kpis_examples::scorecard::run(["scorecard"], &mut Closed, &mut Closed);
    assert_eq!(code, 0);
}

#[test]
fn help_is_no_error() {
    let ran = run(&["--help"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("--skip-bad-rows"));
}
