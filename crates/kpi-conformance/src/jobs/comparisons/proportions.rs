//! Two proportions of different people.

use kpi_stats::{
    Alternative, ConfidenceLevel, DifferenceMethod, Proportion, TwoProportionTest, TwoProportions,
};
use serde::{Deserialize, Serialize};
use toml::Table;

use super::{Tested, ends, tested, turned};
use crate::{Job, JobError, JobPath, inputs, outcome};

pub(super) const JOB: Job = Job {
    name: "two-proportions",
    about: "the difference of two proportions by every method, and every test of it",
    paths: &[
        JobPath { name: "as given", run: |table| run(table, Order::AsGiven) },
        JobPath { name: "swapped", run: |table| run(table, Order::Swapped) },
    ],
};

#[derive(Clone, Copy)]
enum Order {
    AsGiven,
    Swapped,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    first: Proportion,
    second: Proportion,
    level: ConfidenceLevel,
}

#[derive(Serialize)]
struct Outcome {
    wald: [f64; 2],
    wald_continuity: [f64; 2],
    agresti_caffo: [f64; 2],
    newcombe: [f64; 2],
    newcombe_continuity: [f64; 2],
    mee: [f64; 2],
    miettinen_nurminen: [f64; 2],
    z_pooled: Tested,
    z_score: Tested,
    chi_square: Tested,
    yates: Tested,
    fisher: f64,
}

fn run(table: &Table, order: Order) -> Result<Table, JobError> {
    let Inputs { first, second, level } = inputs(table)?;
    let pair = TwoProportions::new(first, second);
    let interval = |method: DifferenceMethod| {
        let found = match order {
            Order::AsGiven => pair.difference(method, level).map(|found| ends(&found)),
            Order::Swapped => pair.swapped().difference(method, level).map(|found| turned(&found)),
        };
        found.map_err(JobError::refused)
    };
    let test = |test: TwoProportionTest| {
        let two = Alternative::TwoSided;
        let found = match order {
            Order::AsGiven => pair.test(test, two),
            Order::Swapped => pair.swapped().test(test, two),
        };
        let mut found = tested(&found.map_err(JobError::refused)?);
        let signed = matches!(test, TwoProportionTest::ZPooled | TwoProportionTest::ZScore);
        if signed && matches!(order, Order::Swapped) {
            found.statistic = found.statistic.map(|z| -z);
        }
        Ok::<Tested, JobError>(found)
    };
    outcome(&Outcome {
        wald: interval(DifferenceMethod::Wald)?,
        wald_continuity: interval(DifferenceMethod::WaldContinuity)?,
        agresti_caffo: interval(DifferenceMethod::AgrestiCaffo)?,
        newcombe: interval(DifferenceMethod::Newcombe)?,
        newcombe_continuity: interval(DifferenceMethod::NewcombeContinuity)?,
        mee: interval(DifferenceMethod::Mee)?,
        miettinen_nurminen: interval(DifferenceMethod::MiettinenNurminen)?,
        z_pooled: test(TwoProportionTest::ZPooled)?,
        z_score: test(TwoProportionTest::ZScore)?,
        chi_square: test(TwoProportionTest::ChiSquare)?,
        yates: test(TwoProportionTest::ChiSquareYates)?,
        fisher: test(TwoProportionTest::FisherExact)?.p_value,
    })
}
