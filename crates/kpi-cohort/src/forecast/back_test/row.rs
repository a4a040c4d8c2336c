//! One forecast of the past, and what came.

use kpi_stats::NaiveForecastError;
use kpi_types::Estimate;

/// How a forecast is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum BackTestMethod {
    /// [`RevenueHistory::forecast`](crate::RevenueHistory::forecast).
    Model,
    /// Nothing changes.
    LastValue,
    /// The growth over the last twelve months goes on.
    LastYearsGrowth,
}

impl BackTestMethod {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Model, Self::LastValue, Self::LastYearsGrowth];
}

/// One figure at one origin.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct BackTestFigure {
    /// What came.
    pub actual: f64,
    /// What the model said.
    pub forecast: Estimate,
    /// What it was at the origin.
    pub last_value: f64,
    /// Last year's growth once more, or why that does not exist.
    pub last_years_growth: Result<f64, NaiveForecastError>,
}

/// One origin.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct RevenueBackTestRow {
    /// The last month known then.
    pub origin: i32,
    /// The month that was forecast.
    pub target: i32,
    /// Customers.
    pub customers: BackTestFigure,
    /// MRR.
    pub mrr: BackTestFigure,
}

/// An origin at which nothing can be judged.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct BackTestLeftOut {
    /// The last month known then.
    pub origin: i32,
    /// The month that was to be forecast.
    pub target: i32,
    /// Why there is no forecast, or nothing to put beside it.
    pub reason: LeftOutReason,
}

/// Why an origin cannot be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum LeftOutReason {
    /// Nobody looked at the month it would start from.
    OriginNotObserved,
    /// Nobody looked at the month that was to be forecast.
    TargetNotObserved,
    /// Nobody was a customer.
    NoCustomers,
    /// Too few steps from one observed month to the next were known.
    TooFewSteps,
}

impl BackTestFigure {
    /// What a method said; `None` where it has no forecast.
    #[must_use]
    pub fn said(&self, method: BackTestMethod) -> Option<f64> {
        match method {
            BackTestMethod::Model => Some(self.forecast.point()),
            BackTestMethod::LastValue => Some(self.last_value),
            BackTestMethod::LastYearsGrowth => self.last_years_growth.ok(),
        }
    }

    /// Whether the interval held what came.
    #[must_use]
    pub fn is_covered(&self) -> bool {
        (self.forecast.lower()..=self.forecast.upper()).contains(&self.actual)
    }
}
