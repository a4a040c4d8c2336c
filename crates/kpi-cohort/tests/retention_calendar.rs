//! Clocks that change, months of different length, instants and days.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may panic")]

use chrono::{DateTime, NaiveDate, Utc};
use kpi_cohort::{
    CellStatus, CohortBy, Event, EventColumns, EventTime, NotUsedReason, ObservationEnd, Retention,
    RetentionGrid, RetentionSpec, RollingStep, TimeColumn,
};
use kpi_stats::ConfidenceLevel;
use kpi_types::{Calendar, Grain, Undefined, Zone};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn grid<T: Into<EventTime> + Copy>(spec: RetentionSpec, events: &[(u64, T)]) -> RetentionGrid {
    let mut retention = Retention::try_new(spec).unwrap();
    for (id, at) in events {
        retention.observe(&Event::new(*id, *at)).unwrap();
    }
    retention.finish().unwrap()
}

fn returned(grid: &RetentionGrid, column: u32) -> u64 {
    grid.cohorts()[0].cell(column).unwrap().returned()
}

fn new_york() -> Calendar {
    Calendar::utc().with_zone(Zone::try_new("America/New_York").unwrap())
}

/// 8 March 2026 has 23 hours in New York: from noon to noon is the next calendar day and not yet
/// 24 hours.
#[test]
fn a_day_of_23_hours() {
    let through = ObservationEnd::Through(day("2026-03-20"));
    let start = at("2026-03-07T17:00:00Z");
    let noon_next = at("2026-03-08T16:00:00Z");
    let events = [(1, start), (1, noon_next)];
    let daily = grid(RetentionSpec::daily(through).with_calendar(new_york()), &events);
    assert_eq!((returned(&daily, 0), returned(&daily, 1)), (1, 1));
    let spec = RetentionSpec::rolling(RollingStep::Hours24, through).with_calendar(new_york());
    assert_eq!(returned(&grid(spec.clone(), &events), 1), 0);
    let events = [(1, start), (1, at("2026-03-08T17:00:00Z"))];
    assert_eq!(returned(&grid(spec, &events), 1), 1);
}

/// 1 November 2026 has 25 hours in New York: 24.5 hours after its first instant it is still the
/// same day.
#[test]
fn a_day_of_25_hours() {
    let through = ObservationEnd::Through(day("2026-11-20"));
    let events = [(1, at("2026-11-01T04:00:00Z")), (1, at("2026-11-02T04:30:00Z"))];
    let daily = grid(RetentionSpec::daily(through).with_calendar(new_york()), &events);
    assert_eq!(daily.cohorts()[0].label(), "2026-11-01");
    assert_eq!(returned(&daily, 1), 0);
    let spec = RetentionSpec::rolling(RollingStep::Hours24, through).with_calendar(new_york());
    assert_eq!(returned(&grid(spec, &events), 1), 1);
}

/// The day of 23 hours is over when its 23 hours are, and the share of it is of 23 hours.
#[test]
fn a_short_day_is_over_after_23_hours() {
    let spec = |end| RetentionSpec::daily(ObservationEnd::Until(at(end))).with_calendar(new_york());
    let start = at("2026-03-08T05:00:00Z");
    let over = grid(spec("2026-03-09T04:00:00Z"), &[(1, start)]);
    assert!(over.cohorts()[0].cell(0).unwrap().is_complete());
    let running = grid(spec("2026-03-08T16:30:00Z"), &[(1, start)]);
    let CellStatus::Partial { observed } = running.cohorts()[0].cell(0).unwrap().status() else {
        panic!("not partial")
    };
    assert_eq!(observed.to_string(), "50.00 %");
}

/// From 31 January: the next month begins on 28 February, the one after on 31 March. 30 days later
/// is 2 March.
#[test]
fn months_of_the_calendar_and_of_thirty_days() {
    let through = ObservationEnd::Through(day("2026-06-30"));
    let events = [(1, day("2026-01-31")), (1, day("2026-02-28")), (1, day("2026-03-30"))];
    let calendar = RetentionSpec::rolling(RollingStep::CalendarMonth, through);
    let found = grid(calendar.clone(), &events);
    assert_eq!((returned(&found, 1), returned(&found, 2)), (1, 0));
    let thirty = grid(RetentionSpec::rolling(RollingStep::Days30, through), &events);
    assert_eq!((returned(&thirty, 0), returned(&thirty, 1), returned(&thirty, 2)), (1, 1, 0));
    // With instants the time of day counts: the month is over at 10:00.
    let start = at("2026-01-31T10:00:00Z");
    let early = grid(calendar.clone(), &[(1, start), (1, at("2026-02-28T09:59:59Z"))]);
    assert_eq!(returned(&early, 1), 0);
    let late = grid(calendar, &[(1, start), (1, at("2026-02-28T10:00:00Z"))]);
    assert_eq!(returned(&late, 1), 1);
}

/// `base <= conv AND base > conv - window`: exactly seven days later is the next window.
#[test]
fn the_end_of_a_window_belongs_to_the_next() {
    let through = ObservationEnd::Through(day("2026-06-30"));
    let spec = RetentionSpec::rolling(RollingStep::Days7, through);
    let start = at("2026-03-02T10:00:00Z");
    let found = grid(spec, &[(1, start), (1, at("2026-03-09T10:00:00Z"))]);
    assert_eq!((returned(&found, 0), returned(&found, 1)), (1, 1));
}

/// Several days of start open several windows, and one return counts in each of them.
#[test]
fn every_start_opens_a_window() {
    let through = ObservationEnd::Through(day("2026-03-20"));
    let events = [(1, day("2026-03-01")), (1, day("2026-03-02")), (1, day("2026-03-03"))];
    for spec in
        [RetentionSpec::daily(through), RetentionSpec::rolling(RollingStep::Hours24, through)]
    {
        let found = grid(spec.with_cohort_by(CohortBy::EveryEvent), &events);
        let at = |label, age| found.cohort_named(label).unwrap().cell(age).unwrap().returned();
        assert_eq!((at("2026-03-01", 2), at("2026-03-02", 1), at("2026-03-03", 0)), (1, 1, 1));
    }
}

/// Japan's fiscal year: March and April of one calendar year are two years.
#[test]
fn fiscal_years_and_quarters() {
    let through = ObservationEnd::Through(day("2028-03-31"));
    let spec = |grain| RetentionSpec::calendar(grain, through).with_calendar(Calendar::japan());
    let events = [(1, day("2026-03-31")), (1, day("2026-04-01"))];
    let years = grid(spec(Grain::FiscalYear), &events);
    assert_eq!((years.cohorts()[0].label(), returned(&years, 1)), ("FY2025", 1));
    let quarters = grid(spec(Grain::Quarter), &events);
    assert_eq!((quarters.cohorts()[0].label(), returned(&quarters, 1)), ("2025-Q4", 1));
}

/// Daily ages of monthly cohorts: members of one cohort reach an age on different days.
#[test]
fn members_reach_an_age_one_by_one() {
    let spec = RetentionSpec::daily(ObservationEnd::Through(day("2026-03-10")))
        .with_cohort_grain(Grain::Month);
    let found =
        grid(spec, &[(1, day("2026-03-01")), (2, day("2026-03-05")), (1, day("2026-03-08"))]);
    let cell = found.cohort_named("2026-03").unwrap().cell(7).unwrap();
    assert_eq!((cell.returned(), cell.eligible(), cell.running(), cell.size()), (1, 1, 0, 2));
    assert!(matches!(cell.status(), CellStatus::Partial { .. }));
    // Nobody can leave this cell, but the month is not over: somebody may still join it.
    let first = found.cohort_named("2026-03").unwrap().cell(0).unwrap();
    assert_eq!(first.eligible(), 2);
    assert!(!first.is_complete());
}

/// Everything is taken or counted by name.
#[test]
fn nothing_is_lost() {
    let end = at("2026-03-10T12:00:00Z");
    let spec =
        RetentionSpec::daily(ObservationEnd::Until(end)).with_records_from(day("2026-03-01"));
    let mut retention = Retention::try_new(spec).unwrap();
    let hour = 3_600;
    let seconds = [
        end.timestamp() - hour,
        end.timestamp(),
        end.timestamp() + 40 * 24 * hour,
        at("2026-02-28T23:59:59Z").timestamp(),
        i64::MIN,
        i64::MAX,
    ];
    let ids = [1_u32; 6];
    let columns = EventColumns::new(&ids[..], TimeColumn::Seconds(&seconds));
    retention.observe_columns(&columns).unwrap();
    let grid = retention.finish().unwrap();
    assert_eq!(grid.left_out(NotUsedReason::AfterEnd), 3);
    assert_eq!(grid.left_out(NotUsedReason::BeforeRecords), 1);
    assert_eq!(grid.left_out(NotUsedReason::OutsideCalendar), 1);
    assert_eq!(grid.not_used().iter().map(|(_, count)| count).sum::<u64>(), 5);
    assert_eq!(grid.cohorts()[0].size(), 1);
}

/// A contract that began before the log: its first months are unknown, not lost.
#[test]
fn before_the_records_nobody_knows() {
    let spec = RetentionSpec::monthly(ObservationEnd::Through(day("2026-04-30")))
        .with_cohort_by(CohortBy::PlacedDate)
        .with_records_from(day("2026-02-01"));
    let mut retention = Retention::try_new(spec).unwrap();
    retention.place("acme", day("2025-12-10"), None).unwrap();
    retention.observe(&Event::new("acme", day("2026-02-05"))).unwrap();
    retention.observe(&Event::new("stranger", day("2026-02-05"))).unwrap();
    retention.place("acme", day("2026-01-10"), None).unwrap();
    retention.place("later", day("2026-05-01"), None).unwrap();
    let grid = retention.finish().unwrap();
    let row = grid.cohort_named("2025-12").unwrap();
    assert_eq!(row.cell(1).unwrap().status(), CellStatus::Unobservable);
    assert_eq!(
        row.cell(1).unwrap().rate(ConfidenceLevel::P95),
        Err(Undefined::NotEnoughHistory {
            needed_from: day("2026-01-01"),
            records_from: Some(day("2026-02-01")),
        })
    );
    assert_eq!(row.cell(2).unwrap().returned(), 1);
    assert_eq!(grid.left_out(NotUsedReason::NotPlaced), 1);
    assert_eq!(grid.left_out(NotUsedReason::LaterPlacement), 1);
    assert_eq!(grid.left_out(NotUsedReason::PlacementNotObserved), 1);
}
