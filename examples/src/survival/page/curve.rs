//! A curve drawn with characters.

use kpis::types::Language;

use super::super::args::SurvivalArguments;
use super::super::durations::Group;
use super::super::words::{short, unit};
use crate::shown::{pick, width};

/// Columns of a drawn curve, and rows.
const COLUMNS: u32 = 60;

const ROWS: u32 = 10;

/// The curve as a step plot.
pub(super) fn drawn(group: &Group, arguments: &SurvivalArguments, l: Language) -> String {
    let Some(last) = group.curve.last_time().filter(|last| *last > 0.0) else {
        return pick(l, "  nobody was seen after time 0\n", "  時点 0 より後の観測がありません\n")
            .to_owned();
    };
    let share = |column: u32| {
        let time = last * f64::from(column) / f64::from(COLUMNS - 1);
        group.curve.survival_at(time).map_or(0.0, |point| point.survival())
    };
    let mut text = String::new();
    for row in (0..ROWS).rev() {
        let floor = f64::from(row) / f64::from(ROWS);
        let label = if (row + 1) % 5 == 0 || row + 1 == ROWS { (row + 1) * 10 } else { 0 };
        let label = if label > 0 { format!("{label} %") } else { String::new() };
        let cells: String = (0..COLUMNS)
            .map(|column| {
                // Eighths of a cell.
                let filled = ((share(column) - floor) * f64::from(ROWS) * 8.0).clamp(0.0, 8.0);
                const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
                EIGHTHS.get(filled.round() as usize).copied().unwrap_or('█')
            })
            .collect();
        text += &format!("  {label:>5} │{}\n", cells.trim_end());
    }
    let end = format!("{} {}", short(last), unit(arguments, l));
    let line = "─".repeat(COLUMNS as usize);
    let gap = " ".repeat((COLUMNS as usize).saturating_sub(1 + width(&end)));
    text + &format!("        └{line}\n         0{gap}{end}\n")
}
