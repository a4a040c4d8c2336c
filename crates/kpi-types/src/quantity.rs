//! What a figure counts: customers, money, a ratio, a score, a time.

use std::fmt;

use rust_decimal::Decimal;

use crate::Money;

/// An exact quotient of two figures of one unit; 1 is 100 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Ratio(#[cfg_attr(feature = "serde", serde(with = "crate::decimal_text"))] Decimal);

impl Ratio {
    /// Wraps a quotient.
    #[must_use]
    pub const fn new(value: Decimal) -> Self {
        Self(value)
    }

    /// The quotient.
    #[must_use]
    pub const fn value(self) -> Decimal {
        self.0
    }
}

/// A quotient as people see it: `12.5 %`, two digits after the point unless a precision is given.
impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(2);
        match self.0.checked_mul(Decimal::ONE_HUNDRED) {
            // Formatting a decimal with a precision cuts digits off; rounding comes first.
            Some(percent) => {
                let digits = u32::try_from(digits).unwrap_or(u32::MAX);
                let mut shown = crate::Rounding::HalfUp.apply(percent, digits);
                shown.rescale(digits);
                write!(f, "{shown} %")
            }
            None => write!(f, "{}", self.0),
        }
    }
}

/// A unit of calendar time. Days and months do not convert into each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum TimeUnit {
    /// Days.
    Day,
    /// Months.
    Month,
    /// Years.
    Year,
}

impl TimeUnit {
    /// The unit's name, in the plural.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "days",
            Self::Month => "months",
            Self::Year => "years",
        }
    }
}

/// What kind of figure something is. Formulas are checked with it before anything is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
#[non_exhaustive]
pub enum Unit {
    /// Whole things: customers, contracts, answers.
    Count,
    /// A plain number without a unit.
    Number,
    /// A quotient of like things; 1 is 100 %.
    Ratio,
    /// Money; which currency is known when facts arrive.
    Money,
    /// Points on a scale of its own, such as NPS.
    Score,
    /// Calendar time.
    Duration(TimeUnit),
}

impl Unit {
    /// The name used in catalogs: `count`, `number`, `ratio`, `money`, `score`, `days`, `months`,
    /// `years`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::Number => "number",
            Self::Ratio => "ratio",
            Self::Money => "money",
            Self::Score => "score",
            Self::Duration(unit) => unit.name(),
        }
    }

    /// Reads a catalog name; the inverse of [`Unit::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let time = [TimeUnit::Day, TimeUnit::Month, TimeUnit::Year].map(Self::Duration);
        [Self::Count, Self::Number, Self::Ratio, Self::Money, Self::Score]
            .into_iter()
            .chain(time)
            .find(|unit| unit.name() == name)
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl TryFrom<String> for Unit {
    type Error = QuantityError;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::from_name(&name).ok_or(QuantityError::UnknownUnit { name })
    }
}

impl From<Unit> for String {
    fn from(unit: Unit) -> Self {
        unit.name().to_owned()
    }
}

/// An exact figure with its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Quantity {
    /// Whole things.
    Count(i64),
    /// A plain number.
    Number(#[cfg_attr(feature = "serde", serde(with = "crate::decimal_text"))] Decimal),
    /// A quotient.
    Ratio(Ratio),
    /// Money.
    Money(Money),
    /// Points on a scale.
    Score(#[cfg_attr(feature = "serde", serde(with = "crate::decimal_text"))] Decimal),
    /// Calendar time.
    Duration {
        /// How much.
        #[cfg_attr(feature = "serde", serde(with = "crate::decimal_text"))]
        value: Decimal,
        /// Of what.
        unit: TimeUnit,
    },
}

/// Why two quantities have no sum, or a text is not a unit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QuantityError {
    /// The units differ.
    #[error("{left} and {right} do not add up")]
    UnitMismatch {
        /// Left-hand side.
        left: Unit,
        /// Right-hand side.
        right: Unit,
    },
    /// Money of two currencies, or too large.
    #[error(transparent)]
    Money(#[from] crate::MoneyError),
    /// The sum does not fit.
    #[error("a sum of {unit} exceeds what fits")]
    Overflow {
        /// The unit.
        unit: Unit,
    },
    /// A text that names no unit.
    #[error(
        "unknown unit {name:?}: expected count, number, ratio, money, score, days, months or years"
    )]
    UnknownUnit {
        /// What was given.
        name: String,
    },
}

impl Quantity {
    /// The kind of figure.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Count(_) => Unit::Count,
            Self::Number(_) => Unit::Number,
            Self::Ratio(_) => Unit::Ratio,
            Self::Money(_) => Unit::Money,
            Self::Score(_) => Unit::Score,
            Self::Duration { unit, .. } => Unit::Duration(unit),
        }
    }

    /// The figure without its unit.
    #[must_use]
    pub fn value(self) -> Decimal {
        match self {
            Self::Count(n) => Decimal::from(n),
            Self::Number(v) | Self::Score(v) | Self::Duration { value: v, .. } => v,
            Self::Ratio(r) => r.value(),
            Self::Money(m) => m.amount(),
        }
    }

    /// The sum of two figures of one unit and currency.
    ///
    /// # Errors
    ///
    /// [`QuantityError`] for different units or currencies, or a sum that does not fit.
    pub fn checked_add(self, other: Self) -> Result<Self, QuantityError> {
        let unit = self.unit();
        let overflow = || QuantityError::Overflow { unit };
        let add = |a, b| crate::money::exact_sum(a, b).ok_or_else(overflow);
        Ok(match (self, other) {
            (Self::Count(a), Self::Count(b)) => Self::Count(a.checked_add(b).ok_or_else(overflow)?),
            (Self::Number(a), Self::Number(b)) => Self::Number(add(a, b)?),
            (Self::Score(a), Self::Score(b)) => Self::Score(add(a, b)?),
            (Self::Ratio(a), Self::Ratio(b)) => Self::Ratio(Ratio::new(add(a.value(), b.value())?)),
            (Self::Money(a), Self::Money(b)) => Self::Money(a.checked_add(b)?),
            (Self::Duration { value: a, unit: u }, Self::Duration { value: b, unit: v })
                if u == v =>
            {
                Self::Duration { value: add(a, b)?, unit: u }
            }
            _ => {
                return Err(QuantityError::UnitMismatch { left: unit, right: other.unit() });
            }
        })
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(n) => write!(f, "{n}"),
            Self::Number(v) | Self::Score(v) => write!(f, "{v}"),
            Self::Ratio(r) => r.fmt(f),
            Self::Money(m) => m.fmt(f),
            Self::Duration { value, unit } => write!(f, "{value} {}", unit.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;

    #[test]
    fn unit_names_round_trip() {
        for name in ["count", "number", "ratio", "money", "score", "days", "months", "years"] {
            assert_eq!(Unit::from_name(name).unwrap().name(), name);
        }
        assert_eq!(
            Unit::try_from("euros".to_owned()),
            Err(QuantityError::UnknownUnit { name: "euros".to_owned() })
        );
    }

    #[test]
    fn different_units_do_not_add_up() {
        let money = Quantity::Money(Money::zero(Currency::USD));
        let error = Quantity::Count(1).checked_add(money).unwrap_err();
        assert_eq!(error, QuantityError::UnitMismatch { left: Unit::Count, right: Unit::Money });
        let yen = Quantity::Money(Money::zero(Currency::JPY));
        assert!(matches!(money.checked_add(yen), Err(QuantityError::Money(_))));
        assert_eq!(
            Quantity::Count(i64::MAX).checked_add(Quantity::Count(1)),
            Err(QuantityError::Overflow { unit: Unit::Count })
        );
    }

    #[test]
    fn ratios_are_shown_in_percent() {
        assert_eq!(Ratio::new(Decimal::new(125, 3)).to_string(), "12.50 %");
        assert_eq!(format!("{:.1}", Ratio::new(Decimal::new(1032, 3))), "103.2 %");
        // 12 of 110.
        assert_eq!(Ratio::new(Decimal::from(12) / Decimal::from(110)).to_string(), "10.91 %");
    }
}
