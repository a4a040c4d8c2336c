//! Facts and documents the tests share.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use kpi_metrics::{Catalog, EvaluationContext, Measurement};
use kpi_types::{Currency, Facts, Grain, Money, Period, Quantity, Ratio};
use rust_decimal::Decimal;

pub(crate) const MARCH: Period = Period::new(Grain::Month, 2026 * 12 + 2);

pub(crate) fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

pub(crate) fn usd(text: &str) -> Quantity {
    Quantity::Money(Money::new(decimal(text), Currency::USD))
}

pub(crate) fn jpy(text: &str) -> Quantity {
    Quantity::Money(Money::new(decimal(text), Currency::JPY))
}

pub(crate) fn count(n: i64) -> Quantity {
    Quantity::Count(n)
}

pub(crate) fn ratio(text: &str) -> Quantity {
    Quantity::Ratio(Ratio::new(decimal(text)))
}

pub(crate) fn number(text: &str) -> Quantity {
    Quantity::Number(decimal(text))
}

pub(crate) fn months(text: &str) -> Quantity {
    Quantity::Duration { value: decimal(text), unit: kpi_types::TimeUnit::Month }
}

pub(crate) fn facts(period: Period, figures: &[(&str, Quantity)]) -> Facts {
    let mut facts = Facts::new(period);
    for (name, quantity) in figures {
        facts.insert(name, *quantity).unwrap();
    }
    facts
}

/// The facts of March and the months before it, latest first.
pub(crate) fn history(name: &str, figures: &[Quantity]) -> BTreeMap<Period, Facts> {
    let dated = figures.iter().zip(0..).map(|(quantity, back)| {
        let period = MARCH.checked_add(-back).unwrap();
        (period, facts(period, &[(name, *quantity)]))
    });
    dated.collect()
}

pub(crate) fn context() -> EvaluationContext {
    EvaluationContext::new("test")
}

static BUILTIN: LazyLock<Catalog> = LazyLock::new(|| Catalog::builtin().unwrap());

/// The built-in catalog, loaded once.
pub(crate) fn builtin() -> &'static Catalog {
    &BUILTIN
}

/// A built-in metric over facts of March.
pub(crate) fn measure(id: &str, figures: &[(&str, Quantity)]) -> Measurement {
    let facts = facts(MARCH, figures);
    builtin().evaluate(id, MARCH, &facts, &context()).unwrap()
}

/// A fact entry of a document.
pub(crate) fn fact(name: &str, unit: &str) -> String {
    format!(
        r#"
[[fact]]
name = "{name}"
unit = "{unit}"
label = {{ en = "{name}", ja = "事実" }}
description = {{ en = "A fact.", ja = "事実。" }}
provided_by = "test"
"#
    )
}

/// A metric entry of a document. `kind` holds the fields of the kind.
pub(crate) fn metric(id: &str, unit: &str, kind: &str) -> String {
    format!(
        r#"
[[metric]]
id = "{id}"
name = {{ en = "{id}", ja = "指標" }}
description = {{ en = "A metric.", ja = "指標。" }}
unit = "{unit}"
direction = "higher_is_better"
grains = ["month"]
scenario_stage = "use"
timing = "leading"
owner = "support"
sources = ["test"]
{kind}
"#
    )
}

/// A derived metric entry.
pub(crate) fn derived(id: &str, unit: &str, formula: &str) -> String {
    let kind = format!("kind = \"derived\"\nformula = \"{formula}\"");
    metric(id, unit, &kind)
}

/// One fact of every unit: `count`, `number`, `ratio`, `money`, `score`, `days`, `months`.
pub(crate) fn one_of_each() -> String {
    let units = ["count", "number", "ratio", "money", "score", "days", "months"];
    units.map(|unit| fact(&format!("a_{unit}"), unit)).concat()
}
