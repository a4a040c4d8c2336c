//! When and by how many each stage is reached, from the start on.

use chrono::NaiveDate;
use kpi_stats::Proportion;
use kpi_types::{Estimate, ScenarioStage};

use super::ScenarioPlanError;
use crate::Scenario;
use crate::scenario::Stage;

/// Where a walk forwards has come to.
pub(super) struct Forwards<'a> {
    scenario: &'a Scenario,
    today: NaiveDate,
    pub(super) day: NaiveDate,
    pub(super) point: u64,
    pub(super) lower: u64,
    pub(super) upper: u64,
}

impl<'a> Forwards<'a> {
    pub(super) fn begin(
        scenario: &'a Scenario,
        as_of: NaiveDate,
    ) -> Result<Self, ScenarioPlanError> {
        let working = |date: NaiveDate| {
            let stage = ScenarioStage::Setup;
            let found = scenario.calendar.on_or_after(date);
            found.ok_or(ScenarioPlanError::OutsideCalendar { stage })
        };
        let (point, lower, upper) = (scenario.customers, scenario.customers, scenario.customers);
        let (today, day) = (working(as_of)?, working(scenario.start)?);
        Ok(Self { scenario, today, day, point, lower, upper })
    }

    pub(super) fn step(&mut self, stage: &Stage, rate: &Estimate) -> Result<(), ScenarioPlanError> {
        if let Some(done) = stage.done {
            self.day = done.on;
            (self.point, self.lower, self.upper) = (done.customers, done.customers, done.customers);
            return Ok(());
        }
        let calendar = &self.scenario.calendar;
        let outside = || ScenarioPlanError::OutsideCalendar { stage: stage.stage };
        let reached = stage.takes.done_by(self.day, calendar).ok_or_else(outside)?;
        let not_before = match stage.not_before {
            Some(date) => calendar.on_or_after(date).ok_or_else(outside)?,
            None => reached,
        };
        self.day = reached.max(not_before).max(self.today);
        let most = stage.capacity.unwrap_or(u64::MAX);
        self.point = after(self.point, stage.conversion).min(most);
        self.lower = down(self.lower as f64 * rate.lower()).min(most);
        self.upper = down(self.upper as f64 * rate.upper()).min(most);
        Ok(())
    }
}

/// How many of `now` get through.
fn after(now: u64, rate: Proportion) -> u64 {
    let passed = u128::from(now) * u128::from(rate.successes()) / u128::from(rate.trials().max(1));
    u64::try_from(passed).unwrap_or(u64::MAX)
}

/// Whole customers from below, where floats still count them one by one.
fn down(customers: f64) -> u64 {
    customers.floor() as u64
}
