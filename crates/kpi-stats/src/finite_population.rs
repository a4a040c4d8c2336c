//! Populations small enough to count.

use std::num::NonZeroU64;

/// How many there are altogether: the customers of whom some answered.
///
/// Where a good part of them answered, less is left unknown, and intervals get shorter: the
/// variance is multiplied by (N − n) ÷ (N − 1). At n = N nothing is left unknown. The sample has to
/// be a part of the population, drawn at random and without putting anybody back.
///
/// ```
/// use kpi_stats::FinitePopulation;
///
/// let customers = FinitePopulation::try_new(200)?;
/// // 80 of 200: 120 ÷ 199.
/// assert_eq!(customers.factor(80)?, 120.0 / 199.0);
/// # Ok::<(), kpi_stats::FinitePopulationError>(())
/// ```
///
/// # Common mistake
///
/// Using it for a forecast. Today's customers are all there are today; as a sample of those to come
/// they are not a finite population.
///
/// # What others do
///
/// R's `survey` takes 1 − n ÷ N on a variance divided by n − 1, which is the same for a mean and
/// differs by n ÷ (n − 1) for a proportion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "u64", into = "u64"))]
pub struct FinitePopulation {
    size: NonZeroU64,
}

/// What is wrong with a population.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FinitePopulationError {
    /// Nobody.
    #[error("a population of nobody")]
    Empty,
    /// More in the sample than in the population.
    #[error("{sample} in the sample of a population of {population}")]
    SampleTooLarge {
        /// The sample.
        sample: u64,
        /// The population.
        population: u64,
    },
}

impl FinitePopulation {
    /// So many.
    ///
    /// # Errors
    ///
    /// [`FinitePopulationError::Empty`] for 0.
    pub fn try_new(size: u64) -> Result<Self, FinitePopulationError> {
        Ok(Self { size: NonZeroU64::new(size).ok_or(FinitePopulationError::Empty)? })
    }

    /// How many.
    #[must_use]
    pub const fn size(self) -> u64 {
        self.size.get()
    }

    /// What the variance of a share is multiplied by when `sample` of them are known:
    /// (N − n) ÷ (N − 1).
    ///
    /// # Errors
    ///
    /// [`FinitePopulationError::SampleTooLarge`].
    pub fn factor(self, sample: u64) -> Result<f64, FinitePopulationError> {
        let left = self.left(sample)?;
        // One in a population of one: nothing is left.
        Ok(if left == 0 { 0.0 } else { left as f64 / (self.size() - 1) as f64 })
    }

    /// What the variance of a mean is multiplied by when `sample` of them are known: 1 − n ÷ N. It
    /// goes with a variance that is divided by n − 1.
    ///
    /// # Errors
    ///
    /// [`FinitePopulationError::SampleTooLarge`].
    pub fn share_left(self, sample: u64) -> Result<f64, FinitePopulationError> {
        Ok(self.left(sample)? as f64 / self.size() as f64)
    }

    fn left(self, sample: u64) -> Result<u64, FinitePopulationError> {
        let population = self.size();
        let too_large = FinitePopulationError::SampleTooLarge { sample, population };
        population.checked_sub(sample).ok_or(too_large)
    }
}

impl TryFrom<u64> for FinitePopulation {
    type Error = FinitePopulationError;

    fn try_from(size: u64) -> Result<Self, Self::Error> {
        Self::try_new(size)
    }
}

impl From<FinitePopulation> for u64 {
    fn from(population: FinitePopulation) -> Self {
        population.size()
    }
}
