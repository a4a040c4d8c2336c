//! Rows of columns, packed and sorted by customer.

use std::ops::Range;
use std::sync::Arc;

use rust_decimal::Decimal;

use crate::amount::Amount;
use crate::block::Block;
use crate::columns::LineColumns;
use crate::compile::MonthFactor;
use crate::entry::{Door, Entry, Sold};
use crate::ledger::LedgerError;

/// The largest price a packed row holds; the bits above it say which part the row is of.
pub(crate) const MOST_MINOR: i64 = (1 << 48) - 1;

/// About how many lines are put in place together: their entries fit the processor's cache.
const BLOCK_LINES: usize = 1 << 15;

/// Turns a price in minor units into a monthly amount.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Factor {
    /// Whole steps of 10⁻¹² per minor unit: one multiplication.
    Exact(i128),
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

/// A row of the columns, in 24 bytes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Packed {
    pub(crate) customer: u32,
    product: u32,
    pub(crate) start: i32,
    pub(crate) end: i32,
    /// Part and price, in two halves so that a row needs no padding.
    price: [u32; 2],
}

impl Packed {
    fn price(&self) -> i64 {
        self.word() as i64 & MOST_MINOR
    }

    fn part(&self) -> usize {
        (self.word() >> 48) as usize
    }

    fn word(&self) -> u64 {
        let [high, low] = self.price;
        (u64::from(high) << 32) | u64::from(low)
    }

    /// The row as an entry. That the largest price has an amount was checked, so all have one.
    pub(crate) fn entry(&self, worths: &[PartWorth]) -> Option<Entry> {
        let worth = worths.get(self.part())?;
        let amount = match worth.factor {
            Factor::Exact(steps) => Amount::from_steps(i128::from(self.price()) * steps),
            Factor::Decimal { factor, digits } => {
                factor.apply(Decimal::new(self.price(), digits)).ok()?
            }
        };
        let (product, currency) = (self.product, worth.currency);
        let sold = Sold { product, currency, source: 0, door: Door::Column };
        Some(Entry::new(amount, sold, self.start, self.end))
    }
}

/// Rows of some part of the columns.
type Piece<'a> = (u64, &'a LineColumns<'a>, Range<usize>);

/// Sorts the rows of all parts into blocks of neighbouring customers.
pub(crate) fn pack(
    parts: &[LineColumns<'_>],
    worths: Vec<PartWorth>,
    drop_free: bool,
) -> Result<Vec<Block>, LedgerError> {
    let rows: usize = parts.iter().map(|part| part.customer.len()).sum();
    u32::try_from(rows).map_err(|_| LedgerError::Full)?;
    u16::try_from(parts.len().saturating_sub(1)).map_err(|_| LedgerError::Full)?;
    if rows == 0 {
        return Ok(Vec::new());
    }
    let most = parts.iter().flat_map(|p| p.customer).copied().fold(0, u32::max);
    let each = (BLOCK_LINES / (rows / (most as usize + 1) + 1)).max(1).next_power_of_two();
    let shift = each.trailing_zeros();
    let worths: Arc<[PartWorth]> = worths.into();
    let make = |(first, parts): (u32, Vec<Vec<Packed>>)| {
        let counted = |row: &&Packed| !(drop_free && row.price() == 0);
        Block::of_packed(first, each, || parts.iter().flatten().filter(counted), &worths)
    };
    let runs = partition(parts, most >> shift, shift);
    let numbered = runs.into_iter().zip(0_u32..).map(|(parts, at)| (at << shift, parts));
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        numbered.collect::<Vec<_>>().into_par_iter().map(make).collect()
    }
    #[cfg(not(feature = "parallel"))]
    numbered.map(make).collect()
}

/// Lines by runs of customers, in their order; each run as the pieces that were read apart.
fn partition(parts: &[LineColumns<'_>], last: u32, shift: u32) -> Vec<Vec<Vec<Packed>>> {
    let mut runs: Vec<Vec<Vec<Packed>>> = (0..=last).map(|_| Vec::new()).collect();
    for piece in partition_pieces(parts, last, shift) {
        for (run, lines) in runs.iter_mut().zip(piece) {
            run.push(lines);
        }
    }
    runs
}

fn pieces<'a>(parts: &'a [LineColumns<'a>], each: usize) -> Vec<Piece<'a>> {
    let mut pieces = Vec::new();
    for (part, number) in parts.iter().zip(0_u64..) {
        let rows = part.customer.len();
        let starts = (0..rows).step_by(each.max(1));
        pieces.extend(starts.map(|start| (number, part, start..(start + each).min(rows))));
    }
    pieces
}

#[cfg(feature = "parallel")]
fn partition_pieces(parts: &[LineColumns<'_>], last: u32, shift: u32) -> Vec<Vec<Vec<Packed>>> {
    use rayon::prelude::*;

    let rows: usize = parts.iter().map(|part| part.customer.len()).sum();
    let each = rows.div_ceil(rayon::current_num_threads());
    pieces(parts, each).into_par_iter().map(|piece| partition_rows(piece, last, shift)).collect()
}

#[cfg(not(feature = "parallel"))]
fn partition_pieces(parts: &[LineColumns<'_>], last: u32, shift: u32) -> Vec<Vec<Vec<Packed>>> {
    let all = pieces(parts, usize::MAX);
    all.into_iter().map(|piece| partition_rows(piece, last, shift)).collect()
}

/// Writing to some hundred runs in turn keeps every write in the cache, which writing to a million
/// customers would not.
fn partition_rows((part, columns, rows): Piece<'_>, last: u32, shift: u32) -> Vec<Vec<Packed>> {
    let mut counts = vec![0_usize; last as usize + 1];
    let customers = columns.customer.get(rows.clone()).unwrap_or_default();
    for customer in customers {
        if let Some(count) = counts.get_mut((customer >> shift) as usize) {
            *count += 1;
        }
    }
    let mut runs: Vec<Vec<Packed>> = counts.into_iter().map(Vec::with_capacity).collect();
    let lines = customers
        .iter()
        .zip(columns.product.get(rows.clone()).unwrap_or_default())
        .zip(columns.price_minor.get(rows.clone()).unwrap_or_default())
        .zip(columns.start.get(rows.clone()).unwrap_or_default())
        .zip(columns.end.get(rows).unwrap_or_default());
    for ((((customer, product), price), start), end) in lines {
        if let Some(run) = runs.get_mut((customer >> shift) as usize) {
            let word = (part << 48) | *price as u64;
            let price = [(word >> 32) as u32, word as u32];
            let (customer, product, start, end) = (*customer, *product, *start, *end);
            run.push(Packed { customer, product, start, end, price });
        }
    }
    runs
}
