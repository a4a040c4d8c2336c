//! Goals that run: progress, pace, status, set, log, agenda.

use kpi_goals::{
    Change, FindingCode as Code, Goal, GoalDraft, Hygiene, Milestone, Missing, Pace, PdcaStep,
    Progress, ProgressBasis, ReviewReason, Revision, RevisionError, RevisionLog, SmartCheck,
    Status, StatusRule, TargetForm,
};
use kpi_metrics::{BenchmarkError, Target};
use kpi_types::{Calendar, Quantity, Undefined};
use rust_decimal::Decimal;

use crate::world::{
    as_of, baseline, builtin, day, figure, good, history, jpy, noise, nrr, ratio, report,
};

fn number(value: i64) -> Quantity {
    Quantity::Number(Decimal::from(value))
}

fn share(target: Target, start: Option<i64>, now: i64) -> Option<String> {
    let progress = Progress::try_new(&target, start.map(number), number(now)).unwrap();
    progress.share().ok().map(|share| share.value().normalize().to_string())
}

#[test]
fn progress_by_hand() {
    let up = Target::AtLeast(number(110));
    let down = Target::AtMost(number(30));
    let band = Target::between(number(40), number(60)).unwrap();
    let cases = [
        // (105 − 100) ÷ (110 − 100).
        (up, Some(100), 105, Some("0.5")),
        (up, Some(100), 95, Some("-0.5")),
        (up, Some(100), 120, Some("2")),
        // (34 − 40) ÷ (30 − 40).
        (down, Some(40), 34, Some("0.6")),
        (down, Some(40), 44, Some("-0.4")),
        // Ten away at the start, four now; inside is all of it.
        (band, Some(30), 36, Some("0.6")),
        (band, Some(70), 50, Some("1")),
        (band, Some(50), 50, None),
        (up, Some(115), 112, None),
        // 55 ÷ 110 and 30 ÷ 40.
        (up, None, 55, Some("0.5")),
        (down, None, 40, Some("0.75")),
        (down, None, 0, None),
        (band, None, 50, None),
    ];
    for (target, start, now, expected) in cases {
        assert_eq!(share(target, start, now).as_deref(), expected, "{target:?} {start:?} {now}");
    }
    let band = Progress::try_new(&band, None, number(55)).unwrap();
    assert_eq!(
        (band.gap(), band.is_met(), band.basis()),
        (number(5), true, ProgressBasis::OfTarget)
    );
}

#[test]
fn progress_wants_one_unit_and_one_currency() {
    let target = Target::AtLeast(jpy(1.0));
    let unit = Progress::try_new(&target, None, number(1));
    assert!(matches!(unit, Err(BenchmarkError::UnitMismatch { .. })));
    let usd = kpi_types::Money::new(Decimal::ONE, kpi_types::Currency::USD);
    let currency = Progress::try_new(&target, Some(Quantity::Money(usd)), jpy(1.0));
    assert!(matches!(currency, Err(BenchmarkError::CurrencyMismatch { .. })));
}

fn money_goal() -> Goal {
    let draft = GoalDraft::new("mrr")
        .with_metric("mrr")
        .with_owner("Sato")
        .with_baseline(baseline("100 JPY"))
        .with_target(TargetForm::AtLeast(figure("200 JPY")))
        .with_start(day("2026-07-01"))
        .with_deadline(day("2027-01-31"));
    report(&draft).into_goal().unwrap()
}

fn with_milestone(goal: &str) -> Goal {
    let draft = GoalDraft::new(goal)
        .with_metric("mrr")
        .with_owner("Sato")
        .with_baseline(baseline("100 JPY"))
        .with_target(TargetForm::AtLeast(figure("200 JPY")))
        .with_start(day("2026-07-01"))
        .with_deadline(day("2027-01-31"))
        .with_milestones(vec![Milestone { date: day("2026-09-30"), value: figure("180 JPY") }]);
    report(&draft).into_goal().unwrap()
}

/// 1 July to 31 January are 214 days, to 30 September 91.
#[test]
fn pace_by_hand() {
    let past = history("mrr", &[jpy(100.0), jpy(110.0), jpy(140.0)]);
    let newest = past.latest().unwrap();
    let pace = Pace::of(&money_goal(), newest, Calendar::utc()).unwrap();
    assert_eq!((pace.day, pace.periods_left), (day("2026-09-30"), 4));
    let digits = |d: Decimal| d.round_dp(6).normalize().to_string();
    assert_eq!(digits(pace.elapsed.value()), "0.425234");
    assert_eq!(digits(pace.expected.clone().unwrap().value()), "142.523364");
    assert_eq!(digits(pace.ahead.clone().unwrap().value()), "-2.523364");
    // 40 ÷ 42.523364.
    assert_eq!(digits(pace.index.clone().unwrap().value()), "0.940659");
    assert_eq!(digits(pace.required.clone().unwrap().value()), "15");
    // The milestone bends the line: 180 by 30 September.
    let pace = Pace::of(&with_milestone("m"), newest, Calendar::utc()).unwrap();
    assert_eq!(digits(pace.expected.unwrap().value()), "180");
    assert_eq!(digits(pace.index.unwrap().value()), "0.5");
}

fn tracked(values: &[f64], rule: StatusRule, on: &str) -> kpi_goals::Tracking {
    let catalog = builtin();
    let values: Vec<Quantity> = values.iter().map(|v| jpy(*v)).collect();
    let check = SmartCheck::new(&catalog, day(on)).with_history(history("mrr", &values));
    check.track(&money_goal(), rule)
}

#[test]
fn the_rule_decides_and_is_stated() {
    let status = |newest: f64| tracked(&[100.0, newest], StatusRule::PACE, "2026-10-05").status;
    // Of the 42.5 the line made: 43, 35 (0.82) and 33 (0.78).
    assert_eq!(status(143.0), Status::OnTrack);
    assert_eq!(status(135.0), Status::AtRisk);
    assert_eq!(status(133.0), Status::OffTrack);
    assert_eq!(status(200.0), Status::OnTrack);
    let strict = StatusRule::Pace { on_track: Decimal::ONE, at_risk: Decimal::ONE };
    assert_eq!(tracked(&[100.0, 135.0], strict, "2026-10-05").status, Status::OffTrack);
    let unknown = tracked(&[100.0, 135.0], StatusRule::PROBABILITY, "2026-10-05");
    assert!(matches!(unknown.status, Status::Unknown(Missing::LongerHistory { .. })));
    let flat: Vec<f64> = (0..24).map(|n| 100.0 + f64::from(n % 2)).collect();
    let off = tracked(&flat, StatusRule::PROBABILITY, "2026-10-05");
    assert_eq!((off.status, off.rule), (Status::OffTrack, StatusRule::PROBABILITY));
    for rule in [StatusRule::PACE, StatusRule::PROBABILITY] {
        assert!(rule.describe().is_complete());
    }
}

#[test]
fn a_running_month_does_not_count() {
    // On 20 September the month is not over: August is the newest.
    let tracking = tracked(&[100.0, 120.0, 500.0], StatusRule::PACE, "2026-09-20");
    assert_eq!(tracking.newest.unwrap().value, jpy(120.0));
    assert_eq!(tracking.pace.unwrap().day, day("2026-08-31"));
}

/// The goal runs from 1 July; values are of April to September.
#[test]
fn before_its_first_day_a_goal_is_not_judged() {
    let status = |june: f64, on: &str| {
        tracked(&[100.0, 100.0, june, 0.0, 0.0, 0.0], StatusRule::PACE, on).status
    };
    assert_eq!(status(90.0, "2026-06-30"), Status::NotStarted);
    assert_eq!(status(250.0, "2026-06-30"), Status::NotStarted);
    // The line has not left the start yet: on it or behind it.
    assert_eq!(status(100.0, "2026-07-01"), Status::OnTrack);
    assert_eq!(status(90.0, "2026-07-01"), Status::AtRisk);
}

#[test]
fn after_the_deadline_its_own_period_decides() {
    let catalog = builtin();
    let newest = kpi_types::Period::new(kpi_types::Grain::Month, 2027 * 12 + 1);
    let past = |january: f64, february: f64| {
        crate::world::history_until("mrr", &[jpy(150.0), jpy(january), jpy(february)], newest)
    };
    let judged = |history| {
        let check = SmartCheck::new(&catalog, day("2027-03-05")).with_history(history);
        check.track(&money_goal(), StatusRule::PACE).status
    };
    assert_eq!(judged(past(200.0, 150.0)), Status::Met);
    assert_eq!(judged(past(199.0, 250.0)), Status::Missed);
}

/// September was over before the goal began; October will be over after its deadline.
#[test]
fn a_goal_without_a_period_of_its_own_is_not_judged() {
    let draft = good().with_start(as_of()).with_deadline(day("2026-10-20"));
    let catalog = builtin();
    let check = SmartCheck::new(&catalog, as_of()).with_history(nrr());
    let goal = check.check(&draft).into_goal().unwrap();
    assert!(matches!(check.track(&goal, StatusRule::PACE).status, Status::Unknown(_)));
}

#[test]
fn without_a_start_value_the_pace_is_unknown() {
    let draft = GoalDraft::new("mrr")
        .with_metric("mrr")
        .with_target(TargetForm::AtLeast(figure("200 JPY")))
        .with_start(day("2026-07-01"))
        .with_deadline(day("2027-01-31"));
    let goal = report(&draft).into_goal().unwrap();
    let catalog = builtin();
    let check =
        SmartCheck::new(&catalog, as_of()).with_history(history("mrr", &[jpy(100.0), jpy(150.0)]));
    let tracking = check.track(&goal, StatusRule::PACE);
    assert!(matches!(tracking.status, Status::Unknown(_)));
    let pace = tracking.pace.unwrap();
    assert!(matches!(pace.expected, Err(Undefined::NotApplicable { .. })));
    // 50 in four months.
    assert_eq!(pace.required.unwrap().value(), Decimal::new(125, 1));
    assert_eq!(tracking.progress.unwrap().basis(), ProgressBasis::OfTarget);
}

fn entry(date: &str, by: &str, change: Change) -> Revision {
    Revision {
        date: day(date),
        goal: "nrr".to_owned(),
        by: by.to_owned(),
        change,
        why: String::new(),
    }
}

#[test]
fn the_log_keeps_its_order_and_its_names() {
    let mut log = RevisionLog::new();
    log.record(entry("2026-10-02", "Sato", Change::Set)).unwrap();
    let (date, last) = (day("2026-10-01"), day("2026-10-02"));
    let error = log.record(entry("2026-10-01", "Sato", Change::Reviewed)).unwrap_err();
    assert_eq!(error, RevisionError::OutOfOrder { date, last });
    let error = log.record(entry("2026-10-03", " ", Change::Reviewed)).unwrap_err();
    assert!(matches!(error, RevisionError::Unsigned { .. }));
    assert_eq!(log.entries().len(), 1);
    assert_eq!(log.last_look("nrr"), None);
    let steps = [Change::Set.step(), Change::Reviewed.step(), Change::Dropped.step()];
    assert_eq!(steps, [PdcaStep::Plan, PdcaStep::Check, PdcaStep::Act]);
    for step in [PdcaStep::Plan, PdcaStep::Do, PdcaStep::Check, PdcaStep::Act] {
        assert!(step.label().is_complete());
    }
}

#[test]
fn easier_is_told_from_harder() {
    let at_least = |from, to| Change::Target {
        from: Target::AtLeast(number(from)),
        to: Target::AtLeast(number(to)),
    };
    let at_most = |from, to| Change::Target {
        from: Target::AtMost(number(from)),
        to: Target::AtMost(number(to)),
    };
    let band = |low, high| Target::between(number(low), number(high)).unwrap();
    assert!(at_least(5, 4).eases() && !at_least(4, 5).eases());
    assert!(at_most(4, 5).eases() && !at_most(5, 4).eases());
    assert!(Change::Target { from: band(2, 3), to: band(1, 3) }.eases());
    assert!(!Change::Target { from: band(2, 3), to: band(2, 3) }.eases());
}

#[test]
fn the_agenda_is_ranked_and_says_why() {
    let catalog = builtin();
    let low: Vec<Quantity> = noise(36, 3).iter().map(|e| ratio(0.95 + 0.01 * e)).collect();
    let check = SmartCheck::new(&catalog, as_of())
        .with_history(history("gross_revenue_retention", &low))
        .with_history(nrr());
    let far = GoalDraft::new("grr")
        .with_metric("gross_revenue_retention")
        .with_target(TargetForm::AtLeast(figure("99 %")))
        .with_baseline(baseline("95 %"))
        .with_start(day("2026-06-01"))
        .with_deadline(day("2027-03-31"));
    let goals: Vec<Goal> =
        [good(), far].iter().map(|draft| check.check(draft).into_goal().unwrap()).collect();
    let agenda = check.agenda(&goals, &Hygiene::new(), StatusRule::PACE);
    assert_eq!(agenda[0].goal, "grr");
    use ReviewReason::{NoOwner, OffTrack, OutOfReach, ReviewOverdue};
    assert_eq!(agenda[0].reasons, [NoOwner, OutOfReach, OffTrack, ReviewOverdue]);
    assert_eq!(agenda[0].weight, 6 + 6 + 5 + 2);
    let leads = agenda[0].where_the_trend_leads.unwrap().value();
    assert!(leads > Decimal::new(93, 2) && leads < Decimal::new(97, 2), "{leads}");
    assert!(agenda.iter().all(|item| item.reasons.iter().all(|r| r.label().is_complete())));
    assert!(agenda.is_sorted_by(|a, b| a.weight >= b.weight));
}

#[test]
fn hygiene_finds_nothing_in_one_good_goal() {
    let catalog = builtin();
    let check = SmartCheck::new(&catalog, as_of()).with_history(nrr());
    let goal = check.check(&good()).into_goal().unwrap();
    assert_eq!(check.hygiene(&[goal], &Hygiene::new().with_people(["Sato"])), []);
    let nobody = check.check(&good().with_owner("")).into_goal().unwrap();
    let findings = check.hygiene(&[nobody], &Hygiene::new());
    assert_eq!(findings[0].code(), Code::OwnerMissing);
}

/// By hand: a target that the start meets asks to stay, so the line is its bound.
#[test]
fn a_goal_that_starts_inside_its_target_is_held_to_its_bound() {
    let stands = |target: TargetForm<kpi_goals::Figure>, start: &str, now: f64| {
        let catalog = builtin();
        let draft = GoalDraft::new("stay")
            .with_metric("net_revenue_retention")
            .with_baseline(kpi_goals::Baseline::new(figure(start)))
            .with_target(target)
            .with_start(day("2026-07-01"))
            .with_deadline(day("2027-03-31"));
        let values = vec![ratio(now); 33];
        let check = SmartCheck::new(&catalog, as_of())
            .with_history(history("net_revenue_retention", &values));
        let goal = check.check(&draft).into_goal().unwrap();
        let tracking = check.track(&goal, StatusRule::PACE);
        let pace = tracking.pace.unwrap();
        assert!(matches!(pace.index, Err(Undefined::NotApplicable { .. })));
        let plain = |value: Result<Quantity, Undefined>| value.unwrap().value().normalize();
        let (line, ahead) = (plain(pace.expected).to_string(), plain(pace.ahead).to_string());
        (line, ahead, tracking.status.name())
    };
    let of = |line: &str, ahead: &str, status| (line.to_owned(), ahead.to_owned(), status);
    let band = || TargetForm::Between { low: figure("99 %"), high: figure("101 %") };
    assert_eq!(stands(band(), "100 %", 1.02), of("1.01", "-0.01", "at_risk"));
    assert_eq!(stands(band(), "100 %", 0.98), of("0.99", "-0.01", "at_risk"));
    assert_eq!(stands(band(), "100 %", 1.005), of("1.01", "0.005", "on_track"));
    // The way from 101.5 % down to 99 % is none to make: 98.5 % is below, not ahead.
    let least = || TargetForm::AtLeast(figure("99 %"));
    assert_eq!(stands(least(), "101.5 %", 0.985), of("0.99", "-0.005", "at_risk"));
    assert_eq!(stands(least(), "101.5 %", 1.0), of("0.99", "0.01", "on_track"));
}

#[test]
fn figures_as_large_as_there_are_are_no_panic() {
    let (most, least) = (number_of(Decimal::MAX), number_of(Decimal::MIN));
    let progress = Progress::try_new(&Target::AtLeast(most), Some(least), most).unwrap();
    assert!(matches!(progress.share(), Err(Undefined::NotApplicable { .. })));
    assert!(progress.is_met());
    let progress = Progress::try_new(&Target::AtMost(least), Some(most), most).unwrap();
    assert_eq!((progress.is_met(), progress.gap()), (false, least));
    let catalog = builtin();
    let draft = GoalDraft::new("huge")
        .with_metric("mrr")
        .with_baseline(
            kpi_goals::Baseline::new(figure("-79228162514264337593543950335 JPY"))
                .measured_on(day("2026-09-30")),
        )
        .with_target(TargetForm::AtLeast(figure("79228162514264337593543950335 JPY")))
        .with_start(day("2026-07-01"))
        .with_deadline(day("2027-03-31"));
    let check = SmartCheck::new(&catalog, as_of()).with_history(history("mrr", &[jpy(1.0); 33]));
    let goal = check.check(&draft).into_goal().unwrap();
    let pace = check.track(&goal, StatusRule::PACE).pace.unwrap();
    assert!(matches!(pace.expected, Err(Undefined::NotApplicable { .. })));
    assert!(matches!(pace.index, Err(Undefined::NotApplicable { .. })));
}

fn number_of(value: Decimal) -> Quantity {
    Quantity::Number(value)
}

/// 24 months without the one before the last five.
#[test]
fn a_gap_is_named_where_there_are_values_enough() {
    use kpi_goals::{HistoryPoint, MetricHistory};
    use kpi_metrics::MetricId;
    use kpi_types::{Grain, Period};
    let points = (0..24).filter(|n| *n != 18).map(|n| HistoryPoint {
        period: Period::new(Grain::Month, 2025 * 12 + n),
        value: Quantity::Count(100 + i64::from(n)),
        interval: None,
    });
    let history = MetricHistory::try_new(MetricId::try_new("customers").unwrap(), points).unwrap();
    let target = Target::AtLeast(Quantity::Count(130));
    let period = Period::new(Grain::Month, 2025 * 12 + 26);
    let missing = history.outlook(&target, period, &kpi_goals::SmartRules::default()).unwrap_err();
    assert_eq!(
        missing.message().en,
        "a period is missing: 5 values since then, at least 6 are needed"
    );
    assert!(missing.message().ja.starts_with("履歴に抜けている期間があります"));
}
