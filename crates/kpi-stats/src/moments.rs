//! Number, mean and variance of values.

mod exact_sum;
mod mean;
mod one_sample;

pub use mean::MeanError;

use exact_sum::ExactSum;

/// Number, sum and sum of squares of values, from which mean and variance come.
///
/// An accumulator: [`observe`](Self::observe), [`merge`](Self::merge), then ask. Sums are kept to
/// twice the digits of a float, so the order and the way the data were split do not show in the
/// result, and a small spread around a large mean is not lost.
///
/// # Formula
///
/// x̄ = Σ xᵢ ÷ n; s² = (Σ xᵢ² − (Σ xᵢ)² ÷ n) ÷ (n − 1).
///
/// # Worked example
///
/// The first group of Student's sleep data (R, `mean` and `sd`: 0.75 and 1.78901):
///
/// ```
/// use kpi_stats::Moments;
///
/// let hours = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
/// let sleep = Moments::try_from_values(hours)?;
/// assert_eq!(sleep.mean(), Some(0.75));
/// assert!(sleep.standard_deviation().is_some_and(|sd| (sd - 1.789010).abs() < 1e-6));
/// # Ok::<(), kpi_stats::MomentsError>(())
/// ```
///
/// # Common mistake
///
/// Dividing by n: the variance of a sample divides by n − 1.
///
/// # What others do
///
/// R and statsmodels divide by n − 1; NumPy divides by n unless told `ddof=1`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Moments {
    n: u64,
    sum: ExactSum,
    squares: ExactSum,
}

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum MomentsError {
    /// A value is not a finite number, or so large that its square is not.
    #[error("the value {value} is not a number of at most {} in size", Moments::LARGEST)]
    Value {
        /// What was given.
        value: f64,
    },
    /// More values than are counted.
    #[error("more than {} values", Moments::MAX_VALUES)]
    TooManyValues,
    /// A variance that is negative or not finite.
    #[error("the variance {variance} is not a finite number of at least 0")]
    Variance {
        /// What was given.
        variance: f64,
    },
}

impl Moments {
    /// The largest size of a value.
    pub const LARGEST: f64 = 1e130;

    /// The most values that are counted: 2⁵³, up to which floats hold every count.
    pub const MAX_VALUES: u64 = 1 << 53;

    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From values.
    ///
    /// # Errors
    ///
    /// [`MomentsError::Value`] for the first that is not a finite number.
    pub fn try_from_values(values: impl IntoIterator<Item = f64>) -> Result<Self, MomentsError> {
        let mut moments = Self::new();
        values.into_iter().try_for_each(|value| moments.observe(value))?;
        Ok(moments)
    }

    /// From a published number, mean and variance (divided by n − 1).
    ///
    /// # Errors
    ///
    /// [`MomentsError`] for a mean or variance that cannot be.
    pub fn try_from_summary(n: u64, mean: f64, variance: f64) -> Result<Self, MomentsError> {
        if !(variance >= 0.0 && variance.is_finite()) {
            return Err(MomentsError::Variance { variance });
        }
        let mut moments = Self::new();
        moments.observe_many(mean, n)?;
        let around = ExactSum::default().plus_product(variance, n.saturating_sub(1) as f64);
        moments.squares = moments.squares.plus(around);
        Ok(moments)
    }

    /// Takes in a value.
    ///
    /// # Errors
    ///
    /// As [`observe_many`](Self::observe_many).
    pub fn observe(&mut self, value: f64) -> Result<(), MomentsError> {
        self.observe_many(value, 1)
    }

    /// Takes in a value that was seen `count` times.
    ///
    /// # Errors
    ///
    /// [`MomentsError::Value`] for what is not finite or too large,
    /// [`MomentsError::TooManyValues`]; nothing is taken in then.
    pub fn observe_many(&mut self, value: f64, count: u64) -> Result<(), MomentsError> {
        if value.is_nan() || value.abs() > Self::LARGEST {
            return Err(MomentsError::Value { value });
        }
        let n = self.n.checked_add(count).filter(|n| *n <= Self::MAX_VALUES);
        self.n = n.ok_or(MomentsError::TooManyValues)?;
        let count = count as f64;
        self.sum = self.sum.plus_product(value, count);
        self.squares =
            self.squares.plus(ExactSum::default().plus_product(value, value).times(count));
        Ok(())
    }

    /// Takes in what another has seen.
    ///
    /// # Errors
    ///
    /// [`MomentsError::TooManyValues`]; nothing is taken in then.
    pub fn merge(&mut self, other: &Self) -> Result<(), MomentsError> {
        let n = self.n.checked_add(other.n).filter(|n| *n <= Self::MAX_VALUES);
        self.n = n.ok_or(MomentsError::TooManyValues)?;
        self.sum = self.sum.plus(other.sum);
        self.squares = self.squares.plus(other.squares);
        Ok(())
    }

    /// Number of values.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// The mean; none without a value.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum.divided(self.n as f64).value())
    }

    /// The variance, divided by n − 1; none with fewer than two values.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        if self.n < 2 {
            return None;
        }
        let n = self.n as f64;
        let around = self.squares.plus(self.sum.squared().divided(n).negated()).value();
        // What is left of a sum of squares after rounding is not spread.
        let noise = self.squares.value() * 1e-28;
        Some(if around > noise { around / (n - 1.0) } else { 0.0 })
    }

    /// The root of the variance.
    #[must_use]
    pub fn standard_deviation(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }
}
