//! Columns: the door for data that is already in memory, number by number.

use kpi_types::Currency;
use rust_decimal::Decimal;

use crate::BillingInterval;
use crate::amount::{Amount, AmountOverflow};
use crate::block::Block;
use crate::compile::MonthFactor;
use crate::day::NEVER;
use crate::entry::{Door, Entry, Sold};
use crate::ledger::{Ledger, LedgerError};
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

/// About how many lines are put in place together: their entries fit the processor's cache.
const BLOCK_LINES: usize = 1 << 15;

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
        policy.check()?;
        columns.check()?;
        let factor = columns.factor(policy)?;
        let blocks = columns.blocks(factor, policy)?;
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

/// Day numbers of the first and the last date.
fn legal_days() -> (i32, i32) {
    let number = kpi_types::day_number;
    (number(chrono::NaiveDate::MIN), number(chrono::NaiveDate::MAX))
}

/// Turns a price in minor units into a monthly amount.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Factor {
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
        // One fast look for anything wrong; the row is searched for only where there is.
        let largest = |values: &[u32]| values.iter().copied().fold(0, u32::max);
        if largest(self.customer) == u32::MAX || largest(self.product) == u32::MAX {
            self.check_rows(|row| self.wrong_number(row))?;
        }
        if self.price_minor.iter().copied().fold(0, i64::min) < 0 {
            self.check_rows(|row| self.wrong_price(row))?;
        }
        let (first, last) = legal_days();
        let pairs = self.start.iter().zip(self.end);
        let wrong = pairs.fold(false, |found, (start, end)| {
            let start_is = (*start < first) | (*start > last);
            let end_is = (end < start) | ((*end > last) & (*end != NEVER));
            found | start_is | end_is
        });
        if wrong { self.check_rows(|row| self.wrong_day(row)) } else { Ok(()) }
    }

    fn check_rows(
        &self,
        wrong: impl Fn(usize) -> Option<ColumnsError>,
    ) -> Result<(), ColumnsError> {
        (0..self.customer.len()).find_map(wrong).map_or(Ok(()), Err)
    }

    fn wrong_number(&self, row: usize) -> Option<ColumnsError> {
        let columns = [("customer", self.customer), ("product", self.product)];
        let (column, _) = columns.into_iter().find(|(_, c)| c.get(row) == Some(&u32::MAX))?;
        let (value, allowed) = (i64::from(u32::MAX), "a number below 4294967295");
        Some(ColumnsError::Value { row, column, value, allowed })
    }

    fn wrong_price(&self, row: usize) -> Option<ColumnsError> {
        let value = *self.price_minor.get(row).filter(|price| **price < 0)?;
        let (column, allowed) = ("price_minor", "zero or more");
        Some(ColumnsError::Value { row, column, value, allowed })
    }

    fn wrong_day(&self, row: usize) -> Option<ColumnsError> {
        let (start, end) = (*self.start.get(row)?, *self.end.get(row)?);
        let (first, last) = legal_days();
        let wrong = |column, value: i32, allowed| {
            Some(ColumnsError::Value { row, column, value: i64::from(value), allowed })
        };
        if !(first..=last).contains(&start) {
            return wrong("start", start, "days since 1970-01-01 of a date");
        }
        let allowed = "the start or later, or i32::MAX for a line that runs";
        let fine = end == NEVER || (start..=last).contains(&end);
        if fine { None } else { wrong("end", end, allowed) }
    }

    /// What a minor unit is worth, after making sure that every price has a monthly amount.
    fn factor(&self, policy: &Policy) -> Result<Factor, LedgerError> {
        let factor = MonthFactor::new(self.interval, policy);
        let digits = self.currency.minor_units();
        let most = self.price_minor.iter().copied().fold(0, i64::max);
        if let Err(AmountOverflow) = factor.apply(Decimal::new(most, digits)) {
            let row = self.price_minor.iter().position(|price| *price == most).unwrap_or(0);
            return Err(LedgerError::TooLarge {
                customer: self.customer.get(row).copied().unwrap_or(0).to_string(),
                contract: format!("row {row}"),
            });
        }
        // A month's price is a whole number of steps; anything else goes through decimals.
        let one = factor.apply(Decimal::new(1, digits));
        Ok(match one {
            Ok(one) if self.interval == BillingInterval::MONTH => Factor::Exact(one.steps()),
            _ => Factor::Decimal { factor, digits },
        })
    }

    fn blocks(&self, factor: Factor, policy: &Policy) -> Result<Vec<Block>, LedgerError> {
        if self.customer.is_empty() {
            return Ok(Vec::new());
        }
        let most = self.customer.iter().copied().fold(0, u32::max);
        u32::try_from(self.customer.len()).map_err(|_| LedgerError::Full)?;
        let lines_each = self.customer.len() / (most as usize + 1);
        let each = (BLOCK_LINES / (lines_each + 1)).max(1).next_power_of_two();
        let shift = each.trailing_zeros();
        let drop_free = policy.free_plans() == FreePlanRule::NotACustomer;
        let make = |(first, parts): (u32, Vec<Vec<Packed>>)| {
            let counted = |row: &&Packed| !(drop_free && row.price == [0, 0]);
            Block::of_packed(first, each, || parts.iter().flatten().filter(counted), factor)
        };
        let numbered = self.partition(most >> shift, shift);
        let numbered = numbered.into_iter().zip(0_u32..).map(|(parts, at)| (at << shift, parts));
        #[cfg(feature = "parallel")]
        {
            use rayon::prelude::*;
            numbered.collect::<Vec<_>>().into_par_iter().map(make).collect()
        }
        #[cfg(not(feature = "parallel"))]
        numbered.map(make).collect()
    }

    /// Lines by runs of customers, in their order; each run as the parts that were read apart.
    fn partition(&self, last: u32, shift: u32) -> Vec<Vec<Vec<Packed>>> {
        let mut runs: Vec<Vec<Vec<Packed>>> = (0..=last).map(|_| Vec::new()).collect();
        for part in self.partition_parts(last, shift) {
            for (run, lines) in runs.iter_mut().zip(part) {
                run.push(lines);
            }
        }
        runs
    }

    #[cfg(feature = "parallel")]
    fn partition_parts(&self, last: u32, shift: u32) -> Vec<Vec<Vec<Packed>>> {
        use rayon::prelude::*;

        let size = self.customer.len().div_ceil(rayon::current_num_threads()).max(1);
        let starts: Vec<usize> = (0..self.customer.len()).step_by(size).collect();
        let part = |start: usize| {
            self.partition_rows(start..(start + size).min(self.customer.len()), last, shift)
        };
        starts.into_par_iter().map(part).collect()
    }

    #[cfg(not(feature = "parallel"))]
    fn partition_parts(&self, last: u32, shift: u32) -> Vec<Vec<Vec<Packed>>> {
        vec![self.partition_rows(0..self.customer.len(), last, shift)]
    }

    /// Writing to some hundred runs in turn keeps every write in the cache, which writing to a
    /// million customers would not.
    fn partition_rows(
        &self,
        rows: std::ops::Range<usize>,
        last: u32,
        shift: u32,
    ) -> Vec<Vec<Packed>> {
        let mut counts = vec![0_usize; last as usize + 1];
        let customers = self.customer.get(rows.clone()).unwrap_or_default();
        for customer in customers {
            if let Some(count) = counts.get_mut((customer >> shift) as usize) {
                *count += 1;
            }
        }
        let mut runs: Vec<Vec<Packed>> = counts.into_iter().map(Vec::with_capacity).collect();
        let columns = customers
            .iter()
            .zip(self.product.get(rows.clone()).unwrap_or_default())
            .zip(self.price_minor.get(rows.clone()).unwrap_or_default())
            .zip(self.start.get(rows.clone()).unwrap_or_default())
            .zip(self.end.get(rows).unwrap_or_default());
        for ((((customer, product), price), start), end) in columns {
            if let Some(run) = runs.get_mut((customer >> shift) as usize) {
                let price = [(*price >> 32) as u32, *price as u32];
                let (customer, product, start, end) = (*customer, *product, *start, *end);
                run.push(Packed { customer, product, start, end, price });
            }
        }
        runs
    }
}

/// A row of the columns, in 24 bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packed {
    pub(crate) customer: u32,
    product: u32,
    pub(crate) start: i32,
    pub(crate) end: i32,
    price: [u32; 2],
}

impl Packed {
    fn price(&self) -> i64 {
        let [high, low] = self.price;
        ((u64::from(high) << 32) | u64::from(low)) as i64
    }

    /// The row as an entry. That the largest price has an amount was checked, so all have one.
    pub(crate) fn entry(&self, factor: &Factor) -> Entry {
        let amount = match factor {
            Factor::Exact(steps) => Amount::from_steps(i128::from(self.price()) * steps),
            Factor::Decimal { factor, digits } => {
                factor.apply(Decimal::new(self.price(), *digits)).unwrap_or_default()
            }
        };
        let sold = Sold { product: self.product, currency: 0, source: 0, door: Door::Column };
        Entry::new(amount, sold, self.start, self.end)
    }
}
