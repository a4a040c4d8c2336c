//! Early signs before late results.

use std::collections::BTreeSet;

use kpi_goals::{
    FindingCode, FindingLevel, FindingSubject, Problem, StageCoverage, StageCoverageProblem,
    leading_metrics,
};
use kpi_metrics::MetricId;
use kpi_types::ScenarioStage;

use crate::catalog;

fn ids(names: &[&str]) -> Vec<MetricId> {
    names.iter().map(|name| MetricId::try_new(name).unwrap()).collect()
}

fn coverage(names: &[&str]) -> StageCoverage {
    StageCoverage::of(&catalog(), &ids(names))
}

#[test]
fn a_lagging_goal_alone_is_a_problem_and_a_leading_one_before_it_the_cure() {
    let alone = coverage(&["net_revenue_retention"]);
    let codes: Vec<_> = alone.problems().iter().map(|problem| problem.code().as_str()).collect();
    assert_eq!(
        codes,
        [
            "lagging_without_leading",
            "stage_without_goal",
            "stage_without_goal",
            "stage_without_goal",
            "stage_without_goal"
        ]
    );
    let StageCoverageProblem::LaggingWithoutLeading { stage, proposed, .. } = &alone.problems()[0]
    else {
        panic!()
    };
    assert_eq!(*stage, ScenarioStage::Renewal);
    assert!(proposed.contains(&MetricId::try_new("stickiness").unwrap()));
    let cured = coverage(&["net_revenue_retention", "stickiness", "net_revenue_retention"]);
    assert!(cured.problems().iter().all(|problem| problem.code().as_str() == "stage_without_goal"));
    let usage = &cured.stages()[1];
    assert_eq!(
        (usage.stage, usage.leading.as_slice()),
        (ScenarioStage::Use, ids(&["stickiness"]).as_slice())
    );
    assert!(!usage.proposed.contains(&ids(&["stickiness"])[0]));
    // A leading metric of a later stage is no early sign for an earlier one.
    let late = coverage(&["cac", "upsell_rate_revenue"]);
    assert_eq!(late.problems()[0].code().as_str(), "lagging_without_leading");
}

#[test]
fn every_problem_speaks_both_languages() {
    let found = coverage(&["net_revenue_retention", "nobody"]);
    assert_eq!(found.problems()[0].code().as_str(), "unknown_covered_metric");
    for problem in found.problems() {
        let finding = problem.finding();
        for text in [finding.message(), finding.remedy()] {
            assert!(text.is_complete());
            assert_ne!(text.en, text.ja);
        }
        assert!(problem.to_string().contains(finding.code().as_str()));
    }
    let tripped: BTreeSet<FindingCode> = found.problems().iter().map(Problem::code).collect();
    let of_stages = |code: &&FindingCode| code.subject() == FindingSubject::Stages;
    let all: BTreeSet<FindingCode> = FindingCode::ALL.iter().filter(of_stages).copied().collect();
    assert_eq!(tripped, all);
    assert_eq!(found.problems()[0].level(), FindingLevel::Warning);
    assert_eq!(found.problems().last().unwrap().level(), FindingLevel::Advice);
    assert!(StageCoverage::of(&catalog(), []).problems().is_empty());
}

#[test]
fn proposals_are_leading_and_of_the_stage() {
    let catalog = catalog();
    for stage in ScenarioStage::ALL {
        for metric in leading_metrics(&catalog, *stage) {
            assert_eq!(metric.scenario_stage(), *stage);
            assert_eq!(metric.timing(), kpi_metrics::Timing::Leading);
        }
    }
    assert!(!leading_metrics(&catalog, ScenarioStage::Setup).is_empty());
}

#[test]
fn a_scenario_is_told_what_to_measure() {
    let [setup, usage, satisfaction, outcome, renewal] = crate::stages();
    let usage = usage.metric("stickiness");
    let draft = crate::draft([setup, usage, satisfaction, outcome, renewal]);
    let proposals = crate::scenario(draft).proposals(&catalog());
    let usage = &proposals[1];
    assert_eq!(usage.metric.as_ref().map(MetricId::as_str), Some("stickiness"));
    assert!(usage.proposed.contains(&ids(&["retention_rate"])[0]));
    assert!(!usage.proposed.contains(&ids(&["stickiness"])[0]));
    assert_eq!(proposals[0].proposed, ids(&["new_user_share"]));
}
