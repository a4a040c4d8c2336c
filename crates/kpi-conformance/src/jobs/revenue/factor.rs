//! What a price per interval is worth a month.

use kpis::revenue::Policy;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use toml::Table;

use super::book::{BookInputs, LineInputs};
use super::policy::PolicyInputs;
use super::way::{Case, Way, month_of};
use crate::{Job, JobError, JobPath, inputs, outcome};

/// Month factors.
pub(super) const JOB: Job = Job {
    name: "month-factor",
    about: "the monthly amount of a plan, and how far it is from 52 weeks or 365 days a year",
    paths: &[
        JobPath { name: "in order", run: |table| run(table, Way::InOrder) },
        JobPath { name: "merged", run: |table| run(table, Way::Merged) },
        JobPath { name: "as known", run: |table| run(table, Way::AsKnown) },
        JobPath { name: "columns", run: |table| run(table, Way::Columns) },
        JobPath { name: "changes", run: |table| run(table, Way::Changes) },
    ],
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    #[serde(default)]
    policy: PolicyInputs,
    /// One line, by the fields of a line.
    line: LineInputs,
}

#[derive(Default, Serialize)]
struct Outcome {
    mrr: Option<String>,
    /// By how much it differs from our default's, as a share of that.
    against_default: Option<String>,
    /// The fields that were refused.
    refused: Option<Vec<String>>,
}

fn run(table: &Table, way: Way) -> Result<Table, JobError> {
    let given: Inputs = inputs(table)?;
    let refused = given.line.read(&given.line.customer, "USD", std::num::NonZeroU64::MIN);
    if let Err(findings) = refused {
        let refused = findings.iter().map(|f| f.field.to_owned()).collect();
        return outcome(&Outcome { refused: Some(refused), ..Outcome::default() });
    }
    let until = month_of(given.line.start.date()?)?;
    let book = BookInputs::of_lines(vec![given.line]);
    let month = |policy: &Policy| {
        let case = Case { book: &book, policy, until };
        case.ask(way, |view| {
            let totals = view.totals(until, until).map_err(JobError::refused)?;
            let closing = totals.first().map(|t| t.closing()).transpose();
            let closing = closing.map_err(JobError::refused)?;
            closing.map(|m| m.amount()).ok_or_else(|| JobError::refused("no period"))
        })
    };
    let (mrr, default) = (month(&given.policy.policy()?)?, month(&Policy::default())?);
    let share = (mrr - default).checked_div(default).unwrap_or(Decimal::ZERO);
    outcome(&Outcome {
        mrr: Some(mrr.normalize().to_string()),
        against_default: Some(share.normalize().to_string()),
        refused: None,
    })
}
