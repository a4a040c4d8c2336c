//! Ledger jobs at sizes a laptop repeats often: `cargo bench -p kpis-benches`.

use std::hint::black_box;

use chrono::{Days, NaiveDate};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kpis::revenue::{
    BillingInterval, Book, ContractLine, Ledger, LineColumns, MovementBasis, Policy,
};
use kpis::types::{Calendar, ContractId, Currency, CustomerId, Money, ProductId};
use rust_decimal::Decimal;

const LINES: u32 = 200_000;
const CUSTOMERS: u32 = 20_000;

/// A number that looks random and is the same on every machine.
fn mix(seed: u32) -> u32 {
    let mut x = seed.wrapping_mul(0x9e37_79b9) ^ 0x5bd1_e995;
    x ^= x >> 15;
    x = x.wrapping_mul(0x2c1b_3c6d);
    x ^ (x >> 12)
}

struct Table {
    customer: Vec<u32>,
    product: Vec<u32>,
    price_minor: Vec<i64>,
    start: Vec<i32>,
    end: Vec<i32>,
}

fn table() -> Table {
    let first = 18_628; // 2021-01-01
    let mut table = Table {
        customer: Vec::new(),
        product: Vec::new(),
        price_minor: Vec::new(),
        start: Vec::new(),
        end: Vec::new(),
    };
    for row in 0..LINES {
        let (a, b, c) = (mix(row * 3), mix(row * 3 + 1), mix(row * 3 + 2));
        let start = first + i32::try_from(a % 1_700).unwrap_or(0);
        let length = i32::try_from(b % 500).unwrap_or(0);
        table.customer.push(mix(row) % CUSTOMERS);
        table.product.push(c % 8);
        table.price_minor.push(i64::from(c % 50_000) + 100);
        table.start.push(start);
        table.end.push(if b % 5 == 0 { i32::MAX } else { start + length });
    }
    table
}

fn columns(table: &Table) -> LineColumns<'_> {
    LineColumns {
        customer: &table.customer,
        product: &table.product,
        price_minor: &table.price_minor,
        start: &table.start,
        end: &table.end,
        interval: BillingInterval::MONTH,
        currency: Currency::USD,
    }
}

fn ledgers(c: &mut Criterion) {
    let table = table();
    let policy = Policy::default().with_movement_basis(MovementBasis::PeriodEnds);
    let mut group = c.benchmark_group("columns");
    group.sample_size(20).throughput(Throughput::Elements(LINES.into()));
    group.bench_function("ledger", |b| {
        b.iter(|| {
            Ledger::try_from_columns(black_box(&columns(&table)), &policy).map(|l| l.entries())
        });
    });
    let calendar = Calendar::utc();
    let months = calendar.parse("2021-01").and_then(|a| Ok((a, calendar.parse("2025-12")?)));
    if let (Ok(ledger), Ok((first, last))) =
        (Ledger::try_from_columns(&columns(&table), &policy), months)
    {
        for (name, basis) in
            [("events", MovementBasis::Events), ("ends", MovementBasis::PeriodEnds)]
        {
            let by = Ledger::try_from_columns(
                &columns(&table),
                &policy.clone().with_movement_basis(basis),
            );
            group.bench_function(format!("60 months by {name}"), |b| {
                b.iter(|| by.as_ref().ok().and_then(|l| l.view().ok()?.totals(first, last).ok()));
            });
        }
        group.bench_function("KPIs of a month", |b| {
            b.iter(|| {
                let view = ledger.view().ok()?;
                let kpis = view.kpis().ok()?.without_intervals();
                kpis.measure("net_revenue_retention", last).ok()
            });
        });
    }
    group.finish();
}

fn lines() -> Vec<ContractLine> {
    let day = |n: u32| NaiveDate::default() + Days::new(18_628 + u64::from(n));
    let line = |row: u32| {
        let (a, b) = (mix(row * 2), mix(row * 2 + 1));
        let line = ContractLine::new(
            ContractId::try_new(format!("contract {row}")).ok()?,
            CustomerId::try_new(format!("customer {}", mix(row) % 2_000)).ok()?,
            ProductId::try_new(format!("product {}", a % 8)).ok()?,
            Money::new(Decimal::new(i64::from(b % 50_000), 2), Currency::USD),
            BillingInterval::MONTH,
            day(a % 1_700),
        );
        Some(line.with_end(day(a % 1_700 + b % 400)))
    };
    (0..20_000).filter_map(line).collect()
}

fn books(c: &mut Criterion) {
    let lines = lines();
    let mut group = c.benchmark_group("book");
    group.sample_size(20).throughput(Throughput::Elements(lines.len() as u64));
    let fill = || {
        let mut book = Book::new();
        lines.iter().try_for_each(|line| book.observe_line(line)).map(|()| book)
    };
    group.bench_function("observe", |b| b.iter(|| fill().map(|book| book.len())));
    if let Ok(book) = fill() {
        let policy = Policy::default();
        group.bench_function("ledger", |b| {
            b.iter(|| Ledger::try_new(black_box(&book), &policy).map(|l| l.entries()));
        });
    }
    group.finish();
}

criterion_group!(benches, ledgers, books);
criterion_main!(benches);
