//! Facts that no ledger knows.

use std::path::Path;

use anyhow::Result;
use chrono::NaiveDate;
use kpis::metrics::Catalog;
use kpis::revenue::Rates;
use kpis::types::{Calendar, Currency, Unit};
use rust_decimal::Decimal;

use super::super::Loaded;
use super::super::layout::{Columns, Field, may, need};
use super::{Cells, each_row};

pub(super) const INPUTS: &[Field] =
    &[need("fact", &[]), may("period", &[]), need("value", &[]), may("currency", &[])];

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
