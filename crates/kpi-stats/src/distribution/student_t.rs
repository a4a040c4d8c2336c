//! Student's t distribution.

use super::{incomplete_beta, turning_point};
use crate::normal;

/// From here on the t distribution is the normal one to the last digit that matters.
const NORMAL_FROM: f64 = 1e14;

/// The chance of more than t, for `df` > 0 degrees of freedom, not necessarily whole.
pub(crate) fn upper(t: f64, df: f64) -> f64 {
    let half = half_tail(t.abs(), df);
    if t >= 0.0 { half } else { 1.0 - half }
}

/// The chance of something at least as far from 0 as t, on either side.
pub(crate) fn two_sided(t: f64, df: f64) -> f64 {
    (2.0 * half_tail(t.abs(), df)).min(1.0)
}

/// The t that is exceeded with the chance `tail`, which is at most one half.
pub(crate) fn upper_quantile(tail: f64, df: f64) -> f64 {
    if df >= NORMAL_FROM {
        return normal::quantile(tail).abs();
    }
    turning_point(f64::MAX, |t| half_tail(t, df) > tail)
}

fn half_tail(t: f64, df: f64) -> f64 {
    if df >= NORMAL_FROM {
        return normal::upper(t);
    }
    // With x = df ÷ (df + t²) the tail is I_x(df ÷ 2, ½) ÷ 2.
    let ratio = (t / df) * t;
    let (x, rest) =
        if ratio.is_finite() { (1.0 / (1.0 + ratio), ratio / (1.0 + ratio)) } else { (0.0, 1.0) };
    0.5 * incomplete_beta::tails(0.5 * df, 0.5, x, rest).lower
}

#[cfg(test)]
mod tests {
    use super::*;

    /// SciPy 1.17.1: `2 * scipy.stats.t.sf(abs(t), df)`.
    #[test]
    fn agrees_with_scipy() {
        for (t, df, p) in CASES {
            let found = two_sided(t, df);
            assert!((found / p - 1.0).abs() < 1e-11, "{t} {df}: {found:e}");
        }
    }

    #[test]
    fn quantiles_turn_tails_around() {
        // Two degrees of freedom have a closed form: t = (1 − 2p) ÷ √(2 p (1 − p)).
        for p in [1e-12_f64, 1e-5, 0.025, 0.3, 0.5] {
            let exact = (1.0 - 2.0 * p) / (2.0 * p * (1.0 - p)).sqrt();
            assert!((upper_quantile(p, 2.0) - exact).abs() < 1e-12 * exact.max(1.0), "{p}");
        }
        // One: the cotangent.
        let exact = 1.0 / (std::f64::consts::PI * 0.025).tan();
        assert!((upper_quantile(0.025, 1.0) / exact - 1.0).abs() < 1e-13);
        // SciPy 1.17.1: t.isf(0.025, [17.7764735161785, 1e6]).
        assert!(
            (upper_quantile(0.025, 17.776_473_516_178_5) - 2.102_817_241_569_802).abs() < 1e-10
        );
        assert!((upper_quantile(0.025, 1e6) - 1.959_966_356_814_107_2).abs() < 1e-10);
        assert!((upper_quantile(0.025, 1e15) - 1.959_963_984_540_054).abs() < 1e-13);
    }

    #[test]
    fn sides() {
        assert_eq!(upper(0.0, 5.0), 0.5);
        assert!((upper(-1.0, 5.0) + upper(1.0, 5.0) - 1.0).abs() < 1e-15);
        assert_eq!(two_sided(f64::MAX, 3.0), 0.0);
    }

    const CASES: [(f64, f64, f64); 11] = [
        (0.1, 1.0, 0.936548965138893),
        (2.0, 3.0, 0.13932596855884305),
        (-1.86081346748685, 17.7764735161785, 0.07939414018735859),
        (4.06212768338204, 9.0, 0.0028328901973842554),
        (12.0, 30.0, 5.580185415199261e-13),
        (40.0, 30.0, 1.3726045194406417e-27),
        (0.527680254434735, 497.958129783047, 0.5979563182790086),
        (10.0, 1000.0, 1.6670702958600137e-22),
        (30.0, 5000.0, 5.691658117861631e-182),
        (1.5, 0.7, 0.44036509701924026),
        (2.0, 1000000.0, 0.04550053385131924),
    ];
}
