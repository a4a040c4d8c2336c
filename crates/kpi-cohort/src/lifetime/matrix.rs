//! Symmetric matrices of two to four rows.

/// Row by row.
pub(super) type Matrix<const N: usize> = [[f64; N]; N];

/// The lower triangle L with L Lᵀ = m; `None` when `m` is not positive definite.
fn cholesky<const N: usize>(m: &Matrix<N>) -> Option<Matrix<N>> {
    let mut lower = [[0.0; N]; N];
    for (i, row) in m.iter().enumerate() {
        // The rows above are done.
        let (done, rest) = lower.split_at_mut(i);
        let current = rest.first_mut()?;
        for (j, above) in done.iter().enumerate() {
            let sum: f64 = above.iter().zip(current.iter()).take(j).map(|(a, b)| a * b).sum();
            let pivot = above.get(j)?;
            let entry = (row.get(j)? - sum) / pivot;
            *current.get_mut(j)? = entry;
        }
        let square: f64 = current.iter().take(i).map(|v| v * v).sum();
        let diagonal = row.get(i)?;
        let left = diagonal - square;
        // What rounding alone leaves over is nothing.
        if !(left.is_finite() && left > 1e-14 * diagonal.abs()) {
            return None;
        }
        *current.get_mut(i)? = left.sqrt();
    }
    Some(lower)
}

/// The x with m x = b; `None` when `m` is not positive definite.
pub(super) fn solve<const N: usize>(m: &Matrix<N>, b: &[f64; N]) -> Option<[f64; N]> {
    let lower = cholesky(m)?;
    let mut x = [0.0; N];
    for (i, (row, b)) in lower.iter().zip(b).enumerate() {
        let sum: f64 = row.iter().zip(&x).take(i).map(|(l, x)| l * x).sum();
        *x.get_mut(i)? = (b - sum) / row.get(i)?;
    }
    for i in (0..N).rev() {
        let below = lower.iter().zip(&x).skip(i + 1);
        let sum: f64 = below.filter_map(|(row, x)| row.get(i).map(|l| l * x)).sum();
        let pivot = lower.get(i)?.get(i)?;
        let entry = x.get_mut(i)?;
        *entry = (*entry - sum) / pivot;
    }
    x.iter().all(|v| v.is_finite()).then_some(x)
}

/// The inverse; `None` when `m` is not positive definite.
pub(super) fn inverse<const N: usize>(m: &Matrix<N>) -> Option<Matrix<N>> {
    let mut columns = [[0.0; N]; N];
    for (i, column) in columns.iter_mut().enumerate() {
        let mut unit = [0.0; N];
        *unit.get_mut(i)? = 1.0;
        *column = solve(m, &unit)?;
    }
    // The inverse of a symmetric matrix is symmetric: columns are rows.
    Some(columns)
}

/// xᵀ m x.
pub(super) fn quadratic<const N: usize>(m: &Matrix<N>, x: &[f64; N]) -> f64 {
    m.iter().zip(x).map(|(row, xi)| xi * dot(row, x)).sum()
}

/// xᵀ y.
pub(super) fn dot<const N: usize>(x: &[f64; N], y: &[f64; N]) -> f64 {
    x.iter().zip(y).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Worked by hand: [[4, 2], [2, 3]] has the inverse [[3, -2], [-2, 4]] / 8.
    #[test]
    fn two_by_two() {
        let m = [[4.0, 2.0], [2.0, 3.0]];
        let inverse = inverse(&m).unwrap();
        for (row, want) in inverse.iter().zip([[0.375, -0.25], [-0.25, 0.5]]) {
            assert!(row.iter().zip(want).all(|(a, b)| (a - b).abs() < 1e-15));
        }
        let x = solve(&m, &[8.0, 8.0]).unwrap();
        assert!((x[0] - 1.0).abs() < 1e-15 && (x[1] - 2.0).abs() < 1e-15);
        assert_eq!(quadratic(&m, &[1.0, 2.0]), 24.0);
    }

    #[test]
    fn four_by_four_times_its_inverse_is_one() {
        let m = [
            [9.0, 1.0, 2.0, 0.5],
            [1.0, 8.0, 0.3, 1.0],
            [2.0, 0.3, 7.0, 1.5],
            [0.5, 1.0, 1.5, 6.0],
        ];
        let inverse = inverse(&m).unwrap();
        for (i, row) in m.iter().enumerate() {
            for (j, column) in inverse.iter().enumerate() {
                let want = if i == j { 1.0 } else { 0.0 };
                assert!((dot(row, column) - want).abs() < 1e-14);
            }
        }
    }

    #[test]
    fn only_positive_definite_ones() {
        assert!(inverse(&[[1.0, 1.0], [1.0, 1.0]]).is_none());
        assert!(solve(&[[-1.0, 0.0], [0.0, 1.0]], &[1.0, 1.0]).is_none());
        assert!(solve(&[[f64::NAN, 0.0], [0.0, 1.0]], &[1.0, 1.0]).is_none());
    }
}
