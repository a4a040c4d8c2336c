//! The entries of a run of neighbouring customers.

use std::ops::Range;
use std::sync::Arc;

use crate::entry::Entry;
use crate::ledger::LedgerError;
use crate::packed::{Packed, PartWorth};

/// Entries sorted by customer. Those of columns stay as they came in, in 24 bytes each, and become
/// entries when a customer is looked at.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    first_customer: u32,
    /// Where each customer's entries start; one more than there are customers.
    offsets: Vec<u32>,
    rows: Rows,
}

#[derive(Debug, Clone)]
enum Rows {
    Entries(Vec<Entry>),
    Packed(Vec<Packed>, Arc<[PartWorth]>),
}

impl Block {
    /// Sorts entries by customer; a customer's entries keep their order.
    pub(crate) fn of_entries(customers: usize, flat: &[(u32, Entry)]) -> Result<Self, LedgerError> {
        let (offsets, entries) = by_customer(customers, || flat.iter().map(|(c, e)| (*c, *e)))?;
        Ok(Self { first_customer: 0, offsets, rows: Rows::Entries(entries) })
    }

    /// Sorts rows of columns by customer; a customer's rows keep their order.
    pub(crate) fn of_packed<'p, I>(
        first_customer: u32,
        customers: usize,
        rows: impl Fn() -> I,
        worths: &Arc<[PartWorth]>,
    ) -> Result<Self, LedgerError>
    where
        I: Iterator<Item = &'p Packed>,
    {
        let numbered = || rows().map(|row| (row.customer - first_customer, *row));
        let (offsets, rows) = by_customer(customers, numbered)?;
        Ok(Self { first_customer, offsets, rows: Rows::Packed(rows, Arc::clone(worths)) })
    }

    /// How many entries.
    pub(crate) fn len(&self) -> usize {
        match &self.rows {
            Rows::Entries(entries) => entries.len(),
            Rows::Packed(rows, _) => rows.len(),
        }
    }

    /// How many customers have entries.
    pub(crate) fn customers_ever(&self) -> usize {
        self.offsets.windows(2).filter(|pair| pair.first() != pair.last()).count()
    }

    /// First day and end of each entry.
    pub(crate) fn days(&self) -> impl Iterator<Item = (i32, i32)> {
        let (entries, rows) = match &self.rows {
            Rows::Entries(entries) => (entries.as_slice(), [].as_slice()),
            Rows::Packed(rows, _) => ([].as_slice(), rows.as_slice()),
        };
        entries.iter().map(|e| (e.from, e.to)).chain(rows.iter().map(|r| (r.start, r.end)))
    }

    /// All customers, as a run for [`Block::visit`].
    pub(crate) fn all(&self) -> Range<usize> {
        0..self.offsets.len().saturating_sub(1)
    }

    /// Shows a run of customers, one after another, with their entries.
    pub(crate) fn visit<E>(
        &self,
        run: Range<usize>,
        mut show: impl FnMut(u32, &[Entry]) -> Result<(), E>,
    ) -> Result<(), E> {
        let last = run.end.saturating_add(1).min(self.offsets.len());
        let bounds = self.offsets.get(run.start..last).unwrap_or_default();
        let first =
            self.first_customer.saturating_add(u32::try_from(run.start).unwrap_or(u32::MAX));
        let mut unpacked = Vec::new();
        for (pair, customer) in bounds.windows(2).zip(first..) {
            let [from, to] = pair else { continue };
            if from == to {
                continue;
            }
            let range = *from as usize..*to as usize;
            match &self.rows {
                Rows::Entries(entries) => show(customer, entries.get(range).unwrap_or_default())?,
                Rows::Packed(rows, worths) => {
                    unpacked.clear();
                    let rows = rows.get(range).unwrap_or_default();
                    unpacked.extend(rows.iter().filter_map(|row| row.entry(worths)));
                    show(customer, &unpacked)?;
                }
            }
        }
        Ok(())
    }

    /// The same with every entry changed.
    pub(crate) fn try_map<E>(
        &self,
        mut change: impl FnMut(&Entry) -> Result<Entry, E>,
    ) -> Result<Self, E> {
        let entries: Result<Vec<Entry>, E> = match &self.rows {
            Rows::Entries(entries) => entries.iter().map(change).collect(),
            Rows::Packed(rows, worths) => {
                rows.iter().filter_map(|r| r.entry(worths)).map(|e| change(&e)).collect()
            }
        };
        let (first_customer, offsets) = (self.first_customer, self.offsets.clone());
        Ok(Self { first_customer, offsets, rows: Rows::Entries(entries?) })
    }

    /// About `parts` runs of neighbouring customers with about the same number of entries.
    #[cfg(feature = "parallel")]
    pub(crate) fn runs(&self, parts: usize) -> impl Iterator<Item = Range<usize>> {
        let customers = self.all().end;
        let parts = parts.max(1);
        let size = self.len().div_ceil(parts).max(1);
        let cut = move |part: usize| {
            let entry = u32::try_from(part * size).unwrap_or(u32::MAX);
            self.offsets.partition_point(|offset| *offset < entry).min(customers)
        };
        (0..parts).map(move |part| {
            let end = if part + 1 == parts { customers } else { cut(part + 1) };
            cut(part)..end
        })
    }
}

/// A counting sort: where each customer's rows start, and the rows in that order.
fn by_customer<T: Copy, I: Iterator<Item = (u32, T)>>(
    customers: usize,
    rows: impl Fn() -> I,
) -> Result<(Vec<u32>, Vec<T>), LedgerError> {
    let mut offsets = vec![0_u32; customers + 1];
    let mut total = 0_usize;
    for (customer, _) in rows() {
        total += 1;
        if let Some(count) = offsets.get_mut(customer as usize) {
            *count += 1;
        }
    }
    u32::try_from(total).map_err(|_| LedgerError::Full)?;
    let mut sum = 0;
    for offset in &mut offsets {
        (*offset, sum) = (sum, sum + *offset);
    }
    let Some((_, any)) = rows().next() else { return Ok((offsets, Vec::new())) };
    let mut sorted = vec![any; total];
    let mut next = offsets.clone();
    for (customer, row) in rows() {
        if let Some(at) = next.get_mut(customer as usize) {
            if let Some(place) = sorted.get_mut(*at as usize) {
                *place = row;
            }
            *at += 1;
        }
    }
    Ok((offsets, sorted))
}
