//! Spearman's rank correlation.

use kpi_types::{Estimate, EstimateMethod};

use super::{PairedValues, PairedValuesError, correlation_test, hyperbolic};
use crate::{Alternative, ConfidenceLevel, HypothesisTest, TestMethod};

/// The variance that atanh of a rank correlation is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum RankInterval {
    /// 1 ÷ (n − 3), that of Pearson's: too narrow for strong links.
    FisherZ,
    /// 1.06 ÷ (n − 3), of Fieller, Hartley and Pearson.
    Fieller,
    /// (1 + ρ²/2) ÷ (n − 3), of Bonett and Wright: the default.
    #[default]
    BonettWright,
}

impl RankInterval {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::FisherZ, Self::Fieller, Self::BonettWright];
}

impl PairedValues {
    /// Spearman's rank correlation with its interval.
    ///
    /// # Formula
    ///
    /// Pearson's correlation of the ranks, equal values sharing their mean rank; tanh(atanh ρ ± z
    /// s), s² as [`RankInterval`] says.
    ///
    /// # Undefined when
    ///
    /// One of the figures does not vary, or there are fewer than four pairs.
    ///
    /// # Worked example
    ///
    /// Tuna lightness and quality (R, `cor.test(method = "spearman")`: ρ = 0.6; tanh(atanh 0.6 ±
    /// 1.96 ÷ √6 · √1.18) by hand):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, PairedValues, RankInterval};
    ///
    /// let x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
    /// let y = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
    /// let tuna = PairedValues::try_new(x.into_iter().zip(y).collect())?;
    /// let rho = tuna.spearman(RankInterval::BonettWright, ConfidenceLevel::P95)?;
    /// assert_eq!(format!("{:.4} {:.4} {:.4}", rho.point(), rho.lower(), rho.upper()), "0.6000 -0.1742 0.9158");
    /// # Ok::<(), kpi_stats::PairedValuesError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Using the formula with Σ d² where there are ties: it is right without them only.
    ///
    /// # What others do
    ///
    /// R and SciPy give no interval. pingouin gives Fisher's z.
    ///
    /// # References
    ///
    /// E. C. Fieller, H. O. Hartley, E. S. Pearson (1957). D. G. Bonett, T. A. Wright, *Sample size
    /// requirements for estimating Pearson, Kendall and Spearman correlations*, Psychometrika 65
    /// (2000).
    ///
    /// # Errors
    ///
    /// [`PairedValuesError`].
    pub fn spearman(
        &self,
        interval: RankInterval,
        level: ConfidenceLevel,
    ) -> Result<Estimate, PairedValuesError> {
        self.needs(4)?;
        let sums = self.ranked().sums()?;
        let rho = sums.correlation();
        let (factor, method) = match interval {
            RankInterval::FisherZ => (1.0, EstimateMethod::FisherZ),
            RankInterval::Fieller => (1.06, EstimateMethod::Fieller),
            RankInterval::BonettWright => (1.0 + 0.5 * rho * rho, EstimateMethod::BonettWright),
        };
        hyperbolic(rho, (factor / (sums.n - 3.0)).sqrt(), level, self.n(), method)
    }

    /// Tests whether Spearman's correlation is 0: t = ρ √((n − 2) ÷ (1 − ρ²)), n − 2 degrees of
    /// freedom.
    ///
    /// As SciPy, and R with `exact = FALSE`; R counts orders where there are few and no ties.
    ///
    /// # Errors
    ///
    /// [`PairedValuesError`]; three pairs are needed.
    pub fn spearman_test(
        &self,
        alternative: Alternative,
    ) -> Result<HypothesisTest, PairedValuesError> {
        self.needs(3)?;
        let sums = self.ranked().sums()?;
        correlation_test(TestMethod::SpearmanT, sums.correlation(), sums.n, alternative)
    }

    /// Ranks in place of values.
    fn ranked(&self) -> Self {
        let x_ranks = mid_ranks(self.pairs.iter().map(|pair| pair.0));
        let mut order: Vec<(usize, f64)> =
            self.pairs.iter().map(|pair| pair.1).enumerate().collect();
        order.sort_by(|a, b| a.1.total_cmp(&b.1));
        let y_ranks = mid_ranks(order.iter().map(|entry| entry.1));
        let mut placed: Vec<(usize, f64)> =
            order.iter().zip(y_ranks).map(|(entry, rank)| (entry.0, rank)).collect();
        placed.sort_by_key(|entry| entry.0);
        let pairs = x_ranks.into_iter().zip(placed).map(|(x, (_, y))| (x, y)).collect();
        Self { pairs }
    }
}

/// Ranks of values in rising order, equal ones sharing their mean rank.
fn mid_ranks(sorted: impl ExactSizeIterator<Item = f64>) -> Vec<f64> {
    let mut ranks = Vec::with_capacity(sorted.len());
    let mut values = sorted.peekable();
    while let Some(value) = values.next() {
        let mut together = 1_usize;
        while values.next_if_eq(&value).is_some() {
            together += 1;
        }
        let rank = ranks.len() as f64 + 0.5 * (together as f64 + 1.0);
        ranks.extend(std::iter::repeat_n(rank, together));
    }
    ranks
}
