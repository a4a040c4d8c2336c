//! What was not used, and why.

/// Why something was left out of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum NotUsedReason {
    /// Events after the observation end.
    AfterEnd,
    /// Events before the first day there are records for.
    BeforeRecords,
    /// Events at a time no calendar date has, or more than 65 000 days before the end.
    OutsideCalendar,
    /// Events that neither start nor return.
    OtherKind,
    /// Amounts of events that do not return, or where no revenue was asked for.
    MoneyNotCounted,
    /// Placements after the first of the same entity.
    LaterPlacement,
    /// Placements after the observation end or outside the calendar.
    PlacementNotObserved,
    /// Entities that returned and never started.
    NeverStarted,
    /// Entities with events that nobody placed.
    NotPlaced,
    /// Starts in a cohort that was not asked for.
    OtherCohort,
}

impl NotUsedReason {
    /// All reasons.
    pub const ALL: [Self; 10] = [
        Self::AfterEnd,
        Self::BeforeRecords,
        Self::OutsideCalendar,
        Self::OtherKind,
        Self::MoneyNotCounted,
        Self::LaterPlacement,
        Self::PlacementNotObserved,
        Self::NeverStarted,
        Self::NotPlaced,
        Self::OtherCohort,
    ];
}

/// How much was left out, by reason. The first four and money count events, the next two
/// placements, the last three entities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct NotUsed([u64; 10]);

impl NotUsed {
    /// How often a reason applied.
    #[must_use]
    pub fn count(&self, reason: NotUsedReason) -> u64 {
        self.0.get(reason as usize).copied().unwrap_or_default()
    }

    /// The reasons that applied, with their counts.
    pub fn iter(&self) -> impl Iterator<Item = (NotUsedReason, u64)> {
        let all = NotUsedReason::ALL.into_iter().map(|reason| (reason, self.count(reason)));
        all.filter(|(_, count)| *count > 0)
    }

    /// True when everything was used.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    pub(crate) fn add(&mut self, reason: NotUsedReason, count: u64) {
        if let Some(slot) = self.0.get_mut(reason as usize) {
            *slot += count;
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        NotUsedReason::ALL.into_iter().for_each(|reason| self.add(reason, other.count(reason)));
    }
}
