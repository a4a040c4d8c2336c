//! The mean at each age.

use kpis::cohort::{CellUse, CohortWeights, RetentionGrid};
use kpis::types::{Estimate, Language};

use super::super::args::{ModeOption, RetentionArguments};
use super::LEVEL;
use super::heat_map::used_columns;
use crate::shown::{Align, heading, interval_of, pick, table};

/// Which cells a mean is over: a window that never ends is never complete.
pub(in super::super) fn used_cells(arguments: &RetentionArguments) -> CellUse {
    match arguments.mode {
        ModeOption::OnOrAfter => CellUse::EligibleMembers,
        _ => CellUse::CompleteOnly,
    }
}

pub(super) fn means(arguments: &RetentionArguments, grid: &RetentionGrid, l: Language) -> String {
    let cells = used_cells(arguments);
    let header = [
        (pick(l, "age", "経過"), Align::Right),
        (pick(l, "mean", "平均"), Align::Right),
        (pick(l, "95 % interval", "95% 区間"), Align::Right),
        (pick(l, "each cohort alike", "コホート平均"), Align::Right),
        (pick(l, "cohorts", "コホート数"), Align::Right),
    ];
    let percent = |estimate: &Estimate| format!("{:.1} %", estimate.point() * 100.0);
    let row = |column: u32| -> Option<Vec<String>> {
        let of = |weights| grid.mean(column, weights, cells, LEVEL).ok();
        let (by_size, alike) = (of(CohortWeights::BySize)?, of(CohortWeights::Equal));
        Some(vec![
            column.to_string(),
            percent(&by_size.rate),
            interval_of(&by_size.rate, l),
            alike.map_or_else(|| "-".to_owned(), |mean| percent(&mean.rate)),
            by_size.cells_used.to_string(),
        ])
    };
    let rows: Vec<Vec<String>> = (1..used_columns(grid)).filter_map(row).collect();
    if rows.is_empty() {
        return pick(l, "\n  No window is over yet.\n", "\n  終了した観測期間がまだありません。\n")
            .to_owned();
    }
    let title = match arguments.mode {
        ModeOption::OnOrAfter => {
            pick(l, "Means over everybody whose window has begun", "窓が始まった全員の平均")
        }
        _ => pick(l, "Means over complete cells", "確定したセルの平均"),
    };
    format!("{}{}", heading(title), table(&header, &rows))
}
