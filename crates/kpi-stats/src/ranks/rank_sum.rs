//! What the tests of Mann and Whitney and of Wilcoxon have in common: a sum of ranks with a known
//! distribution, and a middle whose interval it gives.

use kpi_types::{Estimate, EstimateMethod};

use super::choose::normal_test;
use super::{RankError, RankMethod, exact, select};
use crate::{Alternative, ConfidenceLevel, HypothesisTest, TestMethod};

/// A sum of ranks.
pub(super) trait RankSum {
    /// The names of the test and of the interval.
    fn names(method: RankMethod) -> (TestMethod, EstimateMethod);

    /// Twice the sum, which is whole with ties too.
    fn twice(&self) -> u128;

    /// Its mean and standard deviation where nothing is to be found.
    fn mean_and_deviation(&self) -> Result<(f64, f64), RankError>;

    /// The chances of 0, 1, … where nothing is to be found.
    fn chances(&self) -> Result<Vec<f64>, RankError>;

    /// How many figures the interval counts off: differences, or means of pairs.
    fn figures(&self) -> u128;

    /// Values that are ranked.
    fn ranked(&self) -> u64;

    /// The sum.
    fn sum(&self) -> f64 {
        self.twice() as f64 / 2.0
    }

    /// Whether the sum is as far from its mean as chance allows.
    fn rank_test(
        &self,
        method: RankMethod,
        alternative: Alternative,
    ) -> Result<HypothesisTest, RankError> {
        let p_value = if method == RankMethod::Exact {
            let at = usize::try_from(self.twice() / 2).unwrap_or(usize::MAX);
            exact::tails(&self.chances()?, at).p_value(alternative)
        } else {
            let (mean, deviation) = self.mean_and_deviation()?;
            normal_test(self.sum() - mean, deviation, method.correction(), alternative).1
        };
        let (how, _) = Self::names(method);
        Ok(HypothesisTest::try_new(how, alternative, Some(self.sum()), None, p_value)?)
    }

    /// The median of the figures, from the k-th smallest to the k-th largest. They lie between two
    /// bounds, and how many are at most a value is known.
    fn middle(
        &self,
        method: RankMethod,
        level: ConfidenceLevel,
        [least, most]: [f64; 2],
        at_most: impl Fn(f64) -> u128 + Copy,
    ) -> Result<Estimate, RankError> {
        let (figures, n) = (self.figures(), self.ranked());
        let k = if method == RankMethod::Exact {
            exact::below(&self.chances()?, level.tail())
        } else {
            let reach = level.z() * self.mean_and_deviation()?.1 + method.correction();
            (figures as f64 / 2.0 - reach).ceil().max(0.0) as u128
        };
        if k == 0 {
            return Err(RankError::LevelNotReached { n, level: level.level() });
        }
        // At levels near 0 the k-th smallest may be past the middle.
        let k = k.min(figures.div_ceil(2));
        let point = select::median(figures, least, most, at_most);
        let lower = select::kth(k, least, most, at_most);
        let upper = select::kth(figures + 1 - k, least, most, at_most);
        let (_, how) = Self::names(method);
        Ok(Estimate::try_new(point, lower, upper, level.level(), n, how)?)
    }
}

/// The least and the greatest of sorted values.
pub(super) fn range(counts: &[(f64, u64)]) -> [f64; 2] {
    [counts.first(), counts.last()].map(|entry| entry.map_or(0.0, |entry| entry.0))
}
