//! What the link between score and growth can be told.

use kpi_stats::ConfidenceLevel;

use super::GrowthError;

/// What a change of revenue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum RevenueChange {
    /// (later − then) ÷ then, a ratio: small and large accounts count alike. Accounts without revenue
    /// then have none.
    #[default]
    Rate,
    /// later − then, in the money given: large accounts decide the slope.
    Amount,
}

/// Which score of an account that was asked several times. Each account counts once: its answers are
/// not independent of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum WhichScore {
    /// The last one whose later revenue is known.
    #[default]
    Latest,
    /// The first one whose later revenue is known.
    First,
}

/// What an account without revenue in the later period is, where revenue is known for that period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum NoLaterRevenue {
    /// It has left: its revenue is zero.
    #[default]
    IsZero,
    /// It is left out and counted: right only where revenue records have gaps.
    IsLeftOut,
}

/// Lag, change, rules and level of a link.
///
/// ```
/// use kpi_survey::{GrowthOptions, RevenueChange};
///
/// let options = GrowthOptions::after(6)?.with_change(RevenueChange::Amount);
/// assert_eq!(options.lag(), 6);
/// assert!(GrowthOptions::after(0).is_err());
/// # Ok::<(), kpi_survey::GrowthError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawGrowth", into = "RawGrowth"))]
#[non_exhaustive]
pub struct GrowthOptions {
    lag: u32,
    change: RevenueChange,
    which: WhichScore,
    no_later_revenue: NoLaterRevenue,
    level: ConfidenceLevel,
}

impl GrowthOptions {
    /// The change over so many periods after the score; the other choices as their defaults, 95 %.
    ///
    /// # Errors
    ///
    /// [`GrowthError::NoLag`] for 0: what happens in the period of the score is not later.
    pub fn after(lag: u32) -> Result<Self, GrowthError> {
        if lag == 0 {
            return Err(GrowthError::NoLag);
        }
        Ok(Self {
            lag,
            change: RevenueChange::default(),
            which: WhichScore::default(),
            no_later_revenue: NoLaterRevenue::default(),
            level: ConfidenceLevel::P95,
        })
    }

    /// The same with another change.
    #[must_use]
    pub const fn with_change(self, change: RevenueChange) -> Self {
        Self { change, ..self }
    }

    /// The same with another score of accounts that were asked several times.
    #[must_use]
    pub const fn with_which(self, which: WhichScore) -> Self {
        Self { which, ..self }
    }

    /// The same with another rule for accounts without later revenue.
    #[must_use]
    pub const fn with_no_later_revenue(self, no_later_revenue: NoLaterRevenue) -> Self {
        Self { no_later_revenue, ..self }
    }

    /// The same at another level.
    #[must_use]
    pub const fn with_level(self, level: ConfidenceLevel) -> Self {
        Self { level, ..self }
    }

    /// Periods from the score to the later revenue.
    #[must_use]
    pub const fn lag(self) -> u32 {
        self.lag
    }

    /// What a change is.
    #[must_use]
    pub const fn change(self) -> RevenueChange {
        self.change
    }

    /// Which score counts.
    #[must_use]
    pub const fn which(self) -> WhichScore {
        self.which
    }

    /// What an account without later revenue is.
    #[must_use]
    pub const fn no_later_revenue(self) -> NoLaterRevenue {
        self.no_later_revenue
    }

    /// The level.
    #[must_use]
    pub const fn level(self) -> ConfidenceLevel {
        self.level
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "GrowthOptions", deny_unknown_fields)]
struct RawGrowth {
    lag: u32,
    #[serde(default)]
    change: RevenueChange,
    #[serde(default)]
    which: WhichScore,
    #[serde(default)]
    no_later_revenue: NoLaterRevenue,
    #[serde(default)]
    level: ConfidenceLevel,
}

#[cfg(feature = "serde")]
impl TryFrom<RawGrowth> for GrowthOptions {
    type Error = GrowthError;

    fn try_from(raw: RawGrowth) -> Result<Self, Self::Error> {
        let RawGrowth { lag, change, which, no_later_revenue, level } = raw;
        Ok(Self { change, which, no_later_revenue, level, ..Self::after(lag)? })
    }
}

#[cfg(feature = "serde")]
impl From<GrowthOptions> for RawGrowth {
    fn from(options: GrowthOptions) -> Self {
        let GrowthOptions { lag, change, which, no_later_revenue, level } = options;
        Self { lag, change, which, no_later_revenue, level }
    }
}
