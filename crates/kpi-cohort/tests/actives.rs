//! Active users against counting by hand.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use kpi_cohort::{
    ActiveUsers, Actives, ActivesSpec, CellStatus, EntityLevel, Event, EventColumns, EventFilter,
    NotUsedReason, ObservationEnd, RetentionError, TimeColumn,
};
use kpi_stats::ConfidenceLevel;
use kpi_types::{Calendar, EstimateMethod, Grain, Undefined, date_of_day, day_number};
use proptest::prelude::*;
use rust_decimal::Decimal;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Records from 1 December 2025 through 10 March 2026.
fn spec() -> ActivesSpec {
    ActivesSpec::new(day("2025-12-01"), ObservationEnd::Through(day("2026-03-10")))
}

fn load(log: &[(u64, i32)]) -> Actives {
    let ids: Vec<u64> = log.iter().map(|event| event.0).collect();
    let days: Vec<i32> = log.iter().map(|event| event.1).collect();
    let mut actives = Actives::try_new(spec()).unwrap();
    actives.observe_columns(&EventColumns::new(&ids[..], TimeColumn::Days(&days))).unwrap();
    actives
}

fn first() -> i32 {
    day_number(day("2025-12-01"))
}

fn logs() -> impl Strategy<Value = Vec<(u64, i32)>> {
    prop::collection::vec((0_u64..20, first()..first() + 100), 0..200)
}

fn finish(log: &[(u64, i32)]) -> ActiveUsers {
    load(log).finish().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn trailing_windows_by_hand(log in logs(), window in 1_u32..130) {
        let found = finish(&log).trailing(NonZeroU32::new(window).unwrap()).unwrap();
        prop_assert_eq!(found.len(), 100);
        for (place, trailing) in found.iter().enumerate() {
            let last = first() + place as i32;
            let distinct = |from: i32| -> u64 {
                let inside = log.iter().filter(|event| event.1 >= from && event.1 <= last);
                inside.map(|event| event.0).collect::<BTreeSet<_>>().len() as u64
            };
            prop_assert_eq!(trailing.date(), date_of_day(last).unwrap());
            prop_assert_eq!(trailing.active_so_far(), distinct(last - window as i32 + 1));
            prop_assert_eq!(trailing.on_the_day(), distinct(last));
            let known = place as u32 + 1 >= window;
            prop_assert_eq!(trailing.active().is_ok(), known);
            prop_assert_eq!(trailing.status() == CellStatus::Complete, known);
        }
    }

    /// New, returning and resurrected are everybody active, and the change from period to period
    /// is made of them.
    #[test]
    fn the_books_of_activity_close(log in logs(), grain in prop::sample::select(Grain::ALL.to_vec())) {
        let periods = finish(&log).periods(grain).unwrap();
        for pair in periods.windows(2) {
            let split = pair[1].split().unwrap();
            prop_assert_eq!(split.new + split.returning + split.resurrected, pair[1].active());
            prop_assert_eq!(
                pair[1].active() + split.dormant,
                pair[0].active() + split.new + split.resurrected
            );
            prop_assert_eq!(split.returning + split.dormant, pair[0].active());
        }
    }

    #[test]
    fn months_by_hand(log in logs()) {
        let mut seen: BTreeMap<u64, BTreeSet<u32>> = BTreeMap::new();
        for (id, number) in &log {
            let date = date_of_day(*number).unwrap();
            seen.entry(*id).or_default().insert(date.year() as u32 * 12 + date.month0());
        }
        let months = finish(&log).periods(Grain::Month).unwrap();
        prop_assert_eq!(months.len(), 4);
        for (place, month) in (2025 * 12 + 11..).zip(&months) {
            let active = seen.values().filter(|months| months.contains(&place)).count();
            prop_assert_eq!(month.active(), active as u64);
            let new = seen.values().filter(|months| months.first() == Some(&place)).count();
            if let Ok(split) = month.split() {
                prop_assert_eq!(split.new, new as u64);
            }
        }
        prop_assert!(months[0].split().is_err());
        prop_assert_eq!(months[2].status(), CellStatus::Complete);
        prop_assert_ne!(months[3].status(), CellStatus::Complete);
    }

    #[test]
    fn any_split(log in logs(), cut in 0_usize..200) {
        let cut = cut.min(log.len());
        let mut merged = load(&log[cut..]);
        merged.merge(&load(&log[..cut])).unwrap();
        let (merged, whole) = (merged.finish().unwrap(), finish(&log));
        for grain in Grain::ALL {
            prop_assert_eq!(merged.periods(grain).unwrap(), whole.periods(grain).unwrap());
            prop_assert_eq!(merged.stickiness(grain).unwrap(), whole.stickiness(grain).unwrap());
        }
        let week = NonZeroU32::new(7).unwrap();
        prop_assert_eq!(merged.trailing(week).unwrap(), whole.trailing(week).unwrap());
        prop_assert_eq!(merged.ever_active(), whole.ever_active());
    }

    /// Stickiness is the mean of daily actives over the actives of the period.
    #[test]
    fn stickiness_by_hand(log in logs()) {
        let actives = finish(&log);
        let daily = actives.trailing(NonZeroU32::MIN).unwrap();
        let months = actives.periods(Grain::Month).unwrap();
        for (stickiness, month) in actives.stickiness(Grain::Month).unwrap().iter().zip(&months) {
            let inside = daily.iter().filter(|d| month.label() == d.date().format("%Y-%m").to_string());
            let sum: u64 = inside.map(|day| day.on_the_day()).sum();
            prop_assert_eq!(stickiness.active_days(), sum);
            prop_assert_eq!(stickiness.active(), month.active());
        }
    }
}

/// In January: one user on 31 days, one on 1. Mean 16/31; the interval by the formula, worked out
/// in Python, is [-0.4322, 1.4645], cut to [0, 1].
#[test]
fn stickiness_of_two() {
    let january = day_number(day("2026-01-01"));
    let mut log: Vec<(u64, i32)> = (0..31).map(|offset| (1, january + offset)).collect();
    log.push((2, january + 5));
    let actives = finish(&log);
    let all = actives.stickiness(Grain::Month).unwrap();
    let january = all[1];
    assert_eq!(january.ratio().unwrap().value(), Decimal::from(32) / Decimal::from(62));
    let estimate = january.estimate(ConfidenceLevel::P95).unwrap();
    assert_eq!((estimate.lower(), estimate.upper(), estimate.n()), (0.0, 1.0, 2));
    assert_eq!(estimate.method(), EstimateMethod::NormalMean);
    // February is empty, March is running, January alone has no history problem.
    let nobody = all[2].ratio();
    assert!(matches!(nobody, Err(Undefined::EmptyPopulation { .. })));
    assert!(matches!(all[3].ratio(), Err(Undefined::PeriodNotOver { .. })));
    let alone = finish(&[(1, day_number(day("2026-01-03")))]);
    let alone = alone.stickiness(Grain::Month).unwrap()[1].estimate(ConfidenceLevel::P95);
    assert!(matches!(alone, Err(Undefined::NotApplicable { .. })));
    // A fiscal year that the records begin in the middle of.
    let years = actives.stickiness(Grain::FiscalYear).unwrap();
    assert!(matches!(years[0].ratio(), Err(Undefined::NotEnoughHistory { .. })));
}

/// Ten users on 1 day and ten on 3 of 28: mean 2/28, s = 1.025978352 days, so that 2 ± 1.959963985 ×
/// s ÷ √20 days are [1.550353424, 2.449646576] (worked out in Python).
#[test]
fn the_interval_of_stickiness() {
    let february = day_number(day("2026-02-01"));
    let mut log = Vec::new();
    for id in 0..20 {
        log.extend((0..if id < 10 { 1 } else { 3 }).map(|offset| (id, february + offset)));
    }
    let found = finish(&log).stickiness(Grain::Month).unwrap()[2];
    let estimate = found.estimate(ConfidenceLevel::P95).unwrap();
    assert!((estimate.lower() * 28.0 - 1.550_353_424).abs() < 1e-8, "{estimate}");
    assert!((estimate.upper() * 28.0 - 2.449_646_576).abs() < 1e-8, "{estimate}");
}

#[test]
fn kinds_accounts_zones_and_what_is_left_out() {
    let spec = spec()
        .with_calendar(Calendar::japan())
        .with_events(EventFilter::one_of(["export"]))
        .with_level(EntityLevel::Account);
    let mut actives = Actives::try_new(spec).unwrap();
    let at = |text: &str| -> DateTime<Utc> { text.parse().unwrap() };
    for (account, time, kind) in [
        ("acme", "2026-01-31T15:00:00Z", "export"),
        ("acme", "2026-02-05T15:00:00Z", "login"),
        ("globex", "2026-03-10T15:00:00Z", "export"),
        ("globex", "2025-11-30T14:59:59Z", "export"),
    ] {
        let event = Event::new("ann", at(time)).with_kind(kind).with_account(account);
        actives.observe(&event).unwrap();
    }
    let refused = actives.observe(&Event::new("ann", at("2026-01-31T15:00:00Z")));
    assert_eq!(refused, Err(RetentionError::NoAccount));
    let other = Actives::try_new(self::spec()).unwrap();
    assert_eq!(actives.merge(&other), Err(RetentionError::OtherSpec));
    let actives = actives.finish().unwrap();
    // 31 January 15:00 UTC is 1 February in Tokyo.
    let active: Vec<u64> =
        actives.periods(Grain::Month).unwrap().iter().map(|month| month.active()).collect();
    assert_eq!(active, [0, 0, 1, 0]);
    assert_eq!(actives.not_used().count(NotUsedReason::OtherKind), 1);
    assert_eq!(actives.not_used().count(NotUsedReason::AfterEnd), 1);
    assert_eq!(actives.not_used().count(NotUsedReason::BeforeRecords), 1);
}

/// 20 of 100 on the day: Wilson's formula, worked out in Python, gives 0.1333669333310 and
/// 0.2888291655932.
#[test]
fn stickiness_of_a_day() {
    let last = day_number(day("2026-03-10"));
    let log: Vec<(u64, i32)> =
        (0..100).map(|id| (id, if id < 20 { last } else { last - 3 })).collect();
    let trailing = finish(&log).trailing(NonZeroU32::new(28).unwrap()).unwrap();
    let rate = trailing.last().unwrap().stickiness(ConfidenceLevel::P95).unwrap();
    assert_eq!(rate.point(), 0.2);
    assert!((rate.lower() - 0.133_366_933_331).abs() < 1e-10);
    assert!((rate.upper() - 0.288_829_165_593_2).abs() < 1e-10);
    let early = trailing.first().unwrap().stickiness(ConfidenceLevel::P95);
    assert!(matches!(early, Err(Undefined::NotEnoughHistory { .. })));
}

/// A day that is still running is not complete.
#[test]
fn an_end_in_the_middle_of_a_day() {
    let until: DateTime<Utc> = "2026-03-10T12:00:00Z".parse().unwrap();
    let spec = ActivesSpec::new(day("2026-03-01"), ObservationEnd::Until(until));
    let mut actives = Actives::try_new(spec).unwrap();
    actives.observe(&Event::new(0_u64, day("2026-03-10"))).unwrap();
    let actives = actives.finish().unwrap();
    let trailing = actives.trailing(NonZeroU32::MIN).unwrap();
    let last = trailing.last().unwrap();
    assert_eq!((last.date(), last.active_so_far()), (day("2026-03-10"), 1));
    assert!(matches!(last.active(), Err(Undefined::PeriodNotOver { .. })));
}
