//! Cohort jobs at sizes a laptop repeats often: `cargo bench -p kpis-benches --bench cohorts`.

use std::hint::black_box;

use chrono::NaiveDate;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use kpis::cohort::{
    Actives, ActivesSpec, BgNbd, DecimalLifetimes, EventColumns, FitOptions, KaplanMeierOptions,
    ObservationEnd, PurchaseHistory, PurchaseSample, Retention, RetentionSpec, RiskTable, Status,
    TimeColumn, Weeks, WholeLifetimes,
};
use kpis::types::date_of_day;

const EVENTS: u32 = 1_000_000;
const USERS: u64 = 50_000;
const FIRST: i32 = 19_358; // 2023-01-01
const DAYS: i32 = 1_096;
const SUBJECTS: u32 = 200_000;
const CUSTOMERS: u32 = 2_000;

/// A number that looks random and is the same on every machine.
fn mix(seed: u32) -> u64 {
    let mut x = u64::from(seed).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x ^= x >> 30;
    x = x.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x ^ (x >> 27)
}

fn day(number: i32) -> NaiveDate {
    date_of_day(number).unwrap_or_default()
}

fn events(c: &mut Criterion) {
    let ids: Vec<u64> = (0..EVENTS).map(|i| (mix(i) % USERS) << 40).collect();
    // In the order of time, as a log is written.
    let days: Vec<i32> = (0..i64::from(EVENTS))
        .map(|i| FIRST + i32::try_from(i * i64::from(DAYS) / i64::from(EVENTS)).unwrap_or(0))
        .collect();
    let columns = EventColumns::new(ids.as_slice(), TimeColumn::Days(&days));
    let (first, end) = (day(FIRST), ObservationEnd::Through(day(FIRST + DAYS - 1)));
    let mut group = c.benchmark_group("events");
    group.sample_size(20).throughput(Throughput::Elements(EVENTS.into()));
    group.bench_function("monthly grid", |b| {
        b.iter(|| {
            let spec = RetentionSpec::monthly(end).with_horizon(35).ok()?;
            let mut retention = Retention::try_new(spec).ok()?;
            retention.observe_columns(black_box(&columns)).ok()?;
            retention.finish().ok()
        });
    });
    let actives = || {
        let mut actives = Actives::try_new(ActivesSpec::new(first, end)).ok()?;
        actives.observe_columns(black_box(&columns)).ok()?;
        actives.finish().ok()
    };
    group.bench_function("active days", |b| b.iter(actives));
    if let (Some(found), Ok(window)) = (actives(), 28.try_into()) {
        group.bench_function("trailing 28 days", |b| b.iter(|| found.trailing(window)));
    }
    group.finish();
}

fn curve(table: Option<RiskTable>) -> Option<usize> {
    let curve = table?.kaplan_meier(KaplanMeierOptions::default());
    Some(curve.steps().filter(|step| step.point().estimate().is_ok()).count())
}

fn survival(c: &mut Criterion) {
    let decimals: Vec<f64> =
        (0..SUBJECTS).map(|i| (mix(i) >> 11) as f64 / (1_u64 << 53) as f64 * 1500.0).collect();
    let whole: Vec<u32> = (0..SUBJECTS).map(|i| (mix(i) % 1500) as u32).collect();
    let status: Vec<Status> = (0..SUBJECTS)
        .map(|i| if mix(i).is_multiple_of(3) { Status::Censored } else { Status::Event })
        .collect();
    let mut group = c.benchmark_group("Kaplan-Meier");
    group.sample_size(20).throughput(Throughput::Elements(SUBJECTS.into()));
    group.bench_function("whole days", |b| {
        b.iter(|| {
            let mut stayed = WholeLifetimes::new();
            stayed.observe_columns(black_box(&whole), &status).ok()?;
            curve(stayed.finish().ok())
        });
    });
    group.bench_function("decimals", |b| {
        b.iter(|| {
            let mut stayed = DecimalLifetimes::new();
            stayed.observe_columns(black_box(&decimals), &status).ok()?;
            curve(stayed.finish().ok())
        });
    });
    group.finish();
}

fn lifetime(c: &mut Criterion) {
    let history = |i: u32| {
        let age = 27.0 + (mix(i) % 85) as f64 / 7.0;
        // Three in five never come back; the others mostly once or twice.
        let x = [0, 0, 0, 1, 1 + mix(i) % 7].into_iter().nth((i % 5) as usize).unwrap_or(0);
        let last = if x == 0 { 0.0 } else { age * ((mix(i) >> 32) % 100) as f64 / 100.0 };
        PurchaseHistory::<Weeks>::try_new(x, last, age).ok()
    };
    let sample: PurchaseSample<Weeks> = (0..CUSTOMERS).filter_map(history).collect();
    let mut group = c.benchmark_group("lifetime");
    group.sample_size(20).throughput(Throughput::Elements(CUSTOMERS.into()));
    group.bench_function("BG/NBD", |b| {
        b.iter(|| BgNbd::fit(black_box(&sample), &FitOptions::default()));
    });
    group.finish();
}

criterion_group!(benches, events, survival, lifetime);
criterion_main!(benches);
