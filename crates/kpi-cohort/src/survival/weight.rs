//! Case weights, added exactly.

/// How many subjects a row stands for.
///
/// Kept in steps of 2⁻⁶⁴, so that sums are exact integers and do not depend on the order of the
/// rows. Weights from 2⁻¹¹ on (0.0005) keep every digit of the float; smaller ones are cut off at
/// a step.
///
/// ```
/// use kpi_cohort::Weight;
///
/// assert_eq!(Weight::try_new(1.5)?.value(), 1.5);
/// assert!(Weight::try_new(0.0).is_err());
/// # Ok::<(), kpi_cohort::WeightError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "f64", into = "f64"))]
pub struct Weight(u128);

/// A number that is no weight.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("the weight {weight} is not between 2^-32 and {}: leave out rows of weight 0", Weight::MAX)]
pub struct WeightError {
    /// What was given.
    pub weight: f64,
}

/// Fraction bits of sums.
const FRACTION: u32 = 64;
/// 2⁶⁴.
const STEPS: f64 = 18_446_744_073_709_551_616.0;

impl Weight {
    /// One subject.
    pub const ONE: Self = Self(1 << FRACTION);
    /// The largest weight.
    pub const MAX: f64 = 1_073_741_824.0;
    /// The smallest weight, 2⁻³²: its square still counts.
    pub const MIN: f64 = 1.0 / 4_294_967_296.0;

    /// Checks a weight.
    ///
    /// # Errors
    ///
    /// [`WeightError`] for anything below [`Weight::MIN`], above [`Weight::MAX`], or not a number.
    pub fn try_new(weight: f64) -> Result<Self, WeightError> {
        if (Self::MIN..=Self::MAX).contains(&weight) {
            Ok(Self(steps(weight)))
        } else {
            Err(WeightError { weight })
        }
    }

    /// The weight as a number.
    #[must_use]
    pub fn value(self) -> f64 {
        // No more digits than a float has, so both parts and their sum are exact.
        (self.0 >> FRACTION) as u64 as f64 + self.0 as u64 as f64 / STEPS
    }
}

impl TryFrom<f64> for Weight {
    type Error = WeightError;

    fn try_from(weight: f64) -> Result<Self, Self::Error> {
        Self::try_new(weight)
    }
}

impl From<Weight> for f64 {
    fn from(weight: Weight) -> Self {
        weight.value()
    }
}

/// Rows added up: how many, their weights, the squares of their weights. Sums stop at the largest
/// number instead of wrapping; [`RiskTable`](super::RiskTable) refuses what is that large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sum {
    pub(super) rows: u64,
    pub(super) weight: u128,
    pub(super) squares: u128,
}

impl Sum {
    /// So many rows of weight 1.
    pub(super) const fn rows(rows: u64) -> Self {
        let weight = (rows as u128) << FRACTION;
        Self { rows, weight, squares: weight }
    }

    /// One row of a weight.
    pub(super) fn weighted(weight: Weight) -> Self {
        let value = weight.value();
        Self { rows: 1, weight: weight.0, squares: steps(value * value) }
    }

    pub(super) const fn plus(self, other: Self) -> Self {
        Self {
            rows: self.rows.saturating_add(other.rows),
            weight: self.weight.saturating_add(other.weight),
            squares: self.squares.saturating_add(other.squares),
        }
    }

    /// True when the weight has no fraction.
    pub(super) const fn is_whole(self) -> bool {
        self.weight & (u64::MAX as u128) == 0
    }
}

/// A number from 0 to 2⁶⁴ in steps; what is smaller than a step is cut off.
fn steps(value: f64) -> u128 {
    let whole = value as u64;
    let rest = (value - whole as f64) * STEPS;
    (whole as u128) << FRACTION | (rest as u64) as u128
}

/// A sum as the nearest float.
pub(super) fn to_f64(steps: u128) -> f64 {
    steps as f64 / STEPS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_weight() {
        for weight in [0.0, -1.0, f64::NAN, f64::INFINITY, 2e9, 1e-12] {
            assert!(Weight::try_new(weight).is_err(), "{weight}");
        }
        let message = Weight::try_new(0.0).unwrap_err().to_string();
        assert!(message.starts_with("the weight 0 is not between"), "{message}");
    }

    #[test]
    fn tenths_add_up_in_any_order() {
        let weights: Vec<Sum> =
            [0.1, 0.2, 0.3, 1e6, 0.7].map(|w| Sum::weighted(Weight::try_new(w).unwrap())).to_vec();
        let forward = weights.iter().fold(Sum::default(), |sum, w| sum.plus(*w));
        let backward = weights.iter().rev().fold(Sum::default(), |sum, w| sum.plus(*w));
        assert_eq!(forward, backward);
        assert!((to_f64(forward.weight) - 1_000_001.3).abs() < 1e-9);
        assert!(!forward.is_whole() && Sum::rows(7).is_whole());
    }
}
