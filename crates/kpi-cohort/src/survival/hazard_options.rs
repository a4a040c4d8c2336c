//! Choices for the cumulative hazard.

use kpi_stats::ConfidenceLevel;

use super::{IntervalEdges, SurvivalTail};

/// How the variance of the cumulative hazard is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum HazardVariance {
    /// Poisson where all weights are whole numbers, robust where one has a fraction. As R.
    #[default]
    ByWeights,
    /// Σ d ÷ n² (Aalen 1978). As R and SAS.
    Poisson,
    /// Σ (n − d) d ÷ n³: smaller where many leave at once. As lifelines without smoothing.
    Binomial,
    /// Infinitesimal jackknife, right for sampling weights. Not available with delayed entry or with
    /// the correction for ties.
    Robust,
}

/// How events of one time are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum HazardTies {
    /// Together: d ÷ n. R's `ctype = 1`, lifelines without smoothing.
    #[default]
    Together,
    /// One after the other: 1/n + 1/(n − 1) + … The variance is the sum of the squares, whichever of
    /// Poisson and Binomial is chosen. R's `ctype = 2`, lifelines' default.
    FlemingHarrington,
}

/// On which scale the interval of a cumulative hazard is symmetric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum HazardScale {
    /// H ± z s, cut at 0.
    Plain,
    /// H exp(± z s ÷ H). As lifelines.
    #[default]
    Log,
}

/// How a cumulative hazard is computed and read.
///
/// ```
/// use kpi_cohort::{HazardTies, HazardVariance, NelsonAalenOptions};
///
/// assert_eq!(NelsonAalenOptions::r().variance(), HazardVariance::ByWeights);
/// assert_eq!(NelsonAalenOptions::lifelines().variance(), HazardVariance::Binomial);
/// assert_eq!(NelsonAalenOptions::default().ties(), HazardTies::Together);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct NelsonAalenOptions {
    level: ConfidenceLevel,
    ties: HazardTies,
    variance: HazardVariance,
    scale: HazardScale,
    edges: IntervalEdges,
    tail: SurvivalTail,
}

impl NelsonAalenOptions {
    /// What R's `survfit` does: ties together, Σ d ÷ n².
    #[must_use]
    pub fn r() -> Self {
        Self::default()
    }

    /// What lifelines' `NelsonAalenFitter(nelson_aalen_smoothing=False)` does: Σ (n − d) d ÷ n³, the
    /// log scale, 0 to 0 before the first event, the last value for ever.
    #[must_use]
    pub fn lifelines() -> Self {
        Self {
            level: ConfidenceLevel::P95,
            ties: HazardTies::Together,
            variance: HazardVariance::Binomial,
            scale: HazardScale::Log,
            edges: IntervalEdges::Collapsed,
            tail: SurvivalTail::Constant,
        }
    }

    /// With another confidence level; 95 % otherwise.
    #[must_use]
    pub fn with_level(self, level: ConfidenceLevel) -> Self {
        Self { level, ..self }
    }

    /// With another rule for ties; together otherwise.
    #[must_use]
    pub fn with_ties(self, ties: HazardTies) -> Self {
        Self { ties, ..self }
    }

    /// With another estimator of the variance; by the weights otherwise.
    #[must_use]
    pub fn with_variance(self, variance: HazardVariance) -> Self {
        Self { variance, ..self }
    }

    /// With intervals on another scale; log otherwise.
    #[must_use]
    pub fn with_scale(self, scale: HazardScale) -> Self {
        Self { scale, ..self }
    }

    /// With another rule for intervals before the first event; undefined otherwise.
    #[must_use]
    pub fn with_edges(self, edges: IntervalEdges) -> Self {
        Self { edges, ..self }
    }

    /// With another rule beyond the data; undefined otherwise. [`SurvivalTail::Zero`] means nothing
    /// for a hazard and is taken as undefined.
    #[must_use]
    pub fn with_tail(self, tail: SurvivalTail) -> Self {
        Self { tail, ..self }
    }

    /// The confidence level.
    #[must_use]
    pub const fn level(&self) -> ConfidenceLevel {
        self.level
    }

    /// The rule for ties.
    #[must_use]
    pub const fn ties(&self) -> HazardTies {
        self.ties
    }

    /// The estimator of the variance.
    #[must_use]
    pub const fn variance(&self) -> HazardVariance {
        self.variance
    }

    /// The scale of intervals.
    #[must_use]
    pub const fn scale(&self) -> HazardScale {
        self.scale
    }

    /// What an interval is before the first event.
    #[must_use]
    pub const fn edges(&self) -> IntervalEdges {
        self.edges
    }

    /// The rule beyond the data.
    #[must_use]
    pub const fn tail(&self) -> SurvivalTail {
        self.tail
    }
}
