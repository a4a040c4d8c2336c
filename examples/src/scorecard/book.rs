//! One currency's part of a report.

use anyhow::Result;
use kpis::revenue::Ledger;
use kpis::types::Period;
use serde::Serialize;

use super::args::Arguments;
use super::conventions::{self, Compared, Conventions};
use super::explained::{self, Explained};
use super::goals::{self, Goals};
use super::lens::Lens;
use super::measures::{self, KpiGroup};
use super::restated::{self, Restated};
use super::setup::Setup;
use super::waterfall::Waterfall;
use super::who::Who;
use crate::input::said;
use crate::shown::Figure;

/// Everything about one book of amounts.
#[derive(Debug, Clone, Serialize)]
pub struct BookReport {
    /// The currency of every amount.
    pub currency: &'static str,
    /// Other currencies that were converted into it.
    pub converted_from: Vec<&'static str>,
    /// The KPIs with change and interval.
    pub kpis: Vec<KpiGroup>,
    /// The MRR waterfall of the last periods.
    pub waterfall: Waterfall,
    /// Who moved it.
    pub who: Who,
    /// The same period under other conventions.
    pub conventions: Conventions,
    /// The gap to one of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub compared: Vec<Compared>,
    /// What changed after it was reported.
    pub restated: Restated,
    /// Charges kept out of MRR, by currency.
    pub one_off: Vec<Figure>,
    /// How goals run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goals: Option<Goals>,
    /// Everybody behind one metric.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explained: Option<Explained>,
}

impl BookReport {
    pub(super) fn build(setup: &Setup, lens: &Lens<'_>, arguments: &Arguments) -> Result<Self> {
        let book = &setup.loaded.book;
        let ledger = match setup.known {
            Some(known) => Ledger::as_known(book, &setup.policy, known)?,
            None => Ledger::try_new(book, &setup.policy)?,
        };
        let first = first_period(setup, &ledger, arguments)?;
        let view = lens.view(&ledger)?;
        let previous = setup.period.checked_add(-1)?;
        let kpis = lens.kpis(&view, &[setup.period, previous])?;
        let span = setup.calendar.span(setup.period)?;
        let one_off = match setup.known {
            Some(known) => book.one_off_total_as_known(span.start(), span.end(), known)?,
            None => book.one_off_total(span.start(), span.end())?,
        };
        let others = book.currencies().into_iter().filter(|c| *c != lens.currency);
        Ok(Self {
            currency: lens.currency.code(),
            converted_from: match lens.rates {
                Some(_) => others.map(|c| c.code()).collect(),
                None => Vec::new(),
            },
            kpis: measures::groups(setup, &kpis, previous)?,
            waterfall: Waterfall::build(&view, first, setup.period, setup.language)?,
            who: Who::build(setup, &view, arguments.top)?,
            conventions: conventions::all(setup, lens)?,
            compared: match &arguments.compare {
                Some(name) => conventions::compared(setup, lens, name)?,
                None => Vec::new(),
            },
            restated: restated::build(setup, lens, arguments, first)?,
            one_off: one_off.iter().map(|sum| Figure::money(sum, setup.language)).collect(),
            goals: match &setup.goals {
                Some(document) => Some(goals::build(setup, lens, &ledger, document)?),
                None => None,
            },
            explained: match &arguments.explain {
                Some(metric) => Some(explained::build(setup, &kpis, metric, arguments.top)?),
                None => None,
            },
        })
    }
}

/// The first period of the waterfall: so many back, but not before the records.
fn first_period(setup: &Setup, ledger: &Ledger<'_>, arguments: &Arguments) -> Result<Period> {
    let back = i32::from(arguments.months) - 1;
    let wanted = setup.period.checked_add(-back)?;
    let Some((first_day, _)) = ledger.first_and_last_day() else {
        return Err(said(
            "there are no recurring amounts to report on",
            "経常的な金額がありません",
        ));
    };
    let first = setup.calendar.period_of(first_day, setup.period.grain())?;
    if setup.period < first {
        let period = setup.calendar.label(setup.period)?;
        return Err(said(
            format!("there is nothing in {period}: the records begin on {first_day}"),
            format!("{period} には何もありません。記録は {first_day} からです"),
        ));
    }
    Ok(wanted.max(first))
}
