//! The book: every record as it came in, before any convention is applied.

use std::num::NonZeroU64;

use chrono::{DateTime, NaiveDate, Utc};
use kpi_types::{Currency, InternError, Interner, Money, Zone, day_number};
use rust_decimal::Decimal;

use crate::amount::Amount;
use crate::line::{ContractLine, Discount, LineError, LineStatus};
use crate::record::{MrrChange, MrrSnapshot, OneOffCharge};
use crate::{BillingInterval, day};

/// "No such thing" for interned numbers.
pub(crate) const NONE: u32 = u32::MAX;

/// All records of a business: contract lines, MRR snapshots, MRR changes and one-off charges.
///
/// An accumulator: records arrive one by one in any order, books merge, and the ledger made of
/// them is the same whatever the order and the split. Nothing is interpreted here; that is the
/// [`Policy`](crate::Policy)'s business when a [`Ledger`](crate::Ledger) is made.
///
/// Each record is checked when it arrives; a bad one is refused and the book stays as it was.
#[derive(Debug, Clone, Default)]
pub struct Book {
    pub(crate) customers: Interner,
    pub(crate) contracts: Interner,
    pub(crate) products: Interner,
    pub(crate) plans: Interner,
    pub(crate) line_ids: Interner,
    pub(crate) currencies: Vec<Currency>,
    pub(crate) zone: Zone,
    pub(crate) lines: Vec<LineRecord>,
    pub(crate) discounts: Vec<Discount>,
    pub(crate) snapshots: Vec<SnapshotRecord>,
    pub(crate) changes: Vec<ChangeRecord>,
    pub(crate) one_offs: Vec<OneOffRecord>,
}

/// Why a record was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BookError {
    /// The parts of a contract line do not fit together.
    #[error("{}contract {contract}: {}", at_row(.row), join(.errors))]
    Line {
        /// Where it came from.
        row: Option<NonZeroU64>,
        /// The contract.
        contract: String,
        /// Everything found.
        errors: Vec<LineError>,
    },
    /// A monthly amount that is negative where only zero or more makes sense.
    #[error("{}customer {customer}: MRR {mrr} is negative: a snapshot's MRR is zero or more", at_row(.row))]
    NegativeMrr {
        /// Where it came from.
        row: Option<NonZeroU64>,
        /// The customer.
        customer: String,
        /// The amount.
        mrr: Money,
    },
    /// A monthly amount that does not fit.
    #[error("{}customer {customer}: {amount} exceeds 79228162514264337, the most a monthly amount can be", at_row(.row))]
    TooLarge {
        /// Where it came from.
        row: Option<NonZeroU64>,
        /// The customer.
        customer: String,
        /// The amount.
        amount: Money,
    },
    /// More records or identifiers than a book holds.
    #[error("a book holds at most {} records and identifiers of each kind", u32::MAX)]
    Full,
}

fn at_row(row: &Option<NonZeroU64>) -> String {
    row.map_or_else(String::new, |row| format!("row {row}: "))
}

fn join(errors: &[LineError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl From<InternError> for BookError {
    fn from(InternError: InternError) -> Self {
        Self::Full
    }
}

#[derive(Debug, Clone)]
pub(crate) struct LineRecord {
    pub(crate) line: u32,
    pub(crate) contract: u32,
    pub(crate) customer: u32,
    pub(crate) product: u32,
    pub(crate) plan: u32,
    pub(crate) discounts: (u32, u32),
    pub(crate) start: i32,
    pub(crate) end: i32,
    pub(crate) trial_end: i32,
    pub(crate) cancelled_on: i32,
    pub(crate) status: LineStatus,
    pub(crate) interval: BillingInterval,
    pub(crate) price: Money,
    pub(crate) quantity: Decimal,
    pub(crate) recorded_at: i64,
    pub(crate) row: Option<NonZeroU64>,
}

#[derive(Debug, Clone)]
pub(crate) struct SnapshotRecord {
    pub(crate) customer: u32,
    pub(crate) product: u32,
    pub(crate) currency: Currency,
    pub(crate) mrr: Amount,
    pub(crate) at: DateTime<Utc>,
    pub(crate) day: i32,
    pub(crate) recorded_at: i64,
    pub(crate) row: Option<NonZeroU64>,
}

#[derive(Debug, Clone)]
pub(crate) struct ChangeRecord {
    pub(crate) customer: u32,
    pub(crate) product: u32,
    pub(crate) currency: Currency,
    pub(crate) delta: Amount,
    pub(crate) date: i32,
    pub(crate) recorded_at: i64,
    pub(crate) row: Option<NonZeroU64>,
}

#[derive(Debug, Clone)]
pub(crate) struct OneOffRecord {
    pub(crate) customer: u32,
    pub(crate) date: i32,
    pub(crate) amount: Money,
    pub(crate) recorded_at: i64,
}

/// Known from the beginning.
pub(crate) const ALWAYS: i64 = i64::MIN;

fn moment(at: Option<DateTime<Utc>>) -> i64 {
    at.map_or(ALWAYS, |at| at.timestamp_micros())
}

impl Book {
    /// A book without records.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A book whose snapshots fall on the dates of a time zone; [`Book::new`] takes UTC.
    #[must_use]
    pub fn in_zone(zone: Zone) -> Self {
        Self { zone, ..Self::default() }
    }

    /// Takes in a contract line.
    ///
    /// # Errors
    ///
    /// [`BookError::Line`] with everything wrong with it; [`BookError::Full`].
    pub fn observe_line(&mut self, line: &ContractLine) -> Result<(), BookError> {
        line.check().map_err(|errors| BookError::Line {
            row: line.row,
            contract: line.contract.to_string(),
            errors,
        })?;
        Self::room(self.lines.len())?;
        let first = u32::try_from(self.discounts.len()).map_err(|_| BookError::Full)?;
        let last = u32::try_from(self.discounts.len() + line.discounts.len())
            .map_err(|_| BookError::Full)?;
        let record = LineRecord {
            line: line.line.as_deref().map_or(Ok(NONE), |id| self.line_ids.intern(id))?,
            contract: self.contracts.intern(line.contract.as_str())?,
            customer: self.customers.intern(line.customer.as_str())?,
            product: self.products.intern(line.product.as_str())?,
            plan: match &line.plan {
                Some(plan) => self.plans.intern(plan.as_str())?,
                None => NONE,
            },
            discounts: (first, last),
            start: day_number(line.start),
            end: line.end.map_or(day::NEVER, day_number),
            trial_end: line.trial_end.map_or(day::NEVER, day_number),
            cancelled_on: line.cancelled_on.map_or(day::NEVER, day_number),
            status: line.status,
            interval: line.interval,
            price: line.price,
            quantity: line.quantity,
            recorded_at: moment(line.recorded_at),
            row: line.row,
        };
        self.note_currency(line.price.currency());
        self.discounts.extend_from_slice(&line.discounts);
        self.lines.push(record);
        Ok(())
    }

    /// Takes in a row of a dated list of everybody's MRR.
    ///
    /// # Errors
    ///
    /// [`BookError::NegativeMrr`], [`BookError::TooLarge`], [`BookError::Full`].
    pub fn observe_snapshot(&mut self, snapshot: &MrrSnapshot) -> Result<(), BookError> {
        let MrrSnapshot { row, mrr, .. } = *snapshot;
        let customer = || snapshot.customer.to_string();
        let amount = Amount::try_from_decimal(mrr.amount()).map_err(|_| BookError::TooLarge {
            row,
            customer: customer(),
            amount: mrr,
        })?;
        if amount.is_negative() {
            return Err(BookError::NegativeMrr { row, customer: customer(), mrr });
        }
        Self::room(self.snapshots.len())?;
        let record = SnapshotRecord {
            customer: self.customers.intern(snapshot.customer.as_str())?,
            product: self.product(snapshot.product.as_ref().map(AsRef::as_ref))?,
            currency: mrr.currency(),
            mrr: amount,
            at: snapshot.at,
            day: day_number(self.zone.date_of(snapshot.at)),
            recorded_at: snapshot.recorded_at.unwrap_or(snapshot.at).timestamp_micros(),
            row,
        };
        self.note_currency(mrr.currency());
        self.snapshots.push(record);
        Ok(())
    }

    /// Takes in a change of a customer's MRR.
    ///
    /// # Errors
    ///
    /// [`BookError::TooLarge`], [`BookError::Full`]. A balance that falls below zero is found when
    /// the ledger is made, because changes may arrive in any order.
    pub fn observe_change(&mut self, change: &MrrChange) -> Result<(), BookError> {
        let MrrChange { row, delta, .. } = *change;
        let amount = Amount::try_from_decimal(delta.amount()).map_err(|_| BookError::TooLarge {
            row,
            customer: change.customer.to_string(),
            amount: delta,
        })?;
        Self::room(self.changes.len())?;
        let record = ChangeRecord {
            customer: self.customers.intern(change.customer.as_str())?,
            product: self.product(change.product.as_ref().map(AsRef::as_ref))?,
            currency: delta.currency(),
            delta: amount,
            date: day_number(change.date),
            recorded_at: moment(change.recorded_at),
            row,
        };
        self.note_currency(delta.currency());
        self.changes.push(record);
        Ok(())
    }

    /// Takes in a charge that does not recur. It never enters MRR.
    ///
    /// # Errors
    ///
    /// [`BookError::Full`].
    pub fn observe_one_off(&mut self, charge: &OneOffCharge) -> Result<(), BookError> {
        Self::room(self.one_offs.len())?;
        let customer = self.customers.intern(charge.customer.as_str())?;
        let date = day_number(charge.date);
        let recorded_at = moment(charge.recorded_at);
        self.one_offs.push(OneOffRecord { customer, date, amount: charge.amount, recorded_at });
        Ok(())
    }

    /// Takes over every record of another book.
    ///
    /// # Errors
    ///
    /// [`BookError::Full`] when both do not fit into one.
    pub fn merge(&mut self, other: &Self) -> Result<(), BookError> {
        let customers = self.customers.absorb(&other.customers)?;
        let contracts = self.contracts.absorb(&other.contracts)?;
        let products = self.products.absorb(&other.products)?;
        let plans = self.plans.absorb(&other.plans)?;
        let line_ids = self.line_ids.absorb(&other.line_ids)?;
        let map = |table: &[u32], at: u32| table.get(at as usize).copied().unwrap_or(NONE);
        let shift = u32::try_from(self.discounts.len()).map_err(|_| BookError::Full)?;
        Self::room(self.discounts.len() + other.discounts.len())?;
        for (mine, theirs) in [
            (self.lines.len(), other.lines.len()),
            (self.snapshots.len(), other.snapshots.len()),
            (self.changes.len(), other.changes.len()),
            (self.one_offs.len(), other.one_offs.len()),
        ] {
            Self::room(mine + theirs)?;
        }
        self.discounts.extend_from_slice(&other.discounts);
        self.lines.extend(other.lines.iter().map(|record| LineRecord {
            line: map(&line_ids, record.line),
            contract: map(&contracts, record.contract),
            customer: map(&customers, record.customer),
            product: map(&products, record.product),
            plan: map(&plans, record.plan),
            discounts: (record.discounts.0 + shift, record.discounts.1 + shift),
            ..record.clone()
        }));
        self.snapshots.extend(other.snapshots.iter().map(|record| SnapshotRecord {
            customer: map(&customers, record.customer),
            product: map(&products, record.product),
            ..record.clone()
        }));
        self.changes.extend(other.changes.iter().map(|record| ChangeRecord {
            customer: map(&customers, record.customer),
            product: map(&products, record.product),
            ..record.clone()
        }));
        self.one_offs.extend(other.one_offs.iter().map(|record| OneOffRecord {
            customer: map(&customers, record.customer),
            ..record.clone()
        }));
        other.currencies.iter().for_each(|currency| self.note_currency(*currency));
        Ok(())
    }

    /// Checks records against each other, which needs all of them: versions of one line that became
    /// known at the same moment, MRR changes that add up to less than zero.
    ///
    /// # Errors
    ///
    /// What a [`Ledger`](crate::Ledger) would refuse under any policy, with everything found.
    pub fn check(&self) -> Result<(), crate::LedgerError> {
        crate::ledger::check_book(self)
    }

    /// Takes out the recurring records that came from some rows.
    pub fn leave_out(&mut self, rows: &std::collections::BTreeSet<u64>) {
        let stays = |row: Option<NonZeroU64>| row.is_none_or(|row| !rows.contains(&row.get()));
        self.lines.retain(|record| stays(record.row));
        self.snapshots.retain(|record| stays(record.row));
        self.changes.retain(|record| stays(record.row));
    }

    /// Currencies that recurring records are in, in the order of their codes.
    #[must_use]
    pub fn currencies(&self) -> Vec<Currency> {
        let mut sorted = self.currencies.clone();
        sorted.sort_unstable();
        sorted
    }

    /// How many records of every kind came in.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lines.len() + self.snapshots.len() + self.changes.len() + self.one_offs.len()
    }

    /// True when none did.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The sum of one-off charges dated from `start` up to, not including, `end`, per currency.
    ///
    /// # Errors
    ///
    /// [`kpi_types::MoneyError::Overflow`] when a sum does not fit.
    pub fn one_off_total(
        &self,
        start: NaiveDate,
        end: NaiveDate,
    ) -> Result<kpi_types::MoneyBag, kpi_types::MoneyError> {
        self.one_off_sum(start, end, i64::MAX)
    }

    /// As [`Book::one_off_total`], of the charges that were known at a moment.
    ///
    /// # Errors
    ///
    /// As [`Book::one_off_total`].
    pub fn one_off_total_as_known(
        &self,
        start: NaiveDate,
        end: NaiveDate,
        known: DateTime<Utc>,
    ) -> Result<kpi_types::MoneyBag, kpi_types::MoneyError> {
        self.one_off_sum(start, end, known.timestamp_micros())
    }

    fn one_off_sum(
        &self,
        start: NaiveDate,
        end: NaiveDate,
        known: i64,
    ) -> Result<kpi_types::MoneyBag, kpi_types::MoneyError> {
        let days = day_number(start)..day_number(end);
        let mut bag = kpi_types::MoneyBag::new();
        let counts = |c: &&OneOffRecord| days.contains(&c.date) && c.recorded_at <= known;
        for charge in self.one_offs.iter().filter(counts) {
            bag.add(charge.amount)?;
        }
        Ok(bag)
    }

    /// The moments at which records became known, each once, in order.
    #[must_use]
    pub fn recorded_moments(&self) -> Vec<DateTime<Utc>> {
        let lines = self.lines.iter().map(|r| r.recorded_at);
        let snapshots = self.snapshots.iter().map(|r| r.recorded_at);
        let changes = self.changes.iter().map(|r| r.recorded_at);
        let one_offs = self.one_offs.iter().map(|r| r.recorded_at);
        let all = lines.chain(snapshots).chain(changes).chain(one_offs).filter(|at| *at != ALWAYS);
        let sorted: std::collections::BTreeSet<i64> = all.collect();
        sorted.into_iter().filter_map(DateTime::from_timestamp_micros).collect()
    }

    fn product(&mut self, product: Option<&str>) -> Result<u32, InternError> {
        product.map_or(Ok(NONE), |product| self.products.intern(product))
    }

    fn note_currency(&mut self, currency: Currency) {
        if !self.currencies.contains(&currency) {
            self.currencies.push(currency);
        }
    }

    fn room(records: usize) -> Result<(), BookError> {
        if u32::try_from(records).is_ok_and(|n| n < NONE) { Ok(()) } else { Err(BookError::Full) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_has_an_end() {
        assert_eq!(Book::room(NONE as usize - 1), Ok(()));
        let full = Book::room(NONE as usize).unwrap_err();
        assert_eq!(full, BookError::Full);
        assert!(full.to_string().contains("4294967295"));
        assert_eq!(BookError::from(InternError), BookError::Full);
    }
}
