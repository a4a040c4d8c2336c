//! The files beside the book: one-off charges, exchange rates, segments, given facts.

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU64;
use std::path::Path;

use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};
use csv::StringRecord;
use kpis::metrics::Catalog;
use kpis::revenue::{Allowed, FieldReader, OneOffCharge, RateError, Rates};
use kpis::types::{AttributeHistory, Calendar, Currency, CustomerId, Localized, Money, Unit, Zone};
use rust_decimal::Decimal;

use super::layout::{Columns, Field, Layout, may, need};
use super::{BadCell, Loaded, Place, Progress, Rows, said};

const ONE_OFFS: &[Field] = &[
    need("date", &["date_utc"]),
    need("customer", &["customer_id"]),
    need("amount", &[]),
    need("currency", &[]),
    may("recorded_at", &[]),
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
    /// The last day of its period.
    pub ends: Option<NaiveDate>,
    /// The figure.
    pub value: Decimal,
    /// Its currency, for money.
    pub currency: Option<Currency>,
}

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

/// Reads exchange rates; a rate holds for `max_age` days.
///
/// # Errors
///
/// When the file cannot be read, lacks a column, or converts into two currencies.
pub fn read_rates(
    path: &Path,
    columns: &Columns,
    max_age: u32,
    loaded: &mut Loaded,
) -> Result<Option<Rates>> {
    let mut table: Option<Rates> = None;
    each_row(path, RATES, columns, loaded, |cells, _| {
        let (date, rate) = (cells.date("date"), cells.number("rate"));
        let (from, to) = (cells.currency("from"), cells.currency("to"));
        if let (Some(date), Some(rate), Some(from), Some(to)) = (date, rate, from, to) {
            let rates = table.get_or_insert_with(|| Rates::new(to).with_max_age(max_age));
            let reporting = rates.reporting();
            if reporting != to {
                let en = format!("{reporting}, as in the rows before");
                cells.fail(
                    "to",
                    "one_reporting_currency",
                    en,
                    format!("{reporting}(前の行と同じ)"),
                );
            }
            let filed = if reporting == to { rates.insert(from, date, rate) } else { Ok(()) };
            match filed {
                Ok(()) => {}
                Err(RateError::Conflict { first, .. }) => {
                    let en = format!("{first}, as in a row before: one rate from {from} on {date}");
                    let ja = format!("{first}(前の行と同じ。{from} の {date} のレートは 1 つ)");
                    cells.fail("rate", "one_rate_a_day", en, ja);
                }
                Err(_) => {
                    let (en, ja) = ("a rate above zero", "0 より大きいレート");
                    cells.fail("rate", "above_zero", en.to_owned(), ja.to_owned());
                }
            }
        }
        Ok(())
    })?;
    if table.is_none() && loaded.bad.is_empty() {
        let name = path.display();
        return Err(said(
            format!("{name} holds no exchange rate"),
            format!("{name} に為替レートがありません"),
        ));
    }
    Ok(table)
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

/// What given facts are checked against.
pub struct Known<'a> {
    /// Which facts there are.
    pub catalog: &'a Catalog,
    /// Which periods there are.
    pub calendar: Calendar,
    /// Into which currency amounts are converted.
    pub rates: Option<&'a Rates>,
}

/// Reads facts the ledger cannot know: margin, costs, discount rate.
///
/// # Errors
///
/// When the file cannot be read or lacks a column.
pub fn read_inputs(
    path: &Path,
    columns: &Columns,
    known: &Known<'_>,
    loaded: &mut Loaded,
) -> Result<Inputs> {
    let mut inputs = Inputs::default();
    let currencies = loaded.book.currencies();
    each_row(path, INPUTS, columns, loaded, |cells, _| {
        let fact = cells.name("fact");
        let unit = fact.as_ref().and_then(|fact| known.catalog.fact(fact)).map(|f| f.unit());
        if fact.is_some() && unit.is_none() {
            let names: Vec<&str> =
                GIVEN.iter().copied().filter(|n| known.catalog.fact(n).is_some()).collect();
            let en = format!("a fact of the catalog, such as {}", names.join(", "));
            cells.fail(
                "fact",
                "fact",
                en,
                format!("カタログにある事実({} など)", names.join("、")),
            );
        }
        let period = Some(cells.text("period").to_owned()).filter(|t| !t.is_empty());
        let span = match &period {
            None => None,
            Some(label) => {
                let span = known.calendar.parse(label).and_then(|p| known.calendar.span(p));
                if span.is_err() {
                    let en = "a period such as 2026-10, 2026-Q3, FY2026 or 2026-10-31, or nothing";
                    let ja = "2026-10、2026-Q3、FY2026、2026-10-31 のような期間、または空欄";
                    cells.fail("period", "period", en.to_owned(), ja.to_owned());
                }
                span.ok()
            }
        };
        let ends = span.and_then(|span| span.end().pred_opt());
        let value = cells.number("value");
        let currency = match cells.text("currency") {
            "" if unit == Some(Unit::Money) => cells.currency("currency"),
            "" => None,
            _ => cells.currency("currency"),
        };
        if let (Some(Unit::Money), Some(currency)) = (unit, currency) {
            check_currency(cells, currency, ends, &currencies, known.rates);
        }
        if let (Some(fact), Some(value), true) = (fact, value, cells.reader.is_clean()) {
            inputs.facts.push(Given { fact, period, ends, value, currency });
        }
        Ok(())
    })?;
    Ok(inputs)
}

const GIVEN: [&str; 4] =
    ["acquisition_cost", "retention_cost", "gross_margin", "monthly_discount_rate"];

/// Money has to be in a currency of the book, or one that the rates convert.
fn check_currency(
    cells: &mut Cells<'_>,
    currency: Currency,
    ends: Option<NaiveDate>,
    book: &[Currency],
    rates: Option<&Rates>,
) {
    if book.is_empty() || book.contains(&currency) && rates.is_none() {
        return;
    }
    let Some(rates) = rates else {
        let codes: Vec<&str> = book.iter().map(|c| c.code()).collect();
        let en = format!("a currency of the book ({}), or --rates", codes.join(", "));
        let ja = format!("記録にある通貨({})、または --rates の指定", codes.join("、"));
        return cells.fail("currency", "currency_of_the_book", en, ja);
    };
    if ends.is_some_and(|date| rates.rate(currency, date).is_err()) {
        let (to, date) = (rates.reporting(), ends.unwrap_or_default());
        let en = format!("a currency with a rate to {to} on {date}");
        cells.fail(
            "currency",
            "currency_with_a_rate",
            en,
            format!("{date} に {to} へのレートがある通貨"),
        );
    }
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
