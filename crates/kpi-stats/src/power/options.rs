//! What all questions of power share.

use crate::distribution::bisect;
use crate::{ConfidenceLevel, FinitePopulationError};

/// On how many sides a difference would count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Sides {
    /// Only the one expected.
    One,
    /// Either.
    #[default]
    Two,
}

/// Whether a two-sided test that rejects on the wrong side counts as power.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum FarSide {
    /// It does: the chance that p < α, as in statsmodels, `pwr` and R with `strict = TRUE`.
    #[default]
    Counted,
    /// It does not: R's default. The difference shows where power is near α.
    Ignored,
}

/// The test that is planned.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct PowerOptions {
    /// 1 − α of the test.
    pub level: ConfidenceLevel,
    /// On how many sides.
    pub sides: Sides,
    /// What the wrong side counts.
    pub far_side: FarSide,
}

impl PowerOptions {
    /// 95 %, both sides, the wrong one counted.
    #[must_use]
    pub const fn new() -> Self {
        Self { level: ConfidenceLevel::P95, sides: Sides::Two, far_side: FarSide::Counted }
    }

    /// Another level.
    #[must_use]
    pub const fn with_level(mut self, level: ConfidenceLevel) -> Self {
        self.level = level;
        self
    }

    /// Other sides.
    #[must_use]
    pub const fn with_sides(mut self, sides: Sides) -> Self {
        self.sides = sides;
        self
    }

    /// Another rule for the wrong side.
    #[must_use]
    pub const fn with_far_side(mut self, far_side: FarSide) -> Self {
        self.far_side = far_side;
        self
    }

    /// What is left out on one side.
    pub(super) fn tail(self) -> f64 {
        match self.sides {
            Sides::One => self.level.alpha(),
            Sides::Two => self.level.alpha() / 2.0,
        }
    }

    /// Both chances of rejecting, as far as the far one counts.
    pub(super) fn join(self, near: f64, far: f64) -> f64 {
        match (self.sides, self.far_side) {
            (Sides::Two, FarSide::Counted) => (near + far).min(1.0),
            _ => near,
        }
    }
}

/// How many are needed.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct SampleSize {
    /// In the first group, in the only one, or pairs.
    pub first: u64,
    /// In the second group; 0 where there is none.
    pub second: u64,
    /// The number for the first group before it was rounded up.
    pub exact: f64,
    /// The power with the numbers rounded up.
    pub power: f64,
}

/// Why a plan has no answer.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PowerError {
    /// A proportion that is not between 0 and 1.
    #[error("the proportion {proportion} is not between 0 and 1")]
    Proportion {
        /// What was given.
        proportion: f64,
    },
    /// Proportions that leave nothing to chance.
    #[error("with {first} and {second} nothing is left to chance")]
    Certain {
        /// The first proportion.
        first: f64,
        /// The second.
        second: f64,
    },
    /// A difference of 0 or one that is not finite.
    #[error("a difference of {difference} cannot be planned for")]
    Difference {
        /// What was given.
        difference: f64,
    },
    /// A standard deviation that is not above 0 and finite.
    #[error("the standard deviation {deviation} is not a finite number above 0")]
    Deviation {
        /// What was given.
        deviation: f64,
    },
    /// A margin that is not between 0 and 1.
    #[error("the margin {margin} is not between 0 and 1: write 0.03 for 3 points")]
    Margin {
        /// What was given.
        margin: f64,
    },
    /// A power that is not between the α of the test and 1.
    #[error("a power of {power} is not between alpha, {alpha}, and 1")]
    Power {
        /// What was given.
        power: f64,
        /// What the test rejects without any difference.
        alpha: f64,
    },
    /// A quotient of group sizes that is not above 0 and finite.
    #[error("group sizes of 1 to {ratio} are not possible")]
    Ratio {
        /// What was given.
        ratio: f64,
    },
    /// A group too small for the test.
    #[error("{n} in a group: at least {needed} are needed")]
    TooFew {
        /// What was given.
        n: f64,
        /// The least.
        needed: f64,
    },
    /// A group larger than anything that is planned for, or of no number.
    #[error("{n} in a group: up to {most} can be planned for")]
    TooMany {
        /// What was given.
        n: f64,
        /// The most.
        most: f64,
    },
    /// No number up to 10¹², or no difference that is possible, has that power.
    #[error("a power of {power} is out of reach: at most {most} is possible")]
    OutOfReach {
        /// What was asked for.
        power: f64,
        /// What is possible.
        most: f64,
    },
    /// The population is too small.
    #[error(transparent)]
    Population(#[from] FinitePopulationError),
}

/// Refuses sizes of groups that are not above 0 and finite beside the first.
pub(super) fn check_ratio(ratio: f64) -> Result<f64, PowerError> {
    if ratio > 0.0 && ratio.is_finite() { Ok(ratio) } else { Err(PowerError::Ratio { ratio }) }
}

/// The most that are planned for.
pub(super) const MOST: f64 = 1e12;

/// Refuses group sizes that cannot be.
pub(super) fn check_size(n: f64, needed: f64) -> Result<(), PowerError> {
    if n.is_nan() || n > MOST {
        return Err(PowerError::TooMany { n, most: MOST });
    }
    if n < needed { Err(PowerError::TooFew { n, needed }) } else { Ok(()) }
}

/// The least sizes of two groups, the second `ratio` times the first, with the power wanted.
pub(super) fn solve_size(
    wanted: f64,
    alpha: f64,
    least: f64,
    ratio: f64,
    power: impl Fn(f64, f64) -> f64,
) -> Result<SampleSize, PowerError> {
    // Past this many the t test is the normal one, and nobody asks so many.
    let exact = solve(wanted, alpha, least, MOST, |n| power(n, n * ratio))?;
    let (first, second) = (exact.ceil(), (exact * ratio).ceil());
    let power = power(first, second);
    Ok(SampleSize { first: first as u64, second: second as u64, exact, power })
}

/// The least number with the power wanted, between `least` and `most`.
pub(super) fn solve(
    wanted: f64,
    alpha: f64,
    least: f64,
    most: f64,
    power: impl Fn(f64) -> f64,
) -> Result<f64, PowerError> {
    if !(wanted > alpha && wanted < 1.0) {
        return Err(PowerError::Power { power: wanted, alpha });
    }
    let reached = power(most);
    if reached.is_nan() || reached < wanted {
        return Err(PowerError::OutOfReach { power: wanted, most: reached });
    }
    if power(least) >= wanted {
        return Ok(least);
    }
    Ok(bisect(least, most, |at| power(at) < wanted))
}
