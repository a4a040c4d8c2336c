//! Metrics of given facts: the catalog's formulas by themselves.

use std::collections::BTreeMap;

use kpis::metrics::{Catalog, EvaluationContext};
use kpis::types::{Currency, Facts, Money, Period, Quantity, Ratio, Unit};
use rust_decimal::Decimal;
use serde::Deserialize;
use toml::Table;

use super::values::{Rounded, Values};
use super::way::period;
use crate::{Job, JobError, JobPath, inputs, outcome};

/// Formulas of the catalog.
pub(super) const JOB: Job = Job {
    name: "metric-of-facts",
    about: "metrics of the catalog, and of a user's catalog, over given facts",
    paths: &[
        JobPath { name: "facts", run: |table| run(table, whole, Ok) },
        JobPath { name: "merged facts", run: |table| run(table, halves, Ok) },
        JobPath { name: "catalog rebuilt in code", run: |table| run(table, whole, rebuilt) },
    ],
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    period: String,
    measure: Vec<String>,
    /// By period, then name.
    facts: BTreeMap<String, BTreeMap<String, String>>,
    #[serde(default = "dollars")]
    currency: String,
    /// A catalog of one's own, on top of the built-in one.
    #[serde(default)]
    catalog: Option<String>,
    #[serde(default)]
    round: Rounded,
}

fn dollars() -> String {
    "USD".to_owned()
}

type Facted = fn(Period, &[(String, Quantity)]) -> Result<Facts, JobError>;

fn run(
    table: &Table,
    facted: Facted,
    prepared: fn(Catalog) -> Result<Catalog, JobError>,
) -> Result<Table, JobError> {
    let given: Inputs = inputs(table)?;
    let mut catalog = Catalog::builtin().map_err(JobError::refused)?;
    if let Some(document) = &given.catalog {
        catalog = catalog.extend_toml(document).map_err(JobError::refused)?;
    }
    let catalog = prepared(catalog)?;
    let mut facts: BTreeMap<Period, Facts> = BTreeMap::new();
    for (label, figures) in &given.facts {
        let mut these = Vec::new();
        for (name, value) in figures {
            these.push((name.clone(), quantity(&catalog, name, value, &given.currency)?));
        }
        let at = period(label)?;
        facts.insert(at, facted(at, &these)?);
    }
    let at = period(&given.period)?;
    let context = EvaluationContext::new("as given");
    let mut values = Values::default();
    for name in &given.measure {
        let measured = catalog.evaluate(name, at, &facts, &context).map_err(JobError::refused)?;
        values.file(name, &measured, &given.round)?;
    }
    outcome(&values)
}

/// A fact in the unit the catalog says.
pub(super) fn quantity(
    catalog: &Catalog,
    name: &str,
    text: &str,
    currency: &str,
) -> Result<Quantity, JobError> {
    let wrong = |why: String| JobError::Inputs { why: format!("fact {name}, {text:?}: {why}") };
    let fact = catalog.fact(name).ok_or_else(|| wrong("the catalog has none".to_owned()))?;
    let decimal: Decimal = text.parse().map_err(|_| wrong("no number".to_owned()))?;
    Ok(match fact.unit() {
        Unit::Count => Quantity::Count(i64::try_from(decimal).map_err(|e| wrong(e.to_string()))?),
        Unit::Money => {
            let currency = Currency::try_new(currency).map_err(|e| wrong(e.to_string()))?;
            Quantity::Money(Money::new(decimal, currency))
        }
        Unit::Ratio => Quantity::Ratio(Ratio::new(decimal)),
        Unit::Number => Quantity::Number(decimal),
        unit => return Err(wrong(format!("rows give no facts in {unit}"))),
    })
}

fn whole(period: Period, figures: &[(String, Quantity)]) -> Result<Facts, JobError> {
    let mut facts = Facts::new(period);
    for (name, figure) in figures {
        facts.insert(name, *figure).map_err(JobError::refused)?;
    }
    Ok(facts)
}

/// Every figure as the sum of two, from two places.
fn halves(period: Period, figures: &[(String, Quantity)]) -> Result<Facts, JobError> {
    let (mut here, mut there) = (Facts::new(period), Facts::new(period));
    for (name, figure) in figures {
        let parts = match figure {
            Quantity::Count(n) => [Quantity::Count(n / 3), Quantity::Count(n - n / 3)],
            Quantity::Money(m) => {
                let third = Money::new((m.amount() / Decimal::from(3)).round_dp(2), m.currency());
                let rest = m.checked_sub(third).map_err(JobError::refused)?;
                [Quantity::Money(third), Quantity::Money(rest)]
            }
            Quantity::Ratio(r) => {
                let one = Ratio::new(r.value() + Decimal::ONE);
                [Quantity::Ratio(one), Quantity::Ratio(Ratio::new(-Decimal::ONE))]
            }
            other => {
                there.insert(name, *other).map_err(JobError::refused)?;
                continue;
            }
        };
        let [one, two] = parts;
        here.insert(name, one).map_err(JobError::refused)?;
        there.insert(name, two).map_err(JobError::refused)?;
    }
    here.merge(&there).map_err(JobError::refused)?;
    Ok(here)
}

/// The same definitions, filed one by one.
fn rebuilt(catalog: Catalog) -> Result<Catalog, JobError> {
    let mut builder = Catalog::builder();
    for metric in catalog.metrics() {
        builder = builder.metric(metric.clone());
    }
    for fact in catalog.facts() {
        builder = builder.fact(fact.clone());
    }
    builder.build().map_err(JobError::refused)
}
