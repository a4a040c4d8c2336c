//! Laws that hold for every book and every policy.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

mod support;

use std::collections::BTreeMap;

use kpi_revenue::{Ledger, Movement, MovementKind, PeriodTotals, Policy, View, compare};
use kpi_types::{
    AttributeHistory, Calendar, CustomerId, FactName, Grain, Period, Quantity, SegmentTiming,
};
use proptest::prelude::*;
use rust_decimal::Decimal;
use support::{book, day, lines, moment, policy, rates};

fn range(grain: Grain) -> (Period, Period) {
    let calendar = Calendar::utc();
    (calendar.period_of(day(0), grain).unwrap(), calendar.period_of(day(800), grain).unwrap())
}

fn report(view: &View<'_>, grain: Grain) -> (Vec<PeriodTotals>, Vec<Movement>) {
    let (first, last) = range(grain);
    (view.totals(first, last).unwrap(), view.movements(first, last).unwrap())
}

/// Checks one view's totals against each other and against the movements.
fn books_close(view: &View<'_>, grain: Grain) {
    let (totals, movements) = report(view, grain);
    for pair in totals.windows(2) {
        assert_eq!(pair[0].closing().unwrap(), pair[1].opening().unwrap());
        assert_eq!(pair[0].closing_customers(), pair[1].opening_customers());
    }
    let calendar = view.calendar();
    let mut sums: BTreeMap<(Period, MovementKind), Decimal> = BTreeMap::new();
    for movement in &movements {
        let period = calendar.period_of(movement.date, grain).unwrap();
        *sums.entry((period, movement.kind)).or_default() += movement.amount.amount();
    }
    for total in &totals {
        assert!(total.closes(), "{total:?}");
        let mut balance = total.opening().unwrap().amount();
        for kind in MovementKind::ALL {
            let listed = sums.get(&(total.period(), kind)).copied().unwrap_or_default();
            let sign = if kind.is_loss() { -Decimal::ONE } else { Decimal::ONE };
            assert_eq!(total.movement(kind).unwrap().amount() * sign, listed, "{kind:?}");
            balance += listed;
        }
        assert_eq!(balance, total.closing().unwrap().amount());
        let opening = total.opening_customers() + total.joins() + total.returns();
        assert_eq!(opening - total.churns(), total.closing_customers());
    }
}

/// The balances of customers are the closing of the period, in money and in heads.
fn balances_add_up(view: &View<'_>, grain: Grain) {
    let (first, last) = range(grain);
    let balances = view.customer_balances(first, last).unwrap();
    assert!(balances.windows(2).all(|pair| {
        let key = |at: usize| (&pair[at].customer, pair[at].period);
        key(0) < key(1)
    }));
    for total in view.totals(first, last).unwrap() {
        let mine = balances.iter().filter(|b| b.period == total.period());
        let sum: Decimal = mine.clone().map(|b| b.closing.amount()).sum();
        assert_eq!(sum, total.closing().unwrap().amount());
        assert_eq!(mine.count() as u64, total.closing_customers());
    }
}

/// Opening, movements and closing of each customer, from the members of the facts.
fn each_customer_closes(view: &View<'_>, period: Period) {
    let kpis = view.kpis().unwrap();
    let mut balance: BTreeMap<String, Decimal> = BTreeMap::new();
    let signed = [
        ("opening_mrr", 1),
        ("new_mrr", 1),
        ("reactivation_mrr", 1),
        ("upsell_mrr", 1),
        ("cross_sell_mrr", 1),
        ("contraction_mrr", -1),
        ("churned_mrr", -1),
        ("fx_mrr", 1),
        ("closing_mrr", -1),
    ];
    for (fact, sign) in signed {
        let fact = FactName::try_new(fact).unwrap();
        for member in kpis.members(&fact, period).unwrap().unwrap().members {
            let share = member.share.value() * Decimal::from(sign);
            *balance.entry(member.customer).or_default() += share;
        }
    }
    for (customer, rest) in balance {
        assert_eq!(rest, Decimal::ZERO, "{customer}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn the_books_close_in_every_currency(lines in lines(), policy in policy()) {
        let book = book(&lines);
        let ledger = Ledger::try_new(&book, &policy).unwrap();
        for currency in ledger.currencies() {
            let view = ledger.view_in(*currency).unwrap();
            for grain in [Grain::Week, Grain::Month, Grain::FiscalYear] {
                books_close(&view, grain);
                balances_add_up(&view, grain);
            }
            each_customer_closes(&view, range(Grain::Month).0.checked_add(7).unwrap());
        }
    }

    #[test]
    fn the_books_close_in_a_reporting_currency(lines in lines(), policy in policy()) {
        let (book, rates) = (book(&lines), rates());
        let ledger = Ledger::try_new(&book, &policy).unwrap();
        let view = ledger.view_reported_in(&rates).unwrap();
        books_close(&view, Grain::Month);
        balances_add_up(&view, Grain::Month);
        each_customer_closes(&view, range(Grain::Month).0.checked_add(5).unwrap());
    }

    #[test]
    fn segments_close_and_add_up_to_everybody(lines in lines(), policy in policy()) {
        let book = book(&lines);
        let ledger = Ledger::try_new(&book, &policy).unwrap();
        let mut size = AttributeHistory::new();
        for n in 0..5 {
            let customer = CustomerId::try_new(format!("customer {n}")).unwrap();
            size.record(&customer, day(0) - chrono::Days::new(400), if n < 2 { "small" } else { "large" });
            size.record(&customer, day(n * 90), "large");
        }
        for currency in ledger.currencies() {
            let everybody = ledger.view_in(*currency).unwrap();
            let of = |value: &str, timing| {
                let segment = format!("size={value}").parse().unwrap();
                ledger.view_in(*currency).unwrap().segment(&size, segment, timing)
            };
            for timing in [SegmentTiming::PeriodStart, SegmentTiming::PeriodEnd] {
                let all = report(&everybody, Grain::Month).0;
                let small = report(&of("small", timing), Grain::Month).0;
                let large = report(&of("large", timing), Grain::Month).0;
                for ((all, small), large) in all.iter().zip(&small).zip(&large) {
                    prop_assert!(small.closes() && large.closes());
                    for kind in MovementKind::ALL {
                        let parts = small.movement(kind).unwrap().checked_add(large.movement(kind).unwrap());
                        prop_assert_eq!(parts.unwrap(), all.movement(kind).unwrap());
                    }
                    prop_assert_eq!(small.closing_customers() + large.closing_customers(), all.closing_customers());
                }
            }
        }
    }

    #[test]
    fn order_and_split_do_not_matter(
        lines in lines().prop_shuffle(),
        policy in policy(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut sorted = lines.clone();
        sorted.sort_by_key(|line| format!("{line:?}"));
        let whole = book(&sorted);
        let (one, two) = lines.split_at(if lines.is_empty() { 0 } else { cut.index(lines.len()) });
        let mut merged = book(two);
        merged.merge(&book(one)).unwrap();
        let ledger = Ledger::try_new(&whole, &policy).unwrap();
        let other = Ledger::try_new(&merged, &policy).unwrap();
        prop_assert_eq!(ledger.currencies(), other.currencies());
        let rates = rates();
        let view = ledger.view_reported_in(&rates).unwrap();
        let again = other.view_reported_in(&rates).unwrap();
        prop_assert_eq!(report(&view, Grain::Month), report(&again, Grain::Month));
    }

    #[test]
    fn gross_retention_is_at_most_one_and_at_most_net(lines in lines(), policy in policy()) {
        let book = book(&lines);
        let ledger = Ledger::try_new(&book, &policy).unwrap();
        let (first, last) = range(Grain::Month);
        for currency in ledger.currencies() {
            let view = ledger.view_in(*currency).unwrap();
            let kpis = view.kpis().unwrap();
            let value = |metric, period| {
                let measured = kpis.measure(metric, period).unwrap();
                measured.value().ok().map(Quantity::value)
            };
            for period in first.through(last).step_by(3) {
                let gross = value("gross_revenue_retention", period);
                let net = value("net_revenue_retention", period);
                prop_assert_eq!(gross.is_some(), net.is_some());
                if let (Some(gross), Some(net)) = (gross, net) {
                    prop_assert!(Decimal::ZERO <= gross && gross <= Decimal::ONE && gross <= net);
                }
                if let Some(churn) = value("customer_churn_rate_opening", period) {
                    let kept = value("customer_retention_rate", period).unwrap();
                    prop_assert_eq!(churn + kept, Decimal::ONE);
                }
            }
        }
    }

    #[test]
    fn known_now_is_a_ledger_made_from_scratch(
        lines in lines(),
        policy in policy(),
        known in 0_u64..500,
    ) {
        let known = moment(known);
        let whole = book(&lines);
        let recorded: Vec<_> = lines.iter().filter(|l| support_recorded(l) <= Some(known)).cloned().collect();
        let scratch = book(&recorded);
        let then = Ledger::as_known(&whole, &policy, known).unwrap();
        let fresh = Ledger::try_new(&scratch, &policy).unwrap();
        for currency in fresh.currencies() {
            let (then, fresh) = (then.view_in(*currency).unwrap(), fresh.view_in(*currency).unwrap());
            prop_assert_eq!(report(&then, Grain::Month), report(&fresh, Grain::Month));
        }
        let late = Ledger::as_known(&whole, &policy, moment(100_000)).unwrap();
        let now = Ledger::try_new(&whole, &policy).unwrap();
        for currency in now.currencies() {
            let (late, now) = (late.view_in(*currency).unwrap(), now.view_in(*currency).unwrap());
            prop_assert_eq!(report(&late, Grain::Month), report(&now, Grain::Month));
        }
    }

    #[test]
    fn a_policy_differs_from_itself_in_nothing(lines in lines(), policy in policy()) {
        let (book, rates) = (book(&lines), rates());
        let period = range(Grain::Month).0.checked_add(6).unwrap();
        let renamed = policy.clone().with_name("another name");
        let found = compare(&book, &policy, &renamed, ("mrr", period), |ledger| {
            ledger.view_reported_in(&rates)
        });
        prop_assert!(found.unwrap().is_empty());
    }

    #[test]
    fn the_steps_of_a_comparison_add_up(lines in lines(), one in policy(), two in policy()) {
        let (book, rates) = (book(&lines), rates());
        let period = range(Grain::Month).0.checked_add(6).unwrap();
        let gap = compare(&book, &one, &two, ("mrr", period), |ledger| {
            ledger.view_reported_in(&rates)
        });
        let gap = gap.unwrap();
        let direct = Ledger::try_new(&book, &two).unwrap();
        let direct = direct.view_reported_in(&rates).unwrap().kpis().unwrap().measure("mrr", period).unwrap();
        prop_assert_eq!(gap.second.value(), direct.value());
        // Customers named in a step explain its part of the gap.
        let mut value = gap.first.value().unwrap().value();
        for step in &gap.steps {
            let share = |q: Option<Quantity>| q.map_or(Decimal::ZERO, Quantity::value);
            let moved: Decimal = step.customers.iter().map(|c| share(c.after) - share(c.before)).sum();
            value += moved;
            prop_assert_eq!(value, step.after.value().unwrap().value());
        }
    }
}

fn support_recorded(line: &kpi_revenue::ContractLine) -> Option<chrono::DateTime<chrono::Utc>> {
    line.recorded_at()
}

/// An oracle that shares nothing with the ledger but the month factor's definition: lines without
/// trials, discounts, pauses or cancellations, added up day by day.
#[test]
fn closing_mrr_is_the_sum_of_what_runs() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    runner
        .run(&lines(), |lines| {
            let plain: Vec<_> = lines.into_iter().filter(|l| l.is_plain()).collect();
            let book = book(&plain);
            let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
            for currency in ledger.currencies() {
                let view = ledger.view_in(*currency).unwrap();
                for total in report(&view, Grain::Month).0 {
                    let last =
                        view.calendar().span(total.period()).unwrap().end().pred_opt().unwrap();
                    let sum: Decimal = plain
                        .iter()
                        .filter(|l| l.price().currency() == *currency && l.covers(last))
                        .map(support_month)
                        .sum();
                    prop_assert_eq!(total.closing().unwrap().amount(), sum);
                }
            }
            Ok(())
        })
        .unwrap();
}

fn support_month(line: &kpi_revenue::ContractLine) -> Decimal {
    use kpi_revenue::IntervalUnit;
    let n = Decimal::from(line.interval().count());
    let price = line.price().amount() * line.quantity();
    let month = match line.interval().unit() {
        IntervalUnit::Day => price * Decimal::from(365) / (Decimal::from(12) * n),
        IntervalUnit::Week => price * Decimal::from(52) / (Decimal::from(12) * n),
        IntervalUnit::Month => price / n,
        IntervalUnit::Year => price / (Decimal::from(12) * n),
    };
    month.round_dp(12)
}
