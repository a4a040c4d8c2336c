//! A tree of 10,000 nodes: `cargo bench -p kpis-benches --bench goal_tree`.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use kpis::goals::{CascadeOptions, NodeDraft, NodeValues, Tree, TreeDraft, WeakestRule};
use kpis::metrics::Catalog;
use kpis::types::{Currency, Grain, Unit};
use rust_decimal::Decimal;

const NODES: usize = 10_000;
/// Operands of a node.
const WIDTH: usize = 10;

fn id(at: usize) -> String {
    format!("n{at}")
}

/// A goal over sums of yen, ten operands each, with a factor right below it.
fn broad() -> TreeDraft {
    let node = |at: usize| {
        let draft = match at {
            0 => NodeDraft::kgi(id(at)),
            1..=WIDTH => NodeDraft::kfs(id(at)),
            _ => NodeDraft::kpi(id(at)),
        };
        let per = if at == 0 { Grain::FiscalYear } else { Grain::Month };
        let draft = draft.money(Currency::JPY).per(per);
        let below = (at * WIDTH + 1..=at * WIDTH + WIDTH).filter(|child| *child < NODES);
        let below: Vec<String> = below.map(id).collect();
        match below.is_empty() {
            true => draft.target(Decimal::from(1000 + at)).actual(Decimal::from(900 + at)),
            false => draft.sum(below),
        }
    };
    (0..NODES).map(node).collect()
}

/// One below the other.
fn deep() -> TreeDraft {
    let node = |at: usize| {
        let draft = if at == 0 { NodeDraft::kgi(id(at)) } else { NodeDraft::kpi(id(at)) };
        let draft = draft.unit(Unit::Number);
        if at + 1 < NODES { draft.sum([id(at + 1)]) } else { draft.target(Decimal::ONE) }
    };
    (0..NODES).map(node).collect()
}

/// Half the nodes by the catalog's formula, each over one of the others.
fn formulas() -> TreeDraft {
    let node = |at: usize| match at % 2 {
        0 => NodeDraft::kgi(id(at)).metric("arr").formula([id(at + 1)]),
        _ => NodeDraft::kpi(id(at)).metric("mrr").target(Decimal::from(at)),
    };
    (0..NODES).map(node).collect()
}

/// Everything wrong: names that do not exist, circles, units that do not add up.
fn broken() -> TreeDraft {
    let node = |at: usize| match at % 4 {
        0 => NodeDraft::kpi(id(at)).unit(Unit::Number).sum([id(at + 1)]),
        1 => NodeDraft::kpi(id(at)).unit(Unit::Number).sum([id(at - 1)]),
        2 => NodeDraft::kpi(id(at)).unit(Unit::Number).sum([format!("m{at}")]),
        _ => NodeDraft::kpi(id(at)).money(Currency::JPY).sum([id(at - 2)]),
    };
    (0..NODES).map(node).collect()
}

fn goal_tree(c: &mut Criterion) {
    let Ok(catalog) = Catalog::builtin() else { return };
    let mut group = c.benchmark_group("goal tree of 10,000");
    group.sample_size(20);
    let drafts =
        [("broad", broad()), ("deep", deep()), ("formulas", formulas()), ("broken", broken())];
    for (name, draft) in drafts {
        group.bench_function(format!("check, {name}"), |b| {
            b.iter_batched(
                || draft.clone(),
                |draft| Tree::try_new(black_box(draft), &catalog),
                criterion::BatchSize::LargeInput,
            );
        });
    }
    if let Ok(tree) = Tree::try_new(formulas(), &catalog) {
        let targets = tree.targets();
        group.bench_function("roll up, formulas", |b| b.iter(|| tree.roll_up(black_box(&targets))));
    }
    let Ok(tree) = Tree::try_new(broad(), &catalog) else { return };
    let (targets, actuals): (NodeValues, NodeValues) = (tree.targets(), tree.actuals());
    group.bench_function("roll up", |b| b.iter(|| tree.roll_up(black_box(&actuals))));
    group.bench_function("coverage", |b| b.iter(|| tree.coverage()));
    let (target, options) = (Decimal::from(1_000_000_000), CascadeOptions::new());
    group.bench_function("cascade", |b| {
        b.iter(|| tree.cascade("n0", target, black_box(&actuals), &options));
    });
    group.bench_function("contributions", |b| {
        b.iter(|| tree.contributions("n0", black_box(&targets), &actuals));
    });
    group.bench_function("sensitivities", |b| {
        b.iter(|| tree.sensitivities("n0", black_box(&actuals)));
    });
    group.bench_function("weakest link", |b| {
        b.iter(|| tree.weakest_link("n0", WeakestRule::CostsMost));
    });
    group.finish();
}

criterion_group!(benches, goal_tree);
criterion_main!(benches);
