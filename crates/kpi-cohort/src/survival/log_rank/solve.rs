//! A small symmetric system.

/// A pivot below this share of its diagonal is nothing but rounding.
const NOTHING: f64 = 1e-12;

/// xᵀ M⁻¹ x for a positive definite M, by elimination; `None` when M is singular or empty.
pub(super) fn quadratic_form(mut matrix: Vec<Vec<f64>>, mut x: Vec<f64>) -> Option<f64> {
    if matrix.is_empty() {
        return None;
    }
    let diagonal: Vec<f64> =
        matrix.iter().enumerate().filter_map(|(at, row)| row.get(at)).copied().collect();
    let mut form = 0.0;
    for (at, size) in diagonal.iter().enumerate() {
        let row = matrix.get(at)?.clone();
        let (pivot, value) = (*row.get(at)?, *x.get(at)?);
        if !(pivot > size * NOTHING && pivot > 0.0) {
            return None;
        }
        form += value * value / pivot;
        for (below, known) in matrix.iter_mut().zip(&mut x).skip(at + 1) {
            let factor = below.get(at)? / pivot;
            *known -= factor * value;
            for (cell, above) in below.iter_mut().zip(&row) {
                *cell -= factor * above;
            }
        }
    }
    Some(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_by_two() {
        // The inverse of [[2, 1], [1, 3]] is [[3, -1], [-1, 2]] / 5.
        let found = quadratic_form(vec![vec![2.0, 1.0], vec![1.0, 3.0]], vec![1.0, 2.0]).unwrap();
        assert!((found - (3.0 - 4.0 + 8.0) / 5.0).abs() < 1e-15);
    }

    #[test]
    fn singular_and_empty() {
        assert_eq!(quadratic_form(vec![vec![1.0, 1.0], vec![1.0, 1.0]], vec![1.0, 2.0]), None);
        assert_eq!(quadratic_form(vec![vec![0.0]], vec![0.0]), None);
        assert_eq!(quadratic_form(Vec::new(), Vec::new()), None);
    }
}
