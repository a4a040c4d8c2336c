//! A daily cohort table.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kpi_cohort::{CellStatus, CohortRow, ObservationEnd, RetentionSpec};
use kpi_stats::ConfidenceLevel;
use serde::Deserialize;
use serde_json::json;

use super::log::{Log, expected};
use crate::Bound;
use crate::reference::checks::abs;
use crate::reference::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    data_file: String,
    columns: String,
}

type Row = BTreeMap<String, Option<f64>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    published_first_rows_t0_t10: Vec<Vec<f64>>,
    published_pct_row1: Vec<f64>,
    calendar_table: Vec<Row>,
    left_shifted: Vec<Row>,
    left_shifted_pct_1dp: Vec<Row>,
}

/// Compared as they stand.
const EXACT: Bound = Bound { abs: None, rel: None };
/// The file rounds to one digit; the last bit of a percentage must not decide a tie.
const PERCENT: Bound = abs(0.05 + 1e-12);

pub(in crate::reference) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "counts": "exact", "pct": "abs 0.05" }))?;
    let (given, wanted): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    if given.columns != "uid,eventDate (distinct user-days)" {
        return Err(CaseError::Form { part: "inputs", why: given.columns });
    }
    let log = Log::read(case, &given.data_file)?;
    let last = log.days.iter().max().copied().unwrap_or_default();
    let end = kpi_types::date_of_day(last).map_err(CaseError::refused)?;
    let grid = log.grid(RetentionSpec::daily(ObservationEnd::Through(end)))?;
    let rows = grid.cohorts();
    for table in [&wanted.calendar_table, &wanted.left_shifted, &wanted.left_shifted_pct_1dp] {
        if table.len() != rows.len() {
            return Err(expected(format!("{} rows, not {}", table.len(), rows.len())));
        }
    }
    for (row, counts) in rows.iter().zip(&wanted.published_first_rows_t0_t10) {
        for (age, want) in (0..).zip(counts) {
            let what = format!("{} at {age}, published", row.label());
            checks.near(&what, *want, returned(row, age), EXACT);
        }
    }
    for (row, wanted) in rows.iter().zip([&wanted.published_pct_row1]) {
        for (age, want) in (0..).zip(wanted) {
            percent(row, age, *want, checks)?;
        }
    }
    for (number, (row, wanted)) in (1..).zip(rows.iter().zip(&wanted.calendar_table)) {
        calendar(number, row, wanted, checks)?;
    }
    for (number, (row, wanted)) in (1..).zip(rows.iter().zip(&wanted.left_shifted)) {
        shifted(number, wanted, |age, want| {
            observed(row, age, want, checks);
            checks.near(&format!("{} at {age}", row.label()), want, returned(row, age), EXACT);
            Ok(())
        })?;
    }
    for (number, (row, wanted)) in (1..).zip(rows.iter().zip(&wanted.left_shifted_pct_1dp)) {
        shifted(number, wanted, |age, want| {
            if observed(row, age, want, checks) {
                percent(row, age, want, checks)?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn returned(row: &CohortRow, age: u32) -> f64 {
    row.cell(age).map_or(f64::NAN, |cell| cell.returned() as f64)
}

/// The peer writes 0 for what has not happened yet; here it must be unobservable.
fn observed(row: &CohortRow, age: u32, want: f64, checks: &mut Checks) -> bool {
    let status = row.cell(age).map(kpi_cohort::Cell::status);
    let seen = status == Some(CellStatus::Complete);
    let fits = seen || status == Some(CellStatus::Unobservable) && want == 0.0;
    checks.near(&format!("{} at {age}, status", row.label()), 1.0, f64::from(fits), EXACT);
    seen
}

fn percent(row: &CohortRow, age: u32, want: f64, checks: &mut Checks) -> Result<(), CaseError> {
    let cell = row.cell(age).ok_or_else(|| expected(format!("no age {age}")))?;
    let rate = cell.rate(ConfidenceLevel::P95).map_err(CaseError::refused)?;
    let what = format!("{} at {age}, percent", row.label());
    checks.near(&what, want, rate.point() * 100.0, PERCENT);
    Ok(())
}

fn calendar(
    number: u32,
    row: &CohortRow,
    wanted: &Row,
    checks: &mut Checks,
) -> Result<(), CaseError> {
    let start: NaiveDate = row.label().parse().map_err(CaseError::refused)?;
    for (column, want) in wanted {
        if column == "cohort" {
            checks.near("cohort number", want.unwrap_or(f64::NAN), number.into(), EXACT);
            continue;
        }
        let date: NaiveDate = column.parse().map_err(|_| expected(format!("column {column}")))?;
        let age = u32::try_from((date - start).num_days()).ok();
        let what = format!("{} on {date}", row.label());
        match (age, want) {
            (Some(age), Some(want)) => checks.near(&what, *want, returned(row, age), EXACT),
            // Before the cohort there is no cell.
            (None, None) => {}
            _ => return Err(expected(format!("{what}: {want:?}"))),
        }
    }
    Ok(())
}

fn shifted(
    number: u32,
    wanted: &Row,
    mut compare: impl FnMut(u32, f64) -> Result<(), CaseError>,
) -> Result<(), CaseError> {
    for (column, want) in wanted {
        let want = want.ok_or_else(|| expected(format!("nothing in {column}")))?;
        if column == "cohort" {
            if want != f64::from(number) {
                return Err(expected(format!("cohort {want} in place {number}")));
            }
            continue;
        }
        let age = column.strip_prefix('t').and_then(|age| age.parse().ok());
        compare(age.ok_or_else(|| expected(format!("column {column}")))?, want)?;
    }
    Ok(())
}
