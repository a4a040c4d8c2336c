//! A book in a row: lines, lists and changes as text, and exchange rates.

use std::num::NonZeroU64;

use chrono::NaiveDate;
use kpis::revenue::{
    Book, ChangeFields, ContractLine, FieldError, LineFields, LineOrCharge, MrrChange, MrrSnapshot,
    OneOffCharge, Rates, SnapshotFields,
};
use kpis::types::Currency;
use rust_decimal::Decimal;
use serde::Deserialize;

use crate::JobError;

/// The records of a row; whatever they leave out is the same for all of them.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct BookInputs {
    /// Of records that name none.
    #[serde(default = "dollars")]
    currency: String,
    #[serde(default)]
    pub(super) lines: Vec<LineInputs>,
    #[serde(default)]
    snapshots: Vec<SnapshotInputs>,
    #[serde(default)]
    changes: Vec<ChangeInputs>,
    /// Brings everything into one currency.
    #[serde(default)]
    rates: Option<RateInputs>,
}

fn dollars() -> String {
    "USD".to_owned()
}

/// A contract line. Lines of one customer and product are one contract unless they say otherwise.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LineInputs {
    pub(super) customer: String,
    #[serde(default)]
    contract: String,
    #[serde(default)]
    pub(super) product: String,
    #[serde(default)]
    plan: String,
    #[serde(default)]
    quantity: String,
    price: String,
    #[serde(default)]
    currency: String,
    #[serde(default)]
    interval: String,
    pub(super) start: DateText,
    #[serde(default)]
    pub(super) end: Option<DateText>,
    #[serde(default)]
    trial_end: String,
    #[serde(default)]
    discount: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    status_since: String,
    #[serde(default)]
    cancelled_on: String,
    /// So many customers with such a line, `customer 1`, `customer 2`, …
    #[serde(default)]
    pub(super) copies: Option<u32>,
}

/// A date as text.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct DateText(String);

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct SnapshotInputs {
    at: String,
    customer: String,
    #[serde(default)]
    product: String,
    mrr: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct ChangeInputs {
    date: String,
    customer: String,
    #[serde(default)]
    product: String,
    delta: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RateInputs {
    into: String,
    /// How many days a rate holds after its date.
    #[serde(default)]
    hold: u32,
    table: Vec<RateLine>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RateLine {
    from: String,
    date: DateText,
    rate: String,
}

/// Something a book takes in.
#[derive(Debug, Clone)]
pub(super) enum Record {
    Line(Box<ContractLine>),
    OneOff(OneOffCharge),
    Snapshot(MrrSnapshot),
    Change(MrrChange),
}

/// Why the records of a row are none.
pub(super) fn findings(errors: &[FieldError]) -> JobError {
    JobError::refused(errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
}

impl DateText {
    pub(super) fn date(&self) -> Result<NaiveDate, JobError> {
        self.0.parse().map_err(|_| JobError::Inputs { why: format!("{:?} is no date", self.0) })
    }
}

impl LineInputs {
    /// Every copy with its customer.
    pub(super) fn customers(&self) -> Vec<String> {
        match self.copies {
            None => vec![self.customer.clone()],
            Some(copies) => (1..=copies).map(|n| format!("{} {n}", self.customer)).collect(),
        }
    }

    pub(super) fn read(
        &self,
        customer: &str,
        currency: &str,
        row: NonZeroU64,
    ) -> Result<Record, Vec<FieldError>> {
        let or = |text: &'_ str, other: &str| {
            if text.is_empty() { other.to_owned() } else { text.to_owned() }
        };
        let product = or(&self.product, "crm");
        let contract = or(&self.contract, &product);
        let fields = LineFields {
            contract: &format!("{customer}, {contract}"),
            customer,
            product: &product,
            plan: &self.plan,
            quantity: &self.quantity,
            price: &self.price,
            currency: &or(&self.currency, currency),
            interval: &or(&self.interval, "month"),
            start: &self.start.0,
            end: self.end.as_ref().map_or("", |end| end.0.as_str()),
            trial_end: &self.trial_end,
            discount: &self.discount,
            status: &self.status,
            status_since: &self.status_since,
            cancelled_on: &self.cancelled_on,
            ..LineFields::default()
        };
        Ok(match fields.read(row)? {
            LineOrCharge::Line(line) => Record::Line(line),
            LineOrCharge::OneOff(charge) => Record::OneOff(charge),
        })
    }
}

impl BookInputs {
    /// Only lines.
    pub(super) fn of_lines(lines: Vec<LineInputs>) -> Self {
        Self { currency: dollars(), lines, ..Self::default() }
    }

    /// The records in the order of the row.
    pub(super) fn records(&self) -> Result<Vec<Record>, JobError> {
        let mut row = NonZeroU64::MIN;
        let mut next = || {
            let this = row;
            row = row.saturating_add(1);
            this
        };
        let currency = self.currency.as_str();
        let mut records = Vec::new();
        for line in &self.lines {
            for customer in line.customers() {
                let record = line.read(&customer, currency, next());
                records.push(record.map_err(|errors| findings(&errors))?);
            }
        }
        for SnapshotInputs { at, customer, product, mrr } in &self.snapshots {
            let fields = SnapshotFields {
                at,
                customer,
                product,
                mrr,
                currency,
                ..SnapshotFields::default()
            };
            let snapshot = fields.read(next()).map_err(|errors| findings(&errors))?;
            records.push(Record::Snapshot(snapshot));
        }
        for ChangeInputs { date, customer, product, delta } in &self.changes {
            let fields = ChangeFields {
                date,
                customer,
                product,
                delta,
                currency,
                ..ChangeFields::default()
            };
            let change = fields.read(next()).map_err(|errors| findings(&errors))?;
            records.push(Record::Change(change));
        }
        Ok(records)
    }

    pub(super) fn rates(&self) -> Result<Option<Rates>, JobError> {
        let Some(given) = &self.rates else {
            return Ok(None);
        };
        let currency = |code: &str| Currency::try_new(code).map_err(JobError::refused);
        let mut rates = Rates::new(currency(&given.into)?).with_max_age(given.hold);
        for line in &given.table {
            let rate = line.rate.parse::<Decimal>().map_err(JobError::refused)?;
            rates
                .insert(currency(&line.from)?, line.date.date()?, rate)
                .map_err(JobError::refused)?;
        }
        Ok(Some(rates))
    }
}

/// A book of records in the order given.
pub(super) fn book<'r>(records: impl IntoIterator<Item = &'r Record>) -> Result<Book, JobError> {
    let mut book = Book::new();
    for record in records {
        match record {
            Record::Line(line) => book.observe_line(line),
            Record::OneOff(charge) => book.observe_one_off(charge),
            Record::Snapshot(snapshot) => book.observe_snapshot(snapshot),
            Record::Change(change) => book.observe_change(change),
        }
        .map_err(JobError::refused)?;
    }
    Ok(book)
}
