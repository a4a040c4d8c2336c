//! Figures as they were reported, as they are known now, and the records in between.

use anyhow::Result;
use chrono::{DateTime, Days, NaiveDate, Utc};
use kpis::revenue::{Restatement, restate};
use kpis::types::{Period, Unit};
use serde::Serialize;

use super::args::Arguments;
use super::conventions::{Touched, touched};
use super::lens::{Lens, offered};
use super::setup::{Setup, end_of_day};
use crate::shown::{Change, Figure};

/// What changed after it was reported.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Restated {
    /// False when records do not say when they became known.
    pub knowable: bool,
    /// How many reported figures were looked at.
    pub looked_at: usize,
    /// Those that changed.
    pub figures: Vec<RestatedFigure>,
    /// The records that changed them.
    pub records: Vec<Late>,
}

/// One figure of one period.
#[derive(Debug, Clone, Serialize)]
pub struct RestatedFigure {
    /// The period.
    pub period: String,
    /// The metric.
    pub metric: &'static str,
    /// Its name.
    pub name: String,
    /// The day it was reported, as known at the end of that day.
    pub reported_on: NaiveDate,
    /// As reported.
    pub then: Figure,
    /// As known now.
    pub now: Figure,
    /// The change.
    pub change: Change,
    /// Customers whose share changed.
    pub customers: Vec<Touched>,
}

/// A record that became known late.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Late {
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// The customer.
    pub customer: String,
    /// The contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// Whether it corrects a record that was known before.
    pub corrects: bool,
    /// File and line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
}

const OF_A_DAY: [&str; 5] =
    ["mrr", "customers", "customer_churn_rate", "gross_revenue_retention", "net_revenue_retention"];

pub(super) fn build(
    setup: &Setup,
    lens: &Lens<'_>,
    arguments: &Arguments,
    first: Period,
) -> Result<Restated> {
    let mut found = Restated { knowable: setup.loaded.has_recorded_at, ..Restated::default() };
    if !found.knowable {
        return Ok(found);
    }
    if let Some(day) = arguments.known_at {
        for metric in OF_A_DAY {
            if offered(&setup.catalog, metric, setup.period.grain()) {
                found.look(setup, lens, metric, setup.period, day)?;
            }
        }
    } else {
        for period in first.through(setup.period) {
            let end = setup.calendar.span(period)?.end();
            let days = Days::new(arguments.reported_after.into());
            let reported = end.checked_add_days(days).and_then(|d| d.pred_opt()).unwrap_or(end);
            if reported < setup.as_of {
                found.look(setup, lens, "mrr", period, reported)?;
            }
        }
    }
    found.records.sort();
    found.records.dedup();
    Ok(found)
}

impl Restated {
    fn look(
        &mut self,
        setup: &Setup,
        lens: &Lens<'_>,
        metric: &'static str,
        period: Period,
        reported_on: NaiveDate,
    ) -> Result<()> {
        self.looked_at += 1;
        let book = &setup.loaded.book;
        let then = end_of_day(setup.calendar.zone(), reported_on);
        let policy = &setup.policy;
        let question = lens.question(metric, period);
        let found = restate(book, policy, question, then, |ledger| lens.view(ledger))?;
        if found.is_empty() {
            return Ok(());
        }
        self.figures.push(figure(setup, metric, period, reported_on, &found)?);
        self.records.extend(found.records.iter().map(|record| Late {
            recorded_at: record.recorded_at,
            customer: record.customer.clone(),
            contract: record.contract.clone(),
            corrects: record.corrects,
            record: record.row.map(|row| setup.loaded.sources.place(row)),
        }));
        Ok(())
    }
}

fn figure(
    setup: &Setup,
    metric: &'static str,
    period: Period,
    reported_on: NaiveDate,
    found: &Restatement,
) -> Result<RestatedFigure> {
    let language = setup.language;
    let definition = setup.catalog.metric(metric);
    let unit = definition.map_or(Unit::Number, |d| d.unit());
    let values = found.then.value().ok().zip(found.now.value().ok());
    Ok(RestatedFigure {
        period: setup.calendar.label(period)?,
        metric,
        name: definition.map_or_else(|| metric.to_owned(), |d| d.name().text(language).to_owned()),
        reported_on,
        then: Figure::measured(&found.then, unit, language),
        now: Figure::measured(&found.now, unit, language),
        change: Change::between(values, language),
        customers: found.customers.iter().map(|c| touched(setup, c)).collect(),
    })
}
