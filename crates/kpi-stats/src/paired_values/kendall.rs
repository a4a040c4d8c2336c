//! Kendall's tau.

use kpi_types::{Estimate, EstimateMethod};

use super::{Coordinate, PairedValues, PairedValuesError, hyperbolic};
use crate::ranks::kendall_tails;
use crate::{Alternative, ConfidenceLevel, HypothesisTest, TestMethod};

/// How the distribution of Kendall's score is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum KendallTest {
    /// By counting all orders; only without ties.
    Exact,
    /// Normal approximation, the variance corrected for ties.
    #[default]
    Normal,
}

impl PairedValues {
    /// The most pairs the exact test of Kendall's tau takes.
    pub const MAX_EXACT_KENDALL: u64 = 200;

    /// Kendall's tau-b with its interval by Fieller's variance.
    ///
    /// # Formula
    ///
    /// τ = (C − D) ÷ √((P − Tₓ)(P − T_y)), of all P = n (n − 1) ÷ 2 pairs of units C in the same
    /// order, D in the opposite, Tₓ and T_y with equal x or y; tanh(atanh τ ± z √(0.437 ÷ (n −
    /// 4))).
    ///
    /// # Conventions
    ///
    /// Counted by sorting, n log n. Without ties it is tau-a.
    ///
    /// # Undefined when
    ///
    /// One of the figures does not vary, or there are fewer than five units.
    ///
    /// # Worked example
    ///
    /// Tuna lightness and quality (R documentation of `cor.test`: T = 26, τ = 0.4444, p = 0.1194
    /// two-sided):
    ///
    /// ```
    /// use kpi_stats::{Alternative, ConfidenceLevel, KendallTest, PairedValues};
    ///
    /// let x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
    /// let y = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
    /// let tuna = PairedValues::try_new(x.into_iter().zip(y).collect())?;
    /// assert_eq!(format!("{:.4}", tuna.kendall(ConfidenceLevel::P95)?.point()), "0.4444");
    /// let p = tuna.kendall_test(KendallTest::Exact, Alternative::TwoSided)?.p_value();
    /// assert_eq!(format!("{p:.4}"), "0.1194");
    /// # Ok::<(), kpi_stats::PairedValuesError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Comparing it with Spearman's ρ: of the same data it is about two thirds as large.
    ///
    /// # What others do
    ///
    /// R and SciPy give tau-b, too, and no interval.
    ///
    /// # References
    ///
    /// M. G. Kendall (1938, 1945). E. C. Fieller, H. O. Hartley, E. S. Pearson (1957).
    ///
    /// # Errors
    ///
    /// [`PairedValuesError`].
    pub fn kendall(&self, level: ConfidenceLevel) -> Result<Estimate, PairedValuesError> {
        self.needs(5)?;
        let score = self.score()?;
        let error = (0.437 / (self.pairs.len() as f64 - 4.0)).sqrt();
        hyperbolic(score.tau(), error, level, self.n(), EstimateMethod::Fieller)
    }

    /// Tests whether Kendall's tau is 0.
    ///
    /// # Formula
    ///
    /// Exact: the chance, if all orders are alike, of a number of pairs in the same order at least
    /// as far out. Normal: z = (C − D) ÷ √v, with Kendall's variance v for ties in both figures,
    /// without continuity correction.
    ///
    /// # What others do
    ///
    /// SciPy and R take the exact one below about 50 without ties; both normal forms are as here.
    ///
    /// # Errors
    ///
    /// [`PairedValuesError`]; [`PairedValuesError::Ties`] and
    /// [`PairedValuesError::TooManyForExact`] for the exact one.
    pub fn kendall_test(
        &self,
        test: KendallTest,
        alternative: Alternative,
    ) -> Result<HypothesisTest, PairedValuesError> {
        self.needs(3)?;
        let score = self.score()?;
        match test {
            KendallTest::Exact => {
                let (n, most) = (self.n(), Self::MAX_EXACT_KENDALL);
                if score.x_ties.pairs + score.y_ties.pairs > 0.0 {
                    return Err(PairedValuesError::Ties);
                }
                if n > most {
                    return Err(PairedValuesError::TooManyForExact { n, most });
                }
                let same = ((score.all + score.score) / 2.0) as usize;
                let p_value = kendall_tails(n, same).p_value(alternative);
                let (how, same) = (TestMethod::KendallExact, Some(same as f64));
                Ok(HypothesisTest::try_new(how, alternative, same, None, p_value)?)
            }
            KendallTest::Normal => {
                let z = score.score / score.variance().sqrt();
                Ok(HypothesisTest::normal(TestMethod::KendallNormal, z, alternative)?)
            }
        }
    }

    pub(super) fn score(&self) -> Result<Score, PairedValuesError> {
        let n = self.pairs.len() as f64;
        let all = n * (n - 1.0) / 2.0;
        let x_ties = Ties::of(self.pairs.chunk_by(|a, b| a.0 == b.0));
        let both = Ties::of(self.pairs.chunk_by(|a, b| a == b));
        // Sorting y while counting how often a larger one stood before a smaller. Equal x are in
        // the order of y, so they count for nothing.
        let mut y: Vec<f64> = self.pairs.iter().map(|pair| pair.1).collect();
        let discordant = inversions(&mut y) as f64;
        let y_ties = Ties::of(y.chunk_by(|a, b| a == b));
        for (of, ties) in [(Coordinate::X, &x_ties), (Coordinate::Y, &y_ties)] {
            if ties.pairs >= all {
                return Err(PairedValuesError::NoVariation { of, n: self.n() });
            }
        }
        let score = all - x_ties.pairs - y_ties.pairs + both.pairs - 2.0 * discordant;
        Ok(Score { n, all, score, x_ties, y_ties })
    }
}

/// Kendall's score C − D with what its variance needs.
pub(super) struct Score {
    n: f64,
    all: f64,
    score: f64,
    x_ties: Ties,
    y_ties: Ties,
}

impl Score {
    fn tau(&self) -> f64 {
        let x = (self.all - self.x_ties.pairs).sqrt();
        let y = (self.all - self.y_ties.pairs).sqrt();
        (self.score / x / y).clamp(-1.0, 1.0)
    }

    /// The variance of C − D when the orders have nothing to do with each other.
    pub(super) fn variance(&self) -> f64 {
        let (n, x, y) = (self.n, &self.x_ties, &self.y_ties);
        let plain = n * (n - 1.0) * (2.0 * n + 5.0) - x.fives - y.fives;
        let mut variance = plain / 18.0 + 2.0 * x.pairs * y.pairs / (n * (n - 1.0));
        if n > 2.0 {
            variance += x.triples * y.triples / (9.0 * n * (n - 1.0) * (n - 2.0));
        }
        variance
    }

    /// Pairs of units whose x differ.
    pub(super) fn slopes(&self) -> f64 {
        self.all - self.x_ties.pairs
    }
}

/// Sums over groups of t equal values.
struct Ties {
    /// Σ t (t − 1) ÷ 2.
    pairs: f64,
    /// Σ t (t − 1)(t − 2).
    triples: f64,
    /// Σ t (t − 1)(2t + 5).
    fives: f64,
}

impl Ties {
    fn of<'a, T: 'a>(groups: impl Iterator<Item = &'a [T]>) -> Self {
        let mut ties = Self { pairs: 0.0, triples: 0.0, fives: 0.0 };
        for group in groups {
            let t = group.len() as f64;
            ties.pairs += t * (t - 1.0) / 2.0;
            ties.triples += t * (t - 1.0) * (t - 2.0);
            ties.fives += t * (t - 1.0) * (2.0 * t + 5.0);
        }
        ties
    }
}

/// Sorts, and counts how many pairs stood the wrong way round.
pub(super) fn inversions(values: &mut [f64]) -> u128 {
    if values.len() < 2 {
        return 0;
    }
    let (left, right) = values.split_at_mut(values.len() / 2);
    let mut count = inversions(left) + inversions(right);
    let mut merged = Vec::with_capacity(left.len() + right.len());
    let mut rest = left.iter().peekable();
    for value in right.iter() {
        while let Some(smaller) = rest.next_if(|other| *other <= value) {
            merged.push(*smaller);
        }
        count += rest.len() as u128;
        merged.push(*value);
    }
    merged.extend(rest);
    values.copy_from_slice(&merged);
    count
}
