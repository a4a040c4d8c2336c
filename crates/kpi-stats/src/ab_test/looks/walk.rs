//! The statistic from look to look.

use std::f64::consts::{PI, TAU};

use crate::normal;

/// The chance of being outside ±c at one look at least.
pub(super) fn false_alarms(shares: &[f64], critical_values: &[f64]) -> f64 {
    let mut walk = Walk::new();
    let mut sum = 0.0;
    for (share, c) in shares.iter().zip(critical_values) {
        sum += walk.crossing(*share, *c);
        walk = walk.step(*share, *c);
    }
    sum.min(1.0)
}

/// Where the walk may be after the looks so far, if it has not crossed: points above 0, each with
/// its weight. It is symmetric, so the points below 0 are the same.
pub(super) struct Walk {
    share: f64,
    points: Vec<(f64, f64)>,
}

impl Walk {
    pub(super) fn new() -> Self {
        // All of it at 0, half of it on either side.
        Self { share: 0.0, points: vec![(0.0, 0.5)] }
    }

    /// The chance of crossing ±c at the next look.
    pub(super) fn crossing(&self, share: f64, c: f64) -> f64 {
        let (bound, deviation) = (c * share.sqrt(), (share - self.share).sqrt());
        let out = |from: f64| {
            normal::upper((bound - from) / deviation) + normal::upper((bound + from) / deviation)
        };
        self.points.iter().map(|(at, weight)| 2.0 * weight * out(*at)).sum()
    }

    /// What is left inside ±c at the next look.
    pub(super) fn step(&self, share: f64, c: f64) -> Self {
        let (bound, deviation) = (c * share.sqrt(), (share - self.share).sqrt());
        // Beyond some deviations nothing is there to be followed.
        let bound = bound.min(12.0 * share.sqrt());
        let front = 1.0 / (TAU.sqrt() * deviation);
        let density = |at: f64| {
            let bell = |gap: f64| (-0.5 * (gap / deviation) * (gap / deviation)).exp();
            let from =
                |(start, weight): &(f64, f64)| weight * (bell(at - start) + bell(at + start));
            front * self.points.iter().map(from).sum::<f64>()
        };
        let nodes = 24 + (8.0 * bound / deviation).min(376.0) as usize;
        let points = gauss_legendre(nodes).into_iter().map(|(node, weight)| {
            let at = 0.5 * bound * (1.0 + node);
            (at, 0.5 * bound * weight * density(at))
        });
        Self { share, points: points.collect() }
    }
}

/// Nodes and weights on [−1, 1], by Newton's method on the Legendre polynomial.
fn gauss_legendre(n: usize) -> Vec<(f64, f64)> {
    let count = n as f64;
    let node = |k: usize| {
        let mut x = (PI * (k as f64 + 0.75) / (count + 0.5)).cos();
        let mut slope = 1.0;
        for _ in 0..100 {
            let (mut before, mut here) = (1.0, x);
            for j in 2..=n {
                let j = j as f64;
                (before, here) = (here, ((2.0 * j - 1.0) * x * here - (j - 1.0) * before) / j);
            }
            slope = count * (x * here - before) / (x * x - 1.0);
            let step = here / slope;
            x -= step;
            if step.abs() < 1e-15 {
                break;
            }
        }
        (x, 2.0 / ((1.0 - x * x) * slope * slope))
    };
    (0..n).map(node).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_integrate_polynomials() {
        let sum: f64 = gauss_legendre(24).iter().map(|(x, w)| w * x.powi(10)).sum();
        assert!((sum - 2.0 / 11.0).abs() < 1e-14);
    }
}
