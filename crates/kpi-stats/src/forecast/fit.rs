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

/// What a series says about its start, for given parameters: the one-step errors are linear in it.
///
/// The error at t is what it would be from a start at zero, less what is left at t of a level of one
/// and of a trend of one at the start.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Seen {
    /// Products of what is left of the level (l) and of the trend (t), and of the errors (e).
    pub(super) ll: f64,
    pub(super) lt: f64,
    pub(super) tt: f64,
    pub(super) le: f64,
    pub(super) te: f64,
    pub(super) ee: f64,
    /// States after the series: from a start at zero, and what is left of one level and one trend.
    plain: TrendState,
    of_level: TrendState,
    of_trend: TrendState,
}

impl Seen {
    /// A step without a value moves the states on and nothing else.
    pub(super) fn of(series: &[Option<f64>], parameters: DampedTrendParameters) -> Self {
        let mut seen = Self {
            of_level: TrendState { level: 1.0, trend: 0.0 },
            of_trend: TrendState { level: 0.0, trend: 1.0 },
            ..Self::default()
        };
        for value in series {
            let Some(value) = *value else {
                for state in [&mut seen.plain, &mut seen.of_level, &mut seen.of_trend] {
                    *state = parameters.without_value(*state);
                }
                continue;
            };
            let error = value - parameters.next_value(seen.plain);
            let l = parameters.next_value(seen.of_level);
            let t = parameters.next_value(seen.of_trend);
            seen.ll += l * l;
            seen.lt += l * t;
            seen.tt += t * t;
            seen.le += l * error;
            seen.te += t * error;
            seen.ee += error * error;
            seen.plain = parameters.after(seen.plain, value);
            // From a value of zero on, the start only decays.
            seen.of_level = parameters.after(seen.of_level, 0.0);
            seen.of_trend = parameters.after(seen.of_trend, 0.0);
        }
        seen
    }

    /// The state after the series from a start.
    pub(super) fn end(&self, level: f64, trend: f64) -> TrendState {
        let Self { plain, of_level, of_trend, .. } = self;
        TrendState {
            level: plain.level + level * of_level.level + trend * of_trend.level,
            trend: plain.trend + level * of_level.trend + trend * of_trend.trend,
        }
    }
}

/// Least squares for (ℓ₀, b₀).
pub(super) fn best_start(series: &[Option<f64>], parameters: DampedTrendParameters) -> BestStart {
    let Seen { ll, lt, tt, le, te, .. } = Seen::of(series, parameters);
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

fn squares(series: &[Option<f64>], parameters: DampedTrendParameters, start: TrendState) -> f64 {
    let (mut state, mut sum) = (start, 0.0);
    for value in series {
        let Some(value) = *value else {
            state = parameters.without_value(state);
            continue;
        };
        let error = value - parameters.next_value(state);
        sum += error * error;
        state = parameters.after(state, value);
    }
    sum
}

/// The best of the grid, then steps along each parameter that halve where none helps.
pub(super) fn best(series: &[Option<f64>]) -> DampedTrendParameters {
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
