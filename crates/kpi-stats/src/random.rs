//! Random numbers with a seed and a stream, for simulations.

mod shapes;

use rand_core::Rng;
use rand_pcg::Pcg64;

/// Random numbers that are the same on every machine: one seed and one stream give one row of them.
///
/// A simulation gives each of its paths a stream of its own. Then a path does not depend on how many
/// others there are, nor on how far they run.
///
/// # What is not here
///
/// No secrets: whoever sees some numbers can find the next.
///
/// ```
/// use kpi_stats::SeededDraws;
///
/// let (mut one, mut same) = (SeededDraws::new(7, 0), SeededDraws::new(7, 0));
/// assert_eq!(one.below(100), same.below(100));
/// assert!((0.0..1.0).contains(&one.unit()));
/// ```
#[derive(Debug, Clone)]
pub struct SeededDraws {
    rng: Pcg64,
}

impl SeededDraws {
    /// The stream `stream` of a seed.
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        // Neighbouring seeds and streams must not start close to each other.
        let high = scrambled(seed);
        let low = scrambled(high ^ scrambled(stream.wrapping_add(1)));
        let state = (u128::from(high) << 64) | u128::from(low);
        Self { rng: Pcg64::new(state, u128::from(stream)) }
    }

    /// A number from 0 up to, not including, 1, in steps of 2⁻⁵³.
    pub fn unit(&mut self) -> f64 {
        (self.rng.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number below `bound`, all equally likely (to within bound ÷ 2⁶⁴); 0 for a bound of 0.
    pub fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.rng.next_u64()) * bound as u128) >> 64) as usize
    }
}

/// Every bit of the input moves every bit of the output (the finaliser of SplitMix64).
const fn scrambled(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mean 1/2 and variance 1/12, within five standard errors of 100,000 draws from 100 streams.
    #[test]
    fn units_are_spread_evenly_over_streams() {
        let (mut sum, mut squares) = (0.0, 0.0);
        for stream in 0..100 {
            let mut draws = SeededDraws::new(5, stream);
            for _ in 0..1_000 {
                let value = draws.unit() - 0.5;
                sum += value;
                squares += value * value;
            }
        }
        assert!((sum / 1e5).abs() < 5.0 * (1.0 / 12.0 / 1e5_f64).sqrt());
        // The variance of (u − 1/2)² is 1/180.
        assert!((squares / 1e5 - 1.0 / 12.0).abs() < 5.0 * (1.0 / 180.0 / 1e5_f64).sqrt());
    }

    #[test]
    fn first_draws_of_neighbouring_streams_and_seeds_differ() {
        let first = |seed, stream| SeededDraws::new(seed, stream).rng.next_u64();
        let mut all: Vec<u64> = (0..1_000).map(|n| first(n, 0)).collect();
        all.extend((1..1_000).map(|n| first(0, n)));
        let n = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), n);
        assert_eq!(SeededDraws::new(1, 1).below(0), 0);
    }
}
