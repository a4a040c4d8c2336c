//! Units of time as types, so that a rate per week never meets a horizon in months.

use std::fmt;
use std::marker::PhantomData;

/// A unit of time that a model counts in: [`Days`], [`Weeks`], [`Months`], [`Quarters`] or
/// [`Years`]. Nobody else can implement it.
pub trait UnitOfTime:
    sealed::Sealed + Copy + Clone + fmt::Debug + PartialEq + Default + Send + Sync + 'static
{
    /// The unit as a value.
    const UNIT: LifetimeUnit;
}

mod sealed {
    pub trait Sealed {}
}

/// The same units as a value, for files and messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum LifetimeUnit {
    /// Days.
    Days,
    /// Seven days.
    Weeks,
    /// Twelfths of a year.
    Months,
    /// Fourths of a year.
    Quarters,
    /// Years.
    Years,
}

macro_rules! units {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
        pub struct $name;
        impl sealed::Sealed for $name {}
        impl UnitOfTime for $name {
            const UNIT: LifetimeUnit = LifetimeUnit::$name;
        }
    )*};
}

units! {
    /// Time in days.
    Days,
    /// Time in weeks of seven days.
    Weeks,
    /// Time in months.
    Months,
    /// Time in quarters of three months.
    Quarters,
    /// Time in years of twelve months.
    Years,
}

/// How long a month is when days or weeks become months or the other way round.
///
/// There is no default: published values differ by 1.5 %, and so do lifetime values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum MonthLength {
    /// 30.436875 days: the mean of the calendar in use, 365.2425 / 12.
    Gregorian,
    /// 30.4375 days: 365.25 / 12, which is 4.348 weeks.
    Julian,
    /// 30.415 days: 4.345 weeks, what the Python package `lifetimes` uses for weekly data.
    FourPoint345Weeks,
    /// 30 days, what `lifetimes` uses for daily data.
    ThirtyDays,
}

/// A stretch of time in a unit that is part of its type.
///
/// # Common mistake
///
/// A model fitted to weeks and asked about "12" meaning months. Here that does not compile:
///
/// ```compile_fail,E0308
/// use kpi_cohort::{BgNbd, Horizon, Months, PurchaseModel, Weeks};
///
/// let model = BgNbd::<Weeks>::try_new(0.243, 4.414, 0.793, 2.426).unwrap();
/// model.expected_purchases(Horizon::<Months>::try_new(12.0).unwrap()); // not Weeks
/// ```
///
/// It has to be said how long a month is:
///
/// ```
/// use kpi_cohort::{BgNbd, Horizon, MonthLength, Months, PurchaseModel, Weeks};
///
/// let model = BgNbd::<Weeks>::try_new(0.243, 4.414, 0.793, 2.426)?;
/// let year = Horizon::<Months>::try_new(12.0)?;
/// let weeks: Horizon<Weeks> = year.to(MonthLength::FourPoint345Weeks);
/// assert!((weeks.length() - 52.14).abs() < 1e-12);
/// model.expected_purchases(weeks);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Length", into = "Length", bound = "U: UnitOfTime"))]
pub struct Horizon<U> {
    length: f64,
    unit: PhantomData<U>,
}

/// Why a number is no [`Horizon`].
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum HorizonError {
    /// Negative, infinite or not a number.
    #[error("a horizon of {length} {unit}: it must be finite and at least 0")]
    Length {
        /// What was given.
        length: f64,
        /// In which unit.
        unit: LifetimeUnit,
    },
    /// A stored horizon in another unit than the one that is read.
    #[error("a horizon in {found}, wanted is one in {wanted}: convert it with a month length")]
    Unit {
        /// The unit of the stored value.
        found: LifetimeUnit,
        /// The unit of the type.
        wanted: LifetimeUnit,
    },
}

impl LifetimeUnit {
    /// The unit's name, in the plural.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Days => "days",
            Self::Weeks => "weeks",
            Self::Months => "months",
            Self::Quarters => "quarters",
            Self::Years => "years",
        }
    }

    /// How many of `other` one of this is. Between months, quarters and years, and between days
    /// and weeks, the month length plays no part and the factor is exact.
    #[must_use]
    pub fn in_units_of(self, other: Self, month: MonthLength) -> f64 {
        match (self.months(), other.months(), self.days(), other.days()) {
            (Some(from), Some(to), ..) => from / to,
            (.., Some(from), Some(to)) => from / to,
            (Some(months), .., Some(days)) => months * month.days() / days,
            (_, Some(months), Some(days), _) => days / (months * month.days()),
            _ => 1.0,
        }
    }

    const fn months(self) -> Option<f64> {
        match self {
            Self::Days | Self::Weeks => None,
            Self::Months => Some(1.0),
            Self::Quarters => Some(3.0),
            Self::Years => Some(12.0),
        }
    }

    const fn days(self) -> Option<f64> {
        match self {
            Self::Days => Some(1.0),
            Self::Weeks => Some(7.0),
            Self::Months | Self::Quarters | Self::Years => None,
        }
    }
}

impl fmt::Display for LifetimeUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl MonthLength {
    /// All of them.
    pub const ALL: [Self; 4] =
        [Self::Gregorian, Self::Julian, Self::FourPoint345Weeks, Self::ThirtyDays];

    /// Days in a month.
    #[must_use]
    pub const fn days(self) -> f64 {
        match self {
            Self::Gregorian => 30.436_875,
            Self::Julian => 30.437_5,
            Self::FourPoint345Weeks => 4.345 * 7.0,
            Self::ThirtyDays => 30.0,
        }
    }
}

impl<U: UnitOfTime> Horizon<U> {
    /// A length in the unit of the type.
    ///
    /// # Errors
    ///
    /// [`HorizonError::Length`] when it is negative or not finite.
    pub fn try_new(length: f64) -> Result<Self, HorizonError> {
        if length.is_finite() && length >= 0.0 {
            Ok(Self { length, unit: PhantomData })
        } else {
            Err(HorizonError::Length { length, unit: U::UNIT })
        }
    }

    /// The length in the unit of the type.
    #[must_use]
    pub const fn length(self) -> f64 {
        self.length
    }

    /// The same time in another unit. `month` is used only where days or weeks meet months,
    /// quarters or years.
    #[must_use]
    pub fn to<V: UnitOfTime>(self, month: MonthLength) -> Horizon<V> {
        Horizon { length: self.length * U::UNIT.in_units_of(V::UNIT, month), unit: PhantomData }
    }
}

impl<U: UnitOfTime> fmt::Display for Horizon<U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.length, U::UNIT)
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Horizon", deny_unknown_fields)]
struct Length {
    length: f64,
    unit: LifetimeUnit,
}

#[cfg(feature = "serde")]
impl<U: UnitOfTime> TryFrom<Length> for Horizon<U> {
    type Error = HorizonError;

    fn try_from(raw: Length) -> Result<Self, HorizonError> {
        if raw.unit == U::UNIT {
            Self::try_new(raw.length)
        } else {
            Err(HorizonError::Unit { found: raw.unit, wanted: U::UNIT })
        }
    }
}

#[cfg(feature = "serde")]
impl<U: UnitOfTime> From<Horizon<U>> for Length {
    fn from(horizon: Horizon<U>) -> Self {
        Self { length: horizon.length, unit: U::UNIT }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversions_go_both_ways() {
        use LifetimeUnit::{Days, Months, Quarters, Weeks, Years};
        for month in MonthLength::ALL {
            for one in [Days, Weeks, Months, Quarters, Years] {
                for other in [Days, Weeks, Months, Quarters, Years] {
                    let round = one.in_units_of(other, month) * other.in_units_of(one, month);
                    assert!((round - 1.0).abs() < 1e-15, "{one} {other}");
                }
            }
            assert_eq!(Years.in_units_of(Quarters, month), 4.0);
            assert_eq!(Weeks.in_units_of(Days, month), 7.0);
        }
        let julian = Months.in_units_of(Weeks, MonthLength::Julian);
        assert!((julian - 365.25 / 7.0 / 12.0).abs() < 1e-15);
    }

    #[test]
    fn what_is_no_length_is_refused() {
        for length in [-1.0, f64::NAN, f64::INFINITY] {
            let error = Horizon::<Weeks>::try_new(length).unwrap_err();
            assert!(matches!(error, HorizonError::Length { unit: LifetimeUnit::Weeks, .. }));
            assert!(error.to_string().contains("weeks"));
        }
        assert_eq!(Horizon::<Days>::try_new(3.0).unwrap().to_string(), "3 days");
    }
}
