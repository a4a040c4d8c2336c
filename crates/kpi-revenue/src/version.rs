//! Two clocks: which version of a line counts at which moment.

use chrono::{DateTime, Utc};

use crate::book::{ALWAYS, Book, NONE};
use crate::ledger::{LedgerError, name};

/// Places of the lines that count at a moment: of each line id the version recorded last, and
/// every line without an id.
pub(crate) fn latest_lines(
    book: &Book,
    known: Option<DateTime<Utc>>,
    wrong: &mut Vec<LedgerError>,
) -> Vec<u32> {
    let limit = known.map_or(i64::MAX, |at| at.timestamp_micros());
    let mut found = Vec::with_capacity(book.lines.len());
    let mut versions: Vec<(u32, i64, u32)> = Vec::new();
    for (line, at) in book.lines.iter().zip(0_u32..).filter(|(l, _)| l.recorded_at <= limit) {
        if line.line == NONE {
            found.push(at);
        } else {
            versions.push((line.line, line.recorded_at, at));
        }
    }
    versions.sort_unstable();
    for same in versions.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        if let [(line, recorded_at, _), _, ..] = same {
            wrong.push(same_moment(book, *line, *recorded_at));
        }
    }
    // Sorted by line and time, the last version of a line stands before the next line.
    let newest = versions.chunk_by(|a, b| a.0 == b.0).filter_map(<[_]>::last);
    found.extend(newest.map(|(_, _, at)| *at));
    found.sort_unstable();
    found
}

fn same_moment(book: &Book, line: u32, recorded_at: i64) -> LedgerError {
    let same = book.lines.iter().filter(|l| l.line == line && l.recorded_at == recorded_at);
    let mut rows: Vec<u64> = same.filter_map(|l| l.row.map(Into::into)).collect();
    rows.sort_unstable();
    let at = match recorded_at {
        ALWAYS => "an unknown time".to_owned(),
        micros => {
            DateTime::from_timestamp_micros(micros).map(|at| at.to_rfc3339()).unwrap_or_default()
        }
    };
    LedgerError::SameMoment { line: name(&book.line_ids, line), at, rows }
}
