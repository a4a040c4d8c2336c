//! From openings to cells.

use std::collections::BTreeMap;

use kpi_types::{Ratio, date_of_day};
use rust_decimal::Decimal;

use super::book::{Book, Opening, RowKey, Visitor};
use super::frame::{Frame, Sight, Start};
use super::{Cell, CellStatus, NotUsed, RetentionError};

/// Shares of windows are kept in billionths, so that their sums do not depend on the order.
const WHOLE: i128 = 1_000_000_000;

/// The cells of one row.
#[derive(Debug, Clone)]
struct RowTally {
    size: u64,
    earliest: Option<Start>,
    columns: Vec<ColumnTally>,
}

#[derive(Debug, Clone, Copy, Default)]
struct ColumnTally {
    eligible: u64,
    returned: u64,
    running: u64,
    so_far: u64,
    /// Billionths of windows observed, summed over those that are running.
    observed: i128,
}

impl RowTally {
    fn new(columns: usize) -> Self {
        Self { size: 0, earliest: None, columns: vec![ColumnTally::default(); columns] }
    }

    fn add(&mut self, start: Start, sights: &[Sight], size: u64, hits: &[u64]) {
        self.size += size;
        self.earliest = Some(self.earliest.map_or(start, |earliest| first_of(earliest, start)));
        for ((column, sight), hits) in self.columns.iter_mut().zip(sights).zip(hits) {
            match *sight {
                Sight::Over => {
                    column.eligible += size;
                    column.returned += hits;
                }
                Sight::Running { elapsed, length } => {
                    column.running += size;
                    column.so_far += hits;
                    let share = i128::from(elapsed) * WHOLE / i128::from(length.max(1));
                    column.observed += share * i128::from(size);
                }
                Sight::NotBegun | Sight::BeforeRecords => {}
            }
        }
    }

    fn merge(&mut self, other: &Self) {
        self.size += other.size;
        self.earliest = match (self.earliest, other.earliest) {
            (Some(a), Some(b)) => Some(first_of(a, b)),
            (a, b) => a.or(b),
        };
        for (mine, theirs) in self.columns.iter_mut().zip(&other.columns) {
            mine.eligible += theirs.eligible;
            mine.returned += theirs.returned;
            mine.running += theirs.running;
            mine.so_far += theirs.so_far;
            mine.observed += theirs.observed;
        }
    }

    fn cells(
        &self,
        frame: &Frame<'_>,
        filling: Option<Ratio>,
    ) -> Result<Vec<Cell>, RetentionError> {
        let as_of = frame.periods.seen.last_day;
        let as_of = date_of_day(as_of).map_err(|_| RetentionError::End)?;
        let size = i128::from(self.size);
        let cell = |(column, tally): (u32, &ColumnTally)| {
            let ColumnTally { eligible, returned, running, so_far, observed } = *tally;
            let open = frame.is_open_ended();
            let whole = i128::from(eligible) * WHOLE;
            let observed = if open { whole } else { whole + observed };
            let status = if eligible == self.size && !open {
                // A cohort whose own period is not over may still get members.
                filling.map_or(CellStatus::Complete, |observed| CellStatus::Partial { observed })
            } else if eligible + running == 0 {
                CellStatus::Unobservable
            } else {
                CellStatus::Partial { observed: share(observed, size * WHOLE) }
            };
            let window = self.earliest.and_then(|earliest| frame.dates(earliest, column));
            let size = self.size;
            Cell {
                status,
                size,
                eligible,
                returned,
                running,
                returned_so_far: so_far,
                window,
                as_of,
                records_from: frame.spec.records_from,
            }
        };
        Ok((0..).zip(&self.columns).map(cell).collect())
    }
}

fn share(part: i128, whole: i128) -> Ratio {
    let part = Decimal::from_i128_with_scale(part, 0);
    Ratio::new(part.checked_div(Decimal::from_i128_with_scale(whole, 0)).unwrap_or_default())
}

/// The earlier of two starts of one specification; offsets count backwards.
fn first_of(a: Start, b: Start) -> Start {
    match (a, b) {
        (Start::Offset(x), Start::Offset(y)) => Start::Offset(x.max(y)),
        _ => a.min(b),
    }
}

/// Counts openings as they come.
pub(crate) struct Tally<'a> {
    frame: Frame<'a>,
    columns: usize,
    /// Calendar windows: everybody of an offset has the same windows, so their hits add up first.
    by_offset: BTreeMap<(u16, RowKey), Group>,
    /// Where the group of an offset is, for its first row; mostly there is no other.
    first: Vec<Option<(RowKey, Group)>>,
    rows: BTreeMap<RowKey, RowTally>,
}

struct Group {
    size: u64,
    hits: Vec<u64>,
}

impl Visitor for Tally<'_> {
    fn opening(&mut self, opening: &Opening<'_>) -> Result<(), RetentionError> {
        let Start::Offset(offset) = opening.start else {
            let sights = self.frame.sights(opening.start)?;
            let mut hits = vec![0; self.columns];
            count(&mut hits, opening.hits);
            self.row(opening.row).add(opening.start, &sights, 1, &hits);
            return Ok(());
        };
        let group = self.group(offset, opening.row);
        group.size += 1;
        count(&mut group.hits, opening.hits);
        Ok(())
    }
}

fn count(hits: &mut [u64], columns: &[u32]) {
    for column in columns {
        if let Some(hits) = hits.get_mut(*column as usize) {
            *hits += 1;
        }
    }
}

impl<'a> Tally<'a> {
    pub(crate) fn new(frame: Frame<'a>) -> Self {
        let columns = frame.spec.columns() as usize;
        Self {
            frame,
            columns,
            by_offset: BTreeMap::new(),
            first: Vec::new(),
            rows: BTreeMap::new(),
        }
    }

    /// Counts every opening of a book.
    pub(crate) fn of(book: &'a Book) -> Result<(Self, NotUsed), RetentionError> {
        let one = |part| -> Result<(Self, NotUsed), RetentionError> {
            let (mut tally, mut left) = (Self::new(book.frame()), NotUsed::default());
            book.visit(part, &mut left, &mut tally)?;
            Ok((tally, left))
        };
        let join = |mut a: (Self, NotUsed), b: (Self, NotUsed)| {
            a.0.merge(b.0);
            a.1.merge(&b.1);
            Ok(a)
        };
        let empty = || (Self::new(book.frame()), NotUsed::default());
        #[cfg(feature = "parallel")]
        {
            use rayon::prelude::*;
            let parts = (0..book.parts()).into_par_iter().map(one);
            parts.try_reduce(empty, join)
        }
        #[cfg(not(feature = "parallel"))]
        (0..book.parts()).map(one).try_fold(empty(), |a, b| join(a, b?))
    }

    fn group(&mut self, offset: u16, row: RowKey) -> &mut Group {
        let (columns, place) = (self.columns, usize::from(offset));
        let new = || Group { size: 0, hits: vec![0; columns] };
        if self.first.len() <= place {
            self.first.resize_with(place + 1, || None);
        }
        match self.first.get_mut(place) {
            Some(first) if first.as_ref().is_none_or(|(other, _)| *other == row) => {
                &mut first.get_or_insert_with(|| (row, new())).1
            }
            _ => self.by_offset.entry((offset, row)).or_insert_with(new),
        }
    }

    /// Every group with its offset and row.
    fn take_groups(&mut self) -> Vec<(u16, RowKey, Group)> {
        let first = (0..).zip(std::mem::take(&mut self.first));
        let first = first.filter_map(|(offset, group)| Some((offset, group?)));
        let mut all: Vec<_> = first.map(|(offset, (row, group))| (offset, row, group)).collect();
        let rest = std::mem::take(&mut self.by_offset);
        all.extend(rest.into_iter().map(|((offset, row), group)| (offset, row, group)));
        all
    }

    fn row(&mut self, row: RowKey) -> &mut RowTally {
        let columns = self.columns;
        self.rows.entry(row).or_insert_with(|| RowTally::new(columns))
    }

    fn merge(&mut self, mut other: Self) {
        for (offset, row, theirs) in other.take_groups() {
            let mine = self.group(offset, row);
            mine.size += theirs.size;
            mine.hits.iter_mut().zip(theirs.hits).for_each(|(mine, theirs)| *mine += theirs);
        }
        for (row, theirs) in other.rows {
            self.row(row).merge(&theirs);
        }
    }

    /// The cells of each row that has members.
    pub(crate) fn cells(mut self) -> Result<Vec<(RowKey, Vec<Cell>)>, RetentionError> {
        for (offset, row, group) in self.take_groups() {
            let start = Start::Offset(offset);
            let sights = self.frame.sights(start)?;
            self.row(row).add(start, &sights, group.size, &group.hits);
        }
        let frame = self.frame;
        let cells = |(row, tally): (&RowKey, &RowTally)| {
            let filling = match row {
                RowKey::Period(index) => frame.filling(*index)?,
                RowKey::Value(_) => None,
            };
            Ok((*row, tally.cells(&frame, filling)?))
        };
        self.rows.iter().map(cells).collect()
    }
}
