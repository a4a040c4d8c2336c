//! Random books and policies.

use chrono::{DateTime, Days, NaiveDate, Utc};
use kpi_revenue::{
    BillingInterval, Book, ContractLine, Discount, DiscountLength, DiscountSize, IntervalUnit,
    LineStatus, Policy, PolicyField, Rates,
};
use kpi_types::{ContractId, Currency, CustomerId, Money, PlanId, ProductId};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use rust_decimal::Decimal;

pub(crate) fn day(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + Days::new(offset)
}

pub(crate) fn moment(offset: u64) -> DateTime<Utc> {
    day(offset).and_hms_opt(9, 0, 0).unwrap().and_utc()
}

fn interval() -> impl Strategy<Value = BillingInterval> {
    let unit = prop_oneof![
        Just(IntervalUnit::Day),
        Just(IntervalUnit::Week),
        Just(IntervalUnit::Month),
        Just(IntervalUnit::Year),
    ];
    (1_u32..4, unit).prop_map(|(count, unit)| BillingInterval::try_new(count, unit).unwrap())
}

fn discount() -> impl Strategy<Value = Discount> {
    let size = prop_oneof![
        (0_i64..4000).prop_map(|n| DiscountSize::Amount(Decimal::new(n, 2))),
        (0_i64..=100).prop_map(|n| DiscountSize::Percent(n.into())),
    ];
    let length = prop_oneof![
        Just(DiscountLength::Forever),
        Just(DiscountLength::OneOff),
        (0_u64..600).prop_map(|d| DiscountLength::Until(day(d))),
    ];
    (size, length).prop_map(|(size, length)| Discount::try_new(size, length).unwrap())
}

fn status() -> impl Strategy<Value = LineStatus> {
    prop_oneof![
        6 => Just(LineStatus::Active),
        2 => (0_u64..600).prop_map(|d| LineStatus::Paused { since: day(d) }),
        2 => (0_u64..600).prop_map(|d| LineStatus::PastDue { since: day(d) }),
        1 => Just(LineStatus::Withdrawn),
    ]
}

/// A line of one of a few customers, so that their lines meet.
pub(crate) fn line() -> impl Strategy<Value = ContractLine> {
    let who = (0_u8..5, 0_u8..3, 0_u8..3, 0_u8..2);
    let price = (0_i64..20_000, 0_u8..4, any::<bool>());
    let days = (0_u64..500, option::of(0_u64..300), option::of(0_u64..40));
    let rest = (interval(), status(), vec(discount(), 0..3), option::of(0_u64..600));
    (who, price, days, rest).prop_map(|(who, price, days, rest)| {
        let (customer, contract, product, plan) = who;
        let (cents, quantity, yen) = price;
        let (start, length, trial) = days;
        let (interval, status, discounts, cancelled) = rest;
        let money = if yen {
            Money::new(cents.into(), Currency::JPY)
        } else {
            Money::new(Decimal::new(cents, 2), Currency::USD)
        };
        let mut line = ContractLine::new(
            ContractId::try_new(format!("k{customer}-{contract}")).unwrap(),
            CustomerId::try_new(format!("customer {customer}")).unwrap(),
            ProductId::try_new(format!("product {product}")).unwrap(),
            money,
            interval,
            day(start),
        )
        .with_plan(PlanId::try_new(format!("plan {plan}")).unwrap())
        .with_quantity(quantity.into())
        .with_status(status);
        for discount in discounts {
            line = line.with_discount(discount);
        }
        if let Some(length) = length {
            line = line.with_end(day(start + length));
        }
        if let Some(trial) = trial {
            line = line.with_trial_end(day(start + trial));
        }
        match cancelled {
            Some(cancelled) if cancelled >= start => line.with_cancelled_on(day(cancelled)),
            _ => line,
        }
    })
}

/// Lines, some of which are later versions of earlier ones.
pub(crate) fn lines() -> impl Strategy<Value = Vec<ContractLine>> {
    let versions = vec(option::weighted(0.4, 0_u8..6), 24);
    (vec(line(), 0..24), versions).prop_map(|(lines, versions)| {
        let numbered = lines.into_iter().zip(versions).zip(0_u64..);
        numbered
            .map(|((line, version), at)| match version {
                Some(id) => {
                    line.with_line_id(format!("line {id}")).with_recorded_at(moment(at * 20))
                }
                None => line,
            })
            .collect()
    })
}

pub(crate) fn book(lines: &[ContractLine]) -> Book {
    let mut book = Book::new();
    lines.iter().for_each(|line| book.observe_line(line).unwrap());
    book
}

/// Every field of the policy takes one of its values.
pub(crate) fn policy() -> impl Strategy<Value = Policy> {
    vec(any::<prop::sample::Index>(), PolicyField::ALL.len()).prop_map(|picks| {
        let mut policy = Policy::default().with_name("random");
        for (field, pick) in PolicyField::ALL.iter().zip(picks) {
            let values = values(*field);
            policy.set(*field, values[pick.index(values.len())]).unwrap();
        }
        policy
    })
}

fn values(field: PolicyField) -> &'static [&'static str] {
    match field {
        PolicyField::WeeksPerMonth => &["52/12", "gregorian", "fixed:4.33"],
        PolicyField::DaysPerMonth => &["365/12", "gregorian", "fixed:30"],
        PolicyField::Discounts => &["list_price", "forever_only", "recurring", "all"],
        PolicyField::Trials => &["exclude", "include"],
        PolicyField::FreePlans => &["not_a_customer", "customer"],
        PolicyField::Pauses => &["leaves", "keeps_customer", "counted"],
        PolicyField::PastDue => &["counted", "grace:0", "grace:20"],
        PolicyField::ChurnTiming => &["at_cancellation", "at_term_end", "days_after:10"],
        PolicyField::Reactivation => &["always", "within:30"],
        PolicyField::SamePeriod => &["count_both", "leave_out_of_churn", "remove_from_both"],
        PolicyField::MergeDays => &["0", "3", "40"],
        PolicyField::MovementBasis => &["events", "period_ends"],
        PolicyField::ChurnNumerator => &["every_churn", "lost_from_opening", "cancellations"],
        PolicyField::ChurnDenominator => &[
            "opening",
            "opening_plus_new",
            "average",
            "opening_with_trials",
            "active_minus_new_plus_churned",
            "due_for_renewal",
        ],
        PolicyField::LtvAtZeroChurn => &["undefined", "sixty_months", "discounted"],
        PolicyField::Fx => &["period_end", "movement_date", "start_date"],
        _ => unreachable!("a field without values: add some"),
    }
}

/// A rate for every day, going up and down.
pub(crate) fn rates() -> Rates {
    let mut rates = Rates::new(Currency::USD);
    for offset in 0..1300 {
        let wave = 6_000 + i64::try_from(offset * 37 % 900).unwrap();
        let date = NaiveDate::from_ymd_opt(2024, 12, 1).unwrap() + Days::new(offset);
        rates.insert(Currency::JPY, date, Decimal::new(wave, 6)).unwrap();
    }
    rates
}
