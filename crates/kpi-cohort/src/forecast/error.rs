//! Why there is no forecast of customers and revenue.

use kpi_stats::{DampedTrendError, ForecastScoreError, QuantileError};
use kpi_types::{Currency, EstimateError, Grain};
use rust_decimal::Decimal;

/// What is wrong with balances, or why nothing can be forecast from them.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RevenueForecastError {
    /// An amount in another currency.
    #[error("the balance of {customer} in month {month} is in {found}, not in {wanted}")]
    Currency {
        /// Whose balance.
        customer: String,
        /// Its month.
        month: i32,
        /// Its currency.
        found: Currency,
        /// The currency of the rest.
        wanted: Currency,
    },
    /// A period that is no month.
    #[error("the balance of {customer} is of a {grain}: balances are of months")]
    Grain {
        /// Whose balance.
        customer: String,
        /// What was given.
        grain: Grain,
    },
    /// Columns of different lengths.
    #[error(
        "{customers} customers, {months} months and {amounts} amounts: columns need one length"
    )]
    Columns {
        /// Length of the column of customers.
        customers: usize,
        /// Length of the column of months.
        months: usize,
        /// Length of the column of amounts.
        amounts: usize,
    },
    /// A row below zero.
    #[error(
        "row {row} (customer {customer}, month {month}): amount is {amount}: allowed is 0 or more, or \
         any amount with NegativeRows::AddedUp"
    )]
    NegativeRow {
        /// Its place, from 0, among the rows observed so far or in the columns given.
        row: u64,
        /// Whose balance.
        customer: String,
        /// Its month.
        month: i32,
        /// What was given.
        amount: Decimal,
    },
    /// Rows of one customer and month that add up to less than nothing.
    #[error("the balance of {customer} in month {month} is {amount}: it must be at least 0")]
    Negative {
        /// Whose balance.
        customer: String,
        /// Its month.
        month: i32,
        /// The sum of its rows.
        amount: Decimal,
    },
    /// A sum that is too large to be exact.
    #[error("the balances of month {month} cannot be added up: they are too large")]
    TooLarge {
        /// The month.
        month: i32,
    },
    /// Balances in two currencies cannot be merged.
    #[error("balances in {found} cannot be merged into balances in {wanted}")]
    OtherCurrency {
        /// The currency of what was to be added.
        found: Currency,
        /// The currency of what is there.
        wanted: Currency,
    },
    /// Months that are too far apart.
    #[error("the months {first} to {last} are too many: at most {most}")]
    TooManyMonths {
        /// The first.
        first: i32,
        /// The last.
        last: i32,
        /// How many are held.
        most: usize,
    },
    /// A month outside the history.
    #[error("month {month} is not in the history of {first} to {last}")]
    Month {
        /// What was asked for.
        month: i32,
        /// The first month there is.
        first: i32,
        /// The last.
        last: i32,
    },
    /// Not enough history to learn from.
    #[error("{months} months are too few: a forecast needs at least {needed}")]
    TooFewMonths {
        /// Months there are.
        months: usize,
        /// The least that works.
        needed: usize,
    },
    /// Too few months whose next month was seen too.
    #[error(
        "{steps} steps from one observed month to the next are too few: a forecast needs at least \
         {needed} among the last {window}"
    )]
    TooFewSteps {
        /// Steps there are.
        steps: usize,
        /// The least that works.
        needed: usize,
        /// How many months are learned from.
        window: usize,
    },
    /// A month that nobody looked at.
    #[error("month {month} was not observed: there is no row of it")]
    NotObserved {
        /// The month.
        month: i32,
    },
    /// Nobody pays in the month the forecast starts from, or ever did.
    #[error("there are no customers with an MRR above 0 in month {month}")]
    NoCustomers {
        /// The month.
        month: i32,
    },
    /// No months ahead, or too many.
    #[error("{months} months ahead: from 1 to {most} are forecast")]
    Ahead {
        /// What was asked for.
        months: u32,
        /// The most.
        most: u32,
    },
    /// The level cuts off less than one path on each side.
    #[error("{paths} paths are too few for this level: at least {needed}")]
    TooFewPaths {
        /// Paths asked for.
        paths: u32,
        /// The least that works.
        needed: u64,
    },
    /// An option out of range.
    #[error("{option} is {value}: expected {allowed}")]
    Option {
        /// Which option.
        option: &'static str,
        /// What was given.
        value: String,
        /// What is allowed.
        allowed: &'static str,
    },
    /// A document whose parts do not belong together.
    #[error("{field} is {found}: expected {allowed}")]
    Document {
        /// Which field.
        field: &'static str,
        /// What was found.
        found: String,
        /// What is allowed.
        allowed: &'static str,
    },
    /// The trend of newcomers.
    #[error("newcomers: {0}")]
    Newcomers(#[from] DampedTrendError),
    /// A figure that runs out of range.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// A share without an interval.
    #[error(transparent)]
    Score(#[from] ForecastScoreError),
    /// Simulated figures that run out of range.
    #[error("simulated figures run out of range: {0}")]
    Paths(#[from] QuantileError),
}
