//! Past and coming MRR as bars.

use anyhow::Result;
use kpis::cohort::MonthTotals;
use kpis::types::Language;

use crate::forecast::book::Found;
use crate::shown::{heading, pad, pick};

/// Columns of the chart.
const CHART: f64 = 56.0;

/// Months of the past in the chart.
const BEFORE: usize = 12;

/// The past year and the coming months as bars; the interval as a lighter end.
pub(super) fn chart(found: &Found, l: Language) -> Result<String> {
    let amount =
        |month: &MonthTotals| month.mrr().map(|money| f64::try_from(money.amount()).unwrap_or(0.0));
    let past: Vec<Option<f64>> = found.history.totals().iter().map(amount).collect();
    let skip = past.len().saturating_sub(BEFORE);
    let shown = past.get(skip..).unwrap_or_default();
    let ahead = found.forecast.months();
    let upper = ahead.iter().map(|m| m.mrr().total().estimate().upper());
    let largest = shown.iter().copied().flatten().chain(upper).fold(0.0, f64::max);
    let columns = |value: f64| (value / largest.max(f64::MIN_POSITIVE) * CHART).round() as usize;
    let mut text = heading(pick(
        l,
        "MRR: █ past, ▒ up to the lower end, ░ interval, | forecast",
        "MRR: █ 実績、▒ 下限まで、░ 区間、| 予測",
    ));
    let label_width = 9;
    for (value, back) in shown.iter().zip((0..shown.len()).rev()) {
        let back = i32::try_from(back).unwrap_or(0);
        let label = found.label(found.history.last_month() - back)?;
        let bar = match value {
            Some(value) => "█".repeat(columns(*value)),
            None => pick(l, "(not observed)", "(観測なし)").to_owned(),
        };
        text += &format!("  {}{bar}\n", pad(&label, label_width));
    }
    for month in ahead {
        let estimate = month.mrr().total().estimate();
        let (low, point, high) =
            (columns(estimate.lower()), columns(estimate.point()), columns(estimate.upper()));
        let cell = |at: usize| match at {
            at if at + 1 == point => '|',
            at if at < low => '▒',
            _ => '░',
        };
        let bar: String = (0..high.max(point)).map(cell).collect();
        text += &format!("  {}{bar}\n", pad(&found.label(month.month())?, label_width));
    }
    Ok(text)
}
