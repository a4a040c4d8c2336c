//! A scenario as people write it, not checked yet.

use chrono::NaiveDate;
use kpi_types::{Localized, ScenarioStage};

use super::problem::ScenarioProblem;
use super::{Lag, WorkingCalendar};

/// What the contract goal is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ContractGoalKind {
    /// The contract goes on.
    Renewal,
    /// The contract grows.
    Expansion,
}

impl ContractGoalKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Renewal, Self::Expansion];

    /// The name in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Renewal => "renewal",
            Self::Expansion => "expansion",
        }
    }

    /// What it is called in English and Japanese.
    #[must_use]
    pub const fn label(self) -> Localized {
        match self {
            Self::Renewal => Localized::fixed("renewal", "契約の維持"),
            Self::Expansion => Localized::fixed("expansion", "契約の拡大"),
        }
    }
}

/// So many contracts renewed or expanded by a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContractGoal {
    pub(crate) kind: ContractGoalKind,
    pub(crate) date: NaiveDate,
    pub(crate) target: u64,
}

impl ContractGoal {
    /// So many contracts by that day.
    #[must_use]
    pub const fn new(kind: ContractGoalKind, date: NaiveDate, target: u64) -> Self {
        Self { kind, date, target }
    }

    /// Renewal or expansion.
    #[must_use]
    pub const fn kind(self) -> ContractGoalKind {
        self.kind
    }

    /// The day by which it is to be reached.
    #[must_use]
    pub const fn date(self) -> NaiveDate {
        self.date
    }

    /// How many customers.
    #[must_use]
    pub const fn target(self) -> u64 {
        self.target
    }
}

/// How many of those who reached the stage before reached this one, as counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Counted {
    pub(crate) reached: u64,
    pub(crate) of: u64,
}

/// A stage that is over: when, and how many customers reached it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct StageDone {
    /// When the last of them did.
    pub on: NaiveDate,
    /// How many did.
    pub customers: u64,
}

/// One stage of a scenario in the making.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "add it to a scenario"]
pub struct StageDraft {
    pub(crate) stage: ScenarioStage,
    pub(crate) takes: Lag,
    pub(crate) conversion: Counted,
    pub(crate) metric: Option<String>,
    pub(crate) not_before: Option<NaiveDate>,
    pub(crate) capacity: Option<u64>,
    pub(crate) done: Option<StageDone>,
}

impl StageDraft {
    /// A stage that takes so long after the one before it, and that `reached` of `of` customers
    /// reached who had reached the one before.
    pub const fn new(stage: ScenarioStage, takes: Lag, reached: u64, of: u64) -> Self {
        Self {
            stage,
            takes,
            conversion: Counted { reached, of },
            metric: None,
            not_before: None,
            capacity: None,
            done: None,
        }
    }

    /// The metric that shows it.
    pub fn metric(self, id: impl Into<String>) -> Self {
        Self { metric: Some(id.into()), ..self }
    }

    /// Cannot be reached before that day: the survey is in June.
    pub fn not_before(self, date: NaiveDate) -> Self {
        Self { not_before: Some(date), ..self }
    }

    /// No more than so many customers can be brought through.
    pub fn capacity(self, customers: u64) -> Self {
        Self { capacity: Some(customers), ..self }
    }

    /// Over already.
    pub fn done(self, on: NaiveDate, customers: u64) -> Self {
        Self { done: Some(StageDone { on, customers }), ..self }
    }
}

/// A scenario in the making. [`Scenario::try_new`](super::Scenario::try_new) checks it.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "a draft is not checked yet"]
pub struct ScenarioDraft {
    pub(crate) goal: Option<ContractGoal>,
    pub(crate) start: Option<NaiveDate>,
    pub(crate) customers: Option<u64>,
    pub(crate) stages: Vec<StageDraft>,
    pub(crate) calendar: WorkingCalendar,
    /// What was found while reading a document.
    pub(crate) noted: Vec<ScenarioProblem>,
}

impl ScenarioDraft {
    /// From `start` with so many customers to a contract goal, on weekdays.
    pub fn new(goal: ContractGoal, start: NaiveDate, customers: u64) -> Self {
        Self {
            goal: Some(goal),
            start: Some(start),
            customers: Some(customers),
            stages: Vec::new(),
            calendar: WorkingCalendar::weekdays(),
            noted: Vec::new(),
        }
    }

    /// Adds a stage, in the order of the scenario.
    pub fn stage(mut self, stage: StageDraft) -> Self {
        self.stages.push(stage);
        self
    }

    /// On other working days.
    pub fn calendar(self, calendar: WorkingCalendar) -> Self {
        Self { calendar, ..self }
    }
}
