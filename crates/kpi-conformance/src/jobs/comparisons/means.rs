//! Two means.

use kpi_stats::{Alternative, ConfidenceLevel, Moments, PairedMeans, TwoMeans, TwoMeansMethod};
use serde::{Deserialize, Serialize};
use toml::Table;

use super::{Tested, ends, tested};
use crate::{Job, JobError, JobPath, inputs, outcome};

pub(super) const JOB: Job = Job {
    name: "two-means",
    about: "Welch's and Student's t of two groups, of one, and of pairs where they are as many",
    paths: &[
        JobPath { name: "values", run: |table| run(table, values) },
        JobPath { name: "merged", run: |table| run(table, merged) },
        JobPath { name: "summary", run: |table| run(table, summary) },
    ],
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    first: Vec<f64>,
    second: Vec<f64>,
    level: ConfidenceLevel,
}

#[derive(Serialize)]
struct Outcome {
    welch: Tested,
    welch_interval: [f64; 2],
    pooled: Tested,
    pooled_interval: [f64; 2],
    one_sample: Tested,
    one_sample_interval: [f64; 2],
    paired: Option<Tested>,
    paired_interval: Option<[f64; 2]>,
}

fn values(values: &[f64]) -> Result<Moments, JobError> {
    Moments::try_from_values(values.iter().copied()).map_err(JobError::refused)
}

/// Every other value in another part, the last first.
fn merged(values: &[f64]) -> Result<Moments, JobError> {
    let (mut here, mut there) = (Moments::new(), Moments::new());
    for value in values.iter().rev() {
        std::mem::swap(&mut here, &mut there);
        here.observe(*value).map_err(JobError::refused)?;
    }
    here.merge(&there).map_err(JobError::refused)?;
    Ok(here)
}

fn summary(list: &[f64]) -> Result<Moments, JobError> {
    let all = values(list)?;
    match (all.mean(), all.variance()) {
        (Some(mean), Some(variance)) => {
            Moments::try_from_summary(all.n(), mean, variance).map_err(JobError::refused)
        }
        _ => Err(JobError::refused("too few values")),
    }
}

fn run(table: &Table, of: fn(&[f64]) -> Result<Moments, JobError>) -> Result<Table, JobError> {
    let Inputs { first, second, level } = inputs(table)?;
    let groups = TwoMeans::new(of(&first)?, of(&second)?);
    let two = Alternative::TwoSided;
    let both = |method: TwoMeansMethod| {
        let test = groups.test(method, two).map_err(JobError::refused)?;
        let gap = groups.difference(method, level).map_err(JobError::refused)?;
        Ok::<(Tested, [f64; 2]), JobError>((tested(&test), ends(&gap)))
    };
    let (welch, welch_interval) = both(TwoMeansMethod::Welch)?;
    let (pooled, pooled_interval) = both(TwoMeansMethod::Pooled)?;
    let one = groups.first();
    let one_sample = tested(&one.test(0.0, two).map_err(JobError::refused)?);
    let one_sample_interval = ends(&one.mean_interval(level).map_err(JobError::refused)?);
    let (paired, paired_interval) = if first.len() == second.len() {
        let gaps: Vec<f64> = first.iter().zip(&second).map(|(x, y)| x - y).collect();
        let pairs = PairedMeans::from_differences(of(&gaps)?);
        let test = pairs.test(two).map_err(JobError::refused)?;
        let gap = pairs.difference(level).map_err(JobError::refused)?;
        (Some(tested(&test)), Some(ends(&gap)))
    } else {
        (None, None)
    };
    outcome(&Outcome {
        welch,
        welch_interval,
        pooled,
        pooled_interval,
        one_sample,
        one_sample_interval,
        paired,
        paired_interval,
    })
}
