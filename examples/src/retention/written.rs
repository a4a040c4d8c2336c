//! The answer as JSON.

use anyhow::Result;
use kpis::cohort::Cell;
use kpis::types::{Estimate, Undefined};
use serde_json::{Value, json};

use super::args::RetentionArguments;
use super::grid::Found;
use super::log::Log;
use super::page::LEVEL;
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
    let not_used: Vec<Value> =
        found.grid.not_used().iter().map(|(r, n)| json!({ "reason": r, "count": n })).collect();
    Ok(json!({
        "events": log.ids.len(),
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
