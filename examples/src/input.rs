//! Files to records. Every row that is wrong is named with file, line, column and value.

mod book;
mod door;
mod file;
mod layout;
mod side;

pub use book::{Loaded, SnapshotList, read_book};
pub use door::Door;
pub(crate) use door::known_fields;
pub use file::{Progress, Rows, open};
pub use layout::{Columns, Layout};
pub use side::{
    Given, Inputs, Segments, read_inputs, read_one_offs, read_rates, read_segments, read_totals,
};

use std::fmt;

use serde::Serialize;

/// One thing wrong with one cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BadCell {
    /// The file.
    pub file: String,
    /// The line in it, counted from one, the header included.
    pub line: u64,
    /// The column as the file calls it.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// What may stand there.
    pub allowed: String,
}

impl fmt::Display for BadCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, column, value, allowed } = self;
        write!(f, "{file}:{line}: {column}: {value:?} is not allowed: expected {allowed}")
    }
}

/// Where rows of several files came from: every row has one number, counted over all files.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    /// Name of a file and the number before its first line.
    starts: Vec<(String, u64)>,
    next: u64,
}

impl Sources {
    /// Opens the next file.
    pub fn begin(&mut self, file: &str) {
        self.starts.push((file.to_owned(), self.next));
    }

    /// The number of a line of the file opened last.
    pub fn number(&mut self, line: u64) -> std::num::NonZeroU64 {
        let start = self.starts.last().map_or(0, |(_, start)| *start);
        let row = start + line;
        self.next = self.next.max(row);
        std::num::NonZeroU64::new(row).unwrap_or(std::num::NonZeroU64::MIN)
    }

    /// The names of the files.
    #[must_use]
    pub fn files(&self) -> Vec<&str> {
        self.starts.iter().map(|(file, _)| file.as_str()).collect()
    }

    /// File and line of a number: `contract_lines.csv:17`.
    #[must_use]
    pub fn place(&self, row: std::num::NonZeroU64) -> String {
        let at = self.starts.partition_point(|(_, start)| *start < row.get());
        match at.checked_sub(1).and_then(|at| self.starts.get(at)) {
            Some((file, start)) => format!("{file}:{}", row.get() - start),
            None => row.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_find_their_file_again() {
        let mut sources = Sources::default();
        sources.begin("a.csv");
        let first = sources.number(2);
        let second = sources.number(9);
        sources.begin("b.csv");
        let third = sources.number(2);
        let places = [first, second, third].map(|row| sources.place(row));
        assert_eq!(places, ["a.csv:2", "a.csv:9", "b.csv:2"]);
    }
}
