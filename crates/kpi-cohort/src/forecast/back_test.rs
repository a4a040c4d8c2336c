//! The same forecast at every past quarter, beside what came and what anybody would have said.

mod options;
mod row;
#[cfg(feature = "serde")]
mod stored;

pub use options::RevenueBackTestOptions;
pub use row::{BackTestFigure, BackTestLeftOut, BackTestMethod, LeftOutReason, RevenueBackTestRow};

use std::num::NonZeroU32;

use kpi_stats::{ConfidenceLevel, ForecastErrors, NaiveForecast, RollingOrigins};
use kpi_types::Estimate;

use super::history::RevenueHistory;
use super::{FEWEST_MONTHS, RevenueForecast, RevenueForecastError, RevenueForecastOptions};

/// A year.
const SEASON: NonZeroU32 = NonZeroU32::MIN.saturating_add(11);

/// Forecasts of the past, made from what was known then.
///
/// # Conventions
///
/// The first origin has 13 months behind it, so that every method has a forecast; the last one has
/// its target in the history. All methods are judged on the same origins where they have a value.
/// Origins that cannot be judged, because the month or its target was not observed, nobody was a
/// customer, or too few steps were seen by then, are left out and [listed](Self::left_out).
///
/// # Common mistake
///
/// Counting origins as independent: forecasts a year ahead made each quarter share three quarters of
/// what happened, so ten of them are worth about three. The interval of the coverage does not know.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "stored::RawBackTest", into = "stored::RawBackTest")
)]
pub struct RevenueBackTest {
    options: RevenueBackTestOptions,
    rows: Vec<RevenueBackTestRow>,
    left_out: Vec<BackTestLeftOut>,
}

impl RevenueHistory {
    /// Makes forecasts again at past months and puts them beside what came.
    ///
    /// # Errors
    ///
    /// [`RevenueForecastError::TooFewMonths`] where no origin has a year before and its target in the
    /// history, the reason of the first origin where none can be judged, and as [`RevenueHistory::forecast`].
    pub fn back_test(
        &self,
        options: RevenueBackTestOptions,
    ) -> Result<RevenueBackTest, RevenueForecastError> {
        let (ahead, every) = (options.forecast().months(), options.every().get());
        let months = self.months();
        let too_few = |needed| RevenueForecastError::TooFewMonths { months, needed };
        // The first origin at which a stretch of the calendar ends: (month + 1) is a multiple.
        let least = i64::from(self.first_month) + FEWEST_MONTHS as i64;
        let wait = (-least).rem_euclid(i64::from(every));
        let first_known = FEWEST_MONTHS + usize::try_from(wait).unwrap_or(0);
        let needed = first_known + ahead as usize;
        let origins = RollingOrigins::try_new(first_known, every as usize, ahead as usize);
        let origins = origins.map_err(|_| too_few(needed))?;
        let (heads, mrr) = (self.heads_series(), self.mrr_series());
        let (mut rows, mut left_out, mut first_reason) = (Vec::new(), Vec::new(), None);
        for found in origins.over(months) {
            let month = |known: usize| {
                self.first_month.saturating_add(i32::try_from(known).unwrap_or(i32::MAX))
            };
            let (origin, target) = (month(found.known - 1), month(found.target));
            let forecast = match self.judged(origin, target, options.forecast())? {
                Ok(forecast) => forecast,
                Err((reason, error)) => {
                    first_reason.get_or_insert(error);
                    left_out.push(BackTestLeftOut { origin, target, reason });
                    continue;
                }
            };
            let Some(last) = forecast.months().last() else { continue };
            let figure =
                |series: &[Option<f64>], forecast: Estimate| -> Result<_, RevenueForecastError> {
                    let seen = |place: usize, month| {
                        let value = series.get(place).copied().flatten();
                        value.ok_or(RevenueForecastError::NotObserved { month })
                    };
                    let known = series.get(..found.known).unwrap_or_default();
                    Ok(BackTestFigure {
                        actual: seen(found.target, target)?,
                        forecast,
                        last_value: seen(found.known - 1, origin)?,
                        last_years_growth: NaiveForecast::LastGrowth(SEASON)
                            .point_with_gaps(known, ahead),
                    })
                };
            rows.push(RevenueBackTestRow {
                origin,
                target,
                customers: figure(&heads, last.customers().total().estimate())?,
                mrr: figure(&mrr, last.mrr().total().estimate())?,
            });
        }
        if !rows.is_empty() {
            return Ok(RevenueBackTest { options, rows, left_out });
        }
        Err(first_reason.unwrap_or_else(|| too_few(needed)))
    }

    /// The forecast at an origin, or why the origin is left out.
    fn judged(
        &self,
        origin: i32,
        target: i32,
        options: RevenueForecastOptions,
    ) -> Result<Judged, RevenueForecastError> {
        use RevenueForecastError as E;
        if !self.is_observed(self.place(target)) {
            let error = E::NotObserved { month: target };
            return Ok(Err((LeftOutReason::TargetNotObserved, error)));
        }
        let reason = match self.known_until(origin)?.forecast(options) {
            Ok(forecast) => return Ok(Ok(forecast)),
            Err(error @ E::NotObserved { .. }) => (LeftOutReason::OriginNotObserved, error),
            Err(error @ E::NoCustomers { .. }) => (LeftOutReason::NoCustomers, error),
            Err(error @ E::TooFewSteps { .. }) => (LeftOutReason::TooFewSteps, error),
            Err(other) => return Err(other),
        };
        Ok(Err(reason))
    }
}

/// A forecast, or why there is none to judge.
type Judged = Result<RevenueForecast, (LeftOutReason, RevenueForecastError)>;

impl RevenueBackTest {
    /// What was asked.
    #[must_use]
    pub const fn options(&self) -> RevenueBackTestOptions {
        self.options
    }

    /// The origins, oldest first.
    #[must_use]
    pub fn rows(&self) -> &[RevenueBackTestRow] {
        &self.rows
    }

    /// The origins that could not be judged, oldest first.
    #[must_use]
    pub fn left_out(&self) -> &[BackTestLeftOut] {
        &self.left_out
    }

    /// How far a method was off, over all origins where it has a forecast. `of` picks the figure:
    /// `|row| &row.mrr`.
    ///
    /// # Errors
    ///
    /// [`RevenueForecastError::Score`] for figures that are not finite.
    pub fn errors(
        &self,
        method: BackTestMethod,
        of: impl Fn(&RevenueBackTestRow) -> &BackTestFigure,
    ) -> Result<ForecastErrors, RevenueForecastError> {
        let mut errors = ForecastErrors::default();
        for row in &self.rows {
            let figure = of(row);
            match (method, figure.said(method)) {
                (BackTestMethod::Model, _) => {
                    errors.observe_estimate(figure.actual, &figure.forecast)?;
                }
                (_, Some(said)) => errors.observe(figure.actual, said)?,
                (_, None) => {}
            }
        }
        Ok(errors)
    }

    /// How often the interval held what came, with the 95 % Wilson interval of that share.
    ///
    /// # Errors
    ///
    /// As [`RevenueBackTest::errors`].
    pub fn coverage(
        &self,
        of: impl Fn(&RevenueBackTestRow) -> &BackTestFigure,
    ) -> Result<Estimate, RevenueForecastError> {
        Ok(self.errors(BackTestMethod::Model, of)?.coverage(ConfidenceLevel::P95)?)
    }
}
