//! What came of the counting.

use std::collections::BTreeMap;

use crate::{Distribution, GroupId, Item, Repeats};

/// The answers to one item, by wave and segment.
///
/// See the example of [`AnswerCounts`](crate::AnswerCounts).
#[derive(Debug, Clone, PartialEq)]
pub struct ItemAnswers {
    item: Item,
    repeats: Repeats,
    superseded: u64,
    groups: Vec<AnswerGroup>,
}

/// The answers of one segment in one wave.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerGroup {
    wave: Option<GroupId>,
    segment: Option<GroupId>,
    distribution: Distribution,
}

impl AnswerGroup {
    pub(super) const fn new(
        wave: Option<GroupId>,
        segment: Option<GroupId>,
        distribution: Distribution,
    ) -> Self {
        Self { wave, segment, distribution }
    }

    /// Its wave; `None` for answers without one, or when waves are taken together.
    #[must_use]
    pub const fn wave(&self) -> Option<&GroupId> {
        self.wave.as_ref()
    }

    /// Its segment; `None` for answers without one, or when segments are taken together.
    #[must_use]
    pub const fn segment(&self) -> Option<&GroupId> {
        self.segment.as_ref()
    }

    /// Its answers.
    #[must_use]
    pub const fn distribution(&self) -> &Distribution {
        &self.distribution
    }
}

impl ItemAnswers {
    pub(super) fn new(
        item: Item,
        repeats: Repeats,
        superseded: u64,
        mut groups: Vec<AnswerGroup>,
    ) -> Self {
        groups.sort_by(|a, b| (&a.wave, &a.segment).cmp(&(&b.wave, &b.segment)));
        Self { item, repeats, superseded, groups }
    }

    /// The item.
    #[must_use]
    pub const fn item(&self) -> &Item {
        &self.item
    }

    /// Which of several answers of a respondent counted.
    #[must_use]
    pub const fn repeats(&self) -> Repeats {
        self.repeats
    }

    /// Answers that do not count because another one of the same respondent in the same wave does.
    #[must_use]
    pub const fn superseded(&self) -> u64 {
        self.superseded
    }

    /// Each segment in each wave, in order.
    #[must_use]
    pub fn groups(&self) -> &[AnswerGroup] {
        &self.groups
    }

    /// Everything together.
    #[must_use]
    pub fn total(&self) -> Distribution {
        self.sum(|_| true)
    }

    /// The answers of one wave, its segments together; none where there is no such wave.
    #[must_use]
    pub fn in_wave(&self, wave: impl Into<GroupId>) -> Distribution {
        let wave = Some(wave.into());
        self.sum(|group| group.wave == wave)
    }

    /// The answers of one segment, its waves together; none where there is no such segment.
    #[must_use]
    pub fn in_segment(&self, segment: impl Into<GroupId>) -> Distribution {
        let segment = Some(segment.into());
        self.sum(|group| group.segment == segment)
    }

    /// Each segment, its waves together, in order.
    #[must_use]
    pub fn by_segment(&self) -> Vec<AnswerGroup> {
        self.by(|group| (None, group.segment.clone()))
    }

    /// Each wave, its segments together, in order.
    #[must_use]
    pub fn by_wave(&self) -> Vec<AnswerGroup> {
        self.by(|group| (group.wave.clone(), None))
    }

    fn sum(&self, is_in: impl Fn(&AnswerGroup) -> bool) -> Distribution {
        let mut sum = Distribution::empty(self.item.scale());
        let groups = self.groups.iter().filter(|group| is_in(group));
        groups.for_each(|group| sum.add(&group.distribution));
        sum
    }

    fn by(
        &self,
        key: impl Fn(&AnswerGroup) -> (Option<GroupId>, Option<GroupId>),
    ) -> Vec<AnswerGroup> {
        let mut sums = BTreeMap::new();
        for group in &self.groups {
            let sum = sums.entry(key(group));
            sum.or_insert_with(|| Distribution::empty(self.item.scale())).add(&group.distribution);
        }
        let grouped = sums.into_iter();
        grouped.map(|((wave, segment), sum)| AnswerGroup::new(wave, segment, sum)).collect()
    }
}
