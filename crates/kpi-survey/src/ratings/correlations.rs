//! Covariances and correlations of all columns.

use super::Table;
use crate::symmetric::Symmetric;

/// Covariances of the columns of a table, each from the rows that have both.
#[derive(Debug, Clone)]
pub(crate) struct Correlations {
    covariances: Symmetric,
    rows: Symmetric,
    /// Variance of a column over the rows that have another too: row by column, column by row.
    shared: Vec<f64>,
}

/// A column whose ratings are all alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Constant {
    pub(crate) column: usize,
}

/// Sums over the rows that have both columns of a pair.
#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    n: f64,
    x: f64,
    y: f64,
    xx: f64,
    yy: f64,
    xy: f64,
}

/// A variance is none below this share of the mean square: the rounding of the sums.
const ROUNDING: f64 = 1e-13;

impl Correlations {
    /// Rows counted so many times each.
    pub(crate) fn new(table: &Table, counts: &[f64]) -> Self {
        let size = table.columns();
        let mut sums = vec![Sums::default(); size * size];
        let mut shifted = vec![0.0; size];
        for (row, count) in table.rows(counts) {
            for ((to, cell), origin) in shifted.iter_mut().zip(row).zip(table.origins()) {
                *to = cell - origin;
            }
            // One pass over the upper half.
            for (at, x) in shifted.iter().enumerate() {
                if x.is_nan() {
                    continue;
                }
                let weighted = count * x;
                let line = sums.iter_mut().skip(at * size + at);
                for (sum, y) in line.zip(shifted.iter().skip(at)) {
                    if !y.is_nan() {
                        sum.n += count;
                        sum.x += weighted;
                        sum.y += count * y;
                        sum.xx += weighted * x;
                        sum.yy += count * y * y;
                        sum.xy += weighted * y;
                    }
                }
            }
        }
        let mut covariances = Symmetric::zero(size);
        let mut rows = Symmetric::zero(size);
        let mut shared = vec![0.0; size * size];
        for (at, sum) in sums.iter().enumerate() {
            let (i, j) = (at / size, at % size);
            if j < i {
                continue;
            }
            let Sums { n, x, y, xx, yy, xy } = *sum;
            let free = n - 1.0;
            let spread = |s: f64, ss: f64| {
                let around = ss - s * s / n;
                if around > ROUNDING * ss { around / free } else { 0.0 }
            };
            covariances.set(i, j, (xy - x * y / n) / free);
            rows.set(i, j, n);
            for (cell, value) in [(i * size + j, spread(x, xx)), (j * size + i, spread(y, yy))] {
                if let Some(place) = shared.get_mut(cell) {
                    *place = value;
                }
            }
        }
        Self { covariances, rows, shared }
    }

    /// Number of respondents with both columns.
    pub(crate) fn rows(&self, i: usize, j: usize) -> u64 {
        self.rows.at(i, j) as u64
    }

    /// The smallest number of respondents behind any pair.
    pub(crate) fn fewest(&self) -> u64 {
        let size = self.covariances.size();
        let pairs = (0..size).flat_map(|i| (i..size).map(move |j| (i, j)));
        pairs.map(|(i, j)| self.rows(i, j)).min().unwrap_or(0)
    }

    /// Covariance, divided by n − 1; NaN where fewer than two rows have both.
    pub(crate) fn covariance(&self, i: usize, j: usize) -> f64 {
        if i == j { self.variance(i, i) } else { self.covariances.at(i, j) }
    }

    /// Pearson's correlation over the rows that have both.
    pub(crate) fn correlation(&self, i: usize, j: usize) -> Result<f64, Constant> {
        if i == j {
            return Ok(1.0);
        }
        let (left, right) = (self.variance(i, j), self.variance(j, i));
        for (column, variance) in [(i, left), (j, right)] {
            // NaN for fewer than two rows.
            if variance.is_nan() || variance <= 0.0 {
                return Err(Constant { column });
            }
        }
        Ok((self.covariances.at(i, j) / (left.sqrt() * right.sqrt())).clamp(-1.0, 1.0))
    }

    /// The correlations of the first columns with each other.
    pub(crate) fn matrix(&self, size: usize) -> Result<Symmetric, Constant> {
        let mut matrix = Symmetric::zero(size);
        for i in 0..size {
            for j in i..size {
                matrix.set(i, j, self.correlation(i, j)?);
            }
        }
        Ok(matrix)
    }

    /// The correlations of the first columns with another.
    pub(crate) fn with(&self, size: usize, column: usize) -> Result<Vec<f64>, Constant> {
        (0..size).map(|at| self.correlation(at, column)).collect()
    }

    /// Variance of a column over the rows that have another too.
    fn variance(&self, column: usize, other: usize) -> f64 {
        self.shared.get(column * self.covariances.size() + other).copied().unwrap_or(f64::NAN)
    }
}
