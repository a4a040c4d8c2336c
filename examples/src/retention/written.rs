//! The answer as JSON.

use anyhow::Result;
use clap::ValueEnum;
use kpis::cohort::{Cell, CohortRow, CohortWeights, RetentionGrid, RevenueCell};
use kpis::types::{Currency, Estimate, Money, Ratio, Undefined};
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
    let cohorts = |grid: &RetentionGrid| -> Vec<Value> {
        grid.cohorts()
            .iter()
            .map(|row| {
                let cells: Vec<Value> = row.cells().iter().enumerate().map(cell).collect();
                let mut cohort =
                    json!({ "cohort": row.label(), "size": row.size(), "cells": cells });
                if let (Some(_), Some(fields)) = (&arguments.money, cohort.as_object_mut()) {
                    fields.insert("money".to_owned(), money(row, arguments.currency()));
                }
                cohort
            })
            .collect()
    };
    let mean = |grid: &RetentionGrid, column: u32| -> Option<Value> {
        let of = |weights| grid.mean(column, weights, used_cells(arguments), LEVEL).ok();
        let (by_size, alike) = (of(CohortWeights::BySize)?, of(CohortWeights::Equal));
        Some(json!({
            "age": column,
            "by_size": estimate(Ok(by_size.rate)),
            "each_cohort_alike": alike.map(|mean| estimate(Ok(mean.rate))),
            "cohorts": by_size.cells_used,
            "cohorts_left_out": by_size.cells_left_out,
        }))
    };
    let means = |grid: &RetentionGrid| -> Vec<Value> {
        (0..grid.columns()).filter_map(|column| mean(grid, column)).collect()
    };
    let segments: Vec<Value> = found
        .segments
        .iter()
        .map(|segment| {
            let grid = &segment.grid;
            json!({ "value": segment.value, "means": means(grid), "cohorts": cohorts(grid) })
        })
        .collect();
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
        "means": means(&found.grid),
        "events": log.ids.len(),
        "users": found.users,
        "money": arguments.money,
        "currency": arguments.money.as_ref().map(|_| arguments.currency().code()),
        "base_age": arguments.money.as_ref().map(|_| arguments.base_age),
        "through": found.end,
        "nothing_between_this_day_and_the_last": found.stray,
        "zone": arguments.zone.name(),
        "rows_without_id": log.blank_ids,
        "not_used": not_used,
        "cohorts": cohorts(&found.grid),
        "segment": arguments.segment,
        "segments": segments,
        "actives": actives,
        "bad_rows": bad,
    }))
}

/// Exact sums and what follows from them, age by age; absent where nobody has reached an age.
fn money(row: &CohortRow, currency: Currency) -> Value {
    let cell = |(age, cell): (usize, &RevenueCell)| {
        let figures = cell.in_currency(currency).filter(|_| cell.eligible() > 0);
        let exact = |amount: Money| amount.amount().normalize().to_string();
        let ratio = |ratio: Result<Ratio, Undefined>| match ratio {
            Ok(ratio) => json!(ratio.value().normalize().to_string()),
            Err(_) => Value::Null,
        };
        let figures = figures.map(|f| {
            json!({
                "revenue": exact(f.revenue()),
                "cumulative": exact(f.cumulative()),
                "base": exact(f.base()),
                "revenue_of_base": exact(f.revenue_of_base()),
                "kept_of_base": exact(f.kept_of_base()),
                "net_retention": ratio(f.net_dollar_retention()),
                "gross_retention": ratio(f.gross_dollar_retention()),
                "lifetime_value": f.lifetime_value().ok().map(exact),
            })
        });
        let so_far = cell.in_currency(currency).map(|f| exact(f.revenue_so_far()));
        json!({
            "age": age,
            "status": cell.status(),
            "eligible": cell.eligible(),
            "figures": figures,
            "revenue_so_far": so_far,
        })
    };
    row.revenue().iter().enumerate().map(cell).collect()
}

/// As it is written on the command line.
fn name(option: impl ValueEnum) -> Option<String> {
    Some(option.to_possible_value()?.get_name().to_owned())
}
