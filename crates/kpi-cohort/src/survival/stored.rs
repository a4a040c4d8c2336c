//! Results written and read back, through the laws that the accumulators keep.
//!
//! A curve is stored as its table and options and computed again when it is read, so that nothing
//! in it can disagree.

mod comparison;
mod points;
mod table;

use serde::{Deserialize, Serialize};

use super::{
    KaplanMeier, KaplanMeierOptions, NelsonAalen, NelsonAalenOptions, NoInterval, RiskTable,
};

pub(super) use comparison::RawLogRankTest;
pub(super) use points::{
    RawHazardPoint, RawHazardStep, RawQuantile, RawRestrictedMean, RawSurvivalPoint,
    RawSurvivalStep,
};
pub(super) use table::{RawRiskRow, RawRiskTable};

/// Why a stored result is none.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(super) enum StoredError {
    /// Times that fall, or are none.
    #[error("the time {time} of row {row}: times are finite, at least 0, and rise")]
    Time { row: usize, time: f64 },
    /// A count that is negative or no number, or that weights do not allow.
    #[error("{field} of row {row} is {value}: expected {allowed}")]
    Count { row: usize, field: &'static str, value: f64, allowed: &'static str },
    /// Rows that do not follow from each other.
    #[error("{field} of row {row} is {found}, which the other figures make {expected}")]
    Balance { row: usize, field: &'static str, found: f64, expected: f64 },
    /// A number of subjects that the rows do not have.
    #[error("{subjects} subjects, but the rows have {expected}")]
    Subjects { subjects: u64, expected: f64 },
    /// Weights that are not for every row.
    #[error("{weights} weights for {rows} rows")]
    Weights { weights: usize, rows: usize },
    /// A figure outside of what it may be.
    #[error("{field} is {value}: expected {allowed}")]
    Value { field: &'static str, value: f64, allowed: &'static str },
    /// Two figures that have to be one.
    #[error("{field} is {found}, which the other figures make {expected}")]
    Differs { field: &'static str, found: f64, expected: f64 },
    /// Groups that cannot be compared.
    #[error("groups: {0}")]
    Groups(#[from] super::LogRankError),
    /// A covariance that is no square over the groups.
    #[error("a covariance for {found} groups, but there are {groups}")]
    Covariance { found: usize, groups: usize },
}

/// A value, or `{"undefined": why}`.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Known<T> {
    Value(T),
    Undefined(Undefined),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Undefined {
    undefined: NoInterval,
}

impl<T> From<Result<T, NoInterval>> for Known<T> {
    fn from(found: Result<T, NoInterval>) -> Self {
        match found {
            Ok(value) => Self::Value(value),
            Err(undefined) => Self::Undefined(Undefined { undefined }),
        }
    }
}

impl<T> From<Known<T>> for Result<T, NoInterval> {
    fn from(known: Known<T>) -> Self {
        match known {
            Known::Value(value) => Ok(value),
            Known::Undefined(Undefined { undefined }) => Err(undefined),
        }
    }
}

/// Refuses a figure outside of its range; no range holds what is no number.
fn within(
    field: &'static str,
    value: f64,
    range: std::ops::RangeInclusive<f64>,
    allowed: &'static str,
) -> Result<(), StoredError> {
    let there = value.is_finite() && range.contains(&value);
    if there { Ok(()) } else { Err(StoredError::Value { field, value, allowed }) }
}

fn positive(field: &'static str, value: f64) -> Result<(), StoredError> {
    within(field, value, 0.0..=f64::MAX, "a finite number of at least 0")
}

/// Equal but for the last digits.
fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-3)
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "KaplanMeier", deny_unknown_fields)]
pub(super) struct RawKaplanMeier {
    /// Where the curve begins at 1.
    origin: f64,
    options: KaplanMeierOptions,
    table: RiskTable,
}

impl From<KaplanMeier> for RawKaplanMeier {
    fn from(curve: KaplanMeier) -> Self {
        Self { origin: curve.origin, options: curve.options, table: curve.table }
    }
}

impl TryFrom<RawKaplanMeier> for KaplanMeier {
    type Error = StoredError;

    fn try_from(raw: RawKaplanMeier) -> Result<Self, StoredError> {
        positive("origin", raw.origin)?;
        let first = raw.table.rows().first().map(super::RiskRow::time);
        // What a condition leaves begins after it.
        if let Some(time) = first.filter(|time| raw.origin > 0.0 && *time <= raw.origin) {
            return Err(StoredError::Time { row: 0, time });
        }
        Ok(Self::starting_at(raw.origin, raw.table, raw.options))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "NelsonAalen", deny_unknown_fields)]
pub(super) struct RawNelsonAalen {
    options: NelsonAalenOptions,
    table: RiskTable,
}

impl From<NelsonAalen> for RawNelsonAalen {
    fn from(curve: NelsonAalen) -> Self {
        Self { options: curve.options(), table: curve.table().clone() }
    }
}

impl From<RawNelsonAalen> for NelsonAalen {
    fn from(raw: RawNelsonAalen) -> Self {
        Self::new(&raw.table, raw.options)
    }
}
