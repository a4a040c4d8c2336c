//! From single orders to what the models take: how often, until when, for how much.

mod builder;
mod customer;
mod error;
mod options;

use chrono::NaiveDate;
use kpi_types::{Currency, Money, day_number};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::gamma_gamma::{SpendHistory, SpendSample};
use super::history::{PurchaseHistory, PurchaseSample};
use super::unit::Days;

pub use builder::RfmBuilder;
pub use error::RfmError;
pub use options::{FirstPurchase, Refunds, RfmOptions, SameDay, ZeroSpend};

/// Purchases counted and their money added up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RfmSpend {
    /// Number of purchases.
    pub purchases: u64,
    /// What they brought together.
    pub total: Money,
}

/// One customer.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RfmRow<K> {
    /// Who.
    pub customer: K,
    /// Day of the first purchase.
    pub first: NaiveDate,
    /// *x*: purchases after the first, up to the end of calibration.
    pub repeat_purchases: u64,
    /// *t_x*: days from the first purchase to the last.
    pub last_days: u32,
    /// *T*: days from the first purchase to the end of calibration.
    pub age_days: u32,
    /// The purchases whose mean is taken: see [`FirstPurchase`].
    pub spend: RfmSpend,
    /// Refunds that no earlier order covers; zero unless they are netted.
    pub unmatched_refunds: Money,
    /// What came after calibration; `None` without a holdout.
    pub holdout: Option<RfmHoldout>,
}

/// What a customer did after the end of calibration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RfmHoldout {
    /// The purchases.
    pub spend: RfmSpend,
    /// Refunds that no order of the holdout covers, such as those of earlier orders: what was
    /// known at the end of calibration stays as it was.
    pub unmatched_refunds: Money,
}

/// All customers, in the order of their ids.
#[derive(Debug, Clone, PartialEq)]
pub struct RfmTable<K> {
    currency: Currency,
    rows: Vec<RfmRow<K>>,
    calibration_end: NaiveDate,
    holdout_end: Option<NaiveDate>,
    came_later: u64,
    without_orders: u64,
    /// Days of all repeat purchases, in order.
    repeat_days: Vec<i32>,
}

impl RfmSpend {
    /// Mean per purchase; `None` without one.
    #[must_use]
    pub fn mean(&self) -> Option<Decimal> {
        self.total.amount().checked_div(Decimal::from(self.purchases))
    }
}

impl<K> RfmRow<K> {
    /// The purchases as the models take them.
    #[must_use]
    pub fn history(&self) -> PurchaseHistory<Days> {
        PurchaseHistory::of_days(self.repeat_purchases, self.last_days, self.age_days)
    }

    /// The spend as the Gamma-Gamma model takes it; `None` without purchases to take a mean of,
    /// and where that mean is zero.
    #[must_use]
    pub fn spend_history(&self) -> Option<SpendHistory> {
        let mean = self.spend.mean()?.to_f64()?;
        SpendHistory::try_new(self.spend.purchases, mean).ok()
    }
}

impl<K> RfmTable<K> {
    /// The customers who had bought by the end of calibration.
    #[must_use]
    pub fn rows(&self) -> &[RfmRow<K>] {
        &self.rows
    }

    /// The currency of all amounts.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// Last day of calibration.
    #[must_use]
    pub const fn calibration_end(&self) -> NaiveDate {
        self.calibration_end
    }

    /// Last day of the holdout.
    #[must_use]
    pub const fn holdout_end(&self) -> Option<NaiveDate> {
        self.holdout_end
    }

    /// Days of the holdout.
    #[must_use]
    pub fn holdout_days(&self) -> Option<u32> {
        let days = (self.holdout_end? - self.calibration_end).num_days();
        u32::try_from(days).ok()
    }

    /// Customers whose first purchase came after the end of calibration; not in the table.
    #[must_use]
    pub const fn came_later(&self) -> u64 {
        self.came_later
    }

    /// Customers left without any order by the rules, such as those who only had refunds; not in
    /// the table.
    #[must_use]
    pub const fn without_orders(&self) -> u64 {
        self.without_orders
    }

    /// All histories, ready to fit a purchase model to.
    #[must_use]
    pub fn sample(&self) -> PurchaseSample<Days> {
        self.rows.iter().map(RfmRow::history).collect()
    }

    /// The spend of those who have one, ready to fit the Gamma-Gamma model to.
    #[must_use]
    pub fn spend_sample(&self) -> SpendSample {
        self.rows.iter().filter_map(RfmRow::spend_history).collect()
    }

    /// Repeat purchases of the customers of the table up to a day and with it, holdout included:
    /// what a projection is compared with.
    #[must_use]
    pub fn repeat_purchases_until(&self, date: NaiveDate) -> u64 {
        let day = day_number(date);
        self.repeat_days.partition_point(|repeat| *repeat <= day) as u64
    }
}
