//! Snapshots, changes and columns lead to the same ledger as contract lines.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/small.rs"]
mod small;

use kpi_revenue::{
    BillingInterval, Book, ChangeFields, ColumnsError, Ledger, LedgerError, LineColumns,
    MovementKind as K, MrrSnapshot, Policy, SnapshotFields,
};
use kpi_types::{Currency, Zone, day_number};
use small::{date, fields, small_book};
use std::num::NonZeroU64;

const ROW: NonZeroU64 = NonZeroU64::MIN;

fn snapshot(at: &str, customer: &str, mrr: &str) -> MrrSnapshot {
    let fields = SnapshotFields { at, customer, mrr, currency: "USD", ..SnapshotFields::default() };
    fields.read(ROW).unwrap()
}

fn snapshots(rows: &[(&str, &str, &str)]) -> Book {
    let mut book = Book::new();
    rows.iter().for_each(|(at, who, mrr)| book.observe_snapshot(&snapshot(at, who, mrr)).unwrap());
    book
}

/// Date, kind and amount of every movement of 2025.
fn moved(ledger: &Ledger<'_>) -> Vec<(String, K, String)> {
    let view = ledger.view().unwrap();
    let calendar = view.calendar();
    let (first, last) = (calendar.parse("2025-01").unwrap(), calendar.parse("2025-12").unwrap());
    assert!(view.totals(first, last).unwrap().iter().all(kpi_revenue::PeriodTotals::closes));
    let found = view.movements(first, last).unwrap();
    let amount = |m: &kpi_revenue::Movement| m.amount.amount().normalize().to_string();
    found.iter().map(|m| (m.date.to_string(), m.kind, amount(m))).collect()
}

fn expect(found: &[(String, K, String)], wanted: &[(&str, K, &str)]) {
    let found: Vec<_> = found.iter().map(|(d, k, a)| (d.as_str(), *k, a.as_str())).collect();
    assert_eq!(found, wanted);
}

#[test]
fn who_is_missing_on_the_next_list_has_left() {
    let book = snapshots(&[
        ("2025-01-10", "a", "100"),
        ("2025-01-10", "b", "30"),
        ("2025-01-10", "b", "20"),
        ("2025-02-10", "a", "120"),
        ("2025-03-10", "a", "120"),
        ("2025-03-10", "b", "50"),
    ]);
    let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
    let wanted = [
        ("2025-01-10", K::New, "100"),
        ("2025-01-10", K::New, "50"),
        ("2025-02-10", K::Upsell, "20"),
        ("2025-02-10", K::Churn, "-50"),
        ("2025-03-10", K::Reactivation, "50"),
    ];
    expect(&moved(&ledger), &wanted);
}

#[test]
fn of_several_lists_of_a_day_the_last_counts() {
    let book = snapshots(&[
        ("2025-01-10T08:00:00Z", "a", "100"),
        ("2025-01-10T20:00:00Z", "a", "70"),
        ("2025-01-10T08:00:00Z", "gone", "5"),
    ]);
    let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
    expect(&moved(&ledger), &[("2025-01-10", K::New, "70")]);
}

#[test]
fn a_list_falls_on_the_date_of_the_books_zone() {
    let mut book = Book::in_zone(Zone::TOKYO);
    book.observe_snapshot(&snapshot("2025-01-10T20:00:00Z", "a", "1")).unwrap();
    let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
    expect(&moved(&ledger), &[("2025-01-11", K::New, "1")]);
}

fn changes(rows: &[(&str, &str, &str)]) -> Book {
    let mut book = Book::new();
    for ((date, customer, delta), row) in rows.iter().zip(1..) {
        let row = std::num::NonZeroU64::new(row).unwrap();
        let fields =
            ChangeFields { date, customer, delta, currency: "USD", ..ChangeFields::default() };
        book.observe_change(&fields.read(row).unwrap()).unwrap();
    }
    book
}

#[test]
fn changes_add_up_in_any_order() {
    let book = changes(&[
        ("2025-03-01", "a", "-120"),
        ("2025-01-10", "a", "100"),
        ("2025-02-10", "a", "50"),
        ("2025-02-10", "a", "-30"),
    ]);
    let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
    let wanted = [
        ("2025-01-10", K::New, "100"),
        ("2025-02-10", K::Upsell, "20"),
        ("2025-03-01", K::Churn, "-120"),
    ];
    expect(&moved(&ledger), &wanted);
}

#[test]
fn changes_below_zero_are_an_error() {
    let book = changes(&[("2025-01-10", "a", "100"), ("2025-02-10", "a", "-130.5")]);
    let error = Ledger::try_new(&book, &Policy::default()).unwrap_err();
    assert!(matches!(error, LedgerError::NegativeBalance { .. }));
    assert_eq!(
        error.to_string(),
        "customer a: MRR changes up to 2025-02-10 add up to -30.5, which is below zero (row 2)"
    );
}

struct Table {
    customer: Vec<u32>,
    product: Vec<u32>,
    price_minor: Vec<i64>,
    start: Vec<i32>,
    end: Vec<i32>,
}

impl Table {
    fn new() -> Self {
        let day = |text| day_number(date(text));
        Self {
            customer: vec![7, 3, 7, 7],
            product: vec![0, 0, 0, 1],
            price_minor: vec![10_000, 5_000, 15_000, 0],
            start: vec![day("2025-01-10"), day("2025-01-20"), day("2025-02-10"), day("2025-01-01")],
            end: vec![day("2025-02-10"), day("2025-04-01"), i32::MAX, i32::MAX],
        }
    }

    fn columns(&self, interval: BillingInterval) -> LineColumns<'_> {
        LineColumns {
            customer: &self.customer,
            product: &self.product,
            price_minor: &self.price_minor,
            start: &self.start,
            end: &self.end,
            interval,
            currency: Currency::USD,
        }
    }
}

#[test]
fn columns_give_the_same_as_lines() {
    let table = Table::new();
    for (interval, text) in [(BillingInterval::MONTH, "month"), (BillingInterval::YEAR, "year")] {
        let ledger =
            Ledger::try_from_columns(&table.columns(interval), &Policy::default()).unwrap();
        let mut lines = [
            fields("x", "7", "100", "2025-01-10", "2025-02-10"),
            fields("y", "3", "50", "2025-01-20", "2025-04-01"),
            fields("x", "7", "150", "2025-02-10", ""),
        ];
        lines.iter_mut().for_each(|line| line.interval = text);
        let book = small_book(&lines);
        let by_lines = Ledger::try_new(&book, &Policy::default()).unwrap();
        assert_eq!(moved(&ledger), moved(&by_lines));
        assert_eq!(ledger.customers_ever(), 2);
    }
}

#[test]
fn wrong_columns_name_row_column_and_value() {
    let wrong = |change: fn(&mut Table)| {
        let mut table = Table::new();
        change(&mut table);
        let columns = table.columns(BillingInterval::MONTH);
        match Ledger::try_from_columns(&columns, &Policy::default()).unwrap_err() {
            LedgerError::Columns(error) => error,
            other => panic!("{other}"),
        }
    };
    let short = wrong(|t| {
        t.end.pop();
    });
    assert_eq!(short, ColumnsError::Length { column: "end", found: 3, expected: 4 });
    let named = |error: ColumnsError| match error {
        ColumnsError::Value { row, column, .. } => (row, column),
        other => panic!("{other}"),
    };
    assert_eq!(named(wrong(|t| t.price_minor[2] = -1)), (2, "price_minor"));
    assert_eq!(named(wrong(|t| t.price_minor[1] = 1 << 48)), (1, "price_minor"));
    assert_eq!(named(wrong(|t| t.customer[1] = u32::MAX)), (1, "customer"));
    assert_eq!(named(wrong(|t| t.product[1] = u32::MAX)), (1, "product"));
    assert_eq!(named(wrong(|t| t.start[0] = i32::MIN)), (0, "start"));
    assert_eq!(named(wrong(|t| t.end[3] = t.start[3] - 1)), (3, "end"));
    let message = wrong(|t| t.price_minor[2] = -1).to_string();
    assert_eq!(
        message,
        "row 2, column price_minor: -1 is not allowed: expected 0 to 281474976710655"
    );
}

#[test]
fn one_off_charges_never_enter_mrr() {
    let mut once = fields("", "a", "5000", "2025-01-15", "");
    once.interval = "once";
    let book = small_book(&[once, fields("c", "a", "10", "2025-01-10", "")]);
    let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
    expect(&moved(&ledger), &[("2025-01-10", K::New, "10")]);
    let total = book.one_off_total(date("2025-01-01"), date("2025-02-01")).unwrap();
    assert_eq!(total.of(Currency::USD).amount(), 5000.into());
    assert!(
        book.one_off_total(date("2025-02-01"), date("2025-03-01")).unwrap().iter().next().is_none()
    );
}

#[test]
fn amounts_without_contracts_have_no_terms_and_no_cancellations() {
    let book = snapshots(&[("2025-01-10", "a", "100"), ("2025-03-10", "b", "50")]);
    let ledger = Ledger::try_new(&book, &Policy::default()).unwrap();
    let view = ledger.view().unwrap();
    let february = view.calendar().parse("2025-02").unwrap();
    let kpis = view.kpis().unwrap();
    for metric in ["arr_contracted", "renewal_churn_rate", "contracts_per_customer"] {
        let measured = kpis.measure(metric, february).unwrap();
        let reason = measured.value().unwrap_err();
        assert!(matches!(reason, kpi_types::Undefined::NotApplicable { .. }), "{metric}");
    }
    assert!(kpis.measure("mrr", february).unwrap().value().is_ok());
}

#[test]
fn columns_in_parts_of_several_intervals_and_currencies() {
    let table = Table::new();
    let monthly = table.columns(BillingInterval::MONTH);
    let yearly = table.columns(BillingInterval::YEAR);
    let yen = LineColumns { currency: Currency::JPY, ..table.columns(BillingInterval::WEEK) };
    let one = Ledger::try_from_column_parts(&[monthly, yearly, yen], &Policy::default()).unwrap();
    let two = Ledger::try_from_column_parts(&[yen, yearly, monthly], &Policy::default()).unwrap();
    assert_eq!(one.currencies(), [Currency::JPY, Currency::USD]);
    assert_eq!(one.entries(), 9);
    let january = kpi_types::Calendar::utc().parse("2025-01").unwrap();
    for currency in [Currency::JPY, Currency::USD] {
        let totals =
            |l: &Ledger<'_>| l.view_in(currency).unwrap().totals(january, january).unwrap();
        assert_eq!(totals(&one), totals(&two));
    }
    // 100 and 50 dollars a month, and as much a year: 150 + 12.5; 15,000 yen a week.
    let closing = |c| {
        let totals = one.view_in(c).unwrap().totals(january, january).unwrap();
        totals[0].closing().unwrap().amount().normalize().to_string()
    };
    assert_eq!(closing(Currency::USD), "162.5");
    assert_eq!(closing(Currency::JPY), "65000");
    let none = Ledger::try_from_column_parts(&[], &Policy::default()).unwrap();
    assert_eq!(none.entries(), 0);
}

#[test]
fn more_parts_than_a_ledger_tells_apart_are_refused() {
    let empty = LineColumns {
        customer: &[],
        product: &[],
        price_minor: &[],
        start: &[],
        end: &[],
        interval: BillingInterval::MONTH,
        currency: Currency::USD,
    };
    let most = vec![empty; 1 << 16];
    assert!(Ledger::try_from_column_parts(&most, &Policy::default()).is_ok());
    let more = vec![empty; (1 << 16) + 1];
    let error = Ledger::try_from_column_parts(&more, &Policy::default()).unwrap_err();
    assert_eq!(error, LedgerError::Full);
}

#[test]
fn everything_below_zero_is_found_and_can_be_left_out() {
    let mut book = changes(&[
        ("2025-01-10", "a", "100"),
        ("2025-02-10", "a", "-130"),
        ("2025-02-11", "b", "-1"),
        ("2025-03-01", "a", "-100"),
    ]);
    let error = book.check().unwrap_err();
    assert_eq!(Ledger::try_new(&book, &Policy::default()).unwrap_err(), error);
    let rows = error.each().iter().map(|e| match e {
        LedgerError::NegativeBalance { rows, .. } => rows.clone(),
        other => panic!("{other}"),
    });
    let rows: std::collections::BTreeSet<u64> = rows.flatten().collect();
    assert_eq!(error.each().len(), 2);
    assert!(error.to_string().contains("customer a") && error.to_string().contains("customer b"));
    book.leave_out(&rows);
    assert!(book.check().is_ok());
    assert_eq!(book.len(), 4 - rows.len());
}
