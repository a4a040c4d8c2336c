//! Small symmetric matrices: correlations of a handful of items.
//!
//! Cholesky's factor, column by column in the order given. For correlations the pivot of a column is
//! the share of its variance that the columns before it leave unexplained, so a pivot near zero names
//! the item that the others already say.

/// A symmetric matrix.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Symmetric {
    size: usize,
    cells: Vec<f64>,
}

/// The lower triangle L with L Lᵀ = the matrix.
#[derive(Debug, Clone)]
pub(crate) struct Cholesky {
    lower: Symmetric,
}

/// Why there is no factor.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum NoFactor {
    /// A column is a combination of columns before it, with these coefficients.
    Dependent { column: usize, on: Vec<(usize, f64)> },
    /// The matrix is not one of correlations of anything.
    Indefinite { column: usize },
}

/// A pivot below this is zero: the others explain all but this share of a column's variance.
const NOTHING_LEFT: f64 = 1e-10;
/// A coefficient below this, in standard deviations, is none.
const NOT_INVOLVED: f64 = 1e-6;

impl Symmetric {
    pub(crate) fn zero(size: usize) -> Self {
        Self { size, cells: vec![0.0; size * size] }
    }

    pub(crate) const fn size(&self) -> usize {
        self.size
    }

    /// A cell; NaN outside.
    pub(crate) fn at(&self, i: usize, j: usize) -> f64 {
        let (low, high) = if i < j { (i, j) } else { (j, i) };
        self.cells.get(low * self.size + high).copied().unwrap_or(f64::NAN)
    }

    /// Sets a cell and its mirror image.
    pub(crate) fn set(&mut self, i: usize, j: usize, value: f64) {
        let (low, high) = if i < j { (i, j) } else { (j, i) };
        if let Some(cell) = self.cells.get_mut(low * self.size + high) {
            *cell = value;
        }
    }

    /// The factor of a matrix with ones on the diagonal.
    pub(crate) fn cholesky(&self) -> Result<Cholesky, NoFactor> {
        let mut found = Cholesky { lower: Self::zero(self.size) };
        for column in 0..self.size {
            let line = found.line(column, |j| self.at(column, j));
            let left = self.at(column, column) - line.iter().map(|v| v * v).sum::<f64>();
            if left < -1e3 * NOTHING_LEFT {
                return Err(NoFactor::Indefinite { column });
            }
            if left <= NOTHING_LEFT {
                let on = found.back(line).into_iter().enumerate();
                let on = on.filter(|(_, coefficient)| coefficient.abs() > NOT_INVOLVED).collect();
                return Err(NoFactor::Dependent { column, on });
            }
            for (j, value) in line.into_iter().chain([left.sqrt()]).enumerate() {
                found.lower.set(column, j, value);
            }
        }
        Ok(found)
    }
}

impl Cholesky {
    /// The first cells of L⁻¹ b: as many as there are before a column.
    fn line(&self, before: usize, b: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut line: Vec<f64> = Vec::with_capacity(before + 1);
        for j in 0..before {
            let known: f64 = line.iter().enumerate().map(|(m, v)| v * self.lower.at(j, m)).sum();
            line.push((b(j) - known) / self.lower.at(j, j));
        }
        line
    }

    /// (Lᵀ)⁻¹ of a line, over the columns it has.
    fn back(&self, mut line: Vec<f64>) -> Vec<f64> {
        for j in (0..line.len()).rev() {
            let value = line.get(j).copied().unwrap_or(f64::NAN) / self.lower.at(j, j);
            for (m, cell) in line.iter_mut().enumerate().take(j + 1) {
                *cell = if m == j { value } else { *cell - value * self.lower.at(j, m) };
            }
        }
        line
    }

    /// x with A x = b.
    pub(crate) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let line = self.line(self.lower.size, |j| b.get(j).copied().unwrap_or(f64::NAN));
        self.back(line)
    }

    /// The diagonal of the inverse: variance inflation where the matrix is one of correlations.
    pub(crate) fn inverse_diagonal(&self) -> Vec<f64> {
        let size = self.lower.size;
        let unit = |at: usize| -> f64 {
            let line = self.line(size, |j| if j == at { 1.0 } else { 0.0 });
            line.iter().map(|v| v * v).sum()
        };
        (0..size).map(unit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(rows: &[&[f64]]) -> Symmetric {
        let mut found = Symmetric::zero(rows.len());
        for (i, row) in rows.iter().enumerate() {
            for (j, value) in row.iter().enumerate() {
                found.set(i, j, *value);
            }
        }
        found
    }

    /// NumPy 2.4.6: `linalg.solve` and the diagonal of `linalg.inv`.
    #[test]
    fn agrees_with_numpy() {
        let a = matrix(&[
            &[1.0, 0.6, -0.3, 0.2],
            &[0.6, 1.0, 0.1, 0.4],
            &[-0.3, 0.1, 1.0, 0.5],
            &[0.2, 0.4, 0.5, 1.0],
        ]);
        let factor = a.cholesky().unwrap();
        let x = factor.solve(&[0.5, 0.7, -0.2, 0.9]);
        let inverse = factor.inverse_diagonal();
        NUMPY_X.iter().zip(&x).for_each(|(e, f)| assert!((e - f).abs() < 1e-13, "{x:?}"));
        NUMPY_D
            .iter()
            .zip(&inverse)
            .for_each(|(e, f)| assert!((e - f).abs() < 1e-13, "{inverse:?}"));
    }

    const NUMPY_X: [f64; 4] =
        [-0.35113484646194926, 0.5046728971962615, -0.9866488651535382, 1.2616822429906545];
    const NUMPY_D: [f64; 4] =
        [2.0694259012016025, 1.8691588785046727, 1.7890520694259013, 1.682242990654206];

    #[test]
    fn a_column_that_the_others_say_is_named_with_them() {
        // Third = (first + second) ÷ √2.2 with r = 0.1 between the two; the fourth stands alone.
        let s = 2.2_f64.sqrt();
        let a = matrix(&[
            &[1.0, 0.1, 1.1 / s, 0.0],
            &[0.1, 1.0, 1.1 / s, 0.0],
            &[1.1 / s, 1.1 / s, 1.0, 0.0],
            &[0.0, 0.0, 0.0, 1.0],
        ]);
        let NoFactor::Dependent { column: 2, on } = a.cholesky().unwrap_err() else { panic!() };
        assert_eq!(on.len(), 2);
        on.iter().for_each(|(_, c)| assert!((c - 1.0 / s).abs() < 1e-9, "{on:?}"));
        let impossible = matrix(&[&[1.0, 0.9, -0.9], &[0.9, 1.0, 0.9], &[-0.9, 0.9, 1.0]]);
        assert_eq!(impossible.cholesky().unwrap_err(), NoFactor::Indefinite { column: 2 });
    }
}
