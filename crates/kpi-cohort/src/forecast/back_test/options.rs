//! Which forecasts of the past are made again.

use std::num::NonZeroU32;

use super::super::RevenueForecastOptions;

/// Which forecasts of the past are made again.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
pub struct RevenueBackTestOptions {
    forecast: RevenueForecastOptions,
    every: NonZeroU32,
}

/// The default forecast, made at the end of every calendar quarter.
impl Default for RevenueBackTestOptions {
    fn default() -> Self {
        let every = NonZeroU32::MIN.saturating_add(2);
        Self { forecast: RevenueForecastOptions::default(), every }
    }
}

impl RevenueBackTestOptions {
    /// The same with another forecast; the last of its months is judged.
    #[must_use]
    pub const fn with_forecast(self, forecast: RevenueForecastOptions) -> Self {
        Self { forecast, ..self }
    }

    /// The same at the end of every so many months, counted in the calendar: 1 for every month, 3 for
    /// quarters, 12 for Decembers.
    #[must_use]
    pub const fn with_every(self, every: NonZeroU32) -> Self {
        Self { every, ..self }
    }

    /// The forecast that is made.
    #[must_use]
    pub const fn forecast(self) -> RevenueForecastOptions {
        self.forecast
    }

    /// Months between forecasts.
    #[must_use]
    pub const fn every(self) -> NonZeroU32 {
        self.every
    }
}
