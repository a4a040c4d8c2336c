//! Two proportions of the same people.

mod difference;
mod test;

pub use difference::PairedDifferenceMethod;
pub use test::McNemarTest;

use kpi_types::EstimateError;

use crate::{HypothesisTestError, Proportion, ProportionError};

/// How the same people answered twice: yes or no, first and second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct PairedCounts {
    /// Yes both times.
    pub both: u64,
    /// Yes the first time, no the second.
    pub first_only: u64,
    /// No the first time, yes the second.
    pub second_only: u64,
    /// No both times.
    pub neither: u64,
}

/// Two proportions of the same people: approval in two waves of a panel, a box ticked before and
/// after.
///
/// The difference is first less second. Only those who changed say anything about it.
///
/// ```
/// use kpi_stats::{Alternative, McNemarTest, PairedCounts, PairedProportions};
///
/// // Agresti 1990, p. 350: approval of a prime minister, twice.
/// let counts = PairedCounts { both: 794, first_only: 150, second_only: 86, neither: 570 };
/// let test = PairedProportions::try_new(counts)?.test(McNemarTest::ChiSquare, Alternative::TwoSided)?;
/// assert!((test.p_value() - 3.09929344104522e-05).abs() < 1e-15);
/// # Ok::<(), kpi_stats::PairedProportionError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "PairedCounts", into = "PairedCounts"))]
pub struct PairedProportions {
    counts: PairedCounts,
    pairs: u64,
}

/// Why paired answers have no interval or test.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PairedProportionError {
    /// Nobody answered twice.
    #[error("no pairs: a difference needs at least one")]
    NoPairs,
    /// More pairs than are counted.
    #[error("more than {most} pairs")]
    TooManyPairs {
        /// The most that are possible.
        most: u64,
    },
    /// Nobody changed, so the statistic is 0 ÷ 0.
    #[error("{} is undefined: none of {pairs} pairs changed", test.method().name())]
    NobodyChanged {
        /// The test.
        test: McNemarTest,
        /// The pairs.
        pairs: u64,
    },
    /// The interval of one of the proportions cannot be found; not reached by the methods here.
    #[error(transparent)]
    Proportion(#[from] ProportionError),
    /// The interval is not an estimate; not reached by the methods here.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// The result is not one of a test; not reached by the tests here.
    #[error(transparent)]
    Test(#[from] HypothesisTestError),
}

impl PairedProportions {
    /// Checks the counts.
    ///
    /// # Errors
    ///
    /// [`PairedProportionError`] for no pairs or too many.
    pub fn try_new(counts: PairedCounts) -> Result<Self, PairedProportionError> {
        let PairedCounts { both, first_only, second_only, neither } = counts;
        let most = Proportion::MAX_TRIALS;
        let parts = [both, first_only, second_only, neither];
        let pairs = parts.iter().try_fold(0_u64, |sum, part| sum.checked_add(*part));
        match pairs.filter(|pairs| *pairs <= most) {
            None => Err(PairedProportionError::TooManyPairs { most }),
            Some(0) => Err(PairedProportionError::NoPairs),
            Some(pairs) => Ok(Self { counts, pairs }),
        }
    }

    /// The counts.
    #[must_use]
    pub const fn counts(self) -> PairedCounts {
        self.counts
    }

    /// How many answered twice.
    #[must_use]
    pub const fn pairs(self) -> u64 {
        self.pairs
    }

    /// First and second the other way round.
    #[must_use]
    pub const fn swapped(self) -> Self {
        let PairedCounts { both, first_only, second_only, neither } = self.counts;
        let counts =
            PairedCounts { both, first_only: second_only, second_only: first_only, neither };
        Self { counts, pairs: self.pairs }
    }

    /// First rate less second.
    #[must_use]
    pub fn point(self) -> f64 {
        let (b, c) = self.changed();
        (b - c) / self.pairs as f64
    }

    /// Those who changed, from yes and to yes.
    fn changed(self) -> (f64, f64) {
        (self.counts.first_only as f64, self.counts.second_only as f64)
    }
}

impl TryFrom<PairedCounts> for PairedProportions {
    type Error = PairedProportionError;

    fn try_from(counts: PairedCounts) -> Result<Self, Self::Error> {
        Self::try_new(counts)
    }
}

impl From<PairedProportions> for PairedCounts {
    fn from(pairs: PairedProportions) -> Self {
        pairs.counts
    }
}
