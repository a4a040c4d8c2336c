//! A folder of goals, and everything that lies beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use kpis::goals::{
    Benchmark, Figure, Finding, GoalDocument, HistoryPoint, MetricHistory, Problem, Problems,
    RevisionLog, Scenario, ScenarioDraft, Tree, TreeDraft,
};
use kpis::metrics::{Catalog, MetricId};
use kpis::types::{Calendar, Estimate, EstimateMethod, Localized, Quantity, Segment};
use rust_decimal::prelude::ToPrimitive;

use super::args::SmartGoalsArguments;
use super::book;
use crate::input::{BadCell, Progress, Rows, said};
use crate::program::column;

/// Everything the folder holds.
pub(super) struct Read {
    pub(super) name: String,
    pub(super) calendar: Calendar,
    pub(super) catalog: Catalog,
    pub(super) document: GoalDocument,
    pub(super) histories: Vec<(Option<Segment>, MetricHistory)>,
    pub(super) benchmarks: Vec<Benchmark>,
    pub(super) people: Option<Vec<String>>,
    pub(super) log: RevisionLog,
    pub(super) tree: Option<Tree>,
    pub(super) scenario: Option<Scenario>,
    /// What was found about tree and scenario.
    pub(super) found: Vec<Finding>,
}

impl Read {
    /// A history with the range of its metric, as the check of goals has it.
    pub(super) fn ranged(&self, history: &MetricHistory) -> MetricHistory {
        let history = history.clone();
        match self.catalog.metric(history.metric()) {
            Some(metric) => history.with_range(self.catalog.range(metric)),
            None => history,
        }
    }
}

pub(super) fn read(asked: &SmartGoalsArguments) -> Result<(Read, Vec<BadCell>)> {
    let folder = match &asked.folder {
        Some(folder) => folder.clone(),
        None if asked.calibrate && !asked.book.is_empty() => return book_alone(asked),
        None => sample()?,
    };
    let builtin = Catalog::builtin()?;
    let catalog = match optional(&folder.join("catalog.toml"))? {
        Some(text) => builtin.extend_toml(&text)?,
        None => builtin,
    };
    let goals = folder.join("goals.toml");
    let document = match optional(&goals)? {
        Some(text) => GoalDocument::from_toml(&text),
        // Calibration needs no goals.
        None if asked.calibrate => GoalDocument::default(),
        None => {
            let name = goals.display();
            return Err(said(format!("there is no {name}"), format!("{name} がありません")));
        }
    };
    let calendar = Calendar::utc();
    let mut bad = Vec::new();
    let mut histories = Vec::new();
    for path in files(&folder.join("history"))? {
        histories.extend(history(&path, &catalog, asked, calendar, &mut bad)?);
    }
    if !asked.book.is_empty() {
        let wanted: Vec<&str> =
            document.drafts().iter().filter_map(|draft| draft.metric()).collect();
        let (measured, mut bad_rows) = book::histories(asked, &wanted, calendar)?;
        histories.extend(measured.into_iter().map(|history| (None, history)));
        bad.append(&mut bad_rows);
    }
    let benchmarks = match folder.join("benchmarks.csv") {
        path if path.is_file() => benchmarks(&path, &mut bad)?,
        _ => Vec::new(),
    };
    let people = optional(&folder.join("people.txt"))?.map(|text| {
        let names = text.lines().map(str::trim).filter(|name| !name.is_empty());
        names.map(str::to_owned).collect()
    });
    let log = match optional(&folder.join("revisions.json"))? {
        Some(text) => serde_json::from_str(&text).context("revisions.json")?,
        None => RevisionLog::new(),
    };
    let mut found = Vec::new();
    let tree = match optional(&folder.join("tree.toml"))? {
        Some(text) => parsed(TreeDraft::from_toml(&text), &mut found)
            .and_then(|draft| checked(Tree::try_new(draft, &catalog), Tree::problems, &mut found)),
        None => None,
    };
    let scenario = match optional(&folder.join("scenario.toml"))? {
        Some(text) => parsed(ScenarioDraft::from_toml(&text), &mut found).and_then(|draft| {
            checked(Scenario::try_new(draft, &catalog), Scenario::problems, &mut found)
        }),
        None => None,
    };
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned());
    let name = name.unwrap_or_else(|| folder.display().to_string());
    let read = Read {
        name,
        calendar,
        catalog,
        document,
        histories,
        benchmarks,
        people,
        log,
        tree,
        scenario,
        found,
    };
    Ok((read, bad))
}

/// A tree or scenario, unless it cannot be used; either way with what was found.
fn parsed<T>(read: Result<T, Box<Finding>>, found: &mut Vec<Finding>) -> Option<T> {
    read.map_err(|refused| found.push(*refused)).ok()
}

fn checked<T, P: Problem>(
    read: Result<T, Problems<P>>,
    problems: impl Fn(&T) -> &[P],
    found: &mut Vec<Finding>,
) -> Option<T> {
    match read {
        Ok(read) => {
            found.extend(problems(&read).iter().map(Problem::finding));
            Some(read)
        }
        Err(refused) => {
            found.extend(refused.findings());
            None
        }
    }
}

/// Calibration on a book needs no goals: the usual metrics are measured.
fn book_alone(asked: &SmartGoalsArguments) -> Result<(Read, Vec<BadCell>)> {
    let calendar = Calendar::utc();
    let (histories, bad) = book::histories(asked, &[], calendar)?;
    let read = Read {
        name: String::new(),
        calendar,
        catalog: Catalog::builtin()?,
        document: GoalDocument::default(),
        histories: histories.into_iter().map(|history| (None, history)).collect(),
        benchmarks: Vec::new(),
        people: None,
        log: RevisionLog::new(),
        tree: None,
        scenario: None,
        found: Vec::new(),
    };
    Ok((read, bad))
}

fn sample() -> Result<PathBuf> {
    let built = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/goals/good");
    let places = [built, PathBuf::from("examples/data/goals/good")];
    let found = places.into_iter().find(|folder| folder.join("goals.toml").is_file());
    found.context("no sample data: name a folder with goals.toml")
}

fn optional(path: &Path) -> Result<Option<String>> {
    match path.is_file() {
        true => Ok(Some(fs::read_to_string(path).with_context(|| path.display().to_string())?)),
        false => Ok(None),
    }
}

/// The CSV files of a folder, by name.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "csv") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn cell(place: (&str, u64, &str), value: &str, en: &'static str, ja: &'static str) -> BadCell {
    let (file, line, column) = place;
    BadCell {
        file: file.to_owned(),
        line,
        column: column.to_owned(),
        value: value.to_owned(),
        code: "figure",
        allowed: Localized::fixed(en, ja),
    }
}

/// One metric's past: period, value, and where there is one its interval.
fn history(
    path: &Path,
    catalog: &Catalog,
    asked: &SmartGoalsArguments,
    calendar: Calendar,
    bad: &mut Vec<BadCell>,
) -> Result<Option<(Option<Segment>, MetricHistory)>> {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let stem = stem.unwrap_or_default();
    let (name, segment) = match stem.split_once('@') {
        Some((name, segment)) => (name, Some(segment.parse::<Segment>()?)),
        None => (stem.as_str(), None),
    };
    let Some(definition) = catalog.metric(name) else {
        return Err(said(
            format!("{} is named after no metric of the catalog", path.display()),
            format!("{} の名前に当たる指標がカタログにありません", path.display()),
        ));
    };
    let (unit, currency) = (definition.unit(), Some(asked.currency));
    let mut rows = Rows::open(path, Progress::Off)?;
    let (at_period, at_value) = (column(&rows, "period")?, column(&rows, "value")?);
    let bounds = column(&rows, "low").ok().zip(column(&rows, "high").ok());
    let file = rows.file.clone();
    let mut points: Vec<HistoryPoint> = Vec::new();
    let mut seen = BTreeSet::new();
    while let Some((line, row)) = rows.next_row()? {
        let row = match row {
            Ok(row) => row,
            Err(wrong) => {
                bad.push(wrong);
                continue;
            }
        };
        let text = |at: usize| row.get(at).unwrap_or("");
        let Ok(period) = calendar.parse(text(at_period)) else {
            let (en, ja) = ("a period such as 2026-09 or 2026-Q3", "2026-09、2026-Q3 のような期間");
            bad.push(cell((&file, line, "period"), text(at_period), en, ja));
            continue;
        };
        let figure =
            |at: usize| Figure::parse(text(at)).ok().and_then(|f| f.quantity(unit, currency).ok());
        let Some(value) = figure(at_value) else {
            let (en, ja) = ("a figure in the unit of the metric", "指標の単位の数値");
            bad.push(cell((&file, line, "value"), text(at_value), en, ja));
            continue;
        };
        let kind = points.first().map_or(period.grain(), |first| first.period.grain());
        if kind != period.grain() {
            let (en, ja) = ("periods of one kind", "最初の行と同じ種類の期間");
            bad.push(cell((&file, line, "period"), text(at_period), en, ja));
            continue;
        }
        if !seen.insert(period) {
            let (en, ja) = ("each period once", "1期間につき1行");
            bad.push(cell((&file, line, "period"), text(at_period), en, ja));
            continue;
        }
        let interval = bounds.and_then(|(low, high)| {
            let float = |quantity: Quantity| quantity.value().to_f64();
            let (low, high) = (float(figure(low)?)?, float(figure(high)?)?);
            Estimate::try_new(float(value)?, low, high, 0.95, 1, EstimateMethod::Given).ok()
        });
        points.push(HistoryPoint { period, value, interval });
    }
    if points.is_empty() {
        return Ok(None);
    }
    Ok(Some((segment, MetricHistory::try_new(definition.id().clone(), points)?)))
}

fn benchmarks(path: &Path, bad: &mut Vec<BadCell>) -> Result<Vec<Benchmark>> {
    let mut rows = Rows::open(path, Progress::Off)?;
    let (metric, name) = (column(&rows, "metric")?, column(&rows, "name")?);
    let value = column(&rows, "value")?;
    let file = rows.file.clone();
    let mut all: BTreeMap<(String, String), Vec<f64>> = BTreeMap::new();
    while let Some((line, row)) = rows.next_row()? {
        let row = match row {
            Ok(row) => row,
            Err(wrong) => {
                bad.push(wrong);
                continue;
            }
        };
        let text = |at: usize| row.get(at).unwrap_or("");
        match Figure::parse(text(value)).ok().and_then(|figure| figure.value().to_f64()) {
            Some(value) => {
                all.entry((text(metric).to_owned(), text(name).to_owned()))
                    .or_default()
                    .push(value);
            }
            None => bad.push(cell((&file, line, "value"), text(value), "a figure", "数値")),
        }
    }
    let one = |((metric, name), values): ((String, String), Vec<f64>)| {
        Ok(Benchmark::try_new(MetricId::try_new(metric)?, &name, &values)?)
    };
    all.into_iter().map(one).collect()
}
