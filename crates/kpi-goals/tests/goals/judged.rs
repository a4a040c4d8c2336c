//! Probabilities, quantiles and associations against numbers computed elsewhere.

use kpi_goals::{
    Figure, FigureError, GoalLinks, HistoryError, HistoryPoint, MetricHistory, Missing, SmartCheck,
    SmartLetter, SmartRules, TargetForm, TargetFormError, Verdict,
};
use kpi_metrics::{BenchmarkError, Target};
use kpi_types::{Grain, Period, Quantity, Unit};
use rust_decimal::Decimal;

use crate::world::{NEWEST, as_of, builtin, day, figure, good, history, id, jpy, kgi, nrr, ratio};

fn counts(metric: &str, values: &[i64]) -> MetricHistory {
    history(metric, &values.iter().map(|v| Quantity::Count(*v)).collect::<Vec<_>>())
}

const GROWING: [i64; 14] = [50, 52, 51, 55, 54, 58, 57, 60, 59, 63, 61, 66, 64, 67];

/// Python, from the definitions: changes over three months are 5 2 7 2 6 1 6 1 7 1 6; six of eleven
/// carry 67 to 70; four stand side by side; Wilson for 0.5454… of 4.
#[test]
fn the_outlook_is_the_one_of_its_definition() {
    let past = counts("customers", &GROWING);
    let period = NEWEST.checked_add(3).unwrap();
    let target = Target::AtLeast(Quantity::Count(70));
    let outlook = past.outlook(&target, period, &SmartRules::default()).unwrap();
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
    assert_eq!((outlook.periods, outlook.changes, outlook.by_changes.n()), (3, 11, 4));
    close(outlook.by_changes.point(), 0.545_454_545_454_545_4);
    close(outlook.by_changes.lower(), 0.173_964_227_431_364_14);
    close(outlook.by_changes.upper(), 0.872_409_332_890_945);
    close(outlook.probability, f64::midpoint(outlook.by_trend, 0.536_363_636_363_636_4));
    close(outlook.needed_pace, 1.0);
    close(outlook.median_pace, 1.666_666_666_666_666_7);
    close(outlook.best_pace.unwrap(), 2.333_333_333_333_333_5);
    close(outlook.quantile, 1.0);
    // Twelve of the values are below 66.5, one is 66 and one 67: quantile of a met bound is its own.
    let met = Target::AtLeast(Quantity::Count(60));
    let outlook = past.outlook(&met, period, &SmartRules::default()).unwrap();
    close(outlook.quantile, 0.607_142_857_142_857_1);
    assert_eq!((outlook.needed_pace, outlook.best_pace), (0.0, None));
}

#[test]
fn what_a_history_lacks_is_said() {
    let rules = SmartRules::default();
    let target = Target::AtLeast(Quantity::Count(70));
    let three = NEWEST.checked_add(3).unwrap();
    let short = counts("customers", &GROWING[..8]);
    assert_eq!(
        short.outlook(&target, three, &rules),
        Err(Missing::LongerHistory { have: 8, need: 9 })
    );
    assert!(counts("customers", &GROWING[..9]).outlook(&target, three, &rules).is_ok());
    let past = counts("customers", &GROWING);
    let unfit = |result| matches!(result, Err(Missing::FittingHistory { .. }));
    assert!(unfit(past.outlook(&target, NEWEST, &rules)));
    assert!(unfit(past.outlook(&target, Period::new(Grain::Quarter, 8_200), &rules)));
    assert!(unfit(past.outlook(&Target::AtLeast(ratio(1.0)), three, &rules)));
    let usd = kpi_types::Money::new(Decimal::ONE, kpi_types::Currency::USD);
    let dollars = Target::AtLeast(Quantity::Money(usd));
    assert!(unfit(history("arr", &[jpy(1.0); 20]).outlook(&dollars, three, &rules)));
    // A gap cuts the trend's history, not the changes.
    let mut points = past.points().to_vec();
    points.remove(10);
    let gap = MetricHistory::try_new(id("customers"), points).unwrap();
    assert!(matches!(gap.outlook(&target, three, &rules), Err(Missing::FittingHistory { .. })));
}

#[test]
fn histories_are_checked() {
    let point = |index: i32, value| HistoryPoint {
        period: Period::new(Grain::Month, index),
        value,
        interval: None,
    };
    let new = |points: Vec<HistoryPoint>| MetricHistory::try_new(id("customers"), points);
    let one = Quantity::Count(1);
    let metric = id("customers");
    assert_eq!(new(vec![]).unwrap_err(), HistoryError::Empty { metric: metric.clone() });
    let twice = new(vec![point(1, one), point(1, one)]);
    let period = Period::new(Grain::Month, 1);
    assert_eq!(twice.unwrap_err(), HistoryError::Twice { metric: metric.clone(), period });
    let mixed = new(vec![point(1, one), point(2, ratio(1.0))]);
    assert!(matches!(mixed, Err(HistoryError::Unit { expected: Unit::Count, .. })));
    let dollars = kpi_types::Money::new(Decimal::ONE, kpi_types::Currency::USD);
    let mixed = new(vec![point(1, jpy(1.0)), point(2, Quantity::Money(dollars))]);
    assert!(matches!(mixed, Err(HistoryError::Unit { expected: Unit::Money, .. })));
    let week = HistoryPoint { period: Period::new(Grain::Week, 9), ..point(1, one) };
    let grains = new(vec![point(1, one), week]).unwrap_err();
    assert!(matches!(grains, HistoryError::Grain { .. }));
    // In any order.
    let sorted = new(vec![point(2, one), point(1, Quantity::Count(0))]).unwrap();
    assert_eq!(sorted.last_period().index(), 2);
}

#[test]
fn measurements_of_another_metric_are_refused() {
    use kpi_metrics::EvaluationContext;
    use kpi_types::Facts;
    let catalog = builtin();
    let mut facts = Facts::new(NEWEST);
    facts.insert("closing_customers", Quantity::Count(3)).unwrap();
    let context = EvaluationContext::new("ours");
    let customers = catalog.evaluate("customers", NEWEST, &facts, &context).unwrap();
    let other = catalog.evaluate("mrr", NEWEST, &facts, &context).unwrap();
    let all = [customers.clone(), other];
    let error = MetricHistory::from_measurements(id("customers"), &all).unwrap_err();
    assert_eq!(error, HistoryError::Metric { metric: id("customers"), found: id("mrr") });
    let past = MetricHistory::from_measurements(id("customers"), &[customers]).unwrap();
    assert_eq!(past.latest().unwrap().value, Quantity::Count(3));
}

/// Python, from the definitions: ranks of the changes, ties shared; ρ = 0.719178…, Bonett and
/// Wright's interval; one month later ρ = −0.704475….
#[test]
fn the_association_is_that_of_changes() {
    let one = counts("customers", &[50, 52, 51, 55, 54, 58, 57, 60, 59, 63, 61, 66]);
    let other = counts("new_customers", &[1, 4, 3, 6, 7, 9, 8, 12, 10, 15, 14, 16]);
    let rules = SmartRules::default();
    let found = one.association(&other, 0, &rules).unwrap();
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
    close(found.correlation.point(), 0.719_178_094_029_467_3);
    close(found.correlation.lower(), 0.127_830_293_589_486_8);
    close(found.correlation.upper(), 0.933_294_595_456_588_2);
    assert_eq!((found.sign(), found.correlation.n()), (1, 11));
    let later = one.association(&other, 1, &rules).unwrap();
    close(later.correlation.point(), -0.704_475_111_071_502_1);
    assert_eq!(later.correlation.n(), 10);
    let few = one.association(&other, 4, &rules);
    assert_eq!(few, Err(Missing::LongerHistory { have: 7, need: 8 }));
}

#[test]
fn without_evidence_letters_are_unknown_and_say_what_is_missing() {
    let catalog = builtin();
    let draft = good();
    let alone = SmartCheck::new(&catalog, as_of()).check(&draft);
    let history = Missing::History { metric: "net_revenue_retention".to_owned() };
    assert_eq!(alone.verdict(SmartLetter::Achievable), &Verdict::Unknown(vec![history]));
    assert_eq!(alone.verdict(SmartLetter::Related), &Verdict::Unknown(vec![Missing::Tree]));
    assert_eq!(alone.verdict(SmartLetter::TimeBounded), &Verdict::Met);
    assert!(!alone.is_smart() && alone.goal().is_some());
    let empty = kpi_goals::GoalDraft::default();
    let report = SmartCheck::new(&catalog, as_of()).check(&empty);
    assert_eq!(report.verdict(SmartLetter::Specific), &Verdict::NotMet);
    let error = report.into_goal().unwrap_err();
    assert!(error.to_string().contains("S blocking[id_missing] goal[1].id"), "{error}");
    assert!(error.render(kpi_types::Language::Ja).contains("要修正[metric_missing]"));
}

/// Churn of at most 2 % is retention of at least 98 %: one is 1 less the other, walls and all.
#[test]
fn a_falling_goal_is_judged_like_a_rising_one() {
    let lost: Vec<f64> = crate::world::nrr_values().iter().map(|v| 1.05 - v).collect();
    let judged = |metric: &str, kept: bool, baseline: &str, change: &str| {
        let past = lost.iter().map(|lost| ratio(if kept { 1.0 - lost } else { *lost }));
        let catalog = builtin();
        let draft = kpi_goals::GoalDraft::new(metric)
            .with_subject("all contracts")
            .with_segment("all")
            .with_owner("Sato")
            .with_metric(metric)
            .with_baseline(
                kpi_goals::Baseline::new(figure(baseline))
                    .measured_on(day("2026-09-30"))
                    .from_facts([crate::world::fact("lost_customers")]),
            )
            .with_target(TargetForm::ChangeBy(figure(change)))
            .with_deadline(day("2027-03-31"))
            .with_review(kpi_goals::ReviewPlan::every(Grain::Month))
            .with_support(kpi_goals::Support::of("arr"));
        let links = GoalLinks::of([&kgi(), &draft]);
        SmartCheck::new(&catalog, as_of())
            .with_history(history(metric, &past.collect::<Vec<_>>()))
            .with_relations(&links)
            .check(&draft)
    };
    let falling = judged("customer_churn_rate_opening", false, "3 %", "-1 %");
    let rising = judged("customer_retention_rate", true, "97 %", "1 %");
    assert!(falling.is_smart(), "{:?}", falling.findings());
    assert!(rising.is_smart(), "{:?}", rising.findings());
    assert_eq!(falling.goal().unwrap().target(), &Target::AtMost(ratio(0.02)));
    let (a, b) = (falling.outlook().unwrap(), rising.outlook().unwrap());
    assert!((a.probability - b.probability).abs() < 1e-9, "{a:?} {b:?}");
    assert!((a.forecast.point() + b.forecast.point() - 1.0).abs() < 1e-9, "{a:?} {b:?}");
}

/// Values of a share at its wall; a goal beyond it cannot be met, one at the other wall cannot be missed.
#[test]
fn a_share_knows_its_walls_and_money_its_floor() {
    use kpi_goals::SmartRules;
    use kpi_metrics::ValueRange;
    let kept = history(
        "gross_revenue_retention",
        &[1.0, 0.98, 1.0, 0.99, 1.0, 0.97].repeat(4).into_iter().map(ratio).collect::<Vec<_>>(),
    );
    let kept = kept.with_range(ValueRange::Share);
    let soon = NEWEST.checked_add(3).unwrap();
    let rules = SmartRules::default();
    let chance = |target: f64| {
        kept.outlook(&Target::AtLeast(ratio(target)), soon, &rules).unwrap().probability
    };
    // Seven changes side by side: (7 × 0 + ½) ÷ 8 by changes, 0 by trend.
    assert!((chance(1.01) - 0.5 / 8.0 / 2.0).abs() < 1e-12);
    assert!((chance(0.0) - (1.0 + 7.5 / 8.0) / 2.0).abs() < 1e-12);
    let at_the_wall = chance(1.0);
    assert!(at_the_wall > 0.1 && at_the_wall < chance(0.98), "{at_the_wall}");
    let forecast = kept.outlook(&Target::AtLeast(ratio(0.9)), soon, &rules).unwrap().forecast;
    assert!(forecast.lower() > 0.0 && forecast.upper() <= 1.0, "{forecast:?}");
    // Money that halves month by month is never below zero, however far the line falls.
    let halves: Vec<Quantity> = (0..12).map(|n| jpy(1_000_000.0 * 0.5_f64.powi(n))).collect();
    let falling = history("mrr", &halves).with_range(ValueRange::NotNegative);
    let far = falling.outlook(&Target::AtLeast(jpy(0.0)), soon, &rules).unwrap();
    assert!(far.by_trend > 0.999_999 && far.forecast.lower() > 0.0, "{far:?}");
    assert_eq!(falling.range(), ValueRange::NotNegative);
}

#[test]
fn targets_need_what_they_are_counted_from() {
    let change = TargetForm::ChangeBy(Quantity::Count(3));
    let alone = change.resolve(None);
    assert_eq!(alone, Err(TargetFormError::NoBaseline { change: Quantity::Count(3) }));
    let other = change.resolve(Some(ratio(1.0)));
    assert!(matches!(other, Err(TargetFormError::Benchmark(BenchmarkError::UnitMismatch { .. }))));
    assert!(matches!(Figure::parse("x"), Err(FigureError::Unreadable { .. })));
}

#[test]
fn segments_have_their_own_history() {
    let catalog = builtin();
    let segment: kpi_types::Segment = "plan=standard".parse().unwrap();
    let values: Vec<Quantity> = vec![ratio(1.0); 36];
    let other = history("net_revenue_retention", &values);
    let check = SmartCheck::new(&catalog, as_of())
        .with_history(nrr())
        .with_segment_history(segment.clone(), other);
    let all = check.check(&good());
    let some = check.check(&good().with_segment("plan=standard"));
    assert_ne!(all.outlook(), some.outlook());
    assert!(check.history("net_revenue_retention", Some(&segment)).is_some());
    let none = check.check(&good().with_segment("plan=free"));
    assert_eq!(none.verdict(SmartLetter::Achievable).name(), "unknown");
}

/// A random walk with a known step: stated probabilities hold about as often as stated. The bands are
/// wide because neighbouring goals share most of their way.
#[test]
fn stated_probabilities_hold_on_random_walks() {
    let rules = SmartRules::default();
    let mut all = kpi_goals::Calibration::default();
    for seed in 0..12 {
        let mut level = 100.0;
        let walk: Vec<Quantity> = crate::world::noise(90, 100 + seed)
            .iter()
            .map(|step| {
                level += step;
                jpy(level * 1e4)
            })
            .collect();
        all = all.merged(&history("arr", &walk).calibration(3, &rules));
    }
    for row in all.rows() {
        let share = row.share(&rules).unwrap().point();
        assert!(row.goals > 800, "{row:?}");
        assert!((share - row.stated().unwrap()).abs() < 0.12, "{row:?} {share}");
    }
}
