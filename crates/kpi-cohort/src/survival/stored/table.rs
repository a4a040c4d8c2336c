//! Tables of who was at risk: every row follows from the one before.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::super::risk_table::RobustRow;
use super::super::{RiskRow, RiskTable};
use super::StoredError;

#[derive(Serialize, Deserialize)]
#[serde(rename = "RiskRow", deny_unknown_fields)]
pub(in super::super) struct RawRiskRow {
    time: f64,
    at_risk: f64,
    events: f64,
    survivors: f64,
    censored: f64,
    entered: f64,
}

impl From<RiskRow> for RawRiskRow {
    fn from(row: RiskRow) -> Self {
        let RiskRow { time, at_risk, survivors, entered, events, censored } = row;
        Self { time, at_risk, events, survivors, censored, entered }
    }
}

impl TryFrom<RawRiskRow> for RiskRow {
    type Error = StoredError;

    fn try_from(raw: RawRiskRow) -> Result<Self, StoredError> {
        checked(0, raw)
    }
}

fn checked(row: usize, raw: RawRiskRow) -> Result<RiskRow, StoredError> {
    let RawRiskRow { time, at_risk, events, survivors, censored, entered } = raw;
    if !(time >= 0.0 && time.is_finite()) {
        return Err(StoredError::Time { row, time });
    }
    let most = RiskTable::MAX_SUBJECTS as f64;
    for (field, value) in [
        ("at_risk", at_risk),
        ("events", events),
        ("survivors", survivors),
        ("censored", censored),
        ("entered", entered),
    ] {
        if !(0.0..=most).contains(&value) {
            let allowed = "a number from 0 to 2^53";
            return Err(StoredError::Count { row, field, value, allowed });
        }
    }
    if !agree(survivors, at_risk - events, at_risk) {
        let (field, expected) = ("survivors", at_risk - events);
        return Err(StoredError::Balance { row, field, found: survivors, expected });
    }
    if censored > survivors && !agree(censored, survivors, at_risk) {
        let (field, expected) = ("censored", survivors);
        return Err(StoredError::Balance { row, field, found: censored, expected });
    }
    Ok(RiskRow { time, at_risk, survivors, entered, events, censored })
}

/// Equal but for the last digits of sums of fractions that large.
fn agree(a: f64, b: f64, size: f64) -> bool {
    (a - b).abs() <= 1e-9 * size
}

/// Rows and sums of squares of the weights of one time.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWeights {
    event_rows: u64,
    censored_rows: u64,
    event_squares: f64,
    censored_squares: f64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "RiskTable", deny_unknown_fields)]
pub(in super::super) struct RawRiskTable {
    subjects: u64,
    delayed_entry: bool,
    fractional_weights: bool,
    rows: Vec<RawRiskRow>,
    /// Absent where every row has weight 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    weights: Option<Vec<RawWeights>>,
}

impl From<RiskTable> for RawRiskTable {
    fn from(table: RiskTable) -> Self {
        let weights = |row: &RobustRow| RawWeights {
            event_rows: row.event_rows,
            censored_rows: row.censored_rows,
            event_squares: row.events,
            censored_squares: row.censored,
        };
        Self {
            subjects: table.subjects,
            delayed_entry: table.delayed,
            fractional_weights: table.fractional,
            rows: table.rows.iter().map(|row| RawRiskRow::from(*row)).collect(),
            weights: table.robust.map(|rows| rows.iter().map(weights).collect()),
        }
    }
}

impl TryFrom<RawRiskTable> for RiskTable {
    type Error = StoredError;

    fn try_from(raw: RawRiskTable) -> Result<Self, StoredError> {
        let RawRiskTable { subjects, delayed_entry, fractional_weights, rows, weights } = raw;
        let mut read: Vec<RiskRow> = Vec::with_capacity(rows.len());
        for (at, row) in rows.into_iter().enumerate() {
            read.push(checked(at, row)?);
        }
        course(&read, delayed_entry, fractional_weights)?;
        let robust = match weights {
            None if fractional_weights => {
                return Err(StoredError::Weights { weights: 0, rows: read.len() });
            }
            None => None,
            Some(weights) => Some(weighed(&read, weights)?),
        };
        counted(subjects, &read, robust.as_deref())?;
        Ok(Self {
            subjects,
            delayed: delayed_entry,
            fractional: fractional_weights,
            rows: Arc::new(read),
            robust: robust.map(Arc::new),
        })
    }
}

/// Times rise, and whoever is at risk was so before or has entered; at the end nobody is.
fn course(rows: &[RiskRow], delayed: bool, fractional: bool) -> Result<(), StoredError> {
    let same = |a: f64, b: f64, size: f64| if fractional { agree(a, b, size) } else { a == b };
    let mut before: Option<(f64, f64, f64)> = None;
    for (row, now) in rows.iter().enumerate() {
        if let Some((time, expected, size)) = before {
            if now.time <= time {
                return Err(StoredError::Time { row, time: now.time });
            }
            if !same(now.at_risk, expected, size) {
                let (field, found) = ("at_risk", now.at_risk);
                return Err(StoredError::Balance { row, field, found, expected });
            }
        }
        if now.entered > 0.0 && !delayed {
            let (field, found) = ("entered", now.entered);
            return Err(StoredError::Balance { row, field, found, expected: 0.0 });
        }
        for (field, value) in
            [("at_risk", now.at_risk), ("survivors", now.survivors), ("censored", now.censored)]
        {
            if !fractional && value.fract() != 0.0 {
                let allowed = "a whole number, since no weight has a fraction";
                return Err(StoredError::Count { row, field, value, allowed });
            }
        }
        if !same(now.survivors, now.at_risk - now.events, now.at_risk) {
            let (field, expected) = ("survivors", now.at_risk - now.events);
            return Err(StoredError::Balance { row, field, found: now.survivors, expected });
        }
        let next = now.survivors - now.censored + now.entered;
        before = Some((now.time, next, now.at_risk + now.entered));
    }
    match before.filter(|(_, left, size)| !same(*left, 0.0, *size)) {
        Some((_, found, _)) => {
            let (row, field) = (rows.len(), "at_risk");
            Err(StoredError::Balance { row, field, found, expected: 0.0 })
        }
        None => Ok(()),
    }
}

/// The squares of weights are those of some weights that add up to what the rows have.
fn weighed(rows: &[RiskRow], weights: Vec<RawWeights>) -> Result<Vec<RobustRow>, StoredError> {
    if weights.len() != rows.len() {
        return Err(StoredError::Weights { weights: weights.len(), rows: rows.len() });
    }
    let mut read = Vec::with_capacity(rows.len());
    for (row, (now, raw)) in rows.iter().zip(weights).enumerate() {
        for (field, sum, squares, count) in [
            ("event_squares", now.events, raw.event_squares, raw.event_rows),
            ("censored_squares", now.censored, raw.censored_squares, raw.censored_rows),
        ] {
            // Cauchy-Schwarz below, positive weights above.
            // Each square is cut to steps of 2⁻⁶⁴.
            let (square, steps) = (sum * sum, count as f64 * 2_f64.powi(-63));
            let least = square / count.max(1) as f64 * (1.0 - 1e-9) - steps;
            let most = square * (1.0 + 1e-9) + steps;
            if !(least..=most).contains(&squares) || (count == 0) != (sum == 0.0) {
                let allowed = "what weights of that sum can have";
                return Err(StoredError::Count { row, field, value: squares, allowed });
            }
        }
        read.push(RobustRow {
            event_rows: raw.event_rows,
            censored_rows: raw.censored_rows,
            events: raw.event_squares,
            censored: raw.censored_squares,
        });
    }
    Ok(read)
}

/// As many subjects as rows went in, or, after a condition, as were at risk there.
fn counted(
    subjects: u64,
    rows: &[RiskRow],
    weights: Option<&[RobustRow]>,
) -> Result<(), StoredError> {
    let at_start = rows.first().map_or(0.0, |row| row.at_risk);
    let all = match weights {
        Some(weights) => {
            weights.iter().map(|row| row.event_rows as f64 + row.censored_rows as f64).sum()
        }
        None => at_start + rows.iter().map(|row| row.entered).sum::<f64>(),
    };
    let expected = [all, at_start.round()];
    let there = subjects <= RiskTable::MAX_SUBJECTS && expected.contains(&(subjects as f64));
    if there { Ok(()) } else { Err(StoredError::Subjects { subjects, expected: all }) }
}
