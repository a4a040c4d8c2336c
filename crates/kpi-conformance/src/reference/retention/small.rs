//! Published examples of a few users.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kpi_cohort::{
    CohortBy, CohortKey, EntityId, ObservationEnd, RetentionGrid, RetentionSpec, ReturnMode,
};
use kpi_stats::ConfidenceLevel;
use kpi_types::{Calendar, Grain};
use serde::Deserialize;
use serde_json::json;

use super::log::{Log, expected};
use crate::Bound;
use crate::reference::checks::abs;
use crate::reference::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Conditions {
    events: Vec<(u64, NaiveDate)>,
    conditions: Vec<NaiveDate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionsMet {
    r3: Vec<UserR3>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UserR3 {
    uid: u64,
    r3: Vec<f64>,
}

const EXACT: Bound = Bound { abs: None, rel: None };

/// `retention(c1, c2, …)`: c1 opens the cohort, the others are single ages.
pub(in crate::reference) fn conditions(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "exact" }))?;
    let (given, wanted): (Conditions, ConditionsMet) = (case.inputs()?, case.expected()?);
    let mut log = Log::default();
    given.events.iter().for_each(|(id, date)| log.push(*id, *date));
    let users = wanted.r3.into_iter().map(|user| (user.uid, user.r3));
    days_of_users(&log, &given.conditions, users, checks)
}

/// Compares who met each day, for everybody who met the first.
fn days_of_users(
    log: &Log,
    days: &[NaiveDate],
    users: impl Iterator<Item = (u64, Vec<f64>)>,
    checks: &mut Checks,
) -> Result<(), CaseError> {
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return Err(expected("no days"));
    };
    let spec =
        RetentionSpec::daily(ObservationEnd::Through(*last)).with_cohort_by(CohortBy::EveryEvent);
    let grid = log.grid(spec)?;
    let period = Calendar::utc().period_of(*first, Grain::Day).map_err(CaseError::refused)?;
    let cohort = CohortKey::Period(period);
    let met = |date: &NaiveDate| {
        let age = u32::try_from((*date - *first).num_days()).unwrap_or(u32::MAX);
        grid.members(&cohort, age).map(|members| members.returned)
    };
    let met: Vec<Vec<EntityId>> =
        days.iter().map(met).collect::<Result<_, _>>().map_err(CaseError::refused)?;
    for (user, wanted) in users {
        if wanted.len() != days.len() {
            return Err(expected(format!("user {user} has {} figures", wanted.len())));
        }
        for ((day, want), met) in days.iter().zip(wanted).zip(&met) {
            let found = f64::from(met.contains(&user.into()));
            checks.near(&format!("user {user} on {day}"), want, found, EXACT);
        }
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    clickhouse: String,
    posthog: String,
    tidb: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Published {
    clickhouse: ClickHouse,
    posthog: PostHog,
    tidb: BTreeMap<String, Vec<f64>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClickHouse {
    sums: Sums,
    users: Vec<UserR>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sums {
    r1: f64,
    r2: f64,
    r3: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UserR {
    uid: u64,
    r: Vec<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PostHog {
    #[serde(rename = "n_day_percent_day0..6")]
    n_day: Vec<f64>,
    #[serde(rename = "unbounded_percent_day0..6")]
    unbounded: Vec<f64>,
}

/// The inputs of this case are words; these are the ones that were read.
const CLICKHOUSE: &str = "uids 0-4 on 2020-01-01, 0-9 on 01-02, 0-14 on 01-03; retention(d1,d2,d3)";
const POSTHOG: &str = "3 users start day 0; one returns on day 1, one on day 5, one never";
const TIDB: &str = "user_events (1 signup 01-01, login 01-02),(2 signup 01-01, purchase 01-03),(3 signup 01-01, login 01-02)";

pub(in crate::reference) fn published(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({
        "counts": "exact", "percent": "abs 1 (PostHog truncates 66.67 to 66)",
    }))?;
    let (given, wanted): (Words, Published) = (case.inputs()?, case.expected()?);
    let words = [&given.clickhouse, &given.posthog, &given.tidb];
    if words != [CLICKHOUSE, POSTHOG, TIDB] {
        return Err(CaseError::Form { part: "inputs", why: "another example".to_owned() });
    }
    let days = [day(1)?, day(2)?, day(3)?];
    let mut log = Log::default();
    for (date, ids) in days.iter().zip([0..5, 0..10, 0..15]) {
        ids.for_each(|id| log.push(id, *date));
    }
    let ClickHouse { sums, users } = wanted.clickhouse;
    let grid = log.grid(RetentionSpec::daily(ObservationEnd::Through(day(3)?)))?;
    for (age, want) in (0..).zip([sums.r1, sums.r2, sums.r3]) {
        let cell = grid.cohort_named("2020-01-01").and_then(|row| row.cell(age));
        let found = cell.map_or(f64::NAN, |cell| cell.returned() as f64);
        checks.near(&format!("ClickHouse, r{}", age + 1), want, found, EXACT);
    }
    days_of_users(&log, &days, users.into_iter().map(|user| (user.uid, user.r)), checks)?;

    let mut log = Log::default();
    for (id, date) in [(1, 1), (2, 1), (3, 1), (1, 2), (2, 3), (3, 2)] {
        log.push(id, day(date)?);
    }
    let users = wanted.tidb.into_iter();
    let users = users.map(|(user, r)| (user.parse().unwrap_or(u64::MAX), r));
    days_of_users(&log, &days, users, checks)?;

    let mut log = Log::default();
    for (id, date) in [(1, 1), (2, 1), (3, 1), (1, 2), (2, 6)] {
        log.push(id, day(date)?);
    }
    let spec = RetentionSpec::daily(ObservationEnd::Through(day(7)?));
    percents("on", &log.grid(spec.clone())?, &wanted.posthog.n_day, checks)?;
    let grid = log.grid(spec.with_mode(ReturnMode::OnOrAfter))?;
    percents("on or after", &grid, &wanted.posthog.unbounded, checks)
}

fn percents(
    what: &str,
    grid: &RetentionGrid,
    wanted: &[f64],
    checks: &mut Checks,
) -> Result<(), CaseError> {
    if wanted.len() != 7 {
        return Err(expected(format!("{} days", wanted.len())));
    }
    for (age, want) in (0..).zip(wanted) {
        let cell = grid.total(age).map_err(CaseError::refused)?;
        let rate = cell.rate(ConfidenceLevel::P95).map_err(CaseError::refused)?;
        let what = format!("PostHog, {what} {age}");
        checks.near(&what, *want, rate.point() * 100.0, abs(1.0));
    }
    Ok(())
}

fn day(day: u32) -> Result<NaiveDate, CaseError> {
    NaiveDate::from_ymd_opt(2020, 1, day).ok_or_else(|| expected("no such day"))
}
