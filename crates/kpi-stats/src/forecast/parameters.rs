//! The numbers a damped trend is made of.

use super::DampedTrendError;

/// How fast a damped trend follows its series, and how fast the trend dies out.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawParameters", into = "RawParameters"))]
pub struct DampedTrendParameters {
    level_weight: f64,
    trend_weight: f64,
    damping: f64,
}

/// Where a damped trend stands: before the first value, or after one.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct TrendState {
    /// The level ℓ.
    pub level: f64,
    /// The trend b: what a step adds, before damping.
    pub trend: f64,
}

impl DampedTrendParameters {
    /// The weights α of the level and β* of the trend, both from 0 to 1, and the damping φ, above 0
    /// and at most 1. With φ = 1 it is Holt's linear method.
    ///
    /// # Errors
    ///
    /// [`DampedTrendError::Weight`] and [`DampedTrendError::Damping`] outside these ranges.
    pub fn try_new(
        level_weight: f64,
        trend_weight: f64,
        damping: f64,
    ) -> Result<Self, DampedTrendError> {
        for (of, value) in [("level", level_weight), ("trend", trend_weight)] {
            if !(0.0..=1.0).contains(&value) {
                return Err(DampedTrendError::Weight { of, value });
            }
        }
        if !(damping > 0.0 && damping <= 1.0) {
            return Err(DampedTrendError::Damping { value: damping });
        }
        Ok(Self { level_weight, trend_weight, damping })
    }

    /// For numbers that are known to be in range.
    pub(super) const fn known(level_weight: f64, trend_weight: f64, damping: f64) -> Self {
        Self { level_weight, trend_weight, damping }
    }

    /// α: how much of a new value goes into the level.
    #[must_use]
    pub const fn level_weight(self) -> f64 {
        self.level_weight
    }

    /// β*: how much of a change of the level goes into the trend.
    #[must_use]
    pub const fn trend_weight(self) -> f64 {
        self.trend_weight
    }

    /// φ: what is left of the trend after a step.
    #[must_use]
    pub const fn damping(self) -> f64 {
        self.damping
    }

    /// What a state says about the next value: ℓ + φ b.
    #[must_use]
    pub fn next_value(self, state: TrendState) -> f64 {
        state.level + self.damping * state.trend
    }

    /// The state after a value came.
    #[must_use]
    pub fn after(self, state: TrendState, value: f64) -> TrendState {
        let expected = self.next_value(state);
        let error = value - expected;
        TrendState {
            level: expected + self.level_weight * error,
            trend: self.damping * state.trend + self.level_weight * self.trend_weight * error,
        }
    }

    /// The state after a step whose value nobody saw: what was expected.
    #[must_use]
    pub fn without_value(self, state: TrendState) -> TrendState {
        TrendState { level: self.next_value(state), trend: self.damping * state.trend }
    }

    /// What a state says about the value so many steps ahead: ℓ + (φ + φ² + … + φʰ) b.
    #[must_use]
    pub fn ahead(self, state: TrendState, steps: u32) -> f64 {
        state.level + self.damped_steps(steps) * state.trend
    }

    /// φ + φ² + … + φ^steps.
    pub(super) fn damped_steps(self, steps: u32) -> f64 {
        let (mut sum, mut power) = (0.0, 1.0);
        for _ in 0..steps {
            power *= self.damping;
            sum += power;
        }
        sum
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RawParameters {
    level_weight: f64,
    trend_weight: f64,
    damping: f64,
}

#[cfg(feature = "serde")]
impl TryFrom<RawParameters> for DampedTrendParameters {
    type Error = DampedTrendError;

    fn try_from(raw: RawParameters) -> Result<Self, Self::Error> {
        Self::try_new(raw.level_weight, raw.trend_weight, raw.damping)
    }
}

#[cfg(feature = "serde")]
impl From<DampedTrendParameters> for RawParameters {
    fn from(p: DampedTrendParameters) -> Self {
        let DampedTrendParameters { level_weight, trend_weight, damping } = p;
        Self { level_weight, trend_weight, damping }
    }
}
