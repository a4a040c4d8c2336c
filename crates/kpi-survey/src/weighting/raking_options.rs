//! How weights are found.

use super::WeightingError;

/// What the weights add up to.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum WeightTotal {
    /// The number of respondents: the mean weight is 1.
    #[default]
    Respondents,
    /// The sum of the margins: with numbers of customers, a weight says how many one stands for.
    Margins,
    /// A number of one's own.
    Of(f64),
}

/// What becomes of margins whose sums differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum MarginTotals {
    /// They describe different populations: an error beyond a millionth.
    #[default]
    MustAgree,
    /// Each is taken as shares of its own sum, for margins from different sources.
    AsShares,
}

/// Whether large and small weights are cut, and what for.
///
/// Bounds are multiples of the mean weight.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Trimming {
    /// The weights stay as they come.
    #[default]
    None,
    /// They are cut once at the end and brought to their total: the margins no longer hold, and the
    /// result says by how much.
    Once {
        /// Low bound, 0 for none.
        low: f64,
        /// High bound, such as 5.
        high: f64,
    },
    /// They are cut after every step until both the bounds and the margins hold, or it is an error.
    Repeated {
        /// Low bound, 0 for none.
        low: f64,
        /// High bound, such as 5.
        high: f64,
    },
}

/// How weights are found.
///
/// ```
/// use kpi_survey::{RakingOptions, Trimming, WeightTotal};
///
/// let options = RakingOptions::default()
///     .with_total(WeightTotal::Margins)
///     .with_trimming(Trimming::Repeated { low: 0.2, high: 5.0 });
/// assert_eq!(options.total(), WeightTotal::Margins);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct RakingOptions {
    total: WeightTotal,
    margin_totals: MarginTotals,
    trimming: Trimming,
    tolerance: f64,
    most_steps: u32,
}

/// Mean weight 1, sums that agree, no trimming, margins within 10⁻¹² of the total, 1,000 steps.
impl Default for RakingOptions {
    fn default() -> Self {
        Self {
            total: WeightTotal::default(),
            margin_totals: MarginTotals::default(),
            trimming: Trimming::default(),
            tolerance: 1e-12,
            most_steps: 1_000,
        }
    }
}

impl RakingOptions {
    /// The same with another sum of the weights.
    #[must_use]
    pub const fn with_total(self, total: WeightTotal) -> Self {
        Self { total, ..self }
    }

    /// The same with another rule for margins whose sums differ.
    #[must_use]
    pub const fn with_margin_totals(self, margin_totals: MarginTotals) -> Self {
        Self { margin_totals, ..self }
    }

    /// The same with weights cut.
    #[must_use]
    pub const fn with_trimming(self, trimming: Trimming) -> Self {
        Self { trimming, ..self }
    }

    /// The same with another tolerance: the largest distance of a margin to its target, as a share
    /// of the total.
    #[must_use]
    pub const fn with_tolerance(self, tolerance: f64) -> Self {
        Self { tolerance, ..self }
    }

    /// The same with another number of steps at most; each goes over all margins once.
    #[must_use]
    pub const fn with_most_steps(self, most_steps: u32) -> Self {
        Self { most_steps, ..self }
    }

    /// What the weights add up to.
    #[must_use]
    pub const fn total(self) -> WeightTotal {
        self.total
    }

    /// The rule for margins whose sums differ.
    #[must_use]
    pub const fn margin_totals(self) -> MarginTotals {
        self.margin_totals
    }

    /// Whether weights are cut.
    #[must_use]
    pub const fn trimming(self) -> Trimming {
        self.trimming
    }

    /// The largest distance of a margin to its target.
    #[must_use]
    pub const fn tolerance(self) -> f64 {
        self.tolerance
    }

    /// Steps at most.
    #[must_use]
    pub const fn most_steps(self) -> u32 {
        self.most_steps
    }

    pub(super) fn check(self) -> Result<(), WeightingError> {
        let above = |what, value: f64| {
            if value > 0.0 && value.is_finite() {
                Ok(())
            } else {
                Err(WeightingError::Option { what, value })
            }
        };
        above("tolerance", self.tolerance)?;
        above("number of steps", f64::from(self.most_steps))?;
        if let WeightTotal::Of(total) = self.total {
            above("total", total)?;
        }
        match self.trimming {
            Trimming::Once { low, high } | Trimming::Repeated { low, high }
                if !((0.0..1.0).contains(&low) && high > 1.0) =>
            {
                Err(WeightingError::Trimming { low, high })
            }
            _ => Ok(()),
        }
    }
}
