//! NPS, CSAT and CES.

use kpi_stats::ConfidenceLevel;
use kpi_survey::{
    AnswerColumns, AnswerCounts, CesConvention, CsatConvention, Distribution, Item, ItemScore,
    NetMethod, NpsCounts, NpsDifference, NpsScore, Scale, ScoreOptions,
};
use serde::{Deserialize, Serialize};
use toml::Table;

use crate::{JobError, inputs, outcome};

/// How the answers come in.
#[derive(Clone, Copy)]
pub(super) enum Way {
    Counts,
    Columns,
    Texts,
    Merged,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nps {
    /// Detractors, passives, promoters.
    counts: [u64; 3],
    method: NetMethod,
    level: ConfidenceLevel,
}

#[derive(Serialize)]
struct Outcome {
    nps: f64,
    interval: [f64; 2],
    standard_error: f64,
    p_value: Option<f64>,
}

pub(super) fn nps(table: &Table, way: Way) -> Result<Table, JobError> {
    let Nps { counts, method, level } = inputs(table)?;
    let options = ScoreOptions::from(method).with_level(level);
    let score = match way {
        Way::Counts => try_counts(counts)?.score(options).map_err(JobError::refused)?,
        Way::Columns => of_rows(&[rows(counts)], options)?,
        Way::Texts => {
            let texts: Vec<String> = rows(counts).iter().map(ToString::to_string).collect();
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let mut taken = AnswerCounts::new(question());
            taken.observe_columns(&AnswerColumns::new(&texts[..])).map_err(JobError::refused)?;
            taken.finish().total().nps(options).map_err(JobError::refused)?
        }
        Way::Merged => {
            let all = rows(counts);
            let (odd, even) = (all.iter().step_by(2), all.iter().skip(1).step_by(2));
            of_rows(&[even.copied().collect(), odd.copied().collect()], options)?
        }
    };
    let estimate = score.estimate();
    outcome(&Outcome {
        nps: estimate.point(),
        interval: [estimate.lower(), estimate.upper()],
        standard_error: score.standard_error(),
        p_value: score.test_against(0.0).ok().map(|test| test.p_value()),
    })
}

fn question() -> Item {
    Item::new("recommend", Scale::ZERO_TO_TEN)
}

fn try_counts([detractors, passives, promoters]: [u64; 3]) -> Result<NpsCounts, JobError> {
    NpsCounts::try_new(detractors, passives, promoters).map_err(JobError::refused)
}

/// Some answers of each kind.
fn rows(counts: [u64; 3]) -> Vec<u8> {
    let kinds: [&[u8]; 3] = [&[0, 3, 6], &[7, 8], &[10, 9]];
    let kinds = kinds.into_iter().zip(counts);
    kinds.flat_map(|(kind, count)| kind.iter().copied().cycle().take(count as usize)).collect()
}

fn of_rows(parts: &[Vec<u8>], options: ScoreOptions) -> Result<NpsScore, JobError> {
    let mut all = AnswerCounts::new(question());
    for part in parts {
        let mut taken = AnswerCounts::new(question());
        taken.observe_columns(&AnswerColumns::new(&part[..])).map_err(JobError::refused)?;
        all.merge(&taken).map_err(JobError::refused)?;
    }
    all.finish().total().nps(options).map_err(JobError::refused)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Waves {
    first: [u64; 3],
    second: [u64; 3],
    method: NetMethod,
}

#[derive(Serialize)]
struct Change {
    change: f64,
    interval: [f64; 2],
    standard_error: f64,
    p_value: f64,
}

pub(super) fn difference(table: &Table) -> Result<Table, JobError> {
    let Waves { first, second, method } = inputs(table)?;
    let found = NpsDifference::try_new(try_counts(first)?, try_counts(second)?, method);
    let found = found.map_err(JobError::refused)?;
    let estimate = found.estimate();
    outcome(&Change {
        change: estimate.point(),
        interval: [estimate.lower(), estimate.upper()],
        standard_error: found.standard_error(),
        p_value: found.test().map_err(JobError::refused)?.p_value(),
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scored {
    answers: Distribution,
    csat: Option<CsatConvention>,
    ces: Option<CesConvention>,
}

#[derive(Serialize)]
struct Score {
    score: f64,
}

pub(super) fn item_of_mirrored(table: &Table) -> Result<Table, JobError> {
    let given: Scored = inputs(table)?;
    let answers = given.answers.mirrored().mirrored();
    scored(&Scored { answers, ..given })
}

fn item_score(given: &Scored) -> Result<ItemScore, JobError> {
    let options = ScoreOptions::default();
    let found = match (given.csat, given.ces) {
        (Some(csat), None) => given.answers.csat(csat, options),
        (None, Some(ces)) => given.answers.ces(ces, options),
        _ => return Err(JobError::Inputs { why: "one of csat and ces is needed".to_owned() }),
    };
    found.map_err(JobError::refused)
}

pub(super) fn item(table: &Table) -> Result<Table, JobError> {
    scored(&inputs(table)?)
}

fn scored(given: &Scored) -> Result<Table, JobError> {
    outcome(&Score { score: item_score(given)?.estimate().point() })
}
