//! Orders in any order become a table.

use std::fmt::Display;

use chrono::NaiveDate;
use kpi_types::{Currency, Money, date_of_day, day_number};
use rust_decimal::Decimal;

use super::customer::{Order, Window, purchases};
use super::error::RfmError;
use super::options::{FirstPurchase, Refunds, RfmOptions};
use super::{RfmHoldout, RfmRow, RfmSpend, RfmTable};

/// Gathers orders and turns them into one row for each customer. An accumulator: orders come in
/// any order and in any number of parts, and the table is the same.
///
/// Customers are numbers or texts: `u64`, `u32`, `String`.
///
/// # Conventions
///
/// Days are the clock: *t_x* and *T* are whole days. Orders of the last day count. See
/// [`RfmOptions`] for the rules on which systems differ.
///
/// # Worked example
///
/// The first customer of CDNOW: orders on 1 January, 18 January and 2 August 1997.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_cohort::{RfmBuilder, RfmOptions, Weeks};
/// use kpi_types::{Currency, Money};
/// use rust_decimal::Decimal;
///
/// let usd = Currency::try_new("USD")?;
/// let date = |m, d| NaiveDate::from_ymd_opt(1997, m, d).unwrap();
/// let mut builder = RfmBuilder::<u32>::new(usd, RfmOptions::default());
/// for (day, cents) in [(date(8, 2), 1496), (date(1, 1), 2933), (date(1, 18), 2973)] {
///     builder.observe(1, day, Money::new(Decimal::new(cents, 2), usd))?;
/// }
/// let table = builder.finish(date(9, 30))?;
/// let row = &table.rows()[0];
/// assert_eq!((row.repeat_purchases, row.last_days, row.age_days), (2, 213, 272));
/// // (29.73 + 14.96) / 2: the first order is left out.
/// assert_eq!(row.spend.mean(), Some(Decimal::new(22345, 3)));
/// assert!((row.history().in_weeks().age() - 38.857).abs() < 1e-3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Counting all orders as *x*: it counts repeats, so the sum over customers is orders minus
/// customers. Taking *T* from the customer's last order instead of the end of observation.
///
/// # What other systems do
///
/// `lifetimes`: `summary_data_from_transaction_data`, with the defaults of [`RfmOptions`] and
/// floats for money; its `include_first_transaction` is [`FirstPurchase::Included`], but counts
/// the first purchase in *x* as well.
#[derive(Debug, Clone)]
pub struct RfmBuilder<K> {
    currency: Currency,
    options: RfmOptions,
    rows: Vec<Row<K>>,
}

#[derive(Debug, Clone)]
struct Row<K> {
    customer: K,
    day: i32,
    amount: Decimal,
}

impl<K: Ord + Clone + Display> RfmBuilder<K> {
    /// No orders yet.
    #[must_use]
    pub const fn new(currency: Currency, options: RfmOptions) -> Self {
        Self { currency, options, rows: Vec::new() }
    }

    /// Adds an order.
    ///
    /// # Errors
    ///
    /// [`RfmError::Currency`], and [`RfmError::Refund`] where the rule says so.
    pub fn observe(&mut self, customer: K, date: NaiveDate, amount: Money) -> Result<(), RfmError> {
        if amount.currency() != self.currency {
            return Err(RfmError::Currency {
                customer: customer.to_string(),
                date,
                found: amount.currency(),
                wanted: self.currency,
            });
        }
        let amount = amount.amount();
        self.check_refund(&customer, date, amount)?;
        self.rows.push(Row { customer, day: day_number(date), amount });
        Ok(())
    }

    /// Adds columns: customers, days since 1970-01-01, amounts in the currency of the table.
    ///
    /// # Errors
    ///
    /// [`RfmError::Columns`], [`RfmError::Day`], and [`RfmError::Refund`] where the rule says so.
    /// Nothing is added then.
    pub fn observe_columns(
        &mut self,
        customers: &[K],
        days: &[i32],
        amounts: &[Decimal],
    ) -> Result<(), RfmError> {
        if customers.len() != days.len() || days.len() != amounts.len() {
            let (customers, days, amounts) = (customers.len(), days.len(), amounts.len());
            return Err(RfmError::Columns { customers, days, amounts });
        }
        for ((customer, day), amount) in customers.iter().zip(days).zip(amounts) {
            let date = date_of_day(*day)
                .map_err(|error| RfmError::Day { customer: customer.to_string(), error })?;
            self.check_refund(customer, date, *amount)?;
        }
        let rows = customers.iter().zip(days).zip(amounts);
        self.rows.extend(rows.map(|((customer, day), amount)| Row {
            customer: customer.clone(),
            day: *day,
            amount: *amount,
        }));
        Ok(())
    }

    /// Adds all orders of another.
    ///
    /// # Errors
    ///
    /// [`RfmError::Rules`] when it gathers under other rules or in another currency.
    pub fn merge(&mut self, other: Self) -> Result<(), RfmError> {
        if (self.currency, self.options) != (other.currency, other.options) {
            return Err(RfmError::Rules {
                own: self.options,
                own_currency: self.currency,
                other: other.options,
                other_currency: other.currency,
            });
        }
        self.rows.extend(other.rows);
        Ok(())
    }

    /// One row for each customer who had bought by `end`. Later orders are left out.
    ///
    /// # Errors
    ///
    /// [`RfmError::Sum`] when a customer's amounts are too large to be exact.
    pub fn finish(self, end: NaiveDate) -> Result<RfmTable<K>, RfmError> {
        self.table(end, None)
    }

    /// The same, and what each of these customers did from the day after `calibration_end` to
    /// `holdout_end`, both included.
    ///
    /// # Errors
    ///
    /// [`RfmError::Holdout`] when the holdout does not end after calibration, and
    /// [`RfmError::Sum`].
    pub fn finish_with_holdout(
        self,
        calibration_end: NaiveDate,
        holdout_end: NaiveDate,
    ) -> Result<RfmTable<K>, RfmError> {
        if holdout_end <= calibration_end {
            let (calibration, holdout) = (calibration_end, holdout_end);
            return Err(RfmError::Holdout { calibration, holdout });
        }
        self.table(calibration_end, Some(holdout_end))
    }

    fn check_refund(&self, customer: &K, date: NaiveDate, amount: Decimal) -> Result<(), RfmError> {
        if self.options.refunds == Refunds::Refuse && amount < Decimal::ZERO {
            return Err(RfmError::Refund { customer: customer.to_string(), date, amount });
        }
        Ok(())
    }

    fn table(
        mut self,
        calibration_end: NaiveDate,
        holdout_end: Option<NaiveDate>,
    ) -> Result<RfmTable<K>, RfmError> {
        // Sorted by amount as well, so that no rule can depend on the order of arrival.
        self.rows.sort_unstable_by(|a, b| {
            (&a.customer, a.day, a.amount).cmp(&(&b.customer, b.day, b.amount))
        });
        let mut table = RfmTable {
            currency: self.currency,
            rows: Vec::new(),
            calibration_end,
            holdout_end,
            came_later: 0,
            without_orders: 0,
            repeat_days: Vec::new(),
        };
        let (end, last) = (day_number(calibration_end), holdout_end.map(day_number));
        for rows in self.rows.chunk_by(|a, b| a.customer == b.customer) {
            let Some(customer) = rows.first().map(|row| &row.customer) else { continue };
            let sum = |error| RfmError::Sum { customer: customer.to_string(), error };
            let orders: Vec<Order> = rows
                .iter()
                .map(|row| Order { day: row.day, amount: Money::new(row.amount, self.currency) })
                .collect();
            let split = orders.partition_point(|order| order.day <= end);
            let (early, later) = orders.split_at(split);
            let known = purchases(early, self.currency, self.options).map_err(sum)?;
            let [first, repeats @ ..] = known.orders.as_slice() else {
                if early.is_empty() {
                    table.came_later += 1
                } else {
                    table.without_orders += 1
                }
                continue;
            };
            let spent = match self.options.first_purchase {
                FirstPurchase::Excluded => repeats,
                FirstPurchase::Included => known.orders.as_slice(),
            };
            let until = last.map(|last| later.partition_point(|order| order.day <= last));
            let holdout = match until {
                None => None,
                Some(until) => {
                    let held: &[Order] = later.get(..until).unwrap_or_default();
                    Some(purchases(held, self.currency, self.options).map_err(sum)?)
                }
            };
            table.repeat_days.extend(repeats.iter().map(|order| order.day));
            table.repeat_days.extend(holdout.iter().flat_map(Window::days));
            let holdout = match holdout {
                None => None,
                Some(window) => Some(RfmHoldout {
                    spend: self.spend(&window.orders).map_err(sum)?,
                    unmatched_refunds: window.unmatched,
                }),
            };
            let last_day = repeats.last().map_or(first.day, |order| order.day);
            table.rows.push(RfmRow {
                customer: customer.clone(),
                // The day of a date that was given.
                first: date_of_day(first.day)
                    .map_err(|error| RfmError::Day { customer: customer.to_string(), error })?,
                repeat_purchases: repeats.len() as u64,
                last_days: last_day.abs_diff(first.day),
                age_days: end.abs_diff(first.day),
                spend: self.spend(spent).map_err(sum)?,
                unmatched_refunds: known.unmatched,
                holdout,
            });
        }
        table.repeat_days.sort_unstable();
        Ok(table)
    }

    fn spend(&self, orders: &[Order]) -> Result<RfmSpend, kpi_types::MoneyError> {
        let mut total = Money::new(Decimal::ZERO, self.currency);
        for order in orders {
            total = total.checked_add(order.amount)?;
        }
        Ok(RfmSpend { purchases: orders.len() as u64, total })
    }
}
