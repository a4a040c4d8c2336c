//! Figures as rows state them: decimals in quotation marks, reasons by name, rounding on request.

use std::collections::BTreeMap;

use kpis::metrics::Measurement;
use kpis::types::{Rounding, Undefined};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::JobError;

/// How a source rounds what it shows.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Shown {
    #[default]
    HalfUp,
    Floor,
}

/// Digits after the point, figure by figure; what is not named is exact.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Rounded {
    #[serde(default)]
    pub(super) rounding: Shown,
    #[serde(flatten)]
    pub(super) places: BTreeMap<String, u32>,
}

/// Values, and reasons for those that do not exist.
#[derive(Debug, Default, Serialize)]
pub(super) struct Values {
    values: BTreeMap<String, String>,
    undefined: BTreeMap<String, String>,
}

impl Shown {
    pub(super) fn apply(self, value: Decimal, places: u32) -> Decimal {
        let rounding = match self {
            Self::HalfUp => Rounding::HalfUp,
            Self::Floor => Rounding::Floor,
        };
        rounding.apply(value, places)
    }
}

impl Rounded {
    pub(super) fn text(&self, name: &str, value: Decimal) -> String {
        let shown = match self.places.get(name) {
            Some(places) => self.rounding.apply(value, *places),
            None => value,
        };
        shown.normalize().to_string()
    }
}

impl Values {
    /// Files a measurement under the name it was asked for.
    pub(super) fn file(
        &mut self,
        name: &str,
        measured: &Measurement,
        rounded: &Rounded,
    ) -> Result<(), JobError> {
        match measured.value() {
            Ok(value) => {
                self.values.insert(name.to_owned(), rounded.text(name, value.value()));
            }
            Err(why) => {
                self.undefined.insert(name.to_owned(), reason(why)?);
            }
        }
        Ok(())
    }
}

/// The name of a reason in data.
pub(super) fn reason(why: &Undefined) -> Result<String, JobError> {
    let data =
        serde_json::to_value(why).map_err(|why| JobError::Outcome { why: why.to_string() })?;
    let name = data.get("reason").and_then(serde_json::Value::as_str);
    name.map(ToOwned::to_owned)
        .ok_or_else(|| JobError::Outcome { why: format!("a reason without a name: {data}") })
}
