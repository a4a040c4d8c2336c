//! What is known of customers and revenue, month by month.

use kpi_types::{Currency, Money};
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
    /// Each month.
    pub(super) totals: Vec<MonthTotals>,
    pub(super) rows_after: u64,
}

/// Customers and MRR of a month, if anybody looked.
///
/// A month that was not observed is not a month of zero: nobody left in it and nobody came back after
/// it as far as anybody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum MonthTotals {
    /// Somebody looked.
    Observed {
        /// Customers at its end.
        customers: u64,
        /// MRR at its end; exact.
        mrr: Money,
    },
    /// Nobody did: there is no row of the month.
    NotObserved,
}

impl MonthTotals {
    /// Customers, if anybody looked.
    #[must_use]
    pub const fn customers(self) -> Option<u64> {
        match self {
            Self::Observed { customers, .. } => Some(customers),
            Self::NotObserved => None,
        }
    }

    /// MRR, if anybody looked.
    #[must_use]
    pub const fn mrr(self) -> Option<Money> {
        match self {
            Self::Observed { mrr, .. } => Some(mrr),
            Self::NotObserved => None,
        }
    }
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

    /// Every month, in order.
    #[must_use]
    pub fn totals(&self) -> &[MonthTotals] {
        &self.totals
    }

    /// The months that nobody looked at, in order.
    pub fn not_observed(&self) -> impl Iterator<Item = i32> {
        let months = self.totals.iter().zip(self.first_month..);
        months.filter(|(totals, _)| **totals == MonthTotals::NotObserved).map(|(_, month)| month)
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
    pub(super) fn place(&self, month: i32) -> usize {
        usize::try_from(i64::from(month) - i64::from(self.first_month)).unwrap_or(0)
    }

    /// Place of the last month.
    pub(super) fn last_place(&self) -> usize {
        self.totals.len().saturating_sub(1)
    }

    pub(super) fn is_observed(&self, place: usize) -> bool {
        self.totals.get(place).is_some_and(|month| *month != MonthTotals::NotObserved)
    }

    /// The places from which the next month can be seen too, from `first` on.
    pub(super) fn steps(&self, first: usize) -> impl Iterator<Item = usize> {
        (first..self.last_place())
            .filter(|place| self.is_observed(*place) && self.is_observed(place + 1))
    }

    pub(super) fn heads_series(&self) -> Vec<Option<f64>> {
        self.totals.iter().map(|month| month.customers().map(|heads| heads as f64)).collect()
    }

    pub(super) fn mrr_series(&self) -> Vec<Option<f64>> {
        let value = |mrr: Money| mrr.amount().to_f64().unwrap_or(0.0);
        self.totals.iter().map(|month| month.mrr().map(value)).collect()
    }

    /// How many customers came for the first time, each month after the first.
    ///
    /// Who is first seen after months that nobody looked at came in one of them or in the month
    /// itself: all of these share the count evenly, and the value stands in the month that was seen.
    pub(super) fn newcomers(&self) -> Vec<Option<f64>> {
        let mut counts = vec![0.0; self.totals.len()];
        for path in &self.customers {
            if let Some(count) = counts.get_mut(path.start) {
                *count += 1.0;
            }
        }
        let mut unseen = 0.0;
        let mut of_month = |(place, count): (usize, f64)| {
            if !self.is_observed(place) {
                unseen += 1.0;
                return None;
            }
            let months = 1.0 + std::mem::take(&mut unseen);
            Some(count / months)
        };
        counts.into_iter().enumerate().skip(1).map(&mut of_month).collect()
    }
}
