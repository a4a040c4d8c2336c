//! What a goal wants of its metric.

use kpi_metrics::{BenchmarkError, Target};
use kpi_types::{Money, Quantity, Ratio};

/// The form of a target, over figures as written (`TargetForm<Figure>`) or as quantities.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum TargetForm<T> {
    /// This much or more.
    AtLeast(T),
    /// This much or less.
    AtMost(T),
    /// Within a band, both ends included.
    Between {
        /// Lower bound.
        low: T,
        /// Upper bound.
        high: T,
    },
    /// This much more than the baseline, or less when negative.
    ChangeBy(T),
}

impl<T: Copy> TargetForm<T> {
    /// The name in documents: `at_least`, `at_most`, `between`, `change_by`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::AtLeast(_) => "at_least",
            Self::AtMost(_) => "at_most",
            Self::Between { .. } => "between",
            Self::ChangeBy(_) => "change_by",
        }
    }

    pub(crate) fn try_map<U, E>(
        &self,
        mut map: impl FnMut(T) -> Result<U, E>,
    ) -> Result<TargetForm<U>, E> {
        Ok(match *self {
            Self::AtLeast(value) => TargetForm::AtLeast(map(value)?),
            Self::AtMost(value) => TargetForm::AtMost(map(value)?),
            Self::Between { low, high } => TargetForm::Between { low: map(low)?, high: map(high)? },
            Self::ChangeBy(value) => TargetForm::ChangeBy(map(value)?),
        })
    }

    pub(crate) fn figures(&self) -> impl Iterator<Item = T> {
        let (first, second) = match *self {
            Self::AtLeast(v) | Self::AtMost(v) | Self::ChangeBy(v) => (v, None),
            Self::Between { low, high } => (low, Some(high)),
        };
        std::iter::once(first).chain(second)
    }
}

/// Why a target form is no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TargetFormError {
    /// A change needs something to change from.
    #[error("a change of {change} needs a baseline")]
    NoBaseline {
        /// The change.
        change: Quantity,
    },
    /// Bounds that do not compare or are the wrong way round, or a sum that does not fit.
    #[error(transparent)]
    Benchmark(#[from] BenchmarkError),
}

impl TargetForm<Quantity> {
    /// The target, a change counted from the baseline.
    ///
    /// A change upwards becomes "at least", one downwards "at most".
    ///
    /// # Errors
    ///
    /// [`TargetFormError`].
    pub fn resolve(self, baseline: Option<Quantity>) -> Result<Target, TargetFormError> {
        match self {
            Self::AtLeast(value) => Ok(Target::AtLeast(value)),
            Self::AtMost(value) => Ok(Target::AtMost(value)),
            Self::Between { low, high } => Ok(Target::between(low, high)?),
            Self::ChangeBy(change) => {
                let baseline = baseline.ok_or(TargetFormError::NoBaseline { change })?;
                let value = baseline.checked_add(change).map_err(|_| {
                    BenchmarkError::UnitMismatch { left: baseline.unit(), right: change.unit() }
                })?;
                Ok(match change.value().is_sign_negative() {
                    true => Target::AtMost(value),
                    false => Target::AtLeast(value),
                })
            }
        }
    }
}

/// A quantity of the kind of another with another value; counts are rounded towards zero.
pub(crate) fn like(model: Quantity, value: rust_decimal::Decimal) -> Quantity {
    match model {
        Quantity::Count(_) => Quantity::Count(i64::try_from(value.trunc()).unwrap_or(i64::MAX)),
        Quantity::Ratio(_) => Quantity::Ratio(Ratio::new(value)),
        Quantity::Money(money) => Quantity::Money(Money::new(value, money.currency())),
        Quantity::Score(_) => Quantity::Score(value),
        Quantity::Duration { unit, .. } => Quantity::Duration { value, unit },
        _ => Quantity::Number(value),
    }
}

/// How far a value is from a target: 0 when it is met, cut at the largest decimal.
pub(crate) fn shortfall(target: &Target, value: rust_decimal::Decimal) -> rust_decimal::Decimal {
    (-room(target, value)).max(rust_decimal::Decimal::ZERO)
}

/// The room left when positive, what is missing when negative; for a band to the nearer bound. Cut at
/// the largest decimal.
pub(crate) fn room(target: &Target, value: rust_decimal::Decimal) -> rust_decimal::Decimal {
    match target {
        Target::AtLeast(least) => value.saturating_sub(least.value()),
        Target::AtMost(most) => most.value().saturating_sub(value),
        Target::Between(band) => {
            value.saturating_sub(band.low().value()).min(band.high().value().saturating_sub(value))
        }
    }
}

/// The bound of a target that a value has to reach: for a band the nearer one.
pub(crate) fn bound(target: &Target, from: rust_decimal::Decimal) -> Quantity {
    match target {
        Target::AtLeast(value) | Target::AtMost(value) => *value,
        Target::Between(band) => match from > band.high().value() {
            true => band.high(),
            false => band.low(),
        },
    }
}
