//! Contract lines, snapshots and changes into a book.

use std::collections::{BTreeMap, BTreeSet, HashMap};
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

use super::{BadCell, Columns, Door, Layout, Place, Progress, Rows, Sources, said};

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
    /// The fields that files of their kinds may have.
    pub fields: BTreeSet<&'static str>,
    /// Name, layout and columns of every file of records.
    pub(super) files: Vec<(String, Layout, Vec<String>)>,
    /// Every change as it is written, by row.
    pub(super) deltas: BTreeMap<u64, String>,
    /// What is to be said about the files.
    pub remarks: Vec<Localized>,
    /// Everybody in the records, with a number.
    pub(super) customers: HashMap<String, u32>,
    first_event: Option<NaiveDate>,
    last_recorded: Option<NaiveDate>,
    last_event: Option<NaiveDate>,
}

/// One list of everybody's MRR, added up from its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SnapshotList {
    /// How many rows.
    pub rows: u64,
    /// Their sum.
    pub sum: Decimal,
    /// Whom it names.
    customers: BTreeSet<u32>,
}

/// What makes rows of snapshots one list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ListBy {
    /// The same moment; of several lists of one day the last counts.
    Moment,
    /// The same day; every row of a day counts.
    Day,
}

impl Loaded {
    /// The last date in the data: the day the last record was written or, where records do not
    /// say, the last start, cancellation or list.
    #[must_use]
    pub fn last_date(&self) -> Option<NaiveDate> {
        self.last_recorded.or(self.last_event)
    }

    /// The first start or list in the data.
    #[must_use]
    pub const fn first_date(&self) -> Option<NaiveDate> {
        self.first_event
    }

    fn customer(&mut self, name: &str) -> u32 {
        if let Some(known) = self.customers.get(name) {
            return *known;
        }
        let number = u32::try_from(self.customers.len()).unwrap_or(u32::MAX);
        self.customers.insert(name.to_owned(), number);
        number
    }

    /// Says which lists do not count because a later one of the same day does.
    fn remark_superseded_lists(&mut self, zone: Zone) {
        let (mut lists, mut only_earlier) = (0_u64, 0);
        let days: Vec<_> = self.lists_of_days(zone);
        for day in &days {
            let [earlier @ .., last] = day.as_slice() else { continue };
            lists += earlier.len() as u64;
            let all: BTreeSet<u32> = earlier.iter().flat_map(|l| &l.customers).copied().collect();
            only_earlier += all.difference(&last.customers).count();
        }
        if lists > 0 {
            let remark = Localized::new(
                format!(
                    "{lists} lists superseded by a later list of the same day, {only_earlier} \
                     customers only in the earlier ones (--list-by day takes the rows of a day as \
                     one list)."
                ),
                format!(
                    "同じ日の後の一覧で置き換えられた一覧が {lists} 件、前の一覧にだけある顧客が延べ {only_earlier} 社あります(--list-by day で 1 日の行を 1 つの一覧とします)。"
                ),
            );
            self.remarks.push(remark);
        }
    }

    fn lists_of_days(&self, zone: Zone) -> Vec<Vec<&SnapshotList>> {
        let mut days: BTreeMap<NaiveDate, Vec<&SnapshotList>> = BTreeMap::new();
        for (at, list) in &self.lists {
            days.entry(zone.date_of(*at)).or_default().push(list);
        }
        days.into_values().collect()
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
    (zone, by): (Zone, ListBy),
    progress: Progress,
) -> Result<Loaded> {
    let mut loaded = Loaded { book: Book::in_zone(zone), ..Loaded::default() };
    loaded.remarks = same_files(paths)?;
    for path in paths {
        read_file(&mut loaded, path, door, columns, (zone, by), progress)?;
    }
    loaded.remark_superseded_lists(zone);
    loaded.check_rows_against_each_other();
    Ok(loaded)
}

fn read_file(
    loaded: &mut Loaded,
    path: &Path,
    door: Option<Door>,
    columns: &Columns,
    (zone, by): (Zone, ListBy),
    progress: Progress,
) -> Result<()> {
    let mut rows = Rows::open(path, progress)?;
    loaded.headers.push(rows.header.clone());
    if let Some(remark) = delimiter_remark(&short_name(path), rows.delimiter) {
        loaded.remarks.push(remark);
    }
    let (door, layout) = Door::find(door, &rows.file, &rows.header, columns)?;
    loaded.fields.extend(door.fields().iter().map(|field| field.name));
    loaded.has_lines |= door == Door::Lines;
    loaded.has_recorded_at |= layout.has("recorded_at");
    loaded.sources.begin(&short_name(path));
    let file = rows.file.clone();
    loaded.files.push((file.clone(), layout.clone(), rows.header.clone()));
    let reader = RowReader { door, layout, header: rows.header.clone(), file, zone, by };
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

/// A file given twice is an error; two files with the same bytes are remarked.
fn same_files(paths: &[PathBuf]) -> Result<Vec<Localized>> {
    let mut remarks = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    if paths.len() < 2 {
        return Ok(remarks);
    }
    for path in paths {
        let (Ok(real), Ok(meta)) = (path.canonicalize(), path.metadata()) else { continue };
        let name = path.display();
        if seen.contains(&real) {
            return Err(said(
                format!("{name} is given twice: every record would count twice"),
                format!("{name} が 2 回指定されています。すべての記録が二重に数えられます"),
            ));
        }
        // Only files of one length can be the same.
        let alike = |other: &PathBuf| other.metadata().is_ok_and(|m| m.len() == meta.len());
        let twin = seen.iter().filter(|o| alike(o)).find(|other| {
            std::fs::read(other).ok().is_some_and(|b| std::fs::read(&real).is_ok_and(|r| r == b))
        });
        if let Some(other) = twin {
            let (a, b) = (short_name(other), short_name(path));
            remarks.push(Localized::new(
                format!("{b} has the same content as {a}: its records count twice."),
                format!("{b} の内容は {a} と同じです。記録が二重に数えられています。"),
            ));
        }
        seen.push(real);
    }
    Ok(remarks)
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
    super::name_of(path)
}

struct RowReader {
    door: Door,
    layout: Layout,
    header: Vec<String>,
    file: String,
    zone: Zone,
    by: ListBy,
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
                Ok(mut found) => {
                    if self.by == ListBy::Day {
                        let day = self.zone.date_of(found.at);
                        found.at = self.zone.start_of_day(day).unwrap_or(found.at);
                    }
                    let customer = loaded.customer(found.customer.as_str());
                    let list = loaded.lists.entry(found.at).or_default();
                    list.rows += 1;
                    list.customers.insert(customer);
                    list.sum = list.sum.checked_add(found.mrr.amount()).context("sum too large")?;
                    (date("at"), loaded.book.observe_snapshot(&found))
                }
                Err(errors) => return Ok(Err(self.cells(errors, line))),
            },
            Door::Changes => match self.change(record).read(row) {
                Ok(found) => {
                    loaded.deltas.insert(row.get(), text("delta").to_owned());
                    (date("date"), loaded.book.observe_change(&found))
                }
                Err(errors) => return Ok(Err(self.cells(errors, line))),
            },
        };
        if let Err(error) = observed {
            return self.refused(error, line).map(Err);
        }
        loaded.customer(text("customer").trim());
        let first = match self.door {
            Door::Lines => date("start"),
            _ => event,
        };
        loaded.first_event = loaded.first_event.into_iter().chain(first).min();
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
