//! What users of other systems ran into, one test for each thread.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use chrono::{DateTime, NaiveDate, Utc, Weekday};
use kpi_cohort::{
    Brackets, CellStatus, CellUse, CohortBy, CohortWeights, Event, EventFilter, EventTime,
    NotUsedReason, ObservationEnd, Retention, RetentionGrid, RetentionSpec, ReturnMode,
    RollingStart, RollingStep,
};
use kpi_stats::ConfidenceLevel;
use kpi_types::{Calendar, Undefined, Zone};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn through(text: &str) -> ObservationEnd {
    ObservationEnd::Through(day(text))
}

fn grid<T: Into<EventTime> + Copy>(spec: RetentionSpec, events: &[(u64, T)]) -> RetentionGrid {
    let mut retention = Retention::try_new(spec).unwrap();
    for (id, at) in events {
        retention.observe(&Event::new(*id, *at)).unwrap();
    }
    retention.finish().unwrap()
}

fn counts(grid: &RetentionGrid, cohort: &str, column: u32) -> (u64, u64) {
    let cell = grid.cohort_named(cohort).unwrap().cell(column).unwrap();
    (cell.returned(), cell.eligible())
}

/// <https://github.com/PostHog/posthog/issues/29958>, <https://github.com/PostHog/posthog/issues/2227>:
/// sign-up at 23:45, in use until 00:01, never back.
#[test]
fn sixteen_minutes_past_midnight_are_no_second_day() {
    let events = [(1, at("2026-03-01T23:45:00Z")), (1, at("2026-03-02T00:01:00Z"))];
    let calendar = grid(RetentionSpec::daily(through("2026-03-10")), &events);
    assert_eq!(counts(&calendar, "2026-03-01", 1), (1, 1));
    let rolling =
        grid(RetentionSpec::rolling(RollingStep::Hours24, through("2026-03-10")), &events);
    assert_eq!(counts(&rolling, "2026-03-01", 1), (0, 1));
}

/// Day 1 is hour 24 to 48; Amplitude rounds the start down to the hour
/// (amplitude.com/docs/analytics/charts/retention-analysis/retention-analysis-time).
#[test]
fn the_hour_of_amplitude() {
    let events = [(1, at("2026-03-01T10:50:00Z")), (1, at("2026-03-02T10:10:00Z"))];
    let spec = RetentionSpec::rolling(RollingStep::Hours24, through("2026-03-10"));
    assert_eq!(counts(&grid(spec.clone(), &events), "2026-03-01", 1), (0, 1));
    let floor = spec.with_rolling_start(RollingStart::HourFloor);
    assert_eq!(counts(&grid(floor, &events), "2026-03-01", 1), (1, 1));
}

/// <https://github.com/PostHog/posthog/issues/25841>, <https://github.com/PostHog/posthog/issues/18481>,
/// <https://github.com/PostHog/posthog/issues/2795>: the week start set by the user is honoured.
#[test]
fn weeks_begin_where_they_are_told_to() {
    // A Saturday and the Sunday after it.
    let events = [(1, day("2026-03-07")), (1, day("2026-03-08"))];
    let spec = RetentionSpec::weekly(through("2026-03-31"));
    assert_eq!(counts(&grid(spec.clone(), &events), "2026-W10", 1), (0, 1));
    let sunday = spec.with_calendar(Calendar::utc().with_week_start(Weekday::Sun));
    assert_eq!(counts(&grid(sunday, &events), "2026-03-01/w", 1), (1, 1));
}

/// <https://github.com/PostHog/posthog/issues/17415>: one day off with a time zone.
#[test]
fn days_are_those_of_the_zone() {
    let events = [(1, at("2026-03-01T15:30:00Z")), (1, at("2026-03-02T14:30:00Z"))];
    let tokyo = RetentionSpec::daily(through("2026-03-10")).with_calendar(Calendar::japan());
    // Both are 2 March in Tokyo.
    let tokyo = grid(tokyo, &events);
    assert_eq!(counts(&tokyo, "2026-03-02", 0), (1, 1));
    assert_eq!(counts(&tokyo, "2026-03-02", 1), (0, 1));
    let utc = grid(RetentionSpec::daily(through("2026-03-10")), &events);
    assert_eq!(counts(&utc, "2026-03-01", 1), (1, 1));
}

/// <https://github.com/PostHog/posthog/issues/2054>: the first day was cut at an hour, so its
/// cohort was too small. Records begin with a whole day of the zone.
#[test]
fn the_first_day_is_whole() {
    let calendar = Calendar::utc().with_zone(Zone::try_new("America/Los_Angeles").unwrap());
    let spec = RetentionSpec::daily(through("2026-03-10"))
        .with_calendar(calendar)
        .with_records_from(day("2026-03-02"));
    let events = [
        (1, at("2026-03-02T07:59:59Z")),
        (2, at("2026-03-02T08:00:00Z")),
        (3, at("2026-03-03T07:59:59Z")),
    ];
    let grid = grid(spec, &events);
    assert_eq!(grid.cohort_named("2026-03-02").unwrap().size(), 2);
    assert_eq!(grid.left_out(NotUsedReason::BeforeRecords), 1);
}

/// <https://github.com/PostHog/posthog/issues/2368>: the first event ever decides, not the first
/// in the range shown.
#[test]
fn first_time_is_once_in_a_lifetime() {
    let events = [(1, day("2026-01-05")), (1, day("2026-03-05")), (2, day("2026-03-06"))];
    let spec = RetentionSpec::monthly(through("2026-04-30"));
    let shown = spec.with_cohorts(day("2026-03-01"), day("2026-03-31")).unwrap();
    let first = grid(shown.clone(), &events);
    assert_eq!(first.cohorts().len(), 1);
    assert_eq!(first.cohort_named("2026-03").unwrap().size(), 1);
    assert_eq!(first.left_out(NotUsedReason::OtherCohort), 1);
    let recurring = grid(shown.with_cohort_by(CohortBy::EveryEvent), &events);
    assert_eq!(recurring.cohort_named("2026-03").unwrap().size(), 2);
}

/// <https://github.com/PostHog/posthog/pull/24901>: coming back for anything is at least as much as
/// coming back for one thing; <https://github.com/PostHog/posthog/issues/14239>: a return on the
/// day of the start counts on day 0, also when it is another event.
#[test]
fn any_return_is_at_least_one_kind_of_return() {
    let spec =
        RetentionSpec::daily(through("2026-03-10")).with_start(EventFilter::one_of(["download"]));
    let load = |spec: RetentionSpec| {
        let mut retention = Retention::try_new(spec).unwrap();
        for (id, date, kind) in [
            (1_u64, "2026-03-01", "view"),
            (1, "2026-03-01", "download"),
            (1, "2026-03-02", "view"),
            (2, "2026-03-01", "download"),
            (2, "2026-03-02", "download"),
            (3, "2026-03-02", "view"),
        ] {
            retention.observe(&Event::new(id, day(date)).with_kind(kind)).unwrap();
        }
        retention.finish().unwrap()
    };
    let any = load(spec.clone());
    assert_eq!(counts(&any, "2026-03-01", 1), (2, 2));
    assert_eq!(any.left_out(NotUsedReason::NeverStarted), 1);
    let same = load(spec.clone().with_return(EventFilter::one_of(["download"])));
    assert_eq!(counts(&same, "2026-03-01", 1), (1, 2));
    assert_eq!(same.left_out(NotUsedReason::OtherKind), 3);
    let other = load(spec.with_return(EventFilter::one_of(["view"])));
    assert_eq!(counts(&other, "2026-03-01", 0), (1, 2));
}

fn cohorts(sizes: &[(u64, u64, &str, &str)], end: &str) -> RetentionGrid {
    let mut events = Vec::new();
    let mut next = 0;
    for (size, returned, start, back) in sizes {
        for id in next..next + size {
            events.push((id, day(start)));
            if id < next + returned {
                events.push((id, day(back)));
            }
        }
        next += size;
    }
    grid(RetentionSpec::monthly(through(end)), &events)
}

fn mean(grid: &RetentionGrid, weights: CohortWeights, cells: CellUse) -> f64 {
    grid.mean(1, weights, cells, ConfidenceLevel::P95).unwrap().rate.point()
}

/// <https://github.com/PostHog/posthog/issues/30624>, <https://github.com/PostHog/posthog/pull/31711>,
/// <https://github.com/Doist/bitmapist/pull/33>: cohorts at 0 % belong to the mean.
/// <https://github.com/PostHog/posthog/issues/25998>: 10 users at 20 % and 100 at 0 % are 10 % or
/// 1.8 %, by name.
#[test]
fn zero_percent_counts_in_a_mean() {
    let sizes = [(10, 2, "2026-01-05", "2026-02-05"), (100, 0, "2026-02-05", "")];
    let grid = cohorts(&sizes, "2026-03-31");
    assert!((mean(&grid, CohortWeights::Equal, CellUse::CompleteOnly) - 0.1).abs() < 1e-15);
    let by_size = mean(&grid, CohortWeights::BySize, CellUse::CompleteOnly);
    assert!((by_size - 2.0 / 110.0).abs() < 1e-15);
    // MOVER and Wilson, worked out in Python from their formulas.
    let interval = |weights| {
        let mean = grid.mean(1, weights, CellUse::CompleteOnly, ConfidenceLevel::P95);
        let rate = mean.unwrap().rate;
        (rate.lower(), rate.upper())
    };
    for (weights, lower, upper) in [
        (CohortWeights::Equal, 0.028_341_075_727_187_6, 0.256_019_079_725_744_2),
        (CohortWeights::BySize, 0.005_000_354_875_327_9, 0.063_880_164_593_812_1),
    ] {
        let (from, to) = interval(weights);
        assert!((from - lower).abs() < 1e-12 && (to - upper).abs() < 1e-12);
    }
}

/// <https://github.com/PostHog/posthog/issues/26217>: a month in which nobody started is no cohort,
/// so day 0 stays at 100 %.
#[test]
fn empty_cohorts_are_not_there() {
    let sizes = [(10, 2, "2026-01-05", "2026-02-05"), (10, 4, "2026-04-05", "2026-05-05")];
    let grid = cohorts(&sizes, "2026-06-30");
    assert_eq!(grid.cohorts().len(), 2);
    let first = grid.mean(0, CohortWeights::Equal, CellUse::CompleteOnly, ConfidenceLevel::P95);
    assert_eq!(first.unwrap().rate.point(), 1.0);
    assert!((mean(&grid, CohortWeights::Equal, CellUse::CompleteOnly) - 0.3).abs() < 1e-15);
}

/// <https://github.com/PostHog/posthog/issues/58679>, <https://github.com/moneat-io/moneat/pull/455>:
/// what is still running is no 0 % and no part of a mean.
#[test]
fn unfinished_brackets_are_not_zero() {
    let mode = ReturnMode::Brackets(Brackets::try_new([(0, 0), (1, 3), (4, 7)]).unwrap());
    let spec = RetentionSpec::daily(through("2026-03-06")).with_mode(mode);
    let grid =
        grid(spec, &[(1, day("2026-03-01")), (1, day("2026-03-02")), (2, day("2026-03-01"))]);
    let row = grid.cohort_named("2026-03-01").unwrap();
    assert_eq!(row.cell(1).unwrap().status(), CellStatus::Complete);
    let running = row.cell(2).unwrap();
    // Two of its four days were seen.
    let CellStatus::Partial { observed } = running.status() else { panic!("{running:?}") };
    assert_eq!(observed.to_string(), "50.00 %");
    let reason = running.rate(ConfidenceLevel::P95).unwrap_err();
    let (ends, as_of) = (day("2026-03-09"), day("2026-03-06"));
    assert_eq!(reason, Undefined::PeriodNotOver { ends, as_of });
    assert_eq!(running.rate_so_far(ConfidenceLevel::P95).unwrap().point(), 0.0);
    let mean = grid.mean(2, CohortWeights::Equal, CellUse::CompleteOnly, ConfidenceLevel::P95);
    assert!(matches!(mean, Err(Undefined::EmptyPopulation { .. })));
}

/// <https://github.com/PostHog/posthog/issues/23355>: cohorts of 1 to 15 May, seen until 1 July,
/// have 30 days each, whatever range of cohorts is shown.
#[test]
fn mature_cohorts_are_not_cut_off() {
    let spec = RetentionSpec::daily(through("2024-07-01"))
        .with_cohorts(day("2024-05-01"), day("2024-05-15"))
        .unwrap();
    let events = [(1, day("2024-05-01")), (2, day("2024-05-15")), (2, day("2024-06-14"))];
    let grid = grid(spec, &events);
    assert!(grid.cohorts().iter().all(|row| row.cells().iter().all(|cell| cell.is_complete())));
    assert_eq!(counts(&grid, "2024-05-15", 30), (1, 1));
}

/// <https://github.com/PostHog/posthog/issues/21700>: numbers changed in hindsight. On-or-after
/// retention must do that, and says so: its cells are never complete.
#[test]
fn what_may_change_says_so() {
    let spec = RetentionSpec::daily(through("2026-03-05")).with_mode(ReturnMode::OnOrAfter);
    let before = grid(spec, &[(1, day("2026-03-01"))]);
    let cell = before.cohort_named("2026-03-01").unwrap().cell(1).unwrap();
    assert!(!cell.is_complete());
    assert_eq!((cell.returned(), cell.eligible()), (0, 1));
    let spec = RetentionSpec::daily(through("2026-03-20")).with_mode(ReturnMode::OnOrAfter);
    let after = grid(spec, &[(1, day("2026-03-01")), (1, day("2026-03-15"))]);
    assert_eq!(counts(&after, "2026-03-01", 1), (1, 1));
}

/// <https://github.com/PostHog/posthog/issues/13748>, <https://github.com/PostHog/posthog/issues/2220>,
/// <https://github.com/PostHog/posthog/issues/1063>: N-day against unbounded retention, as worked
/// out there; <https://github.com/PostHog/posthog/issues/25297>: one line over all who have reached
/// the age.
#[test]
fn on_and_on_or_after() {
    let events = [
        (1, day("2026-03-01")),
        (2, day("2026-03-01")),
        (3, day("2026-03-01")),
        (1, day("2026-03-02")),
        (2, day("2026-03-06")),
        // Too young for day 5.
        (4, day("2026-03-05")),
    ];
    let spec = RetentionSpec::daily(through("2026-03-08"));
    let on = grid(spec.clone(), &events);
    let returned: Vec<u64> = (0..=6).map(|age| counts(&on, "2026-03-01", age).0).collect();
    assert_eq!(returned, [3, 1, 0, 0, 0, 1, 0]);
    let after = grid(spec.with_mode(ReturnMode::OnOrAfter), &events);
    let returned: Vec<u64> = (0..=6).map(|age| counts(&after, "2026-03-01", age).0).collect();
    assert_eq!(returned, [3, 2, 1, 1, 1, 1, 0]);
    let line = after.total(5).unwrap();
    assert_eq!((line.returned(), line.eligible(), line.size()), (1, 3, 4));
    let level = ConfidenceLevel::P95;
    let mean = after.mean(5, CohortWeights::BySize, CellUse::EligibleMembers, level).unwrap();
    assert_eq!((mean.rate.n(), mean.cells_used, mean.cells_left_out), (3, 1, 1));
}

/// <https://github.com/Data-Simply/openretailscience/pull/427>: percentages are of the cohort, so
/// every row starts at 100 %.
#[test]
fn every_row_starts_at_its_own_size() {
    let sizes = [(10, 5, "2026-01-05", "2026-02-05"), (40, 10, "2026-02-05", "2026-03-05")];
    let grid = cohorts(&sizes, "2026-04-30");
    for (row, next) in grid.cohorts().iter().zip([0.5, 0.25]) {
        let rate = |column| row.cell(column).unwrap().rate(ConfidenceLevel::P95).unwrap().point();
        assert_eq!((rate(0), rate(1)), (1.0, next));
    }
}

/// <https://github.com/mozilla/data-docs/pull/235>, <https://github.com/mozilla/data-docs/pull/384>:
/// intervals are wanted and made by hand. 2 of 10: Wilson's formula, worked out in Python, gives
/// 0.056682151454375 and 0.509837528463358.
#[test]
fn every_rate_has_an_interval() {
    let grid = cohorts(&[(10, 2, "2026-01-05", "2026-02-05")], "2026-03-31");
    let cell = grid.cohort_named("2026-01").unwrap().cell(1).unwrap();
    let rate = cell.rate(ConfidenceLevel::P95).unwrap();
    assert!((rate.lower() - 0.056_682_151_454_375).abs() < 1e-12, "{rate}");
    assert!((rate.upper() - 0.509_837_528_463_358).abs() < 1e-12, "{rate}");
}

/// R `cohorts::cohort_table_week` keys on the number of the week, so that the same week of two
/// years is one cohort, and weeks of the new year come before those of the old.
#[test]
fn weeks_of_two_years_stay_apart() {
    // 2020 had 53 ISO weeks.
    let events = [
        (1, day("2019-12-31")),
        (2, day("2020-12-31")),
        (2, day("2021-01-05")),
        (3, day("2021-01-06")),
    ];
    let grid = grid(RetentionSpec::weekly(through("2021-02-28")), &events);
    let labels: Vec<&str> = grid.cohorts().iter().map(|row| row.label()).collect();
    assert_eq!(labels, ["2020-W01", "2020-W53", "2021-W01"]);
    assert_eq!(counts(&grid, "2020-W53", 1), (1, 1));
}

/// R `cohorts::shift_left` fills what has not happened yet with 0.
#[test]
fn the_future_is_not_zero() {
    let grid = grid(RetentionSpec::daily(through("2026-03-02")), &[(1, day("2026-03-01"))]);
    let row = grid.cohort_named("2026-03-01").unwrap();
    assert_eq!(row.cell(2).unwrap().status(), CellStatus::Unobservable);
    assert!(row.cell(2).unwrap().rate(ConfidenceLevel::P95).is_err());
    assert!(row.cell(2).unwrap().rate_so_far(ConfidenceLevel::P95).is_err());
}
