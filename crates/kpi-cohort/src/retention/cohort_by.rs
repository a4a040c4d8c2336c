//! What makes somebody a member of a cohort, and who "somebody" is.

/// What opens a cohort for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum CohortBy {
    /// The first start event ever seen: everybody is in one cohort. Mixpanel says *birth*, PostHog
    /// *first time*.
    #[default]
    FirstEvent,
    /// Every cohort period with a start event opens a cohort, with the first start event of that
    /// period as its beginning. The same person is in several cohorts, once in each. Mixpanel says
    /// *compounded*, PostHog *recurring*.
    EveryEvent,
    /// A date given for the entity by [`Retention::place`](crate::Retention::place): contract start,
    /// go-live. Who was placed and never seen counts, as somebody who did not come back.
    PlacedDate,
    /// The value given with that date, such as a plan or a channel: one row for each value, all
    /// dates together; ages run from each entity's own date.
    PlacedValue,
}

impl CohortBy {
    pub(crate) const fn is_placed(self) -> bool {
        matches!(self, Self::PlacedDate | Self::PlacedValue)
    }
}

/// Whose return is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum EntityLevel {
    /// The id of the event: a person, a device.
    #[default]
    Entity,
    /// The account the event belongs to: it returns when anybody in it does.
    Account,
}
