//! Goals of a file, judged and tracked on values computed from the book.

use std::path::Path;

use anyhow::{Context, Result};
use chrono::NaiveDate;
use kpis::goals::{
    Finding, FindingCode, FindingLevel, Goal, GoalDocument, GoalDraft, GoalLinks, MetricHistory,
    SmartCheck, SmartReport, StatusRule, Tracking,
};
use kpis::metrics::Target;
use kpis::revenue::Ledger;
use kpis::types::{Currency, Grain, Language, Localized, Quantity, Segment};
use serde::Serialize;

use super::lens::Lens;
use super::setup::Setup;
use crate::input::said;
use crate::running;
use crate::shown::{heading, pick};

/// Goals beside the figures they are about.
#[derive(Debug, Clone, Serialize)]
pub struct Goals {
    /// The day they are judged on: the last one of the page's period, or the last one known.
    as_of: NaiveDate,
    /// What decides how a goal stands.
    rule: StatusRule,
    /// Of what the figures are, where not of the whole company.
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<Localized>,
    /// The goals that this page can measure.
    goals: Vec<Goal>,
    /// How each of them stands.
    tracking: Vec<Tracking>,
    /// Goals that it cannot.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    elsewhere: Vec<Elsewhere>,
    /// Everything found about all of them.
    findings: Vec<Finding>,
}

/// A goal that the figures of this page say nothing about.
#[derive(Debug, Clone, Serialize)]
struct Elsewhere {
    goal: String,
    why: Localized,
}

/// The goals of a file.
pub(super) fn read(path: &Path) -> Result<GoalDocument> {
    if !path.is_file() {
        let name = path.display();
        return Err(said(format!("there is no file {name}"), format!("{name} がありません")));
    }
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    Ok(GoalDocument::from_toml(&text))
}

pub(super) fn build(
    setup: &Setup,
    lens: &Lens<'_>,
    ledger: &Ledger<'_>,
    document: &GoalDocument,
) -> Result<Goals> {
    let span = setup.calendar.span(setup.period)?;
    let as_of = span.end().pred_opt().unwrap_or(span.end()).min(setup.as_of);
    let on = |day| SmartCheck::new(&setup.catalog, day).with_calendar(setup.calendar);
    // What belongs to no book is said in the first.
    let is_first = setup.lenses().first().is_some_and(|first| first.currency == lens.currency);
    let mut findings = if is_first { document.findings().to_vec() } else { Vec::new() };
    let (mut here, mut elsewhere) = (Vec::new(), Vec::new());
    for (draft, report) in document.drafts().iter().zip(on(as_of).check_all(document.drafts())) {
        let is_over = is_only_over(&report);
        let goal = match draft.deadline().filter(|_| is_over) {
            // It was a goal as long as it ran.
            Some(deadline) => on(deadline).check(draft).into_goal().ok(),
            None => report.goal().cloned(),
        };
        match goal.map(|goal| (why_not_here(setup, lens, &goal), goal)) {
            None if is_first => findings.extend(report.findings().iter().cloned()),
            None => {}
            Some((Some(why), goal)) => {
                elsewhere.push(Elsewhere { goal: goal.id().to_owned(), why });
            }
            Some((None, goal)) => here.push((draft, goal)),
        }
    }
    let links = GoalLinks::of(document.drafts());
    let mut check = on(as_of).with_relations(&links);
    for (segment, history) in histories(setup, lens, ledger, as_of, &here)? {
        check = match segment {
            Some(segment) => check.with_segment_history(segment, history),
            None => check.with_history(history),
        };
    }
    let (drafts, goals): (Vec<&GoalDraft>, Vec<Goal>) = here.into_iter().unzip();
    for draft in drafts {
        let found = check.check(draft);
        // How a goal ended is in the table.
        let runs = |finding: &&Finding| finding.code() != FindingCode::DeadlinePast;
        findings.extend(found.findings().iter().filter(runs).cloned());
    }
    let rule = StatusRule::PACE;
    let tracking = goals.iter().map(|goal| check.track(goal, rule)).collect();
    Ok(Goals { as_of, rule, part: part(setup, lens), goals, tracking, elsewhere, findings })
}

/// Goals know no product and no currency of a customer: what their figures leave out is said.
fn part(setup: &Setup, lens: &Lens<'_>) -> Option<Localized> {
    if let Some(product) = &lens.product {
        return Some(Localized::new(
            format!("measured on {product} alone"),
            format!("{product} だけで測定しています"),
        ));
    }
    let book = lens.currency;
    let others = setup.loaded.book.currencies().into_iter().any(|currency| currency != book);
    (others && lens.rates.is_none()).then(|| {
        Localized::new(
            format!("measured on the {book} book alone"),
            format!("{book} の帳簿だけで測定しています"),
        )
    })
}

/// Whether nothing is wrong with a goal but that its deadline has passed.
fn is_only_over(report: &SmartReport) -> bool {
    let mut blocking = report.findings().iter().filter(|f| f.level() == FindingLevel::Blocking);
    let first = blocking.next().map(Finding::code);
    first == Some(FindingCode::DeadlinePast) && blocking.next().is_none()
}

/// Why this page does not measure what the goal is about; nothing where it does.
fn why_not_here(setup: &Setup, lens: &Lens<'_>, goal: &Goal) -> Option<Localized> {
    let book = lens.currency;
    if let Some(currency) = currency_of(goal).filter(|currency| *currency != book) {
        return Some(Localized::new(
            format!("its target is in {currency}, this book is in {book}"),
            format!("目標値が {currency} です。この帳簿は {book} です"),
        ));
    }
    match (goal.segment(), &lens.segment) {
        (own, Some((_, page, _))) if own != Some(page) => {
            let about = |name: Option<&Segment>, all: &str| match name {
                Some(segment) => segment.to_string(),
                None => all.to_owned(),
            };
            let (en, ja) = (about(own, "all customers"), about(own, "全顧客"));
            Some(Localized::new(
                format!("it is about {en}, this page about {page}"),
                format!("対象は {ja} です。このページの対象は {page} です"),
            ))
        }
        (Some(own), _) if !setup.segments.contains_key(own.attribute()) => Some(Localized::new(
            format!("nobody's {} is known: give --segments FILE", own.attribute()),
            format!("{} の値が分かりません。--segments FILE を指定してください", own.attribute()),
        )),
        _ => None,
    }
}

fn currency_of(goal: &Goal) -> Option<Currency> {
    let target = match goal.target() {
        Target::AtLeast(value) | Target::AtMost(value) => *value,
        Target::Between(band) => band.low(),
    };
    match target {
        Quantity::Money(money) => Some(money.currency()),
        _ => None,
    }
}

/// The past of every metric that a goal here is about: every period that is over on the day.
fn histories(
    setup: &Setup,
    lens: &Lens<'_>,
    ledger: &Ledger<'_>,
    as_of: NaiveDate,
    here: &[(&GoalDraft, Goal)],
) -> Result<Vec<(Option<Segment>, MetricHistory)>> {
    let Some((first, _)) = ledger.first_and_last_day() else { return Ok(Vec::new()) };
    let mut wanted: Vec<(Option<Segment>, Grain, _)> = here
        .iter()
        .map(|(_, goal)| (goal.segment().cloned(), goal.grain(), goal.metric().clone()))
        .collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut histories = Vec::new();
    for (segment, grain, metric) in wanted {
        // The first period has none before it to begin from.
        let first = setup.calendar.period_of(first, grain)?.checked_add(1)?;
        let next = as_of.succ_opt().unwrap_or(as_of);
        let last = setup.calendar.period_of(next, grain)?.checked_add(-1)?;
        let periods: Vec<_> = first.through(last).collect();
        let lens = setup.narrowed(lens, segment.as_ref());
        let view = lens.view(ledger)?;
        let kpis = lens.kpis(&view, &periods)?;
        let measured =
            periods.iter().filter_map(|period| kpis.measure(metric.as_str(), *period).ok());
        let measured: Vec<_> = measured.collect();
        let history = MetricHistory::from_measurements(metric, &measured).ok();
        histories.extend(history.map(|history| (segment, history)));
    }
    Ok(histories)
}

/// The table, and what was found.
pub(super) fn text(of: &Goals, currency: &str, l: Language) -> String {
    let title = match l {
        Language::En => format!("How goals run, by {} ({currency})", of.as_of),
        Language::Ja => format!("目標の進み具合({} 時点、{currency})", of.as_of),
    };
    let mut text = running::text(&title, &of.goals, &of.tracking, of.rule, l);
    if let Some(part) = of.part.as_ref().filter(|_| !of.goals.is_empty()) {
        text += &format!("  {}\n", part.text(l));
    }
    for Elsewhere { goal, why } in &of.elsewhere {
        text += &format!("  – {goal}: {}\n", why.text(l));
    }
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
