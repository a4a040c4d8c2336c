//! A forecast of a large book: `cargo bench -p kpis-benches --bench forecast`.
//!
//! One million customers ever, three years of months. The simulation costs customers × months ahead ×
//! paths, so it is timed at 39 paths, the fewest a 95 % interval takes; 1,999 take 51 times as long.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kpis::cohort::{RevenueForecastOptions, RevenueMonths};
use kpis::types::Currency;
use rust_decimal::Decimal;

const CUSTOMERS: u32 = 1_000_000;
const MONTHS: i32 = 36;
const PATHS: u32 = 39;

/// A number that looks random and is the same on every machine.
fn mix(seed: u32) -> u32 {
    let mut x = seed.wrapping_mul(0x9e37_79b9) ^ 0x5bd1_e995;
    x ^= x >> 15;
    x = x.wrapping_mul(0x2c1b_3c6d);
    x ^ (x >> 12)
}

/// Customers, months, amounts: one in 30 leaves in a month, one in 50 changes what it pays.
fn columns() -> (Vec<u32>, Vec<i32>, Vec<Decimal>) {
    let (mut ids, mut months, mut amounts) = (Vec::new(), Vec::new(), Vec::new());
    for customer in 0..CUSTOMERS {
        let start = i32::try_from(mix(customer) % 48).unwrap_or(0).saturating_sub(12).max(0);
        let mut cents = i64::from(mix(customer ^ 0x5555) % 50_000) + 100;
        for month in start..MONTHS {
            ids.push(customer);
            months.push(month);
            amounts.push(Decimal::new(cents, 2));
            let chance = mix(customer.wrapping_mul(64) + month.unsigned_abs());
            if chance.is_multiple_of(30) {
                break;
            }
            if chance % 50 == 1 {
                cents = cents * 6 / 5;
            }
        }
    }
    (ids, months, amounts)
}

fn forecast(c: &mut Criterion) {
    let (ids, months, amounts) = columns();
    let gather = || {
        let mut book = RevenueMonths::<u32>::new(Currency::USD);
        let taken = book.observe_columns(&ids, &months, &amounts);
        taken.and_then(|()| book.finish(MONTHS - 1))
    };
    let Ok(history) = gather() else { return };
    let mut group = c.benchmark_group("forecast");
    group.sample_size(10);
    group.throughput(Throughput::Elements(ids.len() as u64));
    group.bench_function("gather_1m_customers", |b| b.iter(|| black_box(gather())));
    let options = RevenueForecastOptions::default().with_paths(PATHS);
    let steps = u64::from(CUSTOMERS) * 12 * u64::from(PATHS);
    group.throughput(Throughput::Elements(steps));
    group.bench_function("1m_customers_12_months_39_paths", |b| {
        b.iter(|| black_box(history.forecast(options)));
    });
    group.finish();
}

criterion_group!(benches, forecast);
criterion_main!(benches);
