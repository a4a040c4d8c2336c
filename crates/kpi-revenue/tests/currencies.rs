//! Exchange rates, worked out by hand: 10,000 yen a month, 100 yen to the dollar in January, 125
//! in February, 80 in March.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

#[path = "support/small.rs"]
mod small;

use kpi_revenue::{
    Book, FxRule, Ledger, LineFields, MovementKind as K, Policy, RateError, Rates, ViewError,
};
use kpi_types::Currency;
use rust_decimal::Decimal;
use small::{date, fields, small_book};

fn yen<'a>(price: &'a str, start: &'a str, end: &'a str) -> LineFields<'a> {
    LineFields { currency: "JPY", ..fields("y", "a", price, start, end) }
}

fn rates() -> Rates {
    let mut rates = Rates::new(Currency::USD).with_max_age(31);
    for (day, rate) in [
        ("2024-12-31", "0.01"),
        ("2025-01-31", "0.01"),
        ("2025-02-14", "0.02"),
        ("2025-02-28", "0.008"),
        ("2025-03-31", "0.0125"),
    ] {
        rates.insert(Currency::JPY, date(day), rate.parse().unwrap()).unwrap();
    }
    rates
}

/// Opening, movements by kind and closing of a month.
fn month(book: &Book, rule: FxRule, label: &str) -> (Decimal, Vec<(K, Decimal)>, Decimal) {
    let rates = rates();
    let ledger = Ledger::try_new(book, &Policy::default().with_fx(rule)).unwrap();
    let view = ledger.view_reported_in(&rates).unwrap();
    let period = view.calendar().parse(label).unwrap();
    let totals = &view.totals(period, period).unwrap()[0];
    assert!(totals.closes());
    let amounts = K::ALL.map(|k| (k, totals.movement(k).unwrap().amount()));
    let moved = amounts.into_iter().filter(|(_, a)| !a.is_zero()).collect();
    (totals.opening().unwrap().amount(), moved, totals.closing().unwrap().amount())
}

fn dec(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn period_end_revalues_the_opening_and_books_the_difference_as_fx() {
    // 10,000 until 14 February, 15,000 from then on.
    let book =
        small_book(&[yen("10000", "2025-01-10", "2025-02-14"), yen("15000", "2025-02-14", "")]);
    let (opening, moved, closing) = month(&book, FxRule::PeriodEnd, "2025-02");
    // 100 → 80 by the rate, +5,000 yen at 0.008.
    assert_eq!((opening, closing), (dec("100"), dec("120")));
    assert_eq!(moved, [(K::Upsell, dec("40")), (K::Fx, dec("-20"))]);
    let (opening, moved, closing) = month(&book, FxRule::PeriodEnd, "2025-03");
    assert_eq!((opening, moved, closing), (dec("120"), vec![(K::Fx, dec("67.5"))], dec("187.5")));
}

#[test]
fn movement_date_books_the_movement_at_its_own_rate() {
    let book =
        small_book(&[yen("10000", "2025-01-10", "2025-02-14"), yen("15000", "2025-02-14", "")]);
    let (opening, moved, closing) = month(&book, FxRule::MovementDate, "2025-02");
    // +5,000 yen at 0.02; the rest of 120 − 100 − 100 is fx.
    assert_eq!((opening, closing), (dec("100"), dec("120")));
    assert_eq!(moved, [(K::Upsell, dec("100")), (K::Fx, dec("-80"))]);
}

#[test]
fn start_date_keeps_the_rate_of_the_start() {
    let book = small_book(&[yen("10000", "2025-01-10", "")]);
    for label in ["2025-02", "2025-03"] {
        let (opening, moved, closing) = month(&book, FxRule::StartDate, label);
        assert_eq!((opening, moved, closing), (dec("100"), vec![], dec("100")));
    }
}

#[test]
fn a_price_that_starts_later_needs_no_rate_yet() {
    let book =
        small_book(&[yen("10000", "2025-01-10", "2031-01-01"), yen("12000", "2031-01-01", "")]);
    assert_eq!(month(&book, FxRule::StartDate, "2025-02").2, dec("100"));
}

#[test]
fn changing_currency_is_no_churn() {
    let mut dollars = fields("y", "a", "90", "2025-02-28", "");
    dollars.currency = "USD";
    let book = small_book(&[yen("10000", "2025-01-10", "2025-02-28"), dollars]);
    let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
    let rates = rates();
    let view = ledger.view_reported_in(&rates).unwrap();
    let february = view.calendar().parse("2025-02").unwrap();
    let totals = &view.totals(february, february).unwrap()[0];
    assert_eq!((totals.churns(), totals.closing_customers()), (0, 1));
    // 100 falls to 80 by the rate; then −80 and +90.
    assert_eq!(totals.movement(K::Contraction).unwrap().amount(), dec("80"));
    assert_eq!(totals.movement(K::Upsell).unwrap().amount(), dec("90"));
    let yen_book = ledger.view_in(Currency::JPY).unwrap();
    assert_eq!(yen_book.totals(february, february).unwrap()[0].churns(), 1);
}

#[test]
fn a_missing_rate_names_currency_and_date() {
    let book = small_book(&[yen("10000", "2025-01-10", "")]);
    let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
    let rates = rates();
    let view = ledger.view_reported_in(&rates).unwrap();
    let june = view.calendar().parse("2025-06").unwrap();
    let error = view.totals(june, june).unwrap_err();
    let ViewError::Rate(RateError::Missing { from, date: on, .. }) = &error else {
        panic!("{error}");
    };
    assert_eq!((*from, *on), (Currency::JPY, date("2025-05-31")));
    let start = Policy::default().with_fx(FxRule::StartDate);
    let ledger = Ledger::try_new(&book, &start).unwrap();
    let empty = Rates::new(Currency::USD);
    let view = ledger.view_reported_in(&empty).unwrap();
    let error = view.totals(june, june).unwrap_err();
    assert!(error.to_string().contains("JPY to USD on 2025-01-10"), "{error}");
}
