//! From a draft to a scenario, with everything that is wrong.

use std::cmp::Ordering;

use kpi_metrics::{Catalog, MetricId, Timing};
use kpi_stats::Proportion;
use kpi_types::ScenarioStage;

use super::problem::ScenarioProblem;
use super::{Scenario, ScenarioDraft, Stage, StageDraft};
use crate::Problem;

pub(super) fn check(
    draft: ScenarioDraft,
    catalog: &Catalog,
) -> (Option<Scenario>, Vec<ScenarioProblem>) {
    let mut problems = draft.noted.clone();
    goal(&draft, &mut problems);
    order(&draft.stages, &mut problems);
    let stages: Vec<Option<Stage>> =
        draft.stages.iter().map(|stage| checked(stage, catalog, &mut problems)).collect();
    let scenario = || {
        Some(Scenario {
            goal: draft.goal?,
            start: draft.start?,
            customers: draft.customers?,
            stages: stages.into_iter().collect::<Option<Vec<Stage>>>()?,
            calendar: draft.calendar.clone(),
            draft: ScenarioDraft { noted: Vec::new(), ..draft },
            problems: Vec::new(),
        })
    };
    (scenario(), problems)
}

fn goal(draft: &ScenarioDraft, problems: &mut Vec<ScenarioProblem>) {
    let given = [
        ("goal", draft.goal.is_some()),
        ("start", draft.start.is_some()),
        ("customers", draft.customers.is_some()),
    ];
    // What a document says wrongly is noted already.
    let noted = |field: &str| draft.noted.iter().any(|p| p.path().starts_with(field));
    for (field, _) in given.into_iter().filter(|(field, given)| !given && !noted(field)) {
        problems.push(ScenarioProblem::Incomplete { field });
    }
    if let Some(goal) = draft.goal {
        if goal.target == 0 {
            problems.push(ScenarioProblem::EmptyGoal);
        }
        if let Some(customers) = draft.customers.filter(|customers| goal.target > *customers) {
            let target = goal.target;
            problems.push(ScenarioProblem::GoalAboveCustomers { target, customers });
        }
        if let Some(start) = draft.start.filter(|start| *start > goal.date) {
            problems.push(ScenarioProblem::GoalBeforeStart { start, goal: goal.date });
        }
    }
}

fn order(stages: &[StageDraft], problems: &mut Vec<ScenarioProblem>) {
    for pair in stages.windows(2) {
        let [earlier, later] = pair else { continue };
        if earlier.stage.cmp(&later.stage) != Ordering::Less {
            let (earlier, later) = (earlier.stage, later.stage);
            problems.push(ScenarioProblem::StageOrder { earlier, later });
        }
        if let (None, Some(_)) = (earlier.done, later.done) {
            let (earlier, stage) = (earlier.stage, later.stage);
            problems.push(ScenarioProblem::DoneBeforeEarlier { stage, earlier });
        }
    }
    if stages.last().map(|stage| stage.stage) != Some(ScenarioStage::Renewal) {
        problems.push(ScenarioProblem::NoRenewal);
    }
    for stage in ScenarioStage::ALL.iter().filter(|stage| **stage != ScenarioStage::Renewal) {
        if stages.iter().all(|given| given.stage != *stage) {
            problems.push(ScenarioProblem::StageMissing { stage: *stage });
        }
    }
}

fn checked(
    draft: &StageDraft,
    catalog: &Catalog,
    problems: &mut Vec<ScenarioProblem>,
) -> Option<Stage> {
    let stage = draft.stage;
    if draft.takes.is_too_long() {
        problems.push(ScenarioProblem::LagTooLong { stage, lag: draft.takes });
    }
    let conversion = Proportion::try_new(draft.conversion.reached, draft.conversion.of);
    if let Err(reason) = conversion {
        problems.push(ScenarioProblem::BadConversion { stage, reason });
    }
    let mut metric = None;
    if let Some(id) = &draft.metric {
        let name = || id.clone();
        match catalog.metric(id) {
            None => problems.push(ScenarioProblem::UnknownMetric { stage, metric: name() }),
            Some(definition) => {
                let belongs = definition.scenario_stage();
                if belongs > stage {
                    let metric = name();
                    problems.push(ScenarioProblem::MetricOfLaterStage { stage, metric, belongs });
                } else if stage != ScenarioStage::Renewal && definition.timing() == Timing::Lagging
                {
                    problems.push(ScenarioProblem::LaggingMetric { stage, metric: name() });
                }
                metric = MetricId::try_new(id).ok();
            }
        }
    }
    Some(Stage {
        stage,
        takes: draft.takes,
        conversion: conversion.ok()?,
        metric,
        not_before: draft.not_before,
        capacity: draft.capacity,
        done: draft.done,
    })
}
