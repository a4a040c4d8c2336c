//! Exact money: an amount and its currency.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

use crate::{Currency, Ratio};

/// An exact amount in one currency.
///
/// Two amounts add up only in one currency, and never silently: sums are checked for currency and
/// for capacity. Nothing is rounded until somebody asks with [`Money::rounded`].
///
/// ```
/// use kpi_types::{Currency, Money, MoneyError};
/// use rust_decimal::Decimal;
///
/// let a = Money::new(Decimal::new(19_99, 2), Currency::USD);
/// let b = Money::new(Decimal::new(1, 2), Currency::USD);
/// assert_eq!(a.checked_add(b)?.to_string(), "20.00 USD");
/// let yen = Money::new(Decimal::from(100), Currency::JPY);
/// assert!(matches!(a.checked_add(yen), Err(MoneyError::CurrencyMismatch { .. })));
/// # Ok::<(), MoneyError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Money {
    #[cfg_attr(feature = "serde", serde(with = "crate::decimal_text"))]
    amount: Decimal,
    currency: Currency,
}

/// Why two amounts have no sum, or an amount no product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MoneyError {
    /// The currencies differ; convert one first.
    #[error("{left} and {right} do not add up: convert one of them first")]
    CurrencyMismatch {
        /// Left-hand side.
        left: Currency,
        /// Right-hand side.
        right: Currency,
    },
    /// The result does not fit a 96-bit decimal without losing digits.
    #[error("an amount in {currency} exceeds the 28 digits that fit")]
    Overflow {
        /// The currency of the amount.
        currency: Currency,
    },
}

/// How an amount is rounded when it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Rounding {
    /// Halves go to the even neighbour; sums of many rounded amounts stay unbiased.
    #[default]
    HalfEven,
    /// Halves go away from zero, as taught at school.
    HalfUp,
    /// Digits are cut off.
    TowardZero,
    /// Down to the next lower value.
    Floor,
}

impl Rounding {
    /// Rounds a number to so many digits after the point.
    #[must_use]
    pub fn apply(self, value: Decimal, digits: u32) -> Decimal {
        let strategy = match self {
            Self::HalfEven => RoundingStrategy::MidpointNearestEven,
            Self::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Self::TowardZero => RoundingStrategy::ToZero,
            Self::Floor => RoundingStrategy::ToNegativeInfinity,
        };
        value.round_dp_with_strategy(digits, strategy)
    }
}

impl Money {
    /// An amount in a currency, as given.
    #[must_use]
    pub const fn new(amount: Decimal, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// Nothing, in a currency.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { amount: Decimal::ZERO, currency }
    }

    /// The amount in major units (dollars, not cents).
    #[must_use]
    pub const fn amount(self) -> Decimal {
        self.amount
    }

    /// The currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// True when the amount is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.amount.is_zero()
    }

    /// The sum.
    ///
    /// # Errors
    ///
    /// [`MoneyError::CurrencyMismatch`] for two currencies, [`MoneyError::Overflow`] past the
    /// capacity.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.with(exact_sum(self.amount, other.amount))
    }

    /// The difference.
    ///
    /// # Errors
    ///
    /// As [`Money::checked_add`].
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        self.with(exact_sum(self.amount, -other.amount))
    }

    /// The amount times a plain number.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Overflow`] past the capacity.
    pub fn checked_mul(self, factor: Decimal) -> Result<Self, MoneyError> {
        self.with(exact_product(self.amount, factor))
    }

    /// How often `other` fits: money ÷ money is a ratio. `None` when `other` is zero.
    ///
    /// # Errors
    ///
    /// As [`Money::checked_add`].
    pub fn ratio_to(self, other: Self) -> Result<Option<Ratio>, MoneyError> {
        self.same_currency(other)?;
        if other.is_zero() {
            return Ok(None);
        }
        let quotient = self.amount.checked_div(other.amount);
        quotient
            .map(|q| Some(Ratio::new(q)))
            .ok_or(MoneyError::Overflow { currency: self.currency })
    }

    /// The amount as people see it: rounded to the currency's minor unit.
    #[must_use]
    pub fn rounded(self, rounding: Rounding) -> Self {
        let digits = self.currency.minor_units();
        let mut amount = rounding.apply(self.amount, digits);
        amount.rescale(digits);
        Self { amount, ..self }
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch { left: self.currency, right: other.currency })
        }
    }

    fn with(self, amount: Option<Decimal>) -> Result<Self, MoneyError> {
        let currency = self.currency;
        amount.map(|amount| Self { amount, currency }).ok_or(MoneyError::Overflow { currency })
    }
}

/// The exact amount and the code: `19.99 USD`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

/// Sums kept apart by currency.
///
/// ```
/// use kpi_types::{Currency, Money, MoneyBag};
/// use rust_decimal::Decimal;
///
/// let mut bag = MoneyBag::new();
/// bag.add(Money::new(Decimal::from(3), Currency::USD))?;
/// bag.add(Money::new(Decimal::from(500), Currency::JPY))?;
/// bag.add(Money::new(Decimal::from(4), Currency::USD))?;
/// assert_eq!(bag.of(Currency::USD), Money::new(Decimal::from(7), Currency::USD));
/// assert_eq!(bag.iter().count(), 2);
/// # Ok::<(), kpi_types::MoneyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Vec<Money>", into = "Vec<Money>"))]
pub struct MoneyBag(BTreeMap<Currency, Decimal>);

impl MoneyBag {
    /// An empty one.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds to the sum of the amount's currency.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Overflow`] past the capacity; the bag is unchanged then.
    pub fn add(&mut self, money: Money) -> Result<(), MoneyError> {
        let sum = self.of(money.currency).checked_add(money)?;
        if sum.is_zero() {
            self.0.remove(&money.currency);
        } else {
            self.0.insert(money.currency, sum.amount);
        }
        Ok(())
    }

    /// Adds every sum of another bag.
    ///
    /// # Errors
    ///
    /// As [`MoneyBag::add`]; the bag is unchanged then.
    pub fn merge(&mut self, other: &Self) -> Result<(), MoneyError> {
        let mut sums = self.clone();
        other.iter().try_for_each(|money| sums.add(money))?;
        *self = sums;
        Ok(())
    }

    /// The sum in one currency; zero when nothing was added.
    #[must_use]
    pub fn of(&self, currency: Currency) -> Money {
        Money::new(self.0.get(&currency).copied().unwrap_or_default(), currency)
    }

    /// The sums that are not zero, in the order of the currency codes.
    pub fn iter(&self) -> impl Iterator<Item = Money> {
        self.0.iter().map(|(currency, amount)| Money::new(*amount, *currency))
    }
}

/// A bag is written as its sums; sums of one currency that are read add up.
#[cfg(feature = "serde")]
impl TryFrom<Vec<Money>> for MoneyBag {
    type Error = MoneyError;

    fn try_from(sums: Vec<Money>) -> Result<Self, Self::Error> {
        let mut bag = Self::new();
        sums.into_iter().try_for_each(|money| bag.add(money))?;
        Ok(bag)
    }
}

#[cfg(feature = "serde")]
impl From<MoneyBag> for Vec<Money> {
    fn from(bag: MoneyBag) -> Self {
        bag.iter().collect()
    }
}

/// The sum with every digit, or nothing where 28 digits do not hold it.
pub(crate) fn exact_sum(a: Decimal, b: Decimal) -> Option<Decimal> {
    let sum = a.checked_add(b)?;
    // Past its capacity the decimal type rounds; taking one side off again shows it.
    let whole = sum.scale() >= a.scale().max(b.scale()) || sum - a == b && sum - b == a;
    whole.then_some(sum)
}

/// The product with every digit, or nothing where 28 digits do not hold it.
pub(crate) fn exact_product(a: Decimal, b: Decimal) -> Option<Decimal> {
    let (a, b) = (a.normalize(), b.normalize());
    let mantissa = a.mantissa().checked_mul(b.mantissa())?;
    Decimal::try_from_i128_with_scale(mantissa, a.scale() + b.scale()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capacity_is_checked() {
        let most = Money::new(Decimal::MAX, Currency::USD);
        assert_eq!(most.checked_add(most), Err(MoneyError::Overflow { currency: Currency::USD }));
        assert!(most.checked_mul(Decimal::from(2)).is_err());
        let small = Money::new(Decimal::new(1, 28), Currency::USD);
        let large = Money::new("7922816251426433759354395033".parse().unwrap(), Currency::USD);
        assert!(large.checked_add(small).is_err() && small.checked_add(large).is_err());
        assert!(small.checked_mul(Decimal::new(1, 28)).is_err());
        let cents = Money::new(Decimal::new(10_050, 2), Currency::USD);
        assert_eq!(cents.checked_mul(Decimal::new(5, 1)).unwrap().amount(), Decimal::new(5025, 2));
    }

    #[test]
    fn rounding_happens_to_the_minor_unit() {
        let third = Money::new(Decimal::new(2_345, 3), Currency::USD);
        assert_eq!(third.rounded(Rounding::HalfEven).to_string(), "2.34 USD");
        assert_eq!(third.rounded(Rounding::HalfUp).to_string(), "2.35 USD");
        let yen = Money::new(Decimal::new(199, 1), Currency::JPY);
        assert_eq!(yen.rounded(Rounding::TowardZero).to_string(), "19 JPY");
        assert_eq!(
            Money::new(Decimal::ONE, Currency::KWD).rounded(Rounding::Floor).to_string(),
            "1.000 KWD"
        );
    }

    #[test]
    fn ratio_to_nothing_is_none() {
        let some = Money::new(Decimal::ONE, Currency::USD);
        assert_eq!(some.ratio_to(Money::zero(Currency::USD)), Ok(None));
        assert!(some.ratio_to(Money::zero(Currency::JPY)).is_err());
    }
}
