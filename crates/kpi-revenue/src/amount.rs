//! Monthly amounts: money per month in fixed steps of 10⁻¹², so that sums are exact.

use std::fmt;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

use kpi_types::{Currency, Money, Rounding};
use rust_decimal::Decimal;

/// Digits after the decimal point of an amount normalised to a month.
pub(crate) const MONTHLY_DIGITS: u32 = 12;

/// Money per month without its currency, in steps of 10⁻¹².
///
/// An amount is brought to this grid once, half even; from there on sums are whole numbers, so
/// neither order nor splitting can change them. Sums of up to 2³¹ amounts that came from
/// [`Amount::try_from_decimal`] cannot overflow: each is below 2⁹⁶ steps.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub(crate) struct Amount(i128);

/// An amount that no decimal can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AmountOverflow;

impl Amount {
    pub(crate) const ZERO: Self = Self(0);

    pub(crate) fn try_from_decimal(value: Decimal) -> Result<Self, AmountOverflow> {
        let rounded = Rounding::HalfEven.apply(value, MONTHLY_DIGITS);
        let missing = MONTHLY_DIGITS.saturating_sub(rounded.scale());
        let steps = rounded.mantissa().checked_mul(10_i128.pow(missing)).ok_or(AmountOverflow)?;
        let amount = Self(steps);
        // What goes in must come out again.
        amount.to_decimal().map(|_| amount)
    }

    pub(crate) fn to_decimal(self) -> Result<Decimal, AmountOverflow> {
        let value = Decimal::try_from_i128_with_scale(self.0, MONTHLY_DIGITS);
        value.map(|v| v.normalize()).map_err(|_| AmountOverflow)
    }

    pub(crate) fn to_money(self, currency: Currency) -> Result<Money, AmountOverflow> {
        self.to_decimal().map(|amount| Money::new(amount, currency))
    }

    pub(crate) const fn is_zero(self) -> bool {
        self.0 == 0
    }

    pub(crate) const fn is_negative(self) -> bool {
        self.0 < 0
    }

    pub(crate) const fn is_positive(self) -> bool {
        self.0 > 0
    }

    pub(crate) fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// Steps of 10⁻¹², for hot columns.
    pub(crate) const fn steps(self) -> i128 {
        self.0
    }

    pub(crate) const fn from_steps(steps: i128) -> Self {
        Self(steps)
    }

    pub(crate) fn to_f64(self) -> f64 {
        self.0 as f64 / 1e12
    }
}

impl Add for Amount {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Amount {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Neg for Amount {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl SubAssign for Amount {
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
    }
}

impl std::iter::Sum for Amount {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Add::add)
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.to_decimal() {
            Ok(value) => write!(f, "{value}"),
            Err(AmountOverflow) => write!(f, "{}e-12", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_third_is_cut_to_twelve_digits_half_even() {
        let third = Amount::try_from_decimal(Decimal::ONE / Decimal::from(3)).unwrap();
        assert_eq!(third.to_decimal().unwrap().to_string(), "0.333333333333");
        let half = Amount::try_from_decimal(Decimal::new(25, 13)).unwrap();
        assert_eq!(half.steps(), 2);
    }

    #[test]
    fn too_large_is_refused() {
        assert_eq!(Amount::try_from_decimal(Decimal::MAX), Err(AmountOverflow));
        assert!(Amount::try_from_decimal(Decimal::from(79_228_162_514_264_337_i64)).is_ok());
        assert!(Amount::try_from_decimal(Decimal::from(79_228_162_514_264_338_i64)).is_err());
    }
}
