//! The ways from a row's records to a ledger: all of them must give the same answer.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use kpis::revenue::{
    Book, Ledger, LineColumns, MovementKind, MrrChange, MrrSnapshot, Policy, Rates, View,
};
use kpis::types::{Currency, CustomerId, Grain, Money, Period, ProductId, day_number};
use rust_decimal::Decimal;

use super::book::{BookInputs, Record, book};
use crate::JobError;

/// A way to a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// One book, in the order of the row.
    InOrder,
    /// One book, the last record first.
    Reversed,
    /// Every other record in a book of its own, the second merged into the first.
    Merged,
    /// As the book will be known far in the future.
    AsKnown,
    /// The columns of plain lines of one interval.
    Columns,
    /// The movements of the first way, fed in as MRR changes.
    Changes,
    /// Everybody's MRR on each day something moved, fed in as dated lists.
    Snapshots,
}

/// Records under a policy, looked at up to a period.
pub(super) struct Case<'a> {
    pub(super) book: &'a BookInputs,
    pub(super) policy: &'a Policy,
    pub(super) until: Period,
}

impl Case<'_> {
    /// Answers a question by a way.
    pub(super) fn ask<T>(
        &self,
        way: Way,
        question: impl Fn(&View<'_>) -> Result<T, JobError>,
    ) -> Result<T, JobError> {
        let records = self.book.records()?;
        let rates = self.book.rates()?;
        let policy = self.policy;
        let now = |book: &Book| {
            let ledger = Ledger::try_new(book, policy).map_err(JobError::refused)?;
            question(&view(&ledger, rates.as_ref())?)
        };
        match way {
            Way::InOrder => now(&book(&records)?),
            Way::Reversed => now(&book(records.iter().rev())?),
            Way::Merged => now(&merged(&records)?),
            Way::AsKnown => {
                let book = book(&records)?;
                let ledger =
                    Ledger::as_known(&book, policy, far_future()).map_err(JobError::refused)?;
                question(&view(&ledger, rates.as_ref())?)
            }
            Way::Columns => {
                let table = Columns::of(self.book, &records)?;
                let ledger = Ledger::try_from_columns(&table.columns()?, policy)
                    .map_err(JobError::refused)?;
                question(&view(&ledger, rates.as_ref())?)
            }
            Way::Changes => now(&book(&self.changes(&records, rates.as_ref())?)?),
            Way::Snapshots => now(&book(&self.snapshots(&records, rates.as_ref())?)?),
        }
    }

    fn changes(&self, records: &[Record], rates: Option<&Rates>) -> Result<Vec<Record>, JobError> {
        if rates.is_some() {
            return Err(JobError::refused("movements in a reporting currency are no records"));
        }
        let book = book(records)?;
        let ledger = Ledger::try_new(&book, self.policy).map_err(JobError::refused)?;
        let view = view(&ledger, None)?;
        let Some((first, _)) = ledger.first_and_last_day() else {
            return Ok(Vec::new());
        };
        let calendar = view.calendar();
        let first = calendar.period_of(first, self.until.grain()).map_err(JobError::refused)?;
        let movements =
            view.movements(first.min(self.until), self.until).map_err(JobError::refused)?;
        let moved = movements.into_iter().filter(|m| m.kind != MovementKind::Fx);
        let change = |m: kpis::revenue::Movement| {
            Record::Change(MrrChange {
                date: m.date,
                customer: m.customer,
                product: m.product,
                delta: m.amount,
                recorded_at: None,
                row: None,
            })
        };
        Ok(moved.map(change).collect())
    }

    fn snapshots(
        &self,
        records: &[Record],
        rates: Option<&Rates>,
    ) -> Result<Vec<Record>, JobError> {
        let mut days: BTreeMap<NaiveDate, Vec<MrrChange>> = BTreeMap::new();
        for record in self.changes(records, rates)? {
            if let Record::Change(change) = record {
                days.entry(change.date).or_default().push(change);
            }
        }
        let mut balances: BTreeMap<Holding, Decimal> = BTreeMap::new();
        let mut lists = Vec::new();
        for (day, changes) in days {
            for change in changes {
                let currency = change.delta.currency();
                let holding = (change.customer, change.product, currency);
                *balances.entry(holding).or_default() += change.delta.amount();
            }
            // A list needs a line, and who is missing has left: somebody at zero stands for nobody.
            let nobody = balances.values().all(Decimal::is_zero);
            let on_list = balances.iter().filter(|(_, b)| !b.is_zero() || nobody);
            lists.extend(on_list.map(|((customer, product, currency), balance)| {
                Record::Snapshot(MrrSnapshot {
                    at: day.and_time(NaiveTime::MIN).and_utc(),
                    customer: customer.clone(),
                    product: product.clone(),
                    mrr: Money::new(*balance, *currency),
                    recorded_at: None,
                    row: None,
                })
            }));
        }
        Ok(lists)
    }
}

type Holding = (CustomerId, Option<ProductId>, Currency);

fn view<'l>(ledger: &'l Ledger<'_>, rates: Option<&'l Rates>) -> Result<View<'l>, JobError> {
    match rates {
        Some(rates) => ledger.view_reported_in(rates),
        None => ledger.view(),
    }
    .map_err(JobError::refused)
}

fn far_future() -> DateTime<Utc> {
    let day = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default();
    day.and_time(NaiveTime::MIN).and_utc()
}

fn merged(records: &[Record]) -> Result<Book, JobError> {
    let mut one = book(records.iter().skip(1).step_by(2))?;
    one.merge(&book(records.iter().step_by(2))?).map_err(JobError::refused)?;
    Ok(one)
}

/// Plain lines as columns, with the numbers customers and products were given.
#[derive(Default)]
struct Columns {
    customer: Vec<u32>,
    product: Vec<u32>,
    price_minor: Vec<i64>,
    start: Vec<i32>,
    end: Vec<i32>,
    kind: Option<(kpis::revenue::BillingInterval, Currency)>,
}

impl Columns {
    fn of(inputs: &BookInputs, records: &[Record]) -> Result<Self, JobError> {
        let mut table = Self::default();
        let (mut customers, mut products) = (BTreeMap::new(), BTreeMap::new());
        let dates = inputs.lines.iter().flat_map(|l| l.customers().into_iter().map(move |_| l));
        for (given, record) in dates.zip(records) {
            let Record::Line(line) = record else {
                return Err(JobError::refused("columns hold contract lines only"));
            };
            let kind = (line.interval(), line.price().currency());
            if !line.is_plain() || table.kind.is_some_and(|other| other != kind) {
                let why = "columns hold plain lines of one interval and currency";
                return Err(JobError::refused(why));
            }
            table.kind = Some(kind);
            table.customer.push(number(&mut customers, line.customer().as_str()));
            table.product.push(number(&mut products, line.product().as_str()));
            table.price_minor.push(minor(line.price(), line.quantity())?);
            table.start.push(day_number(given.start.date()?));
            let end = given.end.as_ref().map(|end| end.date()).transpose()?;
            table.end.push(end.map_or(i32::MAX, day_number));
        }
        if table.customer.len() != records.len() {
            return Err(JobError::refused("columns hold contract lines only"));
        }
        Ok(table)
    }

    fn columns(&self) -> Result<LineColumns<'_>, JobError> {
        let Some((interval, currency)) = self.kind else {
            return Err(JobError::refused("columns need a line"));
        };
        Ok(LineColumns {
            customer: &self.customer,
            product: &self.product,
            price_minor: &self.price_minor,
            start: &self.start,
            end: &self.end,
            interval,
            currency,
        })
    }
}

fn number(numbers: &mut BTreeMap<String, u32>, name: &str) -> u32 {
    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
    *numbers.entry(name.to_owned()).or_insert(next)
}

fn minor(price: Money, quantity: Decimal) -> Result<i64, JobError> {
    let minor = price
        .amount()
        .checked_mul(quantity)
        .and_then(|all| all.checked_mul(Decimal::from(10_i64.pow(price.currency().minor_units()))));
    let whole = minor.filter(Decimal::is_integer).and_then(|all| i64::try_from(all).ok());
    whole.ok_or_else(|| JobError::refused("columns hold whole minor units"))
}

/// The period a row names, by the default calendar.
pub(super) fn period(text: &str) -> Result<Period, JobError> {
    let calendar = kpis::types::Calendar::utc();
    calendar.parse(text).map_err(|why| JobError::Inputs { why: format!("{text:?}: {why}") })
}

/// The periods of a grain from one label through another.
pub(super) fn periods(first: &str, last: &str) -> Result<(Period, Period), JobError> {
    let (first, last) = (period(first)?, period(last)?);
    last.distance_from(first).map_err(JobError::refused)?;
    Ok((first, last))
}

/// The month of a date, for rows that only ask for an amount.
pub(super) fn month_of(date: NaiveDate) -> Result<Period, JobError> {
    kpis::types::Calendar::utc().period_of(date, Grain::Month).map_err(JobError::refused)
}
