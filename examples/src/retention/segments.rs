//! Everybody apart by a column, by its value at their first event.

use std::collections::HashMap;

use chrono::NaiveDate;
use kpis::cohort::{RetentionGrid, SegmentGrid};
use kpis::types::{AttributeHistory, CustomerId, SegmentTiming};

use super::log::Log;
use crate::input::said;

/// More grids than this nobody reads.
pub(super) const MOST: usize = 48;

/// One grid for each value, the largest first, those without a value last.
pub(super) fn apart(
    asked: &str,
    log: &Log,
    grid: &RetentionGrid,
) -> anyhow::Result<Vec<SegmentGrid>> {
    let history = at_first_event(log)?;
    let values = history.distinct_values();
    if values.len() > MOST {
        let (n, some) = (values.len(), values.get(..3).unwrap_or_default().join(", "));
        return Err(said(
            format!(
                "--segment {asked} has {n} values ({some}, …): expected a column with at most {MOST}, \
                 such as a plan or a country"
            ),
            format!(
                "--segment {asked} の値は {n} 種類あります({some} など)。プランや国のように {MOST} 種類以下の列を\
                 指定してください"
            ),
        ));
    }
    // One value, recorded for all time, holds whatever day is looked up.
    let mut grids = grid.by_segment(&history, SegmentTiming::PeriodStart)?;
    grids.sort_by_key(|segment| {
        let size: u64 = segment.grid.cohorts().iter().map(|row| row.size()).sum();
        (segment.value.is_none(), std::cmp::Reverse(size))
    });
    Ok(grids)
}

fn at_first_event(log: &Log) -> anyhow::Result<AttributeHistory> {
    let mut first: HashMap<&str, (i64, &str)> = HashMap::new();
    for ((id, at), value) in log.ids.iter().zip(&log.seconds).zip(&log.segments) {
        let known = first.entry(id).or_insert((*at, value));
        // Of two at the same time the first in the file.
        if *at < known.0 {
            *known = (*at, value);
        }
    }
    let mut history = AttributeHistory::new();
    for (id, (_, value)) in first {
        if !value.is_empty() {
            history.record(&CustomerId::try_new(id)?, NaiveDate::MIN, value);
        }
    }
    Ok(history)
}
