//! One event as a row.

use chrono::{DateTime, NaiveDate, Utc};
use kpi_types::{CustomerId, MemberId, Money};

/// Who did something, or whom something is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum EntityId {
    /// A number the caller gave out; may be sparse.
    Number(u64),
    /// A text.
    Text(Box<str>),
}

/// The two kinds of id, which do not mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IdKind {
    /// `u64` and `u32`.
    Numbers,
    /// Texts.
    Texts,
}

impl std::fmt::Display for IdKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Numbers => "numbers",
            Self::Texts => "texts",
        })
    }
}

/// The number, or the text as it is.
impl std::fmt::Display for EntityId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.pad(text),
        }
    }
}

impl From<u64> for EntityId {
    fn from(id: u64) -> Self {
        Self::Number(id)
    }
}

impl From<u32> for EntityId {
    fn from(id: u32) -> Self {
        Self::Number(id.into())
    }
}

impl From<&str> for EntityId {
    fn from(id: &str) -> Self {
        Self::Text(id.into())
    }
}

impl From<&CustomerId> for EntityId {
    fn from(id: &CustomerId) -> Self {
        Self::Text(id.as_str().into())
    }
}

impl From<&MemberId> for EntityId {
    fn from(id: &MemberId) -> Self {
        Self::Text(id.as_str().into())
    }
}

/// When something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum EventTime {
    /// An instant; the calendar's time zone says on which day it falls.
    Instant(DateTime<Utc>),
    /// A day of the calendar's time zone.
    Day(NaiveDate),
}

impl From<NaiveDate> for EventTime {
    fn from(date: NaiveDate) -> Self {
        Self::Day(date)
    }
}

impl From<DateTime<Utc>> for EventTime {
    fn from(instant: DateTime<Utc>) -> Self {
        Self::Instant(instant)
    }
}

/// Something that happened, as a row.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_cohort::Event;
///
/// let day = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
/// let event = Event::new("ann", day).with_kind("login").with_account("acme");
/// assert_eq!(event.kind(), Some("login"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Event {
    pub(crate) id: EntityId,
    pub(crate) at: EventTime,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(crate) kind: Option<Box<str>>,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(crate) account: Option<EntityId>,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(crate) money: Option<Money>,
}

impl Event {
    /// Somebody at a time.
    #[must_use]
    pub fn new(id: impl Into<EntityId>, at: impl Into<EventTime>) -> Self {
        Self { id: id.into(), at: at.into(), kind: None, account: None, money: None }
    }

    /// What happened.
    #[must_use]
    pub fn with_kind(self, kind: &str) -> Self {
        Self { kind: Some(kind.into()), ..self }
    }

    /// The account the entity belongs to.
    #[must_use]
    pub fn with_account(self, account: impl Into<EntityId>) -> Self {
        Self { account: Some(account.into()), ..self }
    }

    /// What was paid; negative for a refund.
    #[must_use]
    pub fn with_money(self, money: Money) -> Self {
        Self { money: Some(money), ..self }
    }

    /// The entity.
    #[must_use]
    pub fn id(&self) -> &EntityId {
        &self.id
    }

    /// The time.
    #[must_use]
    pub fn at(&self) -> EventTime {
        self.at
    }

    /// The kind.
    #[must_use]
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// The account.
    #[must_use]
    pub fn account(&self) -> Option<&EntityId> {
        self.account.as_ref()
    }

    /// The amount.
    #[must_use]
    pub fn money(&self) -> Option<Money> {
        self.money
    }
}
