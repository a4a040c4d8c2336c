//! What rank tests have in common.

use kpi_types::EstimateError;

use crate::{Alternative, HypothesisTestError, normal};

/// How the distribution of a rank sum is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum RankMethod {
    /// By counting all arrangements; only without ties.
    Exact,
    /// Normal approximation, the variance corrected for ties.
    Normal,
    /// The same, the rank sum brought half a step towards its mean: R's default beyond small
    /// samples.
    NormalCorrected,
}

impl RankMethod {
    /// All methods.
    pub const ALL: [Self; 3] = [Self::Exact, Self::Normal, Self::NormalCorrected];

    /// Half a step, or none.
    pub(super) const fn correction(self) -> f64 {
        match self {
            Self::NormalCorrected => 0.5,
            Self::Exact | Self::Normal => 0.0,
        }
    }
}

/// Why ranks have no test or interval.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RankError {
    /// A group without values.
    #[error("{first} and {second} values: both groups need at least one")]
    EmptyGroup {
        /// Values of the first.
        first: u64,
        /// Values of the second.
        second: u64,
    },
    /// No difference other than 0.
    #[error("none of {n} differences is other than 0")]
    NoDifferences {
        /// How many there are.
        n: u64,
    },
    /// All values are the same, so no rank is above another.
    #[error("all {n} values are the same")]
    NoVariation {
        /// How many there are.
        n: u64,
    },
    /// Equal values, or differences of 0 that keep their ranks, with the exact method.
    #[error("the exact method needs ranks without ties: use the normal approximation")]
    Ties,
    /// Too many values for the exact method.
    #[error(
        "the exact method takes {size} steps here, at most {most}: use the normal approximation"
    )]
    TooManyForExact {
        /// How many.
        size: u128,
        /// The most.
        most: u128,
    },
    /// So few values that even the widest interval does not reach the level.
    #[error("{n} values do not reach a level of {level}: the widest interval has less")]
    LevelNotReached {
        /// How many there are.
        n: u64,
        /// The level asked for.
        level: f64,
    },
    /// The interval is not an estimate, because a bound is too large for a float.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// The result is not one of a test; not reached by the tests here.
    #[error(transparent)]
    Test(#[from] HypothesisTestError),
}

/// z of a rank sum so far above its mean, and its p-value.
pub(super) fn normal_test(
    gap: f64,
    deviation: f64,
    correction: f64,
    alternative: Alternative,
) -> (f64, f64) {
    let towards = match alternative {
        Alternative::TwoSided if gap == 0.0 => 0.0,
        Alternative::TwoSided => gap.signum(),
        Alternative::Greater => 1.0,
        Alternative::Less => -1.0,
    };
    let z = (gap - correction * towards) / deviation;
    let p_value = match alternative {
        // A gap of less than the correction is no gap.
        Alternative::TwoSided => normal::two_sided(if z * towards < 0.0 { 0.0 } else { z }),
        Alternative::Greater => normal::upper(z),
        Alternative::Less => normal::upper(-z),
    };
    (z, p_value)
}
