//! Derivatives against differences, for the tests of every model.

use super::{Derivatives, LogLikelihood};

/// The gradient against differences of the value, the second derivatives against differences of
/// the gradient.
pub(in crate::lifetime) fn derivatives_agree<const N: usize>(
    target: &impl LogLikelihood<N>,
    at: [f64; N],
) {
    let here: Derivatives<N> = target.at(&at);
    for i in 0..N {
        let h = 1e-3 * at[i];
        let moved = |by: f64| {
            let mut to = at;
            to[i] += by * h;
            target.at(&to)
        };
        let points = [-2.0, -1.0, 1.0, 2.0].map(moved);
        // Four points: the error falls with the fourth power of the distance.
        let slope_of = |figure: &dyn Fn(&Derivatives<N>) -> f64| {
            let [a, b, c, d] = [0, 1, 2, 3].map(|k| figure(&points[k]));
            (a - 8.0 * b + 8.0 * c - d) / (12.0 * h)
        };
        let slope = slope_of(&|point| point.value);
        let scale = here.value.abs().max(1.0) / at[i];
        assert!((slope - here.gradient[i]).abs() < 1e-7 * scale, "{i}: {slope} {here:?}");
        for (j, other_parameter) in at.iter().enumerate() {
            let bend = slope_of(&|point| point.gradient[j]);
            let found = here.hessian[i][j];
            assert!(
                (bend - found).abs() < 1e-7 * scale / other_parameter,
                "{i} {j}: {bend} {found}"
            );
            let other = here.hessian[j][i];
            assert!((found - other).abs() <= 1e-12 * found.abs(), "{i} {j}: {found} {other}");
        }
    }
}
