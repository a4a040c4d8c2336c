//! Reading the answers.

use std::path::{Path, PathBuf};

use anyhow::Result;
use kpis::revenue::Allowed;
use kpis::survey::Scale;
use kpis::types::Localized;

use super::args::SurveyArguments;
use super::asked::Asked;
use super::cells::{Code, Question};
use crate::input::{BadCell, Progress, Rows, said};

/// All rows of all files.
pub(super) struct Sheet {
    /// What was read.
    pub(super) names: Vec<String>,
    pub(super) made_up: bool,
    pub(super) rows: usize,
    pub(super) scored: Vec<(Asked, Question)>,
    pub(super) items: Vec<Question>,
    pub(super) overall: Option<Question>,
    /// Columns that a pattern found and that are no items, with their share of cells off the scale.
    pub(super) not_items: Vec<(String, f64)>,
    pub(super) segments: Vec<String>,
    pub(super) waves: Vec<String>,
    pub(super) weights: Vec<f64>,
}

/// A column that a pattern found is no item when more of its answers than this are off the scale.
const OFF_THE_SCALE: f64 = 0.05;

pub(super) fn read(arguments: &SurveyArguments) -> Result<(Sheet, Vec<BadCell>)> {
    let made_up = arguments.files.is_empty();
    let arguments = &arguments.or_sample();
    let sample = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/data/survey.csv"));
    let files = if made_up { vec![sample] } else { arguments.files.clone() };
    let mut reading = Reading::new(arguments);
    reading.sheet.made_up = made_up;
    for file in &files {
        reading.file(file, arguments)?;
    }
    if reading.sheet.scored.is_empty() && arguments.items.is_empty() {
        return Err(said(
            "nothing is asked: name columns with --nps, --csat, --ces or --items",
            "対象がありません。--nps、--csat、--ces、--items のいずれかで列を指定してください",
        ));
    }
    reading.found(arguments)?;
    Ok(reading.finish())
}

struct Reading {
    sheet: Sheet,
    patterns: Vec<String>,
    bad: Vec<BadCell>,
    /// Cells of items that are off the scale: which item, which row, and the finding.
    off: Vec<(usize, usize, BadCell)>,
    /// Rows that are left out.
    dropped: Vec<bool>,
    scale: Scale,
    missing: Vec<String>,
}

impl Reading {
    fn new(arguments: &SurveyArguments) -> Self {
        let (open, missing) = (arguments.open_scale(), &arguments.missing);
        let mut scored = Vec::new();
        let mut ask = |asked: Asked, columns: &Option<String>, scale: Scale| {
            if let Some(columns) = columns {
                scored.push((asked, Question::new(columns, scale, missing)));
            }
        };
        ask(Asked::Nps, &arguments.nps, Scale::ZERO_TO_TEN);
        if let Some(option) = arguments.csat_as {
            ask(Asked::Csat(option.convention()), &arguments.csat, option.scale(open));
        }
        if let Some(option) = arguments.ces_as {
            ask(Asked::Ces(option.convention()), &arguments.ces, option.scale(open));
        }
        let overall = arguments.overall.as_ref().map(|name| Question::new(name, open, missing));
        Self {
            sheet: Sheet {
                names: Vec::new(),
                made_up: false,
                rows: 0,
                scored,
                items: Vec::new(),
                overall,
                not_items: Vec::new(),
                segments: Vec::new(),
                waves: Vec::new(),
                weights: Vec::new(),
            },
            patterns: arguments.items.clone(),
            bad: Vec::new(),
            off: Vec::new(),
            dropped: Vec::new(),
            scale: open,
            missing: missing.clone(),
        }
    }

    fn file(&mut self, path: &Path, arguments: &SurveyArguments) -> Result<()> {
        let mut rows = Rows::open(path, Progress::Auto)?;
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let wave = name.split(['_', '.']).next().unwrap_or_default().to_owned();
        self.sheet.names.push(name);
        let needed = |name: &Option<String>| -> Result<Option<usize>> {
            let Some(name) = name else { return Ok(None) };
            find(&rows.header, name).map(Some).ok_or_else(|| no_column(&rows, name))
        };
        let (segment_at, wave_at) = (needed(&arguments.segment)?, needed(&arguments.wave)?);
        let weight_at = needed(&arguments.weight)?;
        let scored_at: Vec<Option<usize>> = self
            .sheet
            .scored
            .iter()
            .map(|(_, question)| find(&rows.header, &question.name))
            .collect();
        let overall_at =
            self.sheet.overall.as_ref().and_then(|question| find(&rows.header, &question.name));
        let items_at = self.items_of(&rows.header, overall_at);
        while let Some((line, row)) = rows.next_row()? {
            let row = match row {
                Ok(row) => row,
                Err(found) => {
                    self.bad.push(found);
                    continue;
                }
            };
            let at = self.sheet.rows;
            let cell = |column: usize| row.get(column).unwrap_or_default().trim();
            let file = &rows.file;
            let mut wrong = false;
            let questions = self.sheet.scored.iter_mut().map(|(_, question)| question);
            let places = scored_at.iter().copied().chain([overall_at]);
            for (question, place) in questions.chain(&mut self.sheet.overall).zip(places) {
                let code = place.map_or(Code::NotAsked, |place| question.read(cell(place)));
                if let (Code::Bad, Some(place)) = (code, place) {
                    let header = rows.header.get(place).map_or("", String::as_str);
                    let found = BadCell::new(file, line, header, cell(place), &question.allowed());
                    self.bad.push(found);
                    wrong = true;
                }
                question.codes.push(code);
            }
            for (which, question) in self.sheet.items.iter_mut().enumerate() {
                let place = items_at.iter().find(|(item, _)| *item == which).map(|(_, at)| *at);
                let code = place.map_or(Code::NotAsked, |place| question.read(cell(place)));
                if let (Code::Bad, Some(place)) = (code, place) {
                    let allowed = question.allowed();
                    let found = BadCell::new(file, line, &question.name, cell(place), &allowed);
                    self.off.push((which, at, found));
                }
                question.codes.push(code);
            }
            if let Some(place) = weight_at {
                let weight = cell(place).parse::<f64>().ok();
                let weight = weight.filter(|weight| *weight > 0.0 && weight.is_finite());
                if weight.is_none() {
                    let name = rows.header.get(place).map_or("", String::as_str);
                    let found = BadCell::new(file, line, name, cell(place), &above_zero());
                    self.bad.push(found);
                    wrong = true;
                }
                self.sheet.weights.push(weight.unwrap_or(1.0));
            }
            let text = |place: usize| match cell(place) {
                "" => "-".to_owned(),
                text => text.to_owned(),
            };
            self.sheet.segments.extend(segment_at.map(text));
            self.sheet.waves.extend(wave_at.map(text));
            if arguments.wave_by_file {
                self.sheet.waves.push(wave.clone());
            }
            self.dropped.push(wrong);
            self.sheet.rows += 1;
        }
        Ok(())
    }

    /// The items of a file and their columns; items that are new begin as not asked before.
    fn items_of(&mut self, header: &[String], overall: Option<usize>) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let taken = |name: &String| {
            overall.and_then(|at| header.get(at)).is_some_and(|overall| overall == name)
        };
        let columns = header.iter().enumerate().filter(|(_, name)| !taken(name));
        for (at, name) in columns {
            if !self.patterns.iter().any(|pattern| fits(pattern, name)) {
                continue;
            }
            let known = self.sheet.items.iter().position(|i| i.name.eq_ignore_ascii_case(name));
            let which = known.unwrap_or_else(|| {
                let mut question = Question::new(name, self.scale, &self.missing);
                question.codes = vec![Code::NotAsked; self.sheet.rows];
                self.sheet.items.push(question);
                self.sheet.items.len() - 1
            });
            found.push((which, at));
        }
        found
    }

    /// Refuses questions that no file has.
    fn found(&self, arguments: &SurveyArguments) -> Result<()> {
        let scored = self.sheet.scored.iter().map(|(_, question)| question);
        for question in scored.chain(&self.sheet.overall) {
            if question.codes.iter().all(|code| *code == Code::NotAsked) {
                let name = &question.name;
                return Err(said(
                    format!("no file has a column {name:?}"),
                    format!("列 {name:?} がどのファイルにもありません"),
                ));
            }
        }
        if !arguments.items.is_empty() && self.sheet.items.is_empty() {
            let patterns = arguments.items.join(",");
            return Err(said(
                format!("no column fits --items {patterns}"),
                format!("--items {patterns} に合う列がありません"),
            ));
        }
        Ok(())
    }

    fn finish(mut self) -> (Sheet, Vec<BadCell>) {
        let mut no_item = vec![false; self.sheet.items.len()];
        for (which, question) in self.sheet.items.iter().enumerate() {
            let count = |wanted: fn(&Code) -> bool| {
                question.codes.iter().filter(|code| wanted(code)).count() as f64
            };
            let off = count(|code| *code == Code::Bad);
            let share = off / (off + count(|code| matches!(code, Code::Answer(_)))).max(1.0);
            if share > OFF_THE_SCALE {
                self.sheet.not_items.push((question.name.clone(), share));
                no_item.iter_mut().skip(which).take(1).for_each(|gone| *gone = true);
            }
        }
        let gone = |which: usize| no_item.get(which).copied().unwrap_or_default();
        for (which, row, found) in self.off {
            if !gone(which) {
                self.bad.push(found);
                self.dropped.iter_mut().skip(row).take(1).for_each(|dropped| *dropped = true);
            }
        }
        let mut which = 0..;
        self.sheet.items.retain(|_| !which.next().is_some_and(gone));
        let dropped = self.dropped;
        let sheet = &mut self.sheet;
        let questions = sheet.scored.iter_mut().map(|(_, question)| question);
        for question in questions.chain(&mut sheet.items).chain(&mut sheet.overall) {
            keep(&mut question.codes, &dropped);
        }
        keep(&mut sheet.segments, &dropped);
        keep(&mut sheet.waves, &dropped);
        keep(&mut sheet.weights, &dropped);
        sheet.rows = dropped.iter().filter(|dropped| !**dropped).count();
        self.bad.sort_by(|a, b| (&a.file, a.line, &a.column).cmp(&(&b.file, b.line, &b.column)));
        (self.sheet, self.bad)
    }
}

fn keep<T>(column: &mut Vec<T>, dropped: &[bool]) {
    let mut rows = dropped.iter();
    column.retain(|_| rows.next().is_none_or(|dropped| !dropped));
}

/// The first of several names, parted by commas, that a header has.
fn find(header: &[String], names: &str) -> Option<usize> {
    names.split(',').map(str::trim).find_map(|wanted| {
        header.iter().position(|name| name.trim_start_matches('*').eq_ignore_ascii_case(wanted))
    })
}

/// Whether a name fits a pattern, in which * stands for anything.
fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.trim().to_ascii_lowercase(), name.to_ascii_lowercase());
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut last = None;
    for part in parts {
        if let Some(middle) = last.replace(part) {
            let Some((_, after)) = rest.split_once(middle) else { return false };
            rest = after;
        }
    }
    last.map_or(rest.is_empty(), |last| rest.ends_with(last))
}

fn no_column(rows: &Rows, wanted: &str) -> anyhow::Error {
    let all = rows.header.join(", ");
    said(
        format!("{} has no column {wanted:?}: expected one of {all}", rows.file),
        format!("{} に列 {wanted:?} がありません。使える列: {all}", rows.file),
    )
}

fn above_zero() -> Allowed {
    let message = Localized::fixed("a number above 0", "0 より大きい数");
    Allowed::Other { code: "above_zero", message }
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn patterns() {
        for (pattern, name, expected) in [
            ("Q9*", "q9Food", true),
            ("Q9*", "Q10Safe", false),
            ("Q9", "Q9", true),
            ("Q9", "Q9A", false),
            ("*_rate", "food_rate", true),
            ("q*x*z", "qaxbz", true),
            ("q*x*z", "qaxb", false),
            ("*", "anything", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }
}
