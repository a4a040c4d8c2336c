//! Lifetimes in any decimals.

use super::histogram::Dense;
use super::parts::{Parts, exit_key};
use super::whole::{same_length, weight_of};
use super::{RiskTable, Status, SurvivalInputError, Weight};

/// Counts how long subjects stayed, in decimals of any unit.
///
/// An accumulator as [`WholeLifetimes`](super::WholeLifetimes), with the same promise: any order and
/// any split give the same table, bit for bit. It sorts, so whole units are faster where there are
/// some. Memory depends on the number of distinct durations.
///
/// # Conventions
///
/// Two durations are tied when they are the same float, and only then. There is no tolerance: 0.1 +
/// 0.2 and 0.3 are two times, as they are in the data. Where durations were computed, round them to
/// the resolution they really have first, or count whole units. R rounds to about eight digits on
/// its own (`timefix`), which joins times that the data keeps apart (therneau/survival issues 273
/// and 281).
///
/// # Worked example
///
/// Delayed entry (lifelines, `test_late_entry_with_against_R`): the second subject enters at 2, when
/// the first leaves, and is not at risk for that.
///
/// ```
/// use kpi_cohort::{DecimalLifetimes, KaplanMeierOptions, Status, Weight};
///
/// let mut stayed = DecimalLifetimes::new();
/// for (entry, exit) in [(1.0, 2.0), (2.0, 10.0), (4.0, 5.0), (0.0, 4.0), (0.0, 3.0)] {
///     stayed.observe_delayed(entry, exit, Status::Event, Weight::ONE)?;
/// }
/// let curve = stayed.finish()?.kaplan_meier(KaplanMeierOptions::default());
/// assert!((curve.survival_at(2.0)?.survival() - 0.667).abs() < 5e-3);
/// assert!((curve.survival_at(5.0)?.survival() - 0.111).abs() < 5e-3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct DecimalLifetimes {
    parts: Parts,
}

impl DecimalLifetimes {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one subject.
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError::Duration`].
    pub fn observe(&mut self, duration: f64, status: Status) -> Result<(), SurvivalInputError> {
        self.observe_many(duration, status, 1)
    }

    /// Adds `count` subjects that are alike.
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError::Duration`].
    pub fn observe_many(
        &mut self,
        duration: f64,
        status: Status,
        count: u64,
    ) -> Result<(), SurvivalInputError> {
        self.parts.exit(time_key(0, duration)?, status, count);
        Ok(())
    }

    /// Adds a subject that stands for `weight` subjects.
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError::Duration`].
    pub fn observe_weighted(
        &mut self,
        duration: f64,
        status: Status,
        weight: Weight,
    ) -> Result<(), SurvivalInputError> {
        self.parts.exit_weighted(time_key(0, duration)?, status, weight);
        Ok(())
    }

    /// Adds a subject that came under observation at `entry`, counted from the same origin as its
    /// `exit`. It is at risk in (entry, exit].
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError::Duration`] and [`SurvivalInputError::EntryNotBeforeExit`].
    pub fn observe_delayed(
        &mut self,
        entry: f64,
        exit: f64,
        status: Status,
        weight: Weight,
    ) -> Result<(), SurvivalInputError> {
        let (from, to) = span_keys(0, entry, exit)?;
        self.parts.enter(from, weight);
        self.parts.exit_weighted(to, status, weight);
        Ok(())
    }

    /// Adds one subject for each row of two columns.
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError`] with the row; no row is added then.
    pub fn observe_columns(
        &mut self,
        durations: &[f64],
        status: &[Status],
    ) -> Result<(), SurvivalInputError> {
        same_length(durations.len(), "status", status.len())?;
        let rows = durations.iter().zip(status).enumerate();
        self.parts.exits(rows.map(|(row, (d, s))| Ok(exit_key(time_key(row, *d)?, *s))))
    }

    /// Adds one weighted subject for each row of three columns.
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError`] with the row; no row is added then.
    pub fn observe_weighted_columns(
        &mut self,
        durations: &[f64],
        status: &[Status],
        weights: &[Weight],
    ) -> Result<(), SurvivalInputError> {
        same_length(durations.len(), "status", status.len())?;
        same_length(durations.len(), "weights", weights.len())?;
        let keys = durations.iter().enumerate().map(|(row, d)| time_key(row, *d));
        let keys: Vec<u64> = keys.collect::<Result<_, _>>()?;
        for ((time, status), weight) in keys.into_iter().zip(status).zip(weights) {
            self.parts.exit_weighted(time, *status, *weight);
        }
        Ok(())
    }

    /// Adds one subject for each row of four columns; see
    /// [`observe_delayed`](Self::observe_delayed).
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError`] with the row; no row is added then.
    pub fn observe_delayed_columns(
        &mut self,
        entries: &[f64],
        exits: &[f64],
        status: &[Status],
        weights: Option<&[Weight]>,
    ) -> Result<(), SurvivalInputError> {
        same_length(exits.len(), "entries", entries.len())?;
        same_length(exits.len(), "status", status.len())?;
        same_length(exits.len(), "weights", weights.map_or(exits.len(), <[_]>::len))?;
        let spans = entries.iter().zip(exits).enumerate();
        let spans = spans.map(|(row, (entry, exit))| span_keys(row, *entry, *exit));
        let spans: Vec<(u64, u64)> = spans.collect::<Result<_, _>>()?;
        for (row, ((from, to), status)) in spans.into_iter().zip(status).enumerate() {
            let weight = weight_of(weights, row);
            self.parts.enter(from, weight);
            self.parts.exit_weighted(to, *status, weight);
        }
        Ok(())
    }

    /// Adds the subjects of another part.
    pub fn merge(&mut self, other: Self) {
        self.parts.merge(other.parts);
    }

    /// The table of everything observed.
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError::TooMany`].
    pub fn finish(self) -> Result<RiskTable, SurvivalInputError> {
        self.parts.finish(&Dense::default(), f64::from_bits)
    }
}

/// The bits of a float of at least 0 rise with it, and their first one is free.
pub(super) fn time_key(row: usize, duration: f64) -> Result<u64, SurvivalInputError> {
    if (0.0..f64::INFINITY).contains(&duration) {
        // Adding 0 turns −0 into 0, which is the same time with other bits.
        Ok((duration + 0.0).to_bits())
    } else {
        Err(SurvivalInputError::Duration { row, duration })
    }
}

fn span_keys(row: usize, entry: f64, exit: f64) -> Result<(u64, u64), SurvivalInputError> {
    let (from, to) = (time_key(row, entry)?, time_key(row, exit)?);
    if from < to {
        Ok((from, to))
    } else {
        Err(SurvivalInputError::EntryNotBeforeExit { row, entry, exit })
    }
}
