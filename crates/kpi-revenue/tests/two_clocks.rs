//! What was known when: March as reported in April, March as known today.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/small.rs"]
mod small;

use chrono::{DateTime, Utc};
use kpi_revenue::{Book, KpiQuestion, Ledger, LedgerError, LineFields, Policy, compare, restate};
use kpi_types::{Calendar, Quantity, Ratio, Undefined};
use small::{date, fields, small_book};

fn at(text: &str) -> DateTime<Utc> {
    date(text).and_time(chrono::NaiveTime::MIN).and_utc()
}

fn book() -> Book {
    small_book(&[
        LineFields {
            line: "l1",
            recorded_at: "2025-01-01",
            ..fields("c", "a", "100", "2025-01-01", "")
        },
        LineFields {
            line: "l2",
            recorded_at: "2025-01-01",
            ..fields("d", "b", "40", "2025-01-01", "")
        },
        // In May it turns out that a paid 80 since February, and that b had left in March.
        LineFields {
            line: "l1",
            recorded_at: "2025-05-02",
            ..fields("c", "a", "80", "2025-01-01", "")
        },
        LineFields {
            line: "l2",
            recorded_at: "2025-05-03",
            ..fields("d", "b", "40", "2025-01-01", "2025-03-10")
        },
        // Known late, but no part of March.
        LineFields {
            line: "l3",
            recorded_at: "2025-06-01",
            ..fields("e", "z", "7", "2025-06-01", "")
        },
    ])
}

fn mrr_in_march(ledger: &Ledger<'_>) -> String {
    let view = ledger.view().unwrap();
    let march = view.calendar().parse("2025-03").unwrap();
    let mrr = view.kpis().unwrap().measure("mrr", march).unwrap();
    mrr.value().unwrap().value().normalize().to_string()
}

#[test]
fn march_then_and_now() {
    let (book, policy) = (book(), Policy::default());
    let as_known = |day| mrr_in_march(&Ledger::as_known(&book, &policy, at(day)).unwrap());
    assert_eq!(as_known("2025-04-15"), "140");
    assert_eq!(as_known("2025-05-02"), "120");
    assert_eq!(as_known("2025-05-03"), "80");
    assert_eq!(mrr_in_march(&Ledger::try_new(&book, &policy).unwrap()), "80");
}

#[test]
fn a_restatement_names_customers_and_records() {
    let (book, policy) = (book(), Policy::default());
    let march = Calendar::utc().parse("2025-03").unwrap();
    let found = restate(&book, &policy, ("mrr", march), at("2025-04-15"), |l| l.view()).unwrap();
    assert!(!found.is_empty());
    let who: Vec<&str> = found.customers.iter().map(|c| c.customer.as_str()).collect();
    assert_eq!(who, ["a", "b"]);
    let records: Vec<_> = found
        .records
        .iter()
        .map(|r| (r.line.as_deref().unwrap(), r.row.unwrap().get(), r.corrects))
        .collect();
    assert_eq!(records, [("l1", 4, true), ("l2", 5, true)]);
    let january = Calendar::utc().parse("2025-06").unwrap();
    let same = restate(&book, &policy, ("mrr", january), at("2025-06-30"), |l| l.view());
    assert!(same.unwrap().is_empty());
}

#[test]
fn a_withdrawn_line_was_never_there() {
    let book = small_book(&[
        LineFields {
            line: "l1",
            recorded_at: "2025-01-01",
            ..fields("c", "a", "100", "2025-01-01", "")
        },
        LineFields {
            line: "l1",
            recorded_at: "2025-02-01",
            status: "withdrawn",
            ..fields("c", "a", "100", "2025-01-01", "")
        },
        fields("d", "b", "1", "2025-01-01", ""),
    ]);
    let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
    assert_eq!(mrr_in_march(&ledger), "1");
    let view = ledger.view().unwrap();
    let march = view.calendar().parse("2025-03").unwrap();
    let why = view.kpis().unwrap().explain("mrr", march).unwrap().left_out;
    assert_eq!(why.len(), 1);
    assert_eq!(
        (why[0].customer.as_str(), why[0].why.label().en.as_ref()),
        ("a", "record withdrawn")
    );
}

#[test]
fn two_versions_of_one_moment_cannot_be_told_apart() {
    let twice = small_book(&[
        LineFields {
            line: "l1",
            recorded_at: "2025-01-01",
            ..fields("c", "a", "100", "2025-01-01", "")
        },
        LineFields {
            line: "l1",
            recorded_at: "2025-01-01",
            ..fields("c", "a", "90", "2025-01-01", "")
        },
    ]);
    let error = Ledger::try_new(&twice, &Policy::default()).unwrap_err();
    assert!(matches!(error, LedgerError::SameMoment { .. }));
    assert_eq!(
        error.to_string(),
        "line l1 was recorded twice at 2025-01-01T00:00:00+00:00 (row 2, 3): the later record needs a later time"
    );
}

#[test]
fn a_ledger_of_a_moment_knows_no_later_month() {
    let (book, policy) = (book(), Policy::default());
    let ledger = Ledger::as_known(&book, &policy, at("2025-02-10")).unwrap();
    let view = ledger.view().unwrap();
    let kpis = view.kpis().unwrap();
    let month = |label| view.calendar().parse(label).unwrap();
    let january = kpis.measure("mrr", month("2025-01")).unwrap();
    assert!(january.value().is_ok());
    assert_eq!(january.as_of(), Some("2025-02-10".parse().unwrap()));
    for label in ["2025-02", "2025-12"] {
        let later = kpis.measure("mrr", month(label)).unwrap();
        assert!(matches!(later.value(), Err(Undefined::PeriodNotOver { .. })), "{label}");
    }
}

#[test]
fn given_facts_and_moments_go_into_the_question() {
    let (book, policy) = (book(), Policy::default());
    let march = Calendar::utc().parse("2025-03").unwrap();
    let margin = Quantity::Ratio(Ratio::new("0.5".parse().unwrap()));
    let question = KpiQuestion::new("ltv_margin", march)
        .given("gross_margin", margin)
        .known_at(at("2025-05-02"));
    // Nobody leaves in March as known then, so LTV needs a rule for zero churn.
    let stripe = Policy::preset(kpi_revenue::Preset::Stripe);
    let gap = compare(&book, &policy, &stripe, &question, |l| l.view()).unwrap();
    assert_eq!(gap.first.as_of(), Some("2025-05-02".parse().unwrap()));
    let missing =
        Undefined::MissingFact { fact: kpi_types::FactName::try_new("gross_margin").unwrap() };
    assert_ne!(gap.first.value(), Err(&missing));
    let bare = compare(&book, &policy, &policy, ("ltv_margin", march), |l| l.view()).unwrap();
    assert_eq!(bare.first.value(), Err(&missing));
    // The later moment of a restatement is the question's.
    let mrr = KpiQuestion::new("mrr", march).known_at(at("2025-05-02"));
    let found = restate(&book, &policy, mrr, at("2025-04-15"), |l| l.view()).unwrap();
    let value = |m: &kpi_metrics::Measurement| m.value().unwrap().value();
    assert_eq!((value(&found.then), value(&found.now)), (140.into(), 120.into()));
}
