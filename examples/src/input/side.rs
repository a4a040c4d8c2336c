//! The files beside the book: one-off charges, exchange rates, segments, given facts.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, bail};
use chrono::{DateTime, NaiveDate, Utc};
use csv::StringRecord;
use kpis::revenue::{OneOffCharge, Rates};
use kpis::types::{AttributeHistory, Currency, CustomerId, Money, Zone};
use rust_decimal::Decimal;

use super::layout::{Columns, Field, Layout, may, need};
use super::{BadCell, Loaded, Progress, Rows};

const ONE_OFFS: &[Field] = &[
    need("date", &["date_utc"]),
    need("customer", &["customer_id"]),
    need("amount", &[]),
    need("currency", &[]),
];
const RATES: &[Field] = &[need("date", &[]), need("from", &[]), need("to", &[]), need("rate", &[])];
const SEGMENTS: &[Field] = &[
    need("customer", &["customer_id"]),
    need("attribute", &[]),
    need("value", &[]),
    may("from", &[]),
];
const INPUTS: &[Field] =
    &[need("fact", &[]), may("period", &[]), need("value", &[]), may("currency", &[])];
const TOTALS: &[Field] = &[
    need("at", &["snapshot", "snapshot_at", "snapshot_date", "snapshot_utc"]),
    need("total", &[]),
];

pub(super) fn all_fields() -> impl Iterator<Item = &'static Field> {
    [ONE_OFFS, RATES, SEGMENTS, INPUTS, TOTALS].into_iter().flatten()
}

const DATE: &str = "a date such as 2026-01-31";
const NUMBER: &str = "a number such as 12.50";
const CODE: &str = "an ISO 4217 code such as USD";

/// Attributes of customers, by name.
pub type Segments = BTreeMap<String, AttributeHistory>;

/// Facts the ledger cannot know.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// In the order of the file.
    pub facts: Vec<Given>,
}

/// One given fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Its name.
    pub fact: String,
    /// The label of its period; `None` for every period.
    pub period: Option<String>,
    /// The figure.
    pub value: Decimal,
    /// Its currency, for money.
    pub currency: Option<Currency>,
}

/// The cells of one row, with what is wrong about them.
struct Cells<'a> {
    layout: &'a Layout,
    header: &'a [String],
    file: &'a str,
    record: &'a StringRecord,
    line: u64,
    bad: Vec<BadCell>,
}

impl Cells<'_> {
    fn text(&self, field: &str) -> &str {
        self.layout.text(self.record, field).trim()
    }

    fn read<T>(
        &mut self,
        field: &str,
        allowed: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let value = read(self.text(field));
        if value.is_none() {
            let column = self.layout.column(self.header, field).to_owned();
            let (file, line) = (self.file.to_owned(), self.line);
            let (value, allowed) = (self.text(field).to_owned(), allowed.to_owned());
            self.bad.push(BadCell { file, line, column, value, allowed });
        }
        value
    }

    fn date(&mut self, field: &str) -> Option<NaiveDate> {
        self.read(field, DATE, |t| t.parse().ok())
    }

    fn number(&mut self, field: &str) -> Option<Decimal> {
        self.read(field, NUMBER, |t| Decimal::from_str_exact(t).ok())
    }

    fn currency(&mut self, field: &str) -> Option<Currency> {
        self.read(field, CODE, |t| Currency::try_new(t).ok())
    }

    fn customer(&mut self) -> Option<CustomerId> {
        self.read("customer", "an identifier, not empty", |t| CustomerId::try_new(t).ok())
    }
}

/// Reads every row; `take` files what is right.
fn each_row(
    path: &Path,
    fields: &'static [Field],
    columns: &Columns,
    bad: &mut Vec<BadCell>,
    mut take: impl FnMut(&mut Cells<'_>) -> Result<()>,
) -> Result<u64> {
    let mut rows = Rows::open(path, Progress::Auto)?;
    let layout = Layout::of_file(fields, &rows.file, &rows.header, columns)?;
    let (header, file) = (rows.header.clone(), rows.file.clone());
    let mut bad_rows = 0;
    while let Some((line, row)) = rows.next_row()? {
        let found = match row {
            Err(cell) => vec![cell],
            Ok(record) => {
                let (layout, header, file, record) = (&layout, &header, &file, &record);
                let mut cells = Cells { layout, header, file, record, line, bad: Vec::new() };
                take(&mut cells)?;
                cells.bad
            }
        };
        bad_rows += u64::from(!found.is_empty());
        bad.extend(found);
    }
    Ok(bad_rows)
}

/// Reads charges that are not recurring into a book.
///
/// # Errors
///
/// When the file cannot be read or lacks a column.
pub fn read_one_offs(
    loaded: &mut Loaded,
    path: &Path,
    columns: &Columns,
    zone: Zone,
) -> Result<()> {
    let mut bad = Vec::new();
    let book = &mut loaded.book;
    let mut rows = 0;
    let bad_rows = each_row(path, ONE_OFFS, columns, &mut bad, |cells| {
        rows += 1;
        let day = |text: &str| {
            let at = || DateTime::parse_from_rfc3339(text).ok();
            text.parse().ok().or_else(|| Some(zone.date_of(at()?.with_timezone(&Utc))))
        };
        let allowed = "a date such as 2026-01-31 or a time such as 2026-01-31T09:00:00Z";
        let date = cells.read("date", allowed, day);
        let (customer, currency) = (cells.customer(), cells.currency("currency"));
        let amount = cells.number("amount");
        if let (Some(date), Some(customer), Some(amount), Some(currency)) =
            (date, customer, amount, currency)
        {
            let amount = Money::new(amount, currency);
            book.observe_one_off(&OneOffCharge { date, customer, amount, row: None })?;
        }
        Ok(())
    })?;
    loaded.rows += rows;
    loaded.bad_rows += bad_rows;
    loaded.bad.extend(bad);
    Ok(())
}

/// Reads exchange rates; a rate holds for `max_age` days.
///
/// # Errors
///
/// When the file cannot be read, lacks a column, or converts into two currencies.
pub fn read_rates(
    path: &Path,
    columns: &Columns,
    max_age: u32,
    bad: &mut Vec<BadCell>,
) -> Result<Rates> {
    let mut table: Option<Rates> = None;
    each_row(path, RATES, columns, bad, |cells| {
        let (date, rate) = (cells.date("date"), cells.number("rate"));
        let (from, to) = (cells.currency("from"), cells.currency("to"));
        if let (Some(date), Some(rate), Some(from), Some(to)) = (date, rate, from, to) {
            let rates = table.get_or_insert_with(|| Rates::new(to).with_max_age(max_age));
            let reporting = rates.reporting();
            if reporting != to {
                cells.read("to", &format!("{reporting}, as in the rows before"), |_| None::<()>);
            } else if let Err(error) = rates.insert(from, date, rate) {
                cells.read("rate", &error.to_string(), |_| None::<()>);
            }
        }
        Ok(())
    })?;
    match table {
        Some(rates) => Ok(rates),
        None => bail!("{} holds no exchange rate", path.display()),
    }
}

/// Reads attributes of customers; without a date a value holds from the beginning.
///
/// # Errors
///
/// When the file cannot be read or lacks a column.
pub fn read_segments(path: &Path, columns: &Columns, bad: &mut Vec<BadCell>) -> Result<Segments> {
    let mut segments = Segments::new();
    each_row(path, SEGMENTS, columns, bad, |cells| {
        let customer = cells.customer();
        let from = match cells.text("from") {
            "" => Some(NaiveDate::MIN),
            _ => cells.date("from"),
        };
        let attribute = cells.read("attribute", "a name, not empty", |t| {
            Some(t.to_owned()).filter(|t| !t.is_empty())
        });
        let value = cells.text("value");
        if let (Some(customer), Some(from), Some(attribute)) = (customer, from, attribute) {
            segments.entry(attribute).or_default().record(&customer, from, value);
        }
        Ok(())
    })?;
    Ok(segments)
}

/// Reads facts the ledger cannot know: margin, costs, discount rate.
///
/// # Errors
///
/// When the file cannot be read or lacks a column.
pub fn read_inputs(path: &Path, columns: &Columns, bad: &mut Vec<BadCell>) -> Result<Inputs> {
    let mut inputs = Inputs::default();
    each_row(path, INPUTS, columns, bad, |cells| {
        let fact = cells
            .read("fact", "the name of a fact", |t| Some(t.to_owned()).filter(|t| !t.is_empty()));
        let period = Some(cells.text("period").to_owned()).filter(|t| !t.is_empty());
        let value = cells.number("value");
        let currency = match cells.text("currency") {
            "" => None,
            _ => cells.currency("currency"),
        };
        if let (Some(fact), Some(value)) = (fact, value) {
            inputs.facts.push(Given { fact, period, value, currency });
        }
        Ok(())
    })?;
    Ok(inputs)
}

/// Reads totals published elsewhere, by the moment of their list; `None` for one left blank.
///
/// # Errors
///
/// When the file cannot be read or lacks a column.
pub fn read_totals(
    path: &Path,
    columns: &Columns,
    bad: &mut Vec<BadCell>,
) -> Result<BTreeMap<DateTime<Utc>, Option<Decimal>>> {
    let mut totals = BTreeMap::new();
    each_row(path, TOTALS, columns, bad, |cells| {
        let at = cells.read("at", "a time such as 2026-01-31T09:00:00Z", |text| {
            let time = DateTime::parse_from_rfc3339(text).ok().map(|at| at.with_timezone(&Utc));
            let day = || text.parse::<NaiveDate>().ok();
            time.or_else(|| Some(day()?.and_time(chrono::NaiveTime::MIN).and_utc()))
        });
        let total = match cells.text("total") {
            "" => None,
            _ => cells.number("total"),
        };
        if let Some(at) = at {
            totals.insert(at, total);
        }
        Ok(())
    })?;
    Ok(totals)
}
