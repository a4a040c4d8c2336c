//! From the arguments to the library's specification.

use kpis::cohort::{CohortBy, ObservationEnd, RetentionSpec, ReturnMode, RevenueRule};
use kpis::types::Calendar;

use super::args::{ModeOption, RetentionArguments};
use crate::input::said;

/// Refuses what contradicts itself.
pub(super) fn check(arguments: &RetentionArguments) -> anyhow::Result<()> {
    if arguments.step.is_some() && arguments.rolling().is_none() {
        return Err(said(
            "--step is the length of a rolling window: expected --windows rolling with it",
            "--step はローリング期間の長さです。--windows rolling と一緒に指定してください",
        ));
    }
    let (base, horizon) = (arguments.base_age, arguments.horizon);
    if arguments.money.is_some() && base > horizon {
        return Err(said(
            format!(
                "--base-age {base} lies past the last age: expected at most {horizon}, the --horizon"
            ),
            format!(
                "--base-age {base} は最後の経過期間より後です。--horizon の {horizon} 以下にしてください"
            ),
        ));
    }
    Ok(())
}

pub(super) fn calendar(arguments: &RetentionArguments) -> Calendar {
    let start = arguments.week_start.weekday();
    Calendar::default().with_zone(arguments.zone).with_week_start(start)
}

/// The question, with cohorts as asked for or, to count people once, by their first events.
pub(super) fn spec(
    arguments: &RetentionArguments,
    cohort_by: CohortBy,
    end: ObservationEnd,
) -> anyhow::Result<RetentionSpec> {
    let grain = arguments.grain.grain();
    let spec = match arguments.rolling() {
        None => RetentionSpec::calendar(grain, end),
        Some(step) => RetentionSpec::rolling(step.step(), end).with_cohort_grain(grain),
    };
    let mode = match arguments.mode {
        ModeOption::On => ReturnMode::On,
        ModeOption::OnOrAfter => ReturnMode::OnOrAfter,
        ModeOption::OnOrBefore => ReturnMode::OnOrBefore,
        ModeOption::Streak => ReturnMode::Streak,
    };
    let spec = spec.with_calendar(calendar(arguments)).with_cohort_by(cohort_by).with_mode(mode);
    let spec = spec.with_horizon(arguments.horizon)?;
    match arguments.money {
        None => Ok(spec),
        Some(_) => Ok(spec.with_revenue(RevenueRule::Counted { base_age: arguments.base_age })?),
    }
}
