//! The grid as a heat map.

use kpis::cohort::{Cell, CellStatus, CohortRow, RetentionGrid};
use kpis::types::{Estimate, Language, Undefined};

use super::super::args::RetentionArguments;
use super::LEVEL;
use crate::shown::{grouped, pad, pick};

pub(super) fn heat_map(
    arguments: &RetentionArguments,
    grid: &RetentionGrid,
    color: bool,
    l: Language,
) -> String {
    let shown = youngest(arguments, grid);
    let width = shown.iter().map(|row| row.label().len()).max().unwrap_or(0).max(8);
    let columns = used_columns(grid);
    let mut text =
        format!("  {} {:>7}", pad(pick(l, "cohort", "開始"), width), pick(l, "size", "人数"));
    for column in 0..columns {
        text += &format!(" {column:>6}");
    }
    text.push('\n');
    for row in shown {
        text += &format!("  {} {:>7}", pad(row.label(), width), grouped(row.size().into(), 0));
        for cell in row.cells().iter().take(columns as usize) {
            text += &format!(" {}", painted(cell, color));
        }
        text = text.trim_end().to_owned() + "\n";
    }
    text + &older(grid.cohorts().len() - shown.len(), l)
}

/// The cohorts that are shown.
pub(super) fn youngest<'a>(
    arguments: &RetentionArguments,
    grid: &'a RetentionGrid,
) -> &'a [CohortRow] {
    let rows = grid.cohorts();
    rows.get(rows.len().saturating_sub(arguments.cohorts.into())..).unwrap_or_default()
}

fn older(left: usize, l: Language) -> String {
    match l {
        _ if left == 0 => String::new(),
        Language::En if left == 1 => {
            "  (1 older cohort is in the means and not shown)\n".to_owned()
        }
        Language::En => format!("  ({left} older cohorts are in the means and not shown)\n"),
        Language::Ja => format!("  (さらに古い {left} コホートは平均にのみ含まれます)\n"),
    }
}

/// Columns in which some cohort has been seen.
pub(super) fn used_columns(grid: &RetentionGrid) -> u32 {
    let seen = |column: &u32| {
        let cells = grid.cohorts().iter().filter_map(|row| row.cell(*column));
        cells.into_iter().any(|cell| cell.status() != CellStatus::Unobservable)
    };
    (0..grid.columns()).take_while(seen).count() as u32
}

fn painted(cell: &Cell, color: bool) -> String {
    let (rate, mark) = rate_of(cell);
    let Ok(rate) = rate else { return format!("{:>6}", "–") };
    let percent = rate.point() * 100.0;
    let digits = usize::from(percent < 99.95);
    let text = format!("{:>6}", format!("{percent:.digits$}%{mark}"));
    if !color {
        return text;
    }
    // Darker is more; five steps of blue with a readable foreground.
    const STEPS: [(u8, u8); 6] = [(255, 16), (189, 16), (153, 16), (75, 16), (32, 231), (25, 231)];
    let step = ((rate.point() * 5.999) as usize).min(5);
    let (back, front) = STEPS.get(step).copied().unwrap_or((255, 16));
    format!("\u{1b}[48;5;{back};38;5;{front}m{text}\u{1b}[0m")
}

/// The rate, marked where windows are still running.
fn rate_of(cell: &Cell) -> (Result<Estimate, Undefined>, &'static str) {
    match cell.status() {
        CellStatus::Complete | CellStatus::Unobservable => (cell.rate(LEVEL), ""),
        CellStatus::Partial { .. } if cell.eligible() > 0 => (cell.rate(LEVEL), "*"),
        _ => (cell.rate_so_far(LEVEL), "*"),
    }
}

pub(super) fn legend(l: Language) -> String {
    let text = match l {
        Language::En => {
            "  * still running: the figure is of those seen so far, or counts on\n  – not begun: not yet is not 0 %\n"
        }
        Language::Ja => {
            "  * 観測中。確定した人のみ、または途中の値です\n  – まだ始まっていません。0% ではありません\n"
        }
    };
    text.to_owned()
}
