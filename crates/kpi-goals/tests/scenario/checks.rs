//! Every problem of a scenario.

use std::collections::BTreeSet;

use kpi_goals::{
    ContractGoal, FindingCode, FindingLevel, FindingSubject, Lag, Problem, Scenario, ScenarioDraft,
    ScenarioProblem, StageDraft,
};
use kpi_types::ScenarioStage;

use crate::spoken::spoken;
use crate::{catalog, day, draft, goal, stages};

fn problems(draft: ScenarioDraft) -> Vec<ScenarioProblem> {
    match Scenario::try_new(draft, &catalog()) {
        Ok(scenario) => scenario.problems().to_vec(),
        Err(error) => {
            assert!(error.to_string().starts_with("the scenario has "));
            error.problems().to_vec()
        }
    }
}

fn with(goal: ContractGoal) -> ScenarioDraft {
    stages().into_iter().fold(ScenarioDraft::new(goal, day(2026, 1, 1), 100), ScenarioDraft::stage)
}

#[test]
fn the_good_scenario_has_no_problem() {
    assert_eq!(problems(draft(stages())), []);
}

/// Every code with a draft that has that problem, among others or alone.
fn each() -> Vec<(&'static str, ScenarioDraft)> {
    let [setup, usage, satisfaction, outcome, renewal] = stages();
    let late = |i: usize, stage: StageDraft| {
        let mut all = stages();
        all[i] = stage;
        draft(all)
    };
    let long = StageDraft::new(ScenarioStage::Setup, Lag::Months(1_201), 1, 1);
    vec![
        // Only a document can leave fields out.
        #[cfg(feature = "serde")]
        ("scenario_incomplete", toml::from_str("customers = 1").unwrap()),
        ("scenario_empty_goal", with(goal(day(2026, 6, 5), 0))),
        ("goal_above_customers", with(goal(day(2026, 6, 5), 101))),
        ("goal_before_start", with(goal(day(2025, 6, 5), 50))),
        ("stage_order", draft([usage.clone(), setup.clone(), renewal.clone()])),
        ("stage_order", draft([setup.clone(), setup.clone(), renewal.clone()])),
        (
            "no_renewal",
            draft([setup.clone(), usage.clone(), satisfaction.clone(), outcome.clone()]),
        ),
        ("no_renewal", draft([])),
        ("stage_missing", draft([setup.clone(), usage.clone(), outcome.clone(), renewal.clone()])),
        ("bad_conversion", late(0, StageDraft::new(ScenarioStage::Setup, Lag::Days(1), 0, 0))),
        ("bad_conversion", late(0, StageDraft::new(ScenarioStage::Setup, Lag::Days(1), 2, 1))),
        ("lag_too_long", late(0, long)),
        ("lag_too_long", late(0, StageDraft::new(ScenarioStage::Setup, Lag::Days(u32::MAX), 1, 1))),
        ("done_before_earlier", late(1, usage.clone().done(day(2026, 2, 2), 5))),
        ("unknown_stage_metric", late(1, usage.clone().metric("stikiness"))),
        ("metric_of_later_stage", late(0, setup.metric("stickiness"))),
        ("lagging_milestone", late(1, usage.metric("cac"))),
    ]
}

/// The good scenario, which trips none, is tested above.
#[test]
fn every_code_of_a_scenario_is_tripped_as_a_finding_in_both_languages() {
    let mut tripped = BTreeSet::new();
    for (code, draft) in each() {
        tripped.insert(spoken(&problems(draft), code));
    }
    let of_scenarios = |code: &&FindingCode| {
        let read = cfg!(feature = "serde") || **code != FindingCode::ScenarioIncomplete;
        code.subject() == FindingSubject::Scenario && read
    };
    let all: BTreeSet<FindingCode> =
        FindingCode::ALL.iter().filter(of_scenarios).copied().collect();
    assert_eq!(tripped, all);
}

#[test]
fn everything_wrong_is_found_at_once() {
    let bad = StageDraft::new(ScenarioStage::Use, Lag::Days(99_999), 3, 2).metric("nobody");
    let found =
        problems(ScenarioDraft::new(goal(day(2020, 1, 1), 0), day(2026, 1, 1), 1).stage(bad));
    let codes: Vec<_> = found.iter().map(|problem| problem.code().as_str()).collect();
    let expected = [
        "scenario_empty_goal",
        "goal_before_start",
        "no_renewal",
        "lag_too_long",
        "bad_conversion",
        "unknown_stage_metric",
        "stage_missing",
        "stage_missing",
        "stage_missing",
    ];
    assert_eq!(codes, expected);
    assert_eq!(found.last().unwrap().level(), FindingLevel::Warning);
}

#[test]
fn a_stage_with_its_metric_has_no_problem() {
    let [setup, usage, satisfaction, outcome, renewal] = stages();
    let usage = usage.metric("stickiness");
    let renewal = renewal.metric("net_revenue_retention");
    assert_eq!(problems(draft([setup, usage, satisfaction, outcome, renewal])), []);
}
