//! How many answers an NPS needs.

use kpi_stats::{ConfidenceLevel, FinitePopulation};

use crate::{NpsCounts, ScoreError};

/// How far apart the answers are expected to be: what decides how many of them are needed.
///
/// # Formula
///
/// Variance of one answer v = p + d − (p − d)², with p and d the shares of promoters and detractors.
///
/// * for a margin of m points: n = z² v · 100² ÷ m²; of N customers n N ÷ (N − 1 + n)
/// * for a difference of δ points between two waves with variances v₁ and v₂: n = (z + z′)²
///   (v₁ + v₂) · 100² ÷ δ² answers in each, with z′ the normal quantile of the power
///
/// Both rounded up.
///
/// # Conventions
///
/// The margin is half the width of the Wald interval; the power is that of the two-sided test.
///
/// # Worked example
///
/// A quarter detractors and 45 % promoters, to within 5 points at 95 %: v = 0.66, and
/// 1.959964² · 0.66 · 10,000 ÷ 25 = 1,014.2. The worst case, half and half, takes 1,537.
///
/// ```
/// use kpi_stats::{ConfidenceLevel, FinitePopulation};
/// use kpi_survey::NpsSpread;
///
/// let spread = NpsSpread::try_new(0.45, 0.25)?;
/// assert_eq!(spread.answers_for_margin(5.0, ConfidenceLevel::P95)?, 1_015);
/// assert_eq!(NpsSpread::WORST.answers_for_margin(5.0, ConfidenceLevel::P95)?, 1_537);
/// // 400 customers: 1,014.2 · 400 ÷ (399 + 1,014.2)
/// let customers = FinitePopulation::try_new(400)?;
/// assert_eq!(spread.answers_for_margin_in(customers, 5.0, ConfidenceLevel::P95)?, 288);
/// // A change of 10 points found four times in five: (1.959964 + 0.841621)² · 1.32 · 100
/// assert_eq!(spread.answers_for_difference(spread, 10.0, ConfidenceLevel::P95, 0.8)?, 1_037);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Planning with the formula for a share: an NPS of 100 answers is ±15 points, not ±10.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NpsSpread {
    variance: f64,
}

impl NpsSpread {
    /// Half promoters, half detractors: nothing needs more answers.
    pub const WORST: Self = Self { variance: 1.0 };

    /// From expected shares of promoters and detractors.
    ///
    /// # Errors
    ///
    /// [`ScoreError::Plan`] for shares that are negative or above 1 together, or leave no variance.
    pub fn try_new(promoters: f64, detractors: f64) -> Result<Self, ScoreError> {
        for (what, value) in
            [("share of promoters", promoters), ("share of detractors", detractors)]
        {
            if !(0.0..=1.0).contains(&value) || promoters + detractors > 1.0 + 1e-9 {
                return Err(ScoreError::Plan { what, value });
            }
        }
        let net = promoters - detractors;
        let variance = promoters + detractors - net * net;
        if variance > 0.0 {
            Ok(Self { variance })
        } else {
            Err(ScoreError::Plan { what: "variance", value: variance })
        }
    }

    /// From the answers of an earlier wave.
    ///
    /// # Errors
    ///
    /// [`ScoreError::NoAnswers`], and [`ScoreError::Plan`] when they are all alike.
    pub fn of(earlier: NpsCounts) -> Result<Self, ScoreError> {
        if earlier.n() == 0 {
            return Err(ScoreError::NoAnswers);
        }
        let n = earlier.n() as f64;
        Self::try_new(earlier.promoters() as f64 / n, earlier.detractors() as f64 / n)
    }

    /// Variance of one answer that is −1, 0 or 1.
    #[must_use]
    pub const fn variance(self) -> f64 {
        self.variance
    }

    /// Answers for an interval of ± `points`.
    ///
    /// # Errors
    ///
    /// [`ScoreError::Plan`] for points that are not above 0 and at most 100.
    pub fn answers_for_margin(
        self,
        points: f64,
        level: ConfidenceLevel,
    ) -> Result<u64, ScoreError> {
        self.for_margin(points, level).map(|n| n.ceil() as u64)
    }

    /// The same of so many customers.
    ///
    /// # Errors
    ///
    /// As [`NpsSpread::answers_for_margin`].
    pub fn answers_for_margin_in(
        self,
        population: FinitePopulation,
        points: f64,
        level: ConfidenceLevel,
    ) -> Result<u64, ScoreError> {
        let n = self.for_margin(points, level)?;
        let customers = population.size() as f64;
        Ok((n * customers / (customers - 1.0 + n)).ceil() as u64)
    }

    /// Answers in each of two waves for a test that finds a difference of `points` so often, such as
    /// 0.8.
    ///
    /// # Errors
    ///
    /// [`ScoreError::Plan`] for points that are not above 0 and at most 200, and for a power that is
    /// not from 0.5 to below 1.
    pub fn answers_for_difference(
        self,
        other: Self,
        points: f64,
        level: ConfidenceLevel,
        power: f64,
    ) -> Result<u64, ScoreError> {
        if !(points > 0.0 && points <= 200.0) {
            return Err(ScoreError::Plan { what: "difference in points", value: points });
        }
        if !(0.5..1.0).contains(&power) {
            return Err(ScoreError::Plan { what: "power", value: power });
        }
        // Both tails of this level together leave out twice what the power leaves out.
        let reach = ConfidenceLevel::try_new(2.0 * power - 1.0).map_or(0.0, ConfidenceLevel::z);
        let share = (level.z() + reach) * 100.0 / points;
        Ok((share * share * (self.variance + other.variance)).ceil() as u64)
    }

    fn for_margin(self, points: f64, level: ConfidenceLevel) -> Result<f64, ScoreError> {
        if points > 0.0 && points <= 100.0 {
            let share = level.z() * 100.0 / points;
            Ok(share * share * self.variance)
        } else {
            Err(ScoreError::Plan { what: "margin in points", value: points })
        }
    }
}
