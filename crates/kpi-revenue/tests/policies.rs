//! What each rule of a policy does to one small book; amounts worked out by hand.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

#[path = "support/small.rs"]
mod small;

use kpi_revenue::{
    Book, Cause, Ledger, LineFields, Movement, MovementKind as K, Policy, PolicyField,
};
use small::{date, fields, small_book};

fn with(rules: &[(&str, &str)]) -> Policy {
    let mut policy = Policy::default();
    for (field, value) in rules {
        policy.set(PolicyField::from_name(field).unwrap(), value).unwrap();
    }
    policy
}

fn movements(book: &Book, policy: &Policy) -> Vec<Movement> {
    let ledger = Ledger::try_new(book, policy).unwrap();
    let view = ledger.view().unwrap();
    let calendar = view.calendar();
    view.movements(calendar.parse("2025-01").unwrap(), calendar.parse("2026-12").unwrap()).unwrap()
}

/// Date, kind, cause and amount of every movement.
fn shown(book: &Book, rules: &[(&str, &str)]) -> Vec<(String, K, Cause, String)> {
    let found = movements(book, &with(rules));
    let amount = |m: &Movement| m.amount.amount().round_dp(2).normalize().to_string();
    found.iter().map(|m| (m.date.to_string(), m.kind, m.cause, amount(m))).collect()
}

fn expect(found: &[(String, K, Cause, String)], wanted: &[(&str, K, Cause, &str)]) {
    let found: Vec<_> = found.iter().map(|(d, k, c, a)| (d.as_str(), *k, *c, a.as_str())).collect();
    assert_eq!(found, wanted);
}

fn first_amount(line: LineFields<'_>, rules: &[(&str, &str)]) -> String {
    shown(&small_book(&[line]), rules)[0].3.clone()
}

#[test]
fn month_factors() {
    let line = |interval| LineFields { interval, ..fields("c", "a", "100", "2025-01-01", "") };
    let weekly = |value| first_amount(line("week"), &[("weeks_per_month", value)]);
    assert_eq!(weekly("52/12"), "433.33");
    assert_eq!(weekly("gregorian"), "434.81");
    assert_eq!(weekly("fixed:4"), "400");
    let daily = |value| first_amount(line("day"), &[("days_per_month", value)]);
    assert_eq!(daily("365/12"), "3041.67");
    assert_eq!(daily("gregorian"), "3043.69");
    assert_eq!(daily("fixed:30"), "3000");
    assert_eq!(first_amount(line("2 weeks"), &[]), "216.67");
    assert_eq!(first_amount(line("quarterly"), &[]), "33.33");
    assert_eq!(first_amount(line("2 years"), &[]), "4.17");
}

#[test]
fn discounts() {
    let line = |discount| LineFields { discount, ..fields("c", "a", "100", "2025-01-01", "") };
    let book = |discount| small_book(&[line(discount)]);
    let forever = book("20% forever");
    expect(&shown(&forever, &[]), &[("2025-01-01", K::New, Cause::Joined, "80")]);
    expect(
        &shown(&forever, &[("discounts", "list_price")]),
        &[("2025-01-01", K::New, Cause::Joined, "100")],
    );
    let dated = book("30 until 2025-04-01");
    let both = [
        ("2025-01-01", K::New, Cause::Joined, "70"),
        ("2025-04-01", K::Upsell, Cause::DiscountEnded, "30"),
    ];
    expect(&shown(&dated, &[]), &both);
    expect(
        &shown(&dated, &[("discounts", "forever_only")]),
        &[("2025-01-01", K::New, Cause::Joined, "100")],
    );
    let once = book("50% once");
    expect(&shown(&once, &[]), &[("2025-01-01", K::New, Cause::Joined, "100")]);
    let first_term = [
        ("2025-01-01", K::New, Cause::Joined, "50"),
        ("2025-02-01", K::Upsell, Cause::DiscountEnded, "50"),
    ];
    expect(&shown(&once, &[("discounts", "all")]), &first_term);
    // In the order written: 100 − 10 = 90, half of it 45; never below zero.
    assert_eq!(first_amount(line("10 forever; 50% forever"), &[]), "45");
    assert!(shown(&book("500 forever"), &[]).is_empty());
}

#[test]
fn trials() {
    let book = small_book(&[LineFields {
        trial_end: "2025-02-15",
        ..fields("c", "a", "100", "2025-01-15", "")
    }]);
    expect(&shown(&book, &[]), &[("2025-02-15", K::New, Cause::TrialConverted, "100")]);
    expect(
        &shown(&book, &[("trials", "include")]),
        &[("2025-01-15", K::New, Cause::Joined, "100")],
    );
    let lost = small_book(&[LineFields {
        trial_end: "2025-02-15",
        ..fields("c", "a", "100", "2025-01-15", "2025-02-15")
    }]);
    assert!(shown(&lost, &[]).is_empty());
}

#[test]
fn free_plans() {
    let book = small_book(&[
        fields("c", "a", "0", "2025-01-01", "2025-03-01"),
        LineFields { plan: "pro", ..fields("c", "a", "50", "2025-03-01", "2025-06-01") },
        fields("c", "a", "0", "2025-06-01", ""),
    ]);
    let paid_only = [
        ("2025-03-01", K::New, Cause::Joined, "50"),
        ("2025-06-01", K::Churn, Cause::Expired, "-50"),
    ];
    expect(&shown(&book, &[]), &paid_only);
    let stays = [
        ("2025-03-01", K::Upsell, Cause::PlanChanged, "50"),
        ("2025-06-01", K::Contraction, Cause::PlanChanged, "-50"),
    ];
    expect(&shown(&book, &[("free_plans", "customer")]), &stays);
}

#[test]
fn pauses() {
    let book = small_book(&[
        LineFields {
            status: "paused",
            status_since: "2025-03-10",
            ..fields("c", "a", "100", "2025-01-01", "2025-05-01")
        },
        fields("c", "a", "100", "2025-05-01", ""),
    ]);
    let leaves = [
        ("2025-01-01", K::New, Cause::Joined, "100"),
        ("2025-03-10", K::Churn, Cause::Paused, "-100"),
        ("2025-05-01", K::Reactivation, Cause::Resumed, "100"),
    ];
    expect(&shown(&book, &[]), &leaves);
    let keeps = [
        ("2025-01-01", K::New, Cause::Joined, "100"),
        ("2025-03-10", K::Contraction, Cause::Paused, "-100"),
        ("2025-05-01", K::Upsell, Cause::Resumed, "100"),
    ];
    expect(&shown(&book, &[("pauses", "keeps_customer")]), &keeps);
    let counted = [("2025-01-01", K::New, Cause::Joined, "100")];
    expect(&shown(&book, &[("pauses", "counted")]), &counted);
}

#[test]
fn past_due() {
    let book = small_book(&[LineFields {
        status: "past_due",
        status_since: "2025-03-10",
        ..fields("c", "a", "100", "2025-01-01", "")
    }]);
    let new = ("2025-01-01", K::New, Cause::Joined, "100");
    expect(&shown(&book, &[]), &[new]);
    let gone = |date| [new, (date, K::Churn, Cause::PaymentFailed, "-100")];
    expect(&shown(&book, &[("past_due", "grace:0")]), &gone("2025-03-10"));
    expect(&shown(&book, &[("past_due", "grace:30")]), &gone("2025-04-09"));
}

#[test]
fn churn_timing() {
    let book = small_book(&[LineFields {
        cancelled_on: "2025-03-20",
        ..fields("c", "a", "100", "2025-01-31", "")
    }]);
    let churn = |value| shown(&book, &[("churn_timing", value)])[1].0.clone();
    assert_eq!(churn("at_cancellation"), "2025-03-20");
    // The monthly term of the 31st: 28 February, then 31 March.
    assert_eq!(churn("at_term_end"), "2025-03-31");
    assert_eq!(churn("days_after:5"), "2025-03-25");
    assert_eq!(churn("days_after:60"), "2025-03-31");
    let known = small_book(&[LineFields {
        cancelled_on: "2025-03-20",
        interval: "year",
        ..fields("c", "a", "1200", "2025-01-31", "2025-07-01")
    }]);
    assert_eq!(shown(&known, &[])[1].0, "2025-07-01");
}

#[test]
fn reactivation_window() {
    let book = small_book(&[
        fields("c", "a", "100", "2025-01-01", "2025-02-01"),
        fields("d", "a", "70", "2025-05-02", ""),
    ]);
    let last = |value| shown(&book, &[("reactivation", value)])[2].1;
    // Away from 1 February to 2 May: 90 days.
    assert_eq!(last("always"), K::Reactivation);
    assert_eq!(last("within:90"), K::Reactivation);
    assert_eq!(last("within:89"), K::New);
}

#[test]
fn join_and_leave_in_one_period() {
    let book = small_book(&[
        fields("c", "a", "100", "2025-03-05", "2025-03-20"),
        fields("d", "b", "10", "2025-01-01", "2025-03-10"),
        fields("e", "b", "10", "2025-03-20", ""),
        fields("f", "z", "10", "2025-01-01", ""),
    ]);
    let kinds = |value| {
        let found = shown(&book, &[("same_period", value)]);
        found.iter().filter(|m| m.0.starts_with("2025-03")).map(|m| m.1).collect::<Vec<_>>()
    };
    let all = [K::New, K::Churn, K::Churn, K::Reactivation];
    assert_eq!(kinds("count_both"), all);
    assert_eq!(kinds("leave_out_of_churn"), all);
    assert_eq!(kinds("remove_from_both"), [K::Churn, K::Reactivation]);
}

#[test]
fn merge_window_and_movement_basis() {
    // The change takes two days to arrive: without a window it is a churn and a return.
    let book = small_book(&[
        fields("c", "a", "100", "2025-01-01", "2025-03-10"),
        LineFields { plan: "pro", ..fields("c", "a", "150", "2025-03-12", "2025-03-25") },
        LineFields { plan: "pro", ..fields("c", "a", "120", "2025-03-25", "") },
    ]);
    let march = |rules: &[(&str, &str)]| {
        let found = shown(&book, rules);
        found.into_iter().filter(|m| m.0.starts_with("2025-03")).collect::<Vec<_>>()
    };
    let apart = [
        ("2025-03-10", K::Churn, Cause::Expired, "-100"),
        ("2025-03-12", K::Reactivation, Cause::Returned, "150"),
        ("2025-03-25", K::Contraction, Cause::PriceChanged, "-30"),
    ];
    expect(&march(&[]), &apart);
    let merged = [
        ("2025-03-10", K::Upsell, Cause::PlanChanged, "50"),
        ("2025-03-25", K::Contraction, Cause::PriceChanged, "-30"),
    ];
    expect(&march(&[("merge_days", "2")]), &merged);
    let net = [("2025-03-25", K::Upsell, Cause::PlanChanged, "20")];
    expect(&march(&[("movement_basis", "period_ends")]), &net);
}

#[test]
fn a_merge_window_stops_at_the_end_of_a_period() {
    let book = small_book(&[
        fields("c", "a", "100", "2025-01-01", "2025-03-31"),
        fields("c", "a", "150", "2025-04-02", ""),
    ]);
    let kinds: Vec<K> = shown(&book, &[("merge_days", "5")]).iter().map(|m| m.1).collect();
    assert_eq!(kinds, [K::New, K::Churn, K::Reactivation]);
}

#[test]
fn upsell_and_cross_sell_are_told_apart_by_product() {
    let book = small_book(&[
        fields("c", "a", "100", "2025-01-01", "2025-02-01"),
        LineFields { quantity: "3", ..fields("c", "a", "100", "2025-02-01", "2025-03-01") },
        LineFields { quantity: "3", ..fields("c", "a", "90", "2025-03-01", "") },
        LineFields { product: "mail", ..fields("m", "a", "20", "2025-04-01", "2025-06-01") },
        fields("second", "a", "40", "2025-05-01", "2025-07-01"),
        LineFields {
            interval: "year",
            quantity: "3",
            ..fields("y", "b", "1200", "2025-01-01", "2026-01-01")
        },
        LineFields { quantity: "3", ..fields("y", "b", "110", "2026-01-01", "") },
    ]);
    let wanted = [
        ("2025-01-01", K::New, Cause::Joined, "100"),
        ("2025-01-01", K::New, Cause::Joined, "300"),
        ("2025-02-01", K::Upsell, Cause::QuantityChanged, "200"),
        ("2025-03-01", K::Contraction, Cause::PriceChanged, "-30"),
        ("2025-04-01", K::CrossSell, Cause::ProductAdded, "20"),
        ("2025-05-01", K::Upsell, Cause::ContractAdded, "40"),
        ("2025-06-01", K::Contraction, Cause::ProductDropped, "-20"),
        ("2025-07-01", K::Contraction, Cause::ContractEnded, "-40"),
        ("2026-01-01", K::Upsell, Cause::IntervalChanged, "30"),
    ];
    expect(&shown(&book, &[]), &wanted);
}

#[test]
fn churn_rates_by_numerator_and_denominator() {
    // At the start of March: a, b, c, d paid and t on trial. In March a leaves, n joins and
    // leaves, r (left in January) returns, c leaves and comes back, d asks to cancel in June.
    let book = small_book(&[
        fields("a", "a", "10", "2025-01-01", "2025-03-10"),
        fields("b", "b", "10", "2025-01-01", ""),
        fields("c", "c", "10", "2025-01-01", "2025-03-05"),
        fields("c2", "c", "10", "2025-03-20", ""),
        LineFields {
            cancelled_on: "2025-03-15",
            ..fields("d", "d", "10", "2025-01-01", "2025-06-01")
        },
        LineFields { trial_end: "2025-04-15", ..fields("t", "t", "10", "2025-02-15", "") },
        fields("n", "n", "10", "2025-03-03", "2025-03-25"),
        fields("r", "r", "10", "2024-12-01", "2025-01-20"),
        fields("r2", "r", "10", "2025-03-07", ""),
    ]);
    let rate = |numerator, denominator| {
        let policy = with(&[
            ("same_period", "count_both"),
            ("churn_numerator", numerator),
            ("churn_denominator", denominator),
        ]);
        let ledger = Ledger::try_new(&book, &policy).unwrap();
        let view = ledger.view().unwrap().as_of(date("2025-12-31"));
        let march = view.calendar().parse("2025-03").unwrap();
        let measured = view.kpis().unwrap().measure("customer_churn_rate", march).unwrap();
        let whole = measured.denominator().unwrap().value();
        (measured.numerator().unwrap().value().to_string(), whole.normalize().to_string())
    };
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(rate("every_churn", "opening"), pair("3", "4"));
    assert_eq!(rate("lost_from_opening", "opening"), pair("1", "4"));
    assert_eq!(rate("cancellations", "opening"), pair("1", "4"));
    assert_eq!(rate("every_churn", "opening_plus_new"), pair("3", "5"));
    // b, c, d and r at the end.
    assert_eq!(rate("lost_from_opening", "average"), pair("1", "4"));
    assert_eq!(rate("lost_from_opening", "opening_with_trials"), pair("1", "5"));
    // Seen in March: a, b, c, d, n, r; less the new one, plus three churns.
    assert_eq!(rate("cancellations", "active_minus_new_plus_churned"), pair("1", "8"));
    // Monthly terms of everybody alive; n's ends with its contract on the 25th.
    assert_eq!(rate("lost_from_opening", "due_for_renewal").1, "5");
}

/// Whoever switches renewal off at sign-up still has the term that was sold.
#[test]
fn cancelled_on_the_first_day_serves_the_first_term() {
    let line = |cancelled_on, trial_end| LineFields {
        cancelled_on,
        trial_end,
        ..fields("a", "a", "30", "2025-01-05", "")
    };
    let moved = |line: LineFields<'_>| -> Vec<(String, K)> {
        let book = small_book(&[line]);
        let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
        let view = ledger.view().unwrap();
        let (first, last) = ("2025-01", "2025-12");
        let (first, last) =
            (view.calendar().parse(first).unwrap(), view.calendar().parse(last).unwrap());
        let all = view.movements(first, last).unwrap();
        all.iter().map(|m| (m.date.to_string(), m.kind)).collect()
    };
    let term = |from: &str, to: &str| vec![(from.to_owned(), K::New), (to.to_owned(), K::Churn)];
    assert_eq!(moved(line("2025-01-05", "")), term("2025-01-05", "2025-02-05"));
    // On the first day of a later term it ends with the term before.
    assert_eq!(moved(line("2025-02-05", "")), term("2025-01-05", "2025-02-05"));
    // On the day a trial turns into a paid term, that term was sold; a day earlier it was not.
    assert_eq!(moved(line("2025-01-19", "2025-01-19")), term("2025-01-19", "2025-02-19"));
    assert_eq!(moved(line("2025-01-18", "2025-01-19")), []);
}

#[test]
fn cancelled_after_the_end_is_no_cancellation() {
    let cause = |cancelled_on| {
        let line =
            LineFields { cancelled_on, ..fields("a", "a", "30", "2025-01-05", "2025-03-01") };
        shown(&small_book(&[line]), &[]).pop().unwrap().2
    };
    assert_eq!(cause("2025-02-10"), Cause::Cancelled);
    assert_eq!(cause("2025-05-10"), Cause::Expired);
}
