//! One accumulator for each group.

use super::decimal::time_key;
use super::whole::same_length;
use super::{DecimalLifetimes, RiskTable, Status, SurvivalInputError, WholeLifetimes};

/// Lifetimes by group: a column more, that says which plan, country or cohort a subject belongs to.
///
/// Groups are numbers below the number of groups, so that a group without subjects has its empty
/// table too, and [`log_rank`](super::log_rank()) gets the groups in a known order.
///
/// ```
/// use kpi_cohort::{LifetimesByGroup, LogRankWeights, Status, WholeLifetimes, log_rank};
///
/// let status = [Status::Event; 6];
/// let mut plans = LifetimesByGroup::<WholeLifetimes>::new(2);
/// plans.observe_columns(&[1, 1, 1, 0, 0, 0], &[10, 20, 30, 10, 20, 50], &status)?;
/// let tables = plans.finish()?;
/// let test = log_rank(&tables.iter().collect::<Vec<_>>(), LogRankWeights::Unit)?;
/// // R `survdiff`, quoted in the tests of lifelines.
/// assert!((test.p_value() - 0.614107).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct LifetimesByGroup<A> {
    groups: Vec<A>,
}

impl<A: Default + Clone> LifetimesByGroup<A> {
    /// So many groups, nobody in them yet.
    #[must_use]
    pub fn new(groups: usize) -> Self {
        Self { groups: vec![A::default(); groups] }
    }
}

impl<A> LifetimesByGroup<A> {
    /// Number of groups.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.groups.len()
    }

    /// The accumulator of a group, for what this type has no call for: weights, delayed entries.
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError::Group`].
    pub fn group_mut(&mut self, group: u32) -> Result<&mut A, SurvivalInputError> {
        let groups = self.groups.len();
        self.groups.get_mut(group as usize).ok_or(SurvivalInputError::Group {
            row: 0,
            group,
            groups,
        })
    }

    /// Merges group by group.
    fn merge_by(&mut self, other: Self, merge: fn(&mut A, A)) -> Result<(), SurvivalInputError> {
        let (groups, others) = (self.groups.len(), other.groups.len());
        if groups != others {
            return Err(SurvivalInputError::GroupCounts { groups, others });
        }
        self.groups.iter_mut().zip(other.groups).for_each(|(a, b)| merge(a, b));
        Ok(())
    }

    fn check(&self, column: &[u32]) -> Result<(), SurvivalInputError> {
        let groups = self.groups.len();
        match column.iter().position(|group| *group as usize >= groups) {
            Some(row) => {
                let group = column.get(row).copied().unwrap_or_default();
                Err(SurvivalInputError::Group { row, group, groups })
            }
            None => Ok(()),
        }
    }
}

impl LifetimesByGroup<WholeLifetimes> {
    /// Adds one subject for each row of three columns.
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError`] with the row; no row is added then.
    pub fn observe_columns(
        &mut self,
        groups: &[u32],
        durations: &[u32],
        status: &[Status],
    ) -> Result<(), SurvivalInputError> {
        same_length(durations.len(), "groups", groups.len())?;
        same_length(durations.len(), "status", status.len())?;
        self.check(groups)?;
        for ((group, duration), status) in groups.iter().zip(durations).zip(status) {
            if let Some(stayed) = self.groups.get_mut(*group as usize) {
                stayed.observe(*duration, *status);
            }
        }
        Ok(())
    }

    /// Adds the subjects of another part, group by group.
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError::GroupCounts`].
    pub fn merge(&mut self, other: Self) -> Result<(), SurvivalInputError> {
        self.merge_by(other, WholeLifetimes::merge)
    }

    /// The tables, in the order of the groups.
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError::TooMany`].
    pub fn finish(self) -> Result<Vec<RiskTable>, SurvivalInputError> {
        self.groups.into_iter().map(WholeLifetimes::finish).collect()
    }
}

impl LifetimesByGroup<DecimalLifetimes> {
    /// Adds one subject for each row of three columns.
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError`] with the row; no row is added then.
    pub fn observe_columns(
        &mut self,
        groups: &[u32],
        durations: &[f64],
        status: &[Status],
    ) -> Result<(), SurvivalInputError> {
        same_length(durations.len(), "groups", groups.len())?;
        same_length(durations.len(), "status", status.len())?;
        self.check(groups)?;
        for (row, duration) in durations.iter().enumerate() {
            time_key(row, *duration)?;
        }
        for ((group, duration), status) in groups.iter().zip(durations).zip(status) {
            if let Some(stayed) = self.groups.get_mut(*group as usize) {
                stayed.observe(*duration, *status)?;
            }
        }
        Ok(())
    }

    /// Adds the subjects of another part, group by group.
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError::GroupCounts`].
    pub fn merge(&mut self, other: Self) -> Result<(), SurvivalInputError> {
        self.merge_by(other, DecimalLifetimes::merge)
    }

    /// The tables, in the order of the groups.
    ///
    /// # Errors
    ///
    /// [`SurvivalInputError::TooMany`].
    pub fn finish(self) -> Result<Vec<RiskTable>, SurvivalInputError> {
        self.groups.into_iter().map(DecimalLifetimes::finish).collect()
    }
}
