//! The interval of a mean.

use kpi_types::{Estimate, EstimateError, EstimateMethod};

use super::Moments;
use crate::{ConfidenceLevel, FinitePopulation, FinitePopulationError, HypothesisTestError};

/// Why values have no interval, test or effect size.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MeanError {
    /// Too few values to know a variance.
    #[error("{n} values: the spread of a mean needs at least {needed}")]
    TooFewValues {
        /// How many there are.
        n: u64,
        /// How many are needed.
        needed: u64,
    },
    /// All values are the same, so nothing says how far the mean may be off.
    #[error("all {n} values are {value}: without spread there is no interval or test")]
    NoVariation {
        /// How many there are.
        n: u64,
        /// The value; of two groups, that of the first.
        value: f64,
    },
    /// A null hypothesis that is not a finite number.
    #[error("the null hypothesis {null} is not a finite number")]
    Null {
        /// What was given.
        null: f64,
    },
    /// The population is smaller than the sample.
    #[error(transparent)]
    Population(#[from] FinitePopulationError),
    /// The interval is not an estimate, because a bound is too large for a float.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// The result is not one of a test, because the statistic is too large for a float.
    #[error(transparent)]
    Test(#[from] HypothesisTestError),
}

impl Moments {
    /// The mean with its t interval.
    ///
    /// # Formula
    ///
    /// x̄ ± t s ÷ √n, with t the 1 − α/2 quantile of Student's t with n − 1 degrees of freedom.
    ///
    /// # Conventions
    ///
    /// The values are taken to be independent and of equal weight.
    ///
    /// # Undefined when
    ///
    /// There are fewer than two values ([`MeanError::TooFewValues`]) or all are the same
    /// ([`MeanError::NoVariation`]).
    ///
    /// # Worked example
    ///
    /// Student's sleep data, first group (R, `t.test(x)`):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, Moments};
    ///
    /// let hours = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    /// let mean = Moments::try_from_values(hours)?.mean_interval(ConfidenceLevel::P95)?;
    /// assert!((mean.lower() + 0.529780413526232).abs() < 1e-12);
    /// assert!((mean.upper() - 2.02978041352623).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Reading it as the range in which most values lie. It is where the mean may lie.
    ///
    /// # What others do
    ///
    /// R's `t.test`, SciPy's `ttest_1samp(...).confidence_interval()` and statsmodels'
    /// `tconfint_mean` alike.
    ///
    /// # References
    ///
    /// Student, *The probable error of a mean*, Biometrika 6 (1908).
    ///
    /// # Errors
    ///
    /// [`MeanError`].
    pub fn mean_interval(&self, level: ConfidenceLevel) -> Result<Estimate, MeanError> {
        self.interval(1.0, EstimateMethod::StudentT, level)
    }

    /// The mean with its t interval, where the population is known and small.
    ///
    /// # Formula
    ///
    /// x̄ ± t √(1 − n ÷ N) s ÷ √n, N in the population.
    ///
    /// # Conventions
    ///
    /// When everybody answered the interval is the mean itself.
    ///
    /// # Undefined when
    ///
    /// As [`mean_interval`](Self::mean_interval), and when the sample is larger than the
    /// population.
    ///
    /// # Worked example
    ///
    /// The same ten of a population of forty: the half width 1.2797804 times √0.75.
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, FinitePopulation, Moments};
    ///
    /// let hours = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    /// let population = FinitePopulation::try_new(40)?;
    /// let sleep = Moments::try_from_values(hours)?;
    /// let mean = sleep.mean_interval_in(population, ConfidenceLevel::P95)?;
    /// assert!((mean.upper() - 0.75 - 1.27978041352623 * 0.75_f64.sqrt()).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// As at [`FinitePopulation`]: it does not hold for customers to come.
    ///
    /// # What others do
    ///
    /// R's `survey::svymean` with `fpc` alike, with a normal quantile unless told the degrees of
    /// freedom.
    ///
    /// # References
    ///
    /// W. G. Cochran, *Sampling Techniques*, 3rd edition (1977), section 2.7.
    ///
    /// # Errors
    ///
    /// [`MeanError`].
    pub fn mean_interval_in(
        &self,
        population: FinitePopulation,
        level: ConfidenceLevel,
    ) -> Result<Estimate, MeanError> {
        let factor = population.share_left(self.n)?;
        self.interval(factor, EstimateMethod::StudentTFinite, level)
    }

    fn interval(
        &self,
        factor: f64,
        method: EstimateMethod,
        level: ConfidenceLevel,
    ) -> Result<Estimate, MeanError> {
        let Spread { mean, variance, n } = self.spread()?;
        let reach = level.student(n - 1.0) * (factor * variance / n).sqrt();
        Ok(Estimate::try_new(mean, mean - reach, mean + reach, level.level(), self.n, method)?)
    }

    /// Mean, variance and n, where a spread is there to be known.
    pub(crate) fn spread(&self) -> Result<Spread, MeanError> {
        let spread = self.spread_or_none()?;
        if spread.variance > 0.0 {
            Ok(spread)
        } else {
            Err(MeanError::NoVariation { n: self.n, value: spread.mean })
        }
    }

    /// The same, a variance of 0 included.
    pub(crate) fn spread_or_none(&self) -> Result<Spread, MeanError> {
        match (self.mean(), self.variance()) {
            (Some(mean), Some(variance)) => Ok(Spread { mean, variance, n: self.n as f64 }),
            _ => Err(MeanError::TooFewValues { n: self.n, needed: 2 }),
        }
    }
}

/// What intervals and tests of means are made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spread {
    pub(crate) mean: f64,
    pub(crate) variance: f64,
    pub(crate) n: f64,
}
