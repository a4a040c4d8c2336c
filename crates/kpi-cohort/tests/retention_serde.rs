//! Specifications and results in JSON, through the same checks.
#![cfg(feature = "serde")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use std::num::NonZeroU32;

use chrono::{NaiveDate, Weekday};
use kpi_cohort::{
    Brackets, CohortBy, EntityLevel, Event, EventFilter, ObservationEnd, Retention, RetentionSpec,
    ReturnMode, RevenueRule, RollingStart, RollingStep,
};
use kpi_types::{Calendar, Currency, Grain, Money};
use rust_decimal::Decimal;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_full_specification_round_trips() {
    let mode = ReturnMode::Brackets(Brackets::try_new([(0, 0), (1, 3)]).unwrap());
    let spec =
        RetentionSpec::rolling(RollingStep::Days30, ObservationEnd::Through(day("2026-06-30")))
            .with_calendar(Calendar::japan().with_week_start(Weekday::Sun))
            .with_cohort_by(CohortBy::EveryEvent)
            .with_cohort_grain(Grain::Quarter)
            .with_cohorts(day("2026-01-01"), day("2026-03-31"))
            .unwrap()
            .with_records_from(day("2025-01-01"))
            .with_start(EventFilter::one_of(["signup"]))
            .with_return(EventFilter::one_of(["login", "export"]))
            .with_minimum_occurrences(NonZeroU32::new(2).unwrap())
            .with_rolling_start(RollingStart::HourFloor)
            .with_mode(mode)
            .with_level(EntityLevel::Account)
            .with_horizon(9)
            .unwrap()
            .with_revenue(RevenueRule::Counted { base_age: 1 })
            .unwrap();
    let text = serde_json::to_string(&spec).unwrap();
    assert_eq!(serde_json::from_str::<RetentionSpec>(&text).unwrap(), spec);
}

#[test]
fn a_short_one_has_defaults() {
    let text = r#"{
        "end": {"through": "2026-06-30"}, "windows": {"calendar": "month"},
        "cohort_grain": "month", "horizon": 12
    }"#;
    let spec: RetentionSpec = serde_json::from_str(text).unwrap();
    assert_eq!(spec, RetentionSpec::monthly(ObservationEnd::Through(day("2026-06-30"))));
}

#[test]
fn the_checks_hold() {
    let base = r#""end": {"through": "2026-06-30"}, "windows": {"calendar": "month"}, "cohort_grain": "month""#;
    for (more, why) in [
        (r#""horizon": 100000"#, "horizon"),
        (r#""horizon": 1, "fiscal_start": 13"#, "month 13"),
        (r#""horizon": 1, "cohorts": ["2026-02-01", "2026-01-01"]"#, "comes after"),
        (r#""horizon": 1, "revenue": {"counted": {"base_age": 2}}"#, "base age 2"),
        (r#""horizon": 1, "mode": {"brackets": [[3, 1]]}"#, "backwards"),
        (r#""horizon": 1, "horizons": 2"#, "unknown field"),
        (r#""horizon": 1, "zone": "Asia/Tokio""#, "time zone"),
    ] {
        let text = format!("{{{base}, {more}}}");
        let error = serde_json::from_str::<RetentionSpec>(&text).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
    }
}

#[test]
fn events_and_cells() {
    let event = Event::new("ann", day("2026-01-05"))
        .with_kind("order")
        .with_money(Money::new(Decimal::new(19_99, 2), Currency::USD));
    let text = serde_json::to_string(&event).unwrap();
    assert_eq!(serde_json::from_str::<Event>(&text).unwrap(), event);
    let number: Event = serde_json::from_str(r#"{"id": 7, "at": "2026-01-05T10:00:00Z"}"#).unwrap();
    assert_eq!(number.id(), &7_u64.into());
    let spec = RetentionSpec::monthly(ObservationEnd::Through(day("2026-02-10")));
    let mut retention = Retention::try_new(spec).unwrap();
    retention.observe(&event).unwrap();
    let grid = serde_json::to_value(retention.finish().unwrap()).unwrap();
    assert_eq!(grid["cohorts"][0]["label"], "2026-01");
    assert_eq!(grid["cohorts"][0]["cells"][0]["status"], "complete");
    assert_eq!(grid["cohorts"][0]["cells"][2]["status"], "unobservable");
}
