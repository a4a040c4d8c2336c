//! The score interval.

use super::Amounts;

pub(super) fn ends(amounts: Amounts, z: f64) -> [f64; 2] {
    let Amounts { bad, middling, good } = amounts;
    // The upper end is the lower end seen from the other side, which closes both edges exactly.
    [lower(amounts, z), -lower(Amounts { bad: good, middling, good: bad }, z)]
}

/// The smallest difference that the test does not reject: it does at −1, and not at the score.
fn lower(amounts: Amounts, z: f64) -> f64 {
    let (mut rejected, mut kept) = (-1.0_f64, amounts.point());
    // A float has fewer halvings than this between −1 and 1.
    for _ in 0..1_100 {
        let middle = rejected + (kept - rejected) / 2.0;
        if middle <= rejected || middle >= kept {
            break;
        }
        let gap = amounts.point() - middle;
        if gap * gap > z * z * variance(amounts, middle) / amounts.n() {
            rejected = middle;
        } else {
            kept = middle;
        }
    }
    kept
}

/// Variance of one answer where the difference is `delta` and the shares are the most likely ones.
fn variance(amounts: Amounts, delta: f64) -> f64 {
    let Amounts { bad, good, .. } = amounts;
    let n = amounts.n();
    // 2 q² + b q + c = 0 for the share of bad answers q, everything divided by n.
    let b = -(good + bad) / n + (2.0 + (bad - good) / n) * delta;
    let c = -bad / n * delta * (1.0 - delta);
    let root = (b * b - 8.0 * c).max(0.0).sqrt();
    let share = if b > 0.0 { -2.0 * c / (b + root) } else { (root - b) / 4.0 };
    (2.0 * share + delta * (1.0 - delta)).max(0.0)
}
