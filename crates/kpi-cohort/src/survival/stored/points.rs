//! Single figures of a curve.

use kpi_types::{Estimate, EstimateMethod};
use serde::{Deserialize, Serialize};

use super::super::{
    HazardPoint, HazardStep, ReachedTime, RestrictedMean, RiskRow, SurvivalPoint, SurvivalQuantile,
    SurvivalStep,
};
use super::{Known, StoredError, positive, within};

/// Standard error and interval are of the figure, and inside its range.
fn error_and_interval(
    figure: f64,
    most: f64,
    standard_error: &Known<f64>,
    interval: &Known<Estimate>,
) -> Result<(), StoredError> {
    if let Known::Value(error) = standard_error {
        positive("standard_error", *error)?;
    }
    if let Known::Value(estimate) = interval {
        if estimate.point() != figure {
            let (field, found) = ("the point of the interval", estimate.point());
            return Err(StoredError::Differs { field, found, expected: figure });
        }
        let allowed = "inside the range of the figure";
        within("the lower end of the interval", estimate.lower(), 0.0..=most, allowed)?;
        within("the upper end of the interval", estimate.upper(), 0.0..=most, allowed)?;
    }
    Ok(())
}

/// The row of a step and its point are of one time.
fn one_time(row: &RiskRow, point: f64) -> Result<(), StoredError> {
    if row.time() == point {
        return Ok(());
    }
    Err(StoredError::Differs { field: "time", found: point, expected: row.time() })
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "SurvivalPoint", deny_unknown_fields)]
pub(in super::super) struct RawSurvivalPoint {
    time: f64,
    survival: f64,
    standard_error: Known<f64>,
    interval: Known<Estimate>,
}

impl From<SurvivalPoint> for RawSurvivalPoint {
    fn from(point: SurvivalPoint) -> Self {
        Self {
            time: point.time(),
            survival: point.survival(),
            standard_error: point.standard_error().into(),
            interval: point.estimate().into(),
        }
    }
}

impl TryFrom<RawSurvivalPoint> for SurvivalPoint {
    type Error = StoredError;

    fn try_from(raw: RawSurvivalPoint) -> Result<Self, StoredError> {
        positive("time", raw.time)?;
        within("survival", raw.survival, 0.0..=1.0, "a share from 0 to 1")?;
        error_and_interval(raw.survival, 1.0, &raw.standard_error, &raw.interval)?;
        Ok(Self::new(raw.time, raw.survival, raw.standard_error.into(), raw.interval.into()))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "SurvivalStep", deny_unknown_fields)]
pub(in super::super) struct RawSurvivalStep {
    row: RiskRow,
    point: SurvivalPoint,
}

impl From<SurvivalStep> for RawSurvivalStep {
    fn from(step: SurvivalStep) -> Self {
        Self { row: step.row(), point: step.point() }
    }
}

impl TryFrom<RawSurvivalStep> for SurvivalStep {
    type Error = StoredError;

    fn try_from(raw: RawSurvivalStep) -> Result<Self, StoredError> {
        one_time(&raw.row, raw.point.time())?;
        Ok(Self { row: raw.row, point: raw.point })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "HazardPoint", deny_unknown_fields)]
pub(in super::super) struct RawHazardPoint {
    time: f64,
    hazard: f64,
    standard_error: Known<f64>,
    interval: Known<Estimate>,
}

impl From<HazardPoint> for RawHazardPoint {
    fn from(point: HazardPoint) -> Self {
        Self {
            time: point.time(),
            hazard: point.hazard(),
            standard_error: point.standard_error().into(),
            interval: point.estimate().into(),
        }
    }
}

impl TryFrom<RawHazardPoint> for HazardPoint {
    type Error = StoredError;

    fn try_from(raw: RawHazardPoint) -> Result<Self, StoredError> {
        positive("time", raw.time)?;
        positive("hazard", raw.hazard)?;
        error_and_interval(raw.hazard, f64::MAX, &raw.standard_error, &raw.interval)?;
        let (standard_error, interval) = (raw.standard_error.into(), raw.interval.into());
        Ok(Self { time: raw.time, hazard: raw.hazard, standard_error, interval })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "HazardStep", deny_unknown_fields)]
pub(in super::super) struct RawHazardStep {
    row: RiskRow,
    point: HazardPoint,
}

impl From<HazardStep> for RawHazardStep {
    fn from(step: HazardStep) -> Self {
        Self { row: step.row(), point: step.point() }
    }
}

impl TryFrom<RawHazardStep> for HazardStep {
    type Error = StoredError;

    fn try_from(raw: RawHazardStep) -> Result<Self, StoredError> {
        one_time(&raw.row, raw.point.time())?;
        Ok(Self { row: raw.row, point: raw.point })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "RestrictedMean", deny_unknown_fields)]
pub(in super::super) struct RawRestrictedMean {
    limit: f64,
    mean: f64,
    standard_error: Known<f64>,
    interval: Known<Estimate>,
}

impl From<RestrictedMean> for RawRestrictedMean {
    fn from(found: RestrictedMean) -> Self {
        Self {
            limit: found.limit(),
            mean: found.mean(),
            standard_error: found.standard_error().into(),
            interval: found.estimate().into(),
        }
    }
}

impl TryFrom<RawRestrictedMean> for RestrictedMean {
    type Error = StoredError;

    fn try_from(raw: RawRestrictedMean) -> Result<Self, StoredError> {
        positive("limit", raw.limit)?;
        within("mean", raw.mean, 0.0..=raw.limit, "a time from 0 to the limit")?;
        error_and_interval(raw.mean, raw.limit, &raw.standard_error, &raw.interval)?;
        let (standard_error, interval) = (raw.standard_error.into(), raw.interval.into());
        Ok(Self { limit: raw.limit, mean: raw.mean, standard_error, interval })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "SurvivalQuantile", deny_unknown_fields)]
pub(in super::super) struct RawQuantile {
    probability: f64,
    time: ReachedTime,
    lower: ReachedTime,
    upper: ReachedTime,
    level: f64,
    subjects: u64,
    method: EstimateMethod,
}

impl From<SurvivalQuantile> for RawQuantile {
    fn from(found: SurvivalQuantile) -> Self {
        let SurvivalQuantile { probability, time, lower, upper, level, subjects, method } = found;
        Self { probability, time, lower, upper, level, subjects, method }
    }
}

impl TryFrom<RawQuantile> for SurvivalQuantile {
    type Error = StoredError;

    fn try_from(raw: RawQuantile) -> Result<Self, StoredError> {
        let RawQuantile { probability, time, lower, upper, level, subjects, method } = raw;
        let share = "above 0 and at most 1";
        within("probability", probability, f64::MIN_POSITIVE..=1.0, share)?;
        within("level", level, f64::MIN_POSITIVE..=1.0 - f64::EPSILON / 2.0, "between 0 and 1")?;
        for (field, reached) in [("time", time), ("lower", lower), ("upper", upper)] {
            reached.at().map_or(Ok(()), |at| positive(field, at))?;
        }
        for (field, early, late) in [("lower", lower, time), ("time", time, upper)] {
            let both = early.at().zip(late.at());
            if let Some((found, expected)) = both.filter(|(early, late)| early > late) {
                return Err(StoredError::Differs { field, found, expected });
            }
        }
        Ok(Self { probability, time, lower, upper, level, subjects, method })
    }
}
