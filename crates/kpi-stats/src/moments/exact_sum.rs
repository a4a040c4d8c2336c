//! Sums with twice the digits of a float.

/// An unevaluated sum of two floats, the second far smaller than the first.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct ExactSum {
    high: f64,
    low: f64,
}

impl ExactSum {
    pub(super) fn value(self) -> f64 {
        self.high + self.low
    }

    pub(super) fn plus(self, other: Self) -> Self {
        let (sum, rest) = two_sum(self.high, other.high);
        let (low, tail) = two_sum(self.low, other.low);
        let (sum, rest) = quick_two_sum(sum, rest + low);
        let (high, low) = quick_two_sum(sum, rest + tail);
        Self { high, low }
    }

    pub(super) fn plus_product(self, a: f64, b: f64) -> Self {
        let (high, low) = two_product(a, b);
        self.plus(Self { high, low })
    }

    pub(super) fn times(self, factor: f64) -> Self {
        let (high, low) = two_product(self.high, factor);
        let (high, low) = quick_two_sum(high, low + self.low * factor);
        Self { high, low }
    }

    pub(super) fn squared(self) -> Self {
        let (high, low) = two_product(self.high, self.high);
        let (high, low) = quick_two_sum(high, low + 2.0 * self.high * self.low);
        Self { high, low }
    }

    pub(super) fn divided(self, by: f64) -> Self {
        let first = self.high / by;
        let (product, rest) = two_product(first, by);
        let second = (self.high - product - rest + self.low) / by;
        let (high, low) = quick_two_sum(first, second);
        Self { high, low }
    }

    pub(super) fn negated(self) -> Self {
        Self { high: -self.high, low: -self.low }
    }
}

/// The sum and what rounding left of it (Knuth).
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

/// The same for |a| ≥ |b| (Dekker).
fn quick_two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    (sum, b - (sum - a))
}

/// The product and what rounding left of it (Dekker, Veltkamp).
fn two_product(a: f64, b: f64) -> (f64, f64) {
    let product = a * b;
    let ((ah, al), (bh, bl)) = (split(a), split(b));
    (product, al * bl - (product - ah * bh - al * bh - ah * bl))
}

fn split(a: f64) -> (f64, f64) {
    let shifted = 134_217_729.0 * a;
    let high = shifted - (shifted - a);
    (high, a - high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_float_loses_is_kept() {
        let sum = [1e16, 1.0, -1e16].into_iter();
        let sum = sum.fold(ExactSum::default(), |sum, x| sum.plus_product(x, 1.0));
        assert_eq!(sum.value(), 1.0);
        // (10⁸ + 1)² − 10¹⁶ − 2·10⁸ = 1.
        let square = ExactSum::default().plus_product(1e8 + 1.0, 1e8 + 1.0);
        let rest = square.plus_product(-1e8, 1e8).plus_product(-2e8, 1.0);
        assert_eq!(rest.value(), 1.0);
        let third = ExactSum::default().plus_product(1.0, 1.0).divided(3.0);
        assert_eq!(third.times(3.0).value(), 1.0);
        assert!(third.squared().times(9.0).plus_product(-1.0, 1.0).value().abs() < 1e-30);
    }
}
