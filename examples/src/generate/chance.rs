//! Seeded chance in whole numbers, the same on every machine.

/// SplitMix64 (Steele, Lea, Flood 2014).
#[derive(Debug, Clone)]
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from `low` through `high`.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.abs_diff(low).saturating_add(1);
        low.saturating_add_unsigned(self.next() % span)
    }

    /// True so many times in a thousand.
    pub(crate) fn per_mille(&mut self, often: i64) -> bool {
        self.between(1, 1000) <= often
    }

    /// One of several, by weight.
    pub(crate) fn weighted<T: Copy>(&mut self, choices: &[(T, i64)], otherwise: T) -> T {
        let total: i64 = choices.iter().map(|(_, weight)| weight).sum();
        let mut left = self.between(1, total.max(1));
        for (choice, weight) in choices {
            left -= weight;
            if left <= 0 {
                return *choice;
            }
        }
        otherwise
    }

    /// One of several.
    pub(crate) fn one_of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        let last = i64::try_from(choices.len()).unwrap_or(1) - 1;
        let at = usize::try_from(self.between(0, last.max(0))).unwrap_or(0);
        choices.get(at).copied().unwrap_or_default()
    }
}
