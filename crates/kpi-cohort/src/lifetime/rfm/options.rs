//! The rules on which systems differ.

/// How orders become purchases.
///
/// | rule | default | the other choices |
/// |---|---|---|
/// | [`SameDay`] | orders of a day are one purchase | each is one |
/// | [`ZeroSpend`] | a purchase of 0 counts | it does not |
/// | [`Refunds`] | a negative amount is an error | netted, ignored |
/// | [`FirstPurchase`] | left out of the mean spend | part of it |
///
/// The defaults are those of published fits; `lifetimes` (Python) has the first, second and last,
/// and takes a negative amount as a purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct RfmOptions {
    /// Several orders of one day.
    pub same_day: SameDay,
    /// Purchases that brought nothing.
    pub zero_spend: ZeroSpend,
    /// Negative amounts.
    pub refunds: Refunds,
    /// Whether the first purchase is part of the mean spend.
    pub first_purchase: FirstPurchase,
}

/// Several orders of one customer on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum SameDay {
    /// One purchase of their sum. A day is the clock's tick; the models know no two purchases at
    /// one time.
    #[default]
    Merge,
    /// A purchase each, the smaller amount first. A second order on the first day is a repeat
    /// purchase at t_x = 0. Customers who have only such repeats leave the likelihood of a
    /// purchase model without a maximum (α runs to 0): merge for a fit.
    Separate,
}

/// Purchases of amount 0, by price or because they were refunded in full.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ZeroSpend {
    /// A purchase like any other, at 0.
    #[default]
    Count,
    /// No purchase. A customer may so begin later, or not at all.
    Drop,
}

/// Negative amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Refunds {
    /// An error.
    #[default]
    Refuse,
    /// Taken off the customer's latest orders up to that day, the last one first. What no order
    /// covers is reported. An order refunded in full follows [`ZeroSpend`].
    Net,
    /// Left out.
    Ignore,
}

/// The first purchase in the mean spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum FirstPurchase {
    /// Left out: the mean is that of the repeat purchases.
    #[default]
    Excluded,
    /// Part of it: the mean is that of all purchases, and so is their number.
    Included,
}

impl RfmOptions {
    /// Sets the rule for several orders of one day.
    #[must_use]
    pub const fn with_same_day(mut self, rule: SameDay) -> Self {
        self.same_day = rule;
        self
    }

    /// Sets the rule for purchases that brought nothing.
    #[must_use]
    pub const fn with_zero_spend(mut self, rule: ZeroSpend) -> Self {
        self.zero_spend = rule;
        self
    }

    /// Sets the rule for negative amounts.
    #[must_use]
    pub const fn with_refunds(mut self, rule: Refunds) -> Self {
        self.refunds = rule;
        self
    }

    /// Sets whether the first purchase is part of the mean spend.
    #[must_use]
    pub const fn with_first_purchase(mut self, rule: FirstPurchase) -> Self {
        self.first_purchase = rule;
        self
    }
}
