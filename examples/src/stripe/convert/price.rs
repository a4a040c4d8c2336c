//! What an item costs per interval.

use kpis::revenue::{BillingInterval, IntervalUnit};
use kpis::types::{Currency, Money};
use rust_decimal::Decimal;

use super::remark;
use crate::stripe::Remark;
use crate::stripe::money::major;
use crate::stripe::object::{Item, Price, Recurring, Transform};

/// A price that recurs and is known beforehand.
#[derive(Debug, Clone)]
pub(in crate::stripe) struct Priced {
    pub(in crate::stripe) id: String,
    pub(in crate::stripe) product: String,
    pub(in crate::stripe) amount: Money,
    pub(in crate::stripe) interval: BillingInterval,
    pub(in crate::stripe) quantity: Decimal,
}

pub(super) fn read(item: &Item, notes: &mut Vec<Remark>) -> Result<Priced, Remark> {
    let of_plan;
    let price = match (&item.price, &item.plan) {
        (Some(price), _) => price,
        (None, Some(plan)) => {
            of_plan = Price::of_plan(plan);
            &of_plan
        }
        (None, None) => return Err(remark(&item.id, "price", "null", "a price")),
    };
    let Some(recurring) = &price.recurring else {
        return Err(remark(&price.id, "recurring", "null", "a price that recurs"));
    };
    if recurring.usage_type.as_deref() == Some("metered") {
        let said = "licensed: what was used is known only from the invoices";
        return Err(remark(&price.id, "recurring.usage_type", "metered", said));
    }
    if price.billing_scheme.as_deref() == Some("tiered") {
        let said = "per_unit: the amount of tiers depends on the quantity billed";
        return Err(remark(&price.id, "billing_scheme", "tiered", said));
    }
    let currency = Currency::try_new(&price.currency)
        .map_err(|error| remark(&price.id, "currency", &price.currency, &error.to_string()))?;
    Ok(Priced {
        id: price.id.clone(),
        product: price.product.as_ref().map_or_else(|| price.id.clone(), |p| p.id().to_owned()),
        amount: Money::new(amount(price, currency)?, currency),
        interval: interval(&price.id, recurring)?,
        quantity: quantity(item, price, notes)?,
    })
}

fn amount(price: &Price, currency: Currency) -> Result<Decimal, Remark> {
    let exact = price.unit_amount_decimal.as_deref().and_then(|t| Decimal::from_str_exact(t).ok());
    let minor = exact.or_else(|| price.unit_amount.map(Decimal::from));
    minor
        .and_then(|minor| major(minor, currency))
        .ok_or_else(|| remark(&price.id, "unit_amount", "null", "an amount per unit"))
}

fn interval(id: &str, recurring: &Recurring) -> Result<BillingInterval, Remark> {
    let unit = match recurring.interval.as_str() {
        "day" => IntervalUnit::Day,
        "week" => IntervalUnit::Week,
        "month" => IntervalUnit::Month,
        "year" => IntervalUnit::Year,
        other => return Err(remark(id, "recurring.interval", other, "day, week, month or year")),
    };
    BillingInterval::try_new(recurring.interval_count, unit).map_err(|error| {
        remark(id, "recurring.interval_count", recurring.interval_count, &error.to_string())
    })
}

/// Units billed: packages where the price is per package.
fn quantity(item: &Item, price: &Price, notes: &mut Vec<Remark>) -> Result<Decimal, Remark> {
    let units = item.quantity.unwrap_or(1);
    let Some(Transform { divide_by, round }) = &price.transform_quantity else {
        return Ok(units.into());
    };
    let packages = match round.as_str() {
        _ if *divide_by == 0 => None,
        "up" => Some(units.div_ceil(*divide_by)),
        "down" => units.checked_div(*divide_by),
        _ => None,
    };
    let Some(packages) = packages else {
        let value = format!("{divide_by} {round}");
        let said = "divide_by of one or more, round up or down";
        return Err(remark(&price.id, "transform_quantity", value, said));
    };
    let said = format!("{units} units are {packages} packages of {divide_by}, rounded {round}");
    notes.push(remark(&item.id, "price.transform_quantity", units, &said));
    Ok(packages.into())
}
