//! Columns: the door for data that is already in memory, number by number.

use kpi_types::Currency;
use rust_decimal::Decimal;

use crate::BillingInterval;
use std::ops::Range;
use std::sync::Arc;

use crate::block::{Block, day_range};
use crate::compile::MonthFactor;
use crate::day::NEVER;
use crate::ledger::{Ledger, LedgerError, place};
use crate::packed::{
    Factor, MOST_MINOR, Packed, PartWorth, Partition, Words, on_each, partition, sort_run, threads,
};
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
    /// Price of all units per interval, in the currency's minor unit (cents; yen), below 2⁴⁸.
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
        Ledger::try_from_column_parts(std::slice::from_ref(columns), policy)
    }

    /// The ledger of columns that came in parts, each with its own billing interval and currency;
    /// the order of the parts does not matter.
    ///
    /// ```
    /// use kpi_revenue::{BillingInterval, Ledger, LineColumns, Policy};
    /// use kpi_types::{Calendar, Currency};
    ///
    /// // Customer 0 pays 1,200.00 a year and 10.00 a month, from 2026-01-01 on.
    /// let yearly = LineColumns {
    ///     customer: &[0],
    ///     product: &[0],
    ///     price_minor: &[120_000],
    ///     start: &[20_454],
    ///     end: &[i32::MAX],
    ///     interval: BillingInterval::YEAR,
    ///     currency: Currency::USD,
    /// };
    /// let monthly = LineColumns {
    ///     product: &[1],
    ///     price_minor: &[1_000],
    ///     interval: BillingInterval::MONTH,
    ///     ..yearly
    /// };
    /// let ledger = Ledger::try_from_column_parts(&[yearly, monthly], &Policy::default())?;
    /// let january = Calendar::utc().parse("2026-01")?;
    /// let totals = &ledger.view()?.totals(january, january)?[0];
    /// assert_eq!(totals.closing()?.amount(), 110.into());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Ledger::try_from_columns`]; [`LedgerError::Full`] for more than 65,536 parts.
    pub fn try_from_column_parts(
        parts: &[LineColumns<'_>],
        policy: &Policy,
    ) -> Result<Ledger<'static>, LedgerError> {
        policy.check()?;
        let mut currencies: Vec<Currency> = parts.iter().map(|part| part.currency).collect();
        currencies.sort_unstable();
        currencies.dedup();
        let drop_free = policy.free_plans() == FreePlanRule::NotACustomer;
        for part in parts {
            part.check_lengths()?;
        }
        let sorted = partition(parts, drop_free)?;
        if sorted.wrong {
            parts.iter().try_for_each(LineColumns::check_rows)?;
        }
        let mut worths = Vec::with_capacity(parts.len());
        for part in parts {
            let currency = place(&currencies, part.currency);
            worths.push(PartWorth { factor: part.factor(policy)?, currency });
        }
        let blocks = blocks(sorted, &worths.into());
        Ok(Ledger {
            book: None,
            policy: policy.clone(),
            as_known: None,
            currencies,
            blocks,
            excluded: Vec::new(),
            live_lines: Vec::new(),
        })
    }
}

/// Sorts each run by customer and makes a block of it.
fn blocks(sorted: Partition, worths: &Arc<[PartWorth]>) -> Vec<Block> {
    let Partition { mut rows, ends, each, .. } = sorted;
    let mut runs: Vec<(u32, &mut [Words])> = Vec::with_capacity(ends.len());
    let mut rest = rows.as_mut_slice();
    let mut ranges: Vec<Range<usize>> = Vec::with_capacity(ends.len());
    let mut start = 0;
    for (end, at) in ends.into_iter().zip(0_usize..) {
        let (run, others) = rest.split_at_mut(end.saturating_sub(start).min(rest.len()));
        runs.push((u32::try_from(at * each).unwrap_or(u32::MAX), run));
        ranges.push(start..end);
        (rest, start) = (others, end);
    }
    // A few tasks for each thread; the runs of a task share the room to sort in.
    let size = runs.len().div_ceil(threads() * 4).max(1);
    let mut tasks = Vec::new();
    while !runs.is_empty() {
        tasks.push(runs.drain(..size.min(runs.len())).collect::<Vec<_>>());
    }
    let offsets = on_each(tasks, |runs| {
        let mut room = Vec::new();
        let sort = |(first, run): (u32, &mut [Words])| {
            let offsets = sort_run(run, first, each, &mut room);
            let days = day_range(run.iter().map(|row| (Packed(row).from(), Packed(row).to())));
            (first, offsets, days)
        };
        runs.into_iter().map(sort).collect::<Vec<_>>()
    });
    let all = Arc::new(rows);
    let made = offsets.into_iter().flatten().zip(ranges);
    made.map(|((first, offsets, days), range)| {
        Block::of_packed(first, offsets, &all, range, worths, days)
    })
    .collect()
}

/// Day numbers of the first and the last date.
fn legal_days() -> (i32, i32) {
    let number = kpi_types::day_number;
    (number(chrono::NaiveDate::MIN), number(chrono::NaiveDate::MAX))
}

impl LineColumns<'_> {
    fn check_lengths(&self) -> Result<(), ColumnsError> {
        let expected = self.customer.len();
        let lengths = [
            ("product", self.product.len()),
            ("price_minor", self.price_minor.len()),
            ("start", self.start.len()),
            ("end", self.end.len()),
        ];
        let wrong = lengths.into_iter().find(|(_, found)| *found != expected);
        wrong
            .map_or(Ok(()), |(column, found)| Err(ColumnsError::Length { column, found, expected }))
    }

    /// Whether a row may stand in columns; the fast question, asked of every row.
    #[inline]
    pub(crate) fn legal_row() -> impl Fn(u32, i64, i32, i32) -> bool {
        let (first, last) = legal_days();
        move |product, price, start, end| {
            let days = (start >= first) & (start <= last) & (end >= start);
            let end = (end <= last) | (end == NEVER);
            days & end & (product != u32::MAX) & (0..=MOST_MINOR).contains(&price)
        }
    }

    /// Finds the first row that is not allowed.
    pub(crate) fn check_rows(&self) -> Result<(), ColumnsError> {
        let rows = 0..self.customer.len();
        let number = || rows.clone().find_map(|row| self.wrong_number(row));
        let price = || rows.clone().find_map(|row| self.wrong_price(row));
        let day = || rows.clone().find_map(|row| self.wrong_day(row));
        number().or_else(price).or_else(day).map_or(Ok(()), Err)
    }

    fn wrong_number(&self, row: usize) -> Option<ColumnsError> {
        let columns = [("customer", self.customer), ("product", self.product)];
        let (column, _) = columns.into_iter().find(|(_, c)| c.get(row) == Some(&u32::MAX))?;
        let (value, allowed) = (i64::from(u32::MAX), "a number below 4294967295");
        Some(ColumnsError::Value { row, column, value, allowed })
    }

    fn wrong_price(&self, row: usize) -> Option<ColumnsError> {
        let wrong = |price: &&i64| !(0..=MOST_MINOR).contains(*price);
        let value = *self.price_minor.get(row).filter(wrong)?;
        let (column, allowed) = ("price_minor", "0 to 281474976710655");
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
        let fits = |price| factor.apply(Decimal::new(price, digits)).is_ok();
        let most = || self.price_minor.iter().copied().fold(0, i64::max);
        if !fits(MOST_MINOR) && !fits(most()) {
            let most = most();
            let row = self.price_minor.iter().position(|price| *price == most).unwrap_or(0);
            return Err(LedgerError::TooLarge {
                customer: self.customer.get(row).copied().unwrap_or(0).to_string(),
                contract: format!("row {row}"),
            });
        }
        // A month's price is a whole number of steps; anything else goes through decimals.
        let one = factor.apply(Decimal::new(1, digits));
        Ok(match one {
            Ok(one) if self.interval == BillingInterval::MONTH => {
                i64::try_from(one.steps()).map_or(Factor::Decimal { factor, digits }, Factor::Exact)
            }
            _ => Factor::Decimal { factor, digits },
        })
    }
}
