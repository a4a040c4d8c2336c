//! How many gave each answer.

use std::fmt;

use kpi_stats::{Moments, Proportion, Tally};

use crate::{Scale, ScoreError};

/// How many gave each answer to one item, and who gave none.
///
/// High is good: answers of a reversed item are mirrored.
///
/// ```
/// use kpi_survey::{Distribution, Scale};
///
/// // 5, 10, 30, 35 and 20 answers of 1 to 5; 7 did not answer.
/// let answers = Distribution::try_new(Scale::ONE_TO_FIVE, [5, 10, 30, 35, 20])?.with_no_answer(7);
/// assert_eq!((answers.n(), answers.count(4)), (100, 35));
/// assert_eq!(answers.to_string(), "1: 5, 2: 10, 3: 30, 4: 35, 5: 20 (n = 100, no answer 7)");
/// # Ok::<(), kpi_survey::DistributionError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawDistribution", into = "RawDistribution"))]
pub struct Distribution {
    scale: Scale,
    counts: Vec<u64>,
    no_answer: u64,
    set_aside: u64,
}

/// Why counts are not a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DistributionError {
    /// Not one count for each answer.
    #[error("{found} counts for the {expected} answers from {scale}")]
    Length {
        /// Counts given.
        found: usize,
        /// Answers of the scale.
        expected: usize,
        /// The scale.
        scale: Scale,
    },
    /// Parts on different scales.
    #[error("answers from {other} cannot be added to answers from {scale}")]
    OtherScale {
        /// The scale here.
        scale: Scale,
        /// The scale of the other part.
        other: Scale,
    },
    /// More answers than floats hold exactly.
    #[error("more than {} answers", Distribution::MAX)]
    TooMany,
}

impl Distribution {
    /// The most answers that are counted: 2⁵³, up to which floats hold every count.
    pub const MAX: u64 = 1 << 53;

    /// Counts of the answers, lowest first.
    ///
    /// # Errors
    ///
    /// [`DistributionError`] unless there is one count for each answer, and for more than
    /// [`Distribution::MAX`] answers.
    pub fn try_new(
        scale: Scale,
        counts: impl IntoIterator<Item = u64>,
    ) -> Result<Self, DistributionError> {
        let counts: Vec<u64> = counts.into_iter().collect();
        let (found, expected) = (counts.len(), scale.points());
        if found != expected {
            return Err(DistributionError::Length { found, expected, scale });
        }
        let sum = counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count));
        match sum {
            Some(sum) if sum <= Self::MAX => Ok(Self::new(scale, counts, 0, 0)),
            _ => Err(DistributionError::TooMany),
        }
    }

    pub(crate) const fn new(
        scale: Scale,
        counts: Vec<u64>,
        no_answer: u64,
        set_aside: u64,
    ) -> Self {
        Self { scale, counts, no_answer, set_aside }
    }

    pub(crate) fn empty(scale: Scale) -> Self {
        Self::new(scale, vec![0; scale.points()], 0, 0)
    }

    /// The same with so many who did not answer.
    #[must_use]
    pub fn with_no_answer(self, no_answer: u64) -> Self {
        Self { no_answer, ..self }
    }

    /// The same with so many answers that were off the scale and set aside.
    #[must_use]
    pub fn with_set_aside(self, set_aside: u64) -> Self {
        Self { set_aside, ..self }
    }

    /// The scale.
    #[must_use]
    pub const fn scale(&self) -> Scale {
        self.scale
    }

    /// Counts of the answers, lowest first.
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// How many gave an answer; 0 for what is no answer.
    #[must_use]
    pub fn count(&self, value: u8) -> u64 {
        let at = self.scale.position(value).and_then(|at| self.counts.get(at));
        at.copied().unwrap_or_default()
    }

    /// Number of answers on the scale.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.counts.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// How many did not answer.
    #[must_use]
    pub const fn no_answer(&self) -> u64 {
        self.no_answer
    }

    /// Answers off the scale that were set aside.
    #[must_use]
    pub const fn set_aside(&self) -> u64 {
        self.set_aside
    }

    /// Each answer with how many gave it, lowest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (u8, u64)> {
        self.scale.values().zip(self.counts.iter().copied())
    }

    /// How many gave an answer from `low` to `high`, both included.
    #[must_use]
    pub fn between(&self, low: u8, high: u8) -> u64 {
        let inside = self.iter().filter(|(value, _)| (low..=high).contains(value));
        inside.fold(0, |sum, (_, count)| sum.saturating_add(count))
    }

    /// The answers added up: Σ value × count, exactly.
    #[must_use]
    pub fn points_total(&self) -> u128 {
        self.iter().map(|(value, count)| u128::from(value) * u128::from(count)).sum()
    }

    /// Number, mean and variance, for the tests of means in `kpi-stats`.
    ///
    /// # Errors
    ///
    /// [`ScoreError::Moments`] never for a distribution of at most [`Distribution::MAX`] answers.
    pub fn moments(&self) -> Result<Moments, ScoreError> {
        let mut moments = Moments::new();
        for (value, count) in self.iter() {
            moments.observe_many(f64::from(value), count)?;
        }
        Ok(moments)
    }

    /// The answers with their counts, for the rank tests in `kpi-stats` (Mann-Whitney).
    ///
    /// # Errors
    ///
    /// [`ScoreError::Tally`] never for a distribution of at most [`Distribution::MAX`] answers.
    pub fn tally(&self) -> Result<Tally, ScoreError> {
        Ok(Tally::try_from_counts(self.iter().map(|(value, count)| (f64::from(value), count)))?)
    }

    /// Answers of at least `from` among all, for the tests of proportions in `kpi-stats`.
    ///
    /// ```
    /// use kpi_stats::{Alternative, TwoProportionTest, TwoProportions};
    /// use kpi_survey::{Distribution, Scale};
    ///
    /// let before = Distribution::try_new(Scale::ONE_TO_FIVE, [5, 10, 30, 35, 20])?;
    /// let after = Distribution::try_new(Scale::ONE_TO_FIVE, [3, 8, 24, 40, 25])?;
    /// let shares = TwoProportions::new(before.proportion_from(4)?, after.proportion_from(4)?);
    /// let test = shares.test(TwoProportionTest::ZPooled, Alternative::TwoSided)?;
    /// // 55 and 65 of 100: z = 0.1 ÷ √(0.6 · 0.4 · 0.02) = 1.4434.
    /// assert!((test.p_value() - 0.14891).abs() < 1e-5);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ScoreError::NoAnswers`].
    pub fn proportion_from(&self, from: u8) -> Result<Proportion, ScoreError> {
        let n = self.n();
        if n == 0 {
            return Err(ScoreError::NoAnswers);
        }
        Ok(Proportion::try_new(self.between(from, self.scale.high()), n)?)
    }

    /// The same seen from the other end of the scale.
    #[must_use]
    pub fn mirrored(&self) -> Self {
        let counts = self.counts.iter().rev().copied().collect();
        Self { counts, ..self.clone() }
    }

    /// Adds the answers of another part.
    ///
    /// # Errors
    ///
    /// [`DistributionError::OtherScale`] and [`DistributionError::TooMany`]; unchanged
    /// then.
    pub fn merge(&mut self, other: &Self) -> Result<(), DistributionError> {
        let scale = self.scale;
        if other.scale != scale {
            return Err(DistributionError::OtherScale { scale, other: other.scale });
        }
        if self.n().saturating_add(other.n()) > Self::MAX {
            return Err(DistributionError::TooMany);
        }
        self.add(other);
        Ok(())
    }

    /// Adds a part of the same scale.
    pub(crate) fn add(&mut self, other: &Self) {
        for (sum, count) in self.counts.iter_mut().zip(&other.counts) {
            *sum = sum.saturating_add(*count);
        }
        self.no_answer = self.no_answer.saturating_add(other.no_answer);
        self.set_aside = self.set_aside.saturating_add(other.set_aside);
    }
}

/// `1: 5, 2: 10 (n = 15, no answer 2, set aside 1)`.
impl fmt::Display for Distribution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (value, count)) in self.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{value}: {count}")?;
        }
        write!(f, " (n = {}", self.n())?;
        if self.no_answer > 0 {
            write!(f, ", no answer {}", self.no_answer)?;
        }
        if self.set_aside > 0 {
            write!(f, ", set aside {}", self.set_aside)?;
        }
        f.write_str(")")
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Distribution", deny_unknown_fields)]
struct RawDistribution {
    scale: Scale,
    counts: Vec<u64>,
    #[serde(default)]
    no_answer: u64,
    #[serde(default)]
    set_aside: u64,
}

#[cfg(feature = "serde")]
impl TryFrom<RawDistribution> for Distribution {
    type Error = DistributionError;

    fn try_from(raw: RawDistribution) -> Result<Self, Self::Error> {
        let whole = Self::try_new(raw.scale, raw.counts)?;
        Ok(whole.with_no_answer(raw.no_answer).with_set_aside(raw.set_aside))
    }
}

#[cfg(feature = "serde")]
impl From<Distribution> for RawDistribution {
    fn from(d: Distribution) -> Self {
        let Distribution { scale, counts, no_answer, set_aside } = d;
        Self { scale, counts, no_answer, set_aside }
    }
}
