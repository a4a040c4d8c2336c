//! Discount rates that know their period.

use std::fmt;
use std::marker::PhantomData;

use super::unit::{LifetimeUnit, MonthLength, UnitOfTime};

/// The share by which money is worth less one period later, compounded each period.
///
/// # Formula
///
/// A payment *t* periods away counts 1 / (1 + d)ᵗ. Over a period *k* times as long the rate is
/// (1 + d)ᵏ − 1, not *k d*.
///
/// ```
/// use kpi_cohort::{Discount, MonthLength, Months, Years};
///
/// let monthly = Discount::<Months>::try_new(0.01)?;
/// let yearly: Discount<Years> = monthly.to(MonthLength::Gregorian);
/// assert!((yearly.rate() - 0.126_825_030_131_969_7).abs() < 1e-15); // 1.01¹² − 1
/// # Ok::<(), kpi_cohort::DiscountError>(())
/// ```
///
/// # Common mistake
///
/// A yearly 12 % used as a monthly rate. The period is part of the type; the two do not mix.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Rate", into = "Rate", bound = "U: UnitOfTime"))]
pub struct Discount<U> {
    rate: f64,
    unit: PhantomData<U>,
}

/// Why a number is no [`Discount`].
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DiscountError {
    /// Negative, infinite or not a number.
    #[error("a discount rate of {rate} in {unit}: it must be finite and at least 0, 0.1 for 10 %")]
    Rate {
        /// What was given.
        rate: f64,
        /// For which period.
        unit: LifetimeUnit,
    },
    /// A stored rate for another period than the one that is read.
    #[error("a discount rate in {found}, wanted is one in {wanted}")]
    Unit {
        /// The unit of the stored value.
        found: LifetimeUnit,
        /// The unit of the type.
        wanted: LifetimeUnit,
    },
}

impl<U: UnitOfTime> Discount<U> {
    /// A rate for each period of the type: 0.1 for 10 %.
    ///
    /// # Errors
    ///
    /// [`DiscountError::Rate`] when it is negative or not finite.
    pub fn try_new(rate: f64) -> Result<Self, DiscountError> {
        if rate.is_finite() && rate >= 0.0 {
            Ok(Self { rate, unit: PhantomData })
        } else {
            Err(DiscountError::Rate { rate, unit: U::UNIT })
        }
    }

    /// Money later is worth as much as money now.
    #[must_use]
    pub const fn none() -> Self {
        Self { rate: 0.0, unit: PhantomData }
    }

    /// The rate for one period.
    #[must_use]
    pub const fn rate(self) -> f64 {
        self.rate
    }

    /// What 1 is worth that is paid so many periods later.
    #[must_use]
    pub fn factor(self, periods: f64) -> f64 {
        (-periods * self.rate.ln_1p()).exp()
    }

    /// The rate for another period that discounts as much over the same time.
    #[must_use]
    pub fn to<V: UnitOfTime>(self, month: MonthLength) -> Discount<V> {
        let periods = V::UNIT.in_units_of(U::UNIT, month);
        Discount { rate: (periods * self.rate.ln_1p()).exp_m1(), unit: PhantomData }
    }
}

impl<U: UnitOfTime> fmt::Display for Discount<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} % in {}", self.rate * 100.0, U::UNIT)
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Discount", deny_unknown_fields)]
struct Rate {
    rate: f64,
    unit: LifetimeUnit,
}

#[cfg(feature = "serde")]
impl<U: UnitOfTime> TryFrom<Rate> for Discount<U> {
    type Error = DiscountError;

    fn try_from(raw: Rate) -> Result<Self, DiscountError> {
        if raw.unit == U::UNIT {
            Self::try_new(raw.rate)
        } else {
            Err(DiscountError::Unit { found: raw.unit, wanted: U::UNIT })
        }
    }
}

#[cfg(feature = "serde")]
impl<U: UnitOfTime> From<Discount<U>> for Rate {
    fn from(discount: Discount<U>) -> Self {
        Self { rate: discount.rate, unit: U::UNIT }
    }
}

#[cfg(test)]
mod tests {
    use super::super::unit::{Months, Weeks};
    use super::*;

    #[test]
    fn what_is_no_rate_is_refused() {
        for rate in [-0.1, f64::NAN, f64::INFINITY] {
            let error = Discount::<Months>::try_new(rate).unwrap_err();
            assert!(matches!(error, DiscountError::Rate { unit: LifetimeUnit::Months, .. }));
            assert!(error.to_string().contains("months"));
        }
    }

    #[test]
    fn the_same_time_is_discounted_as_much() {
        let monthly = Discount::<Months>::try_new(0.01).unwrap();
        let weekly: Discount<Weeks> = monthly.to(MonthLength::Julian);
        let weeks = 12.0 * MonthLength::Julian.days() / 7.0;
        assert!((monthly.factor(12.0) - weekly.factor(weeks)).abs() < 1e-15);
        assert_eq!(Discount::<Weeks>::none().factor(100.0), 1.0);
        assert!(monthly.to_string().contains("months"));
    }
}
