//! Special functions that `statrs` does not have.

use statrs::function::gamma::{digamma, ln_gamma};

/// ln Γ(x), its first and its second derivative, for x > 0.
pub(super) fn gammas(x: f64) -> [f64; 3] {
    [ln_gamma(x), digamma(x), trigamma(x)]
}

/// ln Γ(z + s) − ln Γ(z) for positive z and s.
///
/// Where z is so large that the difference of two logarithms would have no digits left, by
/// s ln(z + (s − 1)/2), whose error is of the order s³/z² (Abramowitz & Stegun 6.1.47).
pub(super) fn log_rise(z: f64, s: f64) -> f64 {
    if z > 1e6 * s.max(1.0) {
        s * (z + (s - 1.0) / 2.0).ln()
    } else {
        ln_gamma(z + s) - ln_gamma(z)
    }
}

/// The second derivative of ln Γ, for x > 0.
///
/// Steps up to 15 with ψ′(x) = ψ′(x + 1) + 1/x², then the asymptotic series (Abramowitz & Stegun
/// 6.4.12), whose first term left out is below 1e-16 there.
pub(super) fn trigamma(x: f64) -> f64 {
    const BERNOULLI: [f64; 7] =
        [1.0 / 6.0, -1.0 / 30.0, 1.0 / 42.0, -1.0 / 30.0, 5.0 / 66.0, -691.0 / 2730.0, 7.0 / 6.0];
    let (mut x, mut below) = (x, 0.0);
    while x < 15.0 {
        below += 1.0 / (x * x);
        x += 1.0;
    }
    let inverse_square = 1.0 / (x * x);
    let tail = BERNOULLI.iter().rev().fold(0.0, |sum, b| (sum + b) * inverse_square);
    below + (1.0 + 0.5 / x + tail) / x
}

/// ₂F₁(1, b; c; z) for c > b > 0 and 0 ≤ z < 1, by the continued fraction of Gauss (DLMF 15.7.1).
///
/// The fraction of such a function converges for every z below 1; each step takes a factor of
/// ((1 − √(1−z)) / (1 + √(1−z)))² off the error, where the power series only takes z.
pub(super) fn gauss_one(b: f64, c: f64, z: f64) -> f64 {
    const TINY: f64 = 1e-300;
    const MOST: u32 = 10_000_000;
    // Modified Lentz for 1 − u₁z/(1 − u₂z/(1 − …)).
    let (mut value, mut upper, mut lower) = (1.0_f64, 1.0_f64, 0.0_f64);
    for step in 0..MOST {
        let n = f64::from(step / 2);
        let u = if step % 2 == 0 {
            (b + n) * (c - 1.0 + n) / ((c - 1.0 + 2.0 * n) * (c + 2.0 * n))
        } else {
            let n = n + 1.0;
            n * (c - 1.0 - b + n) / ((c - 2.0 + 2.0 * n) * (c - 1.0 + 2.0 * n))
        };
        lower = 1.0 - u * z * lower;
        lower = 1.0 / if lower.abs() < TINY { TINY } else { lower };
        upper = 1.0 - u * z / upper;
        upper = if upper.abs() < TINY { TINY } else { upper };
        let factor = upper * lower;
        value *= factor;
        if (factor - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    1.0 / value
}

/// E[(1 − (1 + p s)⁻ʳ) / p] for p ~ Beta(a, b): the purchases to be expected in a time of s = t/α.
///
/// This is the integral behind the ₂F₁ of the BG/NBD model,
/// (a+b−1)/(a−1) · [1 − (1+s)⁻ʳ ₂F₁(r, b; a+b−1; s/(1+s))], without its poles at a = 1 and
/// a + b = 1, 0, −1, …
///
/// # Formula
///
/// With K ~ negative binomial (the purchases of somebody who never leaves),
/// Σⱼ₌₀ P(K > j) · (b)ⱼ/(a+b)ⱼ. Every term is positive and the tail of K shrinks by s/(1+s) a step,
/// so the sum converges for all parameters, and what is left out is known. Where that takes too
/// long (long horizons against α), the integral is done by the trapezoid rule on the log-odds of p:
/// the integrand is smooth and dies out at both ends, so the error shrinks exponentially with the
/// step (Trefethen & Weideman 2014).
pub(super) fn purchases(r: f64, a: f64, b: f64, s: f64) -> f64 {
    const MOST_TERMS: f64 = 2_000.0;
    // Terms until the tail is nothing, and P(K = 0) large enough to start from.
    let short = r * s + 40.0 * (1.0 + s) < MOST_TERMS && r * s.ln_1p() < 600.0;
    match s {
        0.0 => 0.0,
        _ if short => by_series(r, a, b, s),
        _ => by_trapezoid(r, a, b, s),
    }
}

fn by_series(r: f64, a: f64, b: f64, s: f64) -> f64 {
    let ratio = s / (1.0 + s);
    // P(K = k), the chance to be there after k purchases, and the purchases of those with K = k:
    // the sum by j, turned round so that it needs one pass and no differences.
    let (mut mass, mut alive, mut made) = ((-r * s.ln_1p()).exp(), 1.0, 0.0);
    let (mut sum, mut k) = (0.0, 0.0);
    loop {
        mass *= ratio * (r + k) / (k + 1.0);
        made += alive;
        alive *= (b + k) / (a + b + k);
        k += 1.0;
        sum += mass * made;
        // From here on masses shrink by `next` or faster, and `made` grows by less than 1 a step.
        let next = (ratio * (r + k) / (k + 1.0)).max(ratio);
        if next < 1.0 {
            let rest = mass * next / (1.0 - next) * (made + 1.0 / (1.0 - next));
            if rest <= 1e-17 * sum {
                return sum;
            }
        }
    }
}

fn by_trapezoid(r: f64, a: f64, b: f64, s: f64) -> f64 {
    // Fine enough for the poles at ±πi and for the peak of a narrow Beta(a, b).
    let step = (0.5 * (1.0 / a + 1.0 / b).sqrt()).min(0.25);
    let log_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    // The integrand by the log-odds u of p.
    let integrand = |u: f64| {
        let log_p = if u < 0.0 { u - u.exp().ln_1p() } else { -(-u).exp().ln_1p() };
        let log_q = log_p - u;
        let p = log_p.exp();
        // Where p is next to nothing, the bracket over p is its slope.
        let bracket = if r.max(1.0) * s.max(1.0) * p < 1e-17 {
            r * s
        } else {
            -(-r * (p * s).ln_1p()).exp_m1() / p
        };
        (a * log_p + b * log_q - log_beta).exp() * bracket
    };
    let mut sum = integrand(0.0);
    // Beyond these ends the terms are a geometric series, which is summed in one go.
    let left = 42.0 + s.max(1.0).ln() + r.max(1.0).ln();
    for (direction, end, rate) in [(1.0, 42.0, b), (-1.0, left, a)] {
        let mut u = step;
        while u < end {
            sum += integrand(direction * u);
            u += step;
        }
        sum -= integrand(direction * u) / (-rate * step).exp_m1();
    }
    sum * step
}

#[cfg(test)]
mod tests;
