//! Looking more than once.

mod walk;

use walk::{Walk, false_alarms};

use crate::{ConfidenceLevel, normal};

/// How the chance of a false alarm is shared out over several looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Boundary {
    /// Hardly any at first: critical values c ÷ √t, t the share of the data that is in.
    #[default]
    OBrienFleming,
    /// The same critical value at every look.
    Pocock,
    /// 2 − 2 Φ(z ÷ √t) is spent by t: like O'Brien-Fleming, for looks at any time (Lan and DeMets).
    SpendingOBrienFleming,
    /// α ln(1 + (e − 1) t) is spent by t: like Pocock, for looks at any time (Lan and DeMets).
    SpendingPocock,
}

/// The looks that are planned: after which shares of the data, and how strict each is.
///
/// # Formula
///
/// The statistic at the look with the share tₖ of the data behaves like a Brownian motion at tₖ,
/// divided by √tₖ. The chance of crossing the critical values ±cₖ anywhere is found by integrating
/// from look to look (Armitage, McPherson and Rowe), and the critical values are those for which it
/// is α.
///
/// # Conventions
///
/// Two-sided. Stopping early because nothing will come of it is always allowed and not counted on.
///
/// # Worked example
///
/// Five looks (sums of normal increments integrated by Gauss-Legendre with SciPy 1.17.1: Pocock
/// 2.413176; O'Brien-Fleming 2.040073 at the last, 4.5617 at the first; tables 2.1 and 2.3 of Jennison
/// and Turnbull 2000 hold such constants):
///
/// ```
/// use kpi_stats::{Boundary, ConfidenceLevel, Looks};
///
/// let pocock = Looks::try_even(5, Boundary::Pocock)?.critical_values(ConfidenceLevel::P95);
/// assert!(pocock.iter().all(|c| (c - 2.413).abs() < 5e-4));
/// let strict = Looks::try_even(5, Boundary::OBrienFleming)?.critical_values(ConfidenceLevel::P95);
/// let rounded: Vec<String> = strict.iter().map(|c| format!("{c:.3}")).collect();
/// assert_eq!(rounded, ["4.562", "3.226", "2.634", "2.281", "2.040"]);
/// # Ok::<(), kpi_stats::LooksError>(())
/// ```
///
/// # Common mistake
///
/// Planning looks and then deciding by 1.96 at each.
///
/// # What others do
///
/// R's `gsDesign` and `rpact` give the same values.
///
/// # References
///
/// S. J. Pocock (1977); P. C. O'Brien, T. R. Fleming (1979); K. K. G. Lan, D. L. DeMets (1983); C.
/// Jennison, B. W. Turnbull, *Group Sequential Methods* (2000).
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawLooks", into = "RawLooks"))]
pub struct Looks {
    shares: Vec<f64>,
    boundary: Boundary,
}

/// Why looks cannot be planned like that.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LooksError {
    /// None, or too many.
    #[error("{looks} looks: between 1 and {most} can be planned")]
    Number {
        /// How many.
        looks: u32,
        /// The most.
        most: u32,
    },
    /// A share of the data that is not above the one before, or not above 0, or the last is not 1.
    #[error("look {look} is at the share {share}: shares rise from above 0 to 1 at the last")]
    Share {
        /// Which look, from 1.
        look: u32,
        /// What was given.
        share: f64,
    },
}

impl Looks {
    /// The most looks that can be planned.
    pub const MOST: u32 = 30;

    /// One look, at the end.
    #[must_use]
    pub fn one() -> Self {
        Self { shares: vec![1.0], boundary: Boundary::Pocock }
    }

    /// So many looks, each after as much new data as the one before.
    ///
    /// # Errors
    ///
    /// [`LooksError::Number`].
    pub fn try_even(looks: u32, boundary: Boundary) -> Result<Self, LooksError> {
        let all = f64::from(looks);
        let shares = (1..=looks.min(Self::MOST + 1)).map(|look| f64::from(look) / all);
        Self::try_at(shares.collect(), boundary)
    }

    /// Looks after these shares of the data.
    ///
    /// # Errors
    ///
    /// [`LooksError`].
    pub fn try_at(shares: Vec<f64>, boundary: Boundary) -> Result<Self, LooksError> {
        let (looks, most) = (u32::try_from(shares.len()).unwrap_or(u32::MAX), Self::MOST);
        if looks == 0 || looks > most {
            return Err(LooksError::Number { looks, most });
        }
        let mut before = 0.0;
        for (look, share) in (1..).zip(&shares) {
            let last = look == looks;
            if !(*share > before && *share <= 1.0) || (last && *share != 1.0) {
                return Err(LooksError::Share { look, share: *share });
            }
            before = *share;
        }
        Ok(Self { shares, boundary })
    }

    /// How many.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.shares.len() as u32
    }

    /// After which shares of the data.
    #[must_use]
    pub fn shares(&self) -> &[f64] {
        &self.shares
    }

    /// How strict.
    #[must_use]
    pub const fn boundary(&self) -> Boundary {
        self.boundary
    }

    /// How far from 0 the z of each look has to be.
    #[must_use]
    pub fn critical_values(&self, level: ConfidenceLevel) -> Vec<f64> {
        if self.shares.len() == 1 {
            return vec![level.z()];
        }
        let alpha = level.alpha();
        let scaled = |c: f64| match self.boundary {
            Boundary::OBrienFleming => self.shares.iter().map(|t| c / t.sqrt()).collect(),
            _ => vec![c; self.shares.len()],
        };
        match self.boundary {
            Boundary::OBrienFleming | Boundary::Pocock => {
                let too_low = |c: f64| false_alarms(&self.shares, &scaled(c)) > alpha;
                scaled(halve(level.z(), HIGHEST, too_low))
            }
            Boundary::SpendingOBrienFleming => {
                let z = level.z();
                self.spend(|t| 2.0 * normal::upper(z / t.sqrt()))
            }
            Boundary::SpendingPocock => self.spend(|t| alpha * (1.0 + (1_f64.exp_m1()) * t).ln()),
        }
    }

    /// The chance that at least one of these looks raises a false alarm when each is decided at the
    /// plain critical value of the level, as if it were the only one.
    ///
    /// Five looks at 95 %: 14.2 % (Armitage, McPherson and Rowe 1969).
    ///
    /// ```
    /// use kpi_stats::{Boundary, ConfidenceLevel, Looks};
    ///
    /// let looks = Looks::try_even(5, Boundary::Pocock)?;
    /// assert_eq!(format!("{:.3}", looks.false_alarms_uncorrected(ConfidenceLevel::P95)), "0.142");
    /// # Ok::<(), kpi_stats::LooksError>(())
    /// ```
    #[must_use]
    pub fn false_alarms_uncorrected(&self, level: ConfidenceLevel) -> f64 {
        false_alarms(&self.shares, &vec![level.z(); self.shares.len()])
    }

    /// The chance that at least one look raises a false alarm at these critical values; further
    /// looks take the last of them.
    #[must_use]
    pub fn false_alarms_at(&self, critical_values: &[f64]) -> f64 {
        let last = critical_values.last().copied().unwrap_or(0.0);
        let padded = critical_values.iter().copied().chain(std::iter::repeat(last));
        let padded: Vec<f64> = padded.take(self.shares.len()).collect();
        false_alarms(&self.shares, &padded)
    }

    /// Critical values that use up as much as is to be spent by each look.
    fn spend(&self, spent_by: impl Fn(f64) -> f64) -> Vec<f64> {
        let (mut walk, mut found, mut before) = (Walk::new(), Vec::new(), 0.0);
        for share in &self.shares {
            let spent = spent_by(*share);
            let now = spent - before;
            let c = halve(0.0, HIGHEST, |c| walk.crossing(*share, c) > now);
            walk = walk.step(*share, c);
            found.push(c);
            before = spent;
        }
        found
    }
}

/// No statistic is ever that far out by chance.
const HIGHEST: f64 = 39.0;

/// Halves until nobody could read off the rest.
fn halve(mut below: f64, mut above: f64, is_below: impl Fn(f64) -> bool) -> f64 {
    while above - below > 1e-10 {
        let middle = 0.5 * (below + above);
        if is_below(middle) {
            below = middle;
        } else {
            above = middle;
        }
    }
    above
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Looks", deny_unknown_fields)]
struct RawLooks {
    shares: Vec<f64>,
    boundary: Boundary,
}

#[cfg(feature = "serde")]
impl TryFrom<RawLooks> for Looks {
    type Error = LooksError;

    fn try_from(raw: RawLooks) -> Result<Self, Self::Error> {
        Self::try_at(raw.shares, raw.boundary)
    }
}

#[cfg(feature = "serde")]
impl From<Looks> for RawLooks {
    fn from(Looks { shares, boundary }: Looks) -> Self {
        Self { shares, boundary }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Jennison and Turnbull 2000, tables 2.1 and 2.3 (Pocock, O'Brien-Fleming, 95 %), and
    /// Armitage, McPherson and Rowe 1969, table 2 (z = 1.96 at every look).
    #[test]
    fn published_values() {
        for (looks, pocock, fleming, repeated) in [
            (2, 2.178, 1.977, 0.083),
            (3, 2.289, 2.004, 0.107),
            (4, 2.361, 2.024, 0.126),
            (5, 2.413, 2.040, 0.142),
            (10, 2.555, 2.087, 0.193),
            (20, 2.672, 2.126, 0.248),
        ] {
            let last = |boundary| {
                let looks = Looks::try_even(looks, boundary).unwrap();
                *looks.critical_values(ConfidenceLevel::P95).last().unwrap()
            };
            assert!((last(Boundary::Pocock) - pocock).abs() < 6e-4, "{looks}");
            assert!((last(Boundary::OBrienFleming) - fleming).abs() < 6e-4, "{looks}");
            let found = Looks::try_even(looks, Boundary::Pocock).unwrap();
            let found = found.false_alarms_uncorrected(ConfidenceLevel::P95);
            assert!((found - repeated).abs() < 6e-4, "{looks} {found}");
        }
    }

    #[test]
    fn what_is_spent_is_alpha() {
        for boundary in [
            Boundary::Pocock,
            Boundary::OBrienFleming,
            Boundary::SpendingPocock,
            Boundary::SpendingOBrienFleming,
        ] {
            for shares in [vec![0.5, 1.0], vec![0.1, 0.15, 0.6, 0.99, 1.0], vec![1.0]] {
                let looks = Looks::try_at(shares, boundary).unwrap();
                for level in [ConfidenceLevel::P90, ConfidenceLevel::P99] {
                    let found = looks.false_alarms_at(&looks.critical_values(level));
                    assert!((found / level.alpha() - 1.0).abs() < 1e-7, "{looks:?} {found}");
                }
            }
        }
    }

    #[test]
    fn every_refusal() {
        assert!(matches!(Looks::try_even(0, Boundary::Pocock), Err(LooksError::Number { .. })));
        assert!(matches!(Looks::try_even(31, Boundary::Pocock), Err(LooksError::Number { .. })));
        for shares in [vec![0.5, 0.5, 1.0], vec![0.0, 1.0], vec![0.5], vec![f64::NAN, 1.0]] {
            let found = Looks::try_at(shares, Boundary::Pocock);
            assert!(matches!(found, Err(LooksError::Share { .. })));
        }
    }
}
