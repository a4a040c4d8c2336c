//! What one stage of a plan comes to.

use chrono::NaiveDate;
use kpi_metrics::MetricId;
use kpi_types::{Estimate, ScenarioStage};

/// What one stage has to be, and what it can be.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct StageMilestone {
    pub(super) stage: ScenarioStage,
    pub(super) due: NaiveDate,
    pub(super) earliest: NaiveDate,
    pub(super) slack_working_days: i64,
    pub(super) needed: Option<u64>,
    pub(super) needed_at_lower_end: Option<u64>,
    pub(super) needed_at_upper_end: Option<u64>,
    pub(super) expected: u64,
    pub(super) expected_at_lower_ends: u64,
    pub(super) expected_at_upper_ends: u64,
    pub(super) conversion: Estimate,
    pub(super) metric: Option<MetricId>,
    pub(super) is_done: bool,
}

impl StageMilestone {
    /// The stage.
    #[must_use]
    pub fn stage(&self) -> ScenarioStage {
        self.stage
    }

    /// The last working day on which it may be reached.
    #[must_use]
    pub fn due(&self) -> NaiveDate {
        self.due
    }

    /// The first working day on which it can be reached; the day it was, where it is over.
    #[must_use]
    pub fn earliest(&self) -> NaiveDate {
        self.earliest
    }

    /// Working days after the earliest day up to the day it is due; below zero when it is too late.
    #[must_use]
    pub fn slack_working_days(&self) -> i64 {
        self.slack_working_days
    }

    /// How many customers have to reach it, at the rates that were counted. Nothing when a rate
    /// further on is zero, or the number does not fit.
    #[must_use]
    pub fn needed(&self) -> Option<u64> {
        self.needed
    }

    /// How many have to if every rate further on lies at the lower end of its interval.
    #[must_use]
    pub fn needed_at_lower_ends(&self) -> Option<u64> {
        self.needed_at_lower_end
    }

    /// How many have to if every rate further on lies at the upper end of its interval.
    #[must_use]
    pub fn needed_at_upper_ends(&self) -> Option<u64> {
        self.needed_at_upper_end
    }

    /// How many reach it, at the rates that were counted and within capacities.
    #[must_use]
    pub fn expected(&self) -> u64 {
        self.expected
    }

    /// How many reach it at the lower ends of the rates.
    #[must_use]
    pub fn expected_at_lower_ends(&self) -> u64 {
        self.expected_at_lower_ends
    }

    /// How many reach it at the upper ends of the rates.
    #[must_use]
    pub fn expected_at_upper_ends(&self) -> u64 {
        self.expected_at_upper_ends
    }

    /// The rate at which customers get here from the stage before, with its interval. The interval
    /// is wider than the plan's level asks for: all intervals of the plan hold together at that
    /// level.
    #[must_use]
    pub fn conversion(&self) -> &Estimate {
        &self.conversion
    }

    /// The metric that shows it.
    #[must_use]
    pub fn metric(&self) -> Option<&MetricId> {
        self.metric.as_ref()
    }

    /// True when it is over.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.is_done
    }
}
