//! Dates and periods: everything fits together, whatever the calendar.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use chrono::{Datelike, Duration, Month, NaiveDate, Weekday};
use kpi_types::{Calendar, Grain, MonthAnchor, Period, PeriodError, date_of_day, day_number};
use proptest::prelude::*;

/// Years 1 to 9998, so that every period has whole neighbours with four-digit names.
fn dates() -> impl Strategy<Value = NaiveDate> {
    let first = day_number(NaiveDate::from_ymd_opt(1, 1, 1).unwrap());
    let last = day_number(NaiveDate::from_ymd_opt(9998, 12, 31).unwrap());
    let modern = day_number(NaiveDate::from_ymd_opt(1990, 1, 1).unwrap());
    prop_oneof![first..=last, modern..modern + 30_000].prop_map(|day| date_of_day(day).unwrap())
}

fn calendars() -> impl Strategy<Value = Calendar> {
    (0_u8..7, 1_u8..=12).prop_map(|(weekday, month)| {
        Calendar::utc()
            .with_week_start(Weekday::try_from(weekday).unwrap())
            .with_fiscal_start(Month::try_from(month).unwrap())
    })
}

fn grains() -> impl Strategy<Value = Grain> {
    prop::sample::select(Grain::ALL.to_vec())
}

/// Whole months from January of year 0.
fn months(date: NaiveDate) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month0())
}

proptest! {
    #[test]
    fn a_date_lies_in_its_period(date in dates(), calendar in calendars(), grain in grains()) {
        let period = calendar.period_of(date, grain).unwrap();
        let span = calendar.span(period).unwrap();
        prop_assert!(span.contains(date));
        prop_assert_eq!(calendar.period_of(span.start(), grain).unwrap(), period);
        let last = span.end() - Duration::days(1);
        prop_assert_eq!(calendar.period_of(last, grain).unwrap(), period);
    }

    #[test]
    fn periods_tile_the_calendar(date in dates(), calendar in calendars(), grain in grains()) {
        let period = calendar.period_of(date, grain).unwrap();
        let next = period.checked_add(1).unwrap();
        prop_assert_eq!(calendar.span(period).unwrap().end(), calendar.span(next).unwrap().start());
        prop_assert_eq!(next.distance_from(period).unwrap(), 1);
        let tomorrow = calendar.period_of(date.succ_opt().unwrap(), grain).unwrap();
        prop_assert!(tomorrow == period || tomorrow == next);
    }

    #[test]
    fn periods_start_where_the_calendar_says(
        date in dates(),
        calendar in calendars(),
        grain in grains(),
    ) {
        let span = calendar.span(calendar.period_of(date, grain).unwrap()).unwrap();
        let (start, days) = (span.start(), span.days());
        // The first month of a fiscal year, found without the calendar's own arithmetic.
        let fiscal = {
            let year = calendar.span(calendar.period_of(date, Grain::FiscalYear).unwrap()).unwrap();
            year.start().month0()
        };
        match grain {
            Grain::Day => prop_assert_eq!((start, days), (date, 1)),
            Grain::Week => prop_assert_eq!((start.weekday(), days), (calendar.week_start(), 7)),
            Grain::Month => {
                prop_assert_eq!((start.year(), start.month(), start.day()), (date.year(), date.month(), 1));
                prop_assert!((28..=31).contains(&days));
            }
            Grain::Quarter => {
                prop_assert_eq!((start.day(), months(span.end()) - months(start)), (1, 3));
                prop_assert_eq!((start.month0() + 12 - fiscal) % 3, 0);
            }
            Grain::FiscalYear => {
                prop_assert_eq!((start.day(), months(span.end()) - months(start)), (1, 12));
                prop_assert!(days == 365 || days == 366);
            }
        }
    }

    #[test]
    fn shorter_periods_lie_in_longer_ones(date in dates(), calendar in calendars()) {
        let of = |grain| calendar.span(calendar.period_of(date, grain).unwrap()).unwrap();
        let nested = [Grain::Day, Grain::Month, Grain::Quarter, Grain::FiscalYear].map(of);
        for pair in nested.windows(2) {
            prop_assert!(pair[1].start() <= pair[0].start() && pair[0].end() <= pair[1].end());
        }
    }

    #[test]
    fn labels_read_back(date in dates(), calendar in calendars(), grain in grains()) {
        let period = calendar.period_of(date, grain).unwrap();
        let label = calendar.label(period).unwrap();
        prop_assert_eq!(calendar.parse(&label), Ok(period), "{}", label);
        let next = calendar.label(period.checked_add(1).unwrap()).unwrap();
        prop_assert_ne!(label, next);
    }

    #[test]
    fn the_fiscal_year_starts_in_its_month(date in dates(), month in 1_u8..=12) {
        let month = Month::try_from(month).unwrap();
        let calendar = Calendar::utc().with_fiscal_start(month);
        let year = calendar.period_of(date, Grain::FiscalYear).unwrap();
        let start = calendar.span(year).unwrap().start();
        prop_assert_eq!((start.month(), start.day()), (month.number_from_month(), 1));
        prop_assert_eq!(year.index(), start.year());
        let first_quarter = calendar.period_of(start, Grain::Quarter).unwrap();
        prop_assert!(calendar.label(first_quarter).unwrap().ends_with("-Q1"));
    }

    #[test]
    fn days_are_numbered_without_gaps(date in dates(), step in 0_i32..100_000) {
        let number = day_number(date);
        prop_assert_eq!(date_of_day(number), Ok(date));
        if let Ok(later) = date_of_day(number + step) {
            prop_assert_eq!((later - date).num_days(), i64::from(step));
        }
    }

    #[test]
    fn any_day_number_is_a_date_or_an_error(number in any::<i32>()) {
        match date_of_day(number) {
            Ok(date) => prop_assert_eq!(day_number(date), number),
            Err(error) => prop_assert_eq!(error.number, number),
        }
    }

    #[test]
    fn any_index_is_answered(calendar in calendars(), grain in grains(), index in any::<i32>()) {
        let period = Period::new(grain, index);
        match calendar.span(period) {
            Ok(span) => {
                prop_assert!(span.days() >= 1);
                prop_assert_eq!(calendar.period_of(span.start(), grain), Ok(period));
                prop_assert!(calendar.label(period).is_ok());
            }
            Err(error) => {
                let known =
                    matches!(error, PeriodError::NoDates { .. } | PeriodError::OutOfRange { .. });
                prop_assert!(known);
            }
        }
    }

    #[test]
    fn steps_and_distances_agree(grain in grains(), index in -1_000_000..1_000_000, step in -1_000_000..1_000_000) {
        let period = Period::new(grain, index);
        let moved = period.checked_add(step).unwrap();
        prop_assert_eq!(moved.distance_from(period), Ok(step));
        prop_assert_eq!(moved.checked_add(-step), Ok(period));
    }

    #[test]
    fn anchors_never_drift(date in dates(), steps in -1_200_i32..1_200) {
        let anchor = MonthAnchor::new(date);
        let Ok(found) = anchor.after_months(steps) else {
            return Ok(());
        };
        prop_assert_eq!(months(found), months(date) + i64::from(steps));
        // The anchor's own day of the month, or the last day of a shorter one.
        let last = found.with_day(1).unwrap() + chrono::Months::new(1) - Duration::days(1);
        prop_assert_eq!(found.day(), date.day().min(last.day()));
    }

    #[test]
    fn steps_until_is_the_last_term_begun(date in dates(), other in dates(), months in 1_u32..40) {
        let anchor = MonthAnchor::new(date);
        let steps = anchor.steps_until(other, months).unwrap();
        let at = |steps: i32| anchor.after_months(steps * months as i32);
        prop_assert!(at(steps).map_or(true, |begun| begun <= other));
        prop_assert!(at(steps + 1).map_or(true, |next| next > other));
    }
}

#[test]
fn the_edges_of_the_calendar_have_periods_but_no_neighbours() {
    for grain in Grain::ALL {
        for date in [NaiveDate::MIN, NaiveDate::MAX] {
            assert!(Calendar::japan().period_of(date, grain).is_ok());
        }
        let last = Calendar::utc().period_of(NaiveDate::MAX, grain).unwrap();
        assert!(matches!(Calendar::utc().span(last), Err(PeriodError::NoDates { .. })));
    }
}
