//! Bootstrap intervals of a quotient of sums.

use kpi_stats::{BootstrapEstimate, BootstrapMethod, BootstrapOptions, RatioSample, bootstrap_by};
use serde::{Deserialize, Serialize};
use toml::Table;

use crate::{Job, JobError, JobPath, inputs, outcome};

/// Jobs of this area.
pub(super) const JOBS: &[Job] = &[Job {
    name: "bootstrap-ratio",
    about: "the quotient of sums over units with its percentile and BCa intervals",
    paths: &[
        JobPath { name: "groups", run: |table| both(table, grouped) },
        JobPath { name: "units", run: |table| both(table, one_by_one) },
        JobPath { name: "merged", run: |table| both(table, merged) },
        JobPath { name: "any figure", run: |table| both(table, as_any_figure) },
    ],
}];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    /// Units that are alike.
    groups: Vec<Group>,
    options: BootstrapOptions,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    numerator: f64,
    denominator: f64,
    count: u64,
}

#[derive(Serialize)]
struct Outcome {
    point: f64,
    standard_error: f64,
    percentile: [f64; 2],
    bca: [f64; 2],
}

type Path = fn(&[Group], BootstrapOptions) -> Result<BootstrapEstimate, JobError>;

fn both(table: &Table, path: Path) -> Result<Table, JobError> {
    let given: Inputs = inputs(table)?;
    let run = |method| path(&given.groups, given.options.with_method(method));
    let (percentile, bca) = (run(BootstrapMethod::Percentile)?, run(BootstrapMethod::Bca)?);
    let ends = |found: &BootstrapEstimate| [found.estimate().lower(), found.estimate().upper()];
    outcome(&Outcome {
        point: bca.estimate().point(),
        standard_error: bca.standard_error(),
        percentile: ends(&percentile),
        bca: ends(&bca),
    })
}

fn grouped(groups: &[Group], options: BootstrapOptions) -> Result<BootstrapEstimate, JobError> {
    let mut sample = RatioSample::new();
    for group in groups {
        sample
            .observe_many(group.numerator, group.denominator, group.count)
            .map_err(JobError::refused)?;
    }
    sample.bootstrap(options).map_err(JobError::refused)
}

fn one_by_one(groups: &[Group], options: BootstrapOptions) -> Result<BootstrapEstimate, JobError> {
    let mut sample = RatioSample::new();
    for (numerator, denominator) in units(groups).into_iter().rev() {
        sample.observe(numerator, denominator).map_err(JobError::refused)?;
    }
    sample.bootstrap(options).map_err(JobError::refused)
}

/// Every other unit in another part.
fn merged(groups: &[Group], options: BootstrapOptions) -> Result<BootstrapEstimate, JobError> {
    let (mut here, mut there) = (RatioSample::new(), RatioSample::new());
    for (numerator, denominator) in units(groups) {
        std::mem::swap(&mut here, &mut there);
        here.observe(numerator, denominator).map_err(JobError::refused)?;
    }
    here.merge(&there);
    here.bootstrap(options).map_err(JobError::refused)
}

fn as_any_figure(
    groups: &[Group],
    options: BootstrapOptions,
) -> Result<BootstrapEstimate, JobError> {
    type Unit = (f64, f64);
    let order = |a: &Unit, b: &Unit| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1));
    let quotient = |rows: &[&Unit]| {
        let top: f64 = rows.iter().map(|row| row.0).sum();
        let bottom: f64 = rows.iter().map(|row| row.1).sum();
        (bottom > 0.0).then(|| top / bottom)
    };
    bootstrap_by(&units(groups), order, quotient, options).map_err(JobError::refused)
}

fn units(groups: &[Group]) -> Vec<(f64, f64)> {
    let expand = |g: &Group| {
        let unit = (g.numerator, g.denominator);
        (0..g.count).map(move |_| unit).collect::<Vec<_>>()
    };
    groups.iter().flat_map(expand).collect()
}
