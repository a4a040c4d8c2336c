//! Answers row by row, and which rows and items stay.

use std::path::Path;

use anyhow::Result;
use kpis::revenue::Allowed;
use kpis::survey::Scale;
use kpis::types::Localized;

use super::super::args::SurveyArguments;
use super::super::asked::Asked;
use super::super::cells::{Code, Question};
use super::columns::{Places, fits};
use super::{OFF_THE_SCALE, Sheet};
use crate::flags::hinted;
use crate::input::{BadCell, Progress, Rows, name_of, said};

pub(super) struct Reading {
    pub(super) sheet: Sheet,
    patterns: Vec<String>,
    /// The columns of all files.
    columns: Vec<String>,
    bad: Vec<BadCell>,
    /// Cells of items that are off the scale: which item, which row, and the finding.
    off: Vec<(usize, usize, BadCell)>,
    /// Rows that are left out.
    dropped: Vec<bool>,
    scale: Scale,
    missing: Vec<String>,
}

impl Reading {
    pub(super) fn new(arguments: &SurveyArguments) -> Self {
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
            columns: Vec::new(),
            bad: Vec::new(),
            off: Vec::new(),
            dropped: Vec::new(),
            scale: open,
            missing: missing.clone(),
        }
    }

    pub(super) fn file(&mut self, path: &Path, arguments: &SurveyArguments) -> Result<()> {
        let mut rows = Rows::open_as(path, Progress::Auto, arguments.header.header())?;
        let name = name_of(path);
        let wave = name.split(['_', '.']).next().unwrap_or_default().to_owned();
        self.sheet.names.push(name);
        self.columns.extend(rows.header.iter().cloned());
        let places = Places::find(arguments, &rows, &self.sheet)?;
        let items = self.items_of(&rows.header, places.overall);
        while let Some((line, row)) = rows.next_good(&mut self.bad)? {
            let cell = |column: usize| row.get(column).unwrap_or_default().trim();
            let bad = |column: usize, allowed: &Allowed| {
                let name = rows.header.get(column).map_or("", String::as_str);
                BadCell::new(&rows.file, line, name, cell(column), allowed)
            };
            let found = self.questions(&places, &items, cell, bad);
            let mut wrong = found > 0;
            if let Some(place) = places.weight {
                let weight = cell(place).parse::<f64>().ok();
                let weight = weight.filter(|weight| *weight > 0.0 && weight.is_finite());
                if weight.is_none() {
                    self.bad.push(bad(place, &above_zero()));
                    wrong = true;
                }
                self.sheet.weights.push(weight.unwrap_or(1.0));
            }
            let text = |place: usize| match cell(place) {
                "" => "-".to_owned(),
                text => text.to_owned(),
            };
            self.sheet.segments.extend(places.segment.map(text));
            self.sheet.waves.extend(places.wave.map(text));
            if arguments.wave_by_file {
                self.sheet.waves.push(wave.clone());
            }
            self.dropped.push(wrong);
            self.sheet.rows += 1;
        }
        Ok(())
    }

    /// Reads the answers of one respondent: how many of them, but for items, are off the scale.
    fn questions<'a>(
        &mut self,
        places: &Places,
        items: &[(usize, usize)],
        cell: impl Fn(usize) -> &'a str,
        bad: impl Fn(usize, &Allowed) -> BadCell,
    ) -> usize {
        let before = self.bad.len();
        let questions = self.sheet.scored.iter_mut().map(|(_, question)| question);
        let questions = questions.chain(&mut self.sheet.overall);
        for (question, place) in questions.zip(places.questions.iter().copied()) {
            let code = place.map_or(Code::NotAsked, |place| question.read(cell(place)));
            if let (Code::Bad, Some(place)) = (code, place) {
                self.bad.push(bad(place, &question.allowed()));
            }
            question.codes.push(code);
        }
        for (which, question) in self.sheet.items.iter_mut().enumerate() {
            let place = items.iter().find(|(item, _)| *item == which).map(|(_, at)| *at);
            let code = place.map_or(Code::NotAsked, |place| question.read(cell(place)));
            if let (Code::Bad, Some(place)) = (code, place) {
                self.off.push((which, self.sheet.rows, bad(place, &question.allowed())));
            }
            question.codes.push(code);
        }
        self.bad.len() - before
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
    pub(super) fn found(&self, arguments: &SurveyArguments) -> Result<()> {
        let scored = self.sheet.scored.iter().map(|(_, question)| question);
        for question in scored.chain(&self.sheet.overall) {
            if question.codes.iter().all(|code| *code == Code::NotAsked) {
                return Err(self.missing(&question.name, arguments));
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

    fn missing(&self, wanted: &str, arguments: &SurveyArguments) -> anyhow::Error {
        let mut columns: Vec<&str> = Vec::new();
        for column in &self.columns {
            if !columns.contains(&column.as_str()) {
                columns.push(column);
            }
        }
        let columns = columns.join(", ");
        let error = said(
            format!("no file has a column {wanted:?}: expected one of {columns}"),
            format!("列 {wanted:?} がどのファイルにもありません。使える列: {columns}"),
        );
        match arguments.header.columns.as_slice() {
            [] => hinted(&error),
            _ => error,
        }
    }

    pub(super) fn finish(mut self) -> (Sheet, Vec<BadCell>) {
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

fn above_zero() -> Allowed {
    let message = Localized::fixed("a number above 0", "0 より大きい数");
    Allowed::Other { code: "above_zero", message }
}
