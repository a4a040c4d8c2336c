//! Intervals of proportions.

use kpi_stats::{ConfidenceLevel, Proportion, ProportionError, ProportionMethod, wilson};
use kpi_types::Estimate;
use serde::{Deserialize, Serialize};
use toml::Table;

use crate::{Job, JobError, JobPath, inputs, outcome};

/// Jobs of this area.
pub(super) const JOBS: &[Job] = &[Job {
    name: "proportion-ci",
    about: "the interval of k successes in n trials by every method",
    paths: &[
        JobPath { name: "named method", run: by_name },
        JobPath { name: "own call", run: by_call },
        JobPath { name: "failures mirrored", run: mirrored },
    ],
}];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    successes: u64,
    trials: u64,
    level: ConfidenceLevel,
}

#[derive(Default, Serialize)]
struct Outcome {
    point: Option<f64>,
    wald: Option<[f64; 2]>,
    wilson: Option<[f64; 2]>,
    wilson_continuity: Option<[f64; 2]>,
    agresti_coull: Option<[f64; 2]>,
    clopper_pearson: Option<[f64; 2]>,
    jeffreys: Option<[f64; 2]>,
    undefined: Option<String>,
}

type Interval = Result<Estimate, ProportionError>;

/// Fills the outcome, method by method.
fn fill(
    table: &Table,
    interval: impl Fn(ProportionMethod, &Inputs) -> Interval,
) -> Result<Table, JobError> {
    let given: Inputs = inputs(table)?;
    let mut all = Outcome::default();
    for method in ProportionMethod::ALL {
        let slot = match method {
            ProportionMethod::Wald => &mut all.wald,
            ProportionMethod::Wilson => &mut all.wilson,
            ProportionMethod::WilsonContinuity => &mut all.wilson_continuity,
            ProportionMethod::AgrestiCoull => &mut all.agresti_coull,
            ProportionMethod::ClopperPearson => &mut all.clopper_pearson,
            ProportionMethod::Jeffreys => &mut all.jeffreys,
            other => return Err(JobError::refused(format!("no slot for {other:?}"))),
        };
        match interval(method, &given) {
            Ok(found) => {
                *slot = Some([found.lower(), found.upper()]);
                all.point = Some(found.point());
            }
            Err(ProportionError::NoTrials) => all.undefined = Some("no trials".to_owned()),
            Err(error) => return Err(JobError::refused(error)),
        }
    }
    outcome(&all)
}

fn by_name(table: &Table) -> Result<Table, JobError> {
    fill(table, |method, given| {
        Proportion::try_new(given.successes, given.trials)?.estimate(method, given.level)
    })
}

fn by_call(table: &Table) -> Result<Table, JobError> {
    fill(table, |method, given| {
        let (k, n, level) = (given.successes, given.trials, given.level);
        let proportion = Proportion::try_new(k, n)?;
        match method {
            ProportionMethod::Wald => proportion.wald(level),
            ProportionMethod::WilsonContinuity => proportion.wilson_continuity(level),
            ProportionMethod::AgrestiCoull => proportion.agresti_coull(level),
            ProportionMethod::ClopperPearson => proportion.clopper_pearson(level),
            ProportionMethod::Jeffreys => proportion.jeffreys(level),
            _ => wilson(k, n, level),
        }
    })
}

/// The interval of the failures, turned around.
fn mirrored(table: &Table) -> Result<Table, JobError> {
    fill(table, |method, given| {
        let failures = Proportion::try_new(given.successes, given.trials)?.complement();
        let found = failures.estimate(method, given.level)?;
        let turned = [found.point(), found.upper(), found.lower()].map(|end| 1.0 - end);
        let [point, lower, upper] = turned;
        Ok(Estimate::try_new(point, lower, upper, found.level(), found.n(), found.method())?)
    })
}
