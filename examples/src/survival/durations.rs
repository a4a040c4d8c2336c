//! Reading durations, and the curves made of them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::Result;
use chrono::NaiveDate;
use kpis::cohort::{
    DecimalLifetimes, KaplanMeier, KaplanMeierOptions, RiskTable, Status, SurvivalInputError,
};
use kpis::revenue::Allowed;
use kpis::types::Localized;

use super::args::SurvivalArguments;
use super::states::{States, Values};
use crate::input::{BadCell, Progress, Rows, name_of, said};
use crate::program::column;

/// What was read: how long, and how it ended, by group.
pub(super) struct Durations {
    pub(super) name: String,
    pub(super) groups: BTreeMap<String, Vec<(f64, Status)>>,
    /// What else than leaving stood in the event column, and how often.
    pub(super) others: BTreeMap<String, u64>,
    /// Rows with a duration of zero.
    pub(super) zero: u64,
}

pub(super) struct Group {
    pub(super) name: String,
    pub(super) table: RiskTable,
    pub(super) curve: KaplanMeier,
    pub(super) events: u64,
}

pub(super) fn read(arguments: &SurvivalArguments) -> Result<(Durations, Vec<BadCell>)> {
    let Some(path) = &arguments.file else { return sample() };
    let states = States::of(arguments)?;
    let mut rows = Rows::open_as(path, Progress::Auto, arguments.header.header())?;
    let of = |wanted: &str| arguments.header.column(&rows, wanted);
    let (event_at, duration_at) = (of(states.column)?, of(&arguments.duration)?);
    let by_at = arguments.by.as_deref().map(of).transpose()?;
    let (mut read, mut bad) = (Durations::new(name_of(path)), Vec::new());
    let mut found = Values::default();
    while let Some((line, row)) = rows.next_good(&mut bad)? {
        let cell = |at: usize| row.get(at).unwrap_or_default().trim();
        let text = cell(duration_at);
        let duration = text.parse::<f64>().ok().filter(|d| *d >= 0.0 && d.is_finite());
        let mut fail = |column: &str, value: &str, allowed: &Allowed| {
            bad.push(BadCell::new(&rows.file, line, column, value, allowed));
        };
        if duration.is_none() {
            fail(&arguments.duration, text, &duration_allowed());
        }
        let state = cell(event_at);
        let status = states.status(state);
        if status.is_none() {
            fail(states.column, state, &states.allowed());
        }
        found.see(state);
        let Some((duration, status)) = duration.zip(status) else { continue };
        if status == Status::Censored {
            *read.others.entry(state.to_owned()).or_default() += 1;
        }
        let group = by_at.map_or("", |at| if cell(at).is_empty() { "-" } else { cell(at) });
        read.add(group, duration, status);
    }
    check_groups(arguments, read.groups.len())?;
    if !arguments.no_event_expected {
        states.expect(&found, &rows.file)?;
    }
    Ok((read, bad))
}

/// A page has no room for more curves, and a column with more values names customers, not groups.
const MOST_GROUPS: usize = 50;

fn check_groups(arguments: &SurvivalArguments, groups: usize) -> Result<()> {
    match &arguments.by {
        Some(by) if groups > MOST_GROUPS => Err(said(
            format!(
                "--by {by}: {groups} groups are too many: expected a column with at most \
                 {MOST_GROUPS} different values"
            ),
            format!(
                "--by {by}: 群が {groups} あり、多すぎます。値の種類が {MOST_GROUPS} 以下の列を指定してください"
            ),
        )),
        _ => Ok(()),
    }
}

fn duration_allowed() -> Allowed {
    let message = Localized::fixed("a number of 0 or more", "0 以上の数");
    Allowed::Other { code: "zero_or_more", message }
}

/// The made-up company's contracts: months from the first start to the last end or cancellation, by
/// billing interval.
fn sample() -> Result<(Durations, Vec<BadCell>)> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/data/contract_lines.csv"));
    let mut rows = Rows::open(&path, Progress::Off)?;
    let at = |name| column(&rows, name);
    let (line, recorded, contract) = (at("line")?, at("recorded_at")?, at("contract")?);
    let (interval, status) = (at("interval")?, at("status")?);
    let (start, end, cancelled) = (at("start")?, at("end")?, at("cancelled_on")?);
    let seen_until = NaiveDate::from_ymd_opt(2026, 10, 31).unwrap_or_default();
    // Of several records of one line the last counts.
    let mut latest: BTreeMap<String, csv::StringRecord> = BTreeMap::new();
    while let Some((_, row)) = rows.next_row()? {
        let Ok(row) = row else { continue };
        let known = latest.entry(row.get(line).unwrap_or_default().to_owned());
        let known = known.or_insert_with(|| row.clone());
        if known.get(recorded) < row.get(recorded) {
            *known = row;
        }
    }
    type Course = (String, NaiveDate, NaiveDate, Option<NaiveDate>);
    let mut courses: BTreeMap<String, Course> = BTreeMap::new();
    for row in latest.into_values() {
        let cell = |at: usize| row.get(at).unwrap_or_default();
        let Ok(from) = cell(start).parse::<NaiveDate>() else { continue };
        if cell(status) == "withdrawn" || from > seen_until {
            continue;
        }
        let dates = [cell(cancelled), cell(end)].map(|text| text.parse::<NaiveDate>().ok());
        let to = dates.into_iter().flatten().min().filter(|to| *to <= seen_until);
        let course = courses.entry(cell(contract).to_owned());
        let (_, first, newest, last) =
            course.or_insert_with(|| (cell(interval).to_owned(), from, from, to));
        *first = from.min(*first);
        // How the newest line ended is how the contract did.
        if from >= *newest {
            (*newest, *last) = (from, to);
        }
    }
    let mut read = Durations::new("examples/data/contract_lines.csv".to_owned());
    for (interval, from, _, to) in courses.into_values() {
        let status = if to.is_some() { Status::Event } else { Status::Censored };
        let days = to.unwrap_or(seen_until).signed_duration_since(from).num_days().max(0);
        // Months of a year's mean length; a sample of a page, not of a convention.
        read.add(&interval, days as f64 / (365.25 / 12.0), status);
    }
    Ok((read, Vec::new()))
}

impl Durations {
    fn new(name: String) -> Self {
        Self { name, groups: BTreeMap::new(), others: BTreeMap::new(), zero: 0 }
    }

    fn add(&mut self, group: &str, duration: f64, status: Status) {
        self.zero += u64::from(duration == 0.0);
        self.groups.entry(group.to_owned()).or_default().push((duration, status));
    }
}

/// A curve for each group.
pub(super) fn curves(read: &Durations) -> Result<Vec<Group>> {
    if read.groups.is_empty() {
        return Err(said("there are no rows", "行がありません"));
    }
    let group = |(name, rows): (&String, &Vec<(f64, Status)>)| -> Result<Group> {
        let mut stayed = DecimalLifetimes::new();
        for (duration, status) in rows {
            stayed.observe(*duration, *status)?;
        }
        let table = stayed.finish().map_err(|error: SurvivalInputError| error)?;
        let events = rows.iter().filter(|(_, status)| *status == Status::Event).count() as u64;
        let curve = table.kaplan_meier(KaplanMeierOptions::default());
        Ok(Group { name: name.clone(), table, curve, events })
    };
    read.groups.iter().map(group).collect()
}
