//! Adding to a catalog and overriding in it.

use kpi_metrics::{
    Catalog, Definition, Direction, EvaluationError, FactDefinition, FindingCode, Kind, MetricId,
    Timing,
};
use kpi_types::{Department, FactName, Grain, Localized, ScenarioStage, Unit};

use crate::book::{MARCH, context, count, derived, fact, facts, metric, ratio, usd};

fn overriding(entry: &str) -> String {
    entry.replacen("]]\n", "]]\noverrides = true\n", 1)
}

#[test]
fn what_is_added_stands_beside_what_was_there() {
    let builtin = crate::book::builtin();
    let extended = builtin.extend_toml(&derived("arpa_yearly", "money", "arpa * 12")).unwrap();
    assert_eq!(extended.metrics().count(), builtin.metrics().count() + 1);
    let figures = facts(MARCH, &[("closing_mrr", usd("50")), ("closing_customers", count(5))]);
    let value = extended.evaluate("arpa_yearly", MARCH, &figures, &context()).unwrap();
    assert_eq!(value.value(), Ok(usd("120")));
    // The catalog that was extended is as it was.
    let before = builtin.evaluate("arpa_yearly", MARCH, &figures, &context());
    assert!(matches!(before, Err(EvaluationError::UnknownMetric { .. })));
    assert_ne!(builtin, &extended);
    assert_eq!(builtin, &Catalog::builtin().unwrap());
}

#[test]
fn an_override_must_be_meant() {
    let builtin = crate::book::builtin();
    let other = derived("arr", "money", "mrr * 52 / 4");
    let error = builtin.extend_toml(&other).unwrap_err();
    assert_eq!(error.findings()[0].code(), FindingCode::DuplicateId);
    let overridden = builtin.extend_toml(&overriding(&other)).unwrap();
    assert_eq!(overridden.metric("arr").unwrap().kind().describe(), "mrr * 52 / 4");
    // Whole: nothing of the old definition is kept.
    assert_eq!(overridden.metric("arr").unwrap().owner(), Department::Support);
    assert!(overridden.metric("arr").unwrap().caveats().is_empty());
    assert_eq!(overridden.metrics().count(), builtin.metrics().count());
}

#[test]
fn what_builds_on_an_override_is_checked_and_computed_anew() {
    let builtin = crate::book::builtin();
    let counted = overriding(&derived("mrr", "count", "closing_customers"));
    let error = builtin.extend_toml(&counted).unwrap_err();
    assert!(
        error
            .findings()
            .iter()
            .any(|f| { f.code() == FindingCode::UnitMismatch && f.path() == "metric.arr.formula" })
    );
    let doubled = overriding(&derived("mrr", "money", "closing_mrr * 2"))
        .replace("[\"month\"]", "[\"day\", \"week\", \"month\", \"quarter\", \"fiscal_year\"]");
    let catalog = builtin.extend_toml(&doubled).unwrap();
    let figures = facts(MARCH, &[("closing_mrr", usd("10"))]);
    let arr = catalog.evaluate("arr", MARCH, &figures, &context()).unwrap();
    assert_eq!(arr.value(), Ok(usd("240")));
}

#[test]
fn a_metric_may_take_the_place_of_a_fact() {
    let document = fact("cost_of_sales", "money")
        + &fact("sales", "money")
        + &overriding(&metric(
            "gross_margin",
            "ratio",
            "kind = \"ratio\"\nnumerator = \"sales - cost_of_sales\"\ndenominator = \"sales\"",
        ))
        .replace("[\"month\"]", "[\"day\", \"week\", \"month\", \"quarter\", \"fiscal_year\"]");
    let catalog = crate::book::builtin().extend_toml(&document).unwrap();
    assert!(catalog.fact("gross_margin").is_none());
    let figures = facts(
        MARCH,
        &[
            ("sales", usd("200")),
            ("cost_of_sales", usd("50")),
            ("acquisition_cost", usd("600")),
            ("new_customers", count(1)),
            ("new_mrr", usd("80")),
        ],
    );
    let payback = catalog.evaluate("cac_payback_months", MARCH, &figures, &context()).unwrap();
    assert_eq!(payback.value(), Ok(crate::book::months("10")));
    assert!(payback.facts().iter().any(|used| used.name.as_str() == "cost_of_sales"));
}

#[test]
fn a_document_may_override_its_own_earlier_entry() {
    let document = fact("a", "count")
        + &derived("m", "count", "a")
        + &overriding(&derived("m", "count", "a + a"));
    let catalog = Catalog::from_toml(&document).unwrap();
    assert_eq!(catalog.metric("m").unwrap().kind().describe(), "a + a");
}

fn share(id: &str, numerator: &str) -> Definition {
    let id = MetricId::try_new(id).unwrap();
    Definition::builder(id, Kind::ratio(numerator, "closing_customers").unwrap())
        .name("Share", "割合")
        .description("A share.", "割合。")
        .unit(Unit::Ratio)
        .direction(Direction::HigherIsBetter)
        .grains([Grain::Month])
        .scenario_stage(ScenarioStage::Outcome)
        .timing(Timing::Leading)
        .owner(Department::CustomerSuccess)
        .source("test")
        .build()
        .unwrap()
}

fn happy() -> FactDefinition {
    let text = Localized::fixed("Happy customers", "満足した顧客");
    let name = FactName::try_new("happy_customers").unwrap();
    FactDefinition::try_new(name, Unit::Count, text.clone(), text, "test").unwrap()
}

#[test]
fn code_and_documents_mean_the_same() {
    let builtin = crate::book::builtin();
    let catalog = builtin
        .to_builder()
        .fact(happy())
        .metric(share("happy_share", "happy_customers"))
        .toml(&derived("twice", "ratio", "happy_share * 2"))
        .build()
        .unwrap();
    assert_eq!(catalog.findings(), []);
    let figures = facts(MARCH, &[("happy_customers", count(3)), ("closing_customers", count(4))]);
    let twice = catalog.evaluate("twice", MARCH, &figures, &context()).unwrap();
    assert_eq!(twice.value(), Ok(ratio("1.5")));

    let again = catalog.to_builder().metric(share("happy_share", "1")).build().unwrap_err();
    assert_eq!(again.findings()[0].code(), FindingCode::DuplicateId);
    let replaced = catalog
        .to_builder()
        .override_metric(share("happy_share", "closing_customers"))
        .override_fact(happy())
        .build()
        .unwrap();
    // The fact is still there, and nothing uses it any more.
    assert_eq!(replaced.findings()[0].code(), FindingCode::UnusedFact);
    let nothing = Catalog::builder().override_fact(happy()).build().unwrap_err();
    assert_eq!(nothing.findings()[0].code(), FindingCode::NothingToOverride);
}

#[test]
fn the_order_of_entries_does_not_matter() {
    let entries = [fact("a", "count"), derived("m", "count", "a + n"), derived("n", "count", "a")];
    let forward = Catalog::from_toml(&entries.concat()).unwrap();
    let backward: String = entries.iter().rev().map(String::as_str).collect();
    assert_eq!(Catalog::from_toml(&backward).unwrap(), forward);
}
