//! Quantiles of a sample, by every published definition, and the position of a value in one.

/// Which definition of a sample quantile is meant.
///
/// Nine are in use; they differ by up to one gap between neighbouring values, which is a lot for
/// the 90th percentile of twenty numbers. Numbers and formulas follow Hyndman and Fan.
///
/// With n sorted values x₁ … xₙ, a probability p and a position h, the quantile is
/// x⌊h⌋ + (h − ⌊h⌋)(x⌊h⌋₊₁ − x⌊h⌋), where positions below 1 and above n mean the first and last
/// value.
///
/// | type | variant | position h | 40 % of 15, 20, 35, 40, 50 | elsewhere |
/// |---|---|---|---|---|
/// | 1 | `InverseCdf` | ⌈n p⌉, no interpolation | 20 | SQL `percentile_disc` |
/// | 2 | `AveragedInverseCdf` | as 1, mean of both where n p is whole | 27.5 | SAS default |
/// | 3 | `ClosestObservation` | n p rounded, halves to even | 20 | SAS method 2 |
/// | 4 | `InterpolatedInverseCdf` | n p | 20 | |
/// | 5 | `Hazen` | n p + ½ | 27.5 | hydrology |
/// | 6 | `Weibull` | (n + 1) p | 26 | Excel `PERCENTILE.EXC`, SPSS |
/// | 7 | `Linear` | (n − 1) p + 1 | 29 | Excel `PERCENTILE.INC`, R, NumPy, SQL `percentile_cont` |
/// | 8 | `MedianUnbiased` | (n + ⅓) p + ⅓ | 27 | recommended by the authors |
/// | 9 | `NormalUnbiased` | (n + ¼) p + ⅜ | 27.125 | normal plots |
///
/// # References
///
/// R. J. Hyndman, Y. Fan, *Sample quantiles in statistical packages*, The American Statistician 50
/// (1996). The values of the example column are those of the NumPy test suite.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum QuantileType {
    /// Type 1: the smallest value with at least that share at or below it.
    InverseCdf,
    /// Type 2: as type 1, with the mean of two values where either would do.
    AveragedInverseCdf,
    /// Type 3: the value whose rank is nearest.
    ClosestObservation,
    /// Type 4: straight lines between the steps of the distribution.
    InterpolatedInverseCdf,
    /// Type 5: straight lines between the middles of the steps.
    Hazen,
    /// Type 6: ranks divided by n + 1.
    Weibull,
    /// Type 7: smallest value at 0, largest at 1, straight lines between. What most people get.
    #[default]
    Linear,
    /// Type 8: unbiased for the median of the order statistic, whatever the distribution.
    MedianUnbiased,
    /// Type 9: close to unbiased for normal data.
    NormalUnbiased,
}

/// Why a quantile has no answer.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum QuantileError {
    /// No values.
    #[error("a sample needs at least one value")]
    Empty,
    /// A value that is not a number, or infinite.
    #[error("value {index} of the sample is {value}: it must be finite")]
    NotFinite {
        /// Its place in the input, from 0.
        index: usize,
        /// What was given.
        value: f64,
    },
    /// A probability outside [0, 1].
    #[error("the probability {probability} is not between 0 and 1: write 0.9 for 90 %")]
    Probability {
        /// What was given.
        probability: f64,
    },
    /// A value to be placed that is not a number.
    #[error("the value to place is not a number")]
    NotANumber,
}

/// A row of numbers, checked and sorted once, asked often.
///
/// ```
/// use kpi_stats::{QuantileType, Sample};
///
/// let sample = Sample::try_new([40.0, 15.0, 50.0, 20.0, 35.0])?;
/// assert_eq!(sample.quantile(0.4, QuantileType::Linear)?, 29.0);
/// assert!((sample.quantile(0.4, QuantileType::Weibull)? - 26.0).abs() < 1e-12);
/// assert_eq!(sample.mid_rank(35.0)?, 0.5);
/// # Ok::<(), kpi_stats::QuantileError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    sorted: Vec<f64>,
}

/// A position this close to a whole number, relative to itself, is that number: 0.1 × 10 and
/// probabilities written with fifteen digits must not fall on the wrong side of a step.
const WHOLE: f64 = 1e-14;

impl QuantileType {
    /// All types, in the order of their numbers.
    pub const ALL: [Self; 9] = [
        Self::InverseCdf,
        Self::AveragedInverseCdf,
        Self::ClosestObservation,
        Self::InterpolatedInverseCdf,
        Self::Hazen,
        Self::Weibull,
        Self::Linear,
        Self::MedianUnbiased,
        Self::NormalUnbiased,
    ];

    /// The number in Hyndman and Fan, and in R: 1 to 9.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::InverseCdf => 1,
            Self::AveragedInverseCdf => 2,
            Self::ClosestObservation => 3,
            Self::InterpolatedInverseCdf => 4,
            Self::Hazen => 5,
            Self::Weibull => 6,
            Self::Linear => 7,
            Self::MedianUnbiased => 8,
            Self::NormalUnbiased => 9,
        }
    }

    /// The type of that number; the inverse of [`QuantileType::number`].
    #[must_use]
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }

    /// The position in n sorted values, counted from 1, as a whole part and what is left.
    fn position(self, n: f64, p: f64) -> (f64, f64) {
        match self {
            Self::InverseCdf => {
                let (whole, rest) = split(n * p);
                (whole + step(rest), 0.0)
            }
            Self::AveragedInverseCdf => {
                let (whole, rest) = split(n * p);
                if rest > 0.0 { (whole + 1.0, 0.0) } else { (whole, 0.5) }
            }
            Self::ClosestObservation => {
                let (whole, rest) = split(n * p - 0.5);
                // Exactly between two ranks, the even one.
                let stays = rest == 0.0 && whole % 2.0 == 0.0;
                (if stays { whole } else { whole + 1.0 }, 0.0)
            }
            Self::InterpolatedInverseCdf => split(n * p),
            Self::Hazen => split(n * p + 0.5),
            Self::Weibull => split((n + 1.0) * p),
            Self::Linear => split((n - 1.0) * p + 1.0),
            Self::MedianUnbiased => split((n + 1.0 / 3.0) * p + 1.0 / 3.0),
            Self::NormalUnbiased => split((n + 0.25) * p + 0.375),
        }
    }
}

impl Sample {
    /// Checks and sorts the values.
    ///
    /// # Errors
    ///
    /// [`QuantileError::Empty`] without values, [`QuantileError::NotFinite`] for one that is not a
    /// finite number.
    pub fn try_new(values: impl Into<Vec<f64>>) -> Result<Self, QuantileError> {
        let mut sorted: Vec<f64> = values.into();
        if sorted.is_empty() {
            return Err(QuantileError::Empty);
        }
        if let Some((index, value)) = sorted.iter().enumerate().find(|(_, v)| !v.is_finite()) {
            return Err(QuantileError::NotFinite { index, value: *value });
        }
        sorted.sort_unstable_by(f64::total_cmp);
        Ok(Self { sorted })
    }

    /// The values, from the smallest.
    #[must_use]
    pub fn sorted(&self) -> &[f64] {
        &self.sorted
    }

    /// How many values there are; at least one.
    #[must_use]
    pub fn n(&self) -> usize {
        self.sorted.len()
    }

    /// The value below which a share `probability` of the sample lies, by a named definition.
    ///
    /// # Errors
    ///
    /// [`QuantileError::Probability`] for anything outside [0, 1].
    pub fn quantile(&self, probability: f64, kind: QuantileType) -> Result<f64, QuantileError> {
        if !(0.0..=1.0).contains(&probability) {
            return Err(QuantileError::Probability { probability });
        }
        let (whole, rest) = kind.position(self.sorted.len() as f64, probability);
        let (low, high) = (self.ranked(whole), self.ranked(whole + 1.0));
        Ok(between(low, high, rest))
    }

    /// Where a value stands in the sample, from 0 (below all) to 1 (above all): the share of values
    /// below it plus half the share equal to it.
    ///
    /// # Formula
    ///
    /// (b + e ÷ 2) ÷ n, with b values below, e equal and n in all (counts).
    ///
    /// # Common mistake
    ///
    /// Counting "at or below": the best of ten tied months would stand at 100 %, and the worst too.
    /// Half of the ties makes the middle of a sample 50 %, tied or not.
    ///
    /// # What others do
    ///
    /// SciPy calls it `percentileofscore(kind="mean")`; its default averages the ranks, which for a
    /// value of the sample is this plus 1 ÷ (2 n).
    ///
    /// # Errors
    ///
    /// [`QuantileError::NotANumber`] for NaN. Infinite values stand at the ends.
    pub fn mid_rank(&self, value: f64) -> Result<f64, QuantileError> {
        if value.is_nan() {
            return Err(QuantileError::NotANumber);
        }
        let below = self.sorted.partition_point(|v| *v < value);
        let upto = self.sorted.partition_point(|v| *v <= value);
        Ok((below + upto) as f64 / (2.0 * self.sorted.len() as f64))
    }

    /// The value of a rank counted from 1; the first and last beyond the ends.
    fn ranked(&self, rank: f64) -> f64 {
        let last = self.sorted.len().saturating_sub(1);
        let index = (rank.max(1.0) as usize - 1).min(last);
        self.sorted.get(index).copied().unwrap_or(f64::NAN)
    }
}

/// Whole part and rest, where almost whole is whole.
fn split(position: f64) -> (f64, f64) {
    let nearest = position.round();
    if (position - nearest).abs() <= WHOLE * position.abs().max(1.0) {
        (nearest, 0.0)
    } else {
        (position.floor(), position - position.floor())
    }
}

/// The point a share of the way from `low` to `high`, never outside.
fn between(low: f64, high: f64, share: f64) -> f64 {
    let gap = high - low;
    let point =
        if gap.is_finite() { low + gap * share } else { low * (1.0 - share) + high * share };
    point.clamp(low, high)
}

fn step(rest: f64) -> f64 {
    if rest > 0.0 { 1.0 } else { 0.0 }
}
