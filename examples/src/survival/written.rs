//! The same for programs: every digit, stable names, a reason where there is no figure.

use kpis::cohort::{NoInterval, SurvivalUndefined};
use kpis::types::Estimate;
use serde_json::{Value, json};

use super::args::SurvivalArguments;
use super::durations::{Durations, Group};
use super::page::{compared, limit_of};
use crate::input::BadCell;

pub(super) fn json(
    arguments: &SurvivalArguments,
    read: &Durations,
    groups: &[Group],
    bad: &[BadCell],
) -> Value {
    let limit = limit_of(arguments, groups);
    let group = |group: &Group| {
        let steps: Vec<Value> = group
            .curve
            .steps()
            .map(|step| {
                let (row, point) = (step.row(), step.point());
                json!({
                    "time": row.time(),
                    "at_risk": row.at_risk(),
                    "events": row.events(),
                    "censored": row.censored(),
                    "survival": point.survival(),
                    "interval": interval(point.estimate()),
                })
            })
            .collect();
        let median = known(group.curve.median(), |m| {
            json!({
                "time": m.time().at(),
                "lower": m.lower().at(),
                "upper": m.upper().at(),
                "level": m.level(),
                "method": m.method(),
            })
        });
        let mean = known(
            group.curve.restricted_mean(limit),
            |m| json!({ "mean": m.mean(), "interval": interval(m.estimate()) }),
        );
        let conditional = arguments.given.map(|t| {
            known(group.curve.conditional_survival(t, t), |point| {
                json!({
                    "stayed": t,
                    "further": t,
                    "survival": point.survival(),
                    "interval": interval(point.estimate()),
                })
            })
        });
        json!({
            "group": group.name,
            "customers": group.table.subjects(),
            "left": group.events,
            "median": median,
            "mean_up_to": limit,
            "mean": mean,
            "conditional": conditional,
            "steps": steps,
        })
    };
    let test = compared(groups).map(|test| match test {
        Ok(test) => {
            let chi = test.chi_square();
            json!({
                "statistic": chi.statistic(),
                "degrees_of_freedom": chi.degrees_of_freedom(),
                "p_value": chi.p_value(),
            })
        }
        Err(why) => json!({ "undefined": why.message() }),
    });
    json!({
        "data": read.name,
        "time_unit": arguments.unit,
        "customers": groups.iter().map(|group| group.table.subjects()).sum::<u64>(),
        "left": groups.iter().map(|group| group.events).sum::<u64>(),
        "rows_of_duration_zero": read.zero,
        "counted_as_still_there": read.others,
        "groups": groups.iter().map(group).collect::<Vec<_>>(),
        "log_rank": test,
        "bad_rows": bad,
    })
}

/// An interval, or why there is none.
fn interval(found: Result<Estimate, NoInterval>) -> Value {
    match found {
        Ok(e) => json!({
            "lower": e.lower(),
            "upper": e.upper(),
            "level": e.level(),
            "method": e.method(),
        }),
        Err(why) => json!({ "undefined": why.message() }),
    }
}

/// A figure, or why there is none.
fn known<T>(found: Result<T, SurvivalUndefined>, write: impl Fn(T) -> Value) -> Value {
    match found {
        Ok(found) => write(found),
        Err(why) => json!({ "undefined": why.message() }),
    }
}
