//! Tables, headings and bars, aligned by the columns a terminal really uses.

use comfy_table::{
    CellAlignment, ContentArrangement, ContentLineStyle, LineStyle, Table, TableStyle,
};
use unicode_width::UnicodeWidthStr;

/// To which side a column's cells lean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Words.
    Left,
    /// Numbers.
    Right,
}

const STYLE: TableStyle = TableStyle::new()
    .header_separator(LineStyle::none().fill('-').junction('-'))
    .content_lines(ContentLineStyle::none());

/// A table with a rule under its header, indented by two. Every line ends without blanks.
#[must_use]
pub fn table(header: &[(&str, Align)], rows: &[Vec<String>]) -> String {
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header.iter().map(|(name, _)| *name));
    table.add_rows(rows.iter().cloned());
    for ((_, align), column) in header.iter().zip(table.column_iter_mut()) {
        column.set_cell_alignment(match align {
            Align::Left => CellAlignment::Left,
            Align::Right => CellAlignment::Right,
        });
    }
    table.lines().map(|line| format!("{}\n", format!(" {line}").trim_end())).collect()
}

/// A section's heading.
#[must_use]
pub fn heading(text: &str) -> String {
    format!("\n{text}\n{}\n", "=".repeat(width(text)))
}

/// Columns a text takes on a terminal; Japanese characters take two.
#[must_use]
pub fn width(text: &str) -> usize {
    text.width()
}

/// Fills up with blanks to a width in columns.
#[must_use]
pub fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// A bar of at most `columns`, in proportion to the largest; something is never nothing.
#[must_use]
pub fn bar(value: rust_decimal::Decimal, largest: rust_decimal::Decimal, columns: u32) -> String {
    let share = value.abs().checked_div(largest.abs()).unwrap_or_default();
    let scaled = share.checked_mul(columns.into()).unwrap_or_default().round();
    let cells = usize::try_from(scaled).unwrap_or(0).min(columns as usize);
    let sign = if value.is_sign_negative() { "░" } else { "█" };
    sign.repeat(if value.is_zero() { 0 } else { cells.max(1) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_columns_line_up() {
        let header = [("指標", Align::Left), ("値", Align::Right)];
        let rows = [
            vec!["解約率".to_owned(), "1.2 %".to_owned()],
            vec!["NRR".to_owned(), "103.4 %".to_owned()],
        ];
        let text = table(&header, &rows);
        let widths: Vec<usize> = text.lines().map(width).collect();
        assert!(widths[0] == widths[2] && widths[2] == widths[3], "{text}");
    }

    #[test]
    fn bars_are_in_proportion_and_something_shows() {
        let bar = |v: i64| width(&bar(v.into(), 100.into(), 20));
        assert_eq!((bar(100), bar(50), bar(1), bar(0)), (20, 10, 1, 0));
    }
}
