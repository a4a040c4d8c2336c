//! Local days: of 23, 24 and 25 hours, without a midnight, with two, and left out altogether.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use chrono::{DateTime, Duration, NaiveDate, Utc};
use kpi_types::{Calendar, Zone, date_of_day, day_number};
use proptest::prelude::*;

fn date(y: i32, m: u32, d: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(y, m, d).unwrap()
}

fn zone(name: &str) -> Zone {
    Zone::try_new(name).unwrap()
}

fn minutes(name: &str, date: NaiveDate) -> i64 {
    zone(name).day_length(date).unwrap().num_minutes()
}

fn starts(name: &str, date: NaiveDate) -> String {
    zone(name).start_of_day(date).unwrap().to_rfc3339()
}

/// The days on which clocks changed, as the zones' governments announced them.
#[test]
fn days_of_23_and_25_hours() {
    for (name, short, long) in [
        ("America/New_York", date(2026, 3, 8), date(2026, 11, 1)),
        ("America/Los_Angeles", date(2025, 3, 9), date(2025, 11, 2)),
        ("Europe/London", date(2026, 3, 29), date(2026, 10, 25)),
        ("Europe/Berlin", date(2024, 3, 31), date(2024, 10, 27)),
        // South of the equator the short day comes in spring, which is October.
        ("Australia/Sydney", date(2025, 10, 5), date(2025, 4, 6)),
        ("Pacific/Auckland", date(2025, 9, 28), date(2025, 4, 6)),
    ] {
        assert_eq!(minutes(name, short), 23 * 60, "{name} {short}");
        assert_eq!(minutes(name, long), 25 * 60, "{name} {long}");
        for near in [short, long] {
            assert_eq!(minutes(name, near.pred_opt().unwrap()), 24 * 60, "{name} {near}");
            assert_eq!(minutes(name, near.succ_opt().unwrap()), 24 * 60, "{name} {near}");
        }
    }
}

/// Lord Howe Island moves its clocks by half an hour.
#[test]
fn days_that_change_by_half_an_hour() {
    assert_eq!(minutes("Australia/Lord_Howe", date(2025, 10, 5)), 23 * 60 + 30);
    assert_eq!(minutes("Australia/Lord_Howe", date(2025, 4, 6)), 24 * 60 + 30);
}

/// Japan has not moved its clocks since 1951.
#[test]
fn tokyo_days_all_have_24_hours() {
    let (first, last) = (day_number(date(1952, 1, 1)), day_number(date(2040, 1, 1)));
    for day in first..last {
        let day = date_of_day(day).unwrap();
        assert_eq!(Zone::TOKYO.day_length(day), Some(Duration::hours(24)), "{day}");
    }
}

/// Clocks that jump from 00:00 to 01:00: the day starts at one.
#[test]
fn days_without_a_midnight() {
    for (name, day, start) in [
        ("Asia/Beirut", date(2024, 3, 31), "2024-03-30T22:00:00+00:00"),
        ("Africa/Cairo", date(2024, 4, 26), "2024-04-25T22:00:00+00:00"),
        ("America/Havana", date(2024, 3, 10), "2024-03-10T05:00:00+00:00"),
        ("America/Sao_Paulo", date(2017, 10, 15), "2017-10-15T03:00:00+00:00"),
        ("America/Asuncion", date(2023, 10, 1), "2023-10-01T04:00:00+00:00"),
    ] {
        assert_eq!(starts(name, day), start, "{name}");
        assert_eq!(minutes(name, day), 23 * 60, "{name}");
        assert_eq!(minutes(name, day.pred_opt().unwrap()), 24 * 60, "{name}");
    }
}

/// Clocks that go back from 01:00 to 00:00: midnight comes twice and the first one counts.
#[test]
fn days_with_two_midnights() {
    for (name, day, start) in [
        ("America/Havana", date(2024, 11, 3), "2024-11-03T04:00:00+00:00"),
        ("Atlantic/Azores", date(2024, 10, 27), "2024-10-27T00:00:00+00:00"),
    ] {
        assert_eq!(starts(name, day), start, "{name}");
        assert_eq!(minutes(name, day), 25 * 60, "{name}");
    }
}

/// Clocks that go back from 00:00 to 23:00 lengthen the day that was about to end.
#[test]
fn days_that_go_back_at_their_end() {
    assert_eq!(minutes("America/Sao_Paulo", date(2018, 2, 17)), 25 * 60);
    assert_eq!(minutes("Asia/Beirut", date(2024, 10, 26)), 25 * 60);
    assert_eq!(starts("America/Sao_Paulo", date(2018, 2, 18)), "2018-02-18T03:00:00+00:00");
}

#[test]
fn dates_a_country_skipped() {
    assert_eq!(zone("Pacific/Apia").start_of_day(date(2011, 12, 30)), None);
    assert_eq!(zone("Pacific/Kwajalein").start_of_day(date(1993, 8, 21)), None);
    assert_eq!(zone("Pacific/Apia").day_length(date(2011, 12, 30)), None);
}

#[test]
fn a_calendar_dates_instants_in_its_zone() {
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let new_year = at("2026-03-31T15:00:00Z");
    assert_eq!(Calendar::japan().date_of(new_year), date(2026, 4, 1));
    assert_eq!(Calendar::utc().date_of(new_year), date(2026, 3, 31));
    let before = new_year - Duration::nanoseconds(1);
    assert_eq!(Calendar::japan().date_of(before), date(2026, 3, 31));
}

fn zones() -> impl Strategy<Value = Zone> {
    prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec())
        .prop_map(|tz| Zone::try_new(tz.name()).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn a_day_starts_on_its_own_date(zone in zones(), day in -20_000_i32..40_000) {
        let day = date_of_day(day).unwrap();
        let Some(start) = zone.start_of_day(day) else {
            return Ok(());
        };
        prop_assert_eq!(zone.date_of(start), day);
        prop_assert!(zone.date_of(start - Duration::seconds(1)) < day);
        if let Some(length) = zone.day_length(day) {
            let next = zone.start_of_day(day.succ_opt().unwrap()).unwrap();
            prop_assert_eq!(start + length, next);
            prop_assert!((20 * 60..=28 * 60).contains(&length.num_minutes()), "{}", length);
        }
    }

    #[test]
    fn names_read_back(zone in zones()) {
        prop_assert_eq!(zone.name().parse::<Zone>(), Ok(zone));
    }
}

/// Local time jumped by an odd number of seconds at midnight.
#[test]
fn a_change_on_an_odd_second_starts_the_day_there() {
    let zone = Zone::try_new("America/Argentina/Buenos_Aires").unwrap();
    let start = zone.start_of_day("1920-05-01".parse().unwrap()).unwrap();
    assert_eq!(start.to_rfc3339(), "1920-05-01T04:16:48+00:00");
}
