//! Scenarios in TOML and JSON.

use std::time::{Duration, Instant};

use kpi_goals::{FindingCode, Problem, Scenario, ScenarioDraft, ScenarioProblem};

use crate::{catalog, day, draft, stages};

const ARTICLE: &str = include_str!("../data/a1_scenario.toml");

#[test]
fn documents_round_trip() {
    let article: ScenarioDraft = toml::from_str(ARTICLE).unwrap();
    let [setup, usage, satisfaction, outcome, renewal] = stages();
    let full = draft([
        setup.done(day(2026, 1, 20), 95),
        usage.metric("stickiness").capacity(5),
        satisfaction.not_before(day(2026, 5, 1)),
        outcome,
        renewal,
    ]);
    for draft in [article, full] {
        let json = serde_json::to_string(&draft).unwrap();
        assert_eq!(serde_json::from_str::<ScenarioDraft>(&json).unwrap(), draft);
        let text = toml::to_string(&draft).unwrap();
        assert_eq!(toml::from_str::<ScenarioDraft>(&text).unwrap(), draft);
        let scenario = Scenario::try_new(draft, &catalog()).unwrap();
        assert_eq!(serde_json::to_string(&scenario).unwrap(), json);
        let plan = scenario.plan(day(2026, 4, 1), kpi_stats::ConfidenceLevel::P95).unwrap();
        assert!(serde_json::to_value(&plan).unwrap()["feasibility"]["feasibility"].is_string());
    }
}

fn found(text: &str) -> Vec<(String, &'static str)> {
    let draft: ScenarioDraft = toml::from_str(text).unwrap();
    let error = Scenario::try_new(draft, &catalog()).unwrap_err();
    let documents = error.problems().iter().filter(|p| matches!(p, ScenarioProblem::Document(_)));
    documents
        .map(|problem| {
            assert!(problem.message().is_complete() && problem.remedy().is_complete());
            (problem.path(), problem.code().as_str())
        })
        .collect()
}

#[test]
fn everything_wrong_in_a_document_is_found_at_once() {
    let text = r#"
        begin = 1
        start = "soon"
        customers = -5
        [goal]
        kind = "growth"
        target = 1.5
        [[stage]]
        stage = "onboarding"
        takes = { days = 3, months = 1 }
        conversion = { reached = 3 }
        done = { on = 2026-02-30x, customers = 1 }
    "#;
    assert!(toml::from_str::<ScenarioDraft>(text).is_err());
    let text = text.replace("2026-02-30x", "\"2026-02-30\"")
        + r#"
        [[stage]]
        stage = "use"
        takes = { weeks = 3 }
        conversion = 5
        [calendar]
        weekend = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
        holiday = [{ name = "x" }, { date = 2026-01-01T00:00:00Z, name = "x" }]
    "#;
    let expected = [
        ("start", "bad_value"),
        ("customers", "bad_value"),
        ("goal.kind", "bad_value"),
        ("goal.date", "missing_field"),
        ("goal.target", "bad_value"),
        ("stage[1].stage", "bad_value"),
        ("stage[1].takes.working_days", "bad_value"),
        ("stage[1].takes", "missing_field"),
        ("stage[1].conversion.of", "missing_field"),
        ("stage[1].conversion", "missing_field"),
        ("stage[1].done.on", "bad_value"),
        ("stage[2].takes.working_days", "bad_value"),
        ("stage[2].takes.weeks", "unknown_field"),
        ("stage[2].takes", "missing_field"),
        ("stage[2].conversion", "bad_value"),
        ("stage[2].conversion.reached", "missing_field"),
        ("stage[2].conversion.of", "missing_field"),
        ("calendar.weekend", "bad_value"),
        ("calendar.holiday[1].date", "missing_field"),
        ("calendar.holiday[2].date", "bad_value"),
        ("begin", "unknown_field"),
    ];
    let expected: Vec<(String, &str)> = expected.map(|(p, c)| (p.to_owned(), c)).to_vec();
    assert_eq!(found(&text), expected);
    let draft: ScenarioDraft = serde_json::from_str("{}").unwrap();
    let error = Scenario::try_new(draft, &catalog()).unwrap_err();
    let missing = error.problems().iter().filter(|p| p.code().as_str() == "scenario_incomplete");
    assert_eq!(missing.count(), 3);
}

#[test]
fn what_is_no_toml_is_a_finding() {
    let refused = ScenarioDraft::from_toml("customers = 60\nstart = 2026-13-01").unwrap_err();
    assert_eq!((refused.code(), refused.path()), (FindingCode::Syntax, "scenario"));
    assert_eq!(refused.position().map(|at| at.line), Some(2));
    assert_eq!(ScenarioDraft::from_toml(ARTICLE).unwrap(), toml::from_str(ARTICLE).unwrap());
}

#[test]
fn hostile_documents_are_bounded() {
    let begun = Instant::now();
    let document = |from: &str, to: &str| {
        assert!(ARTICLE.contains(from), "{from}");
        let draft: ScenarioDraft = toml::from_str(&ARTICLE.replace(from, to)).unwrap();
        Scenario::try_new(draft, &catalog())
    };
    // Lags of ages, customers without number, dates at the ends of time.
    assert!(document("working_days = 30", "working_days = 9223372036854775807").is_err());
    assert!(document("months = 3", "months = 4294967297").is_err());
    assert!(document("customers = 60", "customers = 1e300").is_err());
    for (from, to) in [
        ("customers = 60", "customers = 9223372036854775807"),
        ("of = 120", "of = 9007199254740992"),
        ("start = 2026-04-01", "start = 0001-01-01"),
        ("months = 3", "months = 1200"),
    ] {
        if let Ok(scenario) = document(from, to) {
            let _ = scenario.plan(day(2026, 4, 1), kpi_stats::ConfidenceLevel::P95);
        }
    }
    for depth in [60, 100_000] {
        let json = format!("{{\"stage\": {}{}}}", "[".repeat(depth), "]".repeat(depth));
        let _ = serde_json::from_str::<ScenarioDraft>(&json);
        let toml = format!("goal = {}{}", "{a=".repeat(depth), "}".repeat(depth));
        let _ = ScenarioDraft::from_toml(&toml);
    }
    // Holidays without end: every day of a hundred years.
    let holidays: Vec<String> = (0..36_500)
        .map(|i| {
            format!(r#"{{"date": "{}", "name": "x"}}"#, day(2000, 1, 1) + chrono::Days::new(i))
        })
        .collect();
    let json = format!(
        r#"{{"start": "2026-04-01", "customers": 5, "goal": {{"kind": "expansion", "date": "2030-01-01", "target": 1}},
        "stage": [{{"stage": "renewal", "takes": {{"months": 2}}, "conversion": {{"reached": 1, "of": 1}}}}],
        "calendar": {{"holiday": [{}]}}}}"#,
        holidays.join(",")
    );
    let draft: ScenarioDraft = serde_json::from_str(&json).unwrap();
    let scenario = Scenario::try_new(draft, &catalog()).unwrap();
    let plan = scenario.plan(day(2026, 4, 1), kpi_stats::ConfidenceLevel::P95).unwrap();
    assert!(!plan.feasibility().is_possible());
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
}
