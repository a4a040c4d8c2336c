//! The damped trend with the smallest sum of squared one-step errors.

use super::{DampedTrendParameters, TrendState};

const LEVEL_GRID: [f64; 9] = [0.02, 0.1, 0.2, 0.3, 0.45, 0.6, 0.75, 0.9, 1.0];
const TREND_GRID: [f64; 7] = [0.0, 0.05, 0.15, 0.3, 0.5, 0.75, 1.0];
const DAMPING_GRID: [f64; 4] = [0.80, 0.86, 0.92, 0.98];
const LOWEST: [f64; 3] = [0.0, 0.0, 0.8];
const HIGHEST: [f64; 3] = [1.0, 1.0, 0.98];
const FIRST_STEP: [f64; 3] = [0.05, 0.05, 0.03];
/// The steps end at this part of the first ones.
const LAST_STEP: f64 = 1e-6;
/// From how many points of the grid the steps start.
const STARTS: usize = 3;

/// The best start for given parameters, and what it leaves.
#[derive(Debug, Clone, Copy)]
pub(super) struct BestStart {
    pub(super) start: TrendState,
    pub(super) squares: f64,
}

/// Least squares for (ℓ₀, b₀): the one-step errors are linear in them.
///
/// The error at t is what it would be from a start at zero, less what is left at t of a level of one
/// and of a trend of one at the start.
pub(super) fn best_start(series: &[f64], parameters: DampedTrendParameters) -> BestStart {
    let mut plain = TrendState::default();
    let mut of_level = TrendState { level: 1.0, trend: 0.0 };
    let mut of_trend = TrendState { level: 0.0, trend: 1.0 };
    let (mut ll, mut lt, mut tt, mut le, mut te) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for value in series {
        let error = value - parameters.next_value(plain);
        let (l, t) = (parameters.next_value(of_level), parameters.next_value(of_trend));
        ll += l * l;
        lt += l * t;
        tt += t * t;
        le += l * error;
        te += t * error;
        plain = parameters.after(plain, *value);
        // Without values the state only decays.
        of_level = parameters.after(of_level, 0.0);
        of_trend = parameters.after(of_trend, 0.0);
    }
    let determinant = ll * tt - lt * lt;
    let start = if determinant > 1e-12 * ll * tt {
        TrendState {
            level: (le * tt - te * lt) / determinant,
            trend: (te * ll - le * lt) / determinant,
        }
    } else {
        // Level and trend cannot be told apart: no trend.
        TrendState { level: le / ll.max(f64::MIN_POSITIVE), trend: 0.0 }
    };
    BestStart { start, squares: squares(series, parameters, start) }
}

fn squares(series: &[f64], parameters: DampedTrendParameters, start: TrendState) -> f64 {
    let (mut state, mut sum) = (start, 0.0);
    for value in series {
        let error = value - parameters.next_value(state);
        sum += error * error;
        state = parameters.after(state, *value);
    }
    sum
}

/// The best of the grid, then steps along each parameter that halve where none helps.
pub(super) fn best(series: &[f64]) -> DampedTrendParameters {
    let of =
        |[a, b, d]: [f64; 3]| best_start(series, DampedTrendParameters::known(a, b, d)).squares;
    let mut grid = Vec::with_capacity(LEVEL_GRID.len() * TREND_GRID.len() * DAMPING_GRID.len());
    for level in LEVEL_GRID {
        for trend in TREND_GRID {
            for damping in DAMPING_GRID {
                let at = [level, trend, damping];
                grid.push((of(at), at));
            }
        }
    }
    // Stable: of equals the one with the smaller weights comes first.
    grid.sort_by(|a, b| a.0.total_cmp(&b.0));
    let found = grid.into_iter().take(STARTS).map(|start| walk(start, &of));
    let best = found.min_by(|a, b| a.0.total_cmp(&b.0));
    let [a, b, d] = best.map_or([0.0, 0.0, 0.8], |(_, at)| at);
    DampedTrendParameters::known(a, b, d)
}

fn walk(start: (f64, [f64; 3]), of: &impl Fn([f64; 3]) -> f64) -> (f64, [f64; 3]) {
    let (mut lowest, mut at) = start;
    let mut scale = 1.0;
    while scale > LAST_STEP {
        let mut moved = false;
        for axis in 0..3 {
            for sign in [1.0, -1.0] {
                let mut next = at;
                let limits = LOWEST.get(axis).zip(HIGHEST.get(axis));
                let step = FIRST_STEP.get(axis);
                if let (Some(value), Some((low, high)), Some(step)) =
                    (next.get_mut(axis), limits, step)
                {
                    *value = (*value + sign * scale * step).clamp(*low, *high);
                }
                let squares = of(next);
                if squares < lowest {
                    (lowest, at, moved) = (squares, next, true);
                }
            }
        }
        if !moved {
            scale /= 2.0;
        }
    }
    (lowest, at)
}
