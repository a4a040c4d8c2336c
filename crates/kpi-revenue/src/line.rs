//! Contract lines: what a billing system says about one product of one contract.

use std::num::NonZeroU64;

use chrono::{DateTime, NaiveDate, Utc};
use kpi_types::{ContractId, CustomerId, Money, PlanId, ProductId};
use rust_decimal::Decimal;

use crate::{BillingInterval, IntervalUnit};

/// What state a line is in for the days it covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "state", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum LineStatus {
    /// In force.
    #[default]
    Active,
    /// Paused since a date; active before it.
    Paused {
        /// First paused day.
        since: NaiveDate,
    },
    /// Unpaid since a date; active before it.
    PastDue {
        /// First day the payment was late.
        since: NaiveDate,
    },
    /// Recorded by mistake: as if it had never been.
    Withdrawn,
}

/// How much a discount takes off the price of one interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum DiscountSize {
    /// An amount off the line's price per interval, in the line's currency.
    Amount(#[cfg_attr(feature = "serde", serde(with = "rust_decimal::serde::str"))] Decimal),
    /// A part of the price: 20 is 20 %.
    Percent(#[cfg_attr(feature = "serde", serde(with = "rust_decimal::serde::str"))] Decimal),
}

/// How long a discount lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum DiscountLength {
    /// As long as the line.
    Forever,
    /// Until a date, which no longer has it.
    Until(NaiveDate),
    /// The first term only.
    OneOff,
}

/// A discount on a contract line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawDiscount", into = "RawDiscount"))]
pub struct Discount {
    size: DiscountSize,
    length: DiscountLength,
}

/// Why a contract line is not one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LineError {
    /// The price is below zero. Credits are not recurring revenue.
    #[error("price {price} is negative: a recurring price is zero or more")]
    NegativePrice {
        /// The price.
        price: Money,
    },
    /// The line ends before it starts.
    #[error("end {end} is before start {start}")]
    EndBeforeStart {
        /// First day.
        start: NaiveDate,
        /// First day after.
        end: NaiveDate,
    },
    /// The trial ends before the line starts.
    #[error("trial end {trial_end} is before start {start}")]
    TrialBeforeStart {
        /// First day.
        start: NaiveDate,
        /// First day after the trial.
        trial_end: NaiveDate,
    },
    /// A discount of less than nothing, or of more than everything.
    #[error("discount {size:?} is out of range: an amount is zero or more, a percentage 0 to 100")]
    DiscountOutOfRange {
        /// How much.
        size: DiscountSize,
    },
    /// The price in a month does not fit a decimal.
    #[error(
        "{price} times {quantity} every {interval} exceeds 79228162514264337 in a month of 31 days, the most that fits"
    )]
    TooLarge {
        /// The price per interval.
        price: Money,
        /// How many.
        quantity: Decimal,
        /// How often.
        interval: BillingInterval,
    },
    /// The quantity is below zero.
    #[error("quantity {quantity} is negative: it is zero or more")]
    NegativeQuantity {
        /// How many.
        quantity: Decimal,
    },
}

impl Discount {
    /// A discount.
    ///
    /// # Errors
    ///
    /// [`LineError::DiscountOutOfRange`] for a negative amount or a percentage outside 0 to 100.
    pub fn try_new(size: DiscountSize, length: DiscountLength) -> Result<Self, LineError> {
        let legal = match size {
            DiscountSize::Amount(amount) => !amount.is_sign_negative() || amount.is_zero(),
            DiscountSize::Percent(p) => (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&p),
        };
        if legal { Ok(Self { size, length }) } else { Err(LineError::DiscountOutOfRange { size }) }
    }

    /// How much.
    #[must_use]
    pub const fn size(self) -> DiscountSize {
        self.size
    }

    /// How long.
    #[must_use]
    pub const fn length(self) -> DiscountLength {
        self.length
    }
}

/// One product of one contract at one price, from one date to another.
///
/// A change of plan, quantity or price is the end of one line and the start of the next on the
/// same day, under the same contract. A correction is the same line again, under the same line id,
/// recorded later.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_revenue::{BillingInterval, ContractLine};
/// use kpi_types::{ContractId, Currency, CustomerId, Money, ProductId};
///
/// let start = NaiveDate::from_ymd_opt(2026, 1, 15).unwrap();
/// let line = ContractLine::new(
///     ContractId::try_new("c-1")?,
///     CustomerId::try_new("acme")?,
///     ProductId::try_new("crm")?,
///     Money::new(2000.into(), Currency::USD),
///     BillingInterval::YEAR,
///     start,
/// )
/// .with_quantity(3.into());
/// assert!(line.check().is_ok());
/// # Ok::<(), kpi_types::IdError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "crate::stored::RawLine", into = "crate::stored::RawLine")
)]
pub struct ContractLine {
    pub(crate) line: Option<String>,
    pub(crate) contract: ContractId,
    pub(crate) customer: CustomerId,
    pub(crate) product: ProductId,
    pub(crate) plan: Option<PlanId>,
    pub(crate) quantity: Decimal,
    pub(crate) price: Money,
    pub(crate) interval: BillingInterval,
    pub(crate) start: NaiveDate,
    pub(crate) end: Option<NaiveDate>,
    pub(crate) trial_end: Option<NaiveDate>,
    pub(crate) discounts: Vec<Discount>,
    pub(crate) status: LineStatus,
    pub(crate) cancelled_on: Option<NaiveDate>,
    pub(crate) recorded_at: Option<DateTime<Utc>>,
    pub(crate) row: Option<NonZeroU64>,
}

impl ContractLine {
    /// An active line of quantity one without an end.
    #[must_use]
    pub fn new(
        contract: ContractId,
        customer: CustomerId,
        product: ProductId,
        price: Money,
        interval: BillingInterval,
        start: NaiveDate,
    ) -> Self {
        Self {
            line: None,
            contract,
            customer,
            product,
            plan: None,
            quantity: Decimal::ONE,
            price,
            interval,
            start,
            end: None,
            trial_end: None,
            discounts: Vec::new(),
            status: LineStatus::Active,
            cancelled_on: None,
            recorded_at: None,
            row: None,
        }
    }

    /// An identifier under which later records correct this line.
    #[must_use]
    pub fn with_line_id(mut self, line: impl Into<String>) -> Self {
        self.line = Some(line.into());
        self
    }

    /// The plan.
    #[must_use]
    pub fn with_plan(mut self, plan: PlanId) -> Self {
        self.plan = Some(plan);
        self
    }

    /// How many are sold; the price is for one.
    #[must_use]
    pub fn with_quantity(mut self, quantity: Decimal) -> Self {
        self.quantity = quantity;
        self
    }

    /// First day that the line no longer covers.
    #[must_use]
    pub fn with_end(mut self, end: NaiveDate) -> Self {
        self.end = Some(end);
        self
    }

    /// First day after the trial.
    #[must_use]
    pub fn with_trial_end(mut self, trial_end: NaiveDate) -> Self {
        self.trial_end = Some(trial_end);
        self
    }

    /// One more discount; they apply in the order they are added.
    #[must_use]
    pub fn with_discount(mut self, discount: Discount) -> Self {
        self.discounts.push(discount);
        self
    }

    /// The state the line is in.
    #[must_use]
    pub fn with_status(mut self, status: LineStatus) -> Self {
        self.status = status;
        self
    }

    /// The day the customer asked to cancel.
    #[must_use]
    pub fn with_cancelled_on(mut self, cancelled_on: NaiveDate) -> Self {
        self.cancelled_on = Some(cancelled_on);
        self
    }

    /// When the record became known. Without it the line was known from the beginning.
    #[must_use]
    pub fn with_recorded_at(mut self, recorded_at: DateTime<Utc>) -> Self {
        self.recorded_at = Some(recorded_at);
        self
    }

    /// The row of the file it came from, counted from one.
    #[must_use]
    pub fn with_row(mut self, row: NonZeroU64) -> Self {
        self.row = Some(row);
        self
    }

    /// The contract.
    #[must_use]
    pub fn contract(&self) -> &ContractId {
        &self.contract
    }

    /// The customer.
    #[must_use]
    pub fn customer(&self) -> &CustomerId {
        &self.customer
    }

    /// The product.
    #[must_use]
    pub fn product(&self) -> &ProductId {
        &self.product
    }

    /// The price of one per interval.
    #[must_use]
    pub fn price(&self) -> Money {
        self.price
    }

    /// How many are sold.
    #[must_use]
    pub fn quantity(&self) -> Decimal {
        self.quantity
    }

    /// How often the price is charged.
    #[must_use]
    pub fn interval(&self) -> BillingInterval {
        self.interval
    }

    /// When the record became known; `None` for from the beginning.
    #[must_use]
    pub fn recorded_at(&self) -> Option<DateTime<Utc>> {
        self.recorded_at
    }

    /// True when nothing but dates, price and quantity decides about the amount: no line id, no
    /// trial, no discount, no cancellation, active.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let bare = self.line.is_none() && self.trial_end.is_none() && self.cancelled_on.is_none();
        bare && self.discounts.is_empty() && self.status == LineStatus::Active
    }

    /// True on every day from the start up to the end.
    #[must_use]
    pub fn covers(&self, date: NaiveDate) -> bool {
        self.start <= date && self.end.is_none_or(|end| date < end)
    }

    /// The line's identifier, by which corrections name it.
    #[must_use]
    pub fn line_id(&self) -> Option<&str> {
        self.line.as_deref()
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> Option<&PlanId> {
        self.plan.as_ref()
    }

    /// First day.
    #[must_use]
    pub fn start(&self) -> NaiveDate {
        self.start
    }

    /// First day no longer covered; `None` while it runs.
    #[must_use]
    pub fn end(&self) -> Option<NaiveDate> {
        self.end
    }

    /// First day after the trial.
    #[must_use]
    pub fn trial_end(&self) -> Option<NaiveDate> {
        self.trial_end
    }

    /// Discounts, in the order in which they are taken off.
    #[must_use]
    pub fn discounts(&self) -> &[Discount] {
        &self.discounts
    }

    /// What state it is in.
    #[must_use]
    pub fn status(&self) -> LineStatus {
        self.status
    }

    /// The day the customer cancelled.
    #[must_use]
    pub fn cancelled_on(&self) -> Option<NaiveDate> {
        self.cancelled_on
    }

    /// The row of the file it came from.
    #[must_use]
    pub fn row(&self) -> Option<NonZeroU64> {
        self.row
    }

    /// Checks the parts against each other.
    ///
    /// # Errors
    ///
    /// Every [`LineError`] found.
    pub fn check(&self) -> Result<(), Vec<LineError>> {
        let mut found = Vec::new();
        let price = self.price;
        if price.amount().is_sign_negative() && !price.is_zero() {
            found.push(LineError::NegativePrice { price });
        }
        if self.quantity.is_sign_negative() && !self.quantity.is_zero() {
            found.push(LineError::NegativeQuantity { quantity: self.quantity });
        }
        if let Some(end) = self.end
            && end < self.start
        {
            found.push(LineError::EndBeforeStart { start: self.start, end });
        }
        if let Some(trial_end) = self.trial_end
            && trial_end < self.start
        {
            found.push(LineError::TrialBeforeStart { start: self.start, trial_end });
        }
        if self.largest_month().is_none() {
            let (quantity, interval) = (self.quantity, self.interval);
            found.push(LineError::TooLarge { price, quantity, interval });
        }
        if found.is_empty() { Ok(()) } else { Err(found) }
    }

    /// The price of all units in the longest month, where it fits. No factor of days or weeks that
    /// a vendor publishes is longer than a month of 31 days.
    fn largest_month(&self) -> Option<crate::amount::Amount> {
        let (days, per) = match self.interval.unit() {
            IntervalUnit::Day => (31, 1),
            IntervalUnit::Week => (31, 7),
            IntervalUnit::Month => (1, 1),
            IntervalUnit::Year => (1, 12),
        };
        let per = Decimal::from(per).checked_mul(self.interval.count().into())?;
        let price = self.price.amount().checked_mul(self.quantity)?.checked_mul(days.into())?;
        crate::amount::Amount::try_from_decimal(price.checked_div(per)?).ok()
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Discount")]
struct RawDiscount {
    size: DiscountSize,
    length: DiscountLength,
}

#[cfg(feature = "serde")]
impl TryFrom<RawDiscount> for Discount {
    type Error = LineError;

    fn try_from(raw: RawDiscount) -> Result<Self, Self::Error> {
        Self::try_new(raw.size, raw.length)
    }
}

#[cfg(feature = "serde")]
impl From<Discount> for RawDiscount {
    fn from(discount: Discount) -> Self {
        Self { size: discount.size, length: discount.length }
    }
}
