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
        let h = 1e-5 * at[i];
        let (mut up, mut down) = (at, at);
        up[i] += h;
        down[i] -= h;
        let (up, down) = (target.at(&up), target.at(&down));
        let slope = (up.value - down.value) / (2.0 * h);
        let scale = here.value.abs().max(1.0) / at[i];
        assert!((slope - here.gradient[i]).abs() < 1e-8 * scale, "{i}: {slope} {here:?}");
        for j in 0..N {
            let bend = (up.gradient[j] - down.gradient[j]) / (2.0 * h);
            let found = here.hessian[i][j];
            assert!((bend - found).abs() < 1e-7 * scale / at[j], "{i} {j}: {bend} {found}");
            let other = here.hessian[j][i];
            assert!((found - other).abs() <= 1e-12 * found.abs(), "{i} {j}: {found} {other}");
        }
    }
}
