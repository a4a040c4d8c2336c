//! The page: a heat map of the grid, means, active users, what it says in words.

mod actives;
mod source;

use anyhow::Result;
use kpis::cohort::{Cell, CellStatus, CellUse, CohortWeights};
use kpis::stats::ConfidenceLevel;
use kpis::types::{Estimate, Language, Undefined};

use super::args::{ModeOption, RetentionArguments};
use super::grid::Found;
use super::log::Log;
use crate::shown::{Align, grouped, heading, interval_of, pad, pick, table};
use actives::actives;
use source::source;

pub(super) const LEVEL: ConfidenceLevel = ConfidenceLevel::P95;

pub(super) fn page(
    arguments: &RetentionArguments,
    log: &Log,
    found: &Found,
    color: bool,
) -> Result<String> {
    let l = arguments.shown.page.language();
    let mut page = heading(pick(l, "Retention", "継続利用(リテンション)"));
    page = page.trim_start_matches('\n').to_owned();
    page += &source(arguments, log, found, l);
    page += &heading(pick(l, "Cohorts by age", "コホート × 経過期間"));
    page += &heat_map(arguments, found, color, l);
    page += &legend(l);
    page += &means(arguments, found, l);
    page += &heading(pick(l, "Active users", "アクティブユーザー"));
    page += &actives(found, l);
    Ok(page)
}

fn heat_map(arguments: &RetentionArguments, found: &Found, color: bool, l: Language) -> String {
    let rows = found.grid.cohorts();
    let shown = rows.get(rows.len().saturating_sub(arguments.cohorts.into())..).unwrap_or_default();
    let width = shown.iter().map(|row| row.label().len()).max().unwrap_or(0).max(8);
    let columns = used_columns(found);
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
    let left = rows.len() - shown.len();
    if left > 0 {
        text += &match l {
            Language::En if left == 1 => {
                "  (1 older cohort is in the means and not shown)\n".to_owned()
            }
            Language::En => format!("  ({left} older cohorts are in the means and not shown)\n"),
            Language::Ja => format!("  (さらに古い {left} コホートは平均にのみ含まれます)\n"),
        };
    }
    text
}

/// Columns in which some cohort has been seen.
fn used_columns(found: &Found) -> u32 {
    let seen = |column: &u32| {
        let cells = found.grid.cohorts().iter().filter_map(|row| row.cell(*column));
        cells.into_iter().any(|cell| cell.status() != CellStatus::Unobservable)
    };
    (0..found.grid.columns()).take_while(seen).count() as u32
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

fn legend(l: Language) -> String {
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

/// Which cells a mean is over: a window that never ends is never complete.
pub(super) fn used_cells(arguments: &RetentionArguments) -> CellUse {
    match arguments.mode {
        ModeOption::OnOrAfter => CellUse::EligibleMembers,
        _ => CellUse::CompleteOnly,
    }
}

fn means(arguments: &RetentionArguments, found: &Found, l: Language) -> String {
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
        let of = |weights| found.grid.mean(column, weights, cells, LEVEL).ok();
        let (by_size, alike) = (of(CohortWeights::BySize)?, of(CohortWeights::Equal));
        Some(vec![
            column.to_string(),
            percent(&by_size.rate),
            interval_of(&by_size.rate, l),
            alike.map_or_else(|| "-".to_owned(), |mean| percent(&mean.rate)),
            by_size.cells_used.to_string(),
        ])
    };
    let rows: Vec<Vec<String>> = (1..used_columns(found)).filter_map(row).collect();
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
