//! Scores of the questions, together and by wave and segment.

use anyhow::Result;
use kpis::survey::{
    AnswerColumns, AnswerCounts, AnswerGroup, Distribution, GroupId, Item, OffScale, ScoreError,
    WeightedAnswers, WeightedScore,
};
use kpis::types::Estimate;

use super::asked::Asked;
use super::cells::{Code, Question};
use super::compare::{Compared, against_the_rest, one_after_the_other};
use super::sheet::Sheet;

/// One question with all that is said about it.
pub(super) struct Scored {
    pub(super) asked: Asked,
    pub(super) name: String,
    pub(super) kept: Vec<i64>,
    pub(super) answers: Distribution,
    pub(super) score: Result<Estimate, ScoreError>,
    pub(super) weighted: Option<Result<WeightedScore, ScoreError>>,
    pub(super) waves: Vec<Group>,
    pub(super) segments: Vec<Group>,
    pub(super) wave_tests: Option<Compared>,
    pub(super) segment_tests: Option<Compared>,
}

/// A wave or a segment.
pub(super) struct Group {
    pub(super) name: String,
    pub(super) answers: Distribution,
    pub(super) score: Result<Estimate, ScoreError>,
    pub(super) weighted: Option<Result<WeightedScore, ScoreError>>,
}

pub(super) fn of(sheet: &Sheet) -> Result<Vec<Scored>> {
    sheet.scored.iter().map(|(asked, question)| scored(*asked, question, sheet)).collect()
}

/// The rows in which the question was asked.
struct Rows<'a> {
    codes: Vec<i64>,
    waves: Vec<&'a str>,
    segments: Vec<&'a str>,
    weights: Vec<f64>,
}

const NO_ANSWER: i64 = -1;

fn scored(asked: Asked, question: &Question, sheet: &Sheet) -> Result<Scored> {
    let rows = rows_of(question, sheet);
    let item = Item::new(&question.name, question.item.scale());
    let item = item.with_no_answer_code(NO_ANSWER)?.with_off_scale(OffScale::Refuse);
    let mut counts = AnswerCounts::new(item.clone());
    counts.observe_columns(&rows.columns(Groups::Both))?;
    let answers = counts.finish();
    let weighted = |groups: Groups| -> Result<Vec<(String, Result<WeightedScore, ScoreError>)>> {
        if rows.weights.is_empty() {
            return Ok(Vec::new());
        }
        let mut weighted = WeightedAnswers::new(item.clone());
        weighted.observe_columns(&rows.columns(groups), &rows.weights)?;
        let groups = weighted.finish().into_iter().map(|group| {
            let name = named(group.wave().or(group.segment()));
            (name, asked.weighted(group.distribution()))
        });
        Ok(groups.collect())
    };
    let group = |found: &AnswerGroup, all: &[(String, Result<WeightedScore, ScoreError>)]| {
        let name = named(found.wave().or(found.segment()));
        let weighted = all.iter().find(|(other, _)| *other == name);
        Group {
            answers: found.distribution().clone(),
            score: asked.score(found.distribution()),
            weighted: weighted.map(|(_, score)| score.clone()),
            name,
        }
    };
    let groups = |found: Vec<AnswerGroup>, which: Groups, column: &[&str]| -> Result<Vec<Group>> {
        if column.is_empty() {
            return Ok(Vec::new());
        }
        let all = weighted(which)?;
        Ok(found.iter().map(|found| group(found, &all)).collect())
    };
    let waves = groups(answers.by_wave(), Groups::Waves, &rows.waves)?;
    let segments = groups(answers.by_segment(), Groups::Segments, &rows.segments)?;
    let total = answers.total();
    Ok(Scored {
        asked,
        name: question.name.clone(),
        kept: question.kept.clone(),
        score: asked.score(&total),
        weighted: weighted(Groups::None)?.pop().map(|(_, score)| score),
        wave_tests: one_after_the_other(asked, &waves),
        segment_tests: against_the_rest(asked, &segments),
        answers: total,
        waves,
        segments,
    })
}

fn rows_of<'a>(question: &Question, sheet: &'a Sheet) -> Rows<'a> {
    let mut rows = Rows { codes: vec![], waves: vec![], segments: vec![], weights: vec![] };
    for (at, code) in question.codes.iter().enumerate() {
        rows.codes.push(match code {
            Code::Answer(value) => i64::from(*value),
            Code::NoAnswer | Code::Bad => NO_ANSWER,
            Code::NotAsked => continue,
        });
        rows.waves.extend(sheet.waves.get(at).map(String::as_str));
        rows.segments.extend(sheet.segments.get(at).map(String::as_str));
        rows.weights.extend(sheet.weights.get(at));
    }
    rows
}

/// By what rows are told apart.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Groups {
    None,
    Waves,
    Segments,
    Both,
}

impl Rows<'_> {
    fn columns(&self, groups: Groups) -> AnswerColumns<'_> {
        let mut columns = AnswerColumns::new(&self.codes[..]);
        if matches!(groups, Groups::Waves | Groups::Both) && !self.waves.is_empty() {
            columns = columns.with_waves(&self.waves[..]);
        }
        if matches!(groups, Groups::Segments | Groups::Both) && !self.segments.is_empty() {
            columns = columns.with_segments(&self.segments[..]);
        }
        columns
    }
}

fn named(group: Option<&GroupId>) -> String {
    match group {
        Some(GroupId::Text(text)) => text.to_string(),
        Some(GroupId::Number(number)) => number.to_string(),
        None => "-".to_owned(),
    }
}
