//! What is wrong with orders.

use chrono::NaiveDate;
use kpi_types::{Currency, DayError, MoneyError};
use rust_decimal::Decimal;

use super::options::RfmOptions;

/// Why orders are refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RfmError {
    /// An amount in another currency.
    #[error(
        "an order of {customer} on {date} is in {found}, the table in {wanted}: convert it first"
    )]
    Currency {
        /// Whose order.
        customer: String,
        /// Its day.
        date: NaiveDate,
        /// Its currency.
        found: Currency,
        /// The currency of the table.
        wanted: Currency,
    },
    /// A negative amount, and the rule refuses them.
    #[error(
        "an order of {customer} on {date} is {amount}: choose whether refunds are netted or ignored"
    )]
    Refund {
        /// Whose order.
        customer: String,
        /// Its day.
        date: NaiveDate,
        /// Its amount.
        amount: Decimal,
    },
    /// A day number that no date has.
    #[error("an order of {customer}: {error}")]
    Day {
        /// Whose order.
        customer: String,
        /// What is wrong with the day.
        error: DayError,
    },
    /// A sum that is too large to be exact.
    #[error("the amounts of {customer} cannot be added up: {error}")]
    Sum {
        /// Whose orders.
        customer: String,
        /// What is wrong with the sum.
        error: MoneyError,
    },
    /// Columns of different lengths.
    #[error("{customers} customers, {days} days and {amounts} amounts: columns need one length")]
    Columns {
        /// Length of the column of customers.
        customers: usize,
        /// Length of the column of days.
        days: usize,
        /// Length of the column of amounts.
        amounts: usize,
    },
    /// A holdout that ends before it begins.
    #[error("the holdout ends on {holdout}, calibration on {calibration}: it has to end later")]
    Holdout {
        /// Last day of calibration.
        calibration: NaiveDate,
        /// Last day of the holdout.
        holdout: NaiveDate,
    },
    /// Two builders of different rules.
    #[error(
        "orders gathered under {other:?} in {other_currency} cannot join those under {own:?} in {own_currency}"
    )]
    Rules {
        /// The rules here.
        own: RfmOptions,
        /// The currency here.
        own_currency: Currency,
        /// The rules there.
        other: RfmOptions,
        /// The currency there.
        other_currency: Currency,
    },
}
