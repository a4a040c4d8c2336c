//! Choices in which respectable systems differ.

use kpi_stats::ConfidenceLevel;

/// On which scale the interval of a survival probability is symmetric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum IntervalScale {
    /// S ± z s, cut at 0 and 1. Covers badly near the ends; R's `plain`.
    Plain,
    /// Symmetric for log S: S exp(± z s / S), cut at 1. R's default, `log`.
    Log,
    /// Symmetric for log(−log S): always within 0 and 1. The default of SAS and lifelines, R's
    /// `log-log`.
    #[default]
    LogLog,
}

/// How the variance of a survival curve is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum SurvivalVariance {
    /// Greenwood where all weights are whole numbers and count subjects; robust where one has a
    /// fraction, since then the sum of the weights is not a number of subjects. As R.
    #[default]
    ByWeights,
    /// Greenwood: S² Σ d ÷ (n (n − d)). Right where a weight of 2 means two subjects. With other
    /// weights it is what lifelines computes (with a warning).
    Greenwood,
    /// Infinitesimal jackknife: Σ w² u² over the rows, with u the derivative of S by the weight of
    /// the row. Right for sampling weights. Not available with delayed entry.
    Robust,
}

/// What an interval is where its formula has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum IntervalEdges {
    /// There is none: before the first event on the log-log scale, and where nobody is left. As R,
    /// which writes `NA`.
    #[default]
    Undefined,
    /// Before the first event the interval is the point itself, on every scale. As lifelines. It
    /// looks more certain than anything later.
    Collapsed,
}

/// Which time a quantile is where the curve is flat exactly at the probability.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum FlatStretch {
    /// The middle of the stretch: from the time the curve gets there to the time it leaves, or to
    /// the last time seen. As R and SAS.
    #[default]
    Midpoint,
    /// The first time at which the curve is at or below the probability. As lifelines and Stata.
    FirstTime,
}

/// What the curve is after the last time somebody was seen, if not everybody had left by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum SurvivalTail {
    /// It is not known. As R's `summary(fit, times)`, which stops with an error.
    #[default]
    Undefined,
    /// It stays where it is (Gill 1980). As lifelines, R's `summary(..., extend = TRUE)` and R's
    /// restricted mean. An upper bound.
    Constant,
    /// It falls to 0, as if the last subjects had left just then (Efron 1967). A lower bound.
    Zero,
}

/// How a Kaplan-Meier curve is computed and read.
///
/// ```
/// use kpi_cohort::{FlatStretch, IntervalScale, KaplanMeierOptions};
/// use kpi_stats::ConfidenceLevel;
///
/// let options = KaplanMeierOptions::r().with_level(ConfidenceLevel::P90);
/// assert_eq!(options.scale(), IntervalScale::Log);
/// assert_eq!(options.flat_stretch(), FlatStretch::Midpoint);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct KaplanMeierOptions {
    level: ConfidenceLevel,
    scale: IntervalScale,
    variance: SurvivalVariance,
    edges: IntervalEdges,
    flat_stretch: FlatStretch,
    tail: SurvivalTail,
}

impl KaplanMeierOptions {
    /// What R's `survfit` does unless told otherwise: the log scale, midpoints, nothing beyond the
    /// data. Its restricted mean alone goes on at the last value: [`SurvivalTail::Constant`].
    #[must_use]
    pub fn r() -> Self {
        Self { scale: IntervalScale::Log, ..Self::default() }
    }

    /// What lifelines' `KaplanMeierFitter` does: log-log, first times, the last value for ever,
    /// Greenwood whatever the weights.
    #[must_use]
    pub fn lifelines() -> Self {
        Self {
            level: ConfidenceLevel::P95,
            scale: IntervalScale::LogLog,
            variance: SurvivalVariance::Greenwood,
            edges: IntervalEdges::Collapsed,
            flat_stretch: FlatStretch::FirstTime,
            tail: SurvivalTail::Constant,
        }
    }

    /// With another confidence level; 95 % otherwise.
    #[must_use]
    pub fn with_level(self, level: ConfidenceLevel) -> Self {
        Self { level, ..self }
    }

    /// With intervals on another scale; log-log otherwise.
    #[must_use]
    pub fn with_scale(self, scale: IntervalScale) -> Self {
        Self { scale, ..self }
    }

    /// With another estimator of the variance; by the weights otherwise.
    #[must_use]
    pub fn with_variance(self, variance: SurvivalVariance) -> Self {
        Self { variance, ..self }
    }

    /// With another rule for intervals at the edges; undefined otherwise.
    #[must_use]
    pub fn with_edges(self, edges: IntervalEdges) -> Self {
        Self { edges, ..self }
    }

    /// With another rule for flat stretches; midpoints otherwise.
    #[must_use]
    pub fn with_flat_stretch(self, flat_stretch: FlatStretch) -> Self {
        Self { flat_stretch, ..self }
    }

    /// With another rule beyond the data; undefined otherwise.
    #[must_use]
    pub fn with_tail(self, tail: SurvivalTail) -> Self {
        Self { tail, ..self }
    }

    /// The confidence level.
    #[must_use]
    pub const fn level(&self) -> ConfidenceLevel {
        self.level
    }

    /// The scale of intervals.
    #[must_use]
    pub const fn scale(&self) -> IntervalScale {
        self.scale
    }

    /// The estimator of the variance.
    #[must_use]
    pub const fn variance(&self) -> SurvivalVariance {
        self.variance
    }

    /// What an interval is at the edges.
    #[must_use]
    pub const fn edges(&self) -> IntervalEdges {
        self.edges
    }

    /// The rule for flat stretches.
    #[must_use]
    pub const fn flat_stretch(&self) -> FlatStretch {
        self.flat_stretch
    }

    /// The rule beyond the data.
    #[must_use]
    pub const fn tail(&self) -> SurvivalTail {
        self.tail
    }
}
