//! Variances of curves, time by time.

use super::RiskTable;
use super::risk_table::{RiskRow, RobustRow};

/// Greenwood's sum, Σ d ÷ (n (n − d)): the variance of log S at each row. Infinite from where nobody
/// is left.
pub(super) fn greenwood(table: &RiskTable) -> Vec<f64> {
    let sum = table.rows.iter().scan(0.0, |sum, row| {
        *sum += step(row);
        Some(*sum)
    });
    sum.collect()
}

/// One term of Greenwood's sum.
pub(super) fn step(row: &RiskRow) -> f64 {
    if row.events > 0.0 { row.events / (row.at_risk * row.survivors) } else { 0.0 }
}

/// The infinitesimal jackknife variance of a sum over times, at each row.
///
/// The derivative of the sum by the weight of a subject is the sum of `shared` over the times it was
/// at risk, with `own` added at the time of its event. All subjects who leave at a time in the same
/// way are alike, so it takes one pass. Everybody must be at risk from the start.
pub(super) fn jackknife(
    table: &RiskTable,
    shared: fn(&RiskRow) -> f64,
    own: fn(&RiskRow) -> f64,
) -> Vec<f64> {
    let left = |robust: RobustRow| robust.events + robust.censored;
    let mut staying: f64 = table.robust_rows().map(|(_, robust)| left(robust)).sum();
    let (mut slope, mut gone) = (0.0, 0.0);
    let variance = table.robust_rows().map(|(row, robust)| {
        slope += shared(row);
        if robust.events > 0.0 {
            let event: f64 = slope + own(row);
            gone += robust.events * event * event;
        }
        gone += robust.censored * slope * slope;
        staying -= left(robust);
        gone + slope * slope * staying.max(0.0)
    });
    variance.collect()
}

/// The robust variance of log S at each row.
pub(super) fn robust_log_survival(table: &RiskTable) -> Vec<f64> {
    let mut variance = jackknife(table, step, |row| -1.0 / row.survivors);
    // Where nobody is left the terms are infinite, of both signs; a curve has to equal itself.
    variance.iter_mut().filter(|v| v.is_nan()).for_each(|v| *v = f64::INFINITY);
    variance
}
