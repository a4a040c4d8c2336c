//! Expected against found.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Deserialize;
use toml::{Table, Value};

/// How near a figure must be: within `abs`, or within `rel` of what is expected. Neither means
/// exactly.
#[derive(Debug, Clone, Copy, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// Largest difference.
    #[serde(default)]
    pub abs: Option<f64>,
    /// Largest difference as a share of the expected figure.
    #[serde(default)]
    pub rel: Option<f64>,
}

/// Bounds for a row.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// Largest difference of any figure.
    #[serde(default)]
    pub abs: Option<f64>,
    /// The same as a share of the expected figure.
    #[serde(default)]
    pub rel: Option<f64>,
    /// Other bounds for named figures.
    #[serde(default)]
    pub of: BTreeMap<String, Bound>,
}

/// An expected figure that did not come out.
#[derive(Debug, Clone, PartialEq)]
pub struct Mismatch {
    /// Where it stands: `lower`, `type7[3]`, `movements[0].amount`.
    pub at: String,
    /// What is expected; `None` for something that should not be there.
    pub expected: Option<Value>,
    /// What came out; `None` for nothing.
    pub found: Option<Value>,
    /// The bound that was broken.
    pub bound: Bound,
}

impl Tolerance {
    /// The bound for a top-level figure.
    fn bound(&self, figure: &str) -> Bound {
        let all = Bound { abs: self.abs, rel: self.rel };
        self.of.get(figure).copied().unwrap_or(all)
    }

    /// Bounds that make no sense.
    pub(crate) fn problems(&self, expected: &Table) -> Vec<String> {
        let bad = |v: Option<f64>| v.is_some_and(|v| !(v.is_finite() && v >= 0.0));
        let mut found = Vec::new();
        if bad(self.abs) {
            found.push("abs".to_owned());
        }
        if bad(self.rel) {
            found.push("rel".to_owned());
        }
        let of = self.of.iter();
        let wrong =
            of.filter(|(key, b)| bad(b.abs) || bad(b.rel) || !expected.contains_key(key.as_str()));
        found.extend(wrong.map(|(key, _)| format!("of {key}")));
        found
    }
}

/// Every expected figure that did not come out.
///
/// A row may cite fewer figures than the job has, so further figures at the top are passed over.
/// Below the top everything must match: a list with one entry more, or a table with one field
/// more, is a mismatch. Numbers in quotation marks are exact decimals and match by value.
#[must_use]
pub fn compare(expected: &Table, found: &Table, tolerance: &Tolerance) -> Vec<Mismatch> {
    let mut mismatches = Vec::new();
    for (key, value) in expected {
        let bound = tolerance.bound(key);
        descend(key, Some(value), found.get(key), bound, &mut mismatches);
    }
    mismatches
}

fn descend(
    at: &str,
    expected: Option<&Value>,
    found: Option<&Value>,
    bound: Bound,
    out: &mut Vec<Mismatch>,
) {
    match (expected, found) {
        (Some(Value::Table(e)), Some(Value::Table(f))) => {
            let more = f.keys().filter(|key| !e.contains_key(key.as_str()));
            for key in e.keys().chain(more) {
                descend(&format!("{at}.{key}"), e.get(key), f.get(key), bound, out);
            }
        }
        (Some(Value::Array(e)), Some(Value::Array(f))) => {
            for i in 0..e.len().max(f.len()) {
                descend(&format!("{at}[{i}]"), e.get(i), f.get(i), bound, out);
            }
        }
        (Some(e), Some(f)) if matches(e, f, bound) => {}
        _ => out.push(Mismatch {
            at: at.to_owned(),
            expected: expected.cloned(),
            found: found.cloned(),
            bound,
        }),
    }
}

fn matches(expected: &Value, found: &Value, bound: Bound) -> bool {
    match (expected, found) {
        (Value::String(e), Value::String(f)) => match (decimal(e), decimal(f)) {
            (Some(e), Some(f)) if e == f => true,
            (Some(e), Some(f)) => match (e.checked_sub(f), e.to_f64()) {
                (Some(gap), Some(e)) => {
                    gap.to_f64().is_some_and(|gap| bound.allows(gap, e)) && !bound.is_exact()
                }
                _ => false,
            },
            _ => e == f,
        },
        _ => match (number(expected), number(found)) {
            (Some(e), Some(f)) => e == f || (!bound.is_exact() && bound.allows(e - f, e)),
            _ => expected == found,
        },
    }
}

impl Bound {
    fn is_exact(self) -> bool {
        self.abs.is_none() && self.rel.is_none()
    }

    fn allows(self, gap: f64, expected: f64) -> bool {
        let within = |most: f64| gap.abs() <= most;
        self.abs.is_some_and(within) || self.rel.is_some_and(|rel| within(rel * expected.abs()))
    }
}

fn decimal(text: &str) -> Option<Decimal> {
    text.parse().ok()
}

/// A float or whole number; a whole number that a float cannot hold is none.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Float(v) => Some(*v),
        Value::Integer(v) => Some(*v as f64).filter(|f| *f as i64 == *v),
        _ => None,
    }
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.abs, self.rel) {
            (None, None) => f.write_str("exactly"),
            (Some(abs), None) => write!(f, "within {abs:e}"),
            (None, Some(rel)) => write!(f, "within {rel:e} of it"),
            (Some(abs), Some(rel)) => write!(f, "within {abs:e} or {rel:e} of it"),
        }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { at, expected, found, bound } = self;
        let show = |value: &Option<Value>| {
            value.as_ref().map_or("nothing".to_owned(), |value| value.to_string())
        };
        write!(f, "{at}: expected {}, found {}", show(expected), show(found))?;
        if let (Some(e), Some(v)) =
            (expected.as_ref().and_then(number), found.as_ref().and_then(number))
        {
            write!(f, " ({:+e}; {bound})", v - e)?;
        }
        Ok(())
    }
}
