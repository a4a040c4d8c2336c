//! Who is behind a number, and who was left out and why.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/small.rs"]
mod small;

use std::collections::BTreeMap;

use kpi_revenue::{
    Explanation, Ledger, LeftOutReason as R, LineFields, Policy, PolicyField, Preset,
};
use kpi_types::{AttributeHistory, CustomerId, EstimateMethod, ProductId, Quantity, SegmentTiming};
use small::{date, fields, small_book};

fn lines() -> Vec<LineFields<'static>> {
    vec![
        fields("stays", "stays", "100", "2025-01-01", ""),
        fields("leaves", "leaves", "100", "2025-01-01", "2025-03-15"),
        fields("shrinks", "shrinks", "100", "2025-01-01", "2025-03-15"),
        fields("shrinks", "shrinks", "50", "2025-03-15", ""),
        fields("new", "joins", "10", "2025-03-03", ""),
        fields("short", "comes and goes", "10", "2025-03-03", "2025-03-20"),
        fields("back", "returns", "10", "2025-01-01", "2025-02-01"),
        fields("back-2", "returns", "10", "2025-03-05", ""),
        fields("blink", "blinks", "10", "2025-01-01", "2025-03-05"),
        fields("blink-2", "blinks", "10", "2025-03-09", ""),
        fields("past", "left before", "10", "2025-01-01", "2025-02-01"),
        fields("later", "joins later", "10", "2025-06-01", ""),
        LineFields { trial_end: "2025-05-01", ..fields("t", "on trial", "10", "2025-02-15", "") },
        fields("free", "pays nothing", "0", "2025-01-01", ""),
        LineFields { status: "paused", ..fields("p", "paused", "10", "2025-01-01", "") },
        LineFields { status: "past_due", ..fields("d", "overdue", "10", "2025-01-01", "") },
        LineFields { interval: "once", ..fields("", "one-off", "500", "2025-01-01", "") },
        LineFields {
            line: "w",
            status: "withdrawn",
            ..fields("w", "withdrawn", "10", "2025-01-01", "")
        },
        LineFields {
            cancelled_on: "2025-02-10",
            ..fields("x", "cancelled", "10", "2025-01-01", "2025-12-31")
        },
        LineFields { cancelled_on: "2025-01-10", ..fields("g", "gone", "10", "2025-01-01", "") },
    ]
}

fn policy() -> Policy {
    let mut policy = Policy::default();
    policy.set(PolicyField::PastDue, "grace:0").unwrap();
    policy.set(PolicyField::ChurnTiming, "at_cancellation").unwrap();
    policy
}

fn explain(metric: &str) -> Explanation {
    let book = small_book(&lines());
    let ledger = Ledger::try_new(&book, &policy()).unwrap();
    let view = ledger.view().unwrap();
    let march = view.calendar().parse("2025-03").unwrap();
    view.kpis().unwrap().explain(metric, march).unwrap()
}

#[test]
fn members_add_up_to_the_number() {
    let found = explain("net_revenue_retention");
    let sum = |side: &[kpi_revenue::FactMembers]| {
        side.iter().flat_map(|f| &f.members).map(|m| m.share.value()).sum::<rust_decimal::Decimal>()
    };
    assert_eq!(found.measurement.numerator().unwrap().value(), sum(&found.numerator));
    assert_eq!(found.measurement.denominator().unwrap().value(), sum(&found.denominator));
    // stays 100, shrinks 50, blinks 10, of those and leaves 100.
    assert_eq!(sum(&found.numerator), 160.into());
    assert_eq!(sum(&found.denominator), 310.into());
    let who: Vec<&str> = found.denominator[0].members.iter().map(|m| m.customer.as_str()).collect();
    assert_eq!(who, ["blinks", "leaves", "shrinks", "stays"]);
}

#[test]
fn everybody_left_out_has_a_reason() {
    let found = explain("customer_churn_rate");
    let mut why: BTreeMap<&str, Vec<R>> = BTreeMap::new();
    for left in &found.left_out {
        assert!(left.why.label().is_complete());
        why.entry(&left.customer).or_default().push(left.why);
    }
    let wanted = [
        ("blinks", vec![R::LeftAndReturned]),
        ("cancelled", vec![R::Cancelled]),
        ("comes and goes", vec![R::JoinedInPeriod, R::JoinedAndLeft]),
        ("gone", vec![R::LeftBefore]),
        ("joins", vec![R::JoinedInPeriod]),
        ("joins later", vec![R::JoinedLater]),
        ("left before", vec![R::LeftBefore]),
        ("on trial", vec![R::Trial]),
        ("one-off", vec![R::OneOffOnly]),
        ("overdue", vec![R::PastDue]),
        ("paused", vec![R::Paused]),
        ("pays nothing", vec![R::Free]),
        ("returns", vec![R::ReturnedInPeriod]),
        ("withdrawn", vec![R::Withdrawn]),
    ];
    assert_eq!(why, BTreeMap::from(wanted));
    let who: Vec<&str> = found.numerator[0].members.iter().map(|m| m.customer.as_str()).collect();
    assert_eq!(who, ["leaves"]);
    assert_eq!(found.denominator[0].members.len(), 4);
}

#[test]
fn stripe_counts_those_whom_others_leave_out() {
    let book = small_book(&lines());
    let ledger = Ledger::try_new(&book, &Policy::preset(Preset::Stripe)).unwrap();
    let view = ledger.view().unwrap();
    let march = view.calendar().parse("2025-03").unwrap();
    let found = view.kpis().unwrap().explain("customer_churn_rate", march).unwrap();
    let who: Vec<&str> = found.numerator[0].members.iter().map(|m| m.customer.as_str()).collect();
    assert_eq!(who, ["blinks", "comes and goes", "leaves"]);
    assert!(!found.left_out.iter().any(|l| l.why == R::JoinedAndLeft));
}

#[test]
fn rates_carry_their_intervals() {
    let found = explain("customer_churn_rate").measurement;
    // 1 of 4: Wilson at 95 %, (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n).
    let z: f64 = 1.959_963_984_540_054;
    let (p, n) = (0.25, 4.0);
    let centre = (p + z * z / (2.0 * n)) / (1.0 + z * z / n);
    let half = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt() / (1.0 + z * z / n);
    let interval = found.interval().unwrap();
    assert_eq!(interval.method(), EstimateMethod::Wilson);
    assert!((interval.lower() - (centre - half)).abs() < 1e-12);
    assert!((interval.upper() - (centre + half)).abs() < 1e-12);
    let nrr = explain("net_revenue_retention").measurement;
    let interval = nrr.interval().unwrap();
    assert_eq!(interval.n(), 4);
    assert!((interval.point() - 160.0 / 310.0).abs() < 1e-12);
    assert!(interval.lower() < interval.point() && interval.point() < interval.upper());
    assert_eq!(explain("mrr").measurement.interval(), None);
}

#[test]
fn a_segment_and_a_product_are_views_of_their_own() {
    let book = small_book(&[
        fields("a", "a", "100", "2025-01-01", ""),
        LineFields { product: "mail", ..fields("a2", "a", "7", "2025-01-01", "2025-03-10") },
        fields("b", "b", "40", "2025-01-01", ""),
    ]);
    let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
    let mut size = AttributeHistory::new();
    let id = |text| CustomerId::try_new(text).unwrap();
    size.record(&id("a"), date("2024-01-01"), "small");
    size.record(&id("a"), date("2025-03-15"), "large");
    size.record(&id("b"), date("2024-01-01"), "large");
    let closing = |timing| {
        let large = "size=large".parse().unwrap();
        let view = ledger.view().unwrap().segment(&size, large, timing);
        let march = view.calendar().parse("2025-03").unwrap();
        view.totals(march, march).unwrap()[0].closing().unwrap().amount()
    };
    assert_eq!(closing(SegmentTiming::PeriodStart), 40.into());
    assert_eq!(closing(SegmentTiming::PeriodEnd), 140.into());
    let mail = ledger.view().unwrap().product(&ProductId::try_new("mail").unwrap()).unwrap();
    let march = mail.calendar().parse("2025-03").unwrap();
    let rate = mail.kpis().unwrap().measure("customer_churn_rate", march).unwrap();
    assert_eq!(rate.numerator(), Some(Quantity::Count(1)));
    let whole = ledger.view().unwrap();
    assert_eq!(whole.totals(march, march).unwrap()[0].churns(), 0);
}

#[test]
fn what_was_not_known_then_is_left_out_as_such() {
    let book = small_book(&[
        fields("a", "a", "100", "2025-01-01", ""),
        LineFields { recorded_at: "2025-06-01", ..fields("b", "late", "9", "2025-01-01", "") },
    ]);
    let known = "2025-04-01T00:00:00Z".parse().unwrap();
    let ledger = Ledger::as_known(&book, &Policy::default(), known).unwrap();
    let view = ledger.view().unwrap();
    let march = view.calendar().parse("2025-03").unwrap();
    let left = view.kpis().unwrap().explain("mrr", march).unwrap().left_out;
    assert_eq!((left[0].customer.as_str(), left[0].why), ("late", R::NotKnownYet));
}

#[test]
fn nobody_counted_is_left_out_whatever_the_metric() {
    let book = small_book(&lines());
    let ledger = Ledger::try_new(&book, &policy()).unwrap();
    let view = ledger.view().unwrap();
    let kpis = view.kpis().unwrap();
    let months = ["2025-03", "2025-06", "2026-03"].map(|m| view.calendar().parse(m).unwrap());
    let ids: Vec<String> = kpis.catalog().metrics().map(|m| m.id().to_string()).collect();
    let mut compared = 0;
    for (id, month) in ids.iter().flat_map(|id| months.map(|month| (id, month))) {
        let Ok(found) = kpis.explain(id, month) else { continue };
        let members = found.numerator.iter().chain(&found.denominator).flat_map(|f| &f.members);
        let members: Vec<&str> = members.map(|m| m.customer.as_str()).collect();
        for left in &found.left_out {
            let both = members.contains(&left.customer.as_str());
            assert!(
                !both || matches!(left.why, R::JoinedAndLeft | R::LeftAndReturned),
                "{id} in {month:?}: {left:?}"
            );
            compared += 1;
        }
    }
    assert!(compared > 500, "{compared}");
}

/// The day that counts is the one the number looks at.
#[test]
fn reasons_are_those_of_the_day_the_number_looks_at() {
    let book = small_book(&[
        fields("a", "always", "10", "2024-01-01", ""),
        fields("b", "since autumn", "10", "2024-10-01", ""),
        fields("c", "since march", "10", "2025-03-10", ""),
        LineFields {
            trial_end: "2025-01-15",
            cancelled_on: "2025-01-10",
            ..fields("t", "tried", "10", "2025-01-01", "")
        },
        LineFields {
            trial_end: "2025-08-15",
            ..fields("n", "tries later", "10", "2025-08-01", "")
        },
    ]);
    let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
    let view = ledger.view().unwrap();
    let march = view.calendar().parse("2025-03").unwrap();
    let left = |metric: &str| -> Vec<(String, R)> {
        let found = view.kpis().unwrap().explain(metric, march).unwrap().left_out;
        found.into_iter().map(|l| (l.customer, l.why)).collect()
    };
    let of = |pairs: &[(&str, R)]| -> Vec<(String, R)> {
        pairs.iter().map(|(who, why)| ((*who).to_owned(), *why)).collect()
    };
    let at_the_end = [("tried", R::TrialNotConverted), ("tries later", R::JoinedLater)];
    assert_eq!(left("mrr"), of(&at_the_end));
    let at_the_start = [&[("since march", R::JoinedInPeriod)][..], &at_the_end].concat();
    assert_eq!(left("net_revenue_retention"), of(&at_the_start));
    let a_year_ago = [
        ("since autumn", R::JoinedInPeriod),
        ("since march", R::JoinedInPeriod),
        ("tried", R::JoinedLater),
        ("tries later", R::JoinedLater),
    ];
    assert_eq!(left("net_revenue_retention_12m"), of(&a_year_ago));
}

#[test]
fn another_currency_is_outside_the_view_whatever_else_happened() {
    let book = small_book(&[
        fields("a", "here", "10", "2025-01-01", ""),
        LineFields { currency: "JPY", ..fields("j", "elsewhere", "1000", "2025-01-01", "") },
        LineFields {
            line: "w",
            status: "withdrawn",
            currency: "JPY",
            ..fields("w", "elsewhere", "1000", "2025-01-01", "")
        },
    ]);
    let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
    let view = ledger.view_in(kpi_types::Currency::USD).unwrap();
    let march = view.calendar().parse("2025-03").unwrap();
    let left = view.kpis().unwrap().explain("mrr", march).unwrap().left_out;
    assert_eq!((left[0].customer.as_str(), left[0].why), ("elsewhere", R::OutsideView));
    assert_eq!(left.len(), 1);
}

/// LTV = (MRR ÷ customers) ÷ (churned ÷ base): the base stands above, the churned below.
#[test]
fn what_divides_a_divisor_stands_above() {
    let found = explain("ltv");
    let names = |side: &[kpi_revenue::FactMembers]| -> Vec<String> {
        side.iter().map(|f| f.fact.to_string()).collect()
    };
    assert_eq!(names(&found.numerator), ["churn_base_customers", "closing_mrr"]);
    assert_eq!(names(&found.denominator), ["churned_customers", "closing_customers"]);
}

#[test]
fn no_variation_no_interval_but_a_reason() {
    let measure = |lines: &[LineFields<'_>], metric: &str| {
        let book = small_book(lines);
        let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
        let view = ledger.view().unwrap();
        let march = view.calendar().parse("2025-03").unwrap();
        view.kpis().unwrap().measure(metric, march).unwrap()
    };
    let steady = ["a", "b", "c"].map(|who| fields(who, who, "10", "2025-01-01", ""));
    for (lines, why) in [(&steady[..], "no variation"), (&steady[..1], "one customer")] {
        let found = measure(lines, "gross_revenue_retention");
        assert_eq!((found.value().unwrap().value(), found.interval()), (1.into(), None));
        let said = found.why_no_interval().unwrap();
        assert!(said.is_complete() && said.en.contains(why), "{said}");
    }
    // A share has its interval however few there are.
    assert!(measure(&steady, "customer_churn_rate").interval().is_some());
}
