//! Sums of reciprocals, in constant time.

/// From here on the series below have all digits.
const LARGE: f64 = 32.0;

/// Σ 1 ÷ (n − k) for k = 0 … d − 1, and Σ 1 ÷ (n − k)²; `d` whole, at most `n`, `n` any number above
/// `d − 1`.
pub(super) fn reciprocals(n: f64, d: u64) -> (f64, f64) {
    let (mut first, mut second) = (0.0, 0.0);
    let mut rest = d;
    // The terms with large denominators by their series, the others one by one.
    let many = (n - LARGE).floor().clamp(0.0, d as f64);
    if many > 64.0 {
        let low = n - many;
        (first, second) = tail(low, n);
        rest = d.saturating_sub(many as u64);
    }
    for k in 0..rest {
        // From the smallest denominator up.
        let denominator = n - (d - 1 - k) as f64;
        first += 1.0 / denominator;
        second += 1.0 / (denominator * denominator);
    }
    (first, second)
}

/// Σ 1/j and Σ 1/j² over j = low + 1, low + 2, …, high, by Euler and Maclaurin.
fn tail(low: f64, high: f64) -> (f64, f64) {
    let first = |x: f64| {
        let s = 1.0 / (x * x);
        1.0 / (2.0 * x) - s * (1.0 / 12.0 - s * (1.0 / 120.0 - s / 252.0))
    };
    let second = |x: f64| {
        let r = 1.0 / x;
        let s = r * r;
        r - s / 2.0 + r * s * (1.0 / 6.0 - s * (1.0 / 30.0 - s / 42.0))
    };
    (((high - low) / low).ln_1p() + first(high) - first(low), second(low) - second(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slowly(n: f64, d: u64) -> (f64, f64) {
        let terms = (0..d).rev().map(|k| 1.0 / (n - k as f64));
        terms.fold((0.0, 0.0), |(a, b), r| (a + r, b + r * r))
    }

    #[test]
    fn series_and_sum_agree() {
        for (n, d) in [(21.0, 3), (500.0, 500), (1000.0, 400), (5e4, 40_000), (1234.5, 1200)] {
            let (found, slow) = (reciprocals(n, d), slowly(n, d));
            assert!((found.0 / slow.0 - 1.0).abs() < 1e-12, "{n} {d}: {found:?} {slow:?}");
            assert!((found.1 / slow.1 - 1.0).abs() < 1e-12, "{n} {d}: {found:?} {slow:?}");
        }
        // One after the other, 1/3 + 1/2 + 1.
        assert!((reciprocals(3.0, 3).0 - 11.0 / 6.0).abs() < 1e-15);
    }

    #[test]
    fn a_million_millions_take_no_time() {
        let (first, _) = reciprocals(1e12, 500_000_000_000);
        assert!((first - 2_f64.ln()).abs() < 1e-11);
    }
}
