//! Subjects of a row, and the ways to a table of them.

use kpi_cohort::{DecimalLifetimes, RiskTable, Status, Weight, WholeLifetimes};
use serde::Deserialize;

use crate::JobError;

/// Columns of subjects.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Subjects {
    durations: Vec<f64>,
    /// 1 for an event, 0 for censored.
    status: Vec<u8>,
    #[serde(default)]
    entries: Option<Vec<f64>>,
    #[serde(default)]
    weights: Option<Vec<Weight>>,
}

/// A way from subjects to their table.
pub(super) type Build = fn(&Subjects) -> Result<RiskTable, JobError>;

/// One subject: entry, exit, status, weight.
type Row = (Option<f64>, f64, Status, Weight);

impl Subjects {
    /// Those at the places where `keep` holds.
    pub(super) fn only(&self, keep: &[bool]) -> Self {
        fn kept<T: Copy>(list: &[T], keep: &[bool]) -> Vec<T> {
            list.iter().zip(keep).filter(|(_, keep)| **keep).map(|(value, _)| *value).collect()
        }
        Self {
            durations: kept(&self.durations, keep),
            status: kept(&self.status, keep),
            entries: self.entries.as_ref().map(|list| kept(list, keep)),
            weights: self.weights.as_ref().map(|list| kept(list, keep)),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.durations.len()
    }

    fn statuses(&self) -> Result<Vec<Status>, JobError> {
        let codes = self.status.iter().map(|code| Status::try_from(*code));
        codes.collect::<Result<_, _>>().map_err(JobError::refused)
    }

    fn rows(&self) -> Result<Vec<Row>, JobError> {
        let entries = self.entries.iter().flatten().map(|entry| Some(*entry));
        let entries = entries.chain(std::iter::repeat(None));
        let weights = self.weights.iter().flatten().copied();
        let weights = weights.chain(std::iter::repeat(Weight::ONE));
        let ends = self.durations.iter().zip(self.statuses()?);
        let rows = ends.zip(entries.zip(weights));
        Ok(rows.map(|((exit, status), (entry, weight))| (entry, *exit, status, weight)).collect())
    }
}

pub(super) fn columns(subjects: &Subjects) -> Result<RiskTable, JobError> {
    let Subjects { durations, entries, weights, .. } = subjects;
    let status = subjects.statuses()?;
    let mut stayed = DecimalLifetimes::new();
    match (entries, weights) {
        (None, None) => stayed.observe_columns(durations, &status),
        (None, Some(weights)) => stayed.observe_weighted_columns(durations, &status, weights),
        (Some(entries), weights) => {
            stayed.observe_delayed_columns(entries, durations, &status, weights.as_deref())
        }
    }
    .and_then(|()| stayed.finish())
    .map_err(JobError::refused)
}

pub(super) fn reverse(subjects: &Subjects) -> Result<RiskTable, JobError> {
    let rows: Vec<Row> = subjects.rows()?.into_iter().rev().collect();
    one_by_one(&rows)?.finish().map_err(JobError::refused)
}

pub(super) fn merged(subjects: &Subjects) -> Result<RiskTable, JobError> {
    let rows = subjects.rows()?;
    let (first, second) = rows.split_at(rows.len() / 3);
    let mut parts = one_by_one(second)?;
    parts.merge(one_by_one(first)?);
    parts.finish().map_err(JobError::refused)
}

pub(super) fn whole(subjects: &Subjects) -> Result<RiskTable, JobError> {
    let unit = |time: f64| {
        let whole = time.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&time);
        let refuse = || JobError::refused(format!("{time} is not a whole number of units"));
        if whole { Ok(time as u32) } else { Err(refuse()) }
    };
    let mut stayed = WholeLifetimes::new();
    for (entry, exit, status, weight) in subjects.rows()? {
        match entry.map(unit).transpose()? {
            Some(entry) => stayed
                .observe_delayed(entry, unit(exit)?, status, weight)
                .map_err(JobError::refused)?,
            None if weight == Weight::ONE => stayed.observe(unit(exit)?, status),
            None => stayed.observe_weighted(unit(exit)?, status, weight),
        }
    }
    stayed.finish().map_err(JobError::refused)
}

fn one_by_one(rows: &[Row]) -> Result<DecimalLifetimes, JobError> {
    let mut stayed = DecimalLifetimes::new();
    for (entry, exit, status, weight) in rows {
        match entry {
            Some(entry) => stayed.observe_delayed(*entry, *exit, *status, *weight),
            None if *weight == Weight::ONE => stayed.observe(*exit, *status),
            None => stayed.observe_weighted(*exit, *status, *weight),
        }
        .map_err(JobError::refused)?;
    }
    Ok(stayed)
}
