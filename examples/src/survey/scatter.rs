//! The portfolio as a scatter of letters.

use kpis::survey::{Portfolio, Quadrant};
use kpis::types::Language;

use crate::shown::{pad, pick, width};

const COLUMNS: usize = 60;
const ROWS: usize = 17;

/// The letter of an item, by its rank.
pub(super) fn letter(rank: usize) -> char {
    u8::try_from(rank)
        .ok()
        .and_then(|rank| Some((b'A' + rank) as char).filter(|_| rank < 26))
        .unwrap_or('·')
}

/// Satisfaction upwards, importance to the right, the lines that cut them, a letter for each item.
pub(super) fn draw(portfolio: &Portfolio, figure: impl Fn(f64) -> String, l: Language) -> String {
    let items = portfolio.ranked();
    let x = Axis::new(items.iter().map(|i| i.importance()), portfolio.importance_line(), COLUMNS);
    let y = Axis::new(items.iter().map(|i| i.satisfaction()), portfolio.satisfaction_line(), ROWS);
    let (right, up) =
        (x.place(portfolio.importance_line()), y.place(portfolio.satisfaction_line()));
    let mut grid = vec![vec![' '; COLUMNS]; ROWS];
    for (row, cells) in grid.iter_mut().enumerate() {
        for (column, cell) in cells.iter_mut().enumerate() {
            *cell = match (row == up, column == right) {
                (true, true) => '┼',
                (true, false) => '─',
                (false, true) => '│',
                (false, false) => ' ',
            };
        }
    }
    for (rank, item) in items.iter().enumerate() {
        let (column, row) = (x.place(item.importance()), y.place(item.satisfaction()));
        let Some(cells) = grid.get_mut(row) else { continue };
        // The nearest free cell: letters are never lost.
        let free = |at: &usize| cells.get(*at).is_some_and(|cell| !cell.is_alphanumeric());
        let near = (0..COLUMNS).flat_map(|step| [column + step, column.wrapping_sub(step)]);
        let at = near.into_iter().find(|at| free(at));
        if let Some(cell) = at.and_then(|at| cells.get_mut(at)) {
            *cell = letter(rank);
        }
    }
    let label = |row: usize| match row {
        row if row + 1 == ROWS => figure(y.high),
        row if row == up => figure(portfolio.satisfaction_line()),
        0 => figure(y.low),
        _ => String::new(),
    };
    let name = |quadrant: Quadrant| quadrant.label().text(l).to_owned();
    let margin = (0..ROWS).map(|row| width(&label(row))).max().unwrap_or(0);
    let ends = |left: Quadrant, right: Quadrant| {
        let (left, right) = (name(left), name(right));
        let gap = COLUMNS.saturating_sub(width(&left) + width(&right));
        format!("  {}  {left}{}{right}\n", " ".repeat(margin), " ".repeat(gap))
    };
    let mut text = ends(Quadrant::Keep, Quadrant::KeepFirst);
    for (row, cells) in grid.iter().enumerate().rev() {
        let line: String = cells.iter().collect();
        let text_of = label(row);
        let gap = " ".repeat(margin.saturating_sub(width(&text_of)));
        text += &format!("  {gap}{text_of} ┤{}\n", line.trim_end());
    }
    text += &ends(Quadrant::Improve, Quadrant::ImproveFirst);
    let [low, high] = [x.low, x.high].map(|value| format!("{value:.2}"));
    let title = pick(l, "importance →", "重要度 →");
    let gap = COLUMNS.saturating_sub(low.len() + high.len());
    let middle = pad(&format!("{}{title}", " ".repeat(gap.saturating_sub(width(title)) / 2)), gap);
    text + &format!("  {}  {low}{middle}{high}\n", " ".repeat(margin))
}

/// A stretch of an axis, with room at both ends.
struct Axis {
    low: f64,
    high: f64,
    cells: usize,
}

impl Axis {
    fn new(values: impl Iterator<Item = f64> + Clone, line: f64, cells: usize) -> Self {
        let all = values.chain([line]);
        let low = all.clone().fold(f64::INFINITY, f64::min);
        let high = all.fold(f64::NEG_INFINITY, f64::max);
        let room = 0.06 * (high - low);
        Self { low: low - room, high: high + room, cells }
    }

    fn place(&self, value: f64) -> usize {
        let share = (value - self.low) / (self.high - self.low);
        ((share * self.cells as f64) as usize).min(self.cells - 1)
    }
}
