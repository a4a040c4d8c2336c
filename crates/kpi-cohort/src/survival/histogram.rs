//! Counting small whole durations, without a sort.

use super::Status;
use super::tally::Joins;
use super::weight::Sum;

/// Durations below this are counted in a list by duration: 179 years of days. Larger ones are
/// sorted.
pub(super) const DENSE: u32 = 1 << 16;

/// Rows before a count could reach the end of 32 bits.
const BLOCK: usize = 1 << 30;

/// Values by duration and status. Grows to the longest duration seen: to a megabyte of counts, or six
/// of sums.
#[derive(Debug, Clone, Default)]
pub(super) struct Histogram<V> {
    /// Censored and events by duration.
    values: Vec<[V; 2]>,
}

/// Everything counted by duration; durations are below [`DENSE`].
#[derive(Debug, Clone, Default)]
pub(super) struct Dense {
    pub(super) exits: Histogram<u64>,
    /// Exits of other weights than 1.
    pub(super) weighted: Histogram<Sum>,
    /// Delayed entries, all as [`Status::Censored`].
    pub(super) entries: Histogram<u64>,
    pub(super) weighted_entries: Histogram<Sum>,
}

impl Dense {
    pub(super) fn merge(&mut self, other: &Self) {
        self.exits.merge(&other.exits);
        self.weighted.merge(&other.weighted);
        self.entries.merge(&other.entries);
        self.weighted_entries.merge(&other.weighted_entries);
    }
}

impl<V: Joins + Default + PartialEq> Histogram<V> {
    /// Adds a value for a duration below [`DENSE`].
    pub(super) fn push(&mut self, duration: u32, status: Status, value: V) {
        self.reach(duration);
        if let Some([censored, events]) = self.values.get_mut(duration as usize) {
            let slot = if status == Status::Event { events } else { censored };
            *slot = slot.join(value);
        }
    }

    fn merge(&mut self, other: &Self) {
        if let Some(longest) = other.values.len().checked_sub(1) {
            self.reach(longest as u32);
        }
        for (values, more) in self.values.iter_mut().zip(&other.values) {
            for (value, more) in values.iter_mut().zip(more) {
                *value = value.join(*more);
            }
        }
    }

    /// Values by key, rising; see [`exit_key`](super::parts::exit_key).
    pub(super) fn rising(&self) -> impl Iterator<Item = (u64, V)> + Clone {
        let keyed = self.values.iter().enumerate().flat_map(|(duration, [censored, events])| {
            let key = (duration as u64) << 1;
            [(key, *censored), (key | 1, *events)]
        });
        keyed.filter(|(_, value)| *value != V::default())
    }

    /// Values by duration, rising, where all are [`Status::Censored`].
    pub(super) fn by_time(&self) -> impl Iterator<Item = (u64, V)> + Clone {
        self.rising().map(|(key, value)| (key >> 1, value))
    }

    fn reach(&mut self, duration: u32) {
        let wanted = duration as usize + 1;
        if self.values.len() < wanted {
            self.values.resize(wanted, [V::default(); 2]);
        }
    }
}

impl Histogram<u64> {
    /// Adds columns of equal length whose durations are all at most `longest`, which is below
    /// [`DENSE`].
    pub(super) fn extend(&mut self, durations: &[u32], status: &[Status], longest: u32) {
        self.reach(longest);
        for (durations, status) in durations.chunks(BLOCK).zip(status.chunks(BLOCK)) {
            // Neighbouring rows are often alike, and a count cannot be added to before it is
            // written: two lists take turns.
            let mut even = vec![[0_u32; 2]; longest as usize + 1];
            let mut odd = even.clone();
            let pairs = durations.chunks_exact(2).zip(status.chunks_exact(2));
            let rest = durations.chunks_exact(2).remainder().iter();
            let last = rest.zip(status.chunks_exact(2).remainder());
            for (d, s) in pairs {
                if let ([d0, d1], [s0, s1]) = (d, s) {
                    add(&mut even, *d0, *s0);
                    add(&mut odd, *d1, *s1);
                }
            }
            last.for_each(|(d, s)| add(&mut even, *d, *s));
            for (sum, (a, b)) in self.values.iter_mut().zip(even.iter().zip(&odd)) {
                for (sum, (a, b)) in sum.iter_mut().zip(a.iter().zip(b)) {
                    *sum = sum.saturating_add(u64::from(*a) + u64::from(*b));
                }
            }
        }
    }
}

#[inline]
fn add(counts: &mut [[u32; 2]], duration: u32, status: Status) {
    if let Some([censored, events]) = counts.get_mut(duration as usize) {
        // Adding 0 or 1 to both is faster than a branch that is hard to guess.
        let event = status as u32;
        *censored += 1 - event;
        *events += event;
    }
}
