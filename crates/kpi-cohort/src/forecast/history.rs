//! What is known of customers and revenue, month by month.

use kpi_types::{Currency, Money};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::RevenueForecastError;

/// Closing balances of every customer from the first month to the last one that is over.
#[derive(Debug, Clone, PartialEq)]
pub struct RevenueHistory {
    pub(super) currency: Currency,
    pub(super) first_month: i32,
    pub(super) last_month: i32,
    /// In the order of their ids.
    pub(super) customers: Vec<CustomerPath>,
    /// Customers and MRR of each month.
    pub(super) totals: Vec<(u64, Decimal)>,
    pub(super) rows_after: u64,
}

/// One customer: the place of the first month above zero, and the balances from there to the last
/// month above zero.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct CustomerPath {
    pub(super) start: usize,
    amounts: Vec<f64>,
}

impl CustomerPath {
    pub(super) fn new(start: usize, amount: f64) -> Self {
        Self { start, amounts: vec![amount] }
    }

    /// Adds a balance at a later place; the months between were without one.
    pub(super) fn push(&mut self, at: usize, amount: f64) {
        self.amounts.resize(at.saturating_sub(self.start), 0.0);
        self.amounts.push(amount);
    }

    /// The balance at a place; 0 where there is none.
    pub(super) fn at(&self, place: usize) -> f64 {
        place.checked_sub(self.start).and_then(|at| self.amounts.get(at)).copied().unwrap_or(0.0)
    }

    /// The last place up to `place` with a balance, and the balance.
    pub(super) fn last_above_zero(&self, place: usize) -> Option<(usize, f64)> {
        let upto = place.checked_sub(self.start)?;
        let found = self.amounts.iter().enumerate().take(upto + 1).rev().find(|(_, a)| **a > 0.0);
        found.map(|(at, amount)| (self.start + at, *amount))
    }
}

impl RevenueHistory {
    /// The currency.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The first month with a customer.
    #[must_use]
    pub const fn first_month(&self) -> i32 {
        self.first_month
    }

    /// The last month that is over.
    #[must_use]
    pub const fn last_month(&self) -> i32 {
        self.last_month
    }

    /// How many months there are, both ends included.
    #[must_use]
    pub fn months(&self) -> usize {
        self.totals.len()
    }

    /// How many rows were of a later month and left out.
    #[must_use]
    pub const fn rows_after(&self) -> u64 {
        self.rows_after
    }

    /// How many customers there ever were.
    #[must_use]
    pub fn ever_customers(&self) -> u64 {
        self.customers.len() as u64
    }

    /// Customers at the end of a month, in the order of months.
    pub fn customers(&self) -> impl DoubleEndedIterator<Item = u64> {
        self.totals.iter().map(|(heads, _)| *heads)
    }

    /// MRR at the end of a month, in the order of months; exact.
    pub fn mrr(&self) -> impl DoubleEndedIterator<Item = Money> {
        self.totals.iter().map(|(_, total)| Money::new(*total, self.currency))
    }

    /// What was known at the end of an earlier month.
    ///
    /// # Errors
    ///
    /// [`RevenueForecastError::Month`] for one that is not in the history.
    pub fn known_until(&self, month: i32) -> Result<Self, RevenueForecastError> {
        let (first, last) = (self.first_month, self.last_month);
        if !(first..=last).contains(&month) {
            return Err(RevenueForecastError::Month { month, first, last });
        }
        let kept = self.place(month) + 1;
        let known = self.customers.iter().filter(|path| path.start < kept);
        let cut = |path: &CustomerPath| {
            let amounts = path.amounts.iter().take(kept - path.start).copied().collect();
            CustomerPath { start: path.start, amounts }
        };
        Ok(Self {
            last_month: month,
            customers: known.map(cut).collect(),
            totals: self.totals.iter().take(kept).copied().collect(),
            ..*self
        })
    }

    /// The place of a month in the history.
    fn place(&self, month: i32) -> usize {
        usize::try_from(i64::from(month) - i64::from(self.first_month)).unwrap_or(0)
    }

    /// Place of the last month.
    pub(super) fn last_place(&self) -> usize {
        self.totals.len().saturating_sub(1)
    }

    pub(super) fn heads_series(&self) -> Vec<f64> {
        self.totals.iter().map(|(heads, _)| *heads as f64).collect()
    }

    pub(super) fn mrr_series(&self) -> Vec<f64> {
        self.totals.iter().map(|(_, total)| total.to_f64().unwrap_or(0.0)).collect()
    }

    /// How many customers came for the first time, each month after the first.
    pub(super) fn newcomers(&self) -> Vec<f64> {
        let mut counts = vec![0.0; self.totals.len()];
        for path in &self.customers {
            if let Some(count) = counts.get_mut(path.start) {
                *count += 1.0;
            }
        }
        counts.drain(..1.min(counts.len()));
        counts
    }
}
