//! Laws, over inputs nobody picked.

use kpi_goals::{
    Baseline, Figure, FindingCode, GoalDraft, HistoryPoint, MetricHistory, Milestone, Progress,
    ReviewPlan, SmartCheck, SmartLetter, TargetForm, Verdict,
};
use kpi_metrics::{Catalog, MetricId, Target};
use kpi_types::{Grain, Quantity};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::world::{NEWEST, as_of, day};

/// Two figures without a unit, one better high, one better low.
fn mirrored_catalog() -> Catalog {
    let metric = |id: &str, direction: &str| {
        format!(
            r#"
            [[metric]]
            id = "{id}"
            name = {{ en = "{id}", ja = "指標" }}
            description = {{ en = "A figure.", ja = "数値。" }}
            kind = "simple"
            fact = "figure"
            unit = "number"
            direction = "{direction}"
            grains = ["month"]
            scenario_stage = "use"
            timing = "leading"
            owner = "support"
            sources = ["a test"]
            "#
        )
    };
    let fact = r#"
        [[fact]]
        name = "figure"
        label = { en = "figure", ja = "数値" }
        description = { en = "A figure.", ja = "数値。" }
        unit = "number"
        provided_by = "a test"
    "#;
    let (up, down) = (metric("up", "higher_is_better"), metric("down", "lower_is_better"));
    Catalog::from_toml(&[fact, &up, &down].concat()).unwrap()
}

fn past(metric: &str, values: &[i64], sign: i64) -> Option<MetricHistory> {
    let back = i32::try_from(values.len()).unwrap() - 1;
    let points = (0..).zip(values).map(|(n, value)| HistoryPoint {
        period: NEWEST.checked_add(n - back).unwrap(),
        value: Quantity::Number(Decimal::from(sign * value)),
        interval: None,
    });
    MetricHistory::try_new(MetricId::try_new(metric).unwrap(), points).ok()
}

fn goal(metric: &str, baseline: i64, target: i64, milestone: i64, sign: i64) -> GoalDraft {
    let figure = |value: i64| Figure::plain(Decimal::from(sign * value));
    let form = match sign {
        1 => TargetForm::AtLeast(figure(target)),
        _ => TargetForm::AtMost(figure(target)),
    };
    GoalDraft::new(metric)
        .with_metric(metric)
        .with_owner("Sato")
        .with_baseline(Baseline::new(figure(baseline)).measured_on(day("2026-09-30")))
        .with_target(form)
        .with_milestones(vec![Milestone { date: day("2026-12-31"), value: figure(milestone) }])
        .with_deadline(day("2027-02-28"))
        .with_review(ReviewPlan::every(Grain::Month))
}

fn codes(report: &kpi_goals::SmartReport) -> Vec<FindingCode> {
    report.findings().iter().map(|finding| finding.code()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A figure and its negative, "at least" and "at most": one verdict.
    #[test]
    fn a_mirrored_goal_has_the_mirrored_verdict(
        values in prop::collection::vec(-1_000_i64..1_000, 0..40),
        target in -2_000_i64..2_000,
        milestone in -2_000_i64..2_000,
        baseline in -1_000_i64..1_000,
    ) {
        let catalog = mirrored_catalog();
        let check = SmartCheck::new(&catalog, as_of());
        let check = [("up", 1), ("down", -1)].into_iter().fold(check, |check, (metric, sign)| {
            match past(metric, &values, sign) {
                Some(history) => check.with_history(history),
                None => check,
            }
        });
        let up = check.check(&goal("up", baseline, target, milestone, 1));
        let down = check.check(&goal("down", baseline, target, milestone, -1));
        prop_assert_eq!(codes(&up), codes(&down));
        for letter in SmartLetter::ALL {
            prop_assert_eq!(up.verdict(letter).name(), down.verdict(letter).name());
        }
        if let (Some(a), Some(b)) = (up.outlook(), down.outlook()) {
            prop_assert!((a.probability - b.probability).abs() < 1e-9);
            prop_assert!((a.quantile + b.quantile - 1.0).abs() < 1e-12);
            prop_assert_eq!(a.needed_pace, -b.needed_pace);
        }
    }

    /// However much history there is, there is an answer; and once there is one, more history keeps it.
    #[test]
    fn more_history_never_takes_an_answer_away(
        values in prop::collection::vec(-1_000_000_i64..1_000_000, 1..40),
        target in -2_000_000_i64..2_000_000,
    ) {
        let catalog = mirrored_catalog();
        let mut known = false;
        for n in 1..=values.len() {
            let some = &values[values.len() - n..];
            let history = past("up", some, 1).unwrap();
            let check = SmartCheck::new(&catalog, as_of()).with_history(history);
            let report = check.check(&goal("up", 0, target, target, 1));
            let answered = !matches!(report.verdict(SmartLetter::Achievable), Verdict::Unknown(_));
            let outlook = report.outlook().is_some();
            prop_assert!(outlook || !known, "{} values took the answer away", n);
            prop_assert!(!outlook || answered);
            known = outlook;
        }
        // Five months ahead and six changes.
        prop_assert_eq!(known, values.len() >= 11);
    }

    /// Progress of a falling goal is that of the mirrored rising one, to the digit.
    #[test]
    fn falling_progress_is_rising_progress(
        start in -1_000_i64..1_000,
        now in -1_000_i64..1_000,
        target in -1_000_i64..1_000,
    ) {
        let number = |value: i64| Quantity::Number(Decimal::from(value));
        let up = Progress::try_new(&Target::AtLeast(number(target)), Some(number(start)), number(now));
        let down =
            Progress::try_new(&Target::AtMost(number(-target)), Some(number(-start)), number(-now));
        let (up, down) = (up.unwrap(), down.unwrap());
        prop_assert_eq!(up.share(), down.share());
        prop_assert_eq!(up.is_met(), down.is_met());
        prop_assert_eq!(up.gap().value(), down.gap().value());
        if let Ok(share) = up.share() {
            prop_assert_eq!(share.value() >= Decimal::ONE, up.is_met());
        }
    }

    /// Probabilities fall as the target rises.
    #[test]
    fn a_higher_target_is_never_more_likely(
        values in prop::collection::vec(-1_000_i64..1_000, 12..40),
        low in -2_000_i64..2_000,
        more in 0_i64..500,
    ) {
        let history = past("up", &values, 1).unwrap();
        let rules = kpi_goals::SmartRules::default();
        let period = NEWEST.checked_add(3).unwrap();
        let at = |value: i64| {
            let target = Target::AtLeast(Quantity::Number(Decimal::from(value)));
            history.outlook(&target, period, &rules).unwrap().probability
        };
        prop_assert!(at(low) >= at(low + more));
    }

    /// Any text is read in some way, and never with a panic.
    #[test]
    fn any_text_is_a_document(text in "[\\[\\]{}=\", a-z0-9.\n%-]{0,200}") {
        let document = kpi_goals::GoalDocument::from_toml(&format!("[[goal]]\n{text}"));
        let catalog = mirrored_catalog();
        let reports = SmartCheck::new(&catalog, as_of()).check_all(document.drafts());
        prop_assert_eq!(reports.len(), document.drafts().len());
    }
}
