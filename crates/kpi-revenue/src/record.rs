//! Records of the other two doors, and of charges that are not recurring.

use std::num::NonZeroU64;

use chrono::{DateTime, NaiveDate, Utc};
use kpi_types::{CustomerId, Money, ProductId};

/// What a customer paid per month on a date, as a list of everybody at that date says.
///
/// A snapshot date lists every paying customer: who is missing on the next date has left. Several
/// rows of one customer, product and date add up (two orders). Of several lists of one day the
/// last counts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MrrSnapshot {
    /// When the list was taken.
    pub at: DateTime<Utc>,
    /// Who.
    pub customer: CustomerId,
    /// For which product, where the list tells.
    pub product: Option<ProductId>,
    /// How much a month.
    pub mrr: Money,
    /// When this version of the list became known; without it, when it was taken.
    pub recorded_at: Option<DateTime<Utc>>,
    /// The row of the file it came from, counted from one.
    pub row: Option<NonZeroU64>,
}

/// A change of a customer's MRR, as an event feed tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MrrChange {
    /// The day it took effect.
    pub date: NaiveDate,
    /// Who.
    pub customer: CustomerId,
    /// For which product, where the feed tells.
    pub product: Option<ProductId>,
    /// By how much a month; negative for less.
    pub delta: Money,
    /// When it became known; without it, from the beginning.
    pub recorded_at: Option<DateTime<Utc>>,
    /// The row of the file it came from, counted from one.
    pub row: Option<NonZeroU64>,
}

/// A charge that does not recur. It is kept, and never enters MRR.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OneOffCharge {
    /// The day of the charge.
    pub date: NaiveDate,
    /// Who.
    pub customer: CustomerId,
    /// How much.
    pub amount: Money,
    /// When it became known; without it, from the beginning.
    pub recorded_at: Option<DateTime<Utc>>,
    /// The row of the file it came from, counted from one.
    pub row: Option<NonZeroU64>,
}
