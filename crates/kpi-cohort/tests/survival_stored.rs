//! Results are written and read back, and what was tampered with is refused.
#![cfg(feature = "serde")]
#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod common;

use common::{comes_back, refused};
use kpi_cohort::{
    DecimalLifetimes, HazardPoint, HazardStep, HazardTies, IntervalEdges, KaplanMeier,
    KaplanMeierOptions, LogRankTest, LogRankWeights, NelsonAalen, NelsonAalenOptions, NumberAtRisk,
    RestrictedMean, RiskRow, RiskTable, Status, SurvivalPoint, SurvivalQuantile, SurvivalStep,
    SurvivalTail, SurvivalUndefined, Weight, WholeLifetimes, log_rank,
};
use proptest::prelude::*;
use serde_json::json;

/// Ends at 6 (twice, one last seen), 7 and 9.
fn table() -> RiskTable {
    let mut stayed = WholeLifetimes::new();
    let (event, censored) = (Status::Event, Status::Censored);
    stayed.observe_columns(&[6, 9, 6, 7], &[event, censored, censored, event]).unwrap();
    stayed.finish().unwrap()
}

fn weighted() -> RiskTable {
    let mut stayed = DecimalLifetimes::new();
    for (time, status, weight) in [
        (0.5, Status::Event, 0.1),
        (1.25, Status::Censored, 2.5),
        (1.25, Status::Event, 1.0),
        (3.0, Status::Event, 1e-6),
        (4.0, Status::Censored, 1e6),
    ] {
        stayed.observe_weighted(time, status, Weight::try_new(weight).unwrap()).unwrap();
    }
    stayed.finish().unwrap()
}

fn delayed() -> RiskTable {
    let mut stayed = WholeLifetimes::new();
    stayed.observe(4, Status::Event);
    stayed.observe(9, Status::Censored);
    for (entry, exit) in [(2, 5), (4, 7)] {
        stayed.observe_delayed(entry, exit, Status::Event, Weight::ONE).unwrap();
    }
    stayed.finish().unwrap()
}

#[test]
fn tables_and_curves_come_back() {
    for table in [table(), weighted(), delayed(), table().follow_up(), RiskTable::clone(&table())] {
        comes_back(&table);
        comes_back(&table.rows()[0]);
        comes_back(&table.number_at_risk(&[1.0])[0]);
        for options in [KaplanMeierOptions::default(), KaplanMeierOptions::lifelines()] {
            let curve = table.kaplan_meier(options.with_tail(SurvivalTail::Zero));
            comes_back(&curve);
            for step in curve.steps() {
                comes_back(&step);
                comes_back(&step.point());
            }
            comes_back(&curve.survival_at(1000.0).unwrap());
            comes_back(&curve.median().unwrap());
            comes_back(&curve.restricted_mean(4.0).unwrap());
            if let Ok(rest) = curve.given_survival_to(1.0) {
                comes_back(&rest);
                comes_back(rest.table());
            }
        }
        for ties in [HazardTies::default(), HazardTies::FlemingHarrington] {
            let curve = table.nelson_aalen(NelsonAalenOptions::default().with_ties(ties));
            comes_back(&curve);
            curve.steps().for_each(|step| {
                comes_back(&step);
                comes_back(&step.point());
            });
        }
    }
    comes_back(&WholeLifetimes::new().finish().unwrap());
    for why in
        [SurvivalUndefined::NoSubjects, SurvivalUndefined::BeyondLast { time: 9.0, last: 7.0 }]
    {
        comes_back(&why);
    }
    let edges = KaplanMeierOptions::default().with_edges(IntervalEdges::Collapsed);
    comes_back(&table().kaplan_meier(edges).steps().next().unwrap().point());
}

#[test]
fn a_table_that_does_not_add_up_is_refused() {
    let whole = comes_back(&table());
    assert_eq!(whole["rows"][0]["at_risk"], 4.0);
    for (place, with, said) in [
        ("/rows/1/time", json!(6.0), "times are finite, at least 0, and rise"),
        ("/rows/0/time", json!(-1.0), "the time -1 of row 0"),
        ("/rows/0/events", json!(-1.0), "events of row 0 is -1"),
        ("/rows/0/events", json!(2.0), "survivors of row 0 is 3"),
        ("/rows/0/at_risk", json!(1e300), "from 0 to 2^53"),
        ("/rows/1/censored", json!(5.0), "censored of row 1 is 5"),
        ("/rows/2/censored", json!(0.0), "at_risk of row 3 is 1"),
        ("/rows/0/entered", json!(1.0), "entered of row 0 is 1"),
        ("/rows/0/censored", json!(0.5), "a whole number"),
        ("/subjects", json!(5), "5 subjects, but the rows have 4"),
        ("/subjects", json!(-1), "invalid value"),
        ("/fractional_weights", json!(true), "0 weights for 3 rows"),
        ("/rows/0", json!({}), "missing field"),
    ] {
        refused::<RiskTable>(&whole, place, with, said);
    }
    // At a later time the number at risk is what the row before left.
    let mut less = whole.clone();
    (less["rows"][1]["at_risk"], less["rows"][1]["survivors"]) = (json!(3.0), json!(2.0));
    let error = serde_json::from_value::<RiskTable>(less).unwrap_err().to_string();
    assert!(error.contains("at_risk of row 1 is 3, which the other figures make 2"), "{error}");
    let mut more = whole;
    more["subject"] = json!(4);
    assert!(serde_json::from_value::<RiskTable>(more).is_err());

    let whole = comes_back(&weighted());
    refused::<RiskTable>(&whole, "/weights", json!([]), "0 weights for 4 rows");
    let squares = "what weights of that sum can have";
    refused::<RiskTable>(&whole, "/weights/0/event_squares", json!(5.0), squares);
    refused::<RiskTable>(&whole, "/weights/0/event_squares", json!(1e-9), squares);
    refused::<RiskTable>(&whole, "/weights/0/event_rows", json!(0), squares);
    refused::<RiskTable>(&whole, "/weights/0/event_rows", json!(7), "5 subjects");
    refused::<RiskTable>(&whole, "/weights/0/censored_rows", json!(1), squares);
    refused::<RiskTable>(&whole, "/fractional_weights", json!(false), "a whole number");
    refused::<RiskTable>(&whole, "/subjects", json!(9), "9 subjects");
    let whole = comes_back(&delayed());
    refused::<RiskTable>(&whole, "/delayed_entry", json!(false), "entered of row");
    let row = comes_back(&table().rows()[0]);
    refused::<RiskRow>(&row, "/survivors", json!(9.0), "survivors of row 0 is 9");
    assert!(serde_json::from_value::<NumberAtRisk>(json!({ "time": "x" })).is_err());
}

#[test]
fn figures_outside_their_range_are_refused() {
    let curve = table().kaplan_meier(KaplanMeierOptions::default());
    let whole = comes_back(&curve);
    refused::<KaplanMeier>(&whole, "/origin", json!(-1.0), "origin is -1");
    refused::<KaplanMeier>(&whole, "/origin", json!(6.0), "the time 6 of row 0");
    refused::<KaplanMeier>(&whole, "/table/subjects", json!(9), "9 subjects");
    refused::<KaplanMeier>(&whole, "/options", json!({ "levl": 1 }), "unknown field");

    let point = comes_back(&curve.survival_at(6.0).unwrap());
    assert_eq!(point["survival"], 0.75);
    for (place, with, said) in [
        ("/survival", json!(1.5), "survival is 1.5: expected a share from 0 to 1"),
        ("/survival", json!(0.5), "the point of the interval is 0.75"),
        ("/time", json!(-6.0), "time is -6"),
        ("/standard_error", json!(-0.1), "standard_error is -0.1"),
        ("/interval/upper", json!(1.2), "the upper end of the interval is 1.2"),
        ("/interval/lower", json!(-0.2), "the lower end of the interval is -0.2"),
        // An estimate has checks of its own.
        ("/interval/level", json!(95), "did not match"),
        ("/interval", json!({ "undefined": "no_such_reason" }), "did not match"),
    ] {
        refused::<SurvivalPoint>(&point, place, with, said);
    }
    let open = comes_back(&curve.survival_at(1.0).unwrap());
    assert_eq!(open["interval"], json!({ "undefined": "no_event_yet" }));
    let step = comes_back(&curve.steps().next().unwrap());
    refused::<SurvivalStep>(&step, "/point/time", json!(7.0), "time is 7");

    let median = comes_back(&curve.median().unwrap());
    assert_eq!(median["upper"], "not_reached");
    for (place, with, said) in [
        ("/probability", json!(0.0), "probability is 0: expected above 0 and at most 1"),
        ("/level", json!(1.0), "level is 1"),
        ("/time", json!({ "at": -7.0 }), "time is -7"),
        ("/lower", json!({ "at": 8.0 }), "lower is 8, which the other figures make 7"),
        ("/upper", json!({ "at": 2.0 }), "time is 7, which the other figures make 2"),
    ] {
        refused::<SurvivalQuantile>(&median, place, with, said);
    }
    let mean = comes_back(&curve.restricted_mean(8.0).unwrap());
    refused::<RestrictedMean>(&mean, "/mean", json!(9.0), "mean is 9");
    refused::<RestrictedMean>(&mean, "/limit", json!(-1.0), "limit is -1");
    refused::<RestrictedMean>(&mean, "/interval/upper", json!(9.0), "the upper end");

    let hazard = table().nelson_aalen(NelsonAalenOptions::default());
    let whole = comes_back(&hazard);
    refused::<NelsonAalen>(&whole, "/table/rows/0/events", json!(2.0), "survivors of row 0");
    let point = comes_back(&hazard.hazard_at(6.0).unwrap());
    refused::<HazardPoint>(&point, "/hazard", json!(-1.0), "hazard is -1");
    refused::<HazardPoint>(&point, "/hazard", json!(1.0), "the point of the interval");
    let step = comes_back(&hazard.steps().next().unwrap());
    refused::<HazardStep>(&step, "/row/time", json!(5.0), "time is 6");
}

#[test]
fn a_test_is_computed_again() {
    let mut other = WholeLifetimes::new();
    other.observe_many(3, Status::Event, 3);
    other.observe_many(8, Status::Censored, 2);
    let (one, two) = (table(), other.finish().unwrap());
    let weights = LogRankWeights::fleming_harrington(0.0, 1.0).unwrap();
    for weights in [LogRankWeights::Unit, weights] {
        comes_back(&log_rank(&[&one, &two], weights).unwrap());
    }
    let whole = comes_back(&log_rank(&[&one, &two], LogRankWeights::Unit).unwrap());
    let two_groups = whole["groups"].clone();
    for (place, with, said) in [
        ("/chi_square/p_value", json!(1e-4), "p_value is 0.0001"),
        ("/chi_square/statistic", json!(99.0), "statistic is 99"),
        ("/chi_square/degrees_of_freedom", json!(2), "degrees_of_freedom is 2"),
        ("/groups/0/observed", json!(5.0), "the sum of expected"),
        ("/groups/0/expected", json!(-5.0), "expected is -5"),
        ("/groups", json!([two_groups[0]]), "groups: 1 groups: at least 2"),
        ("/covariance", json!([[1.0]]), "a covariance for 1 groups, but there are 2"),
        ("/covariance/1/1", json!(0.0), "groups: at no time"),
    ] {
        refused::<LogRankTest>(&whole, place, with, said);
    }
}

proptest! {
    /// Whatever was observed comes back.
    #[test]
    fn any_table_comes_back(
        rows in prop::collection::vec((0_u32..40, 1_u32..30, any::<bool>(), any::<bool>(), 1_u32..400), 0..50)
    ) {
        let mut stayed = DecimalLifetimes::new();
        for (entry, stay, late, event, weight) in rows {
            let status = if event { Status::Event } else { Status::Censored };
            let weight = Weight::try_new(f64::from(weight) / 7.0).unwrap();
            let (entry, exit) = (f64::from(entry) / 3.0, f64::from(entry + stay) / 3.0);
            if late {
                stayed.observe_delayed(entry, exit, status, weight).unwrap();
            } else {
                stayed.observe_weighted(exit, status, weight).unwrap();
            }
        }
        let table = stayed.finish().unwrap();
        comes_back(&table);
        comes_back(&table.kaplan_meier(KaplanMeierOptions::default()));
    }
}
