//! Shares of several categories.

use kpi_stats::{CategoryShares, CategorySharesMethod, ConfidenceLevel};
use serde::{Deserialize, Serialize};
use toml::Table;

use super::ends;
use crate::{Job, JobError, JobPath, inputs, outcome};

pub(super) const JOB: Job = Job {
    name: "category-shares",
    about: "simultaneous intervals of the shares of several categories",
    paths: &[
        JobPath { name: "as given", run: |table| run(table, Order::AsGiven) },
        JobPath { name: "reversed", run: |table| run(table, Order::Reversed) },
    ],
};

#[derive(Clone, Copy)]
enum Order {
    AsGiven,
    Reversed,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    counts: Vec<u64>,
    level: ConfidenceLevel,
}

#[derive(Serialize)]
struct Outcome {
    goodman: Vec<[f64; 2]>,
    quesenberry_hurst: Vec<[f64; 2]>,
    sison_glaz: Vec<[f64; 2]>,
}

fn run(table: &Table, order: Order) -> Result<Table, JobError> {
    let Inputs { counts, level } = inputs(table)?;
    let turn = |mut list: Vec<[f64; 2]>| {
        if matches!(order, Order::Reversed) {
            list.reverse();
        }
        list
    };
    let given = match order {
        Order::AsGiven => counts,
        Order::Reversed => counts.into_iter().rev().collect(),
    };
    let shares = CategoryShares::try_new(given).map_err(JobError::refused)?;
    let by = |method| {
        let found = shares.estimates(method, level).map_err(JobError::refused)?;
        Ok::<Vec<[f64; 2]>, JobError>(turn(found.iter().map(ends).collect()))
    };
    outcome(&Outcome {
        goodman: by(CategorySharesMethod::Goodman)?,
        quesenberry_hurst: by(CategorySharesMethod::QuesenberryHurst)?,
        sison_glaz: by(CategorySharesMethod::SisonGlaz)?,
    })
}
