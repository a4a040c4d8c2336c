//! N-day, rolling and bracket retention with their denominators.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kpi_cohort::{Brackets, Cell, ObservationEnd, RetentionSpec, ReturnMode};
use serde::Deserialize;
use serde_json::json;

use super::log::{Log, expected};
use crate::Bound;
use crate::reference::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    data_file: String,
    start: String,
    observation_end: NaiveDate,
    eligible: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    nday: BTreeMap<String, NDay>,
    brackets: BTreeMap<String, Bracket>,
    observation_end: NaiveDate,
    users: f64,
    events: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NDay {
    eligible: f64,
    return_on: f64,
    return_on_or_after: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Bracket {
    eligible: f64,
    returned: f64,
}

const EXACT: Bound = Bound { abs: None, rel: None };

pub(in crate::reference) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "exact" }))?;
    let (given, wanted): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    if given.start != "user's first event day"
        || given.eligible != "first day + N <= observation end"
        || given.observation_end != wanted.observation_end
    {
        return Err(CaseError::Form { part: "inputs", why: "another question".to_owned() });
    }
    let log = Log::read(case, &given.data_file)?;
    let users: BTreeSet<u64> = log.ids.iter().copied().collect();
    checks.near("users", wanted.users, users.len() as f64, EXACT);
    checks.near("events", wanted.events, log.ids.len() as f64, EXACT);
    let spec = RetentionSpec::daily(ObservationEnd::Through(given.observation_end));
    let on = log.grid(spec.clone())?;
    let after = log.grid(spec.clone().with_mode(ReturnMode::OnOrAfter))?;
    for (age, want) in wanted.nday {
        let age = age.parse().map_err(|_| expected(format!("age {age}")))?;
        for (what, returned, grid) in
            [("on", want.return_on, &on), ("on or after", want.return_on_or_after, &after)]
        {
            let cell = grid.total(age).map_err(CaseError::refused)?;
            compare(&format!("{what} {age}"), want.eligible, returned, &cell, checks);
        }
    }
    let mut brackets = Vec::new();
    for (range, want) in wanted.brackets {
        let ages = range.split_once('-').and_then(|(first, last)| {
            Some((first.parse::<u32>().ok()?, last.parse::<u32>().ok()?))
        });
        brackets.push((ages.ok_or_else(|| expected(format!("bracket {range}")))?, want));
    }
    brackets.sort_unstable_by_key(|(ages, _)| *ages);
    let ranges: Vec<(u32, u32)> = brackets.iter().map(|(ages, _)| *ages).collect();
    let mode = ReturnMode::Brackets(Brackets::try_new(ranges).map_err(CaseError::refused)?);
    let grid = log.grid(spec.with_mode(mode))?;
    for (column, ((first, last), want)) in (0..).zip(brackets) {
        let cell = grid.total(column).map_err(CaseError::refused)?;
        let what = format!("bracket {first}-{last}");
        compare(&what, want.eligible, want.returned, &cell, checks);
    }
    Ok(())
}

fn compare(what: &str, eligible: f64, returned: f64, cell: &Cell, checks: &mut Checks) {
    checks.near(&format!("{what}, eligible"), eligible, cell.eligible() as f64, EXACT);
    checks.near(&format!("{what}, returned"), returned, cell.returned() as f64, EXACT);
}
