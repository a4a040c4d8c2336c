//! What holds for every log and every question.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;

use chrono::NaiveDate;
use kpi_cohort::{
    Brackets, CellStatus, CohortBy, CohortKey, EntityId, Event, EventColumns, ObservationEnd,
    Retention, RetentionGrid, RetentionSpec, ReturnMode, RevenueRule, RollingStep, TimeColumn,
};
use kpi_types::{
    AttributeHistory, Calendar, Currency, CustomerId, Grain, Money, SegmentTiming, date_of_day,
};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// 2020-11-30, so that logs cross the end of a year of 53 ISO weeks.
const FIRST: i32 = 18_596;

type Log = Vec<(u64, i32)>;

fn logs() -> impl Strategy<Value = Log> {
    prop::collection::vec((0_u64..15, FIRST..FIRST + 90), 1..150)
}

fn end(day: i32) -> ObservationEnd {
    ObservationEnd::Through(date_of_day(day).unwrap())
}

fn specs() -> impl Strategy<Value = RetentionSpec> {
    let grain = prop::sample::select(Grain::ALL.to_vec());
    let step = prop::sample::select(vec![
        RollingStep::Hours24,
        RollingStep::Days7,
        RollingStep::Days30,
        RollingStep::CalendarMonth,
    ]);
    let windows = prop_oneof![
        grain.prop_map(|grain| RetentionSpec::calendar(grain, end(FIRST + 60))),
        step.prop_map(|step| RetentionSpec::rolling(step, end(FIRST + 60))),
    ];
    (windows, 0_u32..12, any::<bool>(), 1_u32..3).prop_map(|(spec, horizon, every, minimum)| {
        let spec = spec
            .with_horizon(horizon)
            .unwrap()
            .with_minimum_occurrences(NonZeroU32::new(minimum).unwrap());
        if every { spec.with_cohort_by(CohortBy::EveryEvent) } else { spec }
    })
}

fn load(spec: &RetentionSpec, log: &[(u64, i32)]) -> Retention {
    let ids: Vec<u64> = log.iter().map(|event| event.0).collect();
    let days: Vec<i32> = log.iter().map(|event| event.1).collect();
    let mut retention = Retention::try_new(spec.clone()).unwrap();
    retention.observe_columns(&EventColumns::new(&ids[..], TimeColumn::Days(&days))).unwrap();
    retention
}

fn grid(spec: &RetentionSpec, log: &[(u64, i32)]) -> RetentionGrid {
    load(spec, log).finish().unwrap()
}

/// Returned, by cohort and column, where the cell is complete.
fn complete(grid: &RetentionGrid) -> BTreeMap<(CohortKey, u32), (u64, u64)> {
    let mut cells = BTreeMap::new();
    for row in grid.cohorts() {
        for (column, cell) in (0..).zip(row.cells()) {
            if cell.is_complete() {
                assert_eq!(cell.eligible(), row.size());
                cells.insert((row.key().clone(), column), (cell.returned(), cell.eligible()));
            }
        }
    }
    cells
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_order_any_split(spec in specs(), log in logs(), cuts in prop::collection::vec(0_usize..150, 0..4)) {
        let whole = grid(&spec, &log);
        let mut sorted = log.clone();
        sorted.sort_unstable();
        prop_assert_eq!(&grid(&spec, &sorted), &whole);
        sorted.reverse();
        let mut merged = Retention::try_new(spec.clone()).unwrap();
        let mut rest = &sorted[..];
        for cut in cuts {
            let (part, left) = rest.split_at(cut.min(rest.len()));
            merged.merge(&load(&spec, part)).unwrap();
            rest = left;
        }
        // The last part as rows with ids of text would not mix; numbers as rows do.
        for (id, day) in rest {
            merged.observe(&Event::new(*id, date_of_day(*day).unwrap())).unwrap();
        }
        prop_assert_eq!(&merged.finish().unwrap(), &whole);
    }

    /// Texts give the same cells as numbers, also when two interners meet.
    #[test]
    fn ids_of_text(spec in specs(), log in logs()) {
        let names: Vec<String> = log.iter().map(|event| format!("user {}", event.0)).collect();
        let texts: Vec<&str> = names.iter().map(String::as_str).collect();
        let days: Vec<i32> = log.iter().map(|event| event.1).collect();
        let cut = log.len() / 2;
        let part = |rows: std::ops::Range<usize>| {
            let mut retention = Retention::try_new(spec.clone()).unwrap();
            let times = TimeColumn::Days(&days[rows.clone()]);
            retention.observe_columns(&EventColumns::new(&texts[rows], times)).unwrap();
            retention
        };
        let mut merged = part(cut..log.len());
        merged.merge(&part(0..cut)).unwrap();
        prop_assert_eq!(merged.finish().unwrap(), grid(&spec, &log));
    }

    #[test]
    fn members_are_the_cell(spec in specs(), log in logs()) {
        let grid = grid(&spec, &log);
        for row in grid.cohorts() {
            for (column, cell) in (0..).zip(row.cells()) {
                let members = grid.members(row.key(), column).unwrap();
                prop_assert_eq!(members.returned.len() as u64, cell.returned());
                let eligible = members.returned.len() + members.not_returned.len();
                prop_assert_eq!(eligible as u64, cell.eligible());
                let running = members.returned_so_far.len() + members.may_still.len();
                prop_assert_eq!(running as u64, cell.running());
                prop_assert_eq!(members.returned_so_far.len() as u64, cell.returned_so_far());
                prop_assert_eq!((eligible + running + members.not_observed.len()) as u64, row.size());
                match cell.status() {
                    CellStatus::Complete => prop_assert_eq!(cell.eligible(), row.size()),
                    CellStatus::Unobservable => prop_assert_eq!(cell.eligible() + cell.running(), 0),
                    CellStatus::Partial { observed } => {
                        prop_assert!(observed.value() >= Decimal::ZERO && observed.value() < Decimal::ONE);
                    }
                }
            }
        }
    }

    /// Everybody is in one cohort by first event, and the cohorts add up to everybody.
    #[test]
    fn cohorts_add_up(spec in specs(), log in logs()) {
        let spec = spec.with_cohort_by(CohortBy::FirstEvent);
        let people: BTreeSet<u64> =
            log.iter().filter(|event| event.1 <= FIRST + 60).map(|event| event.0).collect();
        let sum: u64 = grid(&spec, &log).cohorts().iter().map(|row| row.size()).sum();
        prop_assert_eq!(sum, people.len() as u64);
    }

    #[test]
    fn on_or_after_is_at_least_on(spec in specs(), log in logs()) {
        let on = grid(&spec, &log);
        let after = grid(&spec.clone().with_mode(ReturnMode::OnOrAfter), &log);
        let before = grid(&spec.with_mode(ReturnMode::OnOrBefore), &log);
        for ((row, later), earlier) in on.cohorts().iter().zip(after.cohorts()).zip(before.cohorts()) {
            let cells = row.cells().iter().zip(later.cells()).zip(earlier.cells());
            for ((on, after), before) in cells {
                prop_assert!(after.returned() >= on.returned());
                prop_assert_eq!(after.eligible(), on.eligible());
                prop_assert!(!after.is_complete());
                prop_assert!(before.returned() >= on.returned());
            }
        }
    }

    /// A bracket holds who returned at any of its ages, and a streak who did at all of them.
    #[test]
    fn brackets_and_streaks_are_made_of_ages(spec in specs(), log in logs()) {
        let spec = spec.with_minimum_occurrences(NonZeroU32::MIN).with_horizon(5).unwrap();
        let on = grid(&spec, &log);
        let ranges = [(0, 0), (1, 2), (3, 5)];
        let mode = ReturnMode::Brackets(Brackets::try_new(ranges).unwrap());
        let brackets = grid(&spec.clone().with_mode(mode), &log);
        let streak = grid(&spec.with_mode(ReturnMode::Streak), &log);
        for row in on.cohorts() {
            let all = |age| -> BTreeSet<EntityId> {
                let members = on.members(row.key(), age).unwrap();
                members.returned.into_iter().chain(members.returned_so_far).collect()
            };
            for (column, (first, last)) in (0..).zip(ranges) {
                let ages: BTreeSet<EntityId> = (first..=last).flat_map(all).collect();
                let found = brackets.members(row.key(), column).unwrap();
                let found: BTreeSet<EntityId> = found.returned.into_iter().chain(found.returned_so_far).collect();
                prop_assert_eq!(found, ages);
            }
            let mut unbroken = all(1);
            for age in 1..=5 {
                unbroken = &unbroken & &all(age);
                let found = streak.members(row.key(), age).unwrap();
                let found: BTreeSet<EntityId> = found.returned.into_iter().chain(found.returned_so_far).collect();
                prop_assert_eq!(&found, &unbroken);
            }
        }
    }

    /// A later end and a longer horizon add cells and change none that is complete.
    #[test]
    fn complete_stays_complete(spec in specs(), log in logs(), later in 0_i32..40, more in 0_u32..10, mode in 0..3) {
        let spec = match mode {
            0 => spec,
            1 => spec.with_mode(ReturnMode::OnOrBefore),
            _ => spec.with_mode(ReturnMode::Streak),
        };
        let now: Vec<(u64, i32)> = log.iter().copied().filter(|event| event.1 <= FIRST + 60).collect();
        let before = complete(&grid(&spec, &now));
        let wider = match spec.windows() {
            kpi_cohort::AgeWindows::Calendar(grain) => RetentionSpec::calendar(grain, end(FIRST + 60 + later)),
            kpi_cohort::AgeWindows::Rolling(step) => RetentionSpec::rolling(step, end(FIRST + 60 + later)),
            _ => unreachable!("no other windows"),
        };
        let columns = spec.columns() - 1;
        let wider = wider.with_mode(spec.mode().clone()).with_horizon(columns + more).unwrap();
        let wider = rebuild(&spec, wider);
        let after = complete(&grid(&wider, &log));
        for (cell, figures) in &before {
            prop_assert_eq!(after.get(cell), Some(figures), "{:?}", cell);
        }
    }

    /// Segments add up to everybody.
    #[test]
    fn segments_add_up(spec in specs(), log in logs()) {
        let whole = grid(&spec, &log);
        let mut plans = AttributeHistory::new();
        for id in 0..10 {
            let customer = CustomerId::try_new(id.to_string()).unwrap();
            plans.record(&customer, NaiveDate::MIN, if id % 2 == 0 { "free" } else { "paid" });
        }
        let segments = whole.by_segment(&plans, SegmentTiming::PeriodStart).unwrap();
        for row in whole.cohorts() {
            for (column, cell) in (0..).zip(row.cells()) {
                let parts = segments.iter().filter_map(|s| s.grid.cohort(row.key())?.cell(column));
                let (returned, eligible) = parts.fold((0, 0), |(returned, eligible), cell| {
                    (returned + cell.returned(), eligible + cell.eligible())
                });
                prop_assert_eq!((returned, eligible), (cell.returned(), cell.eligible()));
            }
        }
    }

    /// Against counting by hand: weeks of a calendar that starts them on Sunday.
    #[test]
    fn weeks_by_hand(log in logs()) {
        let calendar = Calendar::utc().with_week_start(chrono::Weekday::Sun);
        let spec = RetentionSpec::weekly(end(FIRST + 60)).with_calendar(calendar);
        // 2020-11-29 was a Sunday.
        let week = |day: i32| (day - (FIRST - 1)).div_euclid(7);
        let mut people: BTreeMap<u64, BTreeSet<i32>> = BTreeMap::new();
        for (id, day) in log.iter().filter(|event| event.1 <= FIRST + 60) {
            people.entry(*id).or_default().insert(week(*day));
        }
        let grid = grid(&spec, &log);
        let starts: BTreeSet<i32> = people.values().filter_map(|weeks| weeks.first().copied()).collect();
        prop_assert_eq!(grid.cohorts().len(), starts.len());
        for (row, start) in grid.cohorts().iter().zip(starts) {
            let members: Vec<_> = people.values().filter(|weeks| weeks.first() == Some(&start)).collect();
            prop_assert_eq!(row.size(), members.len() as u64);
            for (age, cell) in (0..).zip(row.cells()) {
                let active = members.iter().filter(|weeks| weeks.contains(&(start + age))).count() as u64;
                let last = FIRST - 1 + 7 * (start + age) + 6;
                if last <= FIRST + 60 {
                    prop_assert_eq!((cell.returned(), cell.eligible()), (active, row.size()));
                } else {
                    prop_assert_eq!((cell.returned(), cell.eligible()), (0, 0));
                    prop_assert_eq!(cell.returned_so_far(), active);
                }
            }
        }
    }

    /// Every cent is somewhere, currencies stay apart, and gross is at most net and 100 %.
    #[test]
    fn money_adds_up(
        log in prop::collection::vec((0_u64..8, FIRST..FIRST + 60, -500_i64..5_000, any::<bool>()), 1..80),
    ) {
        let spec = RetentionSpec::monthly(end(FIRST + 60))
            .with_horizon(5).unwrap()
            .with_revenue(RevenueRule::Counted { base_age: 0 }).unwrap();
        let mut retention = Retention::try_new(spec).unwrap();
        let mut sums = BTreeMap::from([(Currency::USD, Decimal::ZERO), (Currency::JPY, Decimal::ZERO)]);
        for (id, day, cents, dollars) in &log {
            let money = if *dollars {
                Money::new(Decimal::new(*cents, 2), Currency::USD)
            } else {
                Money::new(Decimal::from(*cents), Currency::JPY)
            };
            *sums.get_mut(&money.currency()).unwrap() += money.amount();
            retention.observe(&Event::new(*id, date_of_day(*day).unwrap()).with_money(money)).unwrap();
        }
        let grid = retention.finish().unwrap();
        for (currency, sum) in sums {
            let mut found = Decimal::ZERO;
            for row in grid.cohorts() {
                let mut cumulative = Decimal::ZERO;
                for cell in row.revenue() {
                    let Some(figures) = cell.in_currency(currency) else { continue };
                    found += figures.revenue().amount() + figures.revenue_so_far().amount();
                    if cell.status() == CellStatus::Complete {
                        cumulative += figures.revenue().amount();
                        prop_assert_eq!(figures.cumulative().amount(), cumulative);
                    }
                    if let (Ok(net), Ok(gross)) = (figures.net_dollar_retention(), figures.gross_dollar_retention()) {
                        prop_assert!(gross <= net && gross.value() <= Decimal::ONE);
                    }
                }
            }
            prop_assert_eq!(found, sum);
        }
    }
}

/// With the drawn cohort rule and minimum.
fn rebuild(from: &RetentionSpec, to: RetentionSpec) -> RetentionSpec {
    to.with_cohort_by(from.cohort_by()).with_minimum_occurrences(from.minimum_occurrences())
}
