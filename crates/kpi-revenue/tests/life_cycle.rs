//! The life cycle that ChartMogul publishes (help.chartmogul.com/hc/en-us/articles/201244842):
//! New 166.67, expansion 60, contraction 60, churn 166.67 at the end of the paid year,
//! reactivation 150.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use chrono::NaiveDate;
use kpi_revenue::{
    BillingInterval, Book, Cause, ContractLine, Ledger, Movement, MovementKind, Policy, Preset,
};
use kpi_types::{ContractId, Currency, CustomerId, Money, PlanId, ProductId, Rounding};
use rust_decimal::Decimal;

fn day(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn line(
    contract: &str,
    plan: &str,
    price: i64,
    interval: BillingInterval,
    start: NaiveDate,
) -> ContractLine {
    ContractLine::new(
        ContractId::try_new(contract).unwrap(),
        CustomerId::try_new("acme").unwrap(),
        ProductId::try_new(plan).unwrap(),
        Money::new(price.into(), Currency::USD),
        interval,
        start,
    )
    .with_plan(PlanId::try_new(plan).unwrap())
}

fn life_cycle() -> Book {
    let mut book = Book::new();
    let lines = [
        line("gold", "gold", 500, BillingInterval::YEAR, day(2024, 1, 10))
            .with_quantity(4.into())
            .with_cancelled_on(day(2024, 9, 1)),
        line("silver", "silver", 30, BillingInterval::MONTH, day(2024, 3, 5))
            .with_quantity(2.into())
            .with_end(day(2024, 6, 5)),
        line("gold-2", "gold", 50, BillingInterval::MONTH, day(2025, 5, 1)).with_quantity(3.into()),
    ];
    for line in lines {
        book.observe_line(&line).unwrap();
    }
    book
}

fn movements(book: &Book, policy: &Policy) -> Vec<Movement> {
    let ledger = Ledger::try_new(book, policy).unwrap();
    let view = ledger.view().unwrap();
    let calendar = view.calendar();
    let (first, last) = (calendar.parse("2024-01").unwrap(), calendar.parse("2025-12").unwrap());
    for totals in view.totals(first, last).unwrap() {
        assert!(totals.closes());
    }
    view.movements(first, last).unwrap()
}

#[test]
fn chartmogul_life_cycle() {
    let found = movements(&life_cycle(), &Policy::preset(Preset::ChartMogul));
    let shown: Vec<(NaiveDate, MovementKind, Cause, String)> = found
        .iter()
        .map(|m| (m.date, m.kind, m.cause, m.amount.rounded(Rounding::HalfUp).amount().to_string()))
        .collect();
    let expected = [
        (day(2024, 1, 10), MovementKind::New, Cause::Joined, "166.67"),
        (day(2024, 3, 5), MovementKind::CrossSell, Cause::ProductAdded, "60.00"),
        (day(2024, 6, 5), MovementKind::Contraction, Cause::ProductDropped, "-60.00"),
        (day(2025, 1, 10), MovementKind::Churn, Cause::Cancelled, "-166.67"),
        (day(2025, 5, 1), MovementKind::Reactivation, Cause::Returned, "150.00"),
    ];
    let expected = expected.map(|(d, k, c, a)| (d, k, c, a.to_owned()));
    assert_eq!(shown, expected);
}

#[test]
fn stripe_books_the_churn_on_the_day_of_cancelling() {
    let found = movements(&life_cycle(), &Policy::preset(Preset::Stripe));
    let churn = found.iter().find(|m| m.kind == MovementKind::Churn).unwrap();
    assert_eq!(churn.date, day(2024, 9, 1));
}

#[test]
fn maxio_takes_a_late_return_for_new() {
    let found = movements(&life_cycle(), &Policy::preset(Preset::Maxio));
    let last = found.last().unwrap();
    assert_eq!((last.kind, last.amount.amount()), (MovementKind::New, Decimal::from(150)));
}
