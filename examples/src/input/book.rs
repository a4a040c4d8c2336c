//! Contract lines, snapshots and changes into a book.

mod given;
mod row;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use anyhow::Result;
use chrono::{DateTime, NaiveDate, Utc};
use kpis::revenue::Book;
use kpis::types::{Localized, Zone};
use rust_decimal::Decimal;

use super::{BadCell, Columns, Door, Layout, Progress, Rows, Sources, name_of};
use given::{delimiter_remark, same_files};
use row::RowReader;

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
    if let Some(remark) = delimiter_remark(&name_of(path), rows.delimiter) {
        loaded.remarks.push(remark);
    }
    let (door, layout) = Door::find(door, &rows.file, &rows.header, columns)?;
    loaded.fields.extend(door.fields().iter().map(|field| field.name));
    loaded.has_lines |= door == Door::Lines;
    loaded.has_recorded_at |= layout.has("recorded_at");
    loaded.sources.begin(&name_of(path));
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
