//! Exact distributions of rank sums without ties. All terms are added, none subtracted, so that
//! tiny tails keep their digits.

use crate::distribution::Tails;

/// The chances of U = 0, 1, … m n.
pub(super) fn rank_sum(m: u64, n: u64) -> Vec<f64> {
    // The row of i values in the first group, one distribution for each j in the second. The
    // largest of all belongs to the first group with chance i ÷ (i + j), and then is above all j.
    let mut row: Vec<Vec<f64>> = (0..=n).map(|_| vec![1.0]).collect();
    for i in 1..=m {
        let mut next: Vec<Vec<f64>> = vec![vec![1.0]];
        for (j, above) in (1_u64..).zip(row.iter().skip(1)) {
            let all = (i + j) as f64;
            let (first, second) = (i as f64 / all, j as f64 / all);
            let shift = j as usize;
            let mut chances = vec![0.0; above.len() + shift];
            for (slot, chance) in chances.iter_mut().skip(shift).zip(above) {
                *slot = first * chance;
            }
            if let Some(left) = next.last() {
                for (slot, chance) in chances.iter_mut().zip(left) {
                    *slot += second * chance;
                }
            }
            next.push(chances);
        }
        row = next;
    }
    row.pop().unwrap_or_default()
}

/// The chances of a signed rank sum of 0, 1, … n (n + 1) ÷ 2.
pub(super) fn signed_rank(n: u64) -> Vec<f64> {
    let mut chances = vec![1.0];
    for rank in 1..=n {
        let shift = rank as usize;
        let mut next = vec![0.0; chances.len() + shift];
        for (at, chance) in chances.iter().enumerate() {
            for slot in [at, at + shift] {
                if let Some(slot) = next.get_mut(slot) {
                    *slot += 0.5 * chance;
                }
            }
        }
        chances = next;
    }
    chances
}

/// The chances of at most and at least `concordant` of the n (n − 1) ÷ 2 pairs in the same order.
pub(crate) fn kendall_tails(n: u64, concordant: usize) -> Tails {
    let mut chances = vec![1.0];
    for items in 2..=n {
        // The new item stands before 0 … items − 1 of the others, all alike.
        let most = items as usize - 1;
        let mut next = vec![0.0; chances.len() + most];
        for (at, chance) in chances.iter().enumerate() {
            for slot in next.iter_mut().skip(at).take(most + 1) {
                *slot += chance / items as f64;
            }
        }
        chances = next;
    }
    tails(&chances, concordant)
}

/// The chances of at most and of at least `at`.
pub(super) fn tails(chances: &[f64], at: usize) -> Tails {
    let lower: f64 = chances.iter().take(at + 1).sum();
    let upper: f64 = chances.iter().skip(at).rev().sum();
    Tails { lower: lower.min(1.0), upper: upper.min(1.0) }
}

/// How many of the smallest sums together have less than the chance `tail`.
pub(super) fn below(chances: &[f64], tail: f64) -> u128 {
    let mut sum = 0.0;
    let mut count = 0;
    for chance in chances {
        sum += chance;
        if sum >= tail {
            break;
        }
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_ones_by_hand() {
        // Two of four ranks: sums above the least are 0, 1, 2, 2, 3, 4 of six.
        let sixth = |k: f64| k / 6.0;
        let found = rank_sum(2, 2);
        let exact = [1.0, 1.0, 2.0, 1.0, 1.0].map(sixth);
        assert!(found.iter().zip(exact).all(|(a, b)| (a - b).abs() < 1e-15) && found.len() == 5);
        assert_eq!(signed_rank(3), [1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 1.0].map(|k| k / 8.0));
        // Three items: 1, 2, 2, 1 orders of six.
        assert!((kendall_tails(3, 1).lower - 0.5).abs() < 1e-15);
        assert!((kendall_tails(3, 3).upper - 1.0 / 6.0).abs() < 1e-15);
        assert_eq!(below(&signed_rank(3), 0.2), 1);
    }
}
