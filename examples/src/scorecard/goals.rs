//! Goals of a file, judged and tracked on values computed from the book.

use std::path::Path;

use anyhow::{Context, Result};
use kpis::goals::{
    Finding, Goal, GoalDocument, GoalLinks, MetricHistory, SmartCheck, StatusRule, Tracking,
};
use kpis::metrics::MetricId;
use kpis::revenue::Ledger;
use kpis::types::{Language, Period};
use serde::Serialize;

use super::lens::Lens;
use super::setup::Setup;
use crate::running;
use crate::shown::{heading, pick};

/// Goals beside the figures they are about.
#[derive(Debug, Clone, Serialize)]
pub struct Goals {
    /// What decides how a goal stands.
    rule: StatusRule,
    /// The goals that are any.
    goals: Vec<Goal>,
    /// How each of them stands.
    tracking: Vec<Tracking>,
    /// Everything found about all of them.
    findings: Vec<Finding>,
}

/// The goals of a file.
pub(super) fn read(path: &Path) -> Result<GoalDocument> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Ok(GoalDocument::from_toml(&text))
}

pub(super) fn build(
    setup: &Setup,
    lens: &Lens<'_>,
    ledger: &Ledger<'_>,
    document: &GoalDocument,
) -> Result<Goals> {
    let links = GoalLinks::of(document.drafts());
    let span = setup.calendar.span(setup.period)?;
    let last = span.end().pred_opt().unwrap_or(span.end());
    let mut check = SmartCheck::new(&setup.catalog, last.min(setup.as_of))
        .with_calendar(setup.calendar)
        .with_relations(&links);
    for history in histories(setup, lens, ledger, document)? {
        check = match &lens.segment {
            Some((_, segment, _)) => check.with_segment_history(segment.clone(), history),
            None => check.with_history(history),
        };
    }
    let mut findings = document.findings().to_vec();
    let mut goals = Vec::new();
    for report in check.check_all(document.drafts()) {
        findings.extend(report.findings().iter().cloned());
        goals.extend(report.goal().cloned());
    }
    let rule = StatusRule::PACE;
    let tracking = goals.iter().map(|goal| check.track(goal, rule)).collect();
    Ok(Goals { rule, goals, tracking, findings })
}

/// The past of every metric that a goal names: every complete period up to the one on the page.
fn histories(
    setup: &Setup,
    lens: &Lens<'_>,
    ledger: &Ledger<'_>,
    document: &GoalDocument,
) -> Result<Vec<MetricHistory>> {
    let Some((first, _)) = ledger.first_and_last_day() else { return Ok(Vec::new()) };
    // The first period has none before it to begin from.
    let first = setup.calendar.period_of(first, setup.period.grain())?.checked_add(1)?;
    let span = setup.calendar.span(setup.period)?;
    let complete = span.end() <= setup.as_of.succ_opt().unwrap_or(setup.as_of);
    let last = if complete { setup.period } else { setup.period.checked_add(-1)? };
    let periods: Vec<Period> = first.through(last).collect();
    let view = lens.view(ledger)?;
    let kpis = lens.kpis(&view, &periods)?;
    let mut metrics: Vec<&str> = document.drafts().iter().filter_map(|d| d.metric()).collect();
    metrics.sort_unstable();
    metrics.dedup();
    let mut histories = Vec::new();
    for metric in metrics {
        // A metric that the catalog does not have is a finding of its goal.
        let Ok(id) = MetricId::try_new(metric) else { continue };
        let measured: Vec<_> =
            periods.iter().filter_map(|period| kpis.measure(metric, *period).ok()).collect();
        histories.extend(MetricHistory::from_measurements(id, &measured).ok());
    }
    Ok(histories)
}

/// The table, and what was found.
pub(super) fn text(of: &Goals, l: Language) -> String {
    let mut text = running::text(&of.goals, &of.tracking, of.rule, l);
    if !of.findings.is_empty() {
        text += &heading(pick(l, "About the goals", "目標についての指摘"));
    }
    for finding in &of.findings {
        for line in finding.render(l).lines() {
            text += &format!("  {line}\n");
        }
    }
    text
}
