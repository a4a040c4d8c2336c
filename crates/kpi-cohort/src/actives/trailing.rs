//! Active in the last so many days.

use std::num::NonZeroU32;

use chrono::NaiveDate;
use kpi_stats::{ConfidenceLevel, wilson};
use kpi_types::{Estimate, Span, Undefined};

use super::ActiveUsers;
use crate::{CellStatus, RetentionError};

/// Distinct entities active on a day or in the days before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "super::stored::RawTrailingActives"))]
pub struct TrailingActives {
    pub(super) date: NaiveDate,
    pub(super) window_from: NaiveDate,
    pub(super) records_from: NaiveDate,
    pub(super) status: CellStatus,
    pub(super) active: u64,
    pub(super) on_the_day: u64,
}

impl TrailingActives {
    /// The last day of the window.
    #[must_use]
    pub fn date(&self) -> NaiveDate {
        self.date
    }

    /// Whether the whole window lies inside the records.
    #[must_use]
    pub fn status(&self) -> CellStatus {
        self.status
    }

    /// Distinct entities active in the window.
    ///
    /// # Errors
    ///
    /// The reason where the window begins before the records or its last day is not over.
    pub fn active(&self) -> Result<u64, Undefined> {
        if self.status == CellStatus::Complete {
            return Ok(self.active);
        }
        if self.window_from < self.records_from {
            let (needed_from, records_from) = (self.window_from, Some(self.records_from));
            return Err(Undefined::NotEnoughHistory { needed_from, records_from });
        }
        let ends = self.date.succ_opt().unwrap_or(self.date);
        Err(Undefined::PeriodNotOver { ends, as_of: self.date })
    }

    /// The same, as far as it was seen; never above the true count.
    #[must_use]
    pub fn active_so_far(&self) -> u64 {
        self.active
    }

    /// Entities active on the last day itself.
    #[must_use]
    pub fn on_the_day(&self) -> u64 {
        self.on_the_day
    }

    /// Active on the day ÷ active in the window, with its Wilson interval: the stickiness of a
    /// single day.
    ///
    /// # Errors
    ///
    /// As [`TrailingActives::active`], and where nobody was active.
    pub fn stickiness(&self, level: ConfidenceLevel) -> Result<Estimate, Undefined> {
        let active = self.active()?;
        wilson(self.on_the_day, active, level)
            .map_err(|_| Undefined::EmptyPopulation { of: "active entities".to_owned() })
    }
}

impl ActiveUsers {
    /// Distinct entities active in the last `window` days, for every day of the records.
    ///
    /// # Formula
    ///
    /// A(d) = number of entities with an active day in (d − window, d]. Each active day of an
    /// entity covers the days d to d + window − 1; overlapping stretches are joined, so that each
    /// entity adds a few steps to one array of differences, however wide the window.
    ///
    /// # Undefined when
    ///
    /// The window begins before the records.
    ///
    /// # Common mistake
    ///
    /// Reading the rise over the first window of a log as growth: it is the window filling up.
    ///
    /// # Errors
    ///
    /// [`RetentionError::End`] at the edges of the calendar.
    pub fn trailing(&self, window: NonZeroU32) -> Result<Vec<TrailingActives>, RetentionError> {
        let days = self.days();
        let window = usize::try_from(window.get()).unwrap_or(usize::MAX);
        let empty = || (vec![0_i64; days + 1], vec![0_u64; days]);
        let (steps, daily) = self.fold(
            empty,
            |(steps, daily), active| {
                let mut covered = 0;
                for day in active {
                    let (from, to) = (day.max(covered), day.saturating_add(window).min(days));
                    if let Some(count) = daily.get_mut(day) {
                        *count += 1;
                    }
                    if let Some(step) = steps.get_mut(from).filter(|_| from < to) {
                        *step += 1;
                    }
                    if let Some(step) = steps.get_mut(to).filter(|_| from < to) {
                        *step -= 1;
                    }
                    covered = covered.max(to);
                }
            },
            |mut a, b| {
                a.0.iter_mut().zip(b.0).for_each(|(a, b)| *a += b);
                a.1.iter_mut().zip(b.1).for_each(|(a, b)| *a += b);
                a
            },
        );
        let mut found = Vec::with_capacity(days);
        let mut active = 0;
        for (day, (step, on_the_day)) in steps.into_iter().zip(daily).enumerate() {
            active += step;
            let date = self.date(day)?;
            let back = i64::try_from(window).unwrap_or(i64::MAX) - 1;
            let back = chrono::TimeDelta::try_days(back).ok_or(RetentionError::End)?;
            let window_from = date.checked_sub_signed(back).ok_or(RetentionError::End)?;
            let end = date.succ_opt().ok_or(RetentionError::End)?;
            let span = Span::try_new(window_from, end).map_err(|_| RetentionError::End)?;
            found.push(TrailingActives {
                date,
                window_from,
                records_from: self.spec.from,
                status: self.status(span),
                active: u64::try_from(active).unwrap_or(0),
                on_the_day,
            });
        }
        Ok(found)
    }
}
