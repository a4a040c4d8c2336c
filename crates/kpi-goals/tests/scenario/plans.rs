//! Plans: the article's scenario, and why others cannot be.

use kpi_goals::{
    Feasibility, Lag, Obstacle, ObstacleKind, ScenarioDraft, ScenarioPlan, ScenarioPlanError,
    StageDraft, WorkingCalendar,
};
use kpi_stats::ConfidenceLevel;
use kpi_types::ScenarioStage;

use crate::{day, draft, goal, scenario, stages};

fn plan(draft: ScenarioDraft) -> ScenarioPlan {
    scenario(draft).plan(day(2026, 1, 1), ConfidenceLevel::P95).unwrap()
}

fn because(plan: &ScenarioPlan) -> Obstacle {
    match plan.feasibility() {
        Feasibility::Impossible { because } => because.clone(),
        other => panic!("{other:?}"),
    }
}

/// Dates, counts and bounds by a program of its own that walks day by day (Python).
#[cfg(feature = "serde")]
#[test]
fn the_articles_scenario() {
    let text = include_str!("../data/a1_scenario.toml");
    let draft: ScenarioDraft = toml::from_str(text).unwrap();
    let scenario = scenario(draft);
    assert!(scenario.problems().is_empty(), "{:?}", scenario.problems());
    let plan = scenario.plan(day(2026, 4, 1), ConfidenceLevel::P95).unwrap();
    assert_eq!((plan.start_by(), plan.needed_at_start()), (day(2026, 5, 18), Some(57)));
    let expected = [
        (day(2026, 6, 29), day(2026, 5, 19), 29, [54, 86, 45], [57, 52, 58]),
        (day(2026, 8, 28), day(2026, 7, 21), 27, [48, 68, 42], [51, 41, 54]),
        (day(2026, 10, 29), day(2026, 9, 24), 24, [42, 53, 39], [45, 32, 51]),
        (day(2027, 1, 29), day(2026, 12, 24), 24, [38, 43, 37], [41, 26, 49]),
        (day(2027, 3, 31), day(2027, 2, 24), 24, [36, 36, 36], [39, 22, 48]),
    ];
    for (milestone, (due, earliest, slack, needed, reached)) in
        plan.milestones().iter().zip(expected)
    {
        let stage = milestone.stage();
        assert_eq!((milestone.due(), milestone.earliest()), (due, earliest), "{stage}");
        assert_eq!(milestone.slack_working_days(), slack, "{stage}");
        let found = [
            milestone.needed(),
            milestone.needed_at_lower_ends(),
            milestone.needed_at_upper_ends(),
        ];
        assert_eq!(found, needed.map(Some), "{stage}");
        let found = [
            milestone.expected(),
            milestone.expected_at_lower_ends(),
            milestone.expected_at_upper_ends(),
        ];
        assert_eq!(found, reached, "{stage}");
    }
    let setup = plan.milestone(ScenarioStage::Setup).unwrap().conversion();
    assert!((setup.lower() - 0.871245).abs() < 1e-6 && (setup.upper() - 0.981601).abs() < 1e-6);
    let sure =
        Feasibility::PossibleAtPoint { slack_working_days: 24, at_lower_ends: 22, target: 36 };
    assert_eq!(plan.feasibility(), &sure);
    assert!(plan.obstacles().is_empty());
}

#[test]
fn five_stages_of_ten_days() {
    // 50 ÷ 0.9 = 55.6, 56 ÷ 0.9 = 62.2, 63 ÷ 0.9 = 70, 70 ÷ 0.9 = 77.8, 78 ÷ 0.9 = 86.7.
    let plan = plan(draft(stages()));
    let needed: Vec<_> = plan.milestones().iter().filter_map(|m| m.needed()).collect();
    assert_eq!(needed, [78, 70, 63, 56, 50]);
    assert_eq!(plan.needed_at_start(), Some(87));
    // 100 → 90 → 81 → 72 → 64 → 57.
    let expected: Vec<_> = plan.milestones().iter().map(|m| m.expected()).collect();
    assert_eq!(expected, [90, 81, 72, 64, 57]);
    let dues: Vec<_> = plan.milestones().iter().map(|m| m.due()).collect();
    assert_eq!(
        dues,
        [day(2026, 4, 10), day(2026, 4, 24), day(2026, 5, 8), day(2026, 5, 22), day(2026, 6, 5)]
    );
    assert_eq!(plan.start_by(), day(2026, 3, 27));
    assert!(plan.feasibility().is_possible() && plan.obstacles().is_empty());
    assert_eq!((plan.as_of(), plan.level()), (day(2026, 1, 1), 0.95));
}

#[test]
fn too_late_to_start() {
    let scenario = scenario(draft(stages()));
    // Nothing done by 1 June: the setup alone cannot be before that day.
    let plan = scenario.plan(day(2026, 6, 1), ConfidenceLevel::P95).unwrap();
    let late = Obstacle {
        stage: Some(ScenarioStage::Setup),
        kind: ObstacleKind::Late {
            earliest: day(2026, 6, 1),
            due: day(2026, 4, 10),
            working_days: 36,
            days: 52,
        },
    };
    assert_eq!(because(&plan), late);
    assert_eq!(plan.obstacles().len(), 5);
    let later = ScenarioDraft::new(goal(day(2026, 6, 5), 50), day(2026, 3, 30), 100);
    let plan = crate::scenario(stages().into_iter().fold(later, ScenarioDraft::stage))
        .plan(day(2026, 1, 1), ConfidenceLevel::P95)
        .unwrap();
    let start = because(&plan);
    assert_eq!(start.stage, None);
    // Friday the 27th was the last day; Monday the 30th is one working day late.
    assert!(matches!(start.kind, ObstacleKind::Late { working_days: 1, days: 3, .. }));
    assert!(start.message().en.starts_with("the start cannot be before 2026-03-30"));
}

#[test]
fn the_first_step_that_fails_is_named() {
    let [setup, usage, satisfaction, outcome, renewal] = stages();
    // The survey comes after the day satisfaction is due.
    let survey = satisfaction.clone().not_before(day(2026, 5, 16));
    let plan =
        plan(draft([setup.clone(), usage.clone(), survey, outcome.clone(), renewal.clone()]));
    let late = because(&plan);
    assert_eq!(late.stage, Some(ScenarioStage::Satisfaction));
    // A Saturday: Monday the 18th instead of Friday the 8th.
    assert!(matches!(late.kind, ObstacleKind::Late { working_days: 6, days: 10, .. }), "{late:?}");
    // 60 of 90 can be brought into use; 70 have to.
    let plan =
        self::plan(draft([setup.clone(), usage.capacity(60), satisfaction, outcome, renewal]));
    let few = because(&plan);
    let kind = ObstacleKind::Few { expected: 60, needed: 70, short: 10 };
    assert_eq!(few, Obstacle { stage: Some(ScenarioStage::Use), kind });
    let message = plan.feasibility().message();
    assert_eq!(
        message.en,
        "impossible because 60 customers are expected at use, 70 are needed: 10 short"
    );
    assert!(message.is_complete());
}

#[test]
fn nobody_ever_got_through() {
    let [setup, usage, satisfaction, _, renewal] = stages();
    let outcome = StageDraft::new(ScenarioStage::Outcome, Lag::Days(14), 0, 20);
    let plan = plan(draft([setup, usage, satisfaction, outcome, renewal]));
    let nobody = because(&plan);
    assert_eq!(
        nobody,
        Obstacle { stage: Some(ScenarioStage::Outcome), kind: ObstacleKind::Nobody }
    );
    assert!(nobody.message().is_complete());
    let setup = plan.milestone(ScenarioStage::Setup).unwrap();
    assert_eq!((setup.needed(), plan.needed_at_start()), (None, None));
    assert!(setup.needed_at_upper_ends().is_some());
}

#[test]
fn what_is_over_counts_as_it_was() {
    let [setup, usage, satisfaction, outcome, renewal] = stages();
    let scenario = scenario(draft([
        setup.done(day(2026, 1, 20), 95),
        usage.done(day(2026, 2, 10), 66),
        satisfaction,
        outcome,
        renewal,
    ]));
    let plan = scenario.plan(day(2026, 3, 2), ConfidenceLevel::P95).unwrap();
    // 70 had to come into use, 66 did; that setup was late or early is not asked any more.
    let kind = ObstacleKind::Few { expected: 66, needed: 70, short: 4 };
    assert_eq!(because(&plan), Obstacle { stage: Some(ScenarioStage::Use), kind });
    let usage = plan.milestone(ScenarioStage::Use).unwrap();
    assert!(usage.is_done());
    assert_eq!((usage.earliest(), usage.expected()), (day(2026, 2, 10), 66));
    // Ten working days after 10 February would have been the 24th; now it is March.
    let next = plan.milestone(ScenarioStage::Satisfaction).unwrap();
    assert_eq!(next.earliest(), day(2026, 3, 2));
}

#[test]
fn intervals_hold_together() {
    let sure =
        |stage: StageDraft| StageDraft::new(stage_of(&stage), Lag::WorkingDays(10), 9_000, 10_000);
    let plan = plan(draft(stages().map(sure)));
    // 57 at the point; at the lower ends of 1 − 0.05 ÷ 5 = 99 % the rate is 0.892: 100 → 89 → 79 → 70
    // → 62 → 55, still 50 and more.
    let last = plan.milestone(ScenarioStage::Renewal).unwrap();
    assert_eq!((last.expected(), last.expected_at_lower_ends()), (57, 55));
    assert!((last.conversion().level() - 0.99).abs() < 1e-12);
    let Feasibility::Possible { slack_working_days } = plan.feasibility() else { panic!() };
    assert_eq!(*slack_working_days, 61);
    for feasibility in [
        plan.feasibility().clone(),
        Feasibility::PossibleAtPoint { slack_working_days: 1, at_lower_ends: 2, target: 3 },
    ] {
        assert!(feasibility.message().is_complete() && feasibility.is_possible());
    }
}

fn stage_of(stage: &StageDraft) -> ScenarioStage {
    let text = format!("{stage:?}");
    ScenarioStage::ALL.iter().copied().find(|s| text.contains(&format!("stage: {s:?}"))).unwrap()
}

#[test]
fn dates_outside_the_calendar() {
    let far = chrono::NaiveDate::MIN;
    let goal = goal(chrono::NaiveDate::MIN + chrono::Days::new(20), 50);
    let draft = stages().into_iter().fold(ScenarioDraft::new(goal, far, 100), ScenarioDraft::stage);
    let error = scenario(draft.calendar(WorkingCalendar::weekdays()))
        .plan(day(2026, 1, 1), ConfidenceLevel::P95)
        .unwrap_err();
    assert!(matches!(error, ScenarioPlanError::OutsideCalendar { .. }), "{error}");
}
