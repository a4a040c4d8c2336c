//! Rows of columns, packed and sorted by customer.

use std::ops::Range;
use std::slice::IterMut;

use rust_decimal::Decimal;

use crate::amount::Amount;
use crate::block::offsets;
use crate::columns::LineColumns;
use crate::compile::MonthFactor;
use crate::entry::{Door, Entry, Sold};
use crate::ledger::LedgerError;

/// The largest price a packed row holds; the bits above it say which part the row is of.
pub(crate) const MOST_MINOR: i64 = (1 << 48) - 1;

/// About how many lines are put in place together: they fit the processor's cache.
const RUN_LINES: usize = 1 << 14;

/// Turns a price in minor units into a monthly amount.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Factor {
    /// Whole steps of 10⁻¹² per minor unit: one multiplication.
    Exact(i64),
    /// Anything else goes through decimals.
    Decimal { factor: MonthFactor, digits: u32 },
}

/// What the prices of a part are worth.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PartWorth {
    pub(crate) factor: Factor,
    /// Place of the currency in the ledger's list.
    pub(crate) currency: u16,
}

/// A row of the columns, in 24 bytes. Plain words, so that the room for all rows comes zeroed from
/// the system instead of being written one more time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Packed<'a>(pub(crate) &'a Words);

/// Customer, product, first day, end, then part and price in two halves.
pub(crate) type Words = [u32; 6];

impl Packed<'_> {
    pub(crate) fn customer(self) -> u32 {
        self.0[0]
    }

    pub(crate) fn product(self) -> u32 {
        self.0[1]
    }

    pub(crate) fn from(self) -> i32 {
        self.0[2] as i32
    }

    pub(crate) fn to(self) -> i32 {
        self.0[3] as i32
    }

    fn word(self) -> u64 {
        (u64::from(self.0[4]) << 32) | u64::from(self.0[5])
    }

    fn price(self) -> i64 {
        self.word() as i64 & MOST_MINOR
    }

    pub(crate) fn worth(self, worths: &[PartWorth]) -> Option<&PartWorth> {
        worths.get((self.word() >> 48) as usize)
    }

    /// The monthly amount. That the largest price has one was checked, so all have.
    #[inline]
    pub(crate) fn amount(self, worth: &PartWorth) -> Option<Amount> {
        match worth.factor {
            Factor::Exact(steps) => Some(self.exact(steps)),
            Factor::Decimal { factor, digits } => {
                factor.apply(Decimal::new(self.price(), digits)).ok()
            }
        }
    }

    #[inline]
    pub(crate) fn exact(self, steps: i64) -> Amount {
        Amount::from_steps(i128::from(self.price()) * i128::from(steps))
    }

    /// The row as an entry.
    pub(crate) fn entry(self, worths: &[PartWorth]) -> Option<Entry> {
        let worth = self.worth(worths)?;
        let (product, currency) = (self.product(), worth.currency);
        let sold = Sold { product, currency, source: 0, door: Door::Column };
        Some(Entry::new(self.amount(worth)?, sold, self.from(), self.to()))
    }
}

/// Rows by runs of neighbouring customers.
pub(crate) struct Partition {
    pub(crate) rows: Vec<Words>,
    /// Where each run ends.
    pub(crate) ends: Vec<usize>,
    /// Customers per run.
    pub(crate) each: usize,
    /// Whether a value stands somewhere that no column may hold.
    pub(crate) wrong: bool,
}

/// Neighbouring rows of one part.
struct Stretch<'a> {
    part: u64,
    columns: &'a LineColumns<'a>,
    rows: Range<usize>,
}

/// Brings the rows of all parts into runs of neighbouring customers. Writing to some hundred runs in
/// turn keeps every write in the cache, which writing to a million customers would not.
pub(crate) fn partition(
    parts: &[LineColumns<'_>],
    drop_free: bool,
) -> Result<Partition, LedgerError> {
    let rows: usize = parts.iter().map(|part| part.customer.len()).sum();
    u32::try_from(rows).map_err(|_| LedgerError::Full)?;
    u16::try_from(parts.len().saturating_sub(1)).map_err(|_| LedgerError::Full)?;
    let most = parts.iter().map(|part| most(part.customer)).fold(0, u32::max);
    if most == u32::MAX {
        parts.iter().try_for_each(LineColumns::check_rows)?;
    }
    let each = (RUN_LINES / (rows / (most as usize + 1) + 1)).max(1).next_power_of_two();
    let shift = each.trailing_zeros();
    let runs = (most >> shift) as usize + 1;
    let pieces = pieces(parts, rows);
    let counts = on_each(pieces.iter().collect(), |piece| count(piece, runs, shift, drop_free));
    let mut ends = Vec::with_capacity(runs);
    let mut total = 0_usize;
    for run in 0..runs {
        let in_run = counts.iter().filter_map(|counts| counts.get(run)).map(|n| *n as usize);
        total += in_run.sum::<usize>();
        ends.push(total);
    }
    let mut all = vec![[0_u32; 6]; total];
    let mut targets: Vec<Vec<IterMut<'_, Words>>> = pieces.iter().map(|_| Vec::new()).collect();
    let mut rest = all.as_mut_slice();
    for run in 0..runs {
        for (target, counts) in targets.iter_mut().zip(&counts) {
            let size = counts.get(run).map_or(0, |n| *n as usize).min(rest.len());
            let (mine, others) = rest.split_at_mut(size);
            target.push(mine.iter_mut());
            rest = others;
        }
    }
    let work: Vec<_> = pieces.iter().zip(targets).collect();
    let wrong = on_each(work, |(piece, mut runs)| scatter(piece, &mut runs, shift, drop_free));
    Ok(Partition { rows: all, ends, each, wrong: wrong.into_iter().any(|wrong| wrong) })
}

fn most(values: &[u32]) -> u32 {
    values.iter().copied().fold(0, u32::max)
}

/// The rows of all parts, cut into as many pieces as there are threads.
fn pieces<'a>(parts: &'a [LineColumns<'a>], rows: usize) -> Vec<Vec<Stretch<'a>>> {
    let each = rows.div_ceil(threads()).max(1);
    let mut pieces = vec![Vec::new()];
    let mut room = each;
    for (columns, part) in parts.iter().zip(0_u64..) {
        let mut next = 0;
        while next < columns.customer.len() {
            if room == 0 {
                pieces.push(Vec::new());
                room = each;
            }
            let end = columns.customer.len().min(next + room);
            if let Some(piece) = pieces.last_mut() {
                piece.push(Stretch { part, columns, rows: next..end });
            }
            room -= end - next;
            next = end;
        }
    }
    pieces
}

fn count(piece: &Vec<Stretch<'_>>, runs: usize, shift: u32, drop_free: bool) -> Vec<u32> {
    let mut counts = vec![0_u32; runs];
    for Stretch { columns, rows, .. } in piece {
        let customers = part_of(columns.customer, rows).iter();
        for (customer, price) in customers.zip(part_of(columns.price_minor, rows)) {
            if let Some(count) = counts.get_mut((customer >> shift) as usize) {
                *count += u32::from(!drop_free || *price != 0);
            }
        }
    }
    counts
}

/// Writes every row into its run; says whether a value stood somewhere that is not allowed.
fn scatter(
    piece: &[Stretch<'_>],
    runs: &mut [IterMut<'_, Words>],
    shift: u32,
    drop_free: bool,
) -> bool {
    let mut wrong = false;
    for Stretch { part, columns, rows } in piece {
        let legal = LineColumns::legal_row();
        let lines = part_of(columns.customer, rows)
            .iter()
            .zip(part_of(columns.product, rows))
            .zip(part_of(columns.price_minor, rows))
            .zip(part_of(columns.start, rows))
            .zip(part_of(columns.end, rows));
        for ((((customer, product), price), start), end) in lines {
            wrong |= !legal(*product, *price, *start, *end);
            if drop_free && *price == 0 {
                continue;
            }
            let run = runs.get_mut((customer >> shift) as usize);
            if let Some(place) = run.and_then(Iterator::next) {
                let word = (part << 48) | *price as u64;
                let halves = [(word >> 32) as u32, word as u32];
                let [high, low] = halves;
                *place = [*customer, *product, *start as u32, *end as u32, high, low];
            }
        }
    }
    wrong
}

fn part_of<'a, T>(column: &'a [T], rows: &Range<usize>) -> &'a [T] {
    column.get(rows.clone()).unwrap_or_default()
}

/// Sorts the rows of one run by customer, a customer's rows keeping their order; returns where each
/// customer's rows start. The room is used again for the next run.
pub(crate) fn sort_run(
    rows: &mut [Words],
    first_customer: u32,
    customers: usize,
    room: &mut Vec<Words>,
) -> Vec<u32> {
    let place = |row: &Words| Packed(row).customer().wrapping_sub(first_customer) as usize;
    let offsets = offsets(customers, rows.iter().map(place));
    let mut next = offsets.clone();
    room.resize(room.len().max(rows.len()), [0; 6]);
    for row in rows.iter() {
        let Some(at) = next.get_mut(place(row)) else { continue };
        if let Some(to) = room.get_mut(*at as usize) {
            *to = *row;
        }
        *at += 1;
    }
    if let Some(sorted) = room.get(..rows.len()) {
        rows.copy_from_slice(sorted);
    }
    offsets
}

#[cfg(feature = "parallel")]
pub(crate) fn threads() -> usize {
    rayon::current_num_threads()
}

#[cfg(not(feature = "parallel"))]
pub(crate) fn threads() -> usize {
    1
}

/// Does the same to each, where possible side by side.
pub(crate) fn on_each<T: Send, R: Send>(
    all: Vec<T>,
    work: impl Fn(T) -> R + Send + Sync,
) -> Vec<R> {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        all.into_par_iter().map(work).collect()
    }
    #[cfg(not(feature = "parallel"))]
    all.into_iter().map(work).collect()
}
