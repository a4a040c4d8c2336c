//! Scales of whole numbers.

use std::fmt;
use std::ops::RangeInclusive;

/// The whole numbers a question can be answered with: 0 to 10, 1 to 5.
///
/// Higher is better; an item that is asked the other way round says so itself
/// ([`Item::reversed`](crate::Item::reversed)).
///
/// ```
/// use kpi_survey::Scale;
///
/// assert!(Scale::ZERO_TO_TEN.contains(0));
/// assert_eq!(Scale::one_to(7)?, Scale::ONE_TO_SEVEN);
/// assert_eq!(Scale::ONE_TO_FIVE.mirrored(2), Some(4));
/// assert_eq!(Scale::ONE_TO_FIVE.to_string(), "1 to 5");
/// assert!(Scale::try_new(5, 5).is_err());
/// # Ok::<(), kpi_survey::ScaleError>(())
/// ```
///
/// # Common mistake
///
/// Leaving out the 0 of a 0–10 scale: it is the worst answer, and some forms and pages that teach
/// NPS drop it (they count detractors from 1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawScale", into = "RawScale"))]
pub struct Scale {
    low: u8,
    high: u8,
}

/// Why two numbers are not the ends of a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a scale from {low} to {high} has no two answers: the lowest must be below the highest")]
pub struct ScaleError {
    /// Lowest answer given.
    pub low: u8,
    /// Highest answer given.
    pub high: u8,
}

impl Scale {
    /// The scale of NPS: eleven answers, 0 among them.
    pub const ZERO_TO_TEN: Self = Self { low: 0, high: 10 };
    /// 1 to 5.
    pub const ONE_TO_FIVE: Self = Self { low: 1, high: 5 };
    /// 1 to 7.
    pub const ONE_TO_SEVEN: Self = Self { low: 1, high: 7 };
    /// 1 to 10: not the scale of NPS.
    pub const ONE_TO_TEN: Self = Self { low: 1, high: 10 };

    /// From the lowest answer to the highest.
    ///
    /// # Errors
    ///
    /// [`ScaleError`] unless the lowest is below the highest.
    pub const fn try_new(low: u8, high: u8) -> Result<Self, ScaleError> {
        if low < high { Ok(Self { low, high }) } else { Err(ScaleError { low, high }) }
    }

    /// From 1 to `high`.
    ///
    /// # Errors
    ///
    /// [`ScaleError`] unless `high` is at least 2.
    pub const fn one_to(high: u8) -> Result<Self, ScaleError> {
        Self::try_new(1, high)
    }

    /// The lowest answer.
    #[must_use]
    pub const fn low(self) -> u8 {
        self.low
    }

    /// The highest answer.
    #[must_use]
    pub const fn high(self) -> u8 {
        self.high
    }

    /// How many answers there are.
    #[must_use]
    pub const fn points(self) -> usize {
        self.high as usize - self.low as usize + 1
    }

    /// Whether a number is an answer.
    #[must_use]
    pub const fn contains(self, value: u8) -> bool {
        self.low <= value && value <= self.high
    }

    /// The answers, lowest first.
    #[must_use]
    pub const fn values(self) -> RangeInclusive<u8> {
        self.low..=self.high
    }

    /// The answer as far from the other end; `None` for what is no answer.
    #[must_use]
    pub const fn mirrored(self, value: u8) -> Option<u8> {
        if self.contains(value) { Some(self.high - (value - self.low)) } else { None }
    }

    /// The place of an answer, from 0; `None` for what is no answer.
    #[must_use]
    pub const fn position(self, value: u8) -> Option<usize> {
        if self.contains(value) { Some((value - self.low) as usize) } else { None }
    }
}

/// `1 to 5`.
impl fmt::Display for Scale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.low, self.high)
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Scale", deny_unknown_fields)]
struct RawScale {
    low: u8,
    high: u8,
}

#[cfg(feature = "serde")]
impl TryFrom<RawScale> for Scale {
    type Error = ScaleError;

    fn try_from(raw: RawScale) -> Result<Self, Self::Error> {
        Self::try_new(raw.low, raw.high)
    }
}

#[cfg(feature = "serde")]
impl From<Scale> for RawScale {
    fn from(Scale { low, high }: Scale) -> Self {
        Self { low, high }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_needs_two_answers() {
        assert_eq!(Scale::one_to(1), Err(ScaleError { low: 1, high: 1 }));
        let message = Scale::try_new(9, 3).unwrap_err().to_string();
        assert!(message.contains("from 9 to 3"), "{message}");
        assert_eq!(Scale::try_new(0, u8::MAX).unwrap().points(), 256);
    }

    #[test]
    fn mirrors_and_positions() {
        let scale = Scale::ZERO_TO_TEN;
        assert_eq!((scale.mirrored(0), scale.mirrored(10)), (Some(10), Some(0)));
        assert_eq!((scale.mirrored(11), scale.position(11)), (None, None));
        assert_eq!(Scale::ONE_TO_FIVE.position(5), Some(4));
        assert_eq!(scale.values().count(), scale.points());
    }
}
