//! The answer as JSON.

use anyhow::Result;
use serde_json::{Value, json};

use super::page::{Shown, ledger};
use super::{ShownLine, StripeArguments, Turned};
use crate::scorecard::waterfall_json;

pub(super) fn json(turned: &Turned, arguments: &StripeArguments) -> Result<Value> {
    let ledger = ledger(turned, arguments)?;
    let mut mrr = Vec::new();
    if let Some(shown) = Shown::find(&ledger, arguments)? {
        let language = arguments.page.language();
        for currency in ledger.currencies() {
            let view = ledger.view_in(*currency)?;
            let waterfall = waterfall_json(&view, shown.first, shown.last, language)?;
            mrr.push(json!({ "currency": currency.code(), "waterfall": waterfall }));
        }
    }
    let lines: Vec<Value> = turned.lines.iter().map(line).collect();
    Ok(json!({
        "subscriptions": turned.subscriptions,
        "convention": arguments.policy,
        "lines": lines,
        "not_turned": turned.refused,
        "remarks": turned.notes,
        "mrr": mrr,
    }))
}

fn line(shown: &ShownLine) -> Value {
    let [customer, item, product, price, every, start, end, status, discounts] = &shown.cells;
    json!({
        "customer": customer,
        "item": item,
        "product": product,
        "price": price,
        "every": every,
        "start": start,
        "end": end,
        "status": status,
        "discounts": discounts,
    })
}
