//! KPIs of a book.

use std::collections::BTreeMap;

use kpis::metrics::{Catalog, EvaluationContext, Measurement};
use kpis::revenue::{RevenueKpis, View};
use kpis::types::{Facts, Period, Undefined};
use serde::Deserialize;
use toml::Table;

use super::book::BookInputs;
use super::metric::quantity;
use super::policy::PolicyInputs;
use super::values::{Rounded, Values};
use super::way::{Case, Way, period};
use crate::{Job, JobError, JobPath, inputs, outcome};

/// KPIs under a policy.
pub(super) const JOB: Job = Job {
    name: "revenue-kpis",
    about: "KPIs of a book over a period, under a policy",
    paths: &[
        JobPath { name: "in order", run: |table| run(table, Way::InOrder) },
        JobPath { name: "reversed", run: |table| run(table, Way::Reversed) },
        JobPath { name: "merged", run: |table| run(table, Way::Merged) },
        JobPath { name: "as known", run: |table| run(table, Way::AsKnown) },
        JobPath { name: "columns", run: |table| run(table, Way::Columns) },
        JobPath { name: "changes", run: |table| run(table, Way::Changes) },
        JobPath { name: "snapshots", run: |table| run(table, Way::Snapshots) },
        JobPath { name: "facts, then catalog", run: by_facts },
        JobPath { name: "members added up", run: by_members },
    ],
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    #[serde(default)]
    policy: PolicyInputs,
    book: BookInputs,
    period: String,
    /// Metrics of the catalog.
    measure: Vec<String>,
    /// Facts the book cannot know.
    #[serde(default)]
    given: BTreeMap<String, String>,
    #[serde(default = "dollars")]
    currency: String,
    #[serde(default)]
    round: Rounded,
}

fn dollars() -> String {
    "USD".to_owned()
}

type Answer = dyn Fn(&Inputs, &RevenueKpis<'_>, Period) -> Result<Values, JobError>;

fn ask(table: &Table, way: Way, answer: &Answer) -> Result<Table, JobError> {
    let given: Inputs = inputs(table)?;
    let period = period(&given.period)?;
    let policy = given.policy.policy()?;
    let case = Case { book: &given.book, policy: &policy, until: period };
    let values = case.ask(way, |view: &View<'_>| {
        let mut kpis = view.kpis().map_err(JobError::refused)?;
        for (name, value) in &given.given {
            let figure = quantity(kpis.catalog(), name, value, &given.currency)?;
            kpis = kpis.given(name, figure).map_err(JobError::refused)?;
        }
        answer(&given, &kpis, period)
    })?;
    outcome(&values)
}

fn run(table: &Table, way: Way) -> Result<Table, JobError> {
    ask(table, way, &|given, kpis, period| {
        let mut values = Values::default();
        for name in &given.measure {
            let measured = kpis.measure(name, period).map_err(JobError::refused)?;
            values.file(name, &measured, &given.round)?;
        }
        Ok(values)
    })
}

/// The facts of the period and of the twelve before it, taken to the catalog by themselves.
fn by_facts(table: &Table) -> Result<Table, JobError> {
    ask(table, Way::InOrder, &|given, kpis, period| {
        let catalog = kpis.catalog();
        let mut facts: BTreeMap<Period, Facts> = BTreeMap::new();
        let first = period.checked_add(-12).map_err(JobError::refused)?;
        for each in first.through(period) {
            let mut these = kpis.facts(each).map_err(JobError::refused)?;
            for (name, value) in &given.given {
                let figure = quantity(catalog, name, value, &given.currency)?;
                these.insert(name, figure).map_err(JobError::refused)?;
            }
            facts.insert(each, these);
        }
        let mut values = Values::default();
        for name in &given.measure {
            let measured = kpis.measure(name, period).map_err(JobError::refused)?;
            let again = evaluate(catalog, &measured, &facts)?;
            values.file(name, &again, &given.round)?;
        }
        Ok(values)
    })
}

/// Measures again from facts. A fact that does not exist has no place among facts, so its reason
/// stays that of the first measurement.
fn evaluate(
    catalog: &Catalog,
    measured: &Measurement,
    facts: &BTreeMap<Period, Facts>,
) -> Result<Measurement, JobError> {
    if let Err(why) = measured.value()
        && !matches!(why, Undefined::ZeroDenominator { .. })
    {
        return Ok(measured.clone());
    }
    let context = EvaluationContext::new(measured.policy());
    catalog
        .evaluate(measured.metric(), measured.period(), facts, &context)
        .map_err(JobError::refused)
}

/// The customers behind each fact, added up and taken to the catalog.
fn by_members(table: &Table) -> Result<Table, JobError> {
    ask(table, Way::Reversed, &|given, kpis, period| {
        let mut values = Values::default();
        for name in &given.measure {
            let measured = kpis.measure(name, period).map_err(JobError::refused)?;
            let mut facts: BTreeMap<Period, Facts> = BTreeMap::new();
            for used in measured.facts() {
                let these = facts.entry(used.period).or_insert_with(|| Facts::new(used.period));
                let members = kpis.members(&used.name, used.period).map_err(JobError::refused)?;
                let shares = members.map(|m| m.members).unwrap_or_default();
                if shares.is_empty() {
                    these.insert(used.name.as_str(), used.quantity).map_err(JobError::refused)?;
                }
                for member in shares {
                    let mut part = Facts::new(used.period);
                    part.insert(used.name.as_str(), member.share).map_err(JobError::refused)?;
                    these.merge(&part).map_err(JobError::refused)?;
                }
            }
            let again = evaluate(kpis.catalog(), &measured, &facts)?;
            values.file(name, &again, &given.round)?;
        }
        Ok(values)
    })
}
