//! Which kinds of event count.

use std::collections::BTreeSet;

/// Which events are looked at, by the name of their kind.
///
/// ```
/// use kpi_cohort::EventFilter;
///
/// let core = EventFilter::one_of(["export", "report"]);
/// assert!(core.accepts(Some("export")) && !core.accepts(Some("login")) && !core.accepts(None));
/// assert!(EventFilter::Any.accepts(None));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum EventFilter {
    /// Every event, with or without a kind.
    #[default]
    Any,
    /// Events of these kinds.
    OneOf(BTreeSet<Box<str>>),
}

impl EventFilter {
    /// Events of these kinds.
    #[must_use]
    pub fn one_of<'a>(kinds: impl IntoIterator<Item = &'a str>) -> Self {
        Self::OneOf(kinds.into_iter().map(Box::from).collect())
    }

    /// Whether an event of this kind counts; `None` is an event without a kind.
    #[must_use]
    pub fn accepts(&self, kind: Option<&str>) -> bool {
        match self {
            Self::Any => true,
            Self::OneOf(kinds) => kind.is_some_and(|kind| kinds.contains(kind)),
        }
    }
}
