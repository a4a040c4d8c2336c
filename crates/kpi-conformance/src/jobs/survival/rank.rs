//! Comparisons of groups.

use std::collections::BTreeSet;

use kpi_cohort::{LogRankWeights, RiskTable, stratified_log_rank};
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
    /// The stratum of each subject.
    #[serde(default)]
    strata: Option<Vec<u32>>,
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
    let Inputs { subjects, groups, strata, weights } = &given;
    let one = vec![0; subjects.len()];
    let strata = strata.as_ref().unwrap_or(&one);
    if [groups.len(), strata.len()] != [subjects.len(); 2] {
        return Err(JobError::Inputs { why: "columns differ in length".to_owned() });
    }
    let names = |column: &[u32]| column.iter().copied().collect::<BTreeSet<u32>>();
    let mut tables: Vec<Vec<RiskTable>> = Vec::new();
    for stratum in names(strata) {
        let mut list = Vec::new();
        for group in names(groups) {
            let places = groups.iter().zip(strata);
            let keep: Vec<bool> = places.map(|(g, s)| *g == group && *s == stratum).collect();
            list.push(build(&subjects.only(&keep))?);
        }
        tables.push(list);
    }
    let lists: Vec<Vec<&RiskTable>> = tables.iter().map(|list| list.iter().collect()).collect();
    let lists: Vec<&[&RiskTable]> = lists.iter().map(Vec::as_slice).collect();
    let test = stratified_log_rank(&lists, *weights).map_err(JobError::refused)?;
    outcome(&Outcome {
        observed: test.groups().iter().map(|group| group.observed).collect(),
        expected: test.groups().iter().map(|group| group.expected).collect(),
        covariance: test.covariance().to_vec(),
        statistic: test.chi_square().statistic(),
        degrees_of_freedom: test.chi_square().degrees_of_freedom(),
        p_value: test.p_value(),
    })
}
