//! A goal that was checked.

use chrono::NaiveDate;
use kpi_metrics::{Direction, MetricId, Target};
use kpi_types::{Department, Grain, Quantity, Segment, Unit};

use crate::{Baseline, GoalLevel, Milestone, ReviewPlan, Support, TargetForm};

/// A goal without blocking findings: its metric exists, its target is one of that metric, it has a
/// deadline. Made by [`SmartCheck::check`](crate::SmartCheck::check) alone.
///
/// It may still have letters that are not met: a goal without an owner is a goal, only not a good one.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Goal {
    pub(crate) id: String,
    pub(crate) level: GoalLevel,
    pub(crate) statement: Option<String>,
    pub(crate) subject: Option<String>,
    pub(crate) segment: Option<Segment>,
    pub(crate) owner: Option<String>,
    pub(crate) department: Option<Department>,
    pub(crate) metric: MetricId,
    pub(crate) unit: Unit,
    pub(crate) direction: Direction,
    pub(crate) grain: Grain,
    pub(crate) form: TargetForm<Quantity>,
    pub(crate) target: Target,
    pub(crate) baseline: Option<Baseline<Quantity>>,
    pub(crate) start: NaiveDate,
    pub(crate) deadline: NaiveDate,
    pub(crate) milestones: Vec<Milestone<Quantity>>,
    pub(crate) review: ReviewPlan,
    pub(crate) supports: Vec<Support>,
}

impl Goal {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// KGI, KFS or KPI.
    #[must_use]
    pub fn level(&self) -> GoalLevel {
        self.level
    }

    /// The goal in one sentence.
    #[must_use]
    pub fn statement(&self) -> Option<&str> {
        self.statement.as_deref()
    }

    /// Whose figure it is.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.subject.as_deref()
    }

    /// The segment; `None` for all customers.
    #[must_use]
    pub fn segment(&self) -> Option<&Segment> {
        self.segment.as_ref()
    }

    /// Who answers for it.
    #[must_use]
    pub fn owner(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    /// The owner's department.
    #[must_use]
    pub fn department(&self) -> Option<Department> {
        self.department
    }

    /// The metric, which is in the catalog.
    #[must_use]
    pub fn metric(&self) -> &MetricId {
        &self.metric
    }

    /// The metric's unit.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The metric's better direction.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// The kind of period it is measured over.
    #[must_use]
    pub fn grain(&self) -> Grain {
        self.grain
    }

    /// The target as it was written.
    #[must_use]
    pub fn form(&self) -> TargetForm<Quantity> {
        self.form
    }

    /// The target; a change counted from the baseline.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Where it starts from.
    #[must_use]
    pub fn baseline(&self) -> Option<&Baseline<Quantity>> {
        self.baseline.as_ref()
    }

    /// The first day.
    #[must_use]
    pub fn start(&self) -> NaiveDate {
        self.start
    }

    /// The last day.
    #[must_use]
    pub fn deadline(&self) -> NaiveDate {
        self.deadline
    }

    /// Interim targets, in the order of their dates.
    #[must_use]
    pub fn milestones(&self) -> &[Milestone<Quantity>] {
        &self.milestones
    }

    /// When it is looked at again.
    #[must_use]
    pub fn review(&self) -> &ReviewPlan {
        &self.review
    }

    /// The goals that it serves.
    #[must_use]
    pub fn supports(&self) -> &[Support] {
        &self.supports
    }
}
