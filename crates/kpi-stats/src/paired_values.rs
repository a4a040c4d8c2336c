//! Two figures of each of many: correlation and slope.

mod kendall;
mod least_squares;
mod pearson;
mod spearman;
mod theil_sen;

pub use kendall::KendallTest;
pub use least_squares::LeastSquares;
pub use spearman::RankInterval;
pub use theil_sen::TheilSen;

use kpi_types::{Estimate, EstimateError, EstimateMethod};

use crate::{Alternative, ConfidenceLevel, HypothesisTest, HypothesisTestError, TestMethod};

/// Two figures of each unit: the score of an account and its later growth.
///
/// | figure | asks | resists outliers |
/// |---|---|---|
/// | [`pearson`](Self::pearson) | how close the points are to a line | no |
/// | [`spearman`](Self::spearman) | how alike both orders are | yes |
/// | [`kendall`](Self::kendall) | how much more often two units stand in the same order than not | yes |
/// | [`least_squares`](Self::least_squares) | by how much y goes up with x | no |
/// | [`theil_sen`](Self::theil_sen) | the same, by medians | yes |
///
/// None of them says that x is the cause.
///
/// ```
/// use kpi_stats::{ConfidenceLevel, PairedValues, RankInterval};
///
/// // Score and growth in percent of nine accounts.
/// let accounts = [
///     (3.0, -4.0), (6.0, 1.0), (7.0, -2.0), (8.0, 3.0), (8.0, 5.0), (9.0, 2.0), (9.0, 9.0),
///     (10.0, 6.0), (10.0, 12.0),
/// ];
/// let accounts = PairedValues::try_new(accounts.to_vec())?;
/// let rho = accounts.spearman(RankInterval::BonettWright, ConfidenceLevel::P95)?;
/// assert!(rho.point() > 0.8 && rho.lower() > 0.0);
/// # Ok::<(), kpi_stats::PairedValuesError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct PairedValues {
    /// By x, then y.
    pairs: Vec<(f64, f64)>,
}

/// One of two figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Coordinate {
    /// The first.
    X,
    /// The second.
    Y,
}

/// Why pairs of figures have no correlation, slope or test.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PairedValuesError {
    /// A figure is not a finite number.
    #[error("pair {index} is ({x}, {y}): both have to be finite")]
    Value {
        /// Which one, from 0.
        index: usize,
        /// The first figure.
        x: f64,
        /// The second figure.
        y: f64,
    },
    /// Too few pairs for the figure asked for.
    #[error("{n} pairs: {needed} are needed")]
    TooFewPairs {
        /// How many there are.
        n: u64,
        /// How many are needed.
        needed: u64,
    },
    /// One of the figures is the same for all.
    #[error("all {n} values of {of:?} are the same: nothing can go with them")]
    NoVariation {
        /// Which figure.
        of: Coordinate,
        /// How many there are.
        n: u64,
    },
    /// Equal values with the exact test.
    #[error("the exact test needs values without ties: use the normal approximation")]
    Ties,
    /// Too many pairs for the exact test.
    #[error("the exact test takes up to {most} pairs, not {n}: use the normal approximation")]
    TooManyForExact {
        /// How many.
        n: u64,
        /// The most.
        most: u64,
    },
    /// So few pairs that even the widest interval does not reach the level.
    #[error("{n} pairs do not reach a level of {level}: the widest interval has less")]
    LevelNotReached {
        /// How many there are.
        n: u64,
        /// The level asked for.
        level: f64,
    },
    /// The interval is not an estimate, because a bound is too large for a float.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// The result is not one of a test, because the statistic is too large for a float.
    #[error(transparent)]
    Test(#[from] HypothesisTestError),
}

impl PairedValues {
    /// From pairs, in any order.
    ///
    /// # Errors
    ///
    /// [`PairedValuesError::Value`] for the first that is not finite.
    pub fn try_new(mut pairs: Vec<(f64, f64)>) -> Result<Self, PairedValuesError> {
        let wrong = |(x, y): &(f64, f64)| !(x.is_finite() && y.is_finite());
        if let Some((index, (x, y))) = pairs.iter().enumerate().find(|(_, pair)| wrong(pair)) {
            return Err(PairedValuesError::Value { index, x: *x, y: *y });
        }
        for pair in &mut pairs {
            // Minus zero is zero.
            *pair = (pair.0 + 0.0, pair.1 + 0.0);
        }
        // One order, so that the order they came in does not show.
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        Ok(Self { pairs })
    }

    /// The pairs, by x, then y.
    #[must_use]
    pub fn pairs(&self) -> &[(f64, f64)] {
        &self.pairs
    }

    /// Number of pairs.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.pairs.len() as u64
    }

    /// x and y the other way round.
    #[must_use]
    pub fn swapped(&self) -> Self {
        let mut pairs: Vec<_> = self.pairs.iter().map(|(x, y)| (*y, *x)).collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        Self { pairs }
    }

    fn needs(&self, needed: u64) -> Result<(), PairedValuesError> {
        let n = self.n();
        if n < needed { Err(PairedValuesError::TooFewPairs { n, needed }) } else { Ok(()) }
    }

    /// Mean and sums of squares and products around it.
    fn sums(&self) -> Result<Sums, PairedValuesError> {
        self.needs(2)?;
        let n = self.pairs.len() as f64;
        let mean = |of: fn(&(f64, f64)) -> f64| {
            let first = self.pairs.iter().map(of).sum::<f64>() / n;
            // A second pass takes out what rounding left in the first.
            first + self.pairs.iter().map(|pair| of(pair) - first).sum::<f64>() / n
        };
        let (x_mean, y_mean) = (mean(|pair| pair.0), mean(|pair| pair.1));
        let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
        for (x, y) in &self.pairs {
            let (dx, dy) = (x - x_mean, y - y_mean);
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }
        let flat = |of: fn(&(f64, f64)) -> f64| {
            let first = self.pairs.first().map(of);
            self.pairs.iter().all(|pair| Some(of(pair)) == first)
        };
        for (of, is_flat) in
            [(Coordinate::X, flat(|pair| pair.0)), (Coordinate::Y, flat(|pair| pair.1))]
        {
            if is_flat {
                return Err(PairedValuesError::NoVariation { of, n: self.n() });
            }
        }
        Ok(Sums { n, x_mean, y_mean, xx, yy, xy })
    }
}

/// Means, and sums of squares and products around them.
struct Sums {
    n: f64,
    x_mean: f64,
    y_mean: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

impl Sums {
    fn correlation(&self) -> f64 {
        // Root by root, so that squares of tiny figures do not vanish.
        (self.xy / self.xx.sqrt() / self.yy.sqrt()).clamp(-1.0, 1.0)
    }
}

/// tanh(atanh r ± z s).
fn hyperbolic(
    point: f64,
    error: f64,
    level: ConfidenceLevel,
    n: u64,
    method: EstimateMethod,
) -> Result<Estimate, PairedValuesError> {
    let (middle, reach) = (point.atanh(), level.z() * error);
    let end = |at: f64| if point.abs() < 1.0 { at.tanh() } else { point };
    let lower = end(middle - reach).min(point);
    let upper = end(middle + reach).max(point);
    Ok(Estimate::try_new(point, lower, upper, level.level(), n, method)?)
}

/// t = r √((n − 2) ÷ (1 − r²)); of a perfect correlation it is infinite and p is 0.
fn correlation_test(
    method: TestMethod,
    point: f64,
    n: f64,
    alternative: Alternative,
) -> Result<HypothesisTest, PairedValuesError> {
    let df = n - 2.0;
    let t = point * (df / ((1.0 - point) * (1.0 + point))).sqrt();
    if t.is_finite() {
        return Ok(HypothesisTest::student(method, t, df, alternative)?);
    }
    let far_side = match alternative {
        Alternative::TwoSided => false,
        Alternative::Greater => point < 0.0,
        Alternative::Less => point > 0.0,
    };
    let p_value = if far_side { 1.0 } else { 0.0 };
    Ok(HypothesisTest::try_new(method, alternative, None, Some(df), p_value)?)
}
