//! Working days.

use chrono::{NaiveDate, Weekday};
use kpi_goals::{Lag, NoWorkingDay, WorkingCalendar};
use proptest::prelude::*;

use crate::day;

#[test]
fn as_spreadsheets_count() {
    // WORKDAY(2026-05-04, 5) = 2026-05-11; NETWORKDAYS counts both ends: 6.
    let calendar = WorkingCalendar::weekdays();
    assert_eq!(calendar.after(day(2026, 5, 4), 5), Some(day(2026, 5, 11)));
    assert_eq!(calendar.between(day(2026, 5, 4), day(2026, 5, 11)), 5);
    assert_eq!(calendar.after(day(2026, 5, 2), 1), Some(day(2026, 5, 4)));
    assert_eq!(calendar.before(day(2026, 5, 4), 1), Some(day(2026, 5, 1)));
    assert_eq!(calendar.on_or_after(day(2026, 5, 2)), Some(day(2026, 5, 4)));
    assert_eq!(calendar.on_or_before(day(2026, 5, 3)), Some(day(2026, 5, 1)));
    assert_eq!(calendar.between(day(2026, 5, 11), day(2026, 5, 4)), -5);
    assert_eq!(calendar.after(day(2026, 5, 2), 0), Some(day(2026, 5, 2)));
}

#[test]
fn other_weekends() {
    let gulf = WorkingCalendar::with_weekend([Weekday::Fri, Weekday::Sat]).unwrap();
    assert!(gulf.is_working(day(2026, 5, 3)) && !gulf.is_working(day(2026, 5, 1)));
    assert_eq!(gulf.weekend().collect::<Vec<_>>(), [Weekday::Fri, Weekday::Sat]);
    let every_day = WorkingCalendar::with_weekend([]).unwrap();
    assert_eq!(every_day.after(day(2026, 5, 1), 30), Some(day(2026, 5, 31)));
    let all = [
        Weekday::Mon,
        Weekday::Tue,
        Weekday::Wed,
        Weekday::Thu,
        Weekday::Fri,
        Weekday::Sat,
        Weekday::Sun,
    ];
    assert_eq!(WorkingCalendar::with_weekend(all), Err(NoWorkingDay));
    assert!(!NoWorkingDay.to_string().is_empty());
}

#[test]
fn the_ends_of_the_calendar() {
    let calendar = WorkingCalendar::weekdays();
    assert_eq!(calendar.after(NaiveDate::MAX, 1), None);
    assert_eq!(calendar.before(NaiveDate::MIN, 1), None);
    assert_eq!(calendar.after(day(2026, 1, 1), u32::MAX), None);
    assert_eq!(calendar.before(day(2026, 1, 1), u32::MAX), None);
}

#[test]
fn months_are_clamped_and_turned_round() {
    let calendar = WorkingCalendar::with_weekend([]).unwrap();
    let month = Lag::Months(1);
    assert_eq!(month.done_by(day(2026, 1, 31), &calendar), Some(day(2026, 2, 28)));
    assert_eq!(month.begin_by(day(2026, 2, 28), &calendar), Some(day(2026, 1, 31)));
    assert_eq!(month.begin_by(day(2026, 2, 27), &calendar), Some(day(2026, 1, 27)));
    for lag in [Lag::Days(1), Lag::WorkingDays(2), month] {
        assert!(lag.label().is_complete());
    }
}

fn date() -> impl Strategy<Value = NaiveDate> {
    (-40_000..40_000_i32).prop_map(|number| kpi_types::date_of_day(number).unwrap())
}

fn calendar() -> impl Strategy<Value = WorkingCalendar> {
    let weekend = prop::sample::subsequence(
        vec![Weekday::Mon, Weekday::Wed, Weekday::Fri, Weekday::Sat, Weekday::Sun],
        0..=4,
    );
    let holidays = prop::collection::vec(date(), 0..60);
    (weekend, holidays, date(), 0..40_u64).prop_map(|(weekend, holidays, from, row)| {
        // Some anywhere, some in a row.
        let row = (0..row).map(|i| from + chrono::Days::new(i));
        let all = holidays.into_iter().chain(row);
        let named = all.map(|date| (date, kpi_types::Localized::new("off", "休み")));
        WorkingCalendar::with_weekend(weekend).unwrap().with_holidays(named)
    })
}

fn lag() -> impl Strategy<Value = Lag> {
    prop_oneof![
        (0_u32..400).prop_map(Lag::Days),
        (0_u32..300).prop_map(Lag::WorkingDays),
        (0_u32..30).prop_map(Lag::Months),
    ]
}

proptest! {
    #[test]
    fn counting_agrees_with_walking(calendar in calendar(), from in date(), days in 0_u32..120) {
        let mut at = from;
        let mut left = days;
        while left > 0 {
            at = at.succ_opt().unwrap();
            left -= u32::from(calendar.is_working(at));
        }
        prop_assert_eq!(calendar.after(from, days), Some(at));
        prop_assert_eq!(calendar.between(from, at), i64::from(days));
        let mut at = from;
        let mut left = days;
        while left > 0 {
            at = at.pred_opt().unwrap();
            left -= u32::from(calendar.is_working(at));
        }
        prop_assert_eq!(calendar.before(from, days), Some(at));
    }

    #[test]
    fn beginning_is_the_inverse_of_ending(calendar in calendar(), end in date(), lag in lag()) {
        let begin = lag.begin_by(end, &calendar).unwrap();
        prop_assert!(calendar.is_working(begin));
        prop_assert!(lag.done_by(begin, &calendar).unwrap() <= end);
        let later = calendar.after(begin, 1).unwrap();
        prop_assert!(lag.done_by(later, &calendar).unwrap() > end);
    }
}
