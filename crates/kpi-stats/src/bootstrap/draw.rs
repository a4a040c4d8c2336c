//! Random draws with a seed: whole numbers only, so that they are the same on every machine.

mod fair;

use fair::FairTosses;
use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg64;

/// A stream of random numbers.
pub(super) struct Draws {
    rng: Pcg64,
    word: u64,
    bits_left: u32,
    /// Many coins at once, made when they are first needed.
    blocks: Option<[FairTosses; 2]>,
}

impl Draws {
    pub(super) fn new(seed: u64) -> Self {
        Self { rng: Pcg64::seed_from_u64(seed), word: 0, bits_left: 0, blocks: None }
    }

    /// A number below `bound`, all equally likely (to within bound ÷ 2⁶⁴).
    pub(super) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.rng.next_u64()) * bound as u128) >> 64) as usize
    }

    /// How many of `tosses` fair coins show heads.
    fn heads(&mut self, mut tosses: u64) -> u64 {
        let mut heads = 0;
        if tosses >= FairTosses::FEW {
            let blocks = self.blocks.get_or_insert_with(FairTosses::many_and_few);
            for block in blocks {
                while tosses >= block.tosses() {
                    heads += block.heads(self.rng.next_u64());
                    tosses -= block.tosses();
                }
            }
        }
        while tosses >= 64 {
            heads += u64::from(self.rng.next_u64().count_ones());
            tosses -= 64;
        }
        let mut rest = tosses as u32;
        if rest > self.bits_left {
            heads += u64::from(self.word.count_ones());
            rest -= self.bits_left;
            self.word = self.rng.next_u64();
            self.bits_left = 64;
        }
        if rest > 0 {
            let taken = self.word & (u64::MAX >> (64 - rest));
            heads += u64::from(taken.count_ones());
            self.word = self.word.checked_shr(rest).unwrap_or(0);
            self.bits_left -= rest;
        }
        heads
    }

    /// How many of `tosses` succeed when each does with probability `part` ÷ `whole`.
    ///
    /// Every toss draws a number from 0 to 1 and succeeds below part ÷ whole. The numbers are
    /// compared binary digit by digit: all tosses whose digits so far equal those of the fraction
    /// are one count, which the next digit splits in two. About two random bits a toss, far fewer
    /// for thousands of tosses.
    fn binomial(&mut self, tosses: u64, part: u64, whole: u64) -> u64 {
        if part >= whole {
            return tosses;
        }
        let (mut open, mut hits, mut rest) = (tosses, 0, u128::from(part));
        while open > 0 && rest > 0 {
            rest *= 2;
            let ones = self.heads(open);
            if rest >= u128::from(whole) {
                rest -= u128::from(whole);
                hits += open - ones;
                open = ones;
            } else {
                open -= ones;
            }
        }
        hits
    }

    /// Redraws `total` units from groups of sizes `sizes` and counts them by group, halving the
    /// groups until one is left.
    pub(super) fn multinomial(&mut self, tosses: u64, tree: &SizeTree, counts: &mut [u64]) {
        self.descend(tosses, tree, 0, tree.groups(), counts);
    }

    fn descend(
        &mut self,
        tosses: u64,
        tree: &SizeTree,
        from: usize,
        to: usize,
        counts: &mut [u64],
    ) {
        if tosses == 0 {
            counts.get_mut(from..to).into_iter().flatten().for_each(|count| *count = 0);
            return;
        }
        if to - from <= 1 {
            if let Some(count) = counts.get_mut(from) {
                *count = tosses;
            }
            return;
        }
        let middle = from + (to - from) / 2;
        let left = self.binomial(tosses, tree.units(from, middle), tree.units(from, to));
        self.descend(left, tree, from, middle, counts);
        self.descend(tosses - left, tree, middle, to, counts);
    }
}

/// Running totals of group sizes.
pub(super) struct SizeTree {
    before: Vec<u64>,
}

impl SizeTree {
    pub(super) fn new(sizes: impl Iterator<Item = u64>) -> Self {
        let mut before = vec![0];
        let mut total = 0_u64;
        for size in sizes {
            total = total.saturating_add(size);
            before.push(total);
        }
        Self { before }
    }

    fn groups(&self) -> usize {
        self.before.len() - 1
    }

    /// Units in the groups `from..to`.
    fn units(&self, from: usize, to: usize) -> u64 {
        let upto = |group| self.before.get(group).copied().unwrap_or(0);
        upto(to) - upto(from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean n p and variance n p (1 − p), within five standard errors of 20,000 draws.
    #[test]
    fn binomial_has_its_mean_and_variance() {
        let mut draws = Draws::new(1);
        for (n, part, whole) in
            [(1, 1, 2), (7, 1, 3), (64, 9, 10), (1_000, 1, 1_000), (200, 3, 7), (90_000, 3, 7)]
        {
            let reps = 20_000;
            let p = part as f64 / whole as f64;
            let values: Vec<f64> =
                (0..reps).map(|_| draws.binomial(n, part, whole) as f64).collect();
            let mean = values.iter().sum::<f64>() / f64::from(reps);
            let variance = values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / f64::from(reps);
            let expected = n as f64 * p * (1.0 - p);
            let error = (expected / f64::from(reps)).sqrt();
            assert!((mean - n as f64 * p).abs() < 5.0 * error, "{n} {part}/{whole}: mean {mean}");
            assert!((variance / expected - 1.0).abs() < 0.08, "{n} {part}/{whole}: {variance}");
        }
    }

    #[test]
    fn certain_and_impossible() {
        let mut draws = Draws::new(1);
        assert_eq!(draws.binomial(100, 5, 5), 100);
        assert_eq!(draws.binomial(100, 0, 5), 0);
    }

    /// 2 coins, 40,000 times: 1/4, 1/2, 1/4.
    #[test]
    fn few_coins_are_fair() {
        let mut draws = Draws::new(3);
        let mut seen = [0_i32; 3];
        for _ in 0..40_000 {
            seen[draws.heads(2) as usize] += 1;
        }
        for (count, expected) in seen.into_iter().zip([10_000, 20_000, 10_000]) {
            assert!((count - expected).abs() < 500, "{seen:?}");
        }
    }

    #[test]
    fn multinomial_hands_out_every_unit() {
        let mut draws = Draws::new(2);
        let sizes = [5_u64, 0, 70, 25];
        let tree = SizeTree::new(sizes.into_iter());
        let mut sums = [0_u64; 4];
        for _ in 0..10_000 {
            let mut counts = [9_u64; 4];
            draws.multinomial(100, &tree, &mut counts);
            assert_eq!(counts.iter().sum::<u64>(), 100);
            for (sum, count) in sums.iter_mut().zip(counts) {
                *sum += count;
            }
        }
        for (sum, size) in sums.into_iter().zip(sizes) {
            let mean = sum as f64 / 10_000.0;
            assert!((mean - size as f64).abs() < 0.25, "{size}: {mean}");
        }
    }
}
