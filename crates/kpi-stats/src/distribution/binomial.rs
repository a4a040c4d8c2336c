//! Tails of the binomial distribution.

use super::kernel::binomial_kernel;
use super::{Tails, incomplete_beta};

/// The chance of at most k and of at least k successes in n trials with probability one half.
pub(crate) fn half_tails(k: u64, n: u64) -> Tails {
    let (k, n) = (k as f64, n as f64);
    // P(X ≤ k) is the share of Beta(k + 1, n − k) above ½, P(X ≥ k) that of Beta(k, n − k + 1)
    // below.
    let lower = if k >= n { 1.0 } else { incomplete_beta::tails(k + 1.0, n - k, 0.5, 0.5).upper };
    let upper = if k <= 0.0 { 1.0 } else { incomplete_beta::tails(k, n - k + 1.0, 0.5, 0.5).lower };
    Tails { lower, upper }
}

/// The chance of exactly k successes in n trials with probability one half.
pub(crate) fn half_probability(k: u64, n: u64) -> f64 {
    if k == 0 || k >= n {
        return (-(n as f64) * std::f64::consts::LN_2).exp();
    }
    binomial_kernel(k as f64, (n - k) as f64, 0.5, 0.5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_and_extreme() {
        let found = half_tails(3, 10);
        assert!((found.lower - 176.0 / 1024.0).abs() < 1e-15);
        assert!((found.upper - (1024.0 - 56.0) / 1024.0).abs() < 1e-15);
        let found = half_tails(0, 900);
        assert!((found.lower / 0.5_f64.powi(900) - 1.0).abs() < 1e-12 && found.upper == 1.0);
        assert_eq!(half_tails(900, 900).lower, 1.0);
        assert!((half_probability(3, 10) - 120.0 / 1024.0).abs() < 1e-15);
        assert_eq!(half_probability(0, 0), 1.0);
    }
}
