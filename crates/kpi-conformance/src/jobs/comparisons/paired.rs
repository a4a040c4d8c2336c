//! Two proportions of the same people.

use kpi_stats::{
    Alternative, ConfidenceLevel, McNemarTest, PairedCounts, PairedDifferenceMethod,
    PairedProportions,
};
use serde::{Deserialize, Serialize};
use toml::Table;

use super::{Tested, ends, tested, turned};
use crate::{Job, JobError, JobPath, inputs, outcome};

pub(super) const JOB: Job = Job {
    name: "paired-proportions",
    about: "the difference of two proportions of the same people, and McNemar's tests",
    paths: &[
        JobPath { name: "as given", run: |table| run(table, |pairs| pairs, ends) },
        JobPath { name: "swapped", run: |table| run(table, PairedProportions::swapped, turned) },
    ],
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    counts: PairedCounts,
    level: ConfidenceLevel,
}

#[derive(Serialize)]
struct Outcome {
    wald: [f64; 2],
    agresti_min: [f64; 2],
    newcombe: [f64; 2],
    tango: [f64; 2],
    chi_square: Tested,
    corrected: Tested,
    exact: f64,
    mid_p: f64,
}

fn run(
    table: &Table,
    order: fn(PairedProportions) -> PairedProportions,
    back: fn(&kpi_types::Estimate) -> [f64; 2],
) -> Result<Table, JobError> {
    let Inputs { counts, level } = inputs(table)?;
    let pairs = order(PairedProportions::try_new(counts).map_err(JobError::refused)?);
    let interval = |method| {
        let found = pairs.difference(method, level).map_err(JobError::refused)?;
        Ok::<[f64; 2], JobError>(back(&found))
    };
    let test = |test| {
        let found = pairs.test(test, Alternative::TwoSided).map_err(JobError::refused)?;
        Ok::<Tested, JobError>(tested(&found))
    };
    outcome(&Outcome {
        wald: interval(PairedDifferenceMethod::Wald)?,
        agresti_min: interval(PairedDifferenceMethod::AgrestiMin)?,
        newcombe: interval(PairedDifferenceMethod::Newcombe)?,
        tango: interval(PairedDifferenceMethod::Tango)?,
        chi_square: test(McNemarTest::ChiSquare)?,
        corrected: test(McNemarTest::ChiSquareCorrected)?,
        exact: test(McNemarTest::Exact)?.p_value,
        mid_p: test(McNemarTest::MidP)?.p_value,
    })
}
