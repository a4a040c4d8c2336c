//! The success scenario from outside.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic"
)]

#[path = "../common/spoken.rs"]
mod spoken;

mod calendar;
mod checks;
#[cfg(feature = "serde")]
mod documents;
mod laws;
mod plans;
mod stages;

use chrono::NaiveDate;
use kpi_goals::{ContractGoal, ContractGoalKind, Lag, Scenario, ScenarioDraft, StageDraft};
use kpi_metrics::Catalog;
use kpi_types::ScenarioStage;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn catalog() -> Catalog {
    Catalog::builtin().unwrap()
}

fn goal(date: NaiveDate, target: u64) -> ContractGoal {
    ContractGoal::new(ContractGoalKind::Renewal, date, target)
}

/// Five stages of ten working days, nine of ten customers through each.
fn stages() -> [StageDraft; 5] {
    let stage = |stage| StageDraft::new(stage, Lag::WorkingDays(10), 90, 100);
    [
        stage(ScenarioStage::Setup),
        stage(ScenarioStage::Use),
        stage(ScenarioStage::Satisfaction),
        stage(ScenarioStage::Outcome),
        stage(ScenarioStage::Renewal),
    ]
}

/// From Thursday 2026-01-01 to Friday 2026-06-05 for 50 of 100 customers.
fn draft(stages: impl IntoIterator<Item = StageDraft>) -> ScenarioDraft {
    let draft = ScenarioDraft::new(goal(day(2026, 6, 5), 50), day(2026, 1, 1), 100);
    stages.into_iter().fold(draft, ScenarioDraft::stage)
}

fn scenario(draft: ScenarioDraft) -> Scenario {
    Scenario::try_new(draft, &catalog()).unwrap()
}
