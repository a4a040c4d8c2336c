//! Wilcoxon's tests.

use kpi_stats::{
    Alternative, ConfidenceLevel, MannWhitney, RankError, RankMethod, SignedRank, Tally, ZeroRule,
};
use serde::{Deserialize, Serialize};
use toml::Table;

use super::ends;
use crate::{Job, JobError, JobPath, inputs, outcome};

pub(super) const SEPARATE: Job = Job {
    name: "mann-whitney",
    about: "U of two groups, its p-values and the shift between them",
    paths: &[
        JobPath { name: "values", run: |table| separate(table, at_once) },
        JobPath { name: "merged", run: |table| separate(table, merged) },
    ],
};

pub(super) const PAIRED: Job = Job {
    name: "signed-rank",
    about: "V of differences, its p-values and the pseudomedian",
    paths: &[
        JobPath { name: "values", run: |table| paired(table, at_once) },
        JobPath { name: "merged", run: |table| paired(table, merged) },
    ],
};

/// Values with counts.
type Counts = Vec<(f64, u64)>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Groups {
    first: Counts,
    second: Counts,
    level: ConfidenceLevel,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Differences {
    differences: Counts,
    zeros: ZeroRule,
    level: ConfidenceLevel,
}

#[derive(Serialize)]
struct Outcome {
    statistic: f64,
    exact: Option<[f64; 3]>,
    normal: [f64; 3],
    corrected: [f64; 3],
    estimate: Option<f64>,
    exact_interval: Option<[f64; 2]>,
    normal_interval: Option<[f64; 2]>,
}

fn at_once(counts: &Counts) -> Result<Tally, JobError> {
    Tally::try_from_counts(counts.iter().copied()).map_err(JobError::refused)
}

/// One by one, the last first, every other in another part.
fn merged(counts: &Counts) -> Result<Tally, JobError> {
    let (mut here, mut there) = (Tally::new(), Tally::new());
    for (value, count) in counts.iter().rev() {
        std::mem::swap(&mut here, &mut there);
        here.observe_many(*value, *count).map_err(JobError::refused)?;
    }
    here.merge(&there).map_err(JobError::refused)?;
    Ok(here)
}

/// Two-sided, greater, less; nothing where ties forbid it.
fn sides(
    test: impl Fn(Alternative) -> Result<kpi_stats::HypothesisTest, RankError>,
) -> Result<Option<[f64; 3]>, JobError> {
    let mut found = [0.0; 3];
    for (slot, side) in found.iter_mut().zip(Alternative::ALL) {
        match test(side) {
            Ok(test) => *slot = test.p_value(),
            Err(RankError::Ties) => return Ok(None),
            Err(error) => return Err(JobError::refused(error)),
        }
    }
    Ok(Some(found))
}

fn some(found: Option<[f64; 3]>) -> Result<[f64; 3], JobError> {
    found.ok_or_else(|| JobError::refused("ties do not forbid the normal approximation"))
}

fn separate(table: &Table, of: fn(&Counts) -> Result<Tally, JobError>) -> Result<Table, JobError> {
    let Groups { first, second, level } = inputs(table)?;
    let groups = MannWhitney::try_new(of(&first)?, of(&second)?).map_err(JobError::refused)?;
    let shift = |method| groups.shift(method, level).ok();
    outcome(&Outcome {
        statistic: groups.u(),
        exact: sides(|side| groups.test(RankMethod::Exact, side))?,
        normal: some(sides(|side| groups.test(RankMethod::Normal, side))?)?,
        corrected: some(sides(|side| groups.test(RankMethod::NormalCorrected, side))?)?,
        estimate: shift(RankMethod::Normal).map(|found| found.point()),
        exact_interval: shift(RankMethod::Exact).map(|found| ends(&found)),
        normal_interval: shift(RankMethod::Normal).map(|found| ends(&found)),
    })
}

fn paired(table: &Table, of: fn(&Counts) -> Result<Tally, JobError>) -> Result<Table, JobError> {
    let Differences { differences, zeros, level } = inputs(table)?;
    let pairs = SignedRank::try_new(&of(&differences)?, zeros).map_err(JobError::refused)?;
    let middle = |method| pairs.pseudomedian(method, level).ok();
    outcome(&Outcome {
        statistic: pairs.v(),
        exact: sides(|side| pairs.test(RankMethod::Exact, side))?,
        normal: some(sides(|side| pairs.test(RankMethod::Normal, side))?)?,
        corrected: some(sides(|side| pairs.test(RankMethod::NormalCorrected, side))?)?,
        estimate: middle(RankMethod::Normal).map(|found| found.point()),
        exact_interval: middle(RankMethod::Exact).map(|found| ends(&found)),
        normal_interval: middle(RankMethod::Normal).map(|found| ends(&found)),
    })
}
