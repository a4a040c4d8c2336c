//! Places in a text: for errors that point at what they mean.

use std::fmt;
use std::ops::Range;

/// A byte range of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextSpan {
    start: usize,
    end: usize,
}

impl TextSpan {
    pub(crate) fn new(start: usize, end: usize) -> Self {
        let end = end.max(start);
        Self { start, end }
    }

    /// From the start of one to the end of another.
    pub(crate) fn join(self, last: Self) -> Self {
        Self::new(self.start, last.end)
    }

    /// First byte.
    #[must_use]
    pub const fn start(self) -> usize {
        self.start
    }

    /// The byte after the last.
    #[must_use]
    pub const fn end(self) -> usize {
        self.end
    }
}

impl From<Range<usize>> for TextSpan {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}

/// A line and a column, both counted from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

impl Position {
    /// Where a byte of a text stands. Past the end counts as the end.
    pub(crate) fn of(text: &str, byte: usize) -> Self {
        let before = prefix(text, byte);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            line: before.matches('\n').count() + 1,
            column: prefix_from(before, line_start).chars().count() + 1,
        }
    }
}

/// A text with its lines counted once, for many places in a long text.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    text: &'a str,
    line_starts: Vec<usize>,
}

impl<'a> Document<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let after_breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        let line_starts = [0].into_iter().chain(after_breaks).collect();
        Self { text, line_starts }
    }

    /// As [`Position::of`].
    pub(crate) fn position(&self, byte: usize) -> Position {
        let before = prefix(self.text, byte);
        let line = self.line_starts.partition_point(|start| *start <= before.len());
        let start = line.checked_sub(1).and_then(|i| self.line_starts.get(i));
        let column = prefix_from(before, start.copied().unwrap_or(0)).chars().count() + 1;
        Position { line, column }
    }

    pub(crate) fn excerpt(&self, span: TextSpan) -> String {
        excerpt(self.text, span)
    }
}

/// Characters shown on either side of a marked place.
const MARGIN: usize = 60;

/// The line a span starts on, and under it carets for the span.
pub(crate) fn excerpt(text: &str, span: TextSpan) -> String {
    let before = prefix(text, span.start());
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = prefix_from(text, line_start).split(['\n', '\r']).next().unwrap_or("");
    let lead = prefix_from(before, line_start).chars().count();
    let marked = prefix(text, span.end());
    let width = prefix_from(marked, before.len()).chars().count().max(1);
    let skip = lead.saturating_sub(MARGIN);
    let shown: String = line
        .chars()
        .skip(skip)
        .take(2 * MARGIN)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    let lead = lead - skip;
    let room = shown.chars().count().saturating_sub(lead).max(1);
    format!("{shown}\n{}{}", " ".repeat(lead), "^".repeat(width.min(room)))
}

/// The text up to a byte, cut at a character boundary.
fn prefix(text: &str, mut byte: usize) -> &str {
    byte = byte.min(text.len());
    while !text.is_char_boundary(byte) {
        byte -= 1;
    }
    text.get(..byte).unwrap_or(text)
}

fn prefix_from(text: &str, start: usize) -> &str {
    text.get(start..).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_under_the_span() {
        let shown = excerpt("first\nsecond line\n", TextSpan::new(13, 17));
        assert_eq!(shown, "second line\n       ^^^^");
        assert_eq!(Position::of("first\nsecond line\n", 13), Position { line: 2, column: 8 });
    }

    #[test]
    fn lines_counted_once_give_the_same_places() {
        for text in ["", "\n", "é\n\nab\n", "a\r\nb"] {
            let document = Document::new(text);
            for byte in 0..text.len() + 2 {
                assert_eq!(document.position(byte), Position::of(text, byte), "{text:?} {byte}");
            }
        }
    }

    #[test]
    fn places_outside_the_text_are_its_end() {
        assert_eq!(excerpt("é", TextSpan::new(1, 99)), "é\n^");
        assert_eq!(excerpt("", TextSpan::new(0, 0)), "\n^");
        assert_eq!(Position::of("ab", 99), Position { line: 1, column: 3 });
    }

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("{}!{}", "a".repeat(500), "b".repeat(500));
        let shown = excerpt(&text, TextSpan::new(500, 501));
        let (line, carets) = shown.split_once('\n').unwrap();
        assert_eq!(line.chars().count(), 120);
        assert_eq!(line.chars().nth(carets.len() - 1), Some('!'));
    }
}
