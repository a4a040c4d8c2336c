//! What is written reads back, and what is read goes through the same checks.
#![cfg(feature = "serde")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use std::fmt::Debug;

use kpi_revenue::{
    BillingInterval, Cause, ChurnDenominator, ChurnNumerator, ChurnTiming, Comparison,
    ComparisonStep, ContractLine, DaysPerMonth, Discount, DiscountRule, Explanation, FactMembers,
    FreePlanRule, FxRule, LateRecord, Ledger, LeftOut, LeftOutReason, LineStatus, Member, Movement,
    MovementBasis, MovementKind, MrrChange, MrrSnapshot, OneOffCharge, PastDueRule, PauseRule,
    PeriodTotals, Policy, PolicyField, Preset, Rates, ReactivationRule, Restatement,
    SamePeriodRule, ShareChange, TrialRule, WeeksPerMonth, ZeroChurnRule, compare, restate,
};
use kpi_types::{AttributeHistory, Calendar, Facts, MoneyBag, MonthAnchor};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use support::{book, day, lines, moment, policy, rates};

fn both<T: Serialize + DeserializeOwned>() {}

fn back<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
}

#[test]
fn everything_an_embedder_stores_is_written_and_read() {
    both::<(ContractLine, MrrSnapshot, MrrChange, OneOffCharge, Discount, LineStatus)>();
    both::<(BillingInterval, Rates, Policy, PolicyField, Preset)>();
    both::<(ChurnDenominator, ChurnNumerator, ChurnTiming, DaysPerMonth, DiscountRule)>();
    both::<(FreePlanRule, FxRule, MovementBasis, PastDueRule, PauseRule, ReactivationRule)>();
    both::<(SamePeriodRule, TrialRule, WeeksPerMonth, ZeroChurnRule)>();
    both::<PeriodTotals>();
    both::<(Movement, MovementKind, Cause, Explanation, FactMembers, Member)>();
    both::<(LeftOut, LeftOutReason, Comparison, ComparisonStep, ShareChange)>();
    both::<(Restatement, LateRecord, AttributeHistory, Calendar, Facts, MoneyBag, MonthAnchor)>();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn records_and_policies(lines in lines(), one in policy()) {
        lines.iter().for_each(back);
        back(&one);
        back(&one.clone().with_name("board"));
        back(&rates());
        for field in PolicyField::ALL {
            back(field);
        }
    }

    #[test]
    fn what_comes_out(lines in lines(), one in policy(), two in policy()) {
        let (book, rates) = (book(&lines), rates());
        let ledger = Ledger::try_new(&book, &one).unwrap();
        let view = ledger.view_reported_in(&rates).unwrap();
        let calendar = view.calendar();
        let period = calendar.period_of(day(200), kpi_types::Grain::Month).unwrap();
        back(&view.movements(period, period.checked_add(3).unwrap()).unwrap());
        let kpis = view.kpis().unwrap();
        back(&kpis.explain("net_revenue_retention", period).unwrap());
        back(&kpis.facts(period).unwrap());
        back(&compare(&book, &one, &two, ("mrr", period), |l| l.view_reported_in(&rates)).unwrap());
        let then = moment(300);
        back(&restate(&book, &one, ("mrr", period), then, |l| l.view_reported_in(&rates)).unwrap());
        let totals = view.totals(period, period.checked_add(3).unwrap()).unwrap();
        back(&totals);
        let written = serde_json::to_value(&totals).unwrap();
        let opening = totals[0].opening().unwrap();
        prop_assert_eq!(&written[0]["opening"], &serde_json::to_value(opening).unwrap());
    }
}

/// One period by hand: 100 at the start, 30 new, 5 and 15 lost, 110 at the end.
#[test]
fn totals_that_do_not_close_are_refused() {
    let usd = |amount: &str| serde_json::json!({ "amount": amount, "currency": "USD" });
    let whole = serde_json::json!({
        "period": serde_json::to_value(Calendar::default().period_of(day(0), kpi_types::Grain::Month).unwrap()).unwrap(),
        "opening": usd("100"), "new": usd("30"), "reactivation": usd("0"), "upsell": usd("0"),
        "cross_sell": usd("0"), "contraction": usd("5"), "churn": usd("15"), "fx": usd("0"),
        "closing": usd("110"),
        "opening_customers": 10, "joins": 3, "returns": 0, "churns": 2, "lost": 2,
        "closing_customers": 11,
        "movers": { "new": 3, "reactivation": 0, "upsell": 0, "cross_sell": 0, "contraction": 1, "churn": 2 },
    });
    let read: PeriodTotals = serde_json::from_value(whole.clone()).unwrap();
    back(&read);
    assert_eq!((read.movers(MovementKind::New), read.lost()), (3, 2));
    let eur = serde_json::json!({ "amount": "30", "currency": "EUR" });
    for (place, with, said) in [
        ("/closing", usd("120"), "opening and movements make 110"),
        ("/new", eur, "new is in EUR, the opening in USD"),
        ("/churn", usd("-15"), "churn is -15"),
        ("/fx", usd("0.0000000000001"), "at most 12 digits"),
        ("/closing_customers", 12.into(), "do not make 12"),
        ("/churns", u64::MAX.into(), "do not make 11"),
        ("/lost", 11.into(), "11 customers lost of 10"),
        ("/movers/churn", 0.into(), "churn is 15"),
        ("/movers", serde_json::json!({}), "missing field"),
        ("/joins", (-1).into(), "invalid value"),
    ] {
        let mut value = whole.clone();
        *value.pointer_mut(place).unwrap() = with;
        let error = serde_json::from_value::<PeriodTotals>(value).unwrap_err().to_string();
        assert!(error.contains(said), "{place}: {error}");
    }
    let mut large = whole.clone();
    let most = usd("79228162514264337");
    (large["opening"], large["new"]) = (most.clone(), most);
    let error = serde_json::from_value::<PeriodTotals>(large).unwrap_err().to_string();
    assert!(error.contains("too large to be added up"), "{error}");
    let mut more = whole;
    more["mrr"] = usd("1");
    assert!(serde_json::from_value::<PeriodTotals>(more).is_err());
}

#[test]
fn a_line_as_text() {
    let text = r#"{"contract":"c-1","customer":"acme","product":"crm","price":{"amount":"100","currency":"USD"},"interval":"month","start":"2026-01-01"}"#;
    let line: ContractLine = serde_json::from_str(text).unwrap();
    assert_eq!((line.quantity(), line.end(), line.status()), (1.into(), None, LineStatus::Active));
    let cases = [
        (r#""start":"2026-01-01","end":"2025-01-01""#, "contract c-1: end 2025-01-01 is before"),
        (r#""start":"2026-01-01","quantity":"-1""#, "contract c-1"),
        (r#""start":"2026-01-01","color":"red""#, "unknown field `color`"),
    ];
    for (with, because) in cases {
        let text = text.replace(r#""start":"2026-01-01""#, with);
        let error = serde_json::from_str::<ContractLine>(&text).unwrap_err().to_string();
        assert!(error.contains(because), "{error}");
    }
}

#[test]
fn a_policy_as_text() {
    let text = r#"{"base":"recurly","rules":{"trials":"include","past_due":"grace:30"}}"#;
    let policy: Policy = serde_json::from_str(text).unwrap();
    assert_eq!(policy.name(), "recurly, trials=include, past_due=grace:30");
    assert_eq!(serde_json::from_str::<Policy>("{}").unwrap(), Policy::default());
    for (text, because) in [
        (r#"{"rules":{"trials":"maybe"}}"#, "trials cannot be \"maybe\": expected"),
        (r#"{"rules":{"trails":"include"}}"#, "\"trails\" is not known: expected weeks_per_month"),
        (r#"{"base":"recurrly"}"#, "\"recurrly\" is not known: expected kpis, chartmogul"),
        (r#"{"rules":{"weeks_per_month":"fixed:0"}}"#, "a factor above zero"),
    ] {
        let error = serde_json::from_str::<Policy>(text).unwrap_err().to_string();
        assert!(error.contains(because), "{error}");
    }
}

#[test]
fn refused_as_in_the_constructors() {
    for (text, because) in [
        (
            r#"{"reporting":"JPY","max_age_days":7,"rates":[{"from":"USD","date":"2026-01-01","rate":"0"}]}"#,
            "not positive",
        ),
        (
            r#"{"reporting":"JPY","max_age_days":7,"rates":[{"from":"USD","date":"2026-01-01","rate":"1"},{"from":"USD","date":"2026-01-01","rate":"2"}]}"#,
            "two rates",
        ),
    ] {
        let error = serde_json::from_str::<Rates>(text).unwrap_err().to_string();
        assert!(error.contains(because), "{error}");
    }
    let error = serde_json::from_str::<Calendar>(r#"{"fiscal_start":13}"#).unwrap_err();
    assert!(error.to_string().contains("month 13: expected 1 to 12"), "{error}");
    back(&Calendar::japan());
}
