//! Two policies over one book, and what their gap is made of.

use kpis::revenue::{Book, compare};
use serde::{Deserialize, Serialize};
use toml::Table;

use super::book::{BookInputs, Record, book};
use super::policy::PolicyInputs;
use super::values::Rounded;
use super::way::period;
use crate::{Job, JobError, JobPath, inputs, outcome};

/// Gaps between policies.
pub(super) const JOB: Job = Job {
    name: "policy-gap",
    about: "a metric under two policies, and the rules and customers behind the gap",
    paths: &[
        JobPath { name: "in order", run: |table| run(table, |records| book(records)) },
        JobPath { name: "reversed", run: |table| run(table, |records| book(records.iter().rev())) },
        JobPath { name: "merged", run: |table| run(table, merged) },
    ],
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    first: PolicyInputs,
    second: PolicyInputs,
    book: BookInputs,
    period: String,
    measure: String,
    #[serde(default)]
    round: Rounded,
}

#[derive(Serialize)]
struct Outcome {
    first: Option<String>,
    second: Option<String>,
    /// Every rule in which the policies differ and that moves the value, with the value after it.
    steps: Vec<Step>,
    /// Customers whose share a rule changes, once each.
    customers: Vec<String>,
}

#[derive(Serialize)]
struct Step {
    field: &'static str,
    after: Option<String>,
}

fn merged(records: &[Record]) -> Result<Book, JobError> {
    let (one, two) = records.split_at(records.len() / 2);
    let mut whole = book(two)?;
    whole.merge(&book(one)?).map_err(JobError::refused)?;
    Ok(whole)
}

fn run(table: &Table, way: fn(&[Record]) -> Result<Book, JobError>) -> Result<Table, JobError> {
    let given: Inputs = inputs(table)?;
    let book = way(&given.book.records()?)?;
    let (first, second) = (given.first.policy()?, given.second.policy()?);
    let (metric, period) = (given.measure.as_str(), period(&given.period)?);
    let found = compare(&book, &first, &second, (metric, period), |l| l.view())
        .map_err(JobError::refused)?;
    let text = |m: &kpis::metrics::Measurement| {
        m.value().ok().map(|value| given.round.text(metric, value.value()))
    };
    let mut value = found.first.value().ok();
    let (mut steps, mut customers) = (Vec::new(), Vec::new());
    for step in &found.steps {
        let after = step.after.value().ok();
        if after != value {
            steps.push(Step { field: step.field.name(), after: text(&step.after) });
        }
        value = after;
        customers.extend(step.customers.iter().map(|c| c.customer.clone()));
    }
    if value != found.second.value().ok() {
        return Err(JobError::refused("the steps do not end at the second policy"));
    }
    customers.sort();
    customers.dedup();
    outcome(&Outcome { first: text(&found.first), second: text(&found.second), steps, customers })
}
