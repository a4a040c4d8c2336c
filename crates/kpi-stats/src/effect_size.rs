//! Differences in standard deviations.

use kpi_types::{Estimate, EstimateMethod};

use crate::distribution::{noncentral_t, stirling_error};
use crate::{ConfidenceLevel, MeanError};

/// How a difference of means is put into standard deviations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum EffectSize {
    /// Cohen's d: divided by the standard deviation (of two groups: the pooled one).
    CohenD,
    /// Hedges' g: d times J = Γ(m/2) ÷ (√(m/2) Γ((m − 1)/2)) with m degrees of freedom, which takes
    /// out its bias in small samples; about 1 − 3 ÷ (4m − 1).
    #[default]
    HedgesG,
}

impl EffectSize {
    /// What d is multiplied by.
    fn factor(self, df: f64) -> f64 {
        match self {
            Self::CohenD => 1.0,
            Self::HedgesG => {
                // Stirling's formula on both gammas, its error added: nothing cancels.
                let a = 0.5 * df;
                let errors = stirling_error(a) - stirling_error(a - 0.5);
                (-(a - 1.0) * (-0.5 / a).ln_1p() - 0.5 + errors).exp()
            }
        }
    }
}

/// An effect size whose noncentrality is `point ÷ scale`, with the interval of the noncentrality.
pub(crate) fn from_noncentrality(
    kind: EffectSize,
    point: f64,
    scale: f64,
    df: f64,
    n: u64,
    level: ConfidenceLevel,
) -> Result<Estimate, MeanError> {
    if kind == EffectSize::HedgesG && df <= 1.0 {
        let left_out = n.saturating_sub(df as u64);
        return Err(MeanError::TooFewValues { n, needed: left_out + 2 });
    }
    let (t, tail) = (point / scale, level.alpha() / 2.0);
    // More than t has the chance α/2 at the lower noncentrality. The upper is that of −t mirrored.
    let lower = scale * noncentral_t::noncentrality(t, df, tail);
    let upper = -scale * noncentral_t::noncentrality(-t, df, tail);
    let factor = kind.factor(df);
    let [point, lower, upper] = [point, lower, upper].map(|end| end * factor);
    // Rounding may put them a digit off where the level is near 0.
    let (lower, upper) = (lower.min(upper), upper.max(lower));
    Ok(Estimate::try_new(point, lower, upper, level.level(), n, EstimateMethod::NoncentralT)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hedges (1981), table 1: J(2) = 0.5642, J(10) = 0.9228, J(50) = 0.9849.
    #[test]
    fn correction_of_hedges() {
        for (m, j) in [(2.0, 0.5642), (10.0, 0.9228), (50.0, 0.9849)] {
            assert!((EffectSize::HedgesG.factor(m) - j).abs() < 1e-4, "{m}");
        }
        // Γ(1) ÷ (1 · Γ(½)) = 1 ÷ √π.
        let exact = std::f64::consts::PI.sqrt().recip();
        assert!((EffectSize::HedgesG.factor(2.0) - exact).abs() < 1e-14);
        assert!((EffectSize::HedgesG.factor(1e9) - 1.0 + 0.75e-9).abs() < 1e-15);
    }
}
