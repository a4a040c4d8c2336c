//! How records and rates are written and read. What is read goes through the same checks as what a
//! program makes.

use std::num::NonZeroU64;

use chrono::{DateTime, NaiveDate, Utc};
use kpi_types::{ContractId, Currency, CustomerId, Money, PlanId, ProductId, date_of_day};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::rates::{RateError, Rates};
use crate::{BillingInterval, ContractLine, Discount, LineStatus};

#[derive(Serialize, Deserialize)]
#[serde(rename = "ContractLine", deny_unknown_fields)]
pub(crate) struct RawLine {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    line: Option<String>,
    contract: ContractId,
    customer: CustomerId,
    product: ProductId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    plan: Option<PlanId>,
    #[serde(with = "rust_decimal::serde::str", default = "one")]
    quantity: Decimal,
    price: Money,
    interval: BillingInterval,
    start: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    trial_end: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    discounts: Vec<Discount>,
    #[serde(default)]
    status: LineStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cancelled_on: Option<NaiveDate>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    recorded_at: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    row: Option<NonZeroU64>,
}

fn one() -> Decimal {
    Decimal::ONE
}

impl TryFrom<RawLine> for ContractLine {
    type Error = String;

    fn try_from(raw: RawLine) -> Result<Self, Self::Error> {
        let RawLine { line, contract, customer, product, plan, quantity, price, interval, .. } =
            raw;
        let RawLine { start, end, trial_end, discounts, status, cancelled_on, .. } = raw;
        let (recorded_at, row) = (raw.recorded_at, raw.row);
        let line = Self {
            line,
            contract,
            customer,
            product,
            plan,
            quantity,
            price,
            interval,
            start,
            end,
            trial_end,
            discounts,
            status,
            cancelled_on,
            recorded_at,
            row,
        };
        line.check().map(|()| line.clone()).map_err(|errors| {
            let all: Vec<String> = errors.iter().map(ToString::to_string).collect();
            format!("contract {}: {}", line.contract, all.join("; "))
        })
    }
}

impl From<ContractLine> for RawLine {
    fn from(line: ContractLine) -> Self {
        let ContractLine { line: id, contract, customer, product, plan, quantity, .. } = line;
        let ContractLine { price, interval, start, end, trial_end, discounts, status, .. } = line;
        Self {
            line: id,
            contract,
            customer,
            product,
            plan,
            quantity,
            price,
            interval,
            start,
            end,
            trial_end,
            discounts,
            status,
            cancelled_on: line.cancelled_on,
            recorded_at: line.recorded_at,
            row: line.row,
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "Rates", deny_unknown_fields)]
pub(crate) struct RawRates {
    reporting: Currency,
    max_age_days: u32,
    rates: Vec<RawRate>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "Rate", deny_unknown_fields)]
struct RawRate {
    from: Currency,
    date: NaiveDate,
    #[serde(with = "rust_decimal::serde::str")]
    rate: Decimal,
}

impl TryFrom<RawRates> for Rates {
    type Error = RateError;

    fn try_from(raw: RawRates) -> Result<Self, Self::Error> {
        let mut rates = Self::new(raw.reporting).with_max_age(raw.max_age_days);
        raw.rates.iter().try_for_each(|rate| rates.insert(rate.from, rate.date, rate.rate))?;
        Ok(rates)
    }
}

impl From<Rates> for RawRates {
    fn from(rates: Rates) -> Self {
        let rows = rates.table.iter().filter_map(|((from, day), rate)| {
            Some(RawRate { from: *from, date: date_of_day(*day).ok()?, rate: *rate })
        });
        let (reporting, max_age_days) = (rates.reporting(), rates.max_age);
        Self { reporting, max_age_days, rates: rows.collect() }
    }
}
