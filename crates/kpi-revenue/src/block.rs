//! The entries of a run of neighbouring customers.

use std::ops::Range;
use std::sync::Arc;

use crate::amount::Amount;
use crate::day::NEVER;
use crate::entry::Entry;
use crate::ledger::LedgerError;
use crate::packed::{Factor, Packed, PartWorth, Words};

/// Entries sorted by customer. Those of columns stay as they came in, in 24 bytes each, and become
/// entries when a customer is looked at.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    first_customer: u32,
    /// Where each customer's entries start; one more than there are customers.
    offsets: Vec<u32>,
    /// First day on which an entry starts, last day on which one starts or ends.
    days: Option<(i32, i32)>,
    rows: Rows,
}

#[derive(Debug, Clone)]
enum Rows {
    Entries(Vec<Entry>),
    Packed { all: Arc<Vec<Words>>, mine: Range<usize>, worths: Arc<[PartWorth]> },
}

/// The entries of one customer, as they are kept.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Kept<'b> {
    Entries(&'b [Entry]),
    Packed(&'b [Words], &'b [PartWorth]),
}

/// What an entry adds to the books, from which day to which.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Flow {
    pub(crate) from: i32,
    pub(crate) to: i32,
    pub(crate) product: u32,
    pub(crate) currency: u16,
    pub(crate) amount: Amount,
}

impl Kept<'_> {
    /// Shows what each entry adds.
    #[inline]
    pub(crate) fn each(&self, mut show: impl FnMut(Flow)) {
        match self {
            Self::Entries(entries) => {
                for entry in *entries {
                    let Entry { from, to, product, currency, .. } = *entry;
                    show(Flow { from, to, product, currency, amount: entry.amount() });
                }
            }
            // Columns of one part at a price a month: nothing to look up.
            Self::Packed(rows, [PartWorth { factor: Factor::Exact(steps), currency }]) => {
                for row in rows.iter().map(Packed) {
                    let (from, to, product) = (row.from(), row.to(), row.product());
                    let amount = row.exact(*steps);
                    show(Flow { from, to, product, currency: *currency, amount });
                }
            }
            Self::Packed(rows, worths) => {
                for row in rows.iter().map(Packed) {
                    let Some(worth) = row.worth(worths) else { continue };
                    let Some(amount) = row.amount(worth) else { continue };
                    let (from, to, product) = (row.from(), row.to(), row.product());
                    show(Flow { from, to, product, currency: worth.currency, amount });
                }
            }
        }
    }

    /// The entries themselves; `room` is used where they are not kept as such.
    pub(crate) fn entries<'e>(&'e self, room: &'e mut Vec<Entry>) -> &'e [Entry] {
        match self {
            Self::Entries(entries) => entries,
            Self::Packed(rows, worths) => {
                room.clear();
                room.extend(rows.iter().map(Packed).filter_map(|row| row.entry(worths)));
                room
            }
        }
    }
}

impl Block {
    /// Sorts entries by customer; a customer's entries keep their order.
    pub(crate) fn of_entries(customers: usize, flat: &[(u32, Entry)]) -> Result<Self, LedgerError> {
        u32::try_from(flat.len()).map_err(|_| LedgerError::Full)?;
        let offsets = offsets(customers, flat.iter().map(|(customer, _)| *customer as usize));
        let mut next = offsets.clone();
        let first = flat.first().map(|(_, entry)| *entry);
        let mut entries = first.map_or_else(Vec::new, |any| vec![any; flat.len()]);
        for (customer, entry) in flat {
            let Some(at) = next.get_mut(*customer as usize) else { continue };
            if let Some(place) = entries.get_mut(*at as usize) {
                *place = *entry;
            }
            *at += 1;
        }
        let days = day_range(entries.iter().map(|e| (e.from, e.to)));
        Ok(Self { first_customer: 0, offsets, days, rows: Rows::Entries(entries) })
    }

    /// Rows of columns that are in order already.
    pub(crate) fn of_packed(
        first_customer: u32,
        offsets: Vec<u32>,
        all: &Arc<Vec<Words>>,
        mine: Range<usize>,
        worths: &Arc<[PartWorth]>,
        days: Option<(i32, i32)>,
    ) -> Self {
        let rows = Rows::Packed { all: Arc::clone(all), mine, worths: Arc::clone(worths) };
        Self { first_customer, offsets, days, rows }
    }

    /// How many entries.
    pub(crate) fn len(&self) -> usize {
        match &self.rows {
            Rows::Entries(entries) => entries.len(),
            Rows::Packed { mine, .. } => mine.len(),
        }
    }

    /// How many customers have entries.
    pub(crate) fn customers_ever(&self) -> usize {
        self.offsets.windows(2).filter(|pair| pair.first() != pair.last()).count()
    }

    /// First day on which an entry starts, last day on which one starts or ends.
    pub(crate) fn days(&self) -> Option<(i32, i32)> {
        self.days
    }

    /// All customers, as a run for [`Block::visit`].
    pub(crate) fn all(&self) -> Range<usize> {
        0..self.offsets.len().saturating_sub(1)
    }

    /// Shows a run of customers, one after another, with what is kept of them.
    pub(crate) fn visit<E>(
        &self,
        run: Range<usize>,
        mut show: impl FnMut(u32, &Kept<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let last = run.end.saturating_add(1).min(self.offsets.len());
        let bounds = self.offsets.get(run.start..last).unwrap_or_default();
        let first =
            self.first_customer.saturating_add(u32::try_from(run.start).unwrap_or(u32::MAX));
        for (pair, customer) in bounds.windows(2).zip(first..) {
            let [from, to] = pair else { continue };
            if from == to {
                continue;
            }
            let range = *from as usize..*to as usize;
            match &self.rows {
                Rows::Entries(entries) => {
                    show(customer, &Kept::Entries(entries.get(range).unwrap_or_default()))?;
                }
                Rows::Packed { all, mine, worths } => {
                    let rows = all.get(mine.start + range.start..mine.start + range.end);
                    show(customer, &Kept::Packed(rows.unwrap_or_default(), worths))?;
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
            Rows::Packed { all, mine, worths } => {
                let rows = all.get(mine.clone()).unwrap_or_default().iter().map(Packed);
                rows.filter_map(|r| r.entry(worths)).map(|e| change(&e)).collect()
            }
        };
        let (first_customer, offsets) = (self.first_customer, self.offsets.clone());
        Ok(Self { first_customer, offsets, days: self.days, rows: Rows::Entries(entries?) })
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

/// Where each customer's rows start, and one more.
pub(crate) fn offsets(customers: usize, of_rows: impl Iterator<Item = usize>) -> Vec<u32> {
    let mut offsets = vec![0_u32; customers + 1];
    for customer in of_rows {
        if let Some(count) = offsets.get_mut(customer) {
            *count += 1;
        }
    }
    let mut sum = 0;
    for offset in &mut offsets {
        (*offset, sum) = (sum, sum + *offset);
    }
    offsets
}

/// First day of all, and the last day on which something starts or ends.
pub(crate) fn day_range(spans: impl Iterator<Item = (i32, i32)>) -> Option<(i32, i32)> {
    spans
        .map(|(from, to)| (from, if to == NEVER { from } else { to }))
        .reduce(|(first, last), (from, to)| (first.min(from), last.max(to)))
}
