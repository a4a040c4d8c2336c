//! Files to records. Every row that is wrong is named with file, line, column and value.

mod against;
mod book;
mod door;
mod file;
mod layout;
mod lines;
mod said;
mod side;

pub use book::{ListBy, Loaded, SnapshotList, read_book};
pub use door::Door;
pub(crate) use door::known_fields;
pub use file::{Header, Progress, Rows, open};
pub(crate) use file::{check_count, check_names, name_of};
pub use layout::{Columns, Layout};
pub use said::{Said, said};
pub use side::{
    Given, Inputs, Known, Segments, read_inputs, read_one_offs, read_rates, read_segments,
    read_totals,
};

use std::fmt;

use kpis::revenue::{Allowed, FieldError};
use kpis::types::{Language, Localized};
use serde::{Serialize, Serializer};

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
    /// A stable code of what may stand there.
    pub code: &'static str,
    /// What may stand there, in both languages.
    #[serde(serialize_with = "both")]
    pub allowed: Localized,
}

/// Both languages by their codes.
fn both<S: Serializer>(text: &Localized, to: S) -> Result<S::Ok, S::Error> {
    to.collect_map([("en", &text.en), ("ja", &text.ja)])
}

impl BadCell {
    /// A cell where something else is allowed.
    #[must_use]
    pub fn new(file: &str, line: u64, column: &str, value: &str, allowed: &Allowed) -> Self {
        let (code, allowed) = (allowed.code(), allowed.message());
        let (file, column, value) = (file.to_owned(), column.to_owned(), value.to_owned());
        Self { file, line, column, value, code, allowed }
    }

    /// The findings of one row.
    fn of_row(place: &Place<'_>, errors: &[FieldError]) -> Vec<Self> {
        let Place { file, line, layout, header } = place;
        let cell = |error: &FieldError| {
            Self::new(file, *line, layout.column(header, error.field), &error.value, &error.allowed)
        };
        errors.iter().map(cell).collect()
    }

    /// The finding as a sentence.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let Self { file, line, column, value, allowed, .. } = self;
        let allowed = allowed.text(language);
        match language {
            Language::En => {
                format!("{file}:{line}: {column}: {value:?} is not allowed: expected {allowed}")
            }
            Language::Ja => {
                format!("{file}:{line}: {column}: {value:?} は使えません。使えるもの: {allowed}")
            }
        }
    }
}

impl fmt::Display for BadCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::En))
    }
}

/// Where a row stands.
struct Place<'a> {
    file: &'a str,
    line: u64,
    layout: &'a Layout,
    header: &'a [String],
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

    /// Which of the files a number is of, and its line there.
    #[must_use]
    pub fn file_and_line(&self, row: u64) -> Option<(usize, u64)> {
        let at = self.starts.partition_point(|(_, start)| *start < row).checked_sub(1)?;
        Some((at, row - self.starts.get(at)?.1))
    }

    /// File and line of a number: `contract_lines.csv:17`.
    #[must_use]
    pub fn place(&self, row: std::num::NonZeroU64) -> String {
        let found = self.file_and_line(row.get());
        match found.and_then(|(at, line)| Some((&self.starts.get(at)?.0, line))) {
            Some((file, line)) => format!("{file}:{line}"),
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
