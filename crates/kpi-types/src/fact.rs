//! Facts: named, exact, additive figures over a period.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::{Period, Quantity, QuantityError, Undefined, Unit};

/// The name of a fact: lower-case letters, digits and underscores, such as `opening_mrr`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct FactName(Arc<str>);

/// What is wrong with a fact.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FactError {
    /// The name is not a lower-case identifier.
    #[error(
        "{name:?} is not a fact name: a lower-case letter, then lower-case letters, digits or underscores"
    )]
    BadName {
        /// What was given.
        name: String,
    },
    /// The fact was recorded before; merge parts with [`Facts::merge`] instead.
    #[error("the fact {name} was given twice")]
    Duplicate {
        /// The fact.
        name: FactName,
    },
    /// Two parts of one fact do not add up.
    #[error("the parts of {name} do not add up: {source}")]
    Merge {
        /// The fact.
        name: FactName,
        /// Why.
        source: QuantityError,
    },
    /// Facts of two periods.
    #[error("facts of {left:?} and {right:?} do not add up")]
    PeriodMismatch {
        /// Left-hand side.
        left: Period,
        /// Right-hand side.
        right: Period,
    },
}

impl FactName {
    /// Checks a name.
    ///
    /// # Errors
    ///
    /// [`FactError::BadName`] unless it is a lower-case letter followed by lower-case letters,
    /// digits or underscores.
    pub fn try_new(name: impl AsRef<str>) -> Result<Self, FactError> {
        let name = name.as_ref();
        let mut bytes = name.bytes();
        let starts = bytes.next().is_some_and(|b| b.is_ascii_lowercase());
        if starts && bytes.all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_') {
            Ok(Self(Arc::from(name)))
        } else {
            Err(FactError::BadName { name: name.to_owned() })
        }
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for FactName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FactName({})", self.0)
    }
}

impl fmt::Display for FactName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl TryFrom<String> for FactName {
    type Error = FactError;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::try_new(name)
    }
}

impl From<FactName> for String {
    fn from(name: FactName) -> Self {
        name.0.as_ref().to_owned()
    }
}

/// Borrowing as text lets a map of facts be searched without building a name.
impl std::borrow::Borrow<str> for FactName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

/// Anything that can answer "what was this fact in that period?".
pub trait FactSource {
    /// The fact, or the reason there is none.
    ///
    /// # Errors
    ///
    /// [`Undefined::MissingFact`] for a fact or period it does not have; another reason where it
    /// knows one.
    fn fact(&self, name: &FactName, period: Period) -> Result<Quantity, Undefined>;
}

/// The facts of one period.
///
/// ```
/// use kpi_types::{FactName, FactSource, Facts, Grain, Period, Quantity};
///
/// let march = Period::new(Grain::Month, 2026 * 12 + 2);
/// let mut facts = Facts::new(march);
/// facts.insert("opening_customers", Quantity::Count(100))?;
/// let name = FactName::try_new("opening_customers")?;
/// assert_eq!(facts.fact(&name, march), Ok(Quantity::Count(100)));
///
/// // Parts of one period add up.
/// let mut other = Facts::new(march);
/// other.insert("opening_customers", Quantity::Count(20))?;
/// facts.merge(&other)?;
/// assert_eq!(facts.get("opening_customers"), Some(Quantity::Count(120)));
/// # Ok::<(), kpi_types::FactError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Facts {
    period: Period,
    figures: BTreeMap<FactName, Quantity>,
}

impl Facts {
    /// No facts yet. The facts of a trailing window are filed under its last day.
    #[must_use]
    pub fn new(period: Period) -> Self {
        Self { period, figures: BTreeMap::new() }
    }

    /// The period they belong to.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }

    /// Files a fact.
    ///
    /// # Errors
    ///
    /// [`FactError::BadName`] for a name that is none, [`FactError::Duplicate`] for one that is
    /// there already.
    pub fn insert(&mut self, name: impl AsRef<str>, figure: Quantity) -> Result<(), FactError> {
        let name = FactName::try_new(name)?;
        if self.figures.contains_key(&name) {
            return Err(FactError::Duplicate { name });
        }
        self.figures.insert(name, figure);
        Ok(())
    }

    /// A fact by name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Quantity> {
        self.figures.get(name).copied()
    }

    /// The facts in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&FactName, Quantity)> {
        self.figures.iter().map(|(name, figure)| (name, *figure))
    }

    /// Adds the facts of another part of the same period.
    ///
    /// # Errors
    ///
    /// [`FactError::PeriodMismatch`] for another period, [`FactError::Merge`] where two parts have
    /// different units or currencies or do not fit. Unchanged then.
    pub fn merge(&mut self, other: &Self) -> Result<(), FactError> {
        if self.period != other.period {
            return Err(FactError::PeriodMismatch { left: self.period, right: other.period });
        }
        let mut figures = self.figures.clone();
        for (name, figure) in other.iter() {
            let sum = match figures.get(name) {
                Some(mine) => mine
                    .checked_add(figure)
                    .map_err(|source| FactError::Merge { name: name.clone(), source })?,
                None => figure,
            };
            figures.insert(name.clone(), sum);
        }
        self.figures = figures;
        Ok(())
    }

    /// The unit of each fact.
    pub fn units(&self) -> impl Iterator<Item = (&FactName, Unit)> {
        self.iter().map(|(name, figure)| (name, figure.unit()))
    }
}

impl FactSource for Facts {
    fn fact(&self, name: &FactName, period: Period) -> Result<Quantity, Undefined> {
        let found = if period == self.period { self.figures.get(name).copied() } else { None };
        found.ok_or_else(|| Undefined::MissingFact { fact: name.clone() })
    }
}

/// Facts of several periods.
impl FactSource for BTreeMap<Period, Facts> {
    fn fact(&self, name: &FactName, period: Period) -> Result<Quantity, Undefined> {
        match self.get(&period) {
            Some(facts) => facts.fact(name, period),
            None => Err(Undefined::MissingFact { fact: name.clone() }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, Grain, Money};

    const MARCH: Period = Period::new(Grain::Month, 2026 * 12 + 2);

    #[test]
    fn names_are_checked() {
        for bad in ["", "Opening", "1st", "a-b", "é"] {
            assert_eq!(
                FactName::try_new(bad),
                Err(FactError::BadName { name: bad.to_owned() }),
                "{bad}"
            );
        }
    }

    #[test]
    fn twice_is_refused_and_other_currencies_do_not_merge() {
        let mut facts = Facts::new(MARCH);
        facts.insert("mrr", Quantity::Money(Money::zero(Currency::USD))).unwrap();
        let again = facts.insert("mrr", Quantity::Count(1)).unwrap_err();
        assert!(matches!(again, FactError::Duplicate { .. }));
        let mut yen = Facts::new(MARCH);
        yen.insert("mrr", Quantity::Money(Money::zero(Currency::JPY))).unwrap();
        assert!(matches!(facts.merge(&yen), Err(FactError::Merge { .. })));
        let april = Facts::new(MARCH.checked_add(1).unwrap());
        assert!(matches!(facts.merge(&april), Err(FactError::PeriodMismatch { .. })));
    }

    #[test]
    fn a_missing_fact_is_missing_not_zero() {
        let facts = Facts::new(MARCH);
        let name = FactName::try_new("mrr").unwrap();
        assert_eq!(facts.fact(&name, MARCH), Err(Undefined::MissingFact { fact: name.clone() }));
    }
}
