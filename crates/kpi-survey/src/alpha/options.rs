//! What Cronbach's alpha can be told.

use kpi_stats::ConfidenceLevel;

use crate::Resampling;

/// How the interval of alpha is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum AlphaInterval {
    /// From the F distribution: exact for normal ratings with equal covariances.
    #[default]
    Feldt,
    /// Percentiles of redrawn respondents: assumes nothing of the kind; for few whole numbers and
    /// unequal items.
    Bootstrap,
}

/// Level and interval of alpha.
///
/// ```
/// use kpi_survey::{AlphaInterval, AlphaOptions};
///
/// let options = AlphaOptions::from(AlphaInterval::Bootstrap);
/// assert_eq!(options.resampling().replicates(), 1_999);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct AlphaOptions {
    interval: AlphaInterval,
    resampling: Resampling,
}

impl AlphaOptions {
    /// The same with another interval; Feldt otherwise.
    #[must_use]
    pub const fn with_interval(self, interval: AlphaInterval) -> Self {
        Self { interval, ..self }
    }

    /// The same with other draws. Their level is that of both intervals.
    #[must_use]
    pub const fn with_resampling(self, resampling: Resampling) -> Self {
        Self { resampling, ..self }
    }

    /// The interval.
    #[must_use]
    pub const fn interval(self) -> AlphaInterval {
        self.interval
    }

    /// The draws, and the level of either interval.
    #[must_use]
    pub const fn resampling(self) -> Resampling {
        self.resampling
    }
}

impl From<AlphaInterval> for AlphaOptions {
    fn from(interval: AlphaInterval) -> Self {
        Self::default().with_interval(interval)
    }
}

impl From<ConfidenceLevel> for AlphaOptions {
    fn from(level: ConfidenceLevel) -> Self {
        Self::default().with_resampling(Resampling::default().with_level(level))
    }
}
