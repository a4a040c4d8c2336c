//! The noncentral t distribution.

use statrs::function::gamma::{gamma_lr, gamma_ur};

use super::kernel::stirling_error;
use super::{Tails, turning_point};
use crate::normal;

/// The chance of at most t and of more, for `df` degrees of freedom and noncentrality δ.
///
/// T = (Z + δ) ÷ S with Z standard normal and S² = χ² ÷ df, so P(T ≤ t) is the mean of Φ(t S − δ)
/// over S. The integrand is analytic in ln S and falls fast on both sides, where the trapezoidal
/// rule gains digits with every halving of the step; each tail is integrated on its own.
pub(crate) fn tails(t: f64, df: f64, noncentrality: f64) -> Tails {
    // The density of u = ln S is c · exp(df · (u − (e²ᵘ − 1) ÷ 2)), highest at u = 0. ln c = ln 2 +
    // (df/2) ln(df/2) − ln Γ(df/2) − df/2, written with the error of Stirling's formula.
    if t < 0.0 {
        let Tails { lower, upper } = tails(-t, df, -noncentrality);
        return Tails { lower: upper, upper: lower };
    }
    if t > STEEP * (2.0 * df).sqrt() {
        return steep_tails(t, df, noncentrality);
    }
    let half = 0.5 * df;
    let front = 2.0 * (half / std::f64::consts::TAU).sqrt() * (-stirling_error(half)).exp();
    let width = 1.0 / (2.0 * df).sqrt();
    let step = width.min(0.5) / 12.0;
    let exponent = |u: f64| df * (u - 0.5 * (2.0 * u).exp_m1());
    let (mut lower, mut upper) = (0.0, 0.0);
    for direction in [1.0, -1.0] {
        let mut at = if direction > 0.0 { 0.0 } else { 1.0 };
        loop {
            let u = direction * at * step;
            let weight = exponent(u).exp();
            let z = t * u.exp() - noncentrality;
            lower += weight * normal::upper(-z);
            upper += weight * normal::upper(z);
            at += 1.0;
            // Past the hump of either integrand nothing is left to add.
            if weight < 1e-120 || at > 200_000.0 {
                break;
            }
        }
    }
    let share = front * step;
    Tails { lower: (lower * share).min(1.0), upper: (upper * share).min(1.0) }
}

/// From so many spreads of S on, Φ(t S − δ) is too steep a step to be integrated over S.
const STEEP: f64 = 6.0;

/// The same for large t, the mean over Z instead: of the chance that S is below (z + δ) ÷ t, which
/// rises slowly there.
fn steep_tails(t: f64, df: f64, noncentrality: f64) -> Tails {
    const STEP: f64 = 1.0 / 32.0;
    let (mut lower, mut upper) = (0.0, 0.0);
    for at in -320..=320 {
        let z = f64::from(at) * STEP;
        let weight = (-0.5 * z * z).exp() * STEP / std::f64::consts::TAU.sqrt();
        let s = (z + noncentrality) / t;
        let (below, above) = if s > 0.0 {
            let x = 0.5 * df * s * s;
            (gamma_lr(0.5 * df, x), gamma_ur(0.5 * df, x))
        } else {
            (0.0, 1.0)
        };
        lower += weight * above;
        upper += weight * below;
    }
    Tails { lower: lower.min(1.0), upper: upper.min(1.0) }
}

/// The noncentrality at which the chance of more than t is `tail`.
pub(crate) fn noncentrality(t: f64, df: f64, tail: f64) -> f64 {
    // The chance rises with δ. Around t, as far as the normal tail and the spread of S reach.
    let reach = 60.0 + 40.0 * t.abs() * (1.0 + 1.0 / df.sqrt());
    let start = t - reach;
    let rises = |up: f64| {
        let found = tails(t, df, start + up);
        if tail <= 0.5 { found.upper < tail } else { found.lower > 1.0 - tail }
    };
    start + turning_point(2.0 * reach, rises)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::distribution::student_t;

    #[test]
    fn without_noncentrality_it_is_the_t_distribution() {
        for (t, df) in
            [(0.0, 1.0), (2.1, 1.0), (-1.5, 3.0), (4.0, 38.0), (12.0, 500.0), (30.0, 4.0)]
        {
            let (found, exact) = (tails(t, df, 0.0), student_t::upper(t, df));
            assert!((found.upper / exact - 1.0).abs() < 1e-10, "{t} {df}: {found:?} {exact}");
            assert!((found.lower / student_t::upper(-t, df) - 1.0).abs() < 1e-10, "{t} {df}");
        }
    }

    /// mpmath 1.4.1: the mean of Φ(t s − δ) over the density of s by quadrature, 18 digits.
    #[test]
    fn agrees_with_mpmath() {
        for (t, df, delta, lower, upper) in CASES {
            let found = tails(t, df, delta);
            assert!((found.lower / lower - 1.0).abs() < 1e-9, "{t} {df} {delta}: {found:?}");
            assert!((found.upper / upper - 1.0).abs() < 1e-9, "{t} {df} {delta}: {found:?}");
        }
    }

    /// Where t is large both ways meet, and the limit is known: P(T > t) → P(S < δ ÷ t).
    #[test]
    fn steep_and_smooth_meet() {
        for df in [1.0_f64, 4.0, 18.0, 300.0] {
            let t = STEEP * (2.0 * df).sqrt();
            for delta in [0.5 * t, t, 1.1 * t] {
                let (smooth, steep) = (tails(t, df, delta), steep_tails(t, df, delta));
                assert!((smooth.upper / steep.upper - 1.0).abs() < 1e-8, "{df} {delta}");
                assert!((smooth.lower / steep.lower - 1.0).abs() < 1e-8, "{df} {delta}");
            }
        }
        // Two degrees of freedom: P(S < s) = 1 − exp(−s²).
        let found = tails(1e9, 2.0, 0.7e9);
        assert!((found.lower - (-0.49_f64).exp()).abs() < 1e-9);
    }

    #[test]
    fn noncentrality_turns_the_tail_around() {
        for (t, df, tail) in
            [(2.5, 18.0, 0.025), (2.5, 18.0, 0.975), (-1.0, 3.0, 0.4), (0.0, 9.0, 0.5)]
        {
            let delta = noncentrality(t, df, tail);
            assert!((tails(t, df, delta).upper - tail).abs() < 1e-10, "{t} {df} {tail}");
        }
    }

    const CASES: [(f64, f64, f64, f64, f64); 8] = [
        (2.0244, 38.0, 3.1623, 0.13104380686780798, 0.8689561931321921),
        (2.0244, 38.0, -3.1623, 0.9999997739997958, 2.2600020426410708e-07),
        (1.0, 2.0, 4.0, 0.00278993121466243, 0.9972100687853376),
        (5.0, 10.0, 0.5, 0.9989771699848851, 0.00102283001511497),
        (-2.0, 10.0, 6.0, 6.428745176405213e-14, 0.9999999999999357),
        (20.0, 30.0, 2.0, 0.9999999999999947, 5.2924484006489925e-15),
        (2.1, 1.0, 1.5, 0.5081842235583802, 0.4918157764416198),
        (3.0, 200.0, -4.0, 0.9999999999977452, 2.254702898782706e-12),
    ];
}
