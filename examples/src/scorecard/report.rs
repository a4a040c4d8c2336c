//! The whole answer, for the page and for JSON alike.

use std::collections::BTreeSet;

use anyhow::Result;
use chrono::NaiveDate;
use kpis::revenue::{Policy, PolicyField};
use kpis::types::Grain;
use serde::Serialize;

use super::args::Arguments;
use super::book::BookReport;
use super::reconcile::{Reconciliation, reconcile};
use super::setup::Setup;
use crate::input::{BadCell, said};

/// A period's scorecard: one book per currency, or one in the reporting currency.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The period's label.
    pub period: String,
    /// Its first day.
    pub from: NaiveDate,
    /// Its last day.
    pub to: NaiveDate,
    /// The last day that is known.
    pub as_of: NaiveDate,
    /// The day of knowledge that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_at: Option<NaiveDate>,
    /// The name of the convention.
    pub policy: String,
    /// Rules that are not this library's own.
    pub rules: Vec<Rule>,
    /// Segment and product, where the report is narrowed down.
    pub scope: Vec<String>,
    /// What was read.
    pub data: Data,
    /// The lists against totals published elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reconciled: Option<Reconciliation>,
    /// The figures.
    pub books: Vec<BookReport>,
}

/// A rule of the convention.
#[derive(Debug, Clone, Serialize)]
pub struct Rule {
    /// The field.
    pub field: &'static str,
    /// What it is about.
    pub label: String,
    /// Its value.
    pub value: String,
}

/// What was read and what is missing in it.
#[derive(Debug, Clone, Serialize)]
pub struct Data {
    /// Rows read.
    pub rows: u64,
    /// Bad rows that were left out.
    pub bad_rows: u64,
    /// Everything wrong with them.
    pub bad_cells: Vec<BadCell>,
    /// Months between the first and the last list that have none.
    pub months_without_list: Vec<String>,
}

impl Report {
    pub(super) fn build(setup: &Setup, arguments: &Arguments) -> Result<Self> {
        let span = setup.calendar.span(setup.period)?;
        let period = setup.calendar.label(setup.period)?;
        if span.start() > setup.as_of {
            let (begins, known) = (span.start(), setup.as_of);
            return Err(said(
                format!(
                    "{period} begins on {begins}, the data are known up to {known}: choose an \
                     earlier --month, or say --as-of"
                ),
                format!(
                    "{period} は {begins} に始まりますが、データは {known} までです。前の --month を選ぶか、--as-of を指定してください"
                ),
            ));
        }
        let lenses = setup.lenses();
        if lenses.is_empty() {
            return Err(said(
                "there are no recurring amounts to report on",
                "経常的な金額がありません",
            ));
        }
        let books = lenses
            .iter()
            .map(|lens| BookReport::build(setup, lens, arguments))
            .collect::<Result<_>>()?;
        let loaded = &setup.loaded;
        Ok(Self {
            period,
            from: span.start(),
            to: span.end().pred_opt().unwrap_or(span.end()),
            as_of: setup.as_of,
            known_at: arguments.known_at,
            policy: setup.policy.name().to_owned(),
            rules: rules(setup),
            scope: setup.scope(),
            data: Data {
                rows: loaded.rows,
                bad_rows: loaded.bad_rows,
                bad_cells: loaded.bad.clone(),
                months_without_list: months_without_list(setup)?,
            },
            reconciled: match &arguments.reconcile {
                Some(_) => Some(reconcile(setup, arguments)?),
                None => None,
            },
            books,
        })
    }
}

fn rules(setup: &Setup) -> Vec<Rule> {
    let differing = setup.policy.differences(&Policy::default());
    let rule = |field: PolicyField| Rule {
        field: field.name(),
        label: field.label().text(setup.language).to_owned(),
        value: setup.policy.value_of(field),
    };
    differing.into_iter().map(rule).collect()
}

/// Months without a single list: the last list before them holds on.
fn months_without_list(setup: &Setup) -> Result<Vec<String>> {
    let month = |at: &chrono::DateTime<chrono::Utc>| {
        setup.calendar.period_of(setup.calendar.date_of(*at), Grain::Month)
    };
    let seen: BTreeSet<_> = setup.loaded.lists.keys().map(month).collect::<Result<_, _>>()?;
    let (Some(first), Some(last)) = (seen.first(), seen.last()) else {
        return Ok(Vec::new());
    };
    let missing = first.through(*last).filter(|m| !seen.contains(m));
    Ok(missing.map(|m| setup.calendar.label(m)).collect::<Result<_, _>>()?)
}
