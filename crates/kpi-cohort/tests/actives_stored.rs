//! Active users are written and read back, and what no log can have is refused.
#![cfg(feature = "serde")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use std::num::NonZeroU32;

use common::{comes_back, refused};
use kpi_cohort::{
    Actives, ActivesSpec, EventColumns, ObservationEnd, PeriodActives, Stickiness, TimeColumn,
    TrailingActives,
};
use kpi_types::Grain;
use serde_json::json;

/// Two on 1 January 2026 (day 20,454), one of them again the day after and in February; the records
/// end in the middle of March.
#[test]
fn active_users_come_back() {
    let from = "2026-01-01".parse().unwrap();
    let end = ObservationEnd::Through("2026-03-15".parse().unwrap());
    let mut actives = Actives::try_new(ActivesSpec::new(from, end)).unwrap();
    let (ids, days) = ([1_u64, 2, 2, 2], [20_454, 20_454, 20_455, 20_490]);
    actives.observe_columns(&EventColumns::new(&ids[..], TimeColumn::Days(&days))).unwrap();
    let actives = actives.finish().unwrap();
    for grain in [Grain::Day, Grain::Week, Grain::Month] {
        actives.periods(grain).unwrap().iter().for_each(|one| drop(comes_back(one)));
        actives.stickiness(grain).unwrap().iter().for_each(|one| drop(comes_back(one)));
    }
    let trailing = actives.trailing(NonZeroU32::new(28).unwrap()).unwrap();
    trailing.iter().for_each(|one| drop(comes_back(one)));

    let months = actives.periods(Grain::Month).unwrap();
    let february = comes_back(&months[1]);
    refused::<PeriodActives>(&february, "/active", json!(5), "make 1, active are 5");
    refused::<PeriodActives>(&february, "/split/new", json!(-1), "invalid value");
    let march = comes_back(&months[2]);
    refused::<PeriodActives>(
        &march,
        "/status/partial/observed",
        json!("1.5"),
        "of a period observed",
    );

    // January: 1 and 2 active days, 3 together, squares 1 + 4.
    let january = comes_back(&actives.stickiness(Grain::Month).unwrap()[0]);
    assert_eq!((&january["active_days"], &january["squares"]), (&json!(3), &json!(5)));
    for (place, with, said) in [
        ("/days", json!(30), "days is 30: expected 31 to 31"),
        ("/active_days", json!(1), "active_days is 1: expected 2 to 62"),
        // No two numbers with the sum 3 have squares below 4.5.
        ("/squares", json!(4), "squares is 4: expected 5 to 93"),
        ("/squares", json!(94), "squares is 94"),
        ("/records_from", json!("2026-01-02"), "complete from 2026-01-01"),
    ] {
        refused::<Stickiness>(&january, place, with, said);
    }
    let last = comes_back(trailing.last().unwrap());
    refused::<TrailingActives>(&last, "/on_the_day", json!(9), "on_the_day is 9: expected 0 to 0");
    refused::<TrailingActives>(&last, "/window_from", json!("2027-01-01"), "a window from 2027");
    refused::<TrailingActives>(&last, "/window_from", json!("2025-01-01"), "complete from 2025");
}
