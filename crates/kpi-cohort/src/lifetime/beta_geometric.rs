//! Purchases at a steady rate until a dropout that can come after each: the likelihood and the
//! predictions that BG/NBD and MBG/NBD share.
//!
//! With *k* chances to drop out that were not taken, the models differ in one number: k = x when
//! the first purchase brings no such chance (BG/NBD), k = x + 1 when it does (MBG/NBD).

use statrs::function::beta::checked_beta_reg;
use statrs::function::gamma::ln_gamma;

use super::history::{PurchaseHistory, PurchaseSample};
use super::matrix::Matrix;
use super::maximise::{Derivatives, LogLikelihood};
use super::special::{gammas, purchases};
use super::unit::UnitOfTime;

/// Parameters, and the chances to drop out before the first repeat purchase: 0 or 1.
#[derive(Debug, Clone, Copy)]
pub(super) struct Core {
    pub(super) r: f64,
    pub(super) alpha: f64,
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) early: u64,
}

impl Core {
    pub(super) fn alive<U: UnitOfTime>(&self, history: &PurchaseHistory<U>) -> f64 {
        let chances = self.chances(history.purchases());
        if chances == 0.0 {
            return 1.0;
        }
        let since = ((self.alpha + history.age()) / (self.alpha + history.last())).ln();
        let x = history.purchases() as f64;
        1.0 / (1.0 + self.a / (self.b + chances - 1.0) * ((self.r + x) * since).exp())
    }

    /// Probability of no purchase in `time`, for somebody who is alive.
    pub(super) fn none_while_alive<U: UnitOfTime>(
        &self,
        history: &PurchaseHistory<U>,
        time: f64,
    ) -> f64 {
        let shape = self.r + history.purchases() as f64;
        (-shape * (time / (self.alpha + history.age())).ln_1p()).exp()
    }

    pub(super) fn expected<U: UnitOfTime>(&self, history: &PurchaseHistory<U>, time: f64) -> f64 {
        let x = history.purchases();
        let (shape, b) = (self.r + x as f64, self.b + self.chances(x));
        self.alive(history) * purchases(shape, self.a, b, time / (self.alpha + history.age()))
    }

    pub(super) fn expected_of_new(&self, time: f64) -> f64 {
        let chances = self.chances(0);
        let survive = log_share(self.a, self.b, chances).exp();
        survive * purchases(self.r, self.a, self.b + chances, time / self.alpha)
    }

    pub(super) fn probability(&self, count: u64, time: f64) -> f64 {
        let (x, chances) = (count as f64, self.chances(count));
        let s = time / self.alpha;
        if s == 0.0 {
            return if count == 0 { 1.0 } else { 0.0 };
        }
        // Purchases of somebody who never leaves: negative binomial.
        let (log_z, log_rest) = (s.ln() - s.ln_1p(), -s.ln_1p());
        let coefficient = ln_gamma(self.r + x) - ln_gamma(self.r) - ln_gamma(x + 1.0);
        let exactly = (coefficient + self.r * log_rest + x * log_z).exp();
        let alive = log_share(self.a, self.b, chances).exp() * exactly;
        if chances == 0.0 {
            return alive;
        }
        // Left at the last chance, whatever would have come after.
        let at_least = if count == 0 {
            1.0
        } else {
            // Arguments are positive and s/(1+s) is between 0 and 1.
            checked_beta_reg(x, self.r, s / (1.0 + s)).unwrap_or(0.0)
        };
        let left = log_share(self.a, self.b, chances - 1.0).exp() * self.a
            / (self.a + self.b + chances - 1.0);
        alive + left * at_least
    }

    fn chances(&self, purchases: u64) -> f64 {
        purchases.saturating_add(self.early) as f64
    }
}

/// ln of (b)ₖ/(a+b)ₖ: nobody leaves at k chances.
fn log_share(a: f64, b: f64, chances: f64) -> f64 {
    if chances <= FEW {
        let mut sum = 0.0;
        let mut i = 0.0;
        while i < chances {
            sum -= (a / (b + i)).ln_1p();
            i += 1.0;
        }
        sum
    } else {
        ln_gamma(b + chances) - ln_gamma(b) - ln_gamma(a + b + chances) + ln_gamma(a + b)
    }
}

/// Up to so many terms are added one by one, which keeps all digits; more by ln Γ.
const FEW: f64 = 64.0;

/// Customers with the same history.
struct Row {
    x: f64,
    last: f64,
    age: f64,
    count: f64,
}

/// A stretch of i = from … to − 1 over which the same number of customers has more than i.
struct Run {
    from: f64,
    to: f64,
    customers: f64,
}

/// The log-likelihood of a sample, in time counted from 0 to 1.
pub(super) struct SampleLikelihood {
    /// Customers who have had no chance to leave, and those who have.
    sure: Vec<Row>,
    open: Vec<Row>,
    purchases: Vec<Run>,
    chances: Vec<Run>,
    early: f64,
    customers: f64,
    /// The longest age, the unit of time inside.
    pub(super) scale: f64,
    /// Repeat purchases, for the way back to the sample's own unit.
    repeats: f64,
}

impl SampleLikelihood {
    pub(super) fn new<U: UnitOfTime>(sample: &PurchaseSample<U>, early: u64) -> Self {
        let histories = sample.histories();
        let longest = histories.iter().map(|(history, _)| history.age()).fold(0.0, f64::max);
        let scale = if longest > 0.0 { longest } else { 1.0 };
        let (mut sure, mut open, mut counts) = (Vec::new(), Vec::new(), Vec::new());
        for (history, customers) in &histories {
            let (x, count) = (history.purchases() as f64, *customers as f64);
            let row = Row { x, last: history.last() / scale, age: history.age() / scale, count };
            counts.push((x, count));
            if history.purchases() + early > 0 { open.push(row) } else { sure.push(row) }
        }
        let early = early as f64;
        let shifted: Vec<(f64, f64)> = counts.iter().map(|(x, n)| (x + early, *n)).collect();
        Self {
            sure,
            open,
            customers: counts.iter().map(|(_, n)| n).sum(),
            repeats: counts.iter().map(|(x, n)| x * n).sum(),
            purchases: runs(&counts),
            chances: runs(&shifted),
            early,
            scale,
        }
    }

    /// The value in the sample's own unit of time.
    pub(super) fn unscaled(&self, value: f64) -> f64 {
        value - self.repeats * self.scale.ln()
    }

    /// Repeat purchases per unit of time, the unit inside.
    pub(super) fn rate(&self) -> f64 {
        let time = |rows: &[Row]| rows.iter().map(|row| row.age * row.count).sum::<f64>();
        self.repeats / (time(&self.sure) + time(&self.open)).max(f64::MIN_POSITIVE)
    }
}

/// Counts sorted by their first half become stretches.
fn runs(counts: &[(f64, f64)]) -> Vec<Run> {
    let mut above: f64 = counts.iter().map(|(_, customers)| customers).sum();
    let (mut from, mut out) = (0.0, Vec::new());
    for (x, customers) in counts {
        if *x > from {
            out.push(Run { from, to: *x, customers: above });
            from = *x;
        }
        above -= customers;
    }
    out
}

/// Σᵢ over all stretches of customers · ln(z + i), with its first and second derivative by z.
fn log_rising(runs: &[Run], z: f64) -> [f64; 3] {
    let mut sums = [0.0; 3];
    for run in runs {
        let mut add = |parts: [f64; 3]| {
            sums.iter_mut().zip(parts).for_each(|(sum, part)| *sum += run.customers * part);
        };
        if run.to - run.from <= FEW {
            let mut i = run.from;
            while i < run.to {
                let inverse = 1.0 / (z + i);
                add([(z + i).ln(), inverse, -inverse * inverse]);
                i += 1.0;
            }
        } else {
            let ([a, b, c], [d, e, f]) = (gammas(z + run.to), gammas(z + run.from));
            add([a - d, b - e, c - f]);
        }
    }
    sums
}

impl LogLikelihood<4> for SampleLikelihood {
    /// By r, α, a, b. For one customer with k chances to leave not taken, ln L is
    ///
    /// ln (r)ₓ + r ln α + ln (b)ₖ/(a+b)ₖ + ln(e³ + e⁴), where
    /// 3 = −(r+x) ln(α+T) and 4 = ln a − ln(b+k−1) − (r+x) ln(α+t_x), the latter for k > 0 only.
    fn at(&self, &[r, alpha, a, b]: &[f64; 4]) -> Derivatives<4> {
        let n = self.customers;
        let [rising, rising_1, rising_2] = log_rising(&self.purchases, r);
        let [stay, stay_1, stay_2] = log_rising(&self.chances, b);
        let [all, all_1, all_2] = log_rising(&self.chances, a + b);
        let mut value = rising + n * r * alpha.ln() + stay - all;
        let [mut g_r, mut g_alpha] = [rising_1 + n * alpha.ln(), n * r / alpha];
        let [mut g_a, mut g_b] = [-all_1, stay_1 - all_1];
        let mut rr = rising_2;
        let mut r_alpha = n / alpha;
        let mut alpha_alpha = -n * r / (alpha * alpha);
        let (mut aa, ab0, mut bb) = (-all_2, -all_2, stay_2 - all_2);
        let (mut ab, mut ra, mut rb, mut alpha_a, mut alpha_b) = (ab0, 0.0, 0.0, 0.0, 0.0);
        for Row { x, age, count, .. } in &self.sure {
            let (shape, until) = (r + x, alpha + age);
            let log = until.ln();
            value -= count * shape * log;
            g_r -= count * log;
            g_alpha -= count * shape / until;
            r_alpha -= count / until;
            alpha_alpha += count * shape / (until * until);
        }
        for Row { x, last, age, count } in &self.open {
            let (shape, until, since) = (r + x, alpha + age, alpha + last);
            let (log_until, log_since) = (until.ln(), since.ln());
            let kept = b + x + self.early - 1.0;
            let still = -shape * log_until;
            let gone = (a / kept).ln() - shape * log_since;
            // The share of having gone, in the sum of both.
            let (w, log_sum) = if gone > still {
                let ratio = (still - gone).exp();
                (1.0 / (1.0 + ratio), gone + ratio.ln_1p())
            } else {
                let ratio = (gone - still).exp();
                (ratio / (1.0 + ratio), still + ratio.ln_1p())
            };
            let u = 1.0 - w;
            value += count * log_sum;
            // Derivatives of "gone" minus those of "still".
            let (d_r, d_a, d_b) = (log_until - log_since, 1.0 / a, -1.0 / kept);
            let (slope_still, slope_gone) = (-shape / until, -shape / since);
            let d_alpha = slope_gone - slope_still;
            g_r += count * (w * d_r - log_until);
            g_alpha += count * (slope_still + w * d_alpha);
            g_a += count * w * d_a;
            g_b += count * w * d_b;
            let both = count * w * u;
            rr += both * d_r * d_r;
            r_alpha += count * (-u / until - w / since) + both * d_r * d_alpha;
            alpha_alpha += count * shape * (u / (until * until) + w / (since * since))
                + both * d_alpha * d_alpha;
            ra += both * d_r * d_a;
            rb += both * d_r * d_b;
            alpha_a += both * d_alpha * d_a;
            alpha_b += both * d_alpha * d_b;
            aa += both * d_a * d_a - count * w * d_a * d_a;
            ab += both * d_a * d_b;
            bb += both * d_b * d_b + count * w * d_b * d_b;
        }
        let hessian: Matrix<4> = [
            [rr, r_alpha, ra, rb],
            [r_alpha, alpha_alpha, alpha_a, alpha_b],
            [ra, alpha_a, aa, ab],
            [rb, alpha_b, ab, bb],
        ];
        Derivatives { value, gradient: [g_r, g_alpha, g_a, g_b], hessian }
    }
}

#[cfg(test)]
mod tests;
