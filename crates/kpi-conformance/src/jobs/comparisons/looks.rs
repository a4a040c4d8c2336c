//! Looks at an A/B test.

use kpi_stats::{Boundary, ConfidenceLevel, Looks};
use serde::{Deserialize, Serialize};
use toml::Table;

use crate::{Job, JobError, JobPath, inputs, outcome};

pub(super) const JOB: Job = Job {
    name: "group-sequential-looks",
    about: "critical values of evenly spaced looks, and the false alarms without them",
    paths: &[
        JobPath { name: "even", run: |table| run(table, Looks::try_even) },
        JobPath {
            name: "at shares",
            run: |table| {
                run(table, |looks, boundary| {
                    let shares = (1..=looks).map(|look| f64::from(look) / f64::from(looks));
                    Looks::try_at(shares.collect(), boundary)
                })
            },
        },
    ],
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    looks: u32,
    level: ConfidenceLevel,
}

#[derive(Serialize)]
struct Outcome {
    pocock: f64,
    obrien_fleming: f64,
    uncorrected: f64,
}

type Plan = fn(u32, Boundary) -> Result<Looks, kpi_stats::LooksError>;

fn run(table: &Table, plan: Plan) -> Result<Table, JobError> {
    let Inputs { looks, level } = inputs(table)?;
    let by = |boundary| plan(looks, boundary).map_err(JobError::refused);
    let last = |boundary| {
        let found = by(boundary)?.critical_values(level);
        found.last().copied().ok_or_else(|| JobError::refused("no look"))
    };
    outcome(&Outcome {
        pocock: last(Boundary::Pocock)?,
        obrien_fleming: last(Boundary::OBrienFleming)?,
        uncorrected: by(Boundary::Pocock)?.false_alarms_uncorrected(level),
    })
}
