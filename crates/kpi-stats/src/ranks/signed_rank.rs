//! Differences of the same people by ranks.

use kpi_types::{Estimate, EstimateMethod};

use super::rank_sum::{RankSum, range};
use super::{RankError, RankMethod, exact};
use crate::{Alternative, ConfidenceLevel, HypothesisTest, Tally, TestMethod};

/// What becomes of differences of 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ZeroRule {
    /// They are left out (Wilcoxon): what R does.
    #[default]
    Drop,
    /// They get the lowest ranks, which then count for neither side (Pratt).
    Pratt,
}

/// Wilcoxon's signed ranks: whether differences within pairs lie around 0.
///
/// # Formula
///
/// The differences are ranked by size, equal ones sharing their mean rank; V is the sum of the
/// ranks of those above 0.
///
/// # Conventions
///
/// A [`Tally`] of the differences, first less second. Differences of decimal figures may differ in
/// the last digit where they ought to be equal: round them first.
///
/// # Worked example
///
/// Depression before and after (R documentation of `wilcox.test`, Hollander and Wolfe: V = 40, p =
/// 0.0390625 two-sided):
///
/// ```
/// use kpi_stats::{Alternative, ConfidenceLevel, RankMethod, SignedRank, Tally, ZeroRule};
///
/// let before = [1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30];
/// let after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
/// let gaps = Tally::try_from_values(before.into_iter().zip(after).map(|(x, y)| x - y))?;
/// let pairs = SignedRank::try_new(&gaps, ZeroRule::Drop)?;
/// assert_eq!(pairs.v(), 40.0);
/// assert_eq!(pairs.test(RankMethod::Exact, Alternative::TwoSided)?.p_value(), 0.0390625);
/// let middle = pairs.pseudomedian(RankMethod::Exact, ConfidenceLevel::P95)?;
/// assert_eq!(format!("{:.2} {:.2} {:.3}", middle.point(), middle.lower(), middle.upper()), "0.46 0.01 0.786");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Using it on scores whose steps are not alike: it ranks differences, so from 2 to 4 has to be as
/// much as from 8 to 10. McNemar's test on a box does not need that.
///
/// # What others do
///
/// R drops zeros; SciPy's `wilcoxon` has `zero_method` `"wilcox"` (drop), `"pratt"` and `"zsplit"`,
/// does not correct for continuity unless told to, and gives the smaller of both rank sums.
///
/// # References
///
/// F. Wilcoxon (1945). J. W. Pratt, *Remarks on zeros and ties in the Wilcoxon signed rank
/// procedures*, JASA 54 (1959).
#[derive(Debug, Clone, PartialEq)]
pub struct SignedRank {
    /// The differences that are ranked.
    differences: Tally,
    /// How many are not 0.
    n: u64,
    /// How many are 0 and ranked.
    zeros: u64,
    /// 2 V, which is whole.
    twice_v: u128,
    /// Σ (t³ − t) over groups of equal size.
    ties: f64,
}

impl SignedRank {
    /// The most differences the exact method takes.
    pub const MAX_EXACT: u128 = 300;

    /// From differences.
    ///
    /// # Errors
    ///
    /// [`RankError::NoDifferences`] when none is other than 0.
    pub fn try_new(differences: &Tally, zeros: ZeroRule) -> Result<Self, RankError> {
        // Size, and how often above and below 0.
        let mut sizes: Vec<(f64, u64, u64)> = Vec::with_capacity(differences.counts().len());
        for (value, count) in differences.counts().iter().filter(|entry| entry.0 != 0.0) {
            let (above, below) = if *value > 0.0 { (*count, 0) } else { (0, *count) };
            sizes.push((value.abs(), above, below));
        }
        sizes.sort_by(|a, b| a.0.total_cmp(&b.0));
        sizes.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
                kept.2 += next.2;
            }
            same
        });
        let n: u64 = sizes.iter().map(|size| size.1 + size.2).sum();
        if n == 0 {
            return Err(RankError::NoDifferences { n: differences.n() });
        }
        let at_zero = match zeros {
            ZeroRule::Drop => 0,
            ZeroRule::Pratt => differences.n() - n,
        };
        let (mut twice_v, mut ties, mut below) = (0_u128, 0.0, u128::from(at_zero));
        for (_, up, down) in &sizes {
            let together = u128::from(up + down);
            // Twice the mean of the ranks below + 1 … below + together.
            twice_v += u128::from(*up) * (2 * below + together + 1);
            below += together;
            let t = together as f64;
            ties += t * (t * t - 1.0);
        }
        let ranked = differences.counts().iter().filter(|entry| at_zero > 0 || entry.0 != 0.0);
        // They came from a tally, so they are finite and not too many.
        let differences = Tally::try_from_counts(ranked.copied()).unwrap_or_default();
        Ok(Self { differences, n, zeros: at_zero, twice_v, ties })
    }

    /// V, the sum of the ranks above 0.
    #[must_use]
    pub fn v(&self) -> f64 {
        self.sum()
    }

    /// How many differences are other than 0.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// What R takes unless told otherwise: exact without ties and with fewer than 50, else the
    /// normal approximation with continuity correction.
    #[must_use]
    pub fn recommended(&self) -> RankMethod {
        let exact = self.n < 50 && self.ties == 0.0 && self.zeros == 0;
        if exact { RankMethod::Exact } else { RankMethod::NormalCorrected }
    }

    /// Tests whether the differences lie around 0.
    ///
    /// # Formula
    ///
    /// Exact: twice the smaller tail of V among all signs. Normal: z = (V − μ ∓ c) ÷ σ, with N
    /// ranked, z of them zeros (0 when dropped): μ = (N (N + 1) − z (z + 1)) ÷ 4, σ² = (N (N +
    /// 1)(2N + 1) − z (z + 1)(2z + 1)) ÷ 24 − Σ (t³ − t) ÷ 48.
    ///
    /// # Undefined when
    ///
    /// The exact one with ties, with zeros that are ranked, or too many differences.
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

    /// The pseudomedian: the median of the means of all pairs of differences, each with itself
    /// included (Hodges and Lehmann), with its interval.
    ///
    /// # Formula
    ///
    /// The interval runs from the k-th smallest to the k-th largest of the n (n + 1) ÷ 2 means.
    /// Exact: k is the number of values of V that together have less than the chance α/2. Normal: k
    /// = n (n + 1) ÷ 4 − c − z σ, rounded up.
    ///
    /// # Conventions
    ///
    /// Differences of 0 are in it as they are in the test: dropped, or kept with
    /// [`ZeroRule::Pratt`]. It goes with the test of the same method where there are neither zeros
    /// nor means of 0.
    ///
    /// # Undefined when
    ///
    /// There are too few for the level: [`RankError::LevelNotReached`]. Otherwise as
    /// [`test`](Self::test).
    ///
    /// # What others do
    ///
    /// As at [`MannWhitney::shift`](crate::MannWhitney::shift).
    ///
    /// # Errors
    ///
    /// [`RankError`].
    pub fn pseudomedian(
        &self,
        method: RankMethod,
        level: ConfidenceLevel,
    ) -> Result<Estimate, RankError> {
        let values = self.differences.counts();
        self.middle(method, level, range(values), |middle| means_up_to(middle, values))
    }

    /// The matched-pairs rank-biserial correlation: the rank sum above 0 less that below, over
    /// both.
    #[must_use]
    pub fn rank_biserial(&self) -> f64 {
        // The mean of V is half of both sums.
        let (mean, _) = self.moments();
        (self.v() - mean) / mean
    }

    fn moments(&self) -> (f64, f64) {
        let (all, zeros) = (self.ranked() as f64, self.zeros as f64);
        let sum = |k: f64| k * (k + 1.0);
        let mean = (sum(all) - sum(zeros)) / 4.0;
        let squares = |k: f64| sum(k) * (2.0 * k + 1.0);
        let variance = (squares(all) - squares(zeros)) / 24.0 - self.ties / 48.0;
        (mean, variance.sqrt())
    }
}

impl RankSum for SignedRank {
    fn names(method: RankMethod) -> (TestMethod, EstimateMethod) {
        match method {
            RankMethod::Exact => (TestMethod::SignedRankExact, EstimateMethod::SignedRankExact),
            RankMethod::Normal => (TestMethod::SignedRankNormal, EstimateMethod::SignedRankNormal),
            RankMethod::NormalCorrected => {
                (TestMethod::SignedRankCorrected, EstimateMethod::SignedRankCorrected)
            }
        }
    }

    fn twice(&self) -> u128 {
        self.twice_v
    }

    fn mean_and_deviation(&self) -> Result<(f64, f64), RankError> {
        Ok(self.moments())
    }

    fn chances(&self) -> Result<Vec<f64>, RankError> {
        let (size, most) = (u128::from(self.n), Self::MAX_EXACT);
        if self.ties > 0.0 || self.zeros > 0 {
            Err(RankError::Ties)
        } else if size > most {
            Err(RankError::TooManyForExact { size, most })
        } else {
            Ok(exact::signed_rank(self.n))
        }
    }

    fn figures(&self) -> u128 {
        let ranked = u128::from(self.ranked());
        ranked * (ranked + 1) / 2
    }

    fn ranked(&self) -> u64 {
        self.n + self.zeros
    }
}

/// How many means of two values, or of one with itself, are at most `middle`.
fn means_up_to(middle: f64, values: &[(f64, u64)]) -> u128 {
    let half_sum = |a: f64, b: f64| 0.5 * a + 0.5 * b;
    let mut left: u128 = values.iter().map(|entry| u128::from(entry.1)).sum();
    let mut others = values.iter().rev().peekable();
    let (mut ordered, mut alone) = (0_u128, 0_u128);
    for (value, times) in values {
        while let Some(entry) = others.next_if(|entry| half_sum(*value, entry.0) > middle) {
            left -= u128::from(entry.1);
        }
        ordered += u128::from(*times) * left;
        if *value <= middle {
            alone += u128::from(*times);
        }
    }
    // Every pair of two was counted from both sides, every one with itself once.
    (ordered + alone) / 2
}
