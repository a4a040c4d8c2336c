//! Contracts whose customers are all alike.

use std::marker::PhantomData;

use super::contract::{RenewalModel, ResidualError};
use super::discount::Discount;
use super::fit::sealed::Sealed;
use super::unit::UnitOfTime;

/// Every customer leaves with the same probability at every renewal: what the sBG model becomes
/// when its parameters run to infinity.
///
/// # Formula
///
/// S(t) = (1 − p)ᵗ, retention 1 − p at every age, mean residual payments (1 − p)(1 + d)/(d + p).
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Raw", into = "Raw", bound = "U: UnitOfTime"))]
pub struct ConstantChurn<U> {
    churn: f64,
    unit: PhantomData<U>,
}

/// Why a number is no churn rate.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ConstantChurnError {
    /// Not a probability.
    #[error("a churn rate of {churn}: it must be between 0 and 1, 0.2 for 20 %")]
    Churn {
        /// What was given.
        churn: f64,
    },
    /// A stored model counts in another unit of time.
    #[error("the model counts in {found}, wanted is one in {wanted}")]
    Unit {
        /// The unit of the stored value.
        found: super::LifetimeUnit,
        /// The unit of the type.
        wanted: super::LifetimeUnit,
    },
}

impl<U: UnitOfTime> ConstantChurn<U> {
    /// A probability to leave at each renewal: 0.2 for 20 %.
    ///
    /// # Errors
    ///
    /// [`ConstantChurnError::Churn`] for anything outside 0 to 1.
    pub fn try_new(churn: f64) -> Result<Self, ConstantChurnError> {
        if (0.0..=1.0).contains(&churn) {
            Ok(Self { churn, unit: PhantomData })
        } else {
            Err(ConstantChurnError::Churn { churn })
        }
    }

    /// The probability to leave at each renewal.
    #[must_use]
    pub const fn churn(&self) -> f64 {
        self.churn
    }
}

impl<U> Sealed for ConstantChurn<U> {}

impl<U: UnitOfTime> RenewalModel<U> for ConstantChurn<U> {
    fn survival(&self, renewals: u32) -> f64 {
        (1.0 - self.churn).powf(f64::from(renewals))
    }

    fn retention_after_renewals(&self, _renewals: u32) -> f64 {
        1.0 - self.churn
    }

    fn discounted_residual_lifetime_after_renewals(
        &self,
        _renewals: u32,
        discount: Discount<U>,
    ) -> Result<f64, ResidualError> {
        let d = discount.rate();
        if d + self.churn > 0.0 {
            Ok((1.0 - self.churn) * (1.0 + d) / (d + self.churn))
        } else {
            Err(ResidualError::Infinite { parameter: "churn", value: self.churn, bound: 0.0 })
        }
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "ConstantChurn", deny_unknown_fields)]
struct Raw {
    unit: super::LifetimeUnit,
    churn: f64,
}

#[cfg(feature = "serde")]
impl<U: UnitOfTime> TryFrom<Raw> for ConstantChurn<U> {
    type Error = ConstantChurnError;

    fn try_from(raw: Raw) -> Result<Self, ConstantChurnError> {
        if raw.unit == U::UNIT {
            Self::try_new(raw.churn)
        } else {
            Err(ConstantChurnError::Unit { found: raw.unit, wanted: U::UNIT })
        }
    }
}

#[cfg(feature = "serde")]
impl<U: UnitOfTime> From<ConstantChurn<U>> for Raw {
    fn from(model: ConstantChurn<U>) -> Self {
        Self { unit: U::UNIT, churn: model.churn }
    }
}
