//! Lifetimes in whole units.

use super::histogram::{DENSE, Dense};
use super::parts::{Parts, exit_key};
use super::{RiskTable, Status, SurvivalInputError, Weight};

/// Counts how long subjects stayed, in whole days, weeks or months.
///
/// An accumulator: observe rows or columns, merge parts, finish. Any order and any split give the
/// same table, bit for bit, because everything that is counted is an integer. Durations below
/// 65,536 are counted by duration without a sort; longer ones are sorted. Memory depends on the
/// number of distinct durations, not of subjects.
///
/// Ties are exact: two durations are the same time or they are not. Subjects observed over part of
/// the time only enter [late](Self::observe_delayed), and are at risk in (entry, exit].
///
/// # Worked example
///
/// The first customer left after 3 months, the second is still there after 5:
///
/// ```
/// use kpi_cohort::{KaplanMeierOptions, Status, WholeLifetimes};
///
/// let mut stayed = WholeLifetimes::new();
/// stayed.observe(3, Status::Event);
/// let mut others = WholeLifetimes::new();
/// others.observe_columns(&[5], &[Status::Censored])?;
/// stayed.merge(others);
/// let curve = stayed.finish()?.kaplan_meier(KaplanMeierOptions::default());
/// assert_eq!(curve.survival_at(4.0)?.survival(), 0.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Leaving out those who are still there, or taking the day they were last seen as the day they
/// left. Both make customers look shorter-lived than they are.
#[derive(Debug, Clone, Default)]
pub struct WholeLifetimes {
    dense: Dense,
    parts: Parts,
}

impl WholeLifetimes {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one subject.
    pub fn observe(&mut self, duration: u32, status: Status) {
        self.observe_many(duration, status, 1);
    }

    /// Adds `count` subjects that are alike.
    pub fn observe_many(&mut self, duration: u32, status: Status, count: u64) {
        if duration < DENSE {
            self.dense.exits.push(duration, status, count);
        } else {
            self.parts.exit(u64::from(duration), status, count);
        }
    }

    /// Adds a subject that stands for `weight` subjects.
    pub fn observe_weighted(&mut self, duration: u32, status: Status, weight: Weight) {
        if weight == Weight::ONE {
            self.observe(duration, status);
        } else if duration < DENSE {
            let sum = self.parts.weigh(weight);
            self.dense.weighted.push(duration, status, sum);
        } else {
            self.parts.exit_weighted(u64::from(duration), status, weight);
        }
    }

    /// Adds a subject that came under observation at `entry`, counted from the same origin as its
    /// `exit`: a customer of 30 days when the records begin has entry 30. It is at risk in
    /// (entry, exit].
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError::EntryNotBeforeExit`].
    pub fn observe_delayed(
        &mut self,
        entry: u32,
        exit: u32,
        status: Status,
        weight: Weight,
    ) -> Result<(), SurvivalInputError> {
        if entry >= exit {
            let (entry, exit) = (f64::from(entry), f64::from(exit));
            return Err(SurvivalInputError::EntryNotBeforeExit { row: 0, entry, exit });
        }
        self.enter(entry, weight);
        self.observe_weighted(exit, status, weight);
        Ok(())
    }

    /// Adds one subject for each row of two columns.
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError::ColumnLengths`].
    pub fn observe_columns(
        &mut self,
        durations: &[u32],
        status: &[Status],
    ) -> Result<(), SurvivalInputError> {
        same_length(durations.len(), "status", status.len())?;
        let counted = count(durations, status);
        self.merge(counted);
        Ok(())
    }

    /// Adds one subject for each row of columns of days: first day, last day, how it ended. The
    /// duration is last − first.
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError::ColumnLengths`], and [`SurvivalInputError::EndBeforeStart`] with the
    /// row, in which case no row is added.
    pub fn observe_spans(
        &mut self,
        starts: &[i32],
        ends: &[i32],
        status: &[Status],
    ) -> Result<(), SurvivalInputError> {
        same_length(starts.len(), "ends", ends.len())?;
        let mut durations = Vec::with_capacity(starts.len());
        for (row, (start, end)) in starts.iter().zip(ends).enumerate() {
            if end < start {
                return Err(SurvivalInputError::EndBeforeStart { row, start: *start, end: *end });
            }
            durations.push(end.abs_diff(*start));
        }
        self.observe_columns(&durations, status)
    }

    /// Adds one subject for each row of four columns; see
    /// [`observe_delayed`](Self::observe_delayed).
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError`] with the row; no row is added then.
    pub fn observe_delayed_columns(
        &mut self,
        entries: &[u32],
        exits: &[u32],
        status: &[Status],
        weights: Option<&[Weight]>,
    ) -> Result<(), SurvivalInputError> {
        same_length(exits.len(), "entries", entries.len())?;
        same_length(exits.len(), "status", status.len())?;
        same_length(exits.len(), "weights", weights.map_or(exits.len(), <[_]>::len))?;
        for (row, (entry, exit)) in entries.iter().zip(exits).enumerate() {
            if entry >= exit {
                let (entry, exit) = (f64::from(*entry), f64::from(*exit));
                return Err(SurvivalInputError::EntryNotBeforeExit { row, entry, exit });
            }
        }
        for (row, ((entry, exit), status)) in entries.iter().zip(exits).zip(status).enumerate() {
            let weight = weight_of(weights, row);
            self.enter(*entry, weight);
            self.observe_weighted(*exit, *status, weight);
        }
        Ok(())
    }

    /// Adds one weighted subject for each row of three columns.
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError::ColumnLengths`].
    pub fn observe_weighted_columns(
        &mut self,
        durations: &[u32],
        status: &[Status],
        weights: &[Weight],
    ) -> Result<(), SurvivalInputError> {
        same_length(durations.len(), "status", status.len())?;
        same_length(durations.len(), "weights", weights.len())?;
        for ((duration, status), weight) in durations.iter().zip(status).zip(weights) {
            self.observe_weighted(*duration, *status, *weight);
        }
        Ok(())
    }

    /// Adds the subjects of another part.
    pub fn merge(&mut self, other: Self) {
        self.dense.merge(&other.dense);
        self.parts.merge(other.parts);
    }

    /// The table of everything observed.
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError::TooMany`].
    pub fn finish(self) -> Result<RiskTable, SurvivalInputError> {
        // Whole numbers of 32 bits are floats as they are.
        self.parts.finish(&self.dense, |time| time as f64)
    }

    fn enter(&mut self, entry: u32, weight: Weight) {
        if entry >= DENSE {
            self.parts.enter(u64::from(entry), weight);
        } else if weight == Weight::ONE {
            self.dense.entries.push(entry, Status::Censored, 1);
        } else {
            let sum = self.parts.weigh_entry(weight);
            self.dense.weighted_entries.push(entry, Status::Censored, sum);
        }
    }
}

pub(super) fn same_length(
    durations: usize,
    column: &'static str,
    other: usize,
) -> Result<(), SurvivalInputError> {
    if durations == other {
        Ok(())
    } else {
        Err(SurvivalInputError::ColumnLengths { durations, column, other })
    }
}

pub(super) fn weight_of(weights: Option<&[Weight]>, row: usize) -> Weight {
    weights.and_then(|weights| weights.get(row)).copied().unwrap_or(Weight::ONE)
}

#[cfg(feature = "parallel")]
fn count(durations: &[u32], status: &[Status]) -> WholeLifetimes {
    use rayon::prelude::*;

    /// Rows worth a task of their own.
    const TASK: usize = 1 << 19;

    let chunks = durations.par_chunks(TASK).zip(status.par_chunks(TASK));
    let counted = chunks.map(|(durations, status)| count_one(durations, status));
    counted.reduce(WholeLifetimes::new, |mut sum, part| {
        sum.merge(part);
        sum
    })
}

#[cfg(not(feature = "parallel"))]
fn count(durations: &[u32], status: &[Status]) -> WholeLifetimes {
    count_one(durations, status)
}

fn count_one(durations: &[u32], status: &[Status]) -> WholeLifetimes {
    let mut counted = WholeLifetimes::new();
    let longest = durations.iter().copied().max().unwrap_or(0);
    if longest < DENSE {
        if !durations.is_empty() {
            counted.dense.exits.extend(durations, status, longest);
        }
        return counted;
    }
    let long = |(d, s): (&u32, &Status)| (*d >= DENSE).then(|| exit_key(u64::from(*d), *s));
    let keys: Vec<u64> = durations.iter().zip(status).filter_map(long).collect();
    for (duration, status) in durations.iter().zip(status) {
        if *duration < DENSE {
            counted.dense.exits.push(*duration, *status, 1);
        }
    }
    counted.parts.exits_of(keys);
    counted
}
