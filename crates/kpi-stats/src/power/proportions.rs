//! Power of a test of two proportions.

use super::options::{check_ratio, check_size, solve, solve_size};
use super::{PowerError, PowerOptions, SampleSize, Sides};
use crate::normal;

/// How the power of two proportions is approximated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ProportionPowerMethod {
    /// Normal approximation of the pooled z test: R's `power.prop.test`.
    #[default]
    Pooled,
    /// Difference of 2 arcsin √p, Cohen's h: R's `pwr.2p.test` and statsmodels' `NormalIndPower`.
    CohenH,
}

/// In which direction a proportion may differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Direction {
    /// Higher than the first.
    Higher,
    /// Lower than the first.
    Lower,
}

/// A comparison of two proportions that is planned.
///
/// # Formula
///
/// Pooled: Φ((|p₁ − p₂| − z √(p q (1/n₁ + 1/n₂))) ÷ √(p₁ q₁/n₁ + p₂ q₂/n₂)), p the mean rate
/// weighted by group sizes, q = 1 − p. Cohen's h: Φ(|2 arcsin √p₁ − 2 arcsin √p₂| ÷ √(1/n₁ + 1/n₂)
/// − z). Both plus the chance of the wrong side, as [`FarSide`](super::FarSide) says.
///
/// # Worked example
///
/// From 50 % to 75 % (R, `power.prop.test(p1 = .50, p2 = .75, power = .90)`: n = 76.7;
/// `power.prop.test(n = 50, p1 = .50, p2 = .75)`: power = 0.740):
///
/// ```
/// use kpi_stats::{FarSide, PowerOptions, ProportionPower};
///
/// let r = PowerOptions::default().with_far_side(FarSide::Ignored);
/// let plan = ProportionPower::try_new(0.50, 0.75)?.with_options(r);
/// let size = plan.sample_size(0.90)?;
/// assert_eq!((size.first, size.second), (77, 77));
/// assert!((size.exact - 76.7069).abs() < 1e-3 && size.power > 0.90);
/// assert!((plan.power(50.0)? - 0.740165901331388).abs() < 1e-12);
/// # Ok::<(), kpi_stats::PowerError>(())
/// ```
///
/// # Common mistake
///
/// Planning with the difference one hopes for. Plan with the smallest that would matter.
///
/// # What others do
///
/// See [`ProportionPowerMethod`]. Calculators on the web mostly do not pool under the null
/// hypothesis, which needs a little fewer.
///
/// # References
///
/// J. L. Fleiss, *Statistical Methods for Rates and Proportions*, chapter 3. J. Cohen, *Statistical
/// Power Analysis for the Behavioral Sciences* (1988), chapter 6.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProportionPower {
    first: f64,
    second: f64,
    ratio: f64,
    method: ProportionPowerMethod,
    options: PowerOptions,
}

impl ProportionPower {
    /// Two rates that differ, in groups of the same size.
    ///
    /// # Errors
    ///
    /// [`PowerError`] for what is no proportion, no difference, or certain.
    pub fn try_new(first: f64, second: f64) -> Result<Self, PowerError> {
        for proportion in [first, second] {
            if !(0.0..=1.0).contains(&proportion) {
                return Err(PowerError::Proportion { proportion });
            }
        }
        if first == second {
            return Err(PowerError::Difference { difference: 0.0 });
        }
        if (first - second).abs() == 1.0 {
            return Err(PowerError::Certain { first, second });
        }
        let (method, options) = (ProportionPowerMethod::default(), PowerOptions::default());
        Ok(Self { first, second, ratio: 1.0, method, options })
    }

    /// The second group so many times as large as the first.
    ///
    /// # Errors
    ///
    /// [`PowerError::Ratio`] for what is not above 0 and finite.
    pub fn try_with_ratio(mut self, ratio: f64) -> Result<Self, PowerError> {
        self.ratio = check_ratio(ratio)?;
        Ok(self)
    }

    /// Another approximation.
    #[must_use]
    pub const fn with_method(mut self, method: ProportionPowerMethod) -> Self {
        self.method = method;
        self
    }

    /// Another test.
    #[must_use]
    pub const fn with_options(mut self, options: PowerOptions) -> Self {
        self.options = options;
        self
    }

    /// The chance that the test sees the difference, with so many in the first group.
    ///
    /// # Errors
    ///
    /// [`PowerError::TooFew`] for fewer than one, [`PowerError::TooMany`] for more than 10¹².
    pub fn power(&self, first_group: f64) -> Result<f64, PowerError> {
        check_size(first_group, 1.0)?;
        Ok(self.at(self.second, first_group, first_group * self.ratio))
    }

    /// How many are needed to see the difference with such a chance.
    ///
    /// # Errors
    ///
    /// [`PowerError::Power`] and [`PowerError::OutOfReach`].
    pub fn sample_size(&self, power: f64) -> Result<SampleSize, PowerError> {
        let at = |m: f64, n: f64| self.at(self.second, m, n);
        solve_size(power, self.options.level.alpha(), 1.0, self.ratio, at)
    }

    /// The nearest second rate, in one direction from the first, that is seen with such a chance by
    /// groups of such sizes: the minimal detectable difference.
    ///
    /// R, `power.prop.test(n = 50, p1 = .5, power = .9)`: p2 = 0.8026.
    ///
    /// ```
    /// use kpi_stats::{Direction, PowerOptions, ProportionPower, ProportionPowerMethod};
    ///
    /// let second = ProportionPower::detectable(
    ///     0.5, (50.0, 50.0), 0.9, Direction::Higher,
    ///     ProportionPowerMethod::Pooled, PowerOptions::default(),
    /// )?;
    /// assert_eq!(format!("{second:.4}"), "0.8026");
    /// # Ok::<(), kpi_stats::PowerError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`PowerError::OutOfReach`] when not even a rate of 0 or 1 is.
    pub fn detectable(
        first: f64,
        group_sizes: (f64, f64),
        power: f64,
        direction: Direction,
        method: ProportionPowerMethod,
        options: PowerOptions,
    ) -> Result<f64, PowerError> {
        let (m, n) = group_sizes;
        for size in [m, n] {
            check_size(size, 1.0)?;
        }
        if !(0.0..=1.0).contains(&first) {
            return Err(PowerError::Proportion { proportion: first });
        }
        let (sign, room) = match direction {
            Direction::Higher => (1.0, 1.0 - first),
            Direction::Lower => (-1.0, first),
        };
        let plan = Self { first, second: first, ratio: n / m, method, options };
        let at = |gap: f64| plan.at((first + sign * gap).clamp(0.0, 1.0), m, n);
        let gap = solve(power, options.level.alpha(), 0.0, room, at)?;
        Ok(first + sign * gap)
    }

    fn at(&self, second: f64, m: f64, n: f64) -> f64 {
        let first = self.first;
        let z = normal::quantile(self.options.tail()).abs();
        let z = if self.options.sides == Sides::One && self.options.tail() > 0.5 { -z } else { z };
        let (gap, line, spread) = match self.method {
            ProportionPowerMethod::Pooled => {
                let mean = (m * first + n * second) / (m + n);
                let none = (mean * (1.0 - mean) * (1.0 / m + 1.0 / n)).sqrt();
                let some = first * (1.0 - first) / m + second * (1.0 - second) / n;
                ((first - second).abs(), z * none, some.sqrt())
            }
            ProportionPowerMethod::CohenH => {
                let angle = |p: f64| 2.0 * p.sqrt().asin();
                let spread = (1.0 / m + 1.0 / n).sqrt();
                ((angle(first) - angle(second)).abs(), z * spread, spread)
            }
        };
        // Where nothing is left to chance the test rejects or not.
        let chance = |over: f64| {
            if spread > 0.0 { normal::cdf(over / spread) } else { f64::from(u8::from(over > 0.0)) }
        };
        self.options.join(chance(gap - line), chance(-gap - line))
    }
}
