//! Weighted answers taken in.

use std::collections::BTreeMap;

use super::WeightedDistribution;
use crate::counts::{Intake, Place};
use crate::weighting::{WeightSum, check};
use crate::{AnswerColumns, AnswerError, GroupId, Item};

/// Takes the answers to one item with their weights, by wave and segment.
///
/// As [`AnswerCounts`](crate::AnswerCounts), with one weight a row. Sums of weights are exact, so
/// neither the order nor the split of the rows shows.
///
/// # Worked example
///
/// A promoter that stands for three customers and a detractor that stands for one: (3 − 1) ÷ 4.
///
/// ```
/// use kpi_survey::{AnswerColumns, Item, Scale, WeightedAnswers, WeightedOptions};
///
/// let mut answers = WeightedAnswers::new(Item::new("recommend", Scale::ZERO_TO_TEN));
/// answers.observe_columns(&AnswerColumns::new(&[10_u8, 2][..]), &[3.0, 1.0])?;
/// let nps = answers.total()?.nps(WeightedOptions::default())?;
/// assert_eq!(nps.estimate().point(), 50.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct WeightedAnswers {
    intake: Intake,
    groups: Groups,
}

/// A wave and a segment.
type GroupKey = (Option<u32>, Option<u32>);

type Groups = BTreeMap<GroupKey, Vec<WeightSum>>;

/// The weighted answers of one segment in one wave.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedGroup {
    wave: Option<GroupId>,
    segment: Option<GroupId>,
    distribution: WeightedDistribution,
}

impl WeightedGroup {
    /// Its wave, if there are any.
    #[must_use]
    pub const fn wave(&self) -> Option<&GroupId> {
        self.wave.as_ref()
    }

    /// Its segment, if there are any.
    #[must_use]
    pub const fn segment(&self) -> Option<&GroupId> {
        self.segment.as_ref()
    }

    /// Its answers.
    #[must_use]
    pub const fn distribution(&self) -> &WeightedDistribution {
        &self.distribution
    }
}

impl WeightedAnswers {
    /// No answers yet.
    #[must_use]
    pub fn new(item: Item) -> Self {
        Self { intake: Intake::new(item), groups: Groups::new() }
    }

    /// The item.
    #[must_use]
    pub fn item(&self) -> &Item {
        &self.intake.item
    }

    /// Takes answers as columns with one weight each; all of them or, at the first that is refused,
    /// none.
    ///
    /// # Errors
    ///
    /// [`AnswerError`] as for [`AnswerCounts`](crate::AnswerCounts::observe_columns), and for a
    /// weight that is zero, negative or not a number.
    pub fn observe_columns(
        &mut self,
        columns: &AnswerColumns<'_>,
        weights: &[f64],
    ) -> Result<(), AnswerError> {
        let (expected, found) = (columns.len(), weights.len());
        if expected != found {
            return Err(AnswerError::ColumnLength { column: "weights", expected, found });
        }
        for (row, weight) in weights.iter().enumerate() {
            check(row, *weight)?;
        }
        let wave = self.intake.settle(columns)?;
        let mut rows = Vec::with_capacity(columns.len());
        self.intake.rows(columns, wave, |row, place| rows.push((row, place)))?;
        let mut groups = self.groups.clone();
        for (row, place) in rows {
            let sum = WeightSum::row(weights.get(row).copied().unwrap_or_default());
            self.add(&mut groups, place, sum)?;
        }
        self.groups = groups;
        Ok(())
    }

    /// Adds everything another part of the same question took.
    ///
    /// # Errors
    ///
    /// [`AnswerError::OtherItem`], [`AnswerError::MixedGroups`], and
    /// [`AnswerError::WeightsTooLarge`].
    pub fn merge(&mut self, other: &Self) -> Result<(), AnswerError> {
        let renames = self.intake.absorb(&other.intake)?;
        let mut groups = self.groups.clone();
        for ((wave, segment), slots) in &other.groups {
            for (slot, sum) in (0..).zip(slots) {
                let place = Place { wave: *wave, segment: *segment, slot };
                self.add(&mut groups, renames.here(place), *sum)?;
            }
        }
        self.groups = groups;
        Ok(())
    }

    /// Everything together.
    ///
    /// # Errors
    ///
    /// [`AnswerError::WeightsTooLarge`].
    pub fn total(&self) -> Result<WeightedDistribution, AnswerError> {
        let mut groups = self.groups_by(|_| (None, None))?;
        let nobody = || self.distribution(&[]);
        Ok(groups.pop().map_or_else(nobody, |group| group.distribution))
    }

    /// Each segment, its waves together, in order.
    ///
    /// # Errors
    ///
    /// [`AnswerError::WeightsTooLarge`].
    pub fn by_segment(&self) -> Result<Vec<WeightedGroup>, AnswerError> {
        self.groups_by(|(_, segment)| (None, segment))
    }

    /// Each wave, its segments together, in order.
    ///
    /// # Errors
    ///
    /// [`AnswerError::WeightsTooLarge`].
    pub fn by_wave(&self) -> Result<Vec<WeightedGroup>, AnswerError> {
        self.groups_by(|(wave, _)| (wave, None))
    }

    /// Ends the taking: each segment in each wave, in order.
    #[must_use]
    pub fn finish(self) -> Vec<WeightedGroup> {
        self.named(&self.groups)
    }

    /// Adds up groups that are one by a key.
    fn groups_by(
        &self,
        key: impl Fn(GroupKey) -> GroupKey,
    ) -> Result<Vec<WeightedGroup>, AnswerError> {
        let mut sums = Groups::new();
        for (group, slots) in &self.groups {
            let (wave, segment) = key(*group);
            for (slot, sum) in (0..).zip(slots) {
                self.add(&mut sums, Place { wave, segment, slot }, *sum)?;
            }
        }
        Ok(self.named(&sums))
    }

    fn named(&self, groups: &Groups) -> Vec<WeightedGroup> {
        let groups = groups.iter().map(|((wave, segment), slots)| {
            let (wave, segment) = self.intake.names(*wave, *segment);
            WeightedGroup { wave, segment, distribution: self.distribution(slots) }
        });
        let mut groups: Vec<WeightedGroup> = groups.collect();
        groups.sort_by(|a, b| (&a.wave, &a.segment).cmp(&(&b.wave, &b.segment)));
        groups
    }

    fn distribution(&self, slots: &[WeightSum]) -> WeightedDistribution {
        let answers = self.intake.layout.answers() as usize;
        let sum = |slot: usize| slots.get(slot).copied().unwrap_or_default();
        let sums = (0..answers).map(sum).collect();
        let (no_answer, set_aside) = (sum(answers).rows(), sum(answers + 1).rows());
        WeightedDistribution::new(self.intake.item.scale(), sums, no_answer, set_aside)
    }

    fn add(&self, groups: &mut Groups, place: Place, sum: WeightSum) -> Result<(), AnswerError> {
        let slots = groups.entry((place.wave, place.segment)).or_default();
        let slot = place.slot as usize;
        slots.resize(self.intake.layout.refused() as usize, WeightSum::default());
        if let Some(cell) = slots.get_mut(slot) {
            let item = || self.intake.item.name().to_owned();
            *cell = cell.plus(sum).map_err(|_| AnswerError::WeightsTooLarge { item: item() })?;
        }
        Ok(())
    }
}
