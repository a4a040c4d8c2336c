//! Who changed which goal when, and why.

use chrono::NaiveDate;
use kpi_metrics::Target;
use kpi_types::Localized;

/// The four steps of plan, do, check, act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum PdcaStep {
    /// The goal was set.
    Plan,
    /// It runs.
    Do,
    /// It was reviewed.
    Check,
    /// It was changed.
    Act,
}

impl PdcaStep {
    /// What it is called in English and Japanese.
    #[must_use]
    pub const fn label(self) -> Localized {
        match self {
            Self::Plan => Localized::fixed("plan", "計画"),
            Self::Do => Localized::fixed("do", "実行"),
            Self::Check => Localized::fixed("check", "評価"),
            Self::Act => Localized::fixed("act", "改善"),
        }
    }
}

/// What was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Change {
    /// The goal was set.
    Set,
    /// It was reviewed and left as it is.
    Reviewed,
    /// Another target.
    Target {
        /// Before.
        from: Target,
        /// After.
        to: Target,
    },
    /// Another deadline.
    Deadline {
        /// Before.
        from: NaiveDate,
        /// After.
        to: NaiveDate,
    },
    /// Another owner.
    Owner {
        /// Before.
        from: String,
        /// After.
        to: String,
    },
    /// It was given up.
    Dropped,
}

impl Change {
    /// Which step of plan, do, check, act it is.
    #[must_use]
    pub const fn step(&self) -> PdcaStep {
        match self {
            Self::Set => PdcaStep::Plan,
            Self::Reviewed => PdcaStep::Check,
            _ => PdcaStep::Act,
        }
    }

    /// Whether the target became easier: lower for "at least", higher for "at most", wider for a
    /// band. A change of form counts as neither.
    #[must_use]
    pub fn eases(&self) -> bool {
        match self {
            Self::Target { from: Target::AtLeast(from), to: Target::AtLeast(to) } => {
                to.value() < from.value()
            }
            Self::Target { from: Target::AtMost(from), to: Target::AtMost(to) } => {
                to.value() > from.value()
            }
            Self::Target { from: Target::Between(from), to: Target::Between(to) } => {
                let (low, high) = (to.low().value(), to.high().value());
                let (old_low, old_high) = (from.low().value(), from.high().value());
                low <= old_low && high >= old_high && (low, high) != (old_low, old_high)
            }
            _ => false,
        }
    }
}

/// One entry: who did what to which goal when, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Revision {
    /// When.
    pub date: NaiveDate,
    /// Which goal.
    pub goal: String,
    /// Who.
    pub by: String,
    /// What.
    pub change: Change,
    /// Why; blank where nobody said.
    pub why: String,
}

/// All entries, in the order of their dates. Entries are added, never taken away.
///
/// ```
/// use kpi_goals::{Change, Revision, RevisionLog};
///
/// let entry = |date: &str, change| Revision {
///     date: date.parse().unwrap(),
///     goal: "nrr".to_owned(),
///     by: "Sato".to_owned(),
///     change,
///     why: String::new(),
/// };
/// let mut log = RevisionLog::new();
/// log.record(entry("2026-10-01", Change::Set))?;
/// log.record(entry("2026-11-02", Change::Reviewed))?;
/// assert!(log.record(entry("2026-10-15", Change::Dropped)).is_err());
/// assert_eq!(log.last_look("nrr").map(|day| day.to_string()).as_deref(), Some("2026-11-02"));
/// # Ok::<(), kpi_goals::RevisionError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Vec<Revision>", into = "Vec<Revision>"))]
pub struct RevisionLog {
    entries: Vec<Revision>,
}

/// Why an entry cannot be added.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RevisionError {
    /// It is dated before the last one.
    #[error("an entry of {date} cannot follow one of {last}")]
    OutOfOrder {
        /// Of the entry.
        date: NaiveDate,
        /// Of the last entry.
        last: NaiveDate,
    },
    /// Nobody signed it.
    #[error("the entry of {date} for {goal:?} does not say by whom")]
    Unsigned {
        /// Of the entry.
        date: NaiveDate,
        /// Of the entry.
        goal: String,
    },
}

impl RevisionLog {
    /// No entries.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an entry.
    ///
    /// # Errors
    ///
    /// [`RevisionError`] for an entry dated before the last one, or without a name.
    pub fn record(&mut self, entry: Revision) -> Result<(), RevisionError> {
        let date = entry.date;
        if let Some(last) = self.entries.last().map(|last| last.date)
            && last > date
        {
            return Err(RevisionError::OutOfOrder { date, last });
        }
        if entry.by.trim().is_empty() {
            return Err(RevisionError::Unsigned { date, goal: entry.goal });
        }
        self.entries.push(entry);
        Ok(())
    }

    /// All entries.
    #[must_use]
    pub fn entries(&self) -> &[Revision] {
        &self.entries
    }

    /// The entries of a goal.
    pub fn of<'a>(&'a self, goal: &'a str) -> impl DoubleEndedIterator<Item = &'a Revision> {
        self.entries.iter().filter(move |entry| entry.goal == goal)
    }

    /// The last day somebody looked at a goal after it was set: a review or a change.
    #[must_use]
    pub fn last_look(&self, goal: &str) -> Option<NaiveDate> {
        let mut looks = self.of(goal).filter(|entry| entry.change.step() != PdcaStep::Plan);
        looks.next_back().map(|entry| entry.date)
    }
}

impl TryFrom<Vec<Revision>> for RevisionLog {
    type Error = RevisionError;

    fn try_from(entries: Vec<Revision>) -> Result<Self, Self::Error> {
        let mut log = Self::new();
        entries.into_iter().try_for_each(|entry| log.record(entry))?;
        Ok(log)
    }
}

impl From<RevisionLog> for Vec<Revision> {
    fn from(log: RevisionLog) -> Self {
        log.entries
    }
}
