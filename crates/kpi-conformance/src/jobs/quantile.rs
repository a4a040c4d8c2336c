//! Sample quantiles and ranks.

use std::collections::BTreeMap;

use kpi_stats::{QuantileType, Sample};
use serde::{Deserialize, Serialize};
use toml::Table;

use crate::{Job, JobError, JobPath, inputs, outcome};

/// Jobs of this area.
pub(super) const JOBS: &[Job] = &[
    Job {
        name: "quantile",
        about: "quantiles of a sample at given probabilities by all nine types",
        paths: &[
            JobPath { name: "as given", run: |table| quantiles(table, as_given) },
            JobPath { name: "reversed", run: |table| quantiles(table, reversed) },
        ],
    },
    Job {
        name: "mid-rank",
        about: "positions of values in a sample, from 0 to 1",
        paths: &[
            JobPath { name: "as given", run: |table| ranks(table, as_given) },
            JobPath { name: "reversed", run: |table| ranks(table, reversed) },
        ],
    },
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QuantileInputs {
    sample: Vec<f64>,
    probabilities: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RankInputs {
    sample: Vec<f64>,
    values: Vec<f64>,
}

#[derive(Serialize)]
struct Ranks {
    positions: Vec<f64>,
}

fn as_given(values: Vec<f64>) -> Vec<f64> {
    values
}

fn reversed(mut values: Vec<f64>) -> Vec<f64> {
    values.reverse();
    values
}

fn quantiles(table: &Table, order: fn(Vec<f64>) -> Vec<f64>) -> Result<Table, JobError> {
    let given: QuantileInputs = inputs(table)?;
    let sample = Sample::try_new(order(given.sample)).map_err(JobError::refused)?;
    let mut all: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for kind in QuantileType::ALL {
        let found: Result<_, _> =
            given.probabilities.iter().map(|p| sample.quantile(*p, kind)).collect();
        all.insert(format!("type{}", kind.number()), found.map_err(JobError::refused)?);
    }
    outcome(&all)
}

fn ranks(table: &Table, order: fn(Vec<f64>) -> Vec<f64>) -> Result<Table, JobError> {
    let given: RankInputs = inputs(table)?;
    let sample = Sample::try_new(order(given.sample)).map_err(JobError::refused)?;
    let positions: Result<_, _> = given.values.iter().map(|v| sample.mid_rank(*v)).collect();
    outcome(&Ranks { positions: positions.map_err(JobError::refused)? })
}
