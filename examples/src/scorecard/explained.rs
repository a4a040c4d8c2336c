//! Everybody behind one metric, and who was left out and why.

use std::collections::BTreeMap;

use anyhow::Result;
use kpis::revenue::{FactMembers, LeftOutReason, RevenueKpis};
use kpis::types::{Quantity, Unit};
use serde::Serialize;

use super::lens::{plain, unknown_metric};
use super::setup::Setup;
use crate::shown::{Figure, code_of};

/// A metric with its members.
#[derive(Debug, Clone, Serialize)]
pub struct Explained {
    /// The metric.
    pub metric: String,
    /// Its name.
    pub name: String,
    /// What it means.
    pub description: String,
    /// Its formula.
    pub formula: String,
    /// Its value.
    pub figure: Figure,
    /// Facts above the line.
    pub numerator: Vec<Members>,
    /// Facts below the line.
    pub denominator: Vec<Members>,
    /// Who was left out, by reason.
    pub left_out: Vec<LeftOutFor>,
}

/// A fact and its largest members.
#[derive(Debug, Clone, Serialize)]
pub struct Members {
    /// The fact.
    pub fact: String,
    /// Its name.
    pub label: String,
    /// The period it counts.
    pub period: String,
    /// The sum of all shares.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sum: Option<Figure>,
    /// How many members it has.
    pub all: usize,
    /// The largest.
    pub largest: Vec<Share>,
}

/// A customer's share.
#[derive(Debug, Clone, Serialize)]
pub struct Share {
    /// The customer.
    pub customer: String,
    /// The share.
    pub share: Figure,
}

/// Customers left out for one reason.
#[derive(Debug, Clone, Serialize)]
pub struct LeftOutFor {
    /// The reason.
    pub reason: String,
    /// The same in words.
    pub label: String,
    /// How many.
    pub all: usize,
    /// Some of them.
    pub customers: Vec<String>,
}

pub(super) fn build(
    setup: &Setup,
    kpis: &RevenueKpis<'_>,
    metric: &str,
    top: usize,
) -> Result<Explained> {
    let Some(definition) = setup.catalog.metric(metric) else {
        return Err(unknown_metric(&setup.catalog, metric));
    };
    let found = kpis.explain(metric, setup.period).map_err(plain)?;
    let measured = setup.catalog.metric(found.measurement.metric().as_str()).unwrap_or(definition);
    let members = |facts: &[FactMembers]| -> Result<Vec<Members>> {
        facts.iter().map(|fact| of_fact(setup, fact, top)).collect()
    };
    let mut reasons: BTreeMap<LeftOutReason, Vec<String>> = BTreeMap::new();
    for left in &found.left_out {
        reasons.entry(left.why).or_default().push(left.customer.clone());
    }
    let left_out = reasons.into_iter().map(|(why, mut customers)| {
        let all = customers.len();
        customers.truncate(top);
        let label = why.label().text(setup.language).to_owned();
        LeftOutFor { reason: code_of(&why), label, all, customers }
    });
    Ok(Explained {
        metric: metric.to_owned(),
        name: definition.name().text(setup.language).to_owned(),
        description: definition.description().text(setup.language).to_owned(),
        formula: measured.kind().describe(),
        figure: Figure::measured(&found.measurement, definition.unit(), setup.language),
        numerator: members(&found.numerator)?,
        denominator: members(&found.denominator)?,
        left_out: left_out.collect(),
    })
}

fn of_fact(setup: &Setup, found: &FactMembers, top: usize) -> Result<Members> {
    let language = setup.language;
    let fact = setup.catalog.fact(found.fact.as_str());
    let unit = fact.map_or(Unit::Number, |f| f.unit());
    let mut shares = found.members.iter().map(|m| m.share);
    let sum = match shares.next() {
        Some(first) => Some(shares.try_fold(first, Quantity::checked_add)?),
        None if unit == Unit::Count => Some(Quantity::Count(0)),
        None => None,
    };
    let mut members: Vec<_> = found.members.iter().collect();
    members.sort_by_key(|m| std::cmp::Reverse(m.share.value().abs()));
    Ok(Members {
        fact: found.fact.to_string(),
        label: fact.map_or_else(|| found.fact.to_string(), |f| f.label().text(language).to_owned()),
        period: setup.calendar.label(found.period)?,
        sum: sum.map(|s| Figure::of(s, language)),
        all: members.len(),
        largest: members
            .into_iter()
            .take(top)
            .map(|m| Share { customer: m.customer.clone(), share: Figure::of(m.share, language) })
            .collect(),
    })
}
