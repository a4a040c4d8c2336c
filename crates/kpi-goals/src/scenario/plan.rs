//! Backwards from the goal, and forwards from today.

mod forwards;
mod milestone;
mod needs;

use chrono::NaiveDate;
use kpi_stats::{ConfidenceLevel, ProportionError};
use kpi_types::{Estimate, ScenarioStage};

pub use milestone::StageMilestone;

use forwards::Forwards;
use needs::Needs;

use super::{Feasibility, Obstacle, ObstacleKind, Scenario};

/// Why a scenario has no plan.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ScenarioPlanError {
    /// The dates leave the calendar.
    #[error("the dates of {stage} leave the calendar")]
    OutsideCalendar {
        /// The stage.
        stage: ScenarioStage,
    },
    /// The confidence level cannot be shared among the stages.
    #[error("no interval of a conversion rate: {0}")]
    Interval(#[from] ProportionError),
}

/// A scenario planned backwards.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ScenarioPlan {
    as_of: NaiveDate,
    level: f64,
    start_by: NaiveDate,
    needed_at_start: Option<u64>,
    milestones: Vec<StageMilestone>,
    obstacles: Vec<Obstacle>,
    feasibility: Feasibility,
}

impl ScenarioPlan {
    /// The day it was planned on.
    #[must_use]
    pub fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// The level at which all intervals hold together.
    #[must_use]
    pub fn level(&self) -> f64 {
        self.level
    }

    /// The last working day on which the first stage can begin.
    #[must_use]
    pub fn start_by(&self) -> NaiveDate {
        self.start_by
    }

    /// How many customers have to begin, at the rates that were counted.
    #[must_use]
    pub fn needed_at_start(&self) -> Option<u64> {
        self.needed_at_start
    }

    /// The stages, in order.
    #[must_use]
    pub fn milestones(&self) -> &[StageMilestone] {
        &self.milestones
    }

    /// One stage.
    #[must_use]
    pub fn milestone(&self, stage: ScenarioStage) -> Option<&StageMilestone> {
        self.milestones.iter().find(|milestone| milestone.stage == stage)
    }

    /// Every step that fails, in order.
    #[must_use]
    pub fn obstacles(&self) -> &[Obstacle] {
        &self.obstacles
    }

    /// Whether the goal can be reached, and if not the first step that fails.
    #[must_use]
    pub fn feasibility(&self) -> &Feasibility {
        &self.feasibility
    }
}

impl Scenario {
    /// Plans backwards from the goal, and forwards from `as_of` to see whether that can be.
    ///
    /// # Formula
    ///
    /// Backwards: the last stage is due on the last working day up to the goal's date; a stage before
    /// is due on the last working day from which the next one is still in time
    /// ([`Lag::begin_by`](super::Lag::begin_by)). Needed at a stage = ⌈needed at the next ÷ its
    /// conversion rate⌉, exactly, in whole customers.
    ///
    /// Forwards: a stage is reached on the working day its lag ends after the stage before, the first
    /// after the start; no earlier than `not_before`, nor than `as_of` unless it is over. Expected at
    /// a stage = ⌊expected at the one before × its rate⌋, at most its capacity; what is over counts as
    /// it was.
    ///
    /// # Conventions
    ///
    /// Intervals are Wilson's, each at 1 − (1 − level) ÷ k for k stages that are left, so that all of
    /// them hold together at the level (Bonferroni). A step fails when its earliest day is after the
    /// day it is due, or fewer are expected than needed. Steps before the last one that is over are
    /// not asked any more.
    ///
    /// # Common mistake
    ///
    /// Multiplying rates without their intervals: five stages at 9 of 10 each look like 59 %, but the
    /// product of the lower ends is 3 % and that of the upper ends 94 % (Wilson, 99 % each).
    ///
    /// # Errors
    ///
    /// [`ScenarioPlanError`] for dates outside the calendar.
    pub fn plan(
        &self,
        as_of: NaiveDate,
        level: ConfidenceLevel,
    ) -> Result<ScenarioPlan, ScenarioPlanError> {
        let left = self.stages.iter().filter(|stage| stage.done.is_none()).count().max(1);
        let each = ConfidenceLevel::try_new(1.0 - (1.0 - level.level()) / left as f64);
        let each = each.unwrap_or(level);
        let rates = self.stages.iter().map(|stage| stage.conversion.wilson(each));
        let rates = rates.collect::<Result<Vec<Estimate>, _>>()?;
        let (start, dues) = self.backwards()?;
        let needs = Needs::backwards(self, &rates);
        let mut forwards = Forwards::begin(self, as_of)?;
        let mut milestones = Vec::with_capacity(self.stages.len());
        let mut obstacles = Vec::new();
        if self.stages.iter().all(|stage| stage.done.is_none()) {
            let at = forwards.day;
            self.obstacles(None, (at, start), (self.customers, needs.start), &mut obstacles);
        }
        let last_done = self.stages.iter().rposition(|stage| stage.done.is_some());
        for (at, ((stage, rate), due)) in self.stages.iter().zip(&rates).zip(dues).enumerate() {
            forwards.step(stage, rate)?;
            let [needed, lower, upper] = needs.of(at);
            let own = &mut obstacles;
            if last_done.is_none_or(|done| at >= done) {
                if stage.done.is_none() && stage.conversion.successes() == 0 {
                    own.push(Obstacle { stage: Some(stage.stage), kind: ObstacleKind::Nobody });
                } else {
                    let figures = (forwards.point, needed);
                    self.obstacles(Some(stage.stage), (forwards.day, due), figures, own);
                }
            }
            milestones.push(StageMilestone {
                stage: stage.stage,
                due,
                earliest: forwards.day,
                slack_working_days: self.calendar.between(forwards.day, due),
                needed,
                needed_at_lower_end: lower,
                needed_at_upper_end: upper,
                expected: forwards.point,
                expected_at_lower_ends: forwards.lower,
                expected_at_upper_ends: forwards.upper,
                conversion: *rate,
                metric: stage.metric.clone(),
                is_done: stage.done.is_some(),
            });
        }
        let asked = milestones.iter().skip(last_done.unwrap_or(0));
        let slack = asked.map(|milestone| milestone.slack_working_days).min().unwrap_or(0);
        let target = self.goal.target;
        let feasibility = match obstacles.first() {
            Some(first) => Feasibility::Impossible { because: first.clone() },
            None if forwards.lower < target => Feasibility::PossibleAtPoint {
                slack_working_days: slack,
                at_lower_ends: forwards.lower,
                target,
            },
            None => Feasibility::Possible { slack_working_days: slack },
        };
        Ok(ScenarioPlan {
            as_of,
            level: level.level(),
            start_by: start,
            needed_at_start: needs.start,
            milestones,
            obstacles,
            feasibility,
        })
    }

    /// The last day to start, and the day each stage is due.
    fn backwards(&self) -> Result<(NaiveDate, Vec<NaiveDate>), ScenarioPlanError> {
        let outside = |stage: ScenarioStage| ScenarioPlanError::OutsideCalendar { stage };
        let goal = self.calendar.on_or_before(self.goal.date);
        let mut day = goal.ok_or_else(|| outside(ScenarioStage::Renewal))?;
        let mut dues = Vec::with_capacity(self.stages.len());
        for stage in self.stages.iter().rev() {
            dues.push(day);
            let begin = stage.takes.begin_by(day, &self.calendar);
            day = begin.ok_or_else(|| outside(stage.stage))?;
        }
        dues.reverse();
        Ok((day, dues))
    }

    fn obstacles(
        &self,
        stage: Option<ScenarioStage>,
        (earliest, due): (NaiveDate, NaiveDate),
        (expected, needed): (u64, Option<u64>),
        found: &mut Vec<Obstacle>,
    ) {
        if earliest > due {
            let working_days = self.calendar.between(due, earliest);
            let days = (earliest - due).num_days();
            let kind = ObstacleKind::Late { earliest, due, working_days, days };
            found.push(Obstacle { stage, kind });
        }
        // Without a number of those needed, a rate further on is zero: that stage says so.
        if let Some(needed) = needed.filter(|needed| *needed > expected) {
            let kind = ObstacleKind::Few { expected, needed, short: needed - expected };
            found.push(Obstacle { stage, kind });
        }
    }
}
