//! Adjusted p-values.

use kpi_stats::{Adjustment, Alternative, HypothesisTest, TestMethod, pairwise};
use serde::{Deserialize, Serialize};
use toml::Table;

use crate::{Job, JobError, JobPath, inputs, outcome};

pub(super) const JOB: Job = Job {
    name: "adjusted-p-values",
    about: "p-values of several tests, adjusted by every method",
    paths: &[
        JobPath { name: "as given", run: |table| run(table, as_given) },
        JobPath { name: "reversed", run: |table| run(table, reversed) },
        JobPath { name: "pairwise", run: |table| run(table, as_comparisons) },
    ],
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    p: Vec<f64>,
}

#[derive(Serialize)]
struct Outcome {
    bonferroni: Vec<f64>,
    holm: Vec<f64>,
    hochberg: Vec<f64>,
    hommel: Vec<f64>,
    benjamini_hochberg: Vec<f64>,
    benjamini_yekutieli: Vec<f64>,
}

type Path = fn(Adjustment, &[f64]) -> Result<Vec<f64>, JobError>;

fn as_given(method: Adjustment, p: &[f64]) -> Result<Vec<f64>, JobError> {
    method.adjust(p).map_err(JobError::refused)
}

fn reversed(method: Adjustment, p: &[f64]) -> Result<Vec<f64>, JobError> {
    let turned: Vec<f64> = p.iter().rev().copied().collect();
    Ok(as_given(method, &turned)?.into_iter().rev().collect())
}

/// As if they came from comparing groups, as far as there are p-values; the others are undefined.
fn as_comparisons(method: Adjustment, p: &[f64]) -> Result<Vec<f64>, JobError> {
    let groups: Vec<usize> = (0..).take_while(|n| n * (n + 1) / 2 < p.len() + n + 1).collect();
    let found = pairwise(&groups, method, |a, b| {
        // The place of the pair in the list of all pairs.
        let at = (0..*a).map(|group| groups.len() - 1 - group).sum::<usize>() + b - a - 1;
        let p = p.get(at).copied().ok_or(())?;
        let two = Alternative::TwoSided;
        HypothesisTest::try_new(TestMethod::Z, two, None, None, p).map_err(|_| ())
    });
    Ok(found.into_iter().filter_map(|c| c.outcome.ok()).map(|t| t.adjusted_p_value).collect())
}

fn run(table: &Table, path: Path) -> Result<Table, JobError> {
    let Inputs { p } = inputs(table)?;
    outcome(&Outcome {
        bonferroni: path(Adjustment::Bonferroni, &p)?,
        holm: path(Adjustment::Holm, &p)?,
        hochberg: path(Adjustment::Hochberg, &p)?,
        hommel: path(Adjustment::Hommel, &p)?,
        benjamini_hochberg: path(Adjustment::BenjaminiHochberg, &p)?,
        benjamini_yekutieli: path(Adjustment::BenjaminiYekutieli, &p)?,
    })
}
