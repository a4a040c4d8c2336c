//! Every refusal says what is wrong and what is allowed, and leaves the accumulator as it was.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use chrono::{DateTime, NaiveDate, Utc};
use kpi_cohort::{
    AgeWindows, Brackets, CohortBy, CohortKey, EntityLevel, Event, EventColumns, IdKind,
    KindColumn, MoneyColumn, ObservationEnd, Retention, RetentionError, RetentionSpec,
    RetentionSpecError, ReturnMode, RevenueRule, RollingStep, TimeColumn,
};
use kpi_types::{AttributeHistory, Currency, Grain, Money, MoneyError, Period, SegmentTiming};
use rust_decimal::Decimal;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn end() -> ObservationEnd {
    ObservationEnd::Through(day("2026-06-30"))
}

fn monthly() -> Retention {
    Retention::try_new(RetentionSpec::monthly(end())).unwrap()
}

#[test]
fn specifications() {
    let spec = RetentionSpec::monthly(end());
    let most = RetentionSpec::MAX_HORIZON;
    assert_eq!(
        spec.clone().with_horizon(most + 1),
        Err(RetentionSpecError::Horizon { given: most + 1, most })
    );
    let (first, last) = (day("2026-02-01"), day("2026-01-01"));
    assert_eq!(
        spec.clone().with_cohorts(first, last),
        Err(RetentionSpecError::CohortRange { first, last })
    );
    assert_eq!(
        spec.with_revenue(RevenueRule::Counted { base_age: 13 }),
        Err(RetentionSpecError::BaseAge { base: 13, horizon: 12 })
    );
    let never = ObservationEnd::Through(NaiveDate::MAX);
    let refused = Retention::try_new(RetentionSpec::monthly(never));
    assert!(matches!(refused, Err(RetentionError::End)));
    assert_eq!(RetentionSpec::monthly(end()).windows(), AgeWindows::Calendar(Grain::Month));
}

#[test]
fn columns() {
    let mut retention = monthly();
    let (ids, days) = ([1_u64, 2], [20_500]);
    let columns = EventColumns::new(&ids[..], TimeColumn::Days(&days));
    assert_eq!(
        retention.observe_columns(&columns),
        Err(RetentionError::ColumnLength { column: "times", expected: 2, found: 1 })
    );
    let days = [20_500, 20_501];
    let columns = EventColumns::new(&ids[..], TimeColumn::Days(&days));
    let kinds = columns.with_kinds(KindColumn::Text(&["a"]));
    let accounts = columns.with_accounts(&ids[..1]);
    let money = columns.with_money(MoneyColumn::Minor(&[1], Currency::USD));
    for (name, columns) in [("kinds", kinds), ("accounts", accounts), ("money", money)] {
        let refused = retention.observe_columns(&columns).unwrap_err();
        assert!(matches!(refused, RetentionError::ColumnLength { column, .. } if column == name));
    }
    let kinds = KindColumn::Codes { codes: &[0, 7], names: &["a"] };
    assert_eq!(
        retention.observe_columns(&columns.with_kinds(kinds)),
        Err(RetentionError::KindCode { row: 1, code: 7, known: 1 })
    );
    assert!(retention.finish().unwrap().cohorts().is_empty());
}

#[test]
fn ids_times_and_accounts() {
    let mut retention = monthly();
    retention.observe(&Event::new(1_u64, day("2026-01-05"))).unwrap();
    let refused = retention.observe(&Event::new("ann", day("2026-01-05"))).unwrap_err();
    let (have, given) = (IdKind::Numbers, IdKind::Texts);
    assert_eq!(refused, RetentionError::MixedIds { have, given });
    assert_eq!(refused.to_string(), "ids so far are numbers, these are texts: use one kind");
    let mut texts = monthly();
    texts.observe(&Event::new("ann", day("2026-01-05"))).unwrap();
    assert!(matches!(texts.merge(&retention), Err(RetentionError::MixedIds { .. })));
    assert!(matches!(retention.merge(&texts), Err(RetentionError::MixedIds { .. })));
    assert_eq!(retention.finish().unwrap().cohorts()[0].size(), 1);

    let spec = RetentionSpec::rolling(RollingStep::Days7, end());
    let mut rolling = Retention::try_new(spec.clone()).unwrap();
    rolling.observe(&Event::new(1_u64, day("2026-01-05"))).unwrap();
    let instant: DateTime<Utc> = "2026-01-05T10:00:00Z".parse().unwrap();
    let refused = rolling.observe(&Event::new(1_u64, instant));
    assert_eq!(refused, Err(RetentionError::MixedTimes));
    let mut instants = Retention::try_new(spec).unwrap();
    instants.observe(&Event::new(1_u64, instant)).unwrap();
    assert_eq!(rolling.merge(&instants), Err(RetentionError::MixedTimes));

    let spec = RetentionSpec::monthly(end()).with_level(EntityLevel::Account);
    let mut accounts = Retention::try_new(spec).unwrap();
    let refused = accounts.observe(&Event::new("ann", day("2026-01-05")));
    assert_eq!(refused, Err(RetentionError::NoAccount));
    for (who, date) in [("ann", "2026-01-05"), ("bob", "2026-02-05")] {
        accounts.observe(&Event::new(who, day(date)).with_account("acme")).unwrap();
    }
    let grid = accounts.finish().unwrap();
    let cell = grid.cohort_named("2026-01").unwrap().cell(1).unwrap();
    assert_eq!((cell.returned(), cell.size()), (1, 1));
}

#[test]
fn questions_do_not_mix() {
    let mut monthly = monthly();
    let weekly = Retention::try_new(RetentionSpec::weekly(end())).unwrap();
    assert_eq!(monthly.merge(&weekly), Err(RetentionError::OtherSpec));
    let refused = monthly.place("acme", day("2026-01-05"), None);
    assert_eq!(refused, Err(RetentionError::NotPlacing));
}

#[test]
fn cells_that_are_not_there() {
    let mut retention = monthly();
    retention.observe(&Event::new(1_u64, day("2026-01-05"))).unwrap();
    let mut grid = retention.finish().unwrap();
    let cohort = grid.cohorts()[0].key().clone();
    let refused = grid.members(&cohort, 13);
    assert_eq!(refused, Err(RetentionError::NoColumn { column: 13, columns: 13 }));
    for other in [
        CohortKey::Period(Period::new(Grain::Month, 0)),
        CohortKey::Period(Period::new(Grain::Week, 0)),
        CohortKey::Value(None),
        CohortKey::Value(Some("pro".into())),
    ] {
        assert!(matches!(grid.members(&other, 0), Err(RetentionError::NoCohort { .. })));
    }
    let with_members = grid.clone();
    grid.forget_members();
    assert_eq!(grid, with_members);
    assert_eq!(grid.members(&cohort, 0), Err(RetentionError::Forgotten));
    let none = AttributeHistory::new();
    let refused = grid.by_segment(&none, SegmentTiming::PeriodStart);
    assert!(matches!(refused, Err(RetentionError::Forgotten)));
}

#[test]
fn sums_that_do_not_fit() {
    let spec =
        RetentionSpec::monthly(end()).with_revenue(RevenueRule::Counted { base_age: 0 }).unwrap();
    let mut retention = Retention::try_new(spec).unwrap();
    let most = Money::new(Decimal::MAX, Currency::USD);
    for _ in 0..2 {
        retention.observe(&Event::new(1_u64, day("2026-01-05")).with_money(most)).unwrap();
    }
    let refused = retention.finish();
    let overflow = MoneyError::Overflow { currency: Currency::USD };
    assert_eq!(refused.unwrap_err(), RetentionError::Money(overflow));
}

/// Ten days before the last date there is: windows would run past the calendar.
#[test]
fn the_edge_of_the_calendar() {
    let last = NaiveDate::MAX - chrono::TimeDelta::days(10);
    let mut retention =
        Retention::try_new(RetentionSpec::monthly(ObservationEnd::Through(last))).unwrap();
    retention.observe(&Event::new(1_u64, last)).unwrap();
    assert!(matches!(retention.finish().unwrap_err(), RetentionError::Period(_)));
    let step = RollingStep::CalendarMonth;
    let spec = RetentionSpec::rolling(step, ObservationEnd::Through(last));
    let mut rolling = Retention::try_new(spec).unwrap();
    rolling.observe(&Event::new(1_u64, last)).unwrap();
    assert!(matches!(rolling.finish().unwrap_err(), RetentionError::Month(_)));
}

#[test]
fn brackets_bring_their_own_columns() {
    let mode = ReturnMode::Brackets(Brackets::try_new([(0, 0), (2, 20)]).unwrap());
    let spec = RetentionSpec::monthly(end()).with_mode(mode).with_cohort_by(CohortBy::FirstEvent);
    assert_eq!((spec.columns(), spec.ages_of(1), spec.ages_of(2)), (2, Some((2, 20)), None));
}
