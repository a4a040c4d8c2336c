//! From the log to the grid and the active users.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kpis::cohort::{
    Actives, ActivesSpec, EventColumns, ObservationEnd, PeriodActives, Retention, RetentionGrid,
    RetentionSpec, ReturnMode, RollingStep, Stickiness, TimeColumn,
};
use kpis::types::Calendar;

use super::args::{GrainOption, ModeOption, RetentionArguments, WindowsOption};
use super::log::Log;
use crate::input::said;

pub(super) struct Found {
    pub(super) grid: RetentionGrid,
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
    let calendar = Calendar::default().with_zone(arguments.zone);
    let spec = match (arguments.windows, arguments.grain) {
        (WindowsOption::Calendar, grain) => RetentionSpec::calendar(grain.grain(), end),
        (WindowsOption::Rolling, GrainOption::Day) => {
            RetentionSpec::rolling(RollingStep::Hours24, end)
        }
        (WindowsOption::Rolling, GrainOption::Week) => {
            RetentionSpec::rolling(RollingStep::Days7, end)
        }
        (WindowsOption::Rolling, GrainOption::Month) => {
            RetentionSpec::rolling(RollingStep::Days30, end)
        }
    };
    let mode = match arguments.mode {
        ModeOption::On => ReturnMode::On,
        ModeOption::OnOrAfter => ReturnMode::OnOrAfter,
        ModeOption::OnOrBefore => ReturnMode::OnOrBefore,
        ModeOption::Streak => ReturnMode::Streak,
    };
    let grain = arguments.grain.grain();
    let spec = spec.with_calendar(calendar).with_cohort_grain(grain).with_mode(mode);
    let mut retention = Retention::try_new(spec.with_horizon(arguments.horizon)?)?;
    let mut actives = Actives::try_new(ActivesSpec::new(first, end).with_calendar(calendar))?;
    let ids: Vec<&str> = log.ids.iter().map(String::as_str).collect();
    let columns = EventColumns::new(&ids[..], TimeColumn::Seconds(&log.seconds));
    retention.observe_columns(&columns)?;
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
    Ok(Found { grid: retention.finish()?, actives, end: last, stray })
}
