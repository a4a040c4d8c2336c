//! R's data `swiss`.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::checks::{Checks, rel};
use super::super::{Case, CaseError};
use super::figures::{Figures, Near, compare};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    outcome: String,
    data: BTreeMap<String, Vec<Value>>,
}

pub(in super::super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "rel 1e-8" }))?;
    let (given, expected): (Inputs, Figures) = (case.inputs()?, case.expected()?);
    let mut columns: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    // The names of the rows are no figures.
    for (name, values) in given.data.into_iter().filter(|(name, _)| name != "_row") {
        let numbers: Vec<f64> = values.iter().filter_map(Value::as_f64).collect();
        checks.same(&format!("numbers of {name}"), &values.len(), &numbers.len());
        columns.insert(name, numbers);
    }
    let outcome = columns.remove(&given.outcome).unwrap_or_default();
    let items: Vec<(&str, &[f64])> =
        columns.iter().map(|(name, values)| (name.as_str(), values.as_slice())).collect();
    let near = Near { correlation: rel(1e-8), statistic: rel(1e-8) };
    compare(&expected, (&given.outcome, &outcome), &items, near, checks)
}
