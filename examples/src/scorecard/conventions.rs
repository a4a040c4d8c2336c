//! The same period under other conventions, and what a gap is made of.

use std::collections::BTreeSet;

use anyhow::Result;
use kpis::revenue::{
    CompareError, Comparison, ComparisonStep, Ledger, Policy, Preset, ShareChange, compare,
};
use kpis::types::{Quantity, Unit};
use rust_decimal::Decimal;
use serde::Serialize;

use super::lens::{Lens, offered, plain};
use super::setup::{Setup, policy};
use crate::shown::{Change, Figure};

/// One row for each convention.
#[derive(Debug, Clone, Serialize)]
pub struct Conventions {
    /// Ids of the metrics compared.
    pub metrics: Vec<&'static str>,
    /// The conventions, the one in use first.
    pub rows: Vec<Convention>,
}

/// The period under one convention.
#[derive(Debug, Clone, Serialize)]
pub struct Convention {
    /// Its name.
    pub policy: String,
    /// The figures, in the order of the metrics.
    pub figures: Vec<Figure>,
    /// Why there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// The gap of one metric, rule by rule.
#[derive(Debug, Clone, Serialize)]
pub struct Compared {
    /// The metric.
    pub metric: &'static str,
    /// Its name.
    pub name: String,
    /// The other convention.
    pub with: String,
    /// Under the convention in use.
    pub ours: Figure,
    /// Under the other.
    pub theirs: Figure,
    /// The gap.
    pub gap: Change,
    /// The rules in which they differ.
    pub steps: Vec<RuleStep>,
}

/// What one rule changes.
#[derive(Debug, Clone, Serialize)]
pub struct RuleStep {
    /// The rule.
    pub rule: &'static str,
    /// What it is about.
    pub label: String,
    /// Its value here.
    pub from: String,
    /// Its value there.
    pub to: String,
    /// What it changes.
    pub effect: Change,
    /// How many customers it touches.
    pub customers: usize,
    /// Those it touches most.
    pub largest: Vec<Touched>,
}

/// A customer whose share changes.
#[derive(Debug, Clone, Serialize)]
pub struct Touched {
    /// The customer.
    pub customer: String,
    /// The fact.
    pub fact: String,
    /// What it is called.
    pub label: String,
    /// The share before; absent for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Figure>,
    /// The share after; absent for none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Figure>,
}

const METRICS: [&str; 5] =
    ["mrr", "customers", "customer_churn_rate", "gross_revenue_retention", "net_revenue_retention"];

/// Customers a rule's line names.
const NAMED: usize = 3;

pub(super) fn all(setup: &Setup, lens: &Lens<'_>) -> Result<Conventions> {
    let others = Preset::ALL.iter().map(|preset| Policy::preset(*preset));
    let others = others.filter(|p| !p.differences(&setup.policy).is_empty());
    let mut rows = Vec::new();
    for policy in std::iter::once(setup.policy.clone()).chain(others) {
        let name = policy.name().to_owned();
        rows.push(match figures(setup, lens, &policy) {
            Ok(figures) => Convention { policy: name, figures, failure: None },
            Err(error) => {
                let failure = Some(format!("{error:#}"));
                Convention { policy: name, figures: Vec::new(), failure }
            }
        });
    }
    Ok(Conventions { metrics: METRICS.to_vec(), rows })
}

fn figures(setup: &Setup, lens: &Lens<'_>, policy: &Policy) -> Result<Vec<Figure>> {
    let book = &setup.loaded.book;
    let ledger = match setup.known {
        Some(known) => Ledger::as_known(book, policy, known)?,
        None => Ledger::try_new(book, policy)?,
    };
    let view = lens.view(&ledger)?;
    let kpis = lens.kpis(&view, &[setup.period])?;
    let figure = |metric: &&str| -> Result<Figure> {
        let unit = setup.catalog.metric(metric).map_or(Unit::Number, |d| d.unit());
        let measured = kpis.measure(metric, setup.period).map_err(plain)?;
        Ok(Figure::measured(&measured, unit, setup.language))
    };
    METRICS.iter().map(figure).collect()
}

pub(super) fn compared(setup: &Setup, lens: &Lens<'_>, name: &str) -> Result<Vec<Compared>> {
    let other = policy(name, &[])?;
    let offered = |m: &&&'static str| offered(&setup.catalog, m, setup.period.grain());
    METRICS
        .iter()
        .filter(offered)
        .map(|metric| {
            let found = gap(setup, lens, &other, metric)?;
            Ok(one(setup, metric, &other.name(), &found))
        })
        .collect()
}

fn gap(
    setup: &Setup,
    lens: &Lens<'_>,
    other: &Policy,
    metric: &str,
) -> Result<Comparison, CompareError> {
    let book = &setup.loaded.book;
    let question = lens.question(metric, setup.period);
    compare(book, &setup.policy, other, question, |ledger| lens.view(ledger))
}

fn one(setup: &Setup, metric: &'static str, with: &str, found: &Comparison) -> Compared {
    let language = setup.language;
    let definition = setup.catalog.metric(metric);
    let unit = definition.map_or(Unit::Number, |d| d.unit());
    let values = |c: &Comparison| Some((c.first.value().ok()?, c.second.value().ok()?));
    let mut before = found.first.value().ok();
    let steps = found
        .steps
        .iter()
        .map(|step| {
            let after = step.after.value().ok();
            let effect = Change::between(before.zip(after), language);
            before = after;
            rule_step(setup, step, effect)
        })
        .collect();
    Compared {
        metric,
        name: definition.map_or_else(|| metric.to_owned(), |d| d.name().text(language).to_owned()),
        with: with.to_owned(),
        ours: Figure::measured(&found.first, unit, language),
        theirs: Figure::measured(&found.second, unit, language),
        gap: Change::between(values(found), language),
        steps,
    }
}

fn rule_step(setup: &Setup, step: &ComparisonStep, effect: Change) -> RuleStep {
    let mut customers: Vec<&str> = step.customers.iter().map(|c| c.customer.as_str()).collect();
    customers.dedup();
    let mut largest: Vec<&ShareChange> = step.customers.iter().collect();
    largest.sort_by_key(|c| std::cmp::Reverse(weight(c)));
    let mut seen = BTreeSet::new();
    largest.retain(|c| seen.insert(c.customer.as_str()));
    RuleStep {
        rule: step.field.name(),
        label: step.field.label().text(setup.language).to_owned(),
        from: step.from.clone(),
        to: step.to.clone(),
        effect,
        customers: customers.len(),
        largest: largest.into_iter().take(NAMED).map(|c| touched(setup, c)).collect(),
    }
}

fn weight(change: &ShareChange) -> Decimal {
    let value = |share: Option<Quantity>| share.map_or(Decimal::ZERO, Quantity::value);
    let gap = value(change.after).checked_sub(value(change.before));
    gap.unwrap_or(Decimal::MAX).abs()
}

/// A share that changed.
pub(super) fn touched(setup: &Setup, change: &ShareChange) -> Touched {
    let shown = |share: Option<Quantity>| share.map(|share| Figure::of(share, setup.language));
    let fact = setup.catalog.fact(change.fact.as_str());
    Touched {
        customer: change.customer.clone(),
        fact: change.fact.to_string(),
        label: fact
            .map_or_else(|| change.fact.to_string(), |f| f.label().text(setup.language).to_owned()),
        before: shown(change.before),
        after: shown(change.after),
    }
}
