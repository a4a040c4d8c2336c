//! Distributions with tails that keep their digits.
//!
//! The tails of the t, binomial and hypergeometric distributions and of the incomplete beta
//! function are wanted to about twelve digits however small they are, and for parameters up to many
//! millions; the library this crate otherwise uses takes differences of log-gammas, which loses
//! digits there. Here the leading factor is written with deviances (Loader's saddle-point form),
//! which do not cancel, and every tail is summed from its own side, never as one minus the other.

pub(crate) mod binomial;
pub(crate) mod hypergeometric;
pub(crate) mod incomplete_beta;
mod kernel;
pub(crate) mod noncentral_t;
pub(crate) mod student_t;

pub(crate) use binomial::half_probability;
pub(crate) use kernel::stirling_error;

use crate::Alternative;

/// Both sides of a distribution at a point, each with its own digits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Tails {
    /// At most the point.
    pub(crate) lower: f64,
    /// At least, or above, the point.
    pub(crate) upper: f64,
}

impl Tails {
    /// The chance of the point and beyond; of two sides twice the smaller.
    pub(crate) fn p_value(self, alternative: Alternative) -> f64 {
        match alternative {
            Alternative::TwoSided => (2.0 * self.lower.min(self.upper)).min(1.0),
            Alternative::Greater => self.upper,
            Alternative::Less => self.lower,
        }
    }
}

/// The positive float at which `is_below` turns from true to false.
///
/// Positive floats have the order of their bit patterns, so halving the patterns finds the float
/// itself in 64 steps, whatever its size.
pub(crate) fn turning_point(most: f64, mut is_below: impl FnMut(f64) -> bool) -> f64 {
    let (mut below, mut above) = (0.0_f64.to_bits(), most.to_bits());
    while above - below > 1 {
        let middle = below + (above - below) / 2;
        if is_below(f64::from_bits(middle)) {
            below = middle;
        } else {
            above = middle;
        }
    }
    f64::from_bits(above)
}

/// Where `is_below` turns from true to false between two bounds.
pub(crate) fn bisect(mut below: f64, mut above: f64, is_below: impl Fn(f64) -> bool) -> f64 {
    loop {
        let middle = below + 0.5 * (above - below);
        if middle <= below || middle >= above {
            return middle;
        }
        if is_below(middle) {
            below = middle;
        } else {
            above = middle;
        }
    }
}
