//! The scorecard over the sample data and small files.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;
#[path = "common/scorecard.rs"]
mod scorecard;

use common::Temp;
use scorecard::run;

#[test]
fn the_sample_data_are_reproduced_byte_by_byte() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    for (name, text) in kpis_examples::generate::files().unwrap().iter() {
        let committed = std::fs::read_to_string(folder.join(name)).unwrap();
        assert!(committed == text, "{name} differs: run the example `generate`");
    }
}

#[test]
fn the_sample_is_as_large_as_it_says() {
    let files = kpis_examples::generate::files().unwrap();
    let (_, lines) = files.iter().find(|(name, _)| *name == "contract_lines.csv").unwrap();
    let column = |at: usize| -> std::collections::BTreeSet<&str> {
        lines.lines().skip(1).filter_map(|line| line.split(',').nth(at)).collect()
    };
    assert_eq!(column(2).len(), 500, "customers");
    assert_eq!(column(3).len(), 4, "products");
    assert_eq!(column(7).into_iter().collect::<Vec<_>>(), ["JPY", "USD"]);
    for wanted in ["week", "month", "3 months", "6 months", "year", "once"] {
        assert!(column(8).contains(wanted), "{wanted}");
    }
    for wanted in ["active", "paused", "past_due", "withdrawn"] {
        assert!(column(13).contains(wanted), "{wanted}");
    }
    assert!(column(16).iter().max().unwrap().starts_with("2026-10-31"));
}

#[test]
fn without_arguments_it_prints_the_last_complete_month() {
    let ran = run(&[]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("Scorecard 2026-10 (2026-10-01 to 2026-10-31)"));
    for part in [
        "Net revenue retention (NRR)",
        "bootstrap, BCa",
        "Wilson, n = ",
        "MRR step by step",
        "Who moved it",
        "What other conventions would say",
        "What was restated",
        "One-off charges, kept out of MRR",
    ] {
        assert!(ran.out.contains(part), "{part}");
    }
}

/// Two customers at 100 and 50 dollars a month; one leaves, one doubles, one joins at 120 a year.
const SMALL: &str = "\
contract,customer,product,price,currency,interval,start,end,recorded_at
k1,acme,crm,100,USD,month,2026-01-01,2026-03-10,2026-01-01
k1,acme,crm,200,USD,month,2026-03-10,,2026-03-10
k2,globex,crm,50,USD,month,2026-01-01,2026-03-20,2026-01-01
k3,initech,crm,120,USD,year,2026-03-05,,2026-04-20
";

#[test]
fn a_small_book_gives_the_numbers_of_a_pocket_calculator() {
    let file = Temp::file("small.csv", SMALL);
    let ran = run(&[file.path(), "--month", "2026-03", "--as-of", "2026-04-30", "--json"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let page: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let book = &page["books"][0];
    let value = |metric: &str| -> String {
        let groups = book["kpis"].as_array().unwrap();
        let all = groups.iter().flat_map(|g| g["kpis"].as_array().unwrap());
        let found = all.clone().find(|k| k["metric"] == metric).unwrap();
        found["figure"]["value"].as_str().unwrap_or("-").to_owned()
    };
    // 200 + 120/12 at the end; of the opening 150 there are 200 left, of which 100 kept.
    assert_eq!(value("mrr"), "210");
    assert_eq!(value("arr"), "2520");
    assert_eq!(value("customer_churn_rate"), "0.5");
    assert_eq!(value("net_revenue_retention"), "1.3333333333333333333333333333");
    assert_eq!(value("gross_revenue_retention"), "0.6666666666666666666666666667");
    assert_eq!(value("ltv_margin"), "-");
    let steps = book["waterfall"]["periods"].as_array().unwrap();
    let last = steps.last().unwrap();
    let moved = |kind: &str| {
        let all = last["movements"].as_array().unwrap();
        all.iter().find(|m| m["kind"] == kind).unwrap()["amount"]["value"].clone()
    };
    assert_eq!(moved("new"), "10");
    assert_eq!(moved("upsell"), "100");
    assert_eq!(moved("churn"), "-50");
    assert_eq!(last["opening"]["value"], "150");
    assert_eq!(last["closing"]["value"], "210");
    // initech was written down on 20 April, after March was reported.
    let restated = &book["restated"];
    assert_eq!(restated["figures"][0]["then"]["value"], "200");
    assert_eq!(restated["figures"][0]["now"]["value"], "210");
    assert_eq!(restated["records"][0]["record"], "small.csv:5");
}

#[test]
fn as_known_then_and_what_changed_since() {
    let file = Temp::file("known.csv", SMALL);
    let ran = run(&[file.path(), "--month", "2026-03", "--known-at", "2026-04-05"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("As it was known on: 2026-04-05"));
    let line = ran.out.lines().find(|l| l.trim_start().starts_with("2026-03   MRR")).unwrap();
    assert!(line.contains("200.00") && line.contains("210.00"), "{line}");
}

#[test]
fn an_explanation_names_members_and_who_was_left_out() {
    let file = Temp::file("explain.csv", SMALL);
    let path = file.path();
    let ran = run(&[
        path,
        "--month",
        "2026-03",
        "--as-of",
        "2026-04-30",
        "--explain",
        "customer_churn_rate",
    ]);
    let from = ran.out.find("Who is behind Customer churn rate = 50.0 %").unwrap();
    let part = &ran.out[from..];
    assert!(part.contains("= 1, 1 customers") && part.contains("globex"));
    assert!(part.contains("joined in the period: 1 (initech)"), "{part}");
}

#[test]
fn a_gap_is_explained_rule_by_rule() {
    let ran = run(&["--compare", "stripe"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let from = ran.out.find("under stripe").unwrap();
    assert!(ran.out[from..].contains("forever_only"));
    assert!(ran.out[from..].contains("They differ, but touch nobody here"));
    let same = run(&["--compare", "kpis"]);
    assert!(same.out.contains("no rule touches anybody"));
}

#[test]
fn japanese_is_aligned_and_says_everything() {
    let ran = run(&["--lang", "ja", "--compare", "stripe", "--explain", "net_revenue_retention"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.starts_with("スコアカード 2026-10"));
    // A right-aligned column ends at the same place in every row.
    let from = ran.out.find("MRR の推移").unwrap();
    let rows: Vec<&str> =
        ran.out[from..].lines().skip(2).take_while(|line| !line.is_empty()).collect();
    let ends = |line: &str, word: &str| {
        kpis_examples::shown::width(&line[..line.find(word).unwrap() + word.len()])
    };
    let closing = ends(rows[0], "期末");
    let widths: Vec<usize> = rows[2..]
        .iter()
        .map(|row| kpis_examples::shown::width(row.split('█').next().unwrap().trim_end()))
        .collect();
    assert_eq!(widths.len(), 12);
    assert!(widths.iter().all(|w| *w == closing), "{closing} {widths:?}");
}

#[test]
fn per_currency_without_rates_and_converted_with_them() {
    let each = run(&["--currency", "each"]);
    assert!(each.out.contains("# The book in JPY #") && each.out.contains("# The book in USD #"));
    let own = run(&["--currency", "USD"]);
    assert!(own.out.contains("Amounts in: USD\n"));
    assert!(run(&[]).out.contains("Amounts in: JPY (USD converted)"));
}

#[test]
fn every_grain_and_every_narrowing_works() {
    for arguments in [
        &["--month", "2026-Q3"][..],
        &["--month", "FY2025", "--fiscal-start", "4"],
        &["--month", "2026-W40"],
        &["--month", "2026-10-15"],
        &["--segment", "industry=retail", "--segment-at", "end"],
        &["--product", "desk"],
        &["--policy", "chartmogul", "--rule", "trials=include", "--rule", "past_due=grace:30"],
        &["--zone", "Asia/Tokyo"],
        &["--months", "60"],
    ] {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}");
    }
}

#[test]
fn a_month_that_is_not_over_says_so() {
    let ran = run(&["--month", "2026-10", "--as-of", "2026-10-20"]);
    assert_eq!(ran.code, 0);
    assert!(ran.out.contains("the period runs until 2026-11-01, known only up to 2026-10-20"));
}

#[test]
fn snapshots_and_changes_come_in_by_their_columns() {
    let lists = Temp::file(
        "lists.csv",
        "day,who,usd\n2026-01-31,a,100\n2026-01-31,b,50\n2026-02-28,a,120\n2026-04-30,a,120\n",
    );
    let arguments = ["--map", "at=day", "--map", "customer=who", "--map", "mrr=usd"];
    let mut all = vec![lists.path(), "--set", "currency=USD", "--month", "2026-02"];
    all.extend(arguments);
    let ran = run(&all);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("No list of customers was taken in 2026-03"), "{}", ran.out);
    assert!(ran.out.contains("+20.00") && ran.out.contains("-50.00"));
    let changes = Temp::file(
        "changes.csv",
        "date,customer,delta,currency\n2026-01-05,a,100,USD\n2026-02-05,a,-30,USD\n",
    );
    let ran = run(&[changes.path(), "--month", "2026-02", "--as-of", "2026-02-28"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("-30.00"));
}

#[test]
fn lists_reconcile_with_published_totals() {
    let lists = Temp::file(
        "rec.csv",
        "at,customer,mrr,currency\n\
         2026-01-31T08:00:00Z,a,100,USD\n\
         2026-01-31T20:00:00Z,a,100,USD\n2026-01-31T20:00:00Z,b,50.5,USD\n\
         2026-02-28T08:00:00Z,a,100,USD\n",
    );
    let totals = Temp::file(
        "totals.csv",
        "at,total\n2026-01-31T08:00:00Z,100\n2026-01-31T20:00:00Z,150\n2026-02-28T08:00:00Z,90\n",
    );
    let ran = run(&[lists.path(), "--reconcile", totals.path()]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("rows added up: 2 of 3 within 1"), "{}", ran.out);
    assert!(ran.out.contains("MRR of the ledger: 1 of 2 within 1"));
    assert_eq!(ran.out.matches("10.00\n").count(), 2, "{}", ran.out);
}

#[test]
fn one_off_charges_stay_out() {
    let book = Temp::file("book.csv", SMALL);
    let gifts = Temp::file(
        "gifts.csv",
        "date,customer,amount,currency\n2026-03-05T10:00:00.5Z,acme,999,USD\n",
    );
    let ran = run(&[
        book.path(),
        "--one-off",
        gifts.path(),
        "--month",
        "2026-03",
        "--as-of",
        "2026-03-31",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.out.contains("999.00 USD"));
    assert!(ran.out.lines().any(|l| l.contains("closing") && l.contains("210.00")));
}
