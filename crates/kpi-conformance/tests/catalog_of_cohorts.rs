//! The catalog's formulas over facts of `kpi-cohort` give what its types say of themselves.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use kpis::cohort::{
    Actives, ActivesSpec, EventColumns, KaplanMeierOptions, MoneyColumn, ObservationEnd, Retention,
    RetentionSpec, RevenueRule, Status, TimeColumn, WholeLifetimes,
};
use kpis::metrics::{Catalog, EvaluationContext, Measurement};
use kpis::types::{Calendar, Currency, FactSource, Facts, Grain, Money, Period, Quantity, Ratio};
use rust_decimal::Decimal;

fn measure(metric: &str, period: Period, facts: &dyn FactSource) -> Measurement {
    let context = EvaluationContext::new("none");
    Catalog::builtin().unwrap().evaluate(metric, period, facts, &context).unwrap()
}

fn value(metric: &str, period: Period, facts: &dyn FactSource) -> Decimal {
    measure(metric, period, facts).value().unwrap().value()
}

fn near(found: Decimal, wanted: f64) {
    let wanted = Decimal::try_from(wanted).unwrap();
    assert!((found - wanted).abs() < Decimal::new(1, 12), "{found} {wanted}");
}

/// Days of 2026-01-05, 02-05 and 03-09.
const DAYS: [i32; 3] = [20_458, 20_489, 20_521];

#[test]
fn retention_and_revenue_of_a_cohort() {
    let end = ObservationEnd::Through("2026-03-31".parse().unwrap());
    let spec = RetentionSpec::monthly(end).with_horizon(2).unwrap();
    let spec = spec.with_revenue(RevenueRule::Counted { base_age: 0 }).unwrap();
    let mut retention = Retention::try_new(spec).unwrap();
    // Three start in January; in February 7 pays less and 8 more.
    let (users, days) = ([7_u64, 8, 9, 7, 8], [DAYS[0], DAYS[0], DAYS[0], DAYS[1], DAYS[1]]);
    let cents = [10_000, 10_000, 5_000, 5_000, 20_000];
    let columns = EventColumns::new(&users[..], TimeColumn::Days(&days));
    let columns = columns.with_money(MoneyColumn::Minor(&cents, Currency::USD));
    retention.observe_columns(&columns).unwrap();
    let grid = retention.finish().unwrap();
    let january = Calendar::utc().parse("2026-01").unwrap();
    let row = &grid.cohorts()[0];
    let facts = row.cell(1).unwrap().facts(january);
    // 2 of 3.
    assert_eq!(value("retention_rate", january, &facts).round_dp(4), Decimal::new(6667, 4));
    let money = row.revenue()[1].in_currency(Currency::USD).unwrap();
    let facts = money.facts(january);
    // (50 + 200) / 250 and (50 + 100) / 250; (250 + 250) / 3.
    for (metric, own, by_hand) in [
        ("cohort_net_revenue_retention", money.net_dollar_retention().unwrap(), "1"),
        ("cohort_gross_revenue_retention", money.gross_dollar_retention().unwrap(), "0.6"),
    ] {
        assert_eq!(value(metric, january, &facts), by_hand.parse().unwrap(), "{metric}");
        assert_eq!(value(metric, january, &facts), own.value(), "{metric}");
    }
    let realised = value("ltv_realised", january, &facts).round_dp(12);
    assert_eq!(realised, money.lifetime_value().unwrap().amount());
    assert_eq!(realised.round_dp(2), Decimal::new(16_667, 2));
}

#[test]
fn active_users() {
    let end = ObservationEnd::Through("2026-03-31".parse().unwrap());
    let mut actives =
        Actives::try_new(ActivesSpec::new("2026-01-01".parse().unwrap(), end)).unwrap();
    // Ann in every month, Bob in January and March, Cyd only in February.
    let ids = ["ann", "ann", "ann", "bob", "bob", "cyd"];
    let days = [DAYS[0], DAYS[1], DAYS[2], DAYS[0], DAYS[2], DAYS[1]];
    actives.observe_columns(&EventColumns::new(&ids[..], TimeColumn::Days(&days))).unwrap();
    let actives = actives.finish().unwrap();
    let months = actives.periods(Grain::Month).unwrap();
    let march = &months[2];
    let facts = march.facts();
    assert_eq!(value("active_users_total", march.period(), &facts), 2.into());
    assert_eq!(value("new_user_share", march.period(), &facts), Decimal::ZERO);
    assert_eq!(value("returning_user_share", march.period(), &facts), Decimal::new(5, 1));
    // One came back, one went dormant.
    assert_eq!(value("user_quick_ratio", march.period(), &facts), Decimal::ONE);
    // Who was there before the records is not known, so nobody can be told to be new.
    let first = &months[0];
    assert!(measure("new_user_share", first.period(), &first.facts()).value().is_err());
    let sticky = &actives.stickiness(Grain::Month).unwrap()[2];
    let found = measure("stickiness", sticky.period(), &sticky.facts().unwrap());
    // Two users on one day each of 31.
    assert_eq!(found.numerator(), Some(Quantity::Count(2)));
    assert_eq!(found.denominator(), Some(Quantity::Count(62)));
    assert_eq!(found.value().unwrap().value(), sticky.ratio().unwrap().value());
}

#[test]
fn survival() {
    // One of four leaves after 1 month, one of the two that are left after 3.
    let mut stayed = WholeLifetimes::new();
    for (months, status) in
        [(1, Status::Event), (2, Status::Censored), (3, Status::Event), (5, Status::Censored)]
    {
        stayed.observe(months, status);
    }
    let curve = stayed.finish().unwrap().kaplan_meier(KaplanMeierOptions::default());
    let (earlier, later) = (curve.survival_at(1.0).unwrap(), curve.survival_at(4.0).unwrap());
    let month = Calendar::utc().parse("2026-03").unwrap();
    let facts = later.facts(month, Some(&earlier));
    near(value("survival_rate", month, &facts), 0.375);
    near(value("conditional_survival_rate", month, &facts), 0.5);
    let alone = later.facts(month, None);
    assert!(measure("conditional_survival_rate", month, &alone).value().is_err());
}

#[test]
fn lifetime_value() {
    let month = Calendar::utc().parse("2026-03").unwrap();
    let usd = |amount: i64| Quantity::Money(Money::new(amount.into(), Currency::USD));
    let mut facts = Facts::new(month);
    for (name, figure) in [
        ("closing_mrr", usd(5_000)),
        ("closing_customers", Quantity::Count(50)),
        ("gross_margin", Quantity::Ratio(Ratio::new(Decimal::new(8, 1)))),
        ("expected_lifetime_months", Quantity::Number(Decimal::new(245, 1))),
        ("predicted_customer_value", usd(9_000)),
        ("predicted_customers", Quantity::Count(30)),
    ] {
        facts.insert(name, figure).unwrap();
    }
    // 100 × 0.8 × 24.5; 9,000 / 30.
    assert_eq!(value("ltv_projected", month, &facts), 1_960.into());
    assert_eq!(value("ltv_predicted", month, &facts), 300.into());
}
