//! The files beside the book: one-off charges, exchange rates, segments, given facts.

mod facts;
mod rates;

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;
use std::path::Path;

use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};
use csv::StringRecord;
use kpis::revenue::{Allowed, FieldReader, OneOffCharge};
use kpis::types::{AttributeHistory, Currency, CustomerId, Localized, Money, Zone};
use rust_decimal::Decimal;

use super::layout::{Columns, Field, Layout, may, need};
use super::{BadCell, Loaded, Place, Progress, Rows};

use facts::INPUTS;
pub use facts::{Given, Inputs, Known, read_inputs};
use rates::RATES;
pub use rates::read_rates;

const ONE_OFFS: &[Field] = &[
    need("date", &["date_utc"]),
    need("customer", &["customer_id"]),
    need("amount", &[]),
    need("currency", &[]),
    may("recorded_at", &[]),
];

const SEGMENTS: &[Field] = &[
    need("customer", &["customer_id"]),
    need("attribute", &[]),
    need("value", &[]),
    may("from", &[]),
];

const TOTALS: &[Field] = &[
    need("at", &["snapshot", "snapshot_at", "snapshot_date", "snapshot_utc"]),
    need("total", &[]),
];

pub(super) fn all_fields() -> impl Iterator<Item = &'static Field> {
    [ONE_OFFS, RATES, SEGMENTS, INPUTS, TOTALS].into_iter().flatten()
}

/// Attributes of customers, by name.
pub type Segments = BTreeMap<String, AttributeHistory>;

/// The cells of one row, with what is wrong about them.
struct Cells<'a> {
    layout: &'a Layout,
    record: &'a StringRecord,
    reader: FieldReader,
}

impl<'a> Cells<'a> {
    fn text(&self, field: &str) -> &'a str {
        self.layout.text(self.record, field).trim()
    }

    fn fail(&mut self, field: &'static str, code: &'static str, en: String, ja: String) {
        let message = Localized::new(en, ja);
        self.reader.fail(field, self.text(field), Allowed::Other { code, message });
    }

    fn date(&mut self, field: &'static str) -> Option<NaiveDate> {
        self.reader.date(field, self.text(field))
    }

    fn number(&mut self, field: &'static str) -> Option<Decimal> {
        self.reader.number(field, self.text(field))
    }

    fn currency(&mut self, field: &'static str) -> Option<Currency> {
        self.reader.currency(field, self.text(field))
    }

    fn customer(&mut self) -> Option<CustomerId> {
        let text = self.text("customer");
        self.reader.read("customer", text, Allowed::Identifier, |t| CustomerId::try_new(t).ok())
    }

    fn name(&mut self, field: &'static str) -> Option<String> {
        let name = |t: &str| Some(t.to_owned()).filter(|t| !t.is_empty());
        self.reader.read(field, self.text(field), Allowed::Identifier, name)
    }
}

/// Reads every row; `take` files what is right.
fn each_row(
    path: &Path,
    fields: &'static [Field],
    columns: &Columns,
    loaded: &mut Loaded,
    mut take: impl FnMut(&mut Cells<'_>, &mut Loaded) -> Result<()>,
) -> Result<()> {
    let mut rows = Rows::open(path, Progress::Auto)?;
    loaded.headers.push(rows.header.clone());
    loaded.fields.extend(fields.iter().map(|field| field.name));
    let layout = Layout::of_file(fields, &rows.file, &rows.header, columns)?;
    let (header, file) = (rows.header.clone(), rows.file.clone());
    while let Some((line, row)) = rows.next_row()? {
        let found = match row {
            Err(cell) => vec![cell],
            Ok(record) => {
                let number = NonZeroU64::new(line).unwrap_or(NonZeroU64::MIN);
                let (layout, record, reader) = (&layout, &record, FieldReader::new(number));
                let mut cells = Cells { layout, record, reader };
                take(&mut cells, loaded)?;
                let errors = cells.reader.finish(Some(())).err().unwrap_or_default();
                let (file, header) = (&file, &header);
                BadCell::of_row(&Place { file, line, layout, header }, &errors)
            }
        };
        loaded.bad_rows += u64::from(!found.is_empty());
        loaded.bad.extend(found);
    }
    Ok(())
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
    each_row(path, ONE_OFFS, columns, loaded, |cells, loaded| {
        loaded.rows += 1;
        let day = |text: &str| {
            let at = || DateTime::parse_from_rfc3339(text).ok();
            text.parse().ok().or_else(|| Some(zone.date_of(at()?.with_timezone(&Utc))))
        };
        let date = cells.reader.read("date", cells.text("date"), Allowed::DateOrTime, day);
        let (customer, currency) = (cells.customer(), cells.currency("currency"));
        let amount = cells.number("amount");
        let recorded = cells.text("recorded_at");
        let recorded_at = match recorded {
            "" => None,
            _ => cells.reader.time("recorded_at", recorded),
        };
        let wrong = !recorded.is_empty() && recorded_at.is_none();
        if let (Some(date), Some(customer), Some(amount), Some(currency), false) =
            (date, customer, amount, currency, wrong)
        {
            let amount = Money::new(amount, currency);
            let charge = OneOffCharge { date, customer, amount, recorded_at, row: None };
            loaded.book.observe_one_off(&charge)?;
        }
        Ok(())
    })
}

/// Reads attributes of customers; without a date a value holds from the beginning.
///
/// # Errors
///
/// When the file cannot be read or lacks a column.
pub fn read_segments(path: &Path, columns: &Columns, loaded: &mut Loaded) -> Result<Segments> {
    let mut segments = Segments::new();
    let mut unknown = BTreeSet::new();
    let mut empty = 0_u64;
    each_row(path, SEGMENTS, columns, loaded, |cells, loaded| {
        let customer = cells.customer();
        let from = match cells.text("from") {
            "" => Some(NaiveDate::MIN),
            _ => cells.date("from"),
        };
        let attribute = cells.name("attribute");
        let value = cells.text("value");
        if let (Some(customer), Some(from), Some(attribute)) = (customer, from, attribute) {
            empty += u64::from(value.is_empty());
            if !loaded.customers.contains_key(customer.as_str()) {
                unknown.insert(customer.as_str().to_owned());
            }
            segments.entry(attribute).or_default().record(&customer, from, value);
        }
        Ok(())
    })?;
    let name = super::name_of(path);
    if !unknown.is_empty() {
        let n = unknown.len();
        loaded.remarks.push(Localized::new(
            format!("{name} has attributes of {n} customers who are in no record."),
            format!("{name} には、記録にない顧客 {n} 社の属性があります。"),
        ));
    }
    if empty > 0 {
        loaded.remarks.push(Localized::new(
            format!("{name} has {empty} empty values."),
            format!("{name} に空の値が {empty} 件あります。"),
        ));
    }
    Ok(segments)
}

/// Reads totals published elsewhere, by the moment of their list; `None` for one left blank.
///
/// # Errors
///
/// When the file cannot be read or lacks a column.
pub fn read_totals(
    path: &Path,
    columns: &Columns,
    loaded: &mut Loaded,
) -> Result<BTreeMap<DateTime<Utc>, Option<Decimal>>> {
    let mut totals = BTreeMap::new();
    each_row(path, TOTALS, columns, loaded, |cells, _| {
        let at = cells.reader.time("at", cells.text("at"));
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
