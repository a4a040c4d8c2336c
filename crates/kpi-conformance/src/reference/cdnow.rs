//! The CDNOW files of the cases: customers in three or four figures, and single orders.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kpis::cohort::{
    PurchaseHistory, PurchaseSample, RfmBuilder, RfmOptions, RfmTable, SpendHistory, SpendSample,
    UnitOfTime, Weeks,
};
use kpis::types::{Currency, Money};
use rust_decimal::Decimal;

use super::{Case, CaseError};

/// A customer of a summary file.
pub(super) struct Customer<U> {
    pub(super) history: PurchaseHistory<U>,
    /// Mean spend per repeat purchase; `None` without one.
    pub(super) spend: Option<SpendHistory>,
}

/// Customers of a summary with the columns id, x, t_x, T and perhaps mean spend.
pub(super) fn customers<U: UnitOfTime>(
    case: &Case,
    file: &str,
) -> Result<Vec<Customer<U>>, CaseError> {
    let text = case.data_file(file)?;
    text.lines().skip(1).filter(|line| !line.trim().is_empty()).map(customer).collect()
}

fn customer<U: UnitOfTime>(line: &str) -> Result<Customer<U>, CaseError> {
    let fields: Vec<&str> = line.split(',').map(str::trim).collect();
    let (x, last, age, mean) = match fields.as_slice() {
        [_, x, last, age] => (x, last, age, None),
        [_, x, last, age, mean] => (x, last, age, Some(mean)),
        _ => return Err(file(line)),
    };
    let number = |text: &str| text.parse::<f64>().map_err(|_| file(line));
    let purchases = x.parse::<u64>().map_err(|_| file(line))?;
    let history = PurchaseHistory::try_new(purchases, number(last)?, number(age)?);
    let spend = match mean {
        Some(mean) if purchases > 0 => {
            Some(SpendHistory::try_new(purchases, number(mean)?).map_err(CaseError::refused)?)
        }
        _ => None,
    };
    Ok(Customer { history: history.map_err(CaseError::refused)?, spend })
}

pub(super) fn sample<U: UnitOfTime>(customers: &[Customer<U>]) -> PurchaseSample<U> {
    customers.iter().map(|customer| customer.history).collect()
}

pub(super) fn spend_sample<U: UnitOfTime>(customers: &[Customer<U>]) -> SpendSample {
    customers.iter().filter_map(|customer| customer.spend).collect()
}

/// The orders of a file with the columns master id, customer, YYYYMMDD, items, dollars.
pub(super) fn orders(case: &Case, name: &str) -> Result<RfmBuilder<String>, CaseError> {
    let usd = Currency::try_new("USD").map_err(CaseError::refused)?;
    let mut builder = RfmBuilder::new(usd, RfmOptions::default());
    for line in case.data_file(name)?.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [_, customer, day, _, dollars] = fields.as_slice() else { return Err(file(line)) };
        let day = NaiveDate::parse_from_str(day, "%Y%m%d").map_err(|_| file(line))?;
        let dollars: Decimal = dollars.parse().map_err(|_| file(line))?;
        let money = Money::new(dollars, usd);
        builder.observe((*customer).to_owned(), day, money).map_err(CaseError::refused)?;
    }
    Ok(builder)
}

/// The histories of a table in weeks.
pub(super) fn weekly(table: &RfmTable<String>) -> PurchaseSample<Weeks> {
    table.rows().iter().map(|row| row.history().in_weeks()).collect()
}

/// A date of a case.
pub(super) fn date(text: &str) -> Result<NaiveDate, CaseError> {
    text.parse().map_err(|_| inputs(format!("{text} is no date")))
}

/// Parameters by name, all of them and no other.
pub(super) fn named<const N: usize>(
    given: &BTreeMap<String, f64>,
    names: [&str; N],
) -> Result<[f64; N], CaseError> {
    let mut out = [0.0; N];
    for (slot, name) in out.iter_mut().zip(names) {
        *slot = *given.get(name).ok_or_else(|| inputs(format!("no parameter {name}")))?;
    }
    if given.len() == N { Ok(out) } else { Err(inputs(format!("parameters {given:?}"))) }
}

pub(super) fn inputs(why: String) -> CaseError {
    CaseError::Form { part: "inputs", why }
}

pub(super) fn expected(why: String) -> CaseError {
    CaseError::Form { part: "expected", why }
}

fn file(line: &str) -> CaseError {
    CaseError::Form { part: "the data file", why: format!("the line {line:?}") }
}
