//! What may come.

use kpi_stats::{QuantileType, Sample};
use kpi_types::{Currency, Estimate, EstimateMethod, Grain, Period};

use super::history::RevenueHistory;
use super::simulate::{PathFigures, Paths};
use super::{ForecastBasis, RevenueForecastError, RevenueForecastOptions};

/// A simulated figure.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ForecastFigure {
    estimate: Estimate,
    median: f64,
}

/// A figure of all, of existing customers (who may have left and come back) and of those who join
/// after the last month known.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ForecastSplit {
    total: ForecastFigure,
    existing: ForecastFigure,
    new_business: ForecastFigure,
}

/// Customers and MRR at the end of a coming month.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ForecastMonth {
    month: i32,
    customers: ForecastSplit,
    mrr: ForecastSplit,
}

/// The coming months and what they rest on.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawForecast", into = "RawForecast"))]
pub struct RevenueForecast {
    currency: Currency,
    origin: i32,
    options: RevenueForecastOptions,
    months: Vec<ForecastMonth>,
    basis: ForecastBasis,
}

impl ForecastFigure {
    /// Mean of the paths and interval between their quantiles; n is the number of paths.
    #[must_use]
    pub const fn estimate(&self) -> Estimate {
        self.estimate
    }

    /// Half of the paths are below.
    #[must_use]
    pub const fn median(&self) -> f64 {
        self.median
    }

    fn of(
        paths: impl Iterator<Item = f64>,
        options: RevenueForecastOptions,
    ) -> Result<Self, RevenueForecastError> {
        let paths: Vec<f64> = paths.collect();
        let n = paths.len() as u64;
        // From the first path on, so that equal paths have exactly their value as mean.
        let base = paths.first().copied().unwrap_or(0.0);
        let mean = base + paths.iter().map(|value| value - base).sum::<f64>() / n.max(1) as f64;
        let sample = Sample::try_new(paths)?;
        let tail = options.level().alpha() / 2.0;
        let at = |p: f64| sample.quantile(p, QuantileType::Weibull);
        let (lower, upper, level) = (at(tail)?, at(1.0 - tail)?, options.level().level());
        let method = EstimateMethod::Simulation;
        Ok(Self {
            estimate: Estimate::try_new(mean, lower, upper, level, n, method)?,
            median: at(0.5)?,
        })
    }
}

impl ForecastSplit {
    /// Existing customers and new business together.
    #[must_use]
    pub const fn total(&self) -> ForecastFigure {
        self.total
    }

    /// Who was a customer before.
    #[must_use]
    pub const fn existing(&self) -> ForecastFigure {
        self.existing
    }

    /// Who joins after the last month known.
    #[must_use]
    pub const fn new_business(&self) -> ForecastFigure {
        self.new_business
    }

    fn of(
        existing: &[f64],
        new_business: &[f64],
        options: RevenueForecastOptions,
    ) -> Result<Self, RevenueForecastError> {
        let both = existing.iter().zip(new_business).map(|(a, b)| a + b);
        Ok(Self {
            total: ForecastFigure::of(both, options)?,
            existing: ForecastFigure::of(existing.iter().copied(), options)?,
            new_business: ForecastFigure::of(new_business.iter().copied(), options)?,
        })
    }
}

impl ForecastMonth {
    /// The month: months since January 1970.
    #[must_use]
    pub const fn month(&self) -> i32 {
        self.month
    }

    /// The month as a period, which a calendar can name.
    #[must_use]
    pub const fn period(&self) -> Period {
        Period::new(Grain::Month, self.month)
    }

    /// Customers at its end.
    #[must_use]
    pub const fn customers(&self) -> ForecastSplit {
        self.customers
    }

    /// MRR at its end.
    #[must_use]
    pub const fn mrr(&self) -> ForecastSplit {
        self.mrr
    }
}

impl RevenueForecast {
    pub(super) fn from_paths(
        history: &RevenueHistory,
        options: RevenueForecastOptions,
        paths: &Paths,
        basis: ForecastBasis,
    ) -> Result<Self, RevenueForecastError> {
        let mut months = Vec::with_capacity(paths.months.len());
        for (month, ahead) in paths.months.iter().zip(1_i32..) {
            let split = |of: fn(&PathFigures) -> &Vec<f64>| {
                ForecastSplit::of(of(&month.existing), of(&month.new_business), options)
            };
            months.push(ForecastMonth {
                month: history.last_month.saturating_add(ahead),
                customers: split(|figures| &figures.customers)?,
                mrr: split(|figures| &figures.mrr)?,
            });
        }
        let (currency, origin) = (history.currency, history.last_month);
        Ok(Self { currency, origin, options, months, basis })
    }

    /// The currency of every amount.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The last month known.
    #[must_use]
    pub const fn origin(&self) -> i32 {
        self.origin
    }

    /// What was asked.
    #[must_use]
    pub const fn options(&self) -> RevenueForecastOptions {
        self.options
    }

    /// The coming months, the next one first.
    #[must_use]
    pub fn months(&self) -> &[ForecastMonth] {
        &self.months
    }

    /// What the forecast was learned from.
    #[must_use]
    pub const fn basis(&self) -> &ForecastBasis {
        &self.basis
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RawForecast {
    currency: Currency,
    origin: i32,
    options: RevenueForecastOptions,
    months: Vec<ForecastMonth>,
    basis: ForecastBasis,
}

#[cfg(feature = "serde")]
impl TryFrom<RawForecast> for RevenueForecast {
    type Error = RevenueForecastError;

    fn try_from(raw: RawForecast) -> Result<Self, Self::Error> {
        let RawForecast { currency, origin, options, months, basis } = raw;
        let expected = (1_i32..).take(options.months() as usize).map(|n| origin.saturating_add(n));
        if !months.iter().map(|month| month.month).eq(expected) {
            let found = format!("{} months", months.len());
            let allowed = "each month after the origin, as many as the options say";
            return Err(RevenueForecastError::Document { field: "months", found, allowed });
        }
        let splits = months.iter().flat_map(|month| [month.customers, month.mrr]);
        for figure in splits.flat_map(|split| [split.total, split.existing, split.new_business]) {
            figure.check(options)?;
        }
        Ok(Self { currency, origin, options, months, basis })
    }
}

#[cfg(feature = "serde")]
impl From<RevenueForecast> for RawForecast {
    fn from(forecast: RevenueForecast) -> Self {
        let RevenueForecast { currency, origin, options, months, basis } = forecast;
        Self { currency, origin, options, months, basis }
    }
}

#[cfg(feature = "serde")]
impl ForecastFigure {
    fn check(self, options: RevenueForecastOptions) -> Result<(), RevenueForecastError> {
        check_estimate(&self.estimate, options)?;
        let e = self.estimate;
        if (e.lower()..=e.upper()).contains(&self.median) {
            return Ok(());
        }
        let found = self.median.to_string();
        let allowed = "a number inside the interval";
        Err(RevenueForecastError::Document { field: "median", found, allowed })
    }
}

/// A simulated figure has the level and the paths of its options.
#[cfg(feature = "serde")]
pub(super) fn check_estimate(
    estimate: &Estimate,
    options: RevenueForecastOptions,
) -> Result<(), RevenueForecastError> {
    let same = estimate.level() == options.level().level()
        && estimate.n() == u64::from(options.paths())
        && estimate.method() == EstimateMethod::Simulation;
    if same {
        return Ok(());
    }
    let found = estimate.to_string();
    let allowed = "a simulation with the level and the paths of the options";
    Err(RevenueForecastError::Document { field: "estimate", found, allowed })
}
