//! Ten thousand goals: `cargo bench -p kpis-benches --bench goals`.

use std::hint::black_box;

use chrono::NaiveDate;
use criterion::{Criterion, criterion_group, criterion_main};
use kpis::goals::{
    Baseline, Effect, Figure, GoalDocument, GoalDraft, GoalLevel, GoalLinks, HistoryPoint, Hygiene,
    MetricHistory, NodeDraft, Relations, ReviewPlan, SmartCheck, SmartReport, StatusRule, Support,
    TargetForm, Tree, TreeDraft,
};
use kpis::metrics::Catalog;
use kpis::stats::SeededDraws;
use kpis::types::{FactName, Grain, Period, Quantity, Ratio, Segment, Unit};
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

/// A node for each goal: one KGI, ten factors below it, ten indicators below each of those, and so on.
fn tree_draft() -> TreeDraft {
    let id = |at: u64| if at == 0 { "grr".to_owned() } else { format!("goal_{}", at - 1) };
    let node = |at: u64| {
        let draft = match at {
            0 => NodeDraft::kgi(id(at)).metric("gross_revenue_retention"),
            1..=10 => NodeDraft::kfs(id(at)).unit(Unit::Ratio),
            _ => NodeDraft::kpi(id(at)).metric("net_revenue_retention"),
        };
        let below: Vec<String> =
            (at * 10 + 1..=at * 10 + 10).filter(|child| *child <= GOALS).map(id).collect();
        if below.is_empty() { draft } else { draft.sum(below) }
    };
    (0..=GOALS).map(node).collect()
}

fn check<'a>(catalog: &'a Catalog, relations: &'a dyn Relations) -> SmartCheck<'a> {
    let check = SmartCheck::new(catalog, day("2026-10-05")).with_relations(relations);
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
    // The same goals in a tree of as many nodes: checked first, then the way up of each goal found in it.
    let draft = tree_draft();
    let Ok(tree) = Tree::try_new(draft.clone(), &catalog) else { return };
    let in_tree = check(&catalog, &tree);
    group.bench_function("all judged, a tree of 10,001 nodes checked and climbed", |b| {
        b.iter_batched(
            || draft.clone(),
            |draft| {
                let Ok(tree) = Tree::try_new(draft, &catalog) else { return 0 };
                check(&catalog, &tree).check_all(black_box(&drafts)).len()
            },
            criterion::BatchSize::LargeInput,
        );
    });
    group.bench_function("all judged, in a tree of 10,001 nodes", |b| {
        b.iter(|| in_tree.check_all(black_box(&drafts)).len());
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
