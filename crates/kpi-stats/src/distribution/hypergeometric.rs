//! Probabilities of a two-by-two table with fixed margins.

use super::kernel::binomial_kernel;

/// A table with fixed margins: how many of the `drawn` are marked, when `marked` of `total` are.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hypergeometric {
    marked: f64,
    unmarked: f64,
    drawn: f64,
}

impl Hypergeometric {
    pub(crate) fn new(marked: u64, unmarked: u64, drawn: u64) -> Self {
        Self { marked: marked as f64, unmarked: unmarked as f64, drawn: drawn as f64 }
    }

    /// The fewest and the most that can be marked.
    pub(crate) fn range(&self) -> (f64, f64) {
        ((self.drawn - self.unmarked).max(0.0), self.drawn.min(self.marked))
    }

    /// The chance of k, by the quotient of three binomial probabilities (Loader).
    pub(crate) fn probability(&self, k: f64) -> f64 {
        let Self { marked, unmarked, drawn } = *self;
        let total = marked + unmarked;
        let (p, q) = (drawn / total, (total - drawn) / total);
        if q <= 0.0 || p <= 0.0 {
            return 1.0;
        }
        binomial(k, marked, p, q) * binomial(drawn - k, unmarked, p, q)
            / binomial(drawn, total, p, q)
    }

    /// P(k + 1) ÷ P(k).
    pub(crate) fn ratio_up(&self, k: f64) -> f64 {
        let Self { marked, unmarked, drawn } = *self;
        (marked - k) * (drawn - k) / ((k + 1.0) * (unmarked - drawn + k + 1.0))
    }

    /// The likeliest count.
    pub(crate) fn mode(&self) -> f64 {
        let Self { marked, unmarked, drawn } = *self;
        let (least, most) = self.range();
        ((drawn + 1.0) / (marked + unmarked + 2.0) * (marked + 1.0)).floor().clamp(least, most)
    }

    /// The chance of at most k, summed from k down.
    pub(crate) fn lower(&self, k: f64) -> f64 {
        let (least, most) = self.range();
        if k >= most {
            return 1.0;
        }
        if k > self.mode() {
            return 1.0 - self.upper(k + 1.0);
        }
        let start = self.probability(k);
        let (mut term, mut sum, mut at) = (1.0, 1.0, k);
        while at > least && term > sum * 1e-18 {
            at -= 1.0;
            term /= self.ratio_up(at);
            sum += term;
        }
        (start * sum).min(1.0)
    }

    /// The chance of at least k, summed from k up.
    pub(crate) fn upper(&self, k: f64) -> f64 {
        let (least, most) = self.range();
        if k <= least {
            return 1.0;
        }
        if k < self.mode() {
            return 1.0 - self.lower(k - 1.0);
        }
        let start = self.probability(k);
        let (mut term, mut sum, mut at) = (1.0, 1.0, k);
        while at < most && term > sum * 1e-18 {
            term *= self.ratio_up(at);
            at += 1.0;
            sum += term;
        }
        (start * sum).min(1.0)
    }
}

/// The chance of k successes in n trials, edges included.
fn binomial(k: f64, n: f64, p: f64, q: f64) -> f64 {
    if k <= 0.0 {
        (n * (-p).ln_1p()).exp()
    } else if k >= n {
        (n * (-q).ln_1p()).exp()
    } else {
        binomial_kernel(k, n - k, p, q)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tea() {
        // Fisher's tea: 3 of 4 right among 8 cups has 16 of 70 ways, 4 of 4 one.
        let cups = Hypergeometric::new(4, 4, 4);
        assert!((cups.probability(3.0) - 16.0 / 70.0).abs() < 1e-15);
        assert!((cups.upper(3.0) - 17.0 / 70.0).abs() < 1e-15);
        assert!((cups.lower(3.0) - 69.0 / 70.0).abs() < 1e-15);
        assert_eq!((cups.lower(4.0), cups.upper(0.0)), (1.0, 1.0));
        assert_eq!(Hypergeometric::new(3, 2, 5).probability(3.0), 1.0);
    }
}
