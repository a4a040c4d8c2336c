//! Forecasts without a model, which a model has to beat.

use std::num::NonZeroU32;

/// A forecast that anybody can make by hand.
///
/// # Formula
///
/// From values y₁ … yₙ, h steps ahead, with a season of m steps:
///
/// | variant | forecast |
/// |---|---|
/// | `LastValue` | yₙ |
/// | `LastSeason` | the latest value a whole number of seasons before n + h |
/// | `LastGrowth` | yₙ (yₙ ÷ yₙ₋ₘ)^(h ÷ m): last year's growth once more |
///
/// # Undefined when
///
/// There are too few values, or for growth the value a season ago is not above zero.
///
/// # Worked example
///
/// ```
/// use kpi_stats::NaiveForecast;
///
/// let quarters = [80.0, 90.0, 100.0, 110.0, 120.0];
/// let season = 4.try_into()?;
/// assert_eq!(NaiveForecast::LastValue.point(&quarters, 4)?, 120.0);
/// assert_eq!(NaiveForecast::LastSeason(season).point(&quarters, 1)?, 90.0);
/// // 120 ÷ 80 in a year, so 180 in another.
/// assert_eq!(NaiveForecast::LastGrowth(season).point(&quarters, 4)?, 180.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Not printing them beside a forecast. Most plans for a year ahead are last year's growth.
///
/// # References
///
/// R. J. Hyndman, G. Athanasopoulos, *Forecasting: principles and practice*, 3rd edition, 5.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum NaiveForecast {
    /// Nothing changes.
    LastValue,
    /// As in the same place of the last season, of so many steps.
    LastSeason(NonZeroU32),
    /// The growth over the last season, of so many steps, goes on.
    LastGrowth(NonZeroU32),
}

/// Why there is no naive forecast.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(rename_all = "snake_case", tag = "reason", deny_unknown_fields)
)]
#[non_exhaustive]
pub enum NaiveForecastError {
    /// Too few values.
    #[error("{n} values are too few: at least {needed}")]
    TooShort {
        /// Values given.
        n: usize,
        /// The least that works.
        needed: usize,
    },
    /// Growth from nothing.
    #[error("growth needs a value above zero a season ago: it was {value}")]
    NoBase {
        /// The value then.
        value: f64,
    },
    /// The value it starts from was not seen.
    #[error("the value {back} steps before the last one was not observed")]
    NotObserved {
        /// Steps before the last value.
        back: usize,
    },
    /// The result or a value is not a number.
    #[error("the forecast {value} is not finite")]
    NotFinite {
        /// What came out.
        value: f64,
    },
}

impl NaiveForecast {
    /// The forecast for so many steps after the last value; 0 steps is the last value.
    ///
    /// # Errors
    ///
    /// [`NaiveForecastError`], see above.
    pub fn point(self, series: &[f64], steps: u32) -> Result<f64, NaiveForecastError> {
        self.of(series.len(), steps, |place| series.get(place).copied().map(Some))
    }

    /// The same for a series in which some steps have no value.
    ///
    /// # Errors
    ///
    /// [`NaiveForecastError::NotObserved`] where it would start from one of them, and as
    /// [`NaiveForecast::point`].
    pub fn point_with_gaps(
        self,
        series: &[Option<f64>],
        steps: u32,
    ) -> Result<f64, NaiveForecastError> {
        self.of(series.len(), steps, |place| series.get(place).copied())
    }

    fn of(
        self,
        n: usize,
        steps: u32,
        at: impl Fn(usize) -> Option<Option<f64>>,
    ) -> Result<f64, NaiveForecastError> {
        let needed = self.needed();
        let too_short = NaiveForecastError::TooShort { n, needed };
        if n < needed {
            return Err(too_short);
        }
        let back = |by: usize| {
            let place = n.checked_sub(by.saturating_add(1));
            let found = place.and_then(&at).ok_or(too_short)?;
            found.ok_or(NaiveForecastError::NotObserved { back: by })
        };
        let value = match self {
            Self::LastValue => back(0)?,
            Self::LastSeason(season) => {
                let season = season.get();
                // 1 step ahead is a season minus 1 back, a whole season ahead the last value.
                let ahead = steps.checked_sub(1).map_or(season, |s| s % season + 1);
                back((season - ahead) as usize)?
            }
            Self::LastGrowth(season) => {
                let (now, base) = (back(0)?, back(season.get() as usize)?);
                if base <= 0.0 {
                    return Err(NaiveForecastError::NoBase { value: base });
                }
                let growth = now / base;
                let seasons = f64::from(steps) / f64::from(season.get());
                // A whole season is plain multiplication, without the rounding of a power.
                if steps == season.get() { now * growth } else { now * growth.powf(seasons) }
            }
        };
        if value.is_finite() { Ok(value) } else { Err(NaiveForecastError::NotFinite { value }) }
    }

    /// The fewest values it takes.
    #[must_use]
    pub const fn needed(self) -> usize {
        match self {
            Self::LastValue => 1,
            Self::LastSeason(season) => season.get() as usize,
            Self::LastGrowth(season) => season.get() as usize + 1,
        }
    }
}
