//! The figures of a case, compared one by one.

use std::fmt;

use crate::Bound;

/// What was compared, what differs, what the case holds that nobody claims.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Checks {
    compared: usize,
    mismatches: Vec<String>,
    unclaimed: Vec<&'static str>,
}

impl Checks {
    /// Number of figures compared.
    #[must_use]
    pub fn compared(&self) -> usize {
        self.compared
    }

    /// What differs, one line each.
    #[must_use]
    pub fn mismatches(&self) -> &[String] {
        &self.mismatches
    }

    /// Parts of the case that no crate claims.
    #[must_use]
    pub fn unclaimed(&self) -> &[&'static str] {
        &self.unclaimed
    }

    /// Compares one figure.
    pub(super) fn near(&mut self, what: &str, expected: f64, found: f64, bound: Bound) {
        self.compared += 1;
        let gap = (expected - found).abs();
        let abs = bound.abs.is_some_and(|most| gap <= most);
        let rel = bound.rel.is_some_and(|most| gap <= most * expected.abs());
        // Written so that NaN on either side is a mismatch.
        if !(abs || rel || expected == found) {
            let text = format!("{what}: expected {expected}, found {found} ({gap:e}; {bound})");
            self.mismatches.push(text);
        }
    }

    /// Compares a figure that may not exist: then it must not on the other side either.
    pub(super) fn near_or_none(
        &mut self,
        what: &str,
        expected: Option<f64>,
        found: Option<f64>,
        bound: Bound,
    ) {
        match (expected, found) {
            (Some(expected), Some(found)) => self.near(what, expected, found, bound),
            _ => {
                self.compared += 1;
                if expected != found {
                    self.mismatches.push(format!("{what}: expected {expected:?}, found {found:?}"));
                }
            }
        }
    }

    /// Compares two lists, entry by entry; one that is longer differs.
    pub(super) fn all_near(
        &mut self,
        what: &str,
        expected: &[Option<f64>],
        found: &[Option<f64>],
        bound: Bound,
    ) {
        self.same(&format!("{what}, entries"), &expected.len(), &found.len());
        for at in 0..expected.len().max(found.len()) {
            let of = |list: &[Option<f64>]| list.get(at).copied().flatten();
            self.near_or_none(&format!("{what}[{at}]"), of(expected), of(found), bound);
        }
    }

    /// Compares anything that must be the same.
    pub(super) fn same<T: PartialEq>(&mut self, what: &str, expected: &T, found: &T) {
        self.compared += 1;
        if expected != found {
            self.mismatches.push(format!("{what}: not the same"));
        }
    }

    /// Compares both ends of an interval.
    pub(super) fn ends(&mut self, what: &str, expected: [f64; 2], found: [f64; 2], bound: Bound) {
        let [lower, upper] = expected;
        let [from, to] = found;
        self.near(&format!("{what}, lower"), lower, from, bound);
        self.near(&format!("{what}, upper"), upper, to, bound);
    }

    /// Says that a part of the case is not claimed.
    pub(super) fn leave(&mut self, part: &'static str) {
        self.unclaimed.push(part);
    }
}

impl fmt::Display for Checks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wrong = self.mismatches.len();
        write!(f, "{} of {} figures agree", self.compared - wrong, self.compared)?;
        if !self.unclaimed.is_empty() {
            write!(f, "; not claimed: {}", self.unclaimed.join(", "))?;
        }
        self.mismatches.iter().try_for_each(|line| write!(f, "\n        {line}"))
    }
}

/// Within so much.
pub(super) const fn abs(most: f64) -> Bound {
    Bound { abs: Some(most), rel: None }
}

/// Within such a share.
pub(super) const fn rel(most: f64) -> Bound {
    Bound { abs: None, rel: Some(most) }
}
