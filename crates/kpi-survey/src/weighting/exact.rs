//! Sums of weights that do not depend on the order.

/// Fraction bits.
const FRACTION: u32 = 64;
/// 2⁶⁴.
const STEPS: f64 = 18_446_744_073_709_551_616.0;

/// Rows added up: how many, their weights and the squares of their weights, in steps of 2⁻⁶⁴.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct WeightSum {
    rows: u64,
    weight: u128,
    squares: u128,
}

/// A sum too large to be exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotExact;

impl WeightSum {
    /// One row of a checked weight.
    pub(crate) fn row(weight: f64) -> Self {
        Self { rows: 1, weight: steps(weight), squares: steps(weight * weight) }
    }

    pub(crate) fn plus(self, other: Self) -> Result<Self, NotExact> {
        Ok(Self {
            rows: self.rows.checked_add(other.rows).ok_or(NotExact)?,
            weight: self.weight.checked_add(other.weight).ok_or(NotExact)?,
            squares: self.squares.checked_add(other.squares).ok_or(NotExact)?,
        })
    }

    pub(crate) const fn rows(self) -> u64 {
        self.rows
    }

    pub(crate) fn weight(self) -> f64 {
        self.weight as f64 / STEPS
    }

    pub(crate) fn squares(self) -> f64 {
        self.squares as f64 / STEPS
    }
}

/// A number from 0 to 2⁶⁴ in steps; what is smaller than a step is cut off.
fn steps(value: f64) -> u128 {
    let whole = value as u64;
    let rest = (value - whole as f64) * STEPS;
    (whole as u128) << FRACTION | u128::from(rest as u64)
}
