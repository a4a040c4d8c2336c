//! Columns: the door for data that is already in memory, number by number.

use kpi_types::Currency;
use rust_decimal::Decimal;

use crate::BillingInterval;
use crate::amount::{Amount, AmountOverflow};
use crate::compile::MonthFactor;
use crate::day::NEVER;
use crate::entry::{Door, Entry, Sold};
use crate::ledger::{Block, Ledger, LedgerError};
use crate::policy::{FreePlanRule, Policy};

/// Contract lines as columns of one length; the hot way in.
///
/// Customers and products are numbers the caller gave out; names in results are those numbers.
/// Lines have no trials, discounts or corrections; use a [`Book`](crate::Book) for those.
#[derive(Debug, Clone, Copy)]
pub struct LineColumns<'a> {
    /// Customer numbers, best without large gaps: memory grows with the largest.
    pub customer: &'a [u32],
    /// Product numbers, below `u32::MAX`.
    pub product: &'a [u32],
    /// Price of all units per interval, in the currency's minor unit (cents; yen).
    pub price_minor: &'a [i64],
    /// First day, as days since 1970-01-01.
    pub start: &'a [i32],
    /// First day no longer covered; `i32::MAX` while the line runs.
    pub end: &'a [i32],
    /// The billing interval of every line.
    pub interval: BillingInterval,
    /// The currency of every line.
    pub currency: Currency,
}

/// What is wrong with columns.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ColumnsError {
    /// The columns have different lengths.
    #[error("column {column} has {found} rows, customer has {expected}")]
    Length {
        /// The column.
        column: &'static str,
        /// Its length.
        found: usize,
        /// The length of the customer column.
        expected: usize,
    },
    /// A value that is not allowed.
    #[error("row {row}, column {column}: {value} is not allowed: expected {allowed}")]
    Value {
        /// Counted from zero.
        row: usize,
        /// The column.
        column: &'static str,
        /// What was found.
        value: i64,
        /// What is allowed.
        allowed: &'static str,
    },
}

/// Customers whose entries are put in place together: their entries fit the processor's cache.
const BLOCK_ENTRIES: usize = 1 << 17;

impl Ledger<'_> {
    /// The ledger of columns.
    ///
    /// # Errors
    ///
    /// [`LedgerError::Columns`] for columns of different lengths, a negative price, an end before
    /// its start or a number that means nothing; [`LedgerError::TooLarge`] for an amount that does
    /// not fit.
    pub fn try_from_columns(
        columns: &LineColumns<'_>,
        policy: &Policy,
    ) -> Result<Ledger<'static>, LedgerError> {
        columns.check()?;
        let factor = columns.factor_table(policy);
        let blocks = columns.blocks(&factor, policy)?;
        Ok(Ledger {
            book: None,
            policy: policy.clone(),
            as_known: None,
            currencies: vec![columns.currency],
            blocks,
            excluded: Vec::new(),
            live_lines: Vec::new(),
        })
    }
}

/// Turns a price in minor units into a monthly amount.
enum Factor {
    /// Whole steps of 10⁻¹² per minor unit: one multiplication.
    Exact(i128),
    /// Anything else goes through decimals.
    Decimal { factor: MonthFactor, digits: u32 },
}

impl LineColumns<'_> {
    fn check(&self) -> Result<(), ColumnsError> {
        let expected = self.customer.len();
        let lengths = [
            ("product", self.product.len()),
            ("price_minor", self.price_minor.len()),
            ("start", self.start.len()),
            ("end", self.end.len()),
        ];
        for (column, found) in lengths {
            if found != expected {
                return Err(ColumnsError::Length { column, found, expected });
            }
        }
        let fail =
            |row, column, value, allowed| Err(ColumnsError::Value { row, column, value, allowed });
        let numbered = |values: &[u32]| values.iter().position(|v| *v == u32::MAX);
        if let Some(row) = numbered(self.customer) {
            return fail(row, "customer", i64::from(u32::MAX), "a number below 4294967295");
        }
        if let Some(row) = numbered(self.product) {
            return fail(row, "product", i64::from(u32::MAX), "a number below 4294967295");
        }
        if let Some((row, price)) = self.price_minor.iter().enumerate().find(|(_, p)| **p < 0) {
            return fail(row, "price_minor", *price, "zero or more");
        }
        let legal = kpi_types::day_number(chrono::NaiveDate::MIN)
            ..=kpi_types::day_number(chrono::NaiveDate::MAX);
        for (row, (start, end)) in self.start.iter().zip(self.end).enumerate() {
            if !legal.contains(start) {
                return fail(row, "start", i64::from(*start), "days since 1970-01-01 of a date");
            }
            if *end < *start || (*end != NEVER && !legal.contains(end)) {
                let allowed = "the start or later, or i32::MAX for a line that runs";
                return fail(row, "end", i64::from(*end), allowed);
            }
        }
        Ok(())
    }

    fn factor_table(&self, policy: &Policy) -> Factor {
        let factor = MonthFactor::new(self.interval, policy);
        let digits = self.currency.minor_units();
        // One minor unit a month is a whole number of steps unless the factor has a remainder.
        let unit = Decimal::new(1, digits);
        let hundred = Decimal::from(1_000_000);
        let (Ok(one), Ok(many)) = (factor.apply(unit), factor.apply(unit * hundred)) else {
            return Factor::Decimal { factor, digits };
        };
        if many.steps() == one.steps() * 1_000_000 && self.interval == BillingInterval::MONTH {
            Factor::Exact(one.steps())
        } else {
            Factor::Decimal { factor, digits }
        }
    }

    fn blocks(&self, factor: &Factor, policy: &Policy) -> Result<Vec<Block>, LedgerError> {
        let Some(customers) = self.customer.iter().max().map(|most| *most as usize + 1) else {
            return Ok(Vec::new());
        };
        u32::try_from(self.customer.len()).map_err(|_| LedgerError::Full)?;
        let mut offsets = vec![0_u32; customers + 1];
        for customer in self.customer {
            if let Some(count) = offsets.get_mut(*customer as usize) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for offset in &mut offsets {
            (*offset, sum) = (sum, sum + *offset);
        }
        let drop_free = policy.free_plans() == FreePlanRule::NotACustomer;
        let order = self.order(&offsets);
        let parts = split(&offsets, BLOCK_ENTRIES);
        let make =
            |part: &std::ops::Range<usize>| self.block(part, &offsets, &order, factor, drop_free);
        #[cfg(feature = "parallel")]
        {
            use rayon::prelude::*;
            parts.par_iter().map(make).collect()
        }
        #[cfg(not(feature = "parallel"))]
        parts.iter().map(make).collect()
    }

    /// Rows in the order of their customers.
    fn order(&self, offsets: &[u32]) -> Vec<u32> {
        let mut next = offsets.to_vec();
        let mut order = vec![0_u32; self.customer.len()];
        for (customer, row) in self.customer.iter().zip(0_u32..) {
            if let Some(at) = next.get_mut(*customer as usize) {
                if let Some(place) = order.get_mut(*at as usize) {
                    *place = row;
                }
                *at += 1;
            }
        }
        order
    }

    fn block(
        &self,
        part: &std::ops::Range<usize>,
        offsets: &[u32],
        order: &[u32],
        factor: &Factor,
        drop_free: bool,
    ) -> Result<Block, LedgerError> {
        let offset = |customer: usize| offsets.get(customer).copied().unwrap_or(0);
        let mut block = Block {
            first_customer: u32::try_from(part.start).map_err(|_| LedgerError::Full)?,
            offsets: Vec::with_capacity(part.len() + 1),
            entries: Vec::with_capacity((offset(part.end) - offset(part.start)) as usize),
        };
        for customer in part.clone() {
            block.offsets.push(u32::try_from(block.entries.len()).map_err(|_| LedgerError::Full)?);
            let rows = offset(customer) as usize..offset(customer + 1) as usize;
            for row in order.get(rows).unwrap_or_default() {
                let amount = self.amount(*row, factor)?;
                if !(drop_free && amount.is_zero()) {
                    block.entries.push(self.entry(*row, amount));
                }
            }
        }
        block.offsets.push(u32::try_from(block.entries.len()).map_err(|_| LedgerError::Full)?);
        Ok(block)
    }

    fn amount(&self, row: u32, factor: &Factor) -> Result<Amount, LedgerError> {
        let price = self.price_minor.get(row as usize).copied().unwrap_or(0);
        let amount = match factor {
            Factor::Exact(steps) => Ok(Amount::from_steps(i128::from(price) * steps)),
            Factor::Decimal { factor, digits } => factor.apply(Decimal::new(price, *digits)),
        };
        amount.map_err(|AmountOverflow| LedgerError::TooLarge {
            customer: self.customer.get(row as usize).copied().unwrap_or(0).to_string(),
            contract: format!("row {row}"),
        })
    }

    fn entry(&self, row: u32, amount: Amount) -> Entry {
        let at = row as usize;
        let day = |column: &[i32]| column.get(at).copied().unwrap_or(NEVER);
        let product = self.product.get(at).copied().unwrap_or(0);
        let sold = Sold { product, currency: 0, source: row, door: Door::Column };
        Entry::new(amount, sold, day(self.start), day(self.end))
    }
}

/// Runs of neighbouring customers with about `size` entries each.
fn split(offsets: &[u32], size: usize) -> Vec<std::ops::Range<usize>> {
    let customers = offsets.len().saturating_sub(1);
    let mut parts = Vec::new();
    let mut first = 0;
    while first < customers {
        let start = offsets.get(first).copied().unwrap_or(0) as usize;
        let full = |offset: &u32| (*offset as usize) < start + size;
        let last = offsets.partition_point(full).clamp(first + 1, customers);
        parts.push(first..last);
        first = last;
    }
    parts
}
