//! Ten thousand goals: `cargo bench -p kpis-benches --bench goals`.

use std::hint::black_box;

use chrono::NaiveDate;
use criterion::{Criterion, criterion_group, criterion_main};
use kpis::goals::{
    Baseline, Effect, Figure, GoalDocument, GoalDraft, GoalLevel, GoalLinks, HistoryPoint, Hygiene,
    MetricHistory, ReviewPlan, SmartCheck, SmartReport, StatusRule, Support, TargetForm,
};
use kpis::metrics::Catalog;
use kpis::stats::SeededDraws;
use kpis::types::{FactName, Grain, Period, Quantity, Ratio, Segment};
use rust_decimal::Decimal;

const GOALS: u64 = 10_000;
const SEGMENTS: u64 = 100;
const MONTHS: i32 = 58;
const NEWEST: Period = Period::new(Grain::Month, 2026 * 12 + 8);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap_or_default()
}

fn ratio(thousandths: i64) -> Quantity {
    Quantity::Ratio(Ratio::new(Decimal::new(thousandths, 3)))
}

fn segment(number: u64) -> Option<Segment> {
    Segment::try_new("team", &number.to_string()).ok()
}

/// Fifty-eight months around 100 %.
fn history(metric: &str, stream: u64) -> Option<MetricHistory> {
    let metric = kpis::metrics::MetricId::try_new(metric).ok()?;
    let mut draws = SeededDraws::new(1, stream);
    let points: Vec<HistoryPoint> = (0..MONTHS)
        .filter_map(|n| {
            let period = NEWEST.checked_add(n - MONTHS + 1).ok()?;
            let value = ratio(980 + i64::try_from(draws.below(60)).unwrap_or(0));
            Some(HistoryPoint { period, value, interval: None })
        })
        .collect();
    MetricHistory::try_new(metric, points).ok()
}

fn goals() -> Vec<GoalDraft> {
    let facts = ["opening_mrr", "cohort_closing_mrr"];
    let facts: Vec<FactName> = facts.iter().filter_map(|f| FactName::try_new(f).ok()).collect();
    let kgi = GoalDraft::new("grr")
        .with_level(GoalLevel::Kgi)
        .with_metric("gross_revenue_retention")
        .with_target(TargetForm::AtLeast(Figure::from(ratio(1_010))))
        .with_deadline(day("2027-03-31"));
    let one = |number: u64| {
        GoalDraft::new(&format!("goal_{number}"))
            .with_statement("NRR of the contracts of one team from 102 % to 103 % by March 2027")
            .with_subject("contracts of one team")
            .with_segment(&format!("team={}", number % SEGMENTS))
            .with_owner(&format!("owner {}", number / 5))
            .with_metric("net_revenue_retention")
            .with_baseline(
                Baseline::new(Figure::from(ratio(1_000)))
                    .measured_on(day("2026-09-30"))
                    .from_facts(facts.clone()),
            )
            .with_target(TargetForm::AtLeast(Figure::from(ratio(
                1_001 + number.cast_signed() % 60,
            ))))
            .with_start(day("2026-10-01"))
            .with_deadline(day("2027-03-31"))
            .with_review(ReviewPlan::every(Grain::Month))
            .with_support(Support { influence: Some(Effect::Raises), ..Support::of("grr") })
    };
    std::iter::once(kgi).chain((0..GOALS).map(one)).collect()
}

fn check<'a>(catalog: &'a Catalog, links: &'a GoalLinks) -> SmartCheck<'a> {
    let check = SmartCheck::new(catalog, day("2026-10-05")).with_relations(links);
    let check = (0..SEGMENTS).fold(check, |check, number| {
        match (segment(number), history("net_revenue_retention", number)) {
            (Some(segment), Some(history)) => check.with_segment_history(segment, history),
            _ => check,
        }
    });
    match history("gross_revenue_retention", SEGMENTS) {
        Some(history) => check.with_history(history),
        None => check,
    }
}

fn ten_thousand(c: &mut Criterion) {
    let Ok(catalog) = Catalog::builtin() else { return };
    let drafts = goals();
    let links = GoalLinks::of(&drafts);
    let prepared = check(&catalog, &links);
    let mut group = c.benchmark_group("10,000 goals");
    group.sample_size(10);
    // With a hundred histories of 58 months to fit, and the links to follow.
    group.bench_function("histories fitted, all judged", |b| {
        b.iter(|| {
            let links = GoalLinks::of(&drafts);
            let reports = check(&catalog, &links).check_all(black_box(&drafts));
            black_box(reports.len())
        });
    });
    group.bench_function("all judged", |b| {
        b.iter(|| prepared.check_all(black_box(&drafts)).len());
    });
    let reports = prepared.check_all(&drafts);
    let all: Vec<_> = reports.iter().filter_map(SmartReport::goal).cloned().collect();
    group.bench_function("tracked", |b| {
        b.iter(|| {
            let tracked = all.iter().map(|goal| prepared.track(goal, StatusRule::PACE));
            tracked.filter(|tracking| tracking.pace.is_some()).count()
        });
    });
    group.bench_function("hygiene of the set", |b| {
        b.iter(|| prepared.hygiene(black_box(&all), &Hygiene::new()).len());
    });
    let one = "[[goal]]\nid = 'g'\nmetric = 'mrr'\nowner = 'Sato'\ntarget = { at_least = '5 JPY' }\n\
               deadline = 2027-03-31\nreview = { every = 'month' }\nsupports = ['arr']\n";
    let text = one.repeat(10_000);
    group.bench_function("read from TOML", |b| {
        b.iter(|| GoalDocument::from_toml(black_box(&text)).drafts().len());
    });
    group.finish();
}

criterion_group!(benches, ten_thousand);
criterion_main!(benches);
