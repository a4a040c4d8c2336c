//! A damped trend as a document.

use super::{DampedTrend, PARAMETERS};
use crate::{DampedTrendError, DampedTrendParameters, TrendState};

#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    parameters: DampedTrendParameters,
    start: TrendState,
    state: TrendState,
    errors: Vec<f64>,
    fitted: usize,
}

impl TryFrom<Written> for DampedTrend {
    type Error = DampedTrendError;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { parameters, start, state, errors, fitted } = written;
        for TrendState { level, trend } in [start, state] {
            if !(level.is_finite() && trend.is_finite()) {
                return Err(DampedTrendError::Start { level, trend });
            }
        }
        if errors.is_empty() {
            return Err(DampedTrendError::TooShort { n: 0, needed: 1 });
        }
        // All of them were fitted, or the start alone, or none.
        if ![0, 2, PARAMETERS].contains(&fitted) {
            return Err(DampedTrendError::Fitted { fitted });
        }
        match errors.iter().enumerate().find(|(_, error)| !error.is_finite()) {
            Some((index, value)) => Err(DampedTrendError::NotFinite { index, value: *value }),
            None => Ok(Self { parameters, start, state, errors, fitted }),
        }
    }
}

impl From<DampedTrend> for Written {
    fn from(trend: DampedTrend) -> Self {
        let DampedTrend { parameters, start, state, errors, fitted } = trend;
        Self { parameters, start, state, errors, fitted }
    }
}
