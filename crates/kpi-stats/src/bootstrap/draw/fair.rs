//! Many fair coins with one random number.

/// How many of so many fair coins show heads, looked up.
///
/// The probabilities come from additions, multiplications, divisions and one square root, which
/// IEEE 754 rounds alike everywhere: the table is the same on every machine. They are right to
/// within 10⁻¹².
pub(super) struct FairTosses {
    tosses: u64,
    /// Heads of the first entry.
    least: u64,
    /// 2⁶⁴ × the probability of at most so many heads.
    upto: Vec<u64>,
}

impl FairTosses {
    /// Fewer coins than this are tossed one by one.
    pub(super) const FEW: u64 = 1 << 12;
    const MANY: u64 = 1 << 16;

    /// A table of 65,536 coins and one of 4,096.
    pub(super) fn many_and_few() -> [Self; 2] {
        [Self::new(Self::MANY), Self::new(Self::FEW)]
    }

    /// A table of an even number of coins, 4,096 at least.
    fn new(tosses: u64) -> Self {
        let half = tosses / 2;
        // Nine and a half standard deviations, √tosses ÷ 2 each: beyond lies less than 2⁻⁶⁴.
        let reach = (4.75 * (tosses as f64).sqrt()) as u64;
        let mut upper = vec![middle(half as f64)];
        for above in 0..reach {
            let last = upper.last().copied().unwrap_or_default();
            upper.push(last * (half - above) as f64 / (half + above + 1) as f64);
        }
        let mut sum = 0.0;
        let all = upper.iter().skip(1).rev().chain(&upper);
        let mut upto: Vec<u64> = Vec::with_capacity(2 * upper.len());
        for probability in all {
            sum += probability;
            upto.push((sum * 18_446_744_073_709_551_616.0) as u64);
        }
        // What rounding left over.
        if let Some(last) = upto.last_mut() {
            *last = u64::MAX;
        }
        Self { tosses, least: half - reach, upto }
    }

    pub(super) const fn tosses(&self) -> u64 {
        self.tosses
    }

    /// Heads for a random number.
    pub(super) fn heads(&self, random: u64) -> u64 {
        let place = self.upto.partition_point(|upto| *upto <= random) as u64;
        self.least + place.min(self.upto.len() as u64 - 1)
    }
}

/// The probability of `half` heads in twice as many tosses: the series of the central binomial
/// coefficient for large `half`.
fn middle(half: f64) -> f64 {
    let inverse = 1.0 / half;
    let series = 1.0 - inverse / 8.0
        + inverse * inverse / 128.0 * (1.0 + inverse * 5.0 / 8.0 * (1.0 - inverse * 21.0 / 160.0));
    series / (std::f64::consts::PI * half).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Exact fractions in Python: the probability of half heads, and of at most so many.
    #[test]
    fn probabilities() {
        let share = |table: &FairTosses, heads: u64| {
            table.upto[(heads - table.least) as usize] as f64 / 18_446_744_073_709_551_616.0
        };
        let [many, few] = FairTosses::many_and_few();
        for (table, middle, heads, below) in [
            (&few, 0.01246618536376026, 2_000, 0.06884991409194557),
            (&many, 0.003116724676252416, 32_500, 0.018315516872560236),
        ] {
            let half = table.tosses / 2;
            let found = share(table, half) - share(table, half - 1);
            assert!((found - middle).abs() < 1e-12, "{half}: {found}");
            assert!((share(table, heads) - below).abs() < 1e-12, "{half}");
            let whole = table.upto[table.upto.len() - 2];
            assert!(u64::MAX - whole < 1 << 24, "{half}: {whole}");
        }
    }

    #[test]
    fn ends() {
        let few = FairTosses::new(FairTosses::FEW);
        let unlikely = few.upto.iter().take_while(|upto| **upto == 0).count() as u64;
        assert_eq!(few.heads(0), 2_048 - 304 + unlikely);
        assert_eq!((few.heads(1 << 63), few.heads(u64::MAX)), (2_048, 2_048 + 304));
    }
}
