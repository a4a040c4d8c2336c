//! Two groups by ranks.

use kpi_types::{Estimate, EstimateMethod};

use super::rank_sum::{RankSum, range};
use super::{RankError, RankMethod, exact};
use crate::distribution::bisect;
use crate::{Alternative, ConfidenceLevel, HypothesisTest, Tally, TestMethod};

/// Two groups of different people, compared by how often a value of the first is above one of the
/// second: scores of two waves, order values of two segments.
///
/// Linear in the number of different values: ordinal answers are compared from their counts,
/// however many there are.
///
/// # Formula
///
/// U = number of pairs (x, y) with x > y, plus half of those with x = y; m and n values.
///
/// # Conventions
///
/// U is that of the first group (R's W). Values are compared as they are: figures that ought to be
/// the same but differ in the last digit are not ties, so round them first.
///
/// # Worked example
///
/// 0–10 answers of two groups (SciPy 1.17.1, `mannwhitneyu`: U = 29262.5, p = 0.0948 with
/// continuity correction):
///
/// ```
/// use kpi_stats::{Alternative, MannWhitney, RankMethod, Tally};
///
/// let counts = |counts: [u64; 11]| {
///     Tally::try_from_counts(counts.into_iter().zip(0..).map(|(count, score)| (f64::from(score), count)))
/// };
/// let first = counts([9, 3, 4, 8, 11, 28, 14, 21, 37, 58, 47])?;
/// let second = counts([14, 2, 7, 9, 13, 35, 10, 16, 33, 44, 41])?;
/// let groups = MannWhitney::try_new(first, second)?;
/// assert_eq!(groups.u(), 29_262.5);
/// let test = groups.test(RankMethod::NormalCorrected, Alternative::TwoSided)?;
/// assert!((test.p_value() - 0.09475821189521477).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Reporting it as a test of medians. It asks whether one group tends to be above the other;
/// medians may be the same while it is.
///
/// # What others do
///
/// R corrects for continuity and is exact below 50 without ties. SciPy's `mannwhitneyu` corrects,
/// too, and is exact for up to 8 without ties; forced to be exact with ties it ignores them.
///
/// # References
///
/// H. B. Mann, D. R. Whitney (1947). M. Hollander, D. A. Wolfe, *Nonparametric Statistical
/// Methods*, chapter 4.
#[derive(Debug, Clone, PartialEq)]
pub struct MannWhitney {
    first: Tally,
    second: Tally,
    /// 2 U, which is whole.
    twice_u: u128,
    /// Σ (t³ − t) over groups of equal values.
    ties: f64,
}

impl MannWhitney {
    /// The most arrangements the exact method goes through: m n ≤ 10,000.
    pub const MAX_EXACT: u128 = 10_000;

    /// Joins two groups.
    ///
    /// # Errors
    ///
    /// [`RankError::EmptyGroup`].
    pub fn try_new(first: Tally, second: Tally) -> Result<Self, RankError> {
        if first.n() == 0 || second.n() == 0 {
            return Err(RankError::EmptyGroup { first: first.n(), second: second.n() });
        }
        let (mut twice_u, mut ties, mut below) = (0_u128, 0.0, 0_u128);
        let mut others = second.counts().iter().peekable();
        let tied = |t: f64| t * (t * t - 1.0);
        for (value, count) in first.counts() {
            while let Some((_, other)) = others.next_if(|entry| entry.0 < *value) {
                below += u128::from(*other);
                ties += tied(*other as f64);
            }
            let equal = others.next_if(|entry| entry.0 == *value).map_or(0, |entry| entry.1);
            twice_u += u128::from(*count) * (2 * below + u128::from(equal));
            below += u128::from(equal);
            ties += tied((count + equal) as f64);
        }
        ties += others.map(|entry| tied(entry.1 as f64)).sum::<f64>();
        Ok(Self { first, second, twice_u, ties })
    }

    /// U of the first group.
    #[must_use]
    pub fn u(&self) -> f64 {
        self.sum()
    }

    /// The groups the other way round.
    #[must_use]
    pub fn swapped(&self) -> Self {
        let twice_u = 2 * self.pairs() - self.twice_u;
        let (first, second) = (self.second.clone(), self.first.clone());
        Self { first, second, twice_u, ties: self.ties }
    }

    /// What R takes unless told otherwise: exact without ties and with fewer than 50 in each group,
    /// else the normal approximation with continuity correction.
    #[must_use]
    pub fn recommended(&self) -> RankMethod {
        let small = self.first.n() < 50 && self.second.n() < 50;
        if small && self.ties == 0.0 { RankMethod::Exact } else { RankMethod::NormalCorrected }
    }

    /// Tests whether a value of the first group is as often above as below one of the second.
    ///
    /// # Formula
    ///
    /// Exact: twice the smaller tail of U among all arrangements. Normal: z = (U − m n/2 ∓ c) ÷ σ,
    /// σ² = m n (N + 1 − Σ (t³ − t) ÷ (N (N − 1))) ÷ 12, c = ½ with continuity correction and 0
    /// without.
    ///
    /// # Undefined when
    ///
    /// All values are the same ([`RankError::NoVariation`]); the exact one with ties or too many
    /// values.
    ///
    /// # Errors
    ///
    /// [`RankError`].
    pub fn test(
        &self,
        method: RankMethod,
        alternative: Alternative,
    ) -> Result<HypothesisTest, RankError> {
        self.rank_test(method, alternative)
    }

    /// The shift between the groups: the median of all differences x − y (Hodges and Lehmann), with
    /// its interval.
    ///
    /// # Formula
    ///
    /// The interval runs from the k-th smallest to the k-th largest difference. Exact: k is the
    /// number of values of U that together have less than the chance α/2. Normal: k = m n/2 − c − z
    /// σ, rounded up.
    ///
    /// # Conventions
    ///
    /// It goes with the test of the same method: where no value is in both groups, p < α exactly
    /// when 0 is outside. Differences are not written down: each end takes 64 passes over the
    /// different values.
    ///
    /// # Undefined when
    ///
    /// The groups are too small for the level: [`RankError::LevelNotReached`]. Otherwise as
    /// [`test`](Self::test).
    ///
    /// # Worked example
    ///
    /// Permeability of the placenta (R documentation of `wilcox.test`, Hollander and Wolfe: 0.305,
    /// −0.15 to 0.76):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, MannWhitney, RankMethod, Tally};
    ///
    /// let term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    /// let early = [1.15, 0.88, 0.90, 0.74, 1.21];
    /// let groups =
    ///     MannWhitney::try_new(Tally::try_from_values(term)?, Tally::try_from_values(early)?)?;
    /// let shift = groups.shift(RankMethod::Exact, ConfidenceLevel::P95)?;
    /// assert_eq!(format!("{:.3} {:.2} {:.2}", shift.point(), shift.lower(), shift.upper()), "0.305 -0.15 0.76");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # What others do
    ///
    /// R as here where it is exact; beyond it searches for the shift at which z is just rejected,
    /// which may lie between two differences. SciPy and pingouin have no interval.
    ///
    /// # Errors
    ///
    /// [`RankError`].
    pub fn shift(&self, method: RankMethod, level: ConfidenceLevel) -> Result<Estimate, RankError> {
        let (x, y) = (self.first.counts(), self.second.counts());
        let ([x_least, x_most], [y_least, y_most]) = (range(x), range(y));
        let bounds = [x_least - y_most, x_most - y_least];
        self.middle(method, level, bounds, |gap| differences_up_to(gap, x, y))
    }

    /// The probability of superiority: the chance that a value of the first group is above one of
    /// the second, ties counting half, with its interval. Also known as A, AUC or common-language
    /// effect size.
    ///
    /// # Formula
    ///
    /// A = U ÷ (m n). The interval holds all θ with |A − θ| ≤ z √(θ (1 − θ) (1 + n* ((1 − θ) ÷ (2 −
    /// θ) + θ ÷ (1 + θ))) ÷ (m n)), n* = (m + n)/2 − 1.
    ///
    /// # Conventions
    ///
    /// The edges are closed: where every value is above, the interval ends at 1 and has a width.
    /// With many ties it is wider than it needs to be.
    ///
    /// # Worked example
    ///
    /// Permeability of the placenta: 35 of 50 pairs, A = 0.7.
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, MannWhitney, Tally};
    ///
    /// let term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
    /// let early = [1.15, 0.88, 0.90, 0.74, 1.21];
    /// let groups =
    ///     MannWhitney::try_new(Tally::try_from_values(term)?, Tally::try_from_values(early)?)?;
    /// assert_eq!(groups.superiority(ConfidenceLevel::P95)?.point(), 0.7);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # References
    ///
    /// R. G. Newcombe, *Confidence intervals for an effect size measure based on the Mann-Whitney
    /// statistic*, Statistics in Medicine 25 (2006), method 5.
    ///
    /// # Errors
    ///
    /// None in practice.
    pub fn superiority(&self, level: ConfidenceLevel) -> Result<Estimate, RankError> {
        let point = self.u() / self.pairs() as f64;
        // Both groups are treated alike, so the upper end is that of the other chance.
        let lower = self.superiority_lower(point, level).min(point);
        let upper = (1.0 - self.superiority_lower(1.0 - point, level)).max(point);
        let n = self.first.n() + self.second.n();
        let how = EstimateMethod::SuperiorityScore;
        Ok(Estimate::try_new(point, lower, upper, level.level(), n, how)?)
    }

    /// The rank-biserial correlation 2A − 1, from −1 to 1, with its interval; A is the probability
    /// of [`superiority`](Self::superiority). Also known as Cliff's delta.
    ///
    /// # Errors
    ///
    /// None in practice.
    pub fn rank_biserial(&self, level: ConfidenceLevel) -> Result<Estimate, RankError> {
        let found = self.superiority(level)?;
        let [point, lower, upper] =
            [found.point(), found.lower(), found.upper()].map(|end| 2.0 * end - 1.0);
        Ok(Estimate::try_new(point, lower, upper, found.level(), found.n(), found.method())?)
    }

    fn superiority_lower(&self, point: f64, level: ConfidenceLevel) -> f64 {
        let (m, n) = (self.first.n() as f64, self.second.n() as f64);
        let more = 0.5 * (m + n) - 1.0;
        bisect(0.0, point, |theta| {
            let inner = 1.0 + more * ((1.0 - theta) / (2.0 - theta) + theta / (1.0 + theta));
            let variance = theta * (1.0 - theta) * inner / (m * n);
            point - theta > level.z() * variance.sqrt()
        })
    }

    /// m n.
    fn pairs(&self) -> u128 {
        u128::from(self.first.n()) * u128::from(self.second.n())
    }
}

impl RankSum for MannWhitney {
    fn names(method: RankMethod) -> (TestMethod, EstimateMethod) {
        match method {
            RankMethod::Exact => (TestMethod::MannWhitneyExact, EstimateMethod::RankSumExact),
            RankMethod::Normal => (TestMethod::MannWhitneyNormal, EstimateMethod::RankSumNormal),
            RankMethod::NormalCorrected => {
                (TestMethod::MannWhitneyCorrected, EstimateMethod::RankSumCorrected)
            }
        }
    }

    fn twice(&self) -> u128 {
        self.twice_u
    }

    fn mean_and_deviation(&self) -> Result<(f64, f64), RankError> {
        let (m, n) = (self.first.n() as f64, self.second.n() as f64);
        let all = m + n;
        let inner = all + 1.0 - self.ties / (all * (all - 1.0));
        let same = |a: &[(f64, u64)], b: &[(f64, u64)]| match (a, b) {
            ([one], [other]) => one.0 == other.0,
            _ => false,
        };
        if same(self.first.counts(), self.second.counts()) {
            return Err(RankError::NoVariation { n: self.ranked() });
        }
        Ok((self.pairs() as f64 / 2.0, (m * n / 12.0 * inner).sqrt()))
    }

    fn chances(&self) -> Result<Vec<f64>, RankError> {
        let (size, most) = (self.pairs(), Self::MAX_EXACT);
        if self.ties > 0.0 {
            Err(RankError::Ties)
        } else if size > most {
            Err(RankError::TooManyForExact { size, most })
        } else {
            Ok(exact::rank_sum(self.first.n(), self.second.n()))
        }
    }

    fn figures(&self) -> u128 {
        self.pairs()
    }

    fn ranked(&self) -> u64 {
        self.first.n() + self.second.n()
    }
}

/// How many differences x − y are at most `gap`.
fn differences_up_to(gap: f64, x: &[(f64, u64)], y: &[(f64, u64)]) -> u128 {
    // As x rises, fewer of the y are large enough.
    let mut left: u128 = y.iter().map(|entry| u128::from(entry.1)).sum();
    let mut others = y.iter().peekable();
    let mut count = 0;
    for (value, times) in x {
        while let Some(entry) = others.next_if(|entry| value - entry.0 > gap) {
            left -= u128::from(entry.1);
        }
        count += u128::from(*times) * left;
    }
    count
}
