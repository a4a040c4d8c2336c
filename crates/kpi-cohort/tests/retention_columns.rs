//! Columns of ids and times take a way of their own; they give what single events give.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use chrono::{DateTime, NaiveDate, Utc};
use kpi_cohort::{
    Actives, ActivesSpec, Event, EventColumns, ObservationEnd, Retention, RetentionSpec, TimeColumn,
};
use kpi_types::{Calendar, Grain, Zone, date_of_day};
use proptest::prelude::*;

const HOUR: i64 = 3_600;
/// 2018-01-01T00:00:00Z.
const FROM: i64 = 1_514_764_800;
const YEARS: i64 = 3 * 365 * 24 * HOUR;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Seconds, mostly on the hour so that days and clocks change under them; some years early or late.
fn log() -> impl Strategy<Value = Vec<(u64, i64)>> {
    let inside = (0..YEARS / HOUR).prop_map(|hours| FROM + hours * HOUR);
    let second = (0..YEARS).prop_map(|seconds| FROM + seconds);
    let astray = prop_oneof![
        (0..YEARS).prop_map(|seconds| FROM - 4 * YEARS + seconds),
        (0..YEARS).prop_map(|seconds| FROM + YEARS + seconds),
    ];
    let at = prop_oneof![20 => inside, 20 => second, 1 => astray];
    let id = prop_oneof![9 => 0_u64..12, 1 => Just(u64::MAX)];
    prop::collection::vec((id, at), 1..200)
}

fn zones() -> impl Strategy<Value = Calendar> {
    let names = ["UTC", "Asia/Tokyo", "Europe/Berlin", "America/Sao_Paulo", "America/St_Johns"];
    prop::sample::select(names.to_vec())
        .prop_map(|name| Calendar::utc().with_zone(Zone::try_new(name).unwrap()))
}

fn ends() -> impl Strategy<Value = ObservationEnd> {
    prop_oneof![
        Just(ObservationEnd::Through(date("2020-06-30"))),
        (0..YEARS).prop_map(|seconds| {
            ObservationEnd::Until(DateTime::<Utc>::from_timestamp(FROM + seconds, 0).unwrap())
        }),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn retention_of_instants(
        log in log(), calendar in zones(), end in ends(), records in any::<bool>(), daily in any::<bool>(),
    ) {
        let grain = if daily { Grain::Day } else { Grain::Month };
        let mut spec = RetentionSpec::calendar(grain, end).with_calendar(calendar);
        if records {
            spec = spec.with_records_from(date("2018-05-01"));
        }
        let mut single = Retention::try_new(spec.clone()).unwrap();
        for (id, at) in &log {
            let at = DateTime::<Utc>::from_timestamp(*at, 0).unwrap();
            single.observe(&Event::new(*id, at)).unwrap();
        }
        let single = single.finish().unwrap();
        let ids: Vec<u64> = log.iter().map(|event| event.0).collect();
        let seconds: Vec<i64> = log.iter().map(|event| event.1).collect();
        let millis: Vec<i64> = seconds.iter().map(|at| at * 1_000).collect();
        let micros: Vec<i64> = seconds.iter().map(|at| at * 1_000_000).collect();
        for times in
            [TimeColumn::Seconds(&seconds), TimeColumn::Millis(&millis), TimeColumn::Micros(&micros)]
        {
            let mut columns = Retention::try_new(spec.clone()).unwrap();
            columns.observe_columns(&EventColumns::new(&ids[..], times)).unwrap();
            prop_assert_eq!(&columns.finish().unwrap(), &single);
        }
    }

    #[test]
    fn actives_of_days(log in log(), from in 0_i32..700) {
        let spec = ActivesSpec::new(
            date_of_day(17_532 + from).unwrap(),
            ObservationEnd::Through(date("2020-06-30")),
        );
        let ids: Vec<u32> = log.iter().map(|event| (event.0 % 1_000) as u32).collect();
        let days: Vec<i32> = log.iter().map(|event| (event.1 / (24 * HOUR)) as i32).collect();
        let mut columns = Actives::try_new(spec.clone()).unwrap();
        columns.observe_columns(&EventColumns::new(&ids[..], TimeColumn::Days(&days))).unwrap();
        let mut single = Actives::try_new(spec).unwrap();
        for (id, day) in ids.iter().zip(&days) {
            single.observe(&Event::new(u64::from(*id), date_of_day(*day).unwrap())).unwrap();
        }
        prop_assert_eq!(columns.not_used(), single.not_used());
        let (columns, single) = (columns.finish().unwrap(), single.finish().unwrap());
        let month = 28.try_into().unwrap();
        prop_assert_eq!(columns.trailing(month).unwrap(), single.trailing(month).unwrap());
        prop_assert_eq!(columns.periods(Grain::Month).unwrap(), single.periods(Grain::Month).unwrap());
    }
}
