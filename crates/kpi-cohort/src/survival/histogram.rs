//! Counting small whole durations, without a sort.

use super::Status;

/// Durations below this are counted in a list by duration: 179 years of days. Larger ones are
/// sorted.
pub(super) const DENSE: u32 = 1 << 16;

/// Rows before a count could reach the end of 32 bits.
const BLOCK: usize = 1 << 30;

/// Counts by duration and status. Grows to the longest duration seen, at most a megabyte.
#[derive(Debug, Clone, Default)]
pub(super) struct Histogram {
    /// Censored and events by duration.
    counts: Vec<[u64; 2]>,
}

impl Histogram {
    /// Adds rows of one duration below [`DENSE`].
    pub(super) fn push(&mut self, duration: u32, status: Status, count: u64) {
        self.reach(duration);
        if let Some([censored, events]) = self.counts.get_mut(duration as usize) {
            let slot = if status == Status::Event { events } else { censored };
            *slot = slot.saturating_add(count);
        }
    }

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
            for (sum, (a, b)) in self.counts.iter_mut().zip(even.iter().zip(&odd)) {
                for (sum, (a, b)) in sum.iter_mut().zip(a.iter().zip(b)) {
                    *sum = sum.saturating_add(u64::from(*a) + u64::from(*b));
                }
            }
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), [0; 2]);
        }
        for (sum, more) in self.counts.iter_mut().zip(&other.counts) {
            for (sum, more) in sum.iter_mut().zip(more) {
                *sum = sum.saturating_add(*more);
            }
        }
    }

    /// Counts by key, rising; see [`exit_key`](super::parts::exit_key).
    pub(super) fn rising(&self) -> impl Iterator<Item = (u64, u64)> + Clone {
        let keyed = self.counts.iter().enumerate().flat_map(|(duration, [censored, events])| {
            let key = (duration as u64) << 1;
            [(key, *censored), (key | 1, *events)]
        });
        keyed.filter(|(_, count)| *count > 0)
    }

    fn reach(&mut self, duration: u32) {
        let wanted = duration as usize + 1;
        if self.counts.len() < wanted {
            self.counts.resize(wanted, [0; 2]);
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
