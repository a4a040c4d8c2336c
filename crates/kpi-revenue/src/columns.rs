//! Columns: the door for data that is already in memory, number by number.

use kpi_types::Currency;
use rust_decimal::Decimal;

use crate::BillingInterval;
use crate::amount::AmountOverflow;
use crate::compile::MonthFactor;
use crate::day::NEVER;
use crate::ledger::{Ledger, LedgerError, place};
use crate::packed::{Factor, MOST_MINOR, PartWorth, pack};
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
        let mut worths = Vec::with_capacity(parts.len());
        for part in parts {
            part.check()?;
            let currency = place(&currencies, part.currency);
            worths.push(PartWorth { factor: part.factor(policy)?, currency });
        }
        let drop_free = policy.free_plans() == FreePlanRule::NotACustomer;
        let blocks = pack(parts, worths, drop_free)?;
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

/// Day numbers of the first and the last date.
fn legal_days() -> (i32, i32) {
    let number = kpi_types::day_number;
    (number(chrono::NaiveDate::MIN), number(chrono::NaiveDate::MAX))
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
        let price = |found, price: i64| found | !(0..=MOST_MINOR).contains(&price);
        if self.price_minor.iter().copied().fold(false, price) {
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
}
