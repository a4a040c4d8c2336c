//! Numbers that others published, and small sums done by hand.

use kpi_types::{Quantity, Undefined};

use crate::book::{count, decimal, measure, months, number, ratio, usd};

fn assert_value(id: &str, facts: &[(&str, Quantity)], expected: Quantity) {
    assert_eq!(measure(id, facts).value(), Ok(expected), "{id}");
}

/// One month: 100 customers, 10 join, 12 leave, of whom 1 had just joined and 1 comes back.
///
/// ChartMogul, help article 207340419, prints 10 % for its own form; the same facts give 12 / 110
/// under Stripe's published formula and 12 / 100 under the simple one.
const CHURN_MONTH: [(&str, Quantity); 5] = [
    ("opening_customers", Quantity::Count(100)),
    ("new_customers", Quantity::Count(10)),
    ("churn_events", Quantity::Count(12)),
    ("lost_customers", Quantity::Count(10)),
    // 100 + 10 new + 1 back - 12 leaving.
    ("closing_customers", Quantity::Count(99)),
];

#[test]
fn one_month_three_churn_rates() {
    assert_value("customer_churn_rate_opening", &CHURN_MONTH, ratio("0.1"));
    assert_value("customer_churn_rate_simple", &CHURN_MONTH, ratio("0.12"));
    let stripe = measure("customer_churn_rate_opening_plus_new", &CHURN_MONTH);
    // 12 / 110 = 0.109090…, Stripe: churned over (active 30 days ago + new).
    let exact = stripe.value().unwrap().value();
    assert_eq!(exact.round_dp(3), decimal("0.109"));
    assert_eq!(exact, decimal("12") / decimal("110"));
    assert_eq!((stripe.numerator(), stripe.denominator()), (Some(count(12)), Some(count(110))));
    assert_value("customer_retention_rate", &CHURN_MONTH, ratio("0.9"));
}

#[test]
fn the_other_denominators() {
    // 10 / ((100 + 99) / 2) = 20 / 199.
    let average = measure("customer_churn_rate_average", &CHURN_MONTH);
    let expected = decimal("20") / decimal("199");
    assert_eq!(average.value().unwrap().value(), expected);
    assert_eq!(average.denominator(), Some(number("99.5")));
    let trials = [("lost_customers", count(10)), ("opening_subscribers", count(125))];
    assert_value("customer_churn_rate_with_trials", &trials, ratio("0.08"));
    // Polar: canceled / (active during - new + churned) = 6 / (111 - 10 + 19).
    let polar = [
        ("cancellations", count(6)),
        ("active_during_customers", count(111)),
        ("new_customers", count(10)),
        ("churn_events", count(19)),
    ];
    assert_value("customer_churn_rate_cancellations", &polar, ratio("0.05"));
    let daily = [("daily_churn_rate_sum", ratio("0.1175"))];
    assert_value("customer_churn_rate_daily", &daily, ratio("0.1175"));
    let renewal = [("renewal_base_customers", count(8)), ("renewal_lost_customers", count(1))];
    assert_value("renewal_churn_rate", &renewal, ratio("0.125"));
    let policy = [("churned_customers", count(3)), ("churn_base_customers", count(40))];
    assert_value("customer_churn_rate", &policy, ratio("0.075"));
}

/// ChartMogul, help articles 203359341 and 204898491: 100 opening, 10 churn, 10 contraction, 10
/// expansion: gross 20 %, net 10 %.
#[test]
fn gross_twenty_net_ten() {
    let facts = [
        ("opening_mrr", usd("100")),
        ("churned_mrr", usd("10")),
        ("contraction_mrr", usd("10")),
        ("upsell_mrr", usd("10")),
        ("cross_sell_mrr", usd("0")),
        ("reactivation_mrr", usd("0")),
    ];
    assert_value("gross_revenue_churn_rate", &facts, ratio("0.2"));
    assert_value("net_revenue_churn_rate", &facts, ratio("0.1"));
    // By the same books: 1 - gross churn, 1 - net churn, 1 - 10 / 100.
    assert_value("gross_revenue_retention_movement", &facts, ratio("0.8"));
    assert_value("net_revenue_retention_movement", &facts, ratio("0.9"));
    assert_value("mrr_churn_rate", &facts, ratio("0.1"));
    assert_value("revenue_retention_rate", &facts, ratio("0.9"));
    assert_value("upsell_rate_revenue", &facts, ratio("0.1"));
    assert_value("cross_sell_rate_revenue", &facts, ratio("0"));
}

#[test]
fn reactivation_reduces_net_churn() {
    // ChartMogul: (churn + contraction - expansion - reactivation) / opening.
    let facts = [
        ("opening_mrr", usd("100")),
        ("churned_mrr", usd("10")),
        ("contraction_mrr", usd("10")),
        ("upsell_mrr", usd("6")),
        ("cross_sell_mrr", usd("4")),
        ("reactivation_mrr", usd("15")),
    ];
    assert_value("net_revenue_churn_rate", &facts, ratio("-0.05"));
}

#[test]
fn gross_retention_takes_the_minimum_per_customer() {
    // A: 100 -> 50, B: 100 -> 200. Per customer (50 + 100) / 200 = 75 %; the form of PostHog's
    // handbook, sum(MIN(current, base)) / sum(base). NRR = sum(current) / sum(base) = 250 / 200.
    let month = [
        ("opening_mrr", usd("200")),
        ("cohort_closing_mrr", usd("250")),
        ("cohort_retained_mrr", usd("150")),
    ];
    assert_value("gross_revenue_retention", &month, ratio("0.75"));
    assert_value("net_revenue_retention", &month, ratio("1.25"));
    let year = [
        ("year_ago_mrr", usd("200")),
        ("year_ago_cohort_closing_mrr", usd("250")),
        ("year_ago_cohort_retained_mrr", usd("150")),
    ];
    assert_value("gross_revenue_retention_12m", &year, ratio("0.75"));
    assert_value("net_revenue_retention_12m", &year, ratio("1.25"));
}

#[test]
fn retention_by_movements() {
    // NetSuite: (ending - new) / beginning.
    let month = [("opening_mrr", usd("200")), ("closing_mrr", usd("260")), ("new_mrr", usd("30"))];
    assert_value("net_revenue_retention_ending_minus_new", &month, ratio("1.15"));
    assert_value("mrr_growth_rate", &month, ratio("0.3"));
    let year = [
        ("year_ago_mrr", usd("400")),
        ("year_new_mrr", usd("100")),
        ("year_reactivation_mrr", usd("20")),
        ("year_upsell_mrr", usd("50")),
        ("year_cross_sell_mrr", usd("30")),
        ("year_contraction_mrr", usd("20")),
        ("year_churned_mrr", usd("40")),
        ("closing_mrr", usd("540")),
    ];
    // (400 + 80 - 60) / 400; (400 - 60) / 400; (540 - 100) / 400; (100 + 80) / 60; with 20 more.
    assert_value("net_revenue_retention_12m_movement", &year, ratio("1.05"));
    assert_value("gross_revenue_retention_12m_movement", &year, ratio("0.85"));
    assert_value("net_revenue_retention_12m_ending_minus_new", &year, ratio("1.1"));
    assert_value("quick_ratio_12m", &year, Quantity::Number(decimal("3")));
    let quick = measure("quick_ratio_12m_with_reactivation", &year).value().unwrap();
    assert_eq!(quick, Quantity::Number(decimal("10") / decimal("3")));
}

/// Average revenue 100 and nobody churned.
fn no_churn() -> Vec<(&'static str, Quantity)> {
    vec![
        ("closing_mrr", usd("5000")),
        ("closing_customers", count(50)),
        ("churned_customers", count(0)),
        ("churn_base_customers", count(50)),
        // Recurly: d = 10 %.
        ("monthly_discount_rate", ratio("0.1")),
    ]
}

#[test]
fn lifetime_value_at_zero_churn() {
    // Stripe assumes 60 months: 6,000. ChartMogul has no value. Recurly's formula as printed,
    // ARPS (1 + d) / (d + churn), gives 1,100.
    assert_value("arpa", &no_churn(), usd("100"));
    assert_value("ltv_sixty_months", &no_churn(), usd("6000"));
    assert_value("ltv_discounted", &no_churn(), usd("1100"));
    let of = "customer_churn_rate".to_owned();
    let none = Undefined::ZeroDenominator { of };
    assert_eq!(measure("ltv", &no_churn()).value(), Err(&none));
}

#[test]
fn lifetime_value_with_churn() {
    let mut facts = no_churn();
    facts.retain(|(name, _)| *name != "churned_customers");
    // 2 of 50 leave: 100 / 0.04, under every rule for zero churn.
    facts.push(("churned_customers", count(2)));
    assert_value("ltv", &facts, usd("2500"));
    assert_value("ltv_sixty_months", &facts, usd("2500"));
    // NetSuite: ARPA x margin / revenue churn = 100 x 0.8 / (250 / 5000).
    facts.extend([
        ("gross_margin", ratio("0.8")),
        ("opening_mrr", usd("5000")),
        ("churned_mrr", usd("200")),
        ("contraction_mrr", usd("50")),
    ]);
    assert_value("ltv_margin", &facts, usd("1600"));
}

#[test]
fn acquisition() {
    let facts = [
        ("acquisition_cost", usd("12000")),
        ("new_customers", count(20)),
        ("new_mrr", usd("1500")),
        ("gross_margin", ratio("0.8")),
        ("retention_cost", usd("9600")),
        ("opening_customers", count(84)),
        ("lost_customers", count(4)),
        ("closing_mrr", usd("9000")),
        ("closing_customers", count(100)),
        ("churned_customers", count(5)),
        ("churn_base_customers", count(100)),
    ];
    // 12,000 / 20. 600 / (1,500 / 20 x 0.8) = 600 / 60.
    assert_value("cac", &facts, usd("600"));
    assert_value("cac_payback_months", &facts, months("10"));
    // 600 against 9,600 / 80 = 120: the 1:5 of the rule.
    assert_value("keep_to_win_cost_ratio", &facts, number("5"));
    // LTV 90 / 0.05 = 1,800.
    assert_value("ltv_to_cac", &facts, number("3"));
}

#[test]
fn stocks_movements_and_shares() {
    let facts = [
        ("opening_mrr", usd("1000")),
        ("new_mrr", usd("120")),
        ("reactivation_mrr", usd("30")),
        ("upsell_mrr", usd("50")),
        ("cross_sell_mrr", usd("30")),
        ("contraction_mrr", usd("20")),
        ("churned_mrr", usd("30")),
        ("fx_mrr", usd("-5")),
        ("closing_mrr", usd("1175")),
        ("contracted_annual_value", usd("14400")),
        ("largest_customer_mrr", usd("235")),
        ("top_10_customers_mrr", usd("705")),
        ("active_contracts", count(50)),
        ("closing_customers", count(40)),
        ("opening_customers", count(50)),
        ("upsold_customers", count(5)),
        ("cross_sold_customers", count(3)),
        ("contracted_customers", count(2)),
        ("new_customers", count(4)),
        ("reactivated_customers", count(1)),
        ("churn_events", count(15)),
    ];
    assert_value("mrr", &facts, usd("1175"));
    assert_value("arr", &facts, usd("14100"));
    assert_value("arr_contracted", &facts, usd("14400"));
    assert_value("net_new_mrr", &facts, usd("180"));
    assert_value("mrr_growth_rate", &facts, ratio("0.175"));
    assert_value("fx_impact_rate", &facts, ratio("-0.005"));
    assert_value("quick_ratio", &facts, number("4"));
    assert_value("quick_ratio_with_reactivation", &facts, number("4.6"));
    assert_value("largest_customer_share", &facts, ratio("0.2"));
    assert_value("top_10_customer_share", &facts, ratio("0.6"));
    assert_value("contracts_per_customer", &facts, number("1.25"));
    assert_value("upsell_rate_customers", &facts, ratio("0.1"));
    assert_value("cross_sell_rate_customers", &facts, ratio("0.06"));
    assert_value("contraction_rate_customers", &facts, ratio("0.04"));
    assert_value("customers", &facts, count(40));
    assert_value("net_new_customers", &facts, count(-10));
}
