//! Survey weights.

/// One weight for each respondent: how many customers the answer stands for.
///
/// # Formula
///
/// Effective number of answers (Kish): n' = (Σ w)² ÷ Σ w²; design effect: n ÷ n'. Equal weights give
/// n and 1.
///
/// # Conventions
///
/// Only the proportions between weights matter to scores. Weights are above 0: leave respondents of
/// weight 0 out, so that n counts who is in.
///
/// # Worked example
///
/// Ten weights from 10 to 550 (R, `anesrake::generaldesigneffect`: 2.68479700651948):
///
/// ```
/// use kpi_survey::Weights;
///
/// let weights = [20.0, 200.0, 11.0, 25.0, 550.0, 30.0, 250.0, 100.0, 10.0, 55.0];
/// let weights = Weights::try_new(weights.to_vec())?;
/// assert!((weights.design_effect() - 2.68479700651948).abs() < 1e-12);
/// assert!((weights.effective_n() - 3.72467638175886).abs() < 1e-12);
/// # Ok::<(), kpi_survey::WeightError>(())
/// ```
///
/// # Common mistake
///
/// Reading the sum of the weights as the number of answers: an interval from a population of 40,000
/// looks certain when 200 answered.
///
/// # References
///
/// L. Kish, *Survey Sampling* (1965), section 11.7.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Vec<f64>", into = "Vec<f64>"))]
pub struct Weights {
    weights: Vec<f64>,
}

/// A number that is no weight.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WeightError {
    /// Zero, negative, not a number, or out of range.
    #[error(
        "row {row}: the weight {weight} is not between 2^-32 and {}: leave out rows of weight 0",
        Weights::MAX
    )]
    Weight {
        /// Its place, from 0.
        row: usize,
        /// What was given.
        weight: f64,
    },
    /// No weights at all.
    #[error("no weights: at least one respondent is needed")]
    None,
}

impl Weights {
    /// The largest weight, 2²⁴.
    pub const MAX: f64 = 16_777_216.0;
    /// The smallest weight, 2⁻³².
    pub const MIN: f64 = 1.0 / 4_294_967_296.0;

    /// Checks weights.
    ///
    /// # Errors
    ///
    /// [`WeightError`] for none, and for the first that is below [`Weights::MIN`], above
    /// [`Weights::MAX`] or not a number.
    pub fn try_new(weights: Vec<f64>) -> Result<Self, WeightError> {
        if weights.is_empty() {
            return Err(WeightError::None);
        }
        for (row, weight) in weights.iter().enumerate() {
            check(row, *weight)?;
        }
        Ok(Self { weights })
    }

    /// One for each respondent, in their order.
    #[must_use]
    pub fn as_slice(&self) -> &[f64] {
        &self.weights
    }

    /// Number of respondents.
    #[must_use]
    pub fn n(&self) -> usize {
        self.weights.len()
    }

    /// Σ w.
    #[must_use]
    pub fn sum(&self) -> f64 {
        self.weights.iter().sum()
    }

    /// Kish's effective number of answers.
    #[must_use]
    pub fn effective_n(&self) -> f64 {
        let sum = self.sum();
        sum * sum / self.weights.iter().map(|weight| weight * weight).sum::<f64>()
    }

    /// Kish's design effect: by how much unequal weights raise the variance of a mean.
    #[must_use]
    pub fn design_effect(&self) -> f64 {
        self.n() as f64 / self.effective_n()
    }

    /// The largest weight over the smallest.
    #[must_use]
    pub fn spread(&self) -> f64 {
        let largest = self.weights.iter().copied().fold(f64::MIN, f64::max);
        largest / self.weights.iter().copied().fold(f64::MAX, f64::min)
    }
}

pub(crate) fn check(row: usize, weight: f64) -> Result<(), WeightError> {
    if (Weights::MIN..=Weights::MAX).contains(&weight) {
        Ok(())
    } else {
        Err(WeightError::Weight { row, weight })
    }
}

impl TryFrom<Vec<f64>> for Weights {
    type Error = WeightError;

    fn try_from(weights: Vec<f64>) -> Result<Self, Self::Error> {
        Self::try_new(weights)
    }
}

impl From<Weights> for Vec<f64> {
    fn from(weights: Weights) -> Self {
        weights.weights
    }
}
