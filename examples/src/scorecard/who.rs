//! Who moved MRR in the period, largest first.

use anyhow::Result;
use chrono::NaiveDate;
use kpis::revenue::{Movement, MovementKind, View};
use serde::Serialize;

use super::setup::Setup;
use crate::shown::{Figure, code_of, signed};

/// The largest movements.
#[derive(Debug, Clone, Serialize)]
pub struct Who {
    /// All movements of the period, exchange rates not counted.
    pub all: usize,
    /// The largest of them.
    pub largest: Vec<Mover>,
}

/// One movement.
#[derive(Debug, Clone, Serialize)]
pub struct Mover {
    /// The day.
    pub date: NaiveDate,
    /// The customer.
    pub customer: String,
    /// What it does.
    pub kind: &'static str,
    /// The same in words.
    pub kind_label: String,
    /// Why.
    pub cause: String,
    /// The same in words.
    pub cause_label: String,
    /// Of which product.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub product: Option<String>,
    /// Under which contract.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contract: Option<String>,
    /// By how much.
    pub amount: Figure,
    /// File and line of the record behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
}

impl Who {
    pub(super) fn build(setup: &Setup, view: &View<'_>, top: usize) -> Result<Self> {
        let mut movements = view.movements(setup.period, setup.period)?;
        movements.retain(|m| m.kind != MovementKind::Fx);
        let all = movements.len();
        // A stable sort: equal amounts stay in the order of their days.
        movements.sort_by_key(|m| std::cmp::Reverse(m.amount.amount().abs()));
        movements.truncate(top);
        Ok(Self { all, largest: movements.iter().map(|m| mover(setup, m)).collect() })
    }
}

fn mover(setup: &Setup, movement: &Movement) -> Mover {
    let language = setup.language;
    let mut amount = Figure::money(movement.amount, language);
    amount.shown = signed(movement.amount);
    Mover {
        date: movement.date,
        customer: movement.customer.to_string(),
        kind: movement.kind.name(),
        kind_label: movement.kind.label().text(language).to_owned(),
        cause: code_of(&movement.cause),
        cause_label: movement.cause.label().text(language).to_owned(),
        product: movement.product.as_ref().map(ToString::to_string),
        contract: movement.contract.as_ref().map(ToString::to_string),
        amount,
        record: movement.row.map(|row| setup.loaded.sources.place(row)),
    }
}
