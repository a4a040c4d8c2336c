//! Exchange rates.

use std::path::Path;

use anyhow::Result;
use kpis::revenue::{RateError, Rates};

use super::super::layout::{Columns, Field, need};
use super::super::{Loaded, said};
use super::each_row;

pub(super) const RATES: &[Field] =
    &[need("date", &[]), need("from", &[]), need("to", &[]), need("rate", &[])];

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
