//! What both accumulators count beside their hot loop.

use super::error::SurvivalInputError;
use super::histogram::Dense;
use super::risk_builder::{Exits, Totals, build};
use super::tally::{Counts, Tally, joined};
use super::weight::Sum;
use super::{RiskTable, Status, Weight};

/// Rows by key. A time is any `u64` below 2⁶³ that rises with it; a key of an exit is its time and
/// its status.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    /// Exits of weight 1.
    exits: Counts,
    /// Exits of any other weight.
    weighted: Tally<Sum>,
    /// Delayed entries of weight 1.
    entries: Counts,
    /// Delayed entries of any other weight.
    weighted_entries: Tally<Sum>,
    /// Everybody in `weighted`.
    weighed: Sum,
    /// Everybody in `weighted_entries`.
    weighed_entries: Sum,
    /// Rows in `exits`.
    plain: u64,
    /// Rows in `entries`.
    plain_entries: u64,
    /// Whether a weight has a fraction.
    fractional: bool,
}

/// The key of an exit.
pub(super) const fn exit_key(time: u64, status: Status) -> u64 {
    time << 1 | status.bit()
}

impl Parts {
    pub(super) fn exit(&mut self, time: u64, status: Status, count: u64) {
        self.plain = self.plain.saturating_add(count);
        match count {
            0 => {}
            1 => self.exits.push(exit_key(time, status)),
            _ => self.exits.push_many(exit_key(time, status), count),
        }
    }

    /// Adds exits by key; when one cannot be made, none is added.
    pub(super) fn exits<E>(
        &mut self,
        keys: impl ExactSizeIterator<Item = Result<u64, E>>,
    ) -> Result<(), E> {
        let rows = keys.len() as u64;
        self.exits.extend(keys)?;
        self.plain = self.plain.saturating_add(rows);
        Ok(())
    }

    /// Adds exits by key.
    pub(super) fn exits_of(&mut self, keys: Vec<u64>) {
        let made = keys.into_iter().map(Ok::<_, std::convert::Infallible>);
        // Nothing in it can fail.
        let Ok(()) = self.exits(made);
    }

    /// Counts a weighted row among everybody; returns what it adds.
    pub(super) fn weigh(&mut self, weight: Weight) -> Sum {
        let sum = Sum::weighted(weight);
        self.weighed = self.weighed.plus(sum);
        self.fractional |= !sum.is_whole();
        sum
    }

    /// Counts a weighted entry among everybody; returns what it adds.
    pub(super) fn weigh_entry(&mut self, weight: Weight) -> Sum {
        let sum = Sum::weighted(weight);
        self.weighed_entries = self.weighed_entries.plus(sum);
        sum
    }

    /// Adds a row of any weight.
    pub(super) fn exit_weighted(&mut self, time: u64, status: Status, weight: Weight) {
        if weight == Weight::ONE {
            self.exit(time, status, 1);
        } else {
            let sum = self.weigh(weight);
            self.weighted.push(exit_key(time, status), sum);
        }
    }

    /// Adds an entry of any weight.
    pub(super) fn enter(&mut self, time: u64, weight: Weight) {
        if weight == Weight::ONE {
            self.plain_entries = self.plain_entries.saturating_add(1);
            self.entries.push(time);
        } else {
            let sum = self.weigh_entry(weight);
            self.weighted_entries.push(time, sum);
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.exits.merge(other.exits);
        self.weighted.merge(other.weighted);
        self.entries.merge(other.entries);
        self.weighted_entries.merge(other.weighted_entries);
        self.weighed = self.weighed.plus(other.weighed);
        self.weighed_entries = self.weighed_entries.plus(other.weighed_entries);
        self.plain = self.plain.saturating_add(other.plain);
        self.plain_entries = self.plain_entries.saturating_add(other.plain_entries);
        self.fractional |= other.fractional;
    }

    /// The table, given what was counted by duration, and how a time reads as a number.
    pub(super) fn finish(
        self,
        dense: &Dense,
        decode: fn(u64) -> f64,
    ) -> Result<RiskTable, SurvivalInputError> {
        let total = |counts: u64, (_, count): (u64, u64)| counts.saturating_add(count);
        let left = dense.exits.rising().fold(self.plain, total);
        let entered = dense.entries.rising().fold(self.plain_entries, total);
        let exits = joined(dense.exits.rising(), self.exits.into_rising());
        let entries = joined(dense.entries.by_time(), self.entries.into_rising());
        if self.weighed.rows == 0 && self.weighed_entries.rows == 0 {
            let totals = Totals { left, entered, fractional: false };
            let exits = exits.map(|(key, count)| Exits::of(key, count));
            let entries = entries.map(|(time, count)| Exits::entry(time, count));
            return build(&totals, by_time(exits, entries), decode);
        }
        let exits = exits.map(|(key, count)| (key, Sum::rows(count)));
        let entries = entries.map(|(time, count)| (time, Sum::rows(count)));
        let weighted = joined(dense.weighted.rising(), self.weighted.into_rising());
        let late = joined(dense.weighted_entries.by_time(), self.weighted_entries.into_rising());
        let exits = joined(exits, weighted).map(|(key, sum)| Exits::of(key, sum));
        let entries = joined(entries, late).map(|(time, sum)| Exits::entry(time, sum));
        let totals = Totals {
            left: self.weighed.plus(Sum::rows(left)),
            entered: self.weighed_entries.plus(Sum::rows(entered)),
            fractional: self.fractional,
        };
        build(&totals, by_time(exits, entries), decode)
    }
}

/// Two lists that rise in time as one.
fn by_time<A>(
    left: impl Iterator<Item = Exits<A>>,
    right: impl Iterator<Item = Exits<A>>,
) -> impl Iterator<Item = Exits<A>> {
    let (mut left, mut right) = (left.peekable(), right.peekable());
    std::iter::from_fn(move || match (left.peek(), right.peek()) {
        (Some(l), Some(r)) if l.time > r.time => right.next(),
        (None, _) => right.next(),
        _ => left.next(),
    })
}
