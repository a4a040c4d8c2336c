//! The answer as JSON.

use anyhow::Result;
use clap::ValueEnum;
use kpis::cohort::{Cell, CohortWeights};
use kpis::types::{Estimate, Undefined};
use serde_json::{Value, json};

use super::args::RetentionArguments;
use super::grid::Found;
use super::log::Log;
use super::page::{LEVEL, used_cells};
use crate::input::BadCell;

pub(super) fn json(
    arguments: &RetentionArguments,
    log: &Log,
    found: &Found,
    bad: &[BadCell],
) -> Result<Value> {
    let estimate = |rate: Result<Estimate, Undefined>| match rate {
        Ok(rate) => json!({ "rate": rate.point(), "lower": rate.lower(), "upper": rate.upper() }),
        Err(reason) => json!({ "undefined": reason }),
    };
    let cell = |(age, cell): (usize, &Cell)| {
        json!({
            "age": age,
            "status": cell.status(),
            "size": cell.size(),
            "eligible": cell.eligible(),
            "returned": cell.returned(),
            "running": cell.running(),
            "returned_so_far": cell.returned_so_far(),
            "of_eligible": estimate(cell.rate(LEVEL)),
        })
    };
    let cohorts: Vec<Value> = found
        .grid
        .cohorts()
        .iter()
        .map(|row| {
            let cells: Vec<Value> = row.cells().iter().enumerate().map(cell).collect();
            json!({ "cohort": row.label(), "size": row.size(), "cells": cells })
        })
        .collect();
    let actives: Vec<Value> = found
        .actives
        .iter()
        .map(|(period, sticky)| {
            let split = period.split().ok().map(|s| {
                json!({ "new": s.new, "returning": s.returning, "resurrected": s.resurrected,
                    "dormant": s.dormant })
            });
            let ratio = sticky.as_ref().and_then(|s| s.ratio().ok());
            json!({
                "period": period.label(),
                "status": period.status(),
                "active": period.active(),
                "split": split,
                "stickiness": ratio.map(|ratio| ratio.value().to_string()),
            })
        })
        .collect();
    let mean = |column: u32| -> Option<Value> {
        let of = |weights| found.grid.mean(column, weights, used_cells(arguments), LEVEL).ok();
        let (by_size, alike) = (of(CohortWeights::BySize)?, of(CohortWeights::Equal));
        Some(json!({
            "age": column,
            "by_size": estimate(Ok(by_size.rate)),
            "each_cohort_alike": alike.map(|mean| estimate(Ok(mean.rate))),
            "cohorts": by_size.cells_used,
            "cohorts_left_out": by_size.cells_left_out,
        }))
    };
    let means: Vec<Value> = (0..found.grid.columns()).filter_map(mean).collect();
    let not_used: Vec<Value> =
        found.grid.not_used().iter().map(|(r, n)| json!({ "reason": r, "count": n })).collect();
    Ok(json!({
        "data": log.name,
        "made_up": log.made_up,
        "grain": name(arguments.grain),
        "cohort_by": name(arguments.cohort_by),
        "week_start": name(arguments.week_start),
        "windows": name(arguments.windows),
        "step": arguments.rolling().and_then(name),
        "mode": name(arguments.mode),
        "means_over": used_cells(arguments),
        "means": means,
        "events": log.ids.len(),
        "users": found.users,
        "through": found.end,
        "nothing_between_this_day_and_the_last": found.stray,
        "zone": arguments.zone.name(),
        "rows_without_id": log.blank_ids,
        "not_used": not_used,
        "cohorts": cohorts,
        "actives": actives,
        "bad_rows": bad,
    }))
}

/// As it is written on the command line.
fn name(option: impl ValueEnum) -> Option<String> {
    Some(option.to_possible_value()?.get_name().to_owned())
}
