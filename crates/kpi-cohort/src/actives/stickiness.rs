//! How many of the days of a period somebody comes.

use kpi_stats::ConfidenceLevel;
use kpi_types::{Estimate, EstimateMethod, Grain, Localized, Period, Ratio, Span, Undefined};
use rust_decimal::Decimal;
use statrs::distribution::{ContinuousCDF, Normal};

use super::ActiveUsers;
use super::periods::Places;
use crate::{CellStatus, RetentionError};

/// Mean daily actives ÷ actives of a period (DAU/MAU).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "super::stored::RawStickiness"))]
pub struct Stickiness {
    pub(super) period: Period,
    pub(super) span: Span,
    pub(super) status: CellStatus,
    pub(super) days: u64,
    pub(super) active: u64,
    pub(super) active_days: u64,
    pub(super) squares: u128,
    pub(super) records_from: chrono::NaiveDate,
    pub(super) as_of: chrono::NaiveDate,
}

impl Stickiness {
    /// The period.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }

    /// Entities active in it.
    #[must_use]
    pub fn active(&self) -> u64 {
        self.active
    }

    /// Active days, summed over entities: the sum of the daily actives.
    #[must_use]
    pub fn active_days(&self) -> u64 {
        self.active_days
    }

    /// Days in the period.
    #[must_use]
    pub fn days(&self) -> u64 {
        self.days
    }

    /// active days ÷ (days × active), exactly.
    ///
    /// # Errors
    ///
    /// The reason where the period is not fully in the records or nobody was active.
    pub fn ratio(&self) -> Result<Ratio, Undefined> {
        self.complete()?;
        let whole = Decimal::from(self.days) * Decimal::from(self.active);
        let ratio = Decimal::from(self.active_days).checked_div(whole);
        ratio.map(Ratio::new).ok_or_else(nobody)
    }

    /// The ratio with its interval.
    ///
    /// # Formula
    ///
    /// The ratio is the mean of xᵢ = active days of entity i ÷ days, over the n active entities;
    /// the interval is mean ± z √(s² ÷ n), kept inside [0, 1], with s² the variance of the xᵢ and
    /// z the normal quantile.
    ///
    /// # Errors
    ///
    /// As [`Stickiness::ratio`], and with a single entity, which has no variance.
    pub fn estimate(&self, level: ConfidenceLevel) -> Result<Estimate, Undefined> {
        self.complete()?;
        let (n, days) = (self.active as f64, self.days as f64);
        if self.active < 2 {
            return Err(if self.active == 0 { nobody() } else { alone() });
        }
        let sum = u128::from(self.active_days);
        // Whole numbers, so that nothing cancels: n Σx² − (Σx)².
        let spread = u128::from(self.active) * self.squares - sum * sum;
        let variance = spread as f64 / (n * (n - 1.0)) / (days * days);
        let mean = self.active_days as f64 / n / days;
        let z = Normal::standard().inverse_cdf(1.0 - level.alpha() / 2.0);
        let half = z * (variance / n).sqrt();
        let (lower, upper) = ((mean - half).max(0.0), (mean + half).min(1.0));
        let method = EstimateMethod::NormalMean;
        Estimate::try_new(mean, lower, upper, level.level(), self.active, method)
            .map_err(|_| alone())
    }

    fn complete(&self) -> Result<(), Undefined> {
        if self.status == CellStatus::Complete {
            Ok(())
        } else if self.span.start() < self.records_from {
            let (needed_from, records_from) = (self.span.start(), Some(self.records_from));
            Err(Undefined::NotEnoughHistory { needed_from, records_from })
        } else {
            Err(Undefined::PeriodNotOver { ends: self.span.end(), as_of: self.as_of })
        }
    }
}

fn nobody() -> Undefined {
    Undefined::EmptyPopulation { of: "active entities".to_owned() }
}

fn alone() -> Undefined {
    Undefined::NotApplicable {
        why: Localized::new("one entity has no variance", "対象が 1 件では分散がありません"),
    }
}

impl ActiveUsers {
    /// Stickiness of every period of a grain.
    ///
    /// # Common mistake
    ///
    /// Dividing the last day's actives by the month's: a Sunday then decides about the month.
    /// [`TrailingActives::stickiness`](super::TrailingActives::stickiness) does that where it is
    /// wanted.
    ///
    /// # Errors
    ///
    /// [`RetentionError::Period`] at the edges of the calendar.
    pub fn stickiness(&self, grain: Grain) -> Result<Vec<Stickiness>, RetentionError> {
        let Places { by_day, spans } = self.places(grain)?;
        let count = spans.len();
        let sums = self.fold(
            || vec![(0_u64, 0_u64, 0_u128); count],
            |sums, days| {
                let mut add = |place: usize, active: u64| {
                    if let Some(sum) = sums.get_mut(place) {
                        sum.0 += 1;
                        sum.1 += active;
                        sum.2 += u128::from(active * active);
                    }
                };
                let mut run: Option<(usize, u64)> = None;
                for place in days.filter_map(|day| by_day.get(day).copied()) {
                    run = match run {
                        Some((before, active)) if before == place => Some((place, active + 1)),
                        Some((before, active)) => {
                            add(before, active);
                            Some((place, 1))
                        }
                        None => Some((place, 1)),
                    };
                }
                if let Some((place, active)) = run {
                    add(place, active);
                }
            },
            |mut a, b| {
                a.iter_mut().zip(b).for_each(|(a, b)| {
                    *a = (a.0 + b.0, a.1 + b.1, a.2 + b.2);
                });
                a
            },
        );
        let as_of = self.date(self.days().saturating_sub(1))?;
        let stickiness =
            |((period, span), (active, active_days, squares)): (_, (u64, u64, u128))| {
                let span: Span = span;
                Stickiness {
                    period,
                    span,
                    status: self.status(span),
                    days: u64::try_from(span.days()).unwrap_or(0),
                    active,
                    active_days,
                    squares,
                    records_from: self.spec.from,
                    as_of,
                }
            };
        Ok(spans.into_iter().zip(sums).map(stickiness).collect())
    }
}
