//! Contract lines, snapshots and changes into a book.

use std::collections::BTreeMap;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{DateTime, NaiveDate, Utc};
use csv::StringRecord;
use kpis::revenue::{
    Allowed, Book, BookError, ChangeFields, FieldError, LineFields, LineOrCharge, SnapshotFields,
};
use kpis::types::{Localized, Zone};
use rust_decimal::Decimal;

use super::{BadCell, Columns, Door, Layout, Place, Progress, Rows, Sources};

/// A book and what is to be said about where it came from.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Every record.
    pub book: Book,
    /// Where rows came from.
    pub sources: Sources,
    /// Everything wrong.
    pub bad: Vec<BadCell>,
    /// Rows read, bad ones included.
    pub rows: u64,
    /// Bad rows.
    pub bad_rows: u64,
    /// Whether there are contract lines.
    pub has_lines: bool,
    /// Whether rows say when they became known.
    pub has_recorded_at: bool,
    /// Every list of the snapshot door, by the moment it was taken.
    pub lists: BTreeMap<DateTime<Utc>, SnapshotList>,
    /// The columns of every file read.
    pub headers: Vec<Vec<String>>,
    /// What is to be said about the files.
    pub remarks: Vec<Localized>,
    last_recorded: Option<NaiveDate>,
    last_event: Option<NaiveDate>,
}

/// One list of everybody's MRR, added up from its rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SnapshotList {
    /// How many rows.
    pub rows: u64,
    /// Their sum.
    pub sum: Decimal,
}

impl Loaded {
    /// The last date in the data: the day the last record was written or, where records do not
    /// say, the last start, cancellation or list.
    #[must_use]
    pub fn last_date(&self) -> Option<NaiveDate> {
        self.last_recorded.or(self.last_event)
    }

    fn wrong(&mut self, cells: Vec<BadCell>) {
        self.bad_rows += 1;
        self.bad.extend(cells);
    }

    fn seen(&mut self, event: Option<NaiveDate>, recorded: Option<NaiveDate>) {
        self.last_event = self.last_event.max(event);
        self.last_recorded = self.last_recorded.max(recorded);
    }
}

/// Reads files into one book.
///
/// # Errors
///
/// When a file cannot be read or its columns are not understood. Bad rows are no error here; they
/// are in [`Loaded::bad`].
pub fn read_book(
    paths: &[PathBuf],
    door: Option<Door>,
    columns: &Columns,
    zone: Zone,
    progress: Progress,
) -> Result<Loaded> {
    let mut loaded = Loaded { book: Book::in_zone(zone), ..Loaded::default() };
    for path in paths {
        read_file(&mut loaded, path, door, columns, zone, progress)?;
    }
    Ok(loaded)
}

fn read_file(
    loaded: &mut Loaded,
    path: &Path,
    door: Option<Door>,
    columns: &Columns,
    zone: Zone,
    progress: Progress,
) -> Result<()> {
    let mut rows = Rows::open(path, progress)?;
    loaded.headers.push(rows.header.clone());
    if let Some(remark) = delimiter_remark(&short_name(path), rows.delimiter) {
        loaded.remarks.push(remark);
    }
    let (door, layout) = Door::find(door, &rows.file, &rows.header, columns)?;
    loaded.has_lines |= door == Door::Lines;
    loaded.has_recorded_at |= layout.has("recorded_at");
    loaded.sources.begin(&short_name(path));
    let file = rows.file.clone();
    let reader = RowReader { door, layout, header: rows.header.clone(), file, zone };
    while let Some((line, row)) = rows.next_row()? {
        loaded.rows += 1;
        match row {
            Err(cell) => loaded.wrong(vec![cell]),
            Ok(record) => {
                let number = loaded.sources.number(line);
                if let Err(cells) = reader.take(loaded, &record, number, line)? {
                    loaded.wrong(cells);
                }
            }
        }
    }
    Ok(())
}

fn delimiter_remark(file: &str, delimiter: u8) -> Option<Localized> {
    let (en, ja) = match delimiter {
        b';' => ("semicolons", "セミコロン"),
        b'\t' => ("tabs", "タブ"),
        _ => return None,
    };
    Some(Localized::new(
        format!("The columns of {file} are separated by {en}."),
        format!("{file} の列は{ja}で区切られています。"),
    ))
}

fn short_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

struct RowReader {
    door: Door,
    layout: Layout,
    header: Vec<String>,
    file: String,
    zone: Zone,
}

impl RowReader {
    fn take(
        &self,
        loaded: &mut Loaded,
        record: &StringRecord,
        row: NonZeroU64,
        line: u64,
    ) -> Result<Result<(), Vec<BadCell>>> {
        let text = |field: &str| self.layout.text(record, field);
        let date = |field: &str| self.date_of(text(field));
        let (event, observed) = match self.door {
            Door::Lines => match self.line(record, row) {
                Ok(LineOrCharge::Line(found)) => {
                    (date("start").max(date("cancelled_on")), loaded.book.observe_line(&found))
                }
                Ok(LineOrCharge::OneOff(found)) => {
                    (date("start"), loaded.book.observe_one_off(&found))
                }
                Err(errors) => return Ok(Err(self.cells(errors, line))),
            },
            Door::Snapshots => match self.snapshot(record).read(row) {
                Ok(found) => {
                    let list = loaded.lists.entry(found.at).or_default();
                    list.rows += 1;
                    list.sum = list.sum.checked_add(found.mrr.amount()).context("sum too large")?;
                    (date("at"), loaded.book.observe_snapshot(&found))
                }
                Err(errors) => return Ok(Err(self.cells(errors, line))),
            },
            Door::Changes => match self.change(record).read(row) {
                Ok(found) => (date("date"), loaded.book.observe_change(&found)),
                Err(errors) => return Ok(Err(self.cells(errors, line))),
            },
        };
        if let Err(error) = observed {
            return self.refused(error, line).map(Err);
        }
        loaded.seen(event, date("recorded_at"));
        Ok(Ok(()))
    }

    fn line(&self, r: &StringRecord, row: NonZeroU64) -> Result<LineOrCharge, Vec<FieldError>> {
        let text = |field: &str| self.layout.text(r, field);
        let fields = LineFields {
            line: text("line"),
            contract: text("contract"),
            customer: text("customer"),
            product: text("product"),
            plan: text("plan"),
            quantity: text("quantity"),
            price: text("price"),
            currency: text("currency"),
            interval: text("interval"),
            start: text("start"),
            end: text("end"),
            trial_end: text("trial_end"),
            discount: text("discount"),
            status: text("status"),
            status_since: text("status_since"),
            cancelled_on: text("cancelled_on"),
            recorded_at: text("recorded_at"),
        };
        fields.read(row)
    }

    fn snapshot<'a>(&'a self, r: &'a StringRecord) -> SnapshotFields<'a> {
        let text = |field: &str| self.layout.text(r, field);
        SnapshotFields {
            at: text("at"),
            customer: text("customer"),
            product: text("product"),
            mrr: text("mrr"),
            currency: text("currency"),
            recorded_at: text("recorded_at"),
        }
    }

    fn change<'a>(&'a self, r: &'a StringRecord) -> ChangeFields<'a> {
        let text = |field: &str| self.layout.text(r, field);
        ChangeFields {
            date: text("date"),
            customer: text("customer"),
            product: text("product"),
            delta: text("delta"),
            currency: text("currency"),
            recorded_at: text("recorded_at"),
        }
    }

    fn date_of(&self, text: &str) -> Option<NaiveDate> {
        let at = || DateTime::parse_from_rfc3339(text).ok();
        text.parse().ok().or_else(|| Some(self.zone.date_of(at()?.with_timezone(&Utc))))
    }

    fn cells(&self, errors: Vec<FieldError>, line: u64) -> Vec<BadCell> {
        let (file, layout, header) = (&self.file, &self.layout, &self.header);
        BadCell::of_row(&Place { file, line, layout, header }, &errors)
    }

    /// A record the book does not take: one bad row, unless the book is full.
    fn refused(&self, error: BookError, line: u64) -> Result<Vec<BadCell>> {
        if error == BookError::Full {
            return Err(error.into());
        }
        let (field, value) = match &error {
            BookError::TooLarge { amount, .. } => {
                (if self.door == Door::Changes { "delta" } else { "mrr" }, amount.to_string())
            }
            other => ("(row)", other.to_string()),
        };
        let column = self.layout.column(&self.header, field);
        Ok(vec![BadCell::new(&self.file, line, column, &value, &Allowed::FitsInAMonth)])
    }
}
