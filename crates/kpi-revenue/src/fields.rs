//! Rows of text: from the fields of a table to records, with every finding of a row.

use std::num::NonZeroU64;

use kpi_types::{ContractId, CustomerId, Money, PlanId, ProductId};
use rust_decimal::Decimal;

use crate::BillingInterval;
use crate::allowed::Allowed;
use crate::field_reader::{FieldReader, absent, date, discounts, number, status, time};
use crate::line::ContractLine;
use crate::record::{MrrChange, MrrSnapshot, OneOffCharge};

/// One thing wrong with one field of one row.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("row {row}, {field}: {value:?} is not allowed: expected {allowed}")]
pub struct FieldError {
    /// The row, as numbered by the caller.
    pub row: NonZeroU64,
    /// The field.
    pub field: &'static str,
    /// What was found.
    pub value: String,
    /// What is allowed.
    pub allowed: Allowed,
}

/// What a row of contract lines turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineOrCharge {
    /// A recurring line.
    Line(Box<ContractLine>),
    /// A charge with the interval `once`.
    OneOff(OneOffCharge),
}

/// The fields of a contract line as text; empty means absent.
///
/// ```
/// use std::num::NonZeroU64;
/// use kpi_revenue::LineFields;
///
/// let fields = LineFields {
///     contract: "c-1",
///     customer: "acme",
///     product: "crm",
///     price: "12O", // a letter O
///     currency: "USD",
///     interval: "fortnight",
///     start: "2026-02-30",
///     ..LineFields::default()
/// };
/// let findings = fields.read(NonZeroU64::new(7).unwrap()).unwrap_err();
/// assert_eq!(findings.len(), 3);
/// assert!(findings[0].to_string().starts_with("row 7, price: \"12O\" is not allowed"));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct LineFields<'a> {
    /// Identifier under which later records correct the line; may be absent.
    pub line: &'a str,
    /// The contract.
    pub contract: &'a str,
    /// The customer.
    pub customer: &'a str,
    /// The product.
    pub product: &'a str,
    /// The plan; may be absent.
    pub plan: &'a str,
    /// How many; 1 when absent.
    pub quantity: &'a str,
    /// The price of one per interval, in major units with a decimal point.
    pub price: &'a str,
    /// ISO 4217 code.
    pub currency: &'a str,
    /// `month`, `3 months`, `yearly`, …; `once` for a one-off charge.
    pub interval: &'a str,
    /// First day, `2026-01-31`.
    pub start: &'a str,
    /// First day no longer covered; absent while it runs.
    pub end: &'a str,
    /// First day after the trial; may be absent.
    pub trial_end: &'a str,
    /// `20% forever`, `500 until 2026-06-30`, `10% once`; several separated by `;`.
    pub discount: &'a str,
    /// `active`, `paused`, `past_due`, `withdrawn`; active when absent.
    pub status: &'a str,
    /// Since when, for paused and past due; the start when absent.
    pub status_since: &'a str,
    /// The day the customer asked to cancel; may be absent.
    pub cancelled_on: &'a str,
    /// When the record became known, a date or an RFC 3339 time; may be absent.
    pub recorded_at: &'a str,
}

/// The fields of an MRR snapshot as text; empty means absent.
#[derive(Debug, Clone, Copy, Default)]
pub struct SnapshotFields<'a> {
    /// When the list was taken, a date or an RFC 3339 time.
    pub at: &'a str,
    /// The customer.
    pub customer: &'a str,
    /// The product; may be absent.
    pub product: &'a str,
    /// How much a month.
    pub mrr: &'a str,
    /// ISO 4217 code.
    pub currency: &'a str,
    /// When this version became known; may be absent.
    pub recorded_at: &'a str,
}

/// The fields of an MRR change as text; empty means absent.
#[derive(Debug, Clone, Copy, Default)]
pub struct ChangeFields<'a> {
    /// The day it took effect.
    pub date: &'a str,
    /// The customer.
    pub customer: &'a str,
    /// The product; may be absent.
    pub product: &'a str,
    /// By how much a month; negative for less.
    pub delta: &'a str,
    /// ISO 4217 code.
    pub currency: &'a str,
    /// When it became known; may be absent.
    pub recorded_at: &'a str,
}

impl LineFields<'_> {
    /// Reads a line, or a one-off charge of price times quantity where the interval is `once`.
    ///
    /// A charge has no end, trial, discount, cancellation or state but `active`; a row that gives
    /// one is refused, so that nothing is lost. Contract, product, plan and line are not read.
    ///
    /// # Errors
    ///
    /// Everything wrong with the row, field by field.
    pub fn read(&self, row: NonZeroU64) -> Result<LineOrCharge, Vec<FieldError>> {
        let mut reader = FieldReader::new(row);
        let customer = reader.need("customer", self.customer, |t| CustomerId::try_new(t).ok());
        let price = reader.money("price", self.price, self.currency);
        let start = reader.date("start", self.start);
        let quantity = reader.optional("quantity", self.quantity, Allowed::Number, number);
        let recorded_at =
            reader.optional("recorded_at", self.recorded_at, Allowed::DateOrTime, time);
        if self.interval.trim().eq_ignore_ascii_case("once") {
            self.nothing_but_a_charge(&mut reader);
            let price = price.map(|price| (price, quantity.unwrap_or(Decimal::ONE)));
            let amount = price.and_then(|(price, quantity)| {
                let amount = price.amount().checked_mul(quantity);
                if amount.is_none() {
                    reader.fail("price", self.price, Allowed::FitsInAMonth);
                }
                Some(Money::new(amount?, price.currency()))
            });
            let charge = customer.zip(amount).zip(start).map(|((customer, amount), date)| {
                OneOffCharge { date, customer, amount, recorded_at, row: Some(row) }
            });
            return reader.finish(charge).map(LineOrCharge::OneOff);
        }
        let contract = reader.need("contract", self.contract, |t| ContractId::try_new(t).ok());
        let product = reader.need("product", self.product, |t| ProductId::try_new(t).ok());
        let interval = reader.read("interval", self.interval, Allowed::Interval, |t| {
            t.parse::<BillingInterval>().ok()
        });
        let plan =
            reader.optional("plan", self.plan, Allowed::Identifier, |t| PlanId::try_new(t).ok());
        let end = reader.optional("end", self.end, Allowed::Date, date);
        let trial_end = reader.optional("trial_end", self.trial_end, Allowed::Date, date);
        let cancelled_on = reader.optional("cancelled_on", self.cancelled_on, Allowed::Date, date);
        let discounts = reader.optional("discount", self.discount, Allowed::Discounts, discounts);
        let since = reader.optional("status_since", self.status_since, Allowed::Date, date);
        let status = reader.optional("status", self.status, Allowed::Status, |t| {
            status(t, since.or(start).unwrap_or_default())
        });
        let parts = contract.zip(customer).zip(product).zip(price).zip(interval).zip(start);
        let line = parts.map(|(((((contract, customer), product), price), interval), start)| {
            let mut line = ContractLine::new(contract, customer, product, price, interval, start);
            line.line = absent(self.line).map(ToOwned::to_owned);
            line.plan = plan;
            line.quantity = quantity.unwrap_or(Decimal::ONE);
            line.discounts = discounts.unwrap_or_default();
            line.status = status.unwrap_or_default();
            line.row = Some(row);
            (line.end, line.trial_end) = (end, trial_end);
            (line.cancelled_on, line.recorded_at) = (cancelled_on, recorded_at);
            line
        });
        if let Some(Err(errors)) = line.as_ref().map(ContractLine::check) {
            errors.iter().for_each(|error| reader.line_error(error, self));
        }
        reader.finish(line).map(|line| LineOrCharge::Line(Box::new(line)))
    }

    /// Fields that a one-off charge does not have; what stands there would be lost.
    fn nothing_but_a_charge(&self, reader: &mut FieldReader) {
        let status = if self.status.trim() == "active" { "" } else { self.status };
        for (field, text) in [
            ("end", self.end),
            ("trial_end", self.trial_end),
            ("discount", self.discount),
            ("status", status),
            ("status_since", self.status_since),
            ("cancelled_on", self.cancelled_on),
        ] {
            if let Some(text) = absent(text) {
                reader.fail(field, text, Allowed::NothingOfACharge);
            }
        }
    }
}

impl SnapshotFields<'_> {
    /// Reads a row of a list of everybody's MRR.
    ///
    /// # Errors
    ///
    /// Everything wrong with the row, field by field.
    pub fn read(&self, row: NonZeroU64) -> Result<MrrSnapshot, Vec<FieldError>> {
        let mut reader = FieldReader::new(row);
        let at = reader.read("at", self.at, Allowed::DateOrTime, time);
        let customer = reader.need("customer", self.customer, |t| CustomerId::try_new(t).ok());
        let mrr = reader.money("mrr", self.mrr, self.currency);
        if mrr.is_some_and(|m| m.amount() < Decimal::ZERO) {
            reader.fail("mrr", self.mrr, Allowed::ZeroOrMore);
        }
        let product = absent(self.product).and_then(|t| ProductId::try_new(t).ok());
        let recorded_at =
            reader.optional("recorded_at", self.recorded_at, Allowed::DateOrTime, time);
        let row = Some(row);
        let snapshot = at.zip(customer).zip(mrr).map(|((at, customer), mrr)| MrrSnapshot {
            at,
            customer,
            product,
            mrr,
            recorded_at,
            row,
        });
        reader.finish(snapshot)
    }
}

impl ChangeFields<'_> {
    /// Reads a change of MRR.
    ///
    /// # Errors
    ///
    /// Everything wrong with the row, field by field.
    pub fn read(&self, row: NonZeroU64) -> Result<MrrChange, Vec<FieldError>> {
        let mut reader = FieldReader::new(row);
        let date = reader.date("date", self.date);
        let customer = reader.need("customer", self.customer, |t| CustomerId::try_new(t).ok());
        let delta = reader.money("delta", self.delta, self.currency);
        let product = absent(self.product).and_then(|t| ProductId::try_new(t).ok());
        let recorded_at =
            reader.optional("recorded_at", self.recorded_at, Allowed::DateOrTime, time);
        let row = Some(row);
        let change = date.zip(customer).zip(delta).map(|((date, customer), delta)| MrrChange {
            date,
            customer,
            product,
            delta,
            recorded_at,
            row,
        });
        reader.finish(change)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: NonZeroU64 = NonZeroU64::MIN;

    fn fields() -> LineFields<'static> {
        LineFields {
            contract: "c-1",
            customer: "acme",
            product: "crm",
            price: "100",
            currency: "USD",
            interval: "month",
            start: "2026-01-31",
            ..LineFields::default()
        }
    }

    #[test]
    fn every_field_that_can_be_wrong_is_named() {
        let wrong = LineFields {
            contract: " ",
            customer: "",
            product: "",
            quantity: "many",
            price: "free",
            currency: "DOLLAR",
            interval: "sometimes",
            start: "today",
            end: "31.12.2026",
            trial_end: "x",
            discount: "20",
            status: "asleep",
            status_since: "x",
            cancelled_on: "x",
            recorded_at: "x",
            ..LineFields::default()
        };
        let mut named: Vec<_> = wrong.read(ROW).unwrap_err().iter().map(|e| e.field).collect();
        named.sort_unstable();
        let all = [
            "cancelled_on",
            "contract",
            "currency",
            "customer",
            "discount",
            "end",
            "interval",
            "price",
            "product",
            "quantity",
            "recorded_at",
            "start",
            "status",
            "status_since",
            "trial_end",
        ];
        assert_eq!(named, all);
    }

    #[test]
    fn parts_that_do_not_fit_together_are_named_too() {
        let wrong = LineFields {
            price: "-1",
            quantity: "-2",
            end: "2026-01-30",
            trial_end: "2026-01-01",
            ..fields()
        };
        let named: Vec<_> = wrong.read(ROW).unwrap_err().iter().map(|e| e.field).collect();
        assert_eq!(named, ["price", "quantity", "end", "trial_end"]);
        let large = LineFields { price: "79228162514264337593543950335", ..fields() };
        assert_eq!(large.read(ROW).unwrap_err()[0].field, "price");
    }

    #[test]
    fn discounts_and_one_off_charges_are_read() {
        let line =
            LineFields { discount: "20% forever; 500 until 2026-06-30;10% once", ..fields() };
        let LineOrCharge::Line(line) = line.read(ROW).unwrap() else { panic!("a line") };
        assert_eq!(line.discounts.len(), 3);
        let once = LineFields { interval: "once", contract: "", ..fields() };
        assert!(matches!(once.read(ROW), Ok(LineOrCharge::OneOff(_))));
    }

    #[test]
    fn a_charge_is_price_times_quantity_and_knows_when_it_was_recorded() {
        let once = LineFields {
            interval: "once",
            quantity: "3",
            status: "active",
            recorded_at: "2026-02-07",
            ..fields()
        };
        let LineOrCharge::OneOff(charge) = once.read(ROW).unwrap() else { panic!("a charge") };
        assert_eq!(charge.amount.amount(), Decimal::from(300));
        assert_eq!(charge.recorded_at, time("2026-02-07"));
        let large = LineFields { price: "79228162514264337593543950335", ..once };
        assert_eq!(large.read(ROW).unwrap_err()[0].field, "price");
    }

    #[test]
    fn what_a_charge_does_not_have_is_refused() {
        let wrong = LineFields {
            interval: "once",
            end: "garbage",
            trial_end: "2026-03-01",
            discount: "20% forever",
            status: "garbage",
            status_since: "x",
            cancelled_on: "x",
            quantity: "many",
            recorded_at: "x",
            ..fields()
        };
        let found = wrong.read(ROW).unwrap_err();
        let named: Vec<_> = found.iter().map(|e| e.field).collect();
        let all = [
            "quantity",
            "recorded_at",
            "end",
            "trial_end",
            "discount",
            "status",
            "status_since",
            "cancelled_on",
        ];
        assert_eq!(named, all);
        assert_eq!(found[2].allowed, Allowed::NothingOfACharge);
    }

    #[test]
    fn sixteen_digits_a_month_fit_whatever_the_interval() {
        for (price, interval, fits) in [
            ("3000000000000000", "month", true),
            ("79228162514264337", "month", true),
            ("79228162514264338", "month", false),
            ("950737950171172044", "year", true),
            ("950737950171172056", "year", false),
            ("237684487542793011", "quarterly", true),
            ("2555747177879494", "day", true),
            ("3000000000000000", "day", false),
            ("17000000000000000", "week", true),
            ("18000000000000000", "week", false),
        ] {
            let read = LineFields { price, interval, ..fields() }.read(ROW);
            assert_eq!(read.is_ok(), fits, "{price} {interval}");
        }
    }

    #[test]
    fn snapshots_and_changes_name_their_fields() {
        let fields = SnapshotFields { mrr: "-3", currency: "USD", ..SnapshotFields::default() };
        let named: Vec<_> = fields.read(ROW).unwrap_err().iter().map(|e| e.field).collect();
        assert_eq!(named, ["at", "customer", "mrr"]);
        let fields = ChangeFields { delta: "1e", currency: "USD", ..ChangeFields::default() };
        let named: Vec<_> = fields.read(ROW).unwrap_err().iter().map(|e| e.field).collect();
        assert_eq!(named, ["date", "customer", "delta"]);
    }
}
