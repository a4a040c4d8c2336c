//! Writing and reading with serde.

use chrono::NaiveDate;
use kpi_metrics::{
    Catalog, Direction, EvaluationContext, Finding, Formula, HistoryBenchmark, Kind, Measurement,
    MetricId, Target, TargetBenchmark,
};
use kpi_types::{Estimate, EstimateMethod};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::book::{MARCH, context, count, derived, facts, measure, usd};

fn assert_round_trip<T: Serialize + DeserializeOwned + PartialEq + std::fmt::Debug>(value: &T) {
    let text = serde_json::to_string(value).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), value, "{text}");
}

#[test]
fn measurements() {
    let day = NaiveDate::from_ymd_opt(2026, 4, 3).unwrap();
    let catalog = crate::book::builtin();
    let figures = facts(MARCH, &[("closing_mrr", usd("0.1")), ("closing_customers", count(3))]);
    let context = EvaluationContext::new("test").with_as_of(day);
    let arpa = catalog.evaluate("arpa", MARCH, &figures, &context).unwrap();
    assert_round_trip(&arpa);
    let interval = Estimate::try_new(0.5, 0.25, 0.75, 0.95, 3, EstimateMethod::Wilson).unwrap();
    assert_round_trip(&arpa.with_interval(interval));
    assert_round_trip(&measure("arpa", &[]));
}

#[test]
fn the_shape_of_a_measurement_is_fixed() {
    let measured = measure("customers", &[("closing_customers", count(3))]);
    let expected = serde_json::json!({
        "metric": "customers",
        "period": { "grain": "month", "index": 24314 },
        "policy": "test",
        "as_of": null,
        "outcome": { "value": { "count": 3 } },
        "numerator": null,
        "denominator": null,
        "facts": [{
            "name": "closing_customers",
            "period": { "grain": "month", "index": 24314 },
            "quantity": { "count": 3 },
        }],
        "interval": null,
    });
    assert_eq!(serde_json::to_value(&measured).unwrap(), expected);
}

#[test]
fn findings() {
    let error = Catalog::from_toml(&derived("m", "money", "profitt + ")).unwrap_err();
    let findings: Vec<Finding> = error.findings().to_vec();
    assert_round_trip(&findings);
    let text = serde_json::to_string(&findings).unwrap();
    assert!(text.contains("\"code\":\"bad_formula\",\"level\":\"blocking\""), "{text}");
}

#[test]
fn formulas_kinds_and_ids() {
    assert_round_trip(&Formula::parse("a / (b - 1 month)").unwrap());
    assert!(serde_json::from_str::<Formula>("\"a +\"").is_err());
    assert_round_trip(&MetricId::try_new("nrr").unwrap());
    assert!(serde_json::from_str::<MetricId>("\"NRR\"").is_err());
    let catalog = crate::book::builtin();
    for metric in catalog.metrics() {
        assert_round_trip::<Kind>(metric.kind());
        let written = serde_json::to_value(metric).unwrap();
        assert_eq!(written["kind"], metric.kind().name());
        assert_eq!(written["id"], metric.id().as_str());
    }
    let fact = catalog.fact("opening_mrr").unwrap();
    assert_eq!(serde_json::to_value(fact).unwrap()["unit"], "money");
}

#[test]
fn targets_and_benchmarks() {
    assert_round_trip(&Target::AtLeast(usd("1")));
    assert_round_trip(&Target::between(count(1), count(2)).unwrap());
    let inverted = r#"{"between":{"low":{"count":2},"high":{"count":1}}}"#;
    assert!(serde_json::from_str::<Target>(inverted).is_err());
    let measured: Measurement = measure("mrr", &[("closing_mrr", usd("5"))]);
    let target = measured.against_target(&Target::AtMost(usd("4"))).unwrap();
    assert_round_trip::<TargetBenchmark>(&target);
    let february = MARCH.checked_add(-1).unwrap();
    let catalog = crate::book::builtin();
    let past = catalog.evaluate("mrr", february, &facts(february, &[]), &context()).unwrap();
    let history = measured.against_history(Direction::HigherIsBetter, &[past]).unwrap();
    assert_round_trip::<HistoryBenchmark>(&history);
}
