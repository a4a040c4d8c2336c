//! Retention grids.

use std::collections::BTreeMap;

use kpi_cohort::{
    CellUse, CohortWeights, Event, EventTime, Retention, RetentionGrid, RetentionSpec,
};
use kpi_stats::ConfidenceLevel;
use serde::{Deserialize, Serialize};
use toml::Table;

use crate::{Job, JobError, JobPath, inputs, outcome};

/// Jobs of this area.
pub(super) const JOBS: &[Job] = &[Job {
    name: "retention",
    about: "cohorts by age: sizes, who returned, of how many, and means over cohorts",
    paths: &[
        JobPath { name: "as given", run: |table| run(table, as_given) },
        JobPath { name: "reversed", run: |table| run(table, reversed) },
        JobPath { name: "split and merged", run: |table| run(table, split_and_merged) },
        JobPath { name: "with money counted", run: |table| run(table, one_by_one) },
    ],
}];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    spec: RetentionSpec,
    events: Vec<(u64, EventTime)>,
}

type ByCohort<T> = BTreeMap<String, Vec<T>>;

#[derive(Serialize)]
struct Figures {
    sizes: BTreeMap<String, u64>,
    returned: ByCohort<u64>,
    eligible: ByCohort<u64>,
    /// By column; columns without a mean are left out.
    mean_by_size: BTreeMap<String, f64>,
    mean_of_equals: BTreeMap<String, f64>,
    /// Everybody whose window is over, all cohorts together.
    line: BTreeMap<String, f64>,
}

type Load = fn(RetentionSpec, &[(u64, EventTime)]) -> Result<Retention, JobError>;

fn run(table: &Table, load: Load) -> Result<Table, JobError> {
    let given: Inputs = inputs(table)?;
    let grid = load(given.spec, &given.events)?.finish().map_err(JobError::refused)?;
    let rows = || grid.cohorts().iter();
    let counts = |count: fn(&kpi_cohort::Cell) -> u64| {
        rows().map(move |row| (row.label().to_owned(), row.cells().iter().map(count).collect()))
    };
    outcome(&Figures {
        sizes: rows().map(|row| (row.label().to_owned(), row.size())).collect(),
        returned: counts(kpi_cohort::Cell::returned).collect(),
        eligible: counts(kpi_cohort::Cell::eligible).collect(),
        mean_by_size: means(&grid, CohortWeights::BySize),
        mean_of_equals: means(&grid, CohortWeights::Equal),
        line: by_column(&grid, |column| {
            Some(grid.total(column).ok()?.rate(ConfidenceLevel::P95).ok()?.point())
        }),
    })
}

fn means(grid: &RetentionGrid, weights: CohortWeights) -> BTreeMap<String, f64> {
    by_column(grid, |column| {
        let mean = grid.mean(column, weights, CellUse::CompleteOnly, ConfidenceLevel::P95);
        Some(mean.ok()?.rate.point())
    })
}

fn by_column(grid: &RetentionGrid, figure: impl Fn(u32) -> Option<f64>) -> BTreeMap<String, f64> {
    let all = (0..grid.columns()).map(|column| Some((column.to_string(), figure(column)?)));
    all.flatten().collect()
}

fn observe(spec: RetentionSpec, events: &[(u64, EventTime)]) -> Result<Retention, JobError> {
    let mut retention = Retention::try_new(spec).map_err(JobError::refused)?;
    for (id, at) in events {
        retention.observe(&Event::new(*id, *at)).map_err(JobError::refused)?;
    }
    Ok(retention)
}

fn as_given(spec: RetentionSpec, events: &[(u64, EventTime)]) -> Result<Retention, JobError> {
    observe(spec, events)
}

fn reversed(spec: RetentionSpec, events: &[(u64, EventTime)]) -> Result<Retention, JobError> {
    let events: Vec<_> = events.iter().rev().copied().collect();
    observe(spec, &events)
}

fn split_and_merged(
    spec: RetentionSpec,
    events: &[(u64, EventTime)],
) -> Result<Retention, JobError> {
    let mut merged = observe(spec.clone(), &[])?;
    for part in events.chunks(2) {
        merged.merge(&observe(spec.clone(), part)?).map_err(JobError::refused)?;
    }
    Ok(merged)
}

/// Counting money keeps events one by one instead of bit masks.
fn one_by_one(spec: RetentionSpec, events: &[(u64, EventTime)]) -> Result<Retention, JobError> {
    let counted = kpi_cohort::RevenueRule::Counted { base_age: 0 };
    observe(spec.with_revenue(counted).map_err(JobError::refused)?, events)
}
