//! What moved, and the waterfall it adds up to.

use kpis::revenue::{Movement, MovementKind, PeriodTotals, View};
use kpis::types::Money;
use serde::{Deserialize, Serialize};
use toml::Table;

use super::book::BookInputs;
use super::policy::PolicyInputs;
use super::values::Shown;
use super::way::{Case, Way, periods};
use crate::{Job, JobError, JobPath, inputs, outcome};

/// Movements and waterfalls.
pub(super) const JOB: Job = Job {
    name: "mrr-movements",
    about: "every movement of a book from one period through another, and the waterfall",
    paths: &[
        JobPath { name: "in order", run: |table| run(table, Way::InOrder) },
        JobPath { name: "reversed", run: |table| run(table, Way::Reversed) },
        JobPath { name: "merged", run: |table| run(table, Way::Merged) },
        JobPath { name: "as known", run: |table| run(table, Way::AsKnown) },
        JobPath { name: "columns", run: |table| run(table, Way::Columns) },
        JobPath { name: "changes", run: |table| run(table, Way::Changes) },
        JobPath { name: "snapshots", run: |table| run(table, Way::Snapshots) },
    ],
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    #[serde(default)]
    policy: PolicyInputs,
    book: BookInputs,
    first: String,
    last: String,
    /// Digits after the point; exact when left out.
    #[serde(default)]
    places: Option<u32>,
    #[serde(default)]
    rounding: Shown,
}

#[derive(Default, Serialize)]
struct Outcome {
    movements: Vec<Moved>,
    causes: Vec<String>,
    customers: Vec<String>,
    opening: Vec<String>,
    closing: Vec<String>,
    opening_customers: Vec<u64>,
    closing_customers: Vec<u64>,
    new: Vec<String>,
    reactivation: Vec<String>,
    upsell: Vec<String>,
    cross_sell: Vec<String>,
    contraction: Vec<String>,
    churn: Vec<String>,
    fx: Vec<String>,
}

#[derive(Serialize)]
struct Moved {
    date: String,
    kind: &'static str,
    amount: String,
}

impl Inputs {
    fn text(&self, money: Money) -> String {
        let amount = money.amount();
        let shown = self.places.map_or(amount, |places| self.rounding.apply(amount, places));
        shown.normalize().to_string()
    }
}

fn run(table: &Table, way: Way) -> Result<Table, JobError> {
    let given: Inputs = inputs(table)?;
    let (first, last) = periods(&given.first, &given.last)?;
    let policy = given.policy.policy()?;
    let case = Case { book: &given.book, policy: &policy, until: last };
    let found = case.ask(way, |view: &View<'_>| {
        let totals = view.totals(first, last).map_err(JobError::refused)?;
        let movements = view.movements(first, last).map_err(JobError::refused)?;
        fill(&given, &totals, &movements)
    })?;
    outcome(&found)
}

fn fill(
    given: &Inputs,
    totals: &[PeriodTotals],
    movements: &[Movement],
) -> Result<Outcome, JobError> {
    let mut all = Outcome::default();
    for movement in movements {
        all.movements.push(Moved {
            date: movement.date.to_string(),
            kind: movement.kind.name(),
            amount: given.text(movement.amount),
        });
        all.causes.push(movement.cause.label().en.to_string());
        all.customers.push(movement.customer.to_string());
    }
    for total in totals {
        if !total.closes() {
            return Err(JobError::refused("the books do not close"));
        }
        let opening = total.opening().map_err(JobError::refused)?;
        let closing = total.closing().map_err(JobError::refused)?;
        all.opening.push(given.text(opening));
        all.closing.push(given.text(closing));
        all.opening_customers.push(total.opening_customers());
        all.closing_customers.push(total.closing_customers());
        for kind in MovementKind::ALL {
            let sum = given.text(total.movement(kind).map_err(JobError::refused)?);
            let list = match kind {
                MovementKind::New => &mut all.new,
                MovementKind::Reactivation => &mut all.reactivation,
                MovementKind::Upsell => &mut all.upsell,
                MovementKind::CrossSell => &mut all.cross_sell,
                MovementKind::Contraction => &mut all.contraction,
                MovementKind::Churn => &mut all.churn,
                MovementKind::Fx => &mut all.fx,
            };
            list.push(sum);
        }
    }
    Ok(all)
}
