//! Ledger entries: a monthly amount that holds from one day to another.

use crate::amount::Amount;

/// One monthly amount of one customer, product and currency, from one day up to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    steps: [u64; 2],
    pub(crate) from: i32,
    /// First day no longer covered; [`crate::day::NEVER`] while it runs.
    pub(crate) to: i32,
    pub(crate) product: u32,
    /// Place of the record in its table of the book.
    pub(crate) source: u32,
    /// Place of the currency in the ledger's list.
    pub(crate) currency: u16,
    pub(crate) door: Door,
    pub(crate) starts: Starts,
    pub(crate) ends: Ends,
}

/// The table of the book that an entry's source is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Door {
    Line,
    Snapshot,
    Change,
    Column,
}

/// Why an entry starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Starts {
    /// The line, the snapshot or the change did.
    Record,
    /// A trial was over.
    TrialEnd,
    /// A discount was over.
    DiscountEnd,
    /// The line paused and is kept at zero.
    Pause,
}

/// Why an entry ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Ends {
    /// The customer cancelled.
    Cancelled,
    /// Payment stayed away longer than the policy allows.
    PastDue,
    /// The line paused.
    Paused,
    /// The record's own end, or the next record of the same kind.
    Record,
    /// Another price of the same record follows.
    Repriced,
    /// It has not ended.
    Open,
}

impl Entry {
    /// An amount of what is sold, from one day to another.
    pub(crate) fn new(amount: Amount, sold: Sold, from: i32, to: i32) -> Self {
        let Sold { product, currency, source, door } = sold;
        let ends = if to == crate::day::NEVER { Ends::Open } else { Ends::Record };
        let starts = Starts::Record;
        Self { steps: halves(amount), from, to, product, source, currency, door, starts, ends }
    }

    /// The same with what made it start and end.
    pub(crate) fn because(self, starts: Starts, ends: Ends) -> Self {
        Self { starts, ends, ..self }
    }

    /// The same with another amount, in another currency.
    pub(crate) fn worth(self, amount: Amount, currency: u16) -> Self {
        Self { steps: halves(amount), currency, ..self }
    }

    /// Two 64-bit halves keep the entry at 40 bytes; a 128-bit field would pad it to 48.
    pub(crate) fn amount(&self) -> Amount {
        let [high, low] = self.steps;
        Amount::from_steps(((u128::from(high) << 64) | u128::from(low)) as i128)
    }
}

fn halves(amount: Amount) -> [u64; 2] {
    let steps = amount.steps() as u128;
    [(steps >> 64) as u64, steps as u64]
}

/// What an entry is an amount of, and where its record stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sold {
    pub(crate) product: u32,
    pub(crate) currency: u16,
    pub(crate) source: u32,
    pub(crate) door: Door,
}

/// Days of a customer that a policy leaves out of the ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Excluded {
    pub(crate) customer: u32,
    pub(crate) from: i32,
    pub(crate) to: i32,
    pub(crate) why: ExcludedWhy,
    pub(crate) product: u32,
    /// Place of the currency in the ledger's list.
    pub(crate) currency: u16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ExcludedWhy {
    Trial,
    Free,
    Paused,
    PastDue,
    Cancelled,
    Withdrawn,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_both_signs_survive_packing_in_forty_bytes() {
        assert_eq!(size_of::<Entry>(), 40);
        for steps in [0, 1, -1, i128::from(i64::MAX) * 7, -(1_i128 << 90)] {
            let amount = Amount::from_steps(steps);
            let sold = Sold { product: 2, currency: 4, source: 3, door: Door::Line };
            let entry = Entry::new(amount, sold, 0, 1);
            assert_eq!(entry.amount(), amount);
        }
    }
}
