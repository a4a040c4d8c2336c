//! Bit masks and the log give the same cells.
#![cfg(test)]

use chrono::{DateTime, NaiveDate, Utc, Weekday};
use kpi_types::{Calendar, Grain, Zone};
use proptest::prelude::*;

use super::{
    Brackets, CohortBy, EventColumns, EventFilter, KindColumn, ObservationEnd, Retention,
    RetentionGrid, RetentionSpec, ReturnMode, TimeColumn,
};

const NAMES: [&str; 3] = ["signup", "login", "export"];

fn modes() -> impl Strategy<Value = ReturnMode> {
    prop_oneof![
        Just(ReturnMode::On),
        Just(ReturnMode::OnOrAfter),
        Just(ReturnMode::OnOrBefore),
        Just(ReturnMode::Streak),
        Just(ReturnMode::Brackets(Brackets::try_new([(0, 0), (1, 3), (5, 8)]).unwrap())),
    ]
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let zones = prop::sample::select(vec!["UTC", "Asia/Tokyo", "America/New_York"]);
    let weeks = prop::sample::select(vec![Weekday::Mon, Weekday::Sun, Weekday::Wed]);
    let months = prop::sample::select(vec![chrono::Month::January, chrono::Month::April]);
    (zones, weeks, months).prop_map(|(zone, week, month)| {
        Calendar::utc()
            .with_zone(Zone::try_new(zone).unwrap())
            .with_week_start(week)
            .with_fiscal_start(month)
    })
}

/// Around the change of clocks in New York and the end of a year of 53 ISO weeks.
const FIRST: i64 = 1_603_000_000_000_000;

prop_compose! {
    fn specs()(
        mode in modes(),
        calendar in calendars(),
        grain in prop::sample::select(Grain::ALL.to_vec()),
        coarse in prop::bool::ANY,
        every in prop::bool::ANY,
        filters in 0..3,
        end in 0_i64..200,
        instant in prop::bool::ANY,
        horizon in 0_u32..20,
    ) -> RetentionSpec {
        let end = DateTime::<Utc>::from_timestamp_micros(FIRST + end * 43_200_000_000).unwrap();
        let end = if instant { ObservationEnd::Until(end) } else { ObservationEnd::Through(end.date_naive()) };
        let spec = RetentionSpec::calendar(grain, end)
            .with_calendar(calendar)
            .with_mode(mode)
            .with_horizon(horizon).unwrap();
        let spec = if every { spec.with_cohort_by(CohortBy::EveryEvent) } else { spec };
        let spec = match filters {
            0 => spec,
            1 => spec.with_start(EventFilter::one_of(["signup"])),
            _ => spec
                .with_start(EventFilter::one_of(["signup", "login"]))
                .with_return(EventFilter::one_of(["login", "export"])),
        };
        match grain {
            Grain::Day if coarse => spec.with_cohort_grain(Grain::Week),
            Grain::Month if coarse => spec.with_cohort_grain(Grain::FiscalYear),
            _ => spec,
        }
    }
}

fn events() -> impl Strategy<Value = Vec<(u64, i64, u32)>> {
    let at = (0_i64..100 * 96).prop_map(|quarter| FIRST + quarter * 900_000_000);
    prop::collection::vec((0_u64..12, at, 0_u32..3), 0..120)
}

fn grid(mut retention: Retention, events: &[(u64, i64, u32)]) -> RetentionGrid {
    let ids: Vec<u64> = events.iter().map(|event| event.0).collect();
    let times: Vec<i64> = events.iter().map(|event| event.1).collect();
    let codes: Vec<u32> = events.iter().map(|event| event.2).collect();
    let columns = EventColumns::new(&ids[..], TimeColumn::Micros(&times))
        .with_kinds(KindColumn::Codes { codes: &codes, names: &NAMES });
    retention.observe_columns(&columns).unwrap();
    retention.finish().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn masks_and_log_agree(spec in specs(), events in events()) {
        prop_assert!(spec.mask_lanes().is_some());
        let by_masks = grid(Retention::try_new(spec.clone()).unwrap(), &events);
        let by_log = grid(Retention::with_log(spec.clone()).unwrap(), &events);
        prop_assert_eq!(&by_masks, &by_log);
        // And when the two meet in one accumulator, from either side.
        let cut = events.len() / 2;
        let half = |retention: Retention, events: &[(u64, i64, u32)]| {
            let mut retention = retention;
            for (id, at, kind) in events {
                let columns = EventColumns::new(std::slice::from_ref(id), TimeColumn::Micros(std::slice::from_ref(at)))
                    .with_kinds(KindColumn::Codes { codes: std::slice::from_ref(kind), names: &NAMES });
                retention.observe_columns(&columns).unwrap();
            }
            retention
        };
        let masks = half(Retention::try_new(spec.clone()).unwrap(), &events[..cut]);
        let log = half(Retention::with_log(spec).unwrap(), &events[cut..]);
        let (mut one, mut other) = (masks.clone(), log.clone());
        one.merge(&log).unwrap();
        other.merge(&masks).unwrap();
        prop_assert_eq!(&one.finish().unwrap(), &by_masks);
        prop_assert_eq!(&other.finish().unwrap(), &by_masks);
    }
}

/// Events older than the widest mask send everything to the log.
#[test]
fn masks_give_way_to_the_log() {
    let end = ObservationEnd::Through(NaiveDate::from_ymd_opt(2026, 1, 31).unwrap());
    let events = [(7_u64, 1_769_000_000_000_000, 0), (7, 1_300_000_000_000_000, 0)];
    let spec = RetentionSpec::daily(end).with_horizon(10_000).unwrap();
    let wide = grid(Retention::try_new(spec.clone()).unwrap(), &events);
    assert_eq!(wide, grid(Retention::with_log(spec.clone()).unwrap(), &events));
    let mut late = Retention::try_new(spec).unwrap();
    for (id, at, _) in events {
        let columns = EventColumns::new(
            std::slice::from_ref(&id),
            TimeColumn::Micros(std::slice::from_ref(&at)),
        )
        .ids;
        late.observe_columns(&EventColumns::new(columns, TimeColumn::Micros(&[at]))).unwrap();
    }
    assert!(matches!(late.source, super::Source::Log(_)));
    assert_eq!(late.finish().unwrap(), wide);
}
