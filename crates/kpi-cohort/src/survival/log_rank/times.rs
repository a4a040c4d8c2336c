//! Several tables, walked together.

use super::super::{RiskRow, RiskTable};

/// A time with events, over all groups.
pub(super) struct EventTime<'a> {
    pub(super) at_risk: f64,
    pub(super) events: f64,
    /// At risk and events by group.
    pub(super) groups: &'a [(f64, f64)],
}

/// Calls for each time with an event in any group, rising.
pub(super) fn each_event_time(tables: &[&RiskTable], mut call: impl FnMut(&EventTime<'_>)) {
    let mut rest: Vec<&[RiskRow]> = tables.iter().map(|table| table.rows()).collect();
    let mut groups = vec![(0.0, 0.0); tables.len()];
    let first = |rows: &&[RiskRow]| rows.first().map(|row| row.time());
    // Times are finite, so the order of floats is total.
    while let Some(time) = rest.iter().filter_map(first).reduce(f64::min) {
        let (mut at_risk, mut events) = (0.0, 0.0);
        for (rows, group) in rest.iter_mut().zip(&mut groups) {
            *group = (0.0, 0.0);
            if let Some((row, later)) = rows.split_first() {
                // Between two rows those are at risk who are at the later one.
                group.0 = row.at_risk();
                if row.time() == time {
                    group.1 = row.events();
                    *rows = later;
                }
            }
            at_risk += group.0;
            events += group.1;
        }
        if events > 0.0 {
            call(&EventTime { at_risk, events, groups: &groups });
        }
    }
}
