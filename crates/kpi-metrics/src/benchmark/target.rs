//! Targets.

use kpi_types::{Money, Quantity, Ratio, Undefined};
use rust_decimal::Decimal;

use super::{BenchmarkError, comparable};

/// What a metric should come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Target {
    /// This much or more.
    AtLeast(Quantity),
    /// This much or less.
    AtMost(Quantity),
    /// Within a band.
    Between(Band),
}

/// A range, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawBand", into = "RawBand"))]
pub struct Band {
    low: Quantity,
    high: Quantity,
}

impl Band {
    /// Checks the bounds.
    ///
    /// # Errors
    ///
    /// [`BenchmarkError`] for bounds of two units or currencies, or the wrong way round.
    pub fn try_new(low: Quantity, high: Quantity) -> Result<Self, BenchmarkError> {
        comparable(low, high)?;
        if low.value() > high.value() {
            return Err(BenchmarkError::Inverted { low, high });
        }
        Ok(Self { low, high })
    }

    /// Lower bound.
    #[must_use]
    pub fn low(&self) -> Quantity {
        self.low
    }

    /// Upper bound.
    #[must_use]
    pub fn high(&self) -> Quantity {
        self.high
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Band")]
struct RawBand {
    low: Quantity,
    high: Quantity,
}

#[cfg(feature = "serde")]
impl TryFrom<RawBand> for Band {
    type Error = BenchmarkError;

    fn try_from(raw: RawBand) -> Result<Self, Self::Error> {
        Self::try_new(raw.low, raw.high)
    }
}

#[cfg(feature = "serde")]
impl From<Band> for RawBand {
    fn from(band: Band) -> Self {
        let Band { low, high } = band;
        Self { low, high }
    }
}

impl Target {
    /// Within a band, both ends included.
    ///
    /// # Errors
    ///
    /// As [`Band::try_new`].
    pub fn between(low: Quantity, high: Quantity) -> Result<Self, BenchmarkError> {
        Band::try_new(low, high).map(Self::Between)
    }
}

/// Whether a target was met.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum TargetStatus {
    /// It was.
    Met,
    /// It was not.
    NotMet,
    /// Nobody knows: the measurement has no value.
    Unknown(Undefined),
}

/// A measurement against a target.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TargetBenchmark {
    status: TargetStatus,
    gap: Option<Quantity>,
}

impl TargetBenchmark {
    /// Whether the target was met.
    #[must_use]
    pub fn status(&self) -> &TargetStatus {
        &self.status
    }

    /// The room left when positive, what is missing when negative. For a band the distance to the
    /// nearer bound. `None` without a value.
    #[must_use]
    pub fn gap(&self) -> Option<Quantity> {
        self.gap
    }
}

pub(super) fn compare(
    value: Result<Quantity, &Undefined>,
    target: &Target,
) -> Result<TargetBenchmark, BenchmarkError> {
    let value = match value {
        Ok(value) => value,
        Err(reason) => {
            return Ok(TargetBenchmark {
                status: TargetStatus::Unknown(reason.clone()),
                gap: None,
            });
        }
    };
    let gap = match target {
        Target::AtLeast(least) => minus(value, *least)?,
        Target::AtMost(most) => minus(*most, value)?,
        Target::Between(Band { low, high }) => {
            let (above, below) = (minus(value, *low)?, minus(*high, value)?);
            match above.value() <= below.value() {
                true => above,
                false => below,
            }
        }
    };
    let status = match gap.value() >= Decimal::ZERO {
        true => TargetStatus::Met,
        false => TargetStatus::NotMet,
    };
    let gap = Some(gap);
    Ok(TargetBenchmark { status, gap })
}

/// The difference of two figures of one unit and currency.
fn minus(left: Quantity, right: Quantity) -> Result<Quantity, BenchmarkError> {
    comparable(left, right)?;
    let negative = match right {
        Quantity::Count(count) => count.checked_neg().map(Quantity::Count),
        Quantity::Number(value) => Some(Quantity::Number(-value)),
        Quantity::Ratio(ratio) => Some(Quantity::Ratio(Ratio::new(-ratio.value()))),
        Quantity::Money(money) => {
            let negative = Money::new(-money.amount(), money.currency());
            Some(Quantity::Money(negative))
        }
        Quantity::Score(value) => Some(Quantity::Score(-value)),
        Quantity::Duration { value, unit } => Some(Quantity::Duration { value: -value, unit }),
        _ => None,
    };
    negative
        .and_then(|negative| left.checked_add(negative).ok())
        .ok_or(BenchmarkError::Overflow { value: left, target: right })
}
