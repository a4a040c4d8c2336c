//! From the log to the grid and the active users.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kpis::cohort::{
    Actives, ActivesSpec, CohortBy, EventColumns, MoneyColumn, ObservationEnd, PeriodActives,
    Retention, RetentionGrid, SegmentGrid, Stickiness, TimeColumn,
};

use super::args::RetentionArguments;
use super::log::Log;
use super::{question, segments};
use crate::input::said;

pub(super) struct Found {
    pub(super) grid: RetentionGrid,
    /// Everybody once, in however many cohorts.
    pub(super) users: u64,
    /// The grid apart by a column; none unless asked for.
    pub(super) segments: Vec<SegmentGrid>,
    pub(super) actives: Vec<(PeriodActives, Option<Stickiness>)>,
    pub(super) end: NaiveDate,
    /// The last day but one with events, where the last stands so far off that it may be a slip.
    pub(super) stray: Option<NaiveDate>,
}

pub(super) fn count(arguments: &RetentionArguments, log: &Log) -> anyhow::Result<Found> {
    let Some((first, last)) = log.days(arguments.zone) else {
        return Err(said("there are no events", "イベントがありません"));
    };
    let last = arguments.end.unwrap_or(last);
    if last < first {
        let (en, ja) = ("the log begins on", "ログの最初の日は");
        return Err(said(format!("{en} {first}, after {last}"), format!("{ja} {first} です")));
    }
    let end = ObservationEnd::Through(last);
    let calendar = question::calendar(arguments);
    let grain = arguments.grain.grain();
    let mut actives = Actives::try_new(ActivesSpec::new(first, end).with_calendar(calendar))?;
    let ids: Vec<&str> = log.ids.iter().map(String::as_str).collect();
    let columns = EventColumns::new(&ids[..], TimeColumn::Seconds(&log.seconds));
    let paid = match arguments.money {
        None => columns,
        Some(_) => columns.with_money(MoneyColumn::Amounts(&log.amounts, arguments.currency())),
    };
    let grid_of = |cohort_by| -> anyhow::Result<RetentionGrid> {
        let mut retention = Retention::try_new(question::spec(arguments, cohort_by, end)?)?;
        retention.observe_columns(&paid)?;
        Ok(retention.finish()?)
    };
    let cohort_by = arguments.cohort_by.cohort_by();
    let grid = grid_of(cohort_by)?;
    let users = match cohort_by {
        CohortBy::EveryEvent => members(&grid_of(CohortBy::FirstEvent)?),
        _ => members(&grid),
    };
    let segments = match &arguments.segment {
        Some(asked) => segments::apart(asked, log, &grid)?,
        None => Vec::new(),
    };
    actives.observe_columns(&columns)?;
    let actives = actives.finish()?;
    let sticky = actives.stickiness(grain)?.into_iter();
    let mut sticky: BTreeMap<_, _> = sticky.map(|s| (s.period().index(), s)).collect();
    let with_sticky = |period: PeriodActives| {
        let same = sticky.remove(&period.period().index());
        (period, same)
    };
    let actives = actives.periods(grain)?.into_iter().map(with_sticky).collect();
    let stray = if arguments.end.is_none() { log.stray_end(arguments.zone) } else { None };
    Ok(Found { grid, segments, users, actives, end: last, stray })
}

/// Members of all cohorts together.
fn members(grid: &RetentionGrid) -> u64 {
    grid.cohorts().iter().map(|row| row.size()).sum()
}
