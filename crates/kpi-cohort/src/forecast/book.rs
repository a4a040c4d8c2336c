//! Closing balances in any order become a history.

use std::collections::BTreeSet;
use std::fmt::Display;

use kpi_types::{Currency, Grain, Money, Period};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::RevenueForecastError;
use super::history::{CustomerPath, MonthTotals, RevenueHistory};

/// Gathers what each customer paid a month at the end of each month. An accumulator: rows come in
/// any order and in any number of parts, and the history is the same.
///
/// Customers are numbers or texts: `u64`, `u32`, `String`. A month is the index of a
/// [`Period`] of [`Grain::Month`]: months since January 1970.
///
/// # Conventions
///
/// Rows of one customer and month add up, so products may come one by one. A customer without a
/// row, or with a sum of zero, is no customer in that month: free plans are not forecast.
///
/// A month without any row was *not observed*, which is not the same as a month without customers:
/// nobody is taken to have left in it or to have come back after it. A row of zero says that
/// somebody looked, and so does [`RevenueMonths::observe_month`].
///
/// An amount below zero is refused, row by row, unless [`NegativeRows::AddedUp`] admits it.
///
/// # Common mistake
///
/// Adding the month that is still running: its newcomers are only some, its leavers have not all
/// left, and every forecast from it starts too low or too high.
#[derive(Debug, Clone)]
pub struct RevenueMonths<K> {
    currency: Currency,
    negative_rows: NegativeRows,
    rows: Vec<Row<K>>,
    looked_at: BTreeSet<i32>,
}

/// What to do with a row whose amount is below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum NegativeRows {
    /// It is an error, which names it.
    #[default]
    Refused,
    /// It lowers what the customer's other rows of the month add up to: a discount that stands in a
    /// row of its own. A sum below zero is still an error.
    AddedUp,
}

#[derive(Debug, Clone)]
struct Row<K> {
    customer: K,
    month: i32,
    amount: Decimal,
}

/// The longest history, two centuries.
const MOST_MONTHS: usize = 2_400;

impl<K: Ord + Clone + Display> RevenueMonths<K> {
    /// No balances yet.
    #[must_use]
    pub const fn new(currency: Currency) -> Self {
        let negative_rows = NegativeRows::Refused;
        Self { currency, negative_rows, rows: Vec::new(), looked_at: BTreeSet::new() }
    }

    /// The same with a rule for amounts below zero in the rows to come.
    #[must_use]
    pub fn with_negative_rows(self, negative_rows: NegativeRows) -> Self {
        Self { negative_rows, ..self }
    }

    /// Says that somebody looked at a month, even if nobody was a customer.
    pub fn observe_month(&mut self, month: i32) {
        self.looked_at.insert(month);
    }

    /// Adds what a customer paid a month at the end of a month.
    ///
    /// # Errors
    ///
    /// [`RevenueForecastError::Currency`], [`RevenueForecastError::NegativeRow`].
    pub fn observe(
        &mut self,
        customer: K,
        month: i32,
        closing: Money,
    ) -> Result<(), RevenueForecastError> {
        if closing.currency() != self.currency {
            return Err(RevenueForecastError::Currency {
                customer: customer.to_string(),
                month,
                found: closing.currency(),
                wanted: self.currency,
            });
        }
        let amount = closing.amount();
        self.check(self.rows.len(), &customer, month, amount)?;
        self.rows.push(Row { customer, month, amount });
        Ok(())
    }

    fn check(
        &self,
        row: usize,
        customer: &K,
        month: i32,
        amount: Decimal,
    ) -> Result<(), RevenueForecastError> {
        if self.negative_rows == NegativeRows::AddedUp || amount >= Decimal::ZERO {
            return Ok(());
        }
        let (row, customer) = (row as u64, customer.to_string());
        Err(RevenueForecastError::NegativeRow { row, customer, month, amount })
    }

    /// The same with the month as a period.
    ///
    /// # Errors
    ///
    /// [`RevenueForecastError::Grain`] for another kind of period, and as
    /// [`RevenueMonths::observe`].
    pub fn observe_period(
        &mut self,
        customer: K,
        period: Period,
        closing: Money,
    ) -> Result<(), RevenueForecastError> {
        match period.grain() {
            Grain::Month => self.observe(customer, period.index(), closing),
            grain => Err(RevenueForecastError::Grain { customer: customer.to_string(), grain }),
        }
    }

    /// Adds columns: customers, months, amounts in the currency of the history.
    ///
    /// # Errors
    ///
    /// [`RevenueForecastError::Columns`], [`RevenueForecastError::NegativeRow`]. Nothing is added then.
    pub fn observe_columns(
        &mut self,
        customers: &[K],
        months: &[i32],
        amounts: &[Decimal],
    ) -> Result<(), RevenueForecastError> {
        if customers.len() != months.len() || months.len() != amounts.len() {
            let (customers, months, amounts) = (customers.len(), months.len(), amounts.len());
            return Err(RevenueForecastError::Columns { customers, months, amounts });
        }
        let rows = customers.iter().zip(months).zip(amounts);
        for (row, ((customer, month), amount)) in rows.clone().enumerate() {
            self.check(row, customer, *month, *amount)?;
        }
        self.rows.extend(rows.map(|((customer, month), amount)| Row {
            customer: customer.clone(),
            month: *month,
            amount: *amount,
        }));
        Ok(())
    }

    /// Adds all rows and looked-at months of another. The rule for negative rows stays this one's: those
    /// of the other were checked when they came.
    ///
    /// # Errors
    ///
    /// [`RevenueForecastError::OtherCurrency`].
    pub fn merge(&mut self, other: Self) -> Result<(), RevenueForecastError> {
        if self.currency != other.currency {
            let (found, wanted) = (other.currency, self.currency);
            return Err(RevenueForecastError::OtherCurrency { found, wanted });
        }
        self.rows.extend(other.rows);
        self.looked_at.extend(other.looked_at);
        Ok(())
    }

    /// Ends the taking. `last_month` is the last month that is over and known; later rows are left
    /// out and counted.
    ///
    /// # Errors
    ///
    /// [`RevenueForecastError::Negative`], [`RevenueForecastError::TooLarge`],
    /// [`RevenueForecastError::TooManyMonths`], and [`RevenueForecastError::NoCustomers`] where no
    /// balance up to that month is above zero.
    pub fn finish(self, last_month: i32) -> Result<RevenueHistory, RevenueForecastError> {
        let Self { currency, mut rows, mut looked_at, .. } = self;
        let all = rows.len();
        rows.retain(|row| row.month <= last_month);
        let rows_after = (all - rows.len()) as u64;
        looked_at.extend(rows.iter().map(|row| row.month));
        // Rows that compare as equal are equal.
        rows.sort_unstable_by(|a, b| {
            let key = a.customer.cmp(&b.customer).then(a.month.cmp(&b.month));
            // Sums of one customer and month do not depend on the order they came in.
            key.then(a.amount.cmp(&b.amount))
        });
        let rows = added_up(rows)?;
        let first_month = rows.iter().map(|row| row.month).min();
        let first_month =
            first_month.ok_or(RevenueForecastError::NoCustomers { month: last_month })?;
        let span = i64::from(last_month) - i64::from(first_month) + 1;
        let months = usize::try_from(span).unwrap_or(usize::MAX);
        if months > MOST_MONTHS {
            let (first, last) = (first_month, last_month);
            return Err(RevenueForecastError::TooManyMonths { first, last, most: MOST_MONTHS });
        }
        let none = (0_u64, Decimal::ZERO);
        let seen = (first_month..=last_month).map(|month| looked_at.contains(&month));
        let mut totals: Vec<_> = seen.map(|seen| seen.then_some(none)).collect();
        let mut customers: Vec<CustomerPath> = Vec::new();
        let mut before: Option<&K> = None;
        for Row { customer, month, amount } in &rows {
            let at = usize::try_from(i64::from(*month) - i64::from(first_month)).unwrap_or(0);
            if let Some(Some((heads, total))) = totals.get_mut(at) {
                *heads += 1;
                let too_large = RevenueForecastError::TooLarge { month: *month };
                *total = total.checked_add(*amount).ok_or(too_large)?;
            }
            let value = amount.to_f64().unwrap_or(0.0);
            match customers.last_mut() {
                Some(path) if before == Some(customer) => path.push(at, value),
                _ => customers.push(CustomerPath::new(at, value)),
            }
            before = Some(customer);
        }
        let of_month = |found: Option<(u64, Decimal)>| {
            found.map_or(MonthTotals::NotObserved, |(customers, total)| MonthTotals::Observed {
                customers,
                mrr: Money::new(total, currency),
            })
        };
        let totals = totals.into_iter().map(of_month).collect();
        Ok(RevenueHistory { currency, first_month, last_month, customers, totals, rows_after })
    }
}

/// One row for each customer and month, those of zero left out. In place: a large book is large.
fn added_up<K: Ord + Display>(mut rows: Vec<Row<K>>) -> Result<Vec<Row<K>>, RevenueForecastError> {
    let mut failed = None;
    rows.dedup_by(|row, last| {
        let same = last.customer == row.customer && last.month == row.month;
        if same {
            match last.amount.checked_add(row.amount) {
                Some(sum) => last.amount = sum,
                None => failed = Some(RevenueForecastError::TooLarge { month: row.month }),
            }
        }
        same
    });
    if let Some(error) = failed {
        return Err(error);
    }
    if let Some(bad) = rows.iter().find(|row| row.amount < Decimal::ZERO) {
        let Row { customer, month, amount } = bad;
        let (customer, month, amount) = (customer.to_string(), *month, *amount);
        return Err(RevenueForecastError::Negative { customer, month, amount });
    }
    rows.retain(|row| !row.amount.is_zero());
    Ok(rows)
}
