//! Sample quantiles.

use std::collections::BTreeMap;

use kpi_stats::{QuantileType, Sample};
use serde::Deserialize;
use serde_json::json;

use super::checks::abs;
use super::{Case, CaseError, Checks};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Inputs {
    #[serde(rename = "A_1_10")]
    to_ten: Vec<f64>,
    #[serde(rename = "A_numpy")]
    numpy: Vec<f64>,
    #[serde(rename = "A_sleep")]
    sleep: Vec<f64>,
    #[serde(rename = "A_ties")]
    ties: Vec<f64>,
    probs: Vec<f64>,
}

type ByType = BTreeMap<String, Vec<f64>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    #[serde(rename = "A_1_10")]
    to_ten: ByType,
    #[serde(rename = "A_numpy")]
    numpy: ByType,
    #[serde(rename = "A_sleep")]
    sleep: ByType,
    #[serde(rename = "A_ties")]
    ties: ByType,
    #[serde(rename = "numpy_p40_of_[15,20,35,40,50]")]
    at_40: BTreeMap<String, f64>,
}

/// What NumPy calls the types, in the order of their numbers.
const NUMPY_NAMES: [&str; 9] = [
    "inverted_cdf",
    "averaged_inverted_cdf",
    "closest_observation",
    "interpolated_inverted_cdf",
    "hazen",
    "weibull",
    "linear",
    "median_unbiased",
    "normal_unbiased",
];

pub(super) fn run(case: &Case, checks: &mut Checks) -> Result<(), CaseError> {
    case.tolerance_is(&json!({ "all": "abs 1e-12" }))?;
    let (given, expected): (Inputs, Expected) = (case.inputs()?, case.expected()?);
    let bound = abs(1e-12);
    for (name, values, by_type) in [
        ("A_1_10", given.to_ten, expected.to_ten),
        ("A_numpy", given.numpy.clone(), expected.numpy),
        ("A_sleep", given.sleep, expected.sleep),
        ("A_ties", given.ties, expected.ties),
    ] {
        let sample = Sample::try_new(values).map_err(CaseError::refused)?;
        for (kind, row) in typed(by_type, |kind| format!("type{}", kind.number()))? {
            if row.len() != given.probs.len() {
                let why = format!("{name} has {} figures of type {kind:?}", row.len());
                return Err(CaseError::Form { part: "expected", why });
            }
            for (p, want) in given.probs.iter().zip(row) {
                let found = sample.quantile(*p, kind).map_err(CaseError::refused)?;
                checks.near(&format!("{name}, {kind:?} at {p}"), want, found, bound);
            }
        }
    }
    let sample = Sample::try_new(given.numpy).map_err(CaseError::refused)?;
    let numpy_name = |kind: QuantileType| {
        let index = usize::from(kind.number()) - 1;
        NUMPY_NAMES.get(index).copied().unwrap_or_default().to_owned()
    };
    for (kind, want) in typed(expected.at_40, numpy_name)? {
        let found = sample.quantile(0.4, kind).map_err(CaseError::refused)?;
        checks.near(&format!("NumPy, {kind:?} at 0.4"), want, found, bound);
    }
    Ok(())
}

/// Each type with its entry; all nine and no other.
fn typed<T>(
    mut entries: BTreeMap<String, T>,
    name: impl Fn(QuantileType) -> String,
) -> Result<Vec<(QuantileType, T)>, CaseError> {
    let mut found = Vec::new();
    for kind in QuantileType::ALL {
        let why = format!("no entry {}", name(kind));
        let entry = entries.remove(&name(kind));
        found.push((kind, entry.ok_or(CaseError::Form { part: "expected", why })?));
    }
    match entries.keys().next() {
        None => Ok(found),
        Some(other) => {
            Err(CaseError::Form { part: "expected", why: format!("unknown entry {other}") })
        }
    }
}
