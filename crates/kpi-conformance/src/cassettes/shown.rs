//! Figures as the API shows them, and the same by the catalog.

use std::collections::BTreeMap;

use kpis::metrics::{Catalog, EvaluationContext};
use kpis::types::{Currency, Facts, Grain, Money, Period, Quantity};
use rust_decimal::Decimal;
use serde_json::Value;

use super::CassetteReport;
use super::read::Body;

/// Figures of one entry, by name.
pub(super) type Figures = BTreeMap<String, Decimal>;

/// The numbers of an entry.
pub(super) fn figures(entry: &Value) -> Figures {
    let fields = entry.as_object().into_iter().flatten();
    fields.filter_map(|(name, value)| Some((name.clone(), decimal(value)?))).collect()
}

fn decimal(value: &Value) -> Option<Decimal> {
    value.as_number()?.to_string().parse().ok()
}

/// What can be checked on an entry by itself: subscriptions and activities.
pub(super) fn each_entry(body: &Body, report: &mut CassetteReport) {
    if body.is_series() {
        return;
    }
    for entry in body.entries() {
        let all = figures(entry);
        for (mrr, arr) in [("mrr", "arr"), ("activity-mrr", "activity-arr")] {
            if let (Some(mrr), Some(arr)) = (all.get(mrr), all.get(arr)) {
                let facts = [("closing_mrr", cents(*mrr))];
                let found = by_catalog("arr", &facts);
                report.check(
                    "arr is 12 times mrr",
                    body.file.clone(),
                    unless(found == Ok(cents_value(*arr)), || format!("{arr}, found {found:?}")),
                );
            }
        }
    }
}

/// A figure by the catalog's formula, from facts.
pub(super) fn by_catalog(metric: &str, facts: &[(&str, Quantity)]) -> Result<Decimal, String> {
    let catalog = Catalog::builtin().map_err(|why| why.to_string())?;
    let period = Period::new(Grain::Month, 0);
    let mut all = Facts::new(period);
    for (name, figure) in facts {
        all.insert(name, *figure).map_err(|why| why.to_string())?;
    }
    let context = EvaluationContext::new("as recorded");
    let measured =
        catalog.evaluate(metric, period, &all, &context).map_err(|why| why.to_string())?;
    measured.value().map(Quantity::value).map_err(|why| why.message().en.to_string())
}

/// Cents as money. The recordings of series do not name their currency, which changes nothing.
pub(super) fn cents(amount: Decimal) -> Quantity {
    Quantity::Money(Money::new(cents_value(amount), Currency::EUR))
}

pub(super) fn cents_value(amount: Decimal) -> Decimal {
    amount * Decimal::new(1, 2)
}

pub(super) fn unless(fine: bool, what: impl FnOnce() -> String) -> Option<String> {
    if fine { None } else { Some(what()) }
}
