//! Power of t tests.

use super::options::{check_ratio, check_size, solve, solve_size};
use super::{PowerError, PowerOptions, SampleSize};
use crate::distribution::{noncentral_t, student_t};

/// Which t test is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum MeanDesign {
    /// Two groups with one variance.
    #[default]
    TwoGroups,
    /// Pairs; the standard deviation is that of the differences.
    Pairs,
    /// One group against a known value.
    OneGroup,
}

/// A comparison of means that is planned.
///
/// # Formula
///
/// The chance that the noncentral t distribution exceeds the critical t: two groups n₁ + n₂ − 2
/// degrees of freedom, noncentrality δ ÷ (σ √(1/n₁ + 1/n₂)); pairs and one group n − 1 and δ √n ÷
/// σ. Plus the chance of the wrong side, as [`FarSide`](super::FarSide) says.
///
/// # Worked example
///
/// A difference of one standard deviation (R, `power.t.test(n = 20, delta = 1, sd = 1)`: power =
/// 0.869; `power.t.test(power = .90, delta = 1, sd = 1)`: n = 22.02):
///
/// ```
/// use kpi_stats::{FarSide, MeanDesign, MeanPower, PowerOptions};
///
/// let r = PowerOptions::default().with_far_side(FarSide::Ignored);
/// let plan = MeanPower::try_new(1.0, 1.0, MeanDesign::TwoGroups)?.with_options(r);
/// assert!((plan.power(20.0)? - 0.868952801692498).abs() < 1e-6);
/// let size = plan.sample_size(0.90)?;
/// assert_eq!((size.first, size.second), (23, 23));
/// assert!((size.exact - 22.0211).abs() < 1e-3 && size.power > 0.90);
/// # Ok::<(), kpi_stats::PowerError>(())
/// ```
///
/// # Common mistake
///
/// Taking the spread of one group for that of differences within pairs, or the other way round.
///
/// # What others do
///
/// R's `power.t.test` and statsmodels' `TTestIndPower` alike, but for the wrong side.
///
/// # References
///
/// J. Cohen, *Statistical Power Analysis for the Behavioral Sciences* (1988), chapter 2.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanPower {
    /// |δ| ÷ σ.
    effect: f64,
    deviation: f64,
    ratio: f64,
    design: MeanDesign,
    options: PowerOptions,
}

impl MeanPower {
    /// A difference that is expected, and the standard deviation.
    ///
    /// # Errors
    ///
    /// [`PowerError::Difference`] and [`PowerError::Deviation`].
    pub fn try_new(
        difference: f64,
        deviation: f64,
        design: MeanDesign,
    ) -> Result<Self, PowerError> {
        if !(deviation > 0.0 && deviation.is_finite()) {
            return Err(PowerError::Deviation { deviation });
        }
        let effect = (difference / deviation).abs();
        if !(effect > 0.0 && effect.is_finite()) {
            return Err(PowerError::Difference { difference });
        }
        let options = PowerOptions::default();
        Ok(Self { effect, deviation, ratio: 1.0, design, options })
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

    /// Another test.
    #[must_use]
    pub const fn with_options(mut self, options: PowerOptions) -> Self {
        self.options = options;
        self
    }

    /// The chance that the test sees the difference, with so many in the first group, or so many
    /// pairs.
    ///
    /// # Errors
    ///
    /// [`PowerError::TooFew`] where no degree of freedom is left, [`PowerError::TooMany`] for more
    /// than 10¹².
    pub fn power(&self, first_group: f64) -> Result<f64, PowerError> {
        check_size(first_group, self.least())?;
        Ok(self.at(self.effect, first_group, first_group * self.ratio))
    }

    /// How many are needed to see the difference with such a chance.
    ///
    /// # Errors
    ///
    /// [`PowerError::Power`] and [`PowerError::OutOfReach`].
    pub fn sample_size(&self, power: f64) -> Result<SampleSize, PowerError> {
        let at = |m: f64, n: f64| self.at(self.effect, m, n);
        let alpha = self.options.level.alpha();
        let size = solve_size(power, alpha, self.least(), self.ratio, at)?;
        let second = if self.design == MeanDesign::TwoGroups { size.second } else { 0 };
        Ok(SampleSize { second, ..size })
    }

    /// The smallest difference that is seen with such a chance by so many in the first group, or so
    /// many pairs: the minimal detectable difference.
    ///
    /// The difference the plan was made with does not matter here, its standard deviation does.
    ///
    /// # Errors
    ///
    /// [`PowerError`].
    pub fn detectable(&self, first_group: f64, power: f64) -> Result<f64, PowerError> {
        check_size(first_group, self.least())?;
        let at = |effect: f64| self.at(effect, first_group, first_group * self.ratio);
        // Even with two in a group, a thousand standard deviations are seen for sure.
        let found = solve(power, self.options.level.alpha(), 0.0, 1e6, at)?;
        Ok(found * self.deviation)
    }

    /// The fewest that leave half a degree of freedom and have a spread to know.
    fn least(&self) -> f64 {
        match self.design {
            MeanDesign::TwoGroups => (2.5 / (1.0 + self.ratio)).max(1.0).max(1.0 / self.ratio),
            MeanDesign::Pairs | MeanDesign::OneGroup => 2.0,
        }
    }

    fn at(&self, effect: f64, m: f64, n: f64) -> f64 {
        let (df, noncentrality) = match self.design {
            MeanDesign::TwoGroups => (m + n - 2.0, effect / (1.0 / m + 1.0 / n).sqrt()),
            MeanDesign::Pairs | MeanDesign::OneGroup => (m - 1.0, effect * m.sqrt()),
        };
        let tail = self.options.tail();
        let critical = if tail <= 0.5 {
            student_t::upper_quantile(tail, df)
        } else {
            -student_t::upper_quantile(1.0 - tail, df)
        };
        let near = noncentral_t::tails(critical, df, noncentrality).upper;
        let far = noncentral_t::tails(-critical, df, noncentrality).lower;
        self.options.join(near, far)
    }
}
