//! Comparisons of groups.

use std::collections::BTreeSet;

use kpi_cohort::{LogRankWeights, RiskTable};
use serde::{Deserialize, Serialize};
use toml::Table;

use super::subjects::{Build, Subjects};
use crate::{JobError, inputs, outcome};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    subjects: Subjects,
    /// The group of each subject; groups are listed by number.
    groups: Vec<u32>,
    weights: LogRankWeights,
}

#[derive(Serialize)]
struct Outcome {
    observed: Vec<f64>,
    expected: Vec<f64>,
    covariance: Vec<Vec<f64>>,
    statistic: f64,
    degrees_of_freedom: u32,
    p_value: f64,
}

pub(super) fn log_rank(table: &Table, build: Build) -> Result<Table, JobError> {
    let given: Inputs = inputs(table)?;
    let Inputs { subjects, groups, weights } = &given;
    if groups.len() != subjects.len() {
        return Err(JobError::Inputs { why: "columns differ in length".to_owned() });
    }
    let names: BTreeSet<u32> = groups.iter().copied().collect();
    let tables = names.iter().map(|name| {
        let keep: Vec<bool> = groups.iter().map(|group| group == name).collect();
        build(&subjects.only(&keep))
    });
    let tables: Vec<RiskTable> = tables.collect::<Result<_, _>>()?;
    let test = kpi_cohort::log_rank(&tables.iter().collect::<Vec<_>>(), *weights);
    let test = test.map_err(JobError::refused)?;
    outcome(&Outcome {
        observed: test.groups().iter().map(|group| group.observed).collect(),
        expected: test.groups().iter().map(|group| group.expected).collect(),
        covariance: test.covariance().to_vec(),
        statistic: test.chi_square().statistic(),
        degrees_of_freedom: test.chi_square().degrees_of_freedom(),
        p_value: test.p_value(),
    })
}
