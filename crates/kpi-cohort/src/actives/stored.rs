//! Active users read back: what no log can have is refused.

use chrono::NaiveDate;
use kpi_types::{Period, Ratio, Span};
use rust_decimal::Decimal;
use serde::Deserialize;

use super::{ActiveSplit, PeriodActives, Stickiness, TrailingActives};
use crate::CellStatus;

/// Why stored active users are none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum StoredActivesError {
    /// A split that is not of those who were active.
    #[error("new, returning and resurrected make {parts}, active are {active}")]
    Split { parts: u128, active: u64 },
    /// A figure outside of what the others allow.
    #[error("{field} is {value}: expected {least} to {most}")]
    Range { field: &'static str, value: u128, least: u128, most: u128 },
    /// A share that is none.
    #[error("{observed} of a period observed: expected a share from 0 to 1")]
    Observed { observed: Ratio },
    /// More seen than there are records.
    #[error("complete from {from}, but the records begin on {records_from}")]
    NotSeen { from: NaiveDate, records_from: NaiveDate },
    /// A window that ends before it begins.
    #[error("a window from {from} to {to}")]
    Window { from: NaiveDate, to: NaiveDate },
}

fn status(status: CellStatus) -> Result<(), StoredActivesError> {
    match status {
        CellStatus::Partial { observed }
            if !(Decimal::ZERO..=Decimal::ONE).contains(&observed.value()) =>
        {
            Err(StoredActivesError::Observed { observed })
        }
        _ => Ok(()),
    }
}

fn seen(
    status: CellStatus,
    from: NaiveDate,
    records_from: NaiveDate,
) -> Result<(), StoredActivesError> {
    match status == CellStatus::Complete && from < records_from {
        true => Err(StoredActivesError::NotSeen { from, records_from }),
        false => Ok(()),
    }
}

fn range(
    field: &'static str,
    value: u128,
    least: u128,
    most: u128,
) -> Result<(), StoredActivesError> {
    match (least..=most).contains(&value) {
        true => Ok(()),
        false => Err(StoredActivesError::Range { field, value, least, most }),
    }
}

#[derive(Deserialize)]
#[serde(rename = "PeriodActives", deny_unknown_fields)]
pub(super) struct RawPeriodActives {
    period: Period,
    label: String,
    status: CellStatus,
    active: u64,
    split: Option<ActiveSplit>,
    history: (NaiveDate, NaiveDate),
}

impl TryFrom<RawPeriodActives> for PeriodActives {
    type Error = StoredActivesError;

    fn try_from(raw: RawPeriodActives) -> Result<Self, StoredActivesError> {
        let RawPeriodActives { period, label, status: seen, active, split, history } = raw;
        status(seen)?;
        if let Some(ActiveSplit { new, returning, resurrected, .. }) = split {
            let parts = u128::from(new) + u128::from(returning) + u128::from(resurrected);
            if parts != u128::from(active) {
                return Err(StoredActivesError::Split { parts, active });
            }
        }
        Ok(Self { period, label, status: seen, active, split, history })
    }
}

#[derive(Deserialize)]
#[serde(rename = "Stickiness", deny_unknown_fields)]
pub(super) struct RawStickiness {
    period: Period,
    span: Span,
    status: CellStatus,
    days: u64,
    active: u64,
    active_days: u64,
    squares: u128,
    records_from: NaiveDate,
    as_of: NaiveDate,
}

impl TryFrom<RawStickiness> for Stickiness {
    type Error = StoredActivesError;

    fn try_from(raw: RawStickiness) -> Result<Self, StoredActivesError> {
        let RawStickiness { period, span, days, active, active_days, squares, .. } = raw;
        let (records_from, as_of) = (raw.records_from, raw.as_of);
        status(raw.status)?;
        seen(raw.status, span.start(), records_from)?;
        let long = u128::try_from(span.days()).unwrap_or(0);
        let (n, sum) = (u128::from(active), u128::from(active_days));
        range("days", days.into(), long, long)?;
        // Whoever is active is so on a day or more.
        range("active_days", sum, n, n.saturating_mul(long))?;
        // (Σx)² ÷ n ≤ Σx² ≤ days · Σx
        let least = sum.saturating_mul(sum).div_ceil(n.max(1));
        range("squares", squares, least, sum.saturating_mul(long))?;
        let status = raw.status;
        Ok(Self { period, span, status, days, active, active_days, squares, records_from, as_of })
    }
}

#[derive(Deserialize)]
#[serde(rename = "TrailingActives", deny_unknown_fields)]
pub(super) struct RawTrailingActives {
    date: NaiveDate,
    window_from: NaiveDate,
    records_from: NaiveDate,
    status: CellStatus,
    active: u64,
    on_the_day: u64,
}

impl TryFrom<RawTrailingActives> for TrailingActives {
    type Error = StoredActivesError;

    fn try_from(raw: RawTrailingActives) -> Result<Self, StoredActivesError> {
        let RawTrailingActives { date, window_from, records_from, active, on_the_day, .. } = raw;
        status(raw.status)?;
        seen(raw.status, window_from, records_from)?;
        if window_from > date {
            return Err(StoredActivesError::Window { from: window_from, to: date });
        }
        range("on_the_day", on_the_day.into(), 0, active.into())?;
        Ok(Self { date, window_from, records_from, status: raw.status, active, on_the_day })
    }
}
