//! The page: a heat map of the grid, means, active users, what it says in words.

mod actives;
mod heat_map;
mod means;
mod money;
mod source;

use anyhow::Result;
use kpis::stats::ConfidenceLevel;
use kpis::types::Language;

use super::args::RetentionArguments;
use super::grid::Found;
use super::log::Log;
use crate::shown::{heading, pick};
use actives::actives;
use heat_map::{heat_map, legend};
pub(super) use means::used_cells;
use source::source;

pub(super) const LEVEL: ConfidenceLevel = ConfidenceLevel::P95;

pub(super) fn page(
    arguments: &RetentionArguments,
    log: &Log,
    found: &Found,
    color: bool,
) -> Result<String> {
    let l = arguments.shown.page.language();
    let mut page = heading(pick(l, "Retention", "継続利用(リテンション)"));
    page = page.trim_start_matches('\n').to_owned();
    page += &source(arguments, log, found, l);
    page += &heading(pick(l, "Cohorts by age", "コホート × 経過期間"));
    page += &heat_map(arguments, &found.grid, color, l);
    page += &legend(l);
    page += &means::means(arguments, &found.grid, l);
    page += &money::money(arguments, &found.grid, l);
    for segment in &found.segments {
        let value = segment.value.as_deref().unwrap_or_else(|| pick(l, "(no value)", "(値なし)"));
        let column = arguments.segment.as_deref().unwrap_or_default();
        page += &heading(&match l {
            Language::En => format!("Cohorts by age: {column} at the first event = {value}"),
            Language::Ja => format!("コホート × 経過期間: 最初のイベントの {column} = {value}"),
        });
        page += &heat_map(arguments, &segment.grid, color, l);
        page += &means::means(arguments, &segment.grid, l);
        page += &money::money(arguments, &segment.grid, l);
    }
    page += &heading(pick(l, "Active users", "アクティブユーザー"));
    page += &actives(found, l);
    Ok(page)
}
