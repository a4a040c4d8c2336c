//! Rows counted by key: sorted where it was sorted already, a heap of new ones on top.

use super::weight::Sum;

/// New keys are sorted in once there are this many, or as many as are sorted already.
const PENDING: usize = 1 << 20;

/// Values by key. Holds one entry for each distinct key, and at most as many again (or a million)
/// that are not sorted in yet.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally<V> {
    sorted: Vec<(u64, V)>,
    pending: Vec<(u64, V)>,
}

/// Rows by key: as a [`Tally`] of counts, with new rows at eight bytes each.
#[derive(Debug, Clone, Default)]
pub(super) struct Counts {
    tally: Tally<u64>,
    pending: Vec<u64>,
}

/// What adds up when keys meet.
pub(super) trait Joins: Copy {
    fn join(self, other: Self) -> Self;
}

impl Joins for u64 {
    fn join(self, other: Self) -> Self {
        self.saturating_add(other)
    }
}

impl Joins for Sum {
    fn join(self, other: Self) -> Self {
        self.plus(other)
    }
}

impl<V: Joins> Tally<V> {
    pub(super) fn push(&mut self, key: u64, value: V) {
        self.pending.push((key, value));
        self.settle();
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.join(other.sorted.into_iter());
        self.pending.extend(other.pending);
        self.settle();
    }

    /// Every distinct key with its value, rising.
    pub(super) fn into_rising(mut self) -> impl Iterator<Item = (u64, V)> {
        // Equal keys may come in any order: their sums do not care.
        self.pending.sort_unstable_by_key(|entry| entry.0);
        self.pending.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 = kept.1.join(next.1);
            }
            same
        });
        joined(self.sorted.into_iter(), self.pending.into_iter())
    }

    /// Joins a rising list.
    fn join(&mut self, rising: impl Iterator<Item = (u64, V)>) {
        let mine = std::mem::take(&mut self.sorted);
        self.sorted = joined(mine.into_iter(), rising).collect();
    }

    fn settle(&mut self) {
        if self.pending.len() >= PENDING.max(self.sorted.len()) {
            let all = Self {
                sorted: std::mem::take(&mut self.sorted),
                pending: std::mem::take(&mut self.pending),
            };
            self.sorted = all.into_rising().collect();
        }
    }
}

impl Counts {
    pub(super) fn push(&mut self, key: u64) {
        self.pending.push(key);
        self.settle();
    }

    pub(super) fn push_many(&mut self, key: u64, count: u64) {
        self.tally.push(key, count);
    }

    /// Adds keys; when one cannot be made, none is added.
    pub(super) fn extend<E>(
        &mut self,
        keys: impl ExactSizeIterator<Item = Result<u64, E>>,
    ) -> Result<(), E> {
        let before = self.pending.len();
        self.pending.reserve(keys.len());
        for key in keys {
            match key {
                Ok(key) => self.pending.push(key),
                Err(error) => {
                    self.pending.truncate(before);
                    return Err(error);
                }
            }
        }
        self.settle();
        Ok(())
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.tally.merge(other.tally);
        self.pending.extend(other.pending);
        self.settle();
    }

    /// Every distinct key with its count, rising.
    pub(super) fn into_rising(mut self) -> impl Iterator<Item = (u64, u64)> {
        sort(&mut self.pending);
        joined(self.tally.into_rising(), runs(self.pending.into_iter()))
    }

    fn settle(&mut self) {
        if self.pending.len() >= PENDING.max(self.tally.sorted.len()) {
            let mut keys = std::mem::take(&mut self.pending);
            sort(&mut keys);
            self.tally.join(runs(keys.into_iter()));
        }
    }
}

/// Two rising lists as one.
pub(super) fn joined<V: Joins>(
    left: impl Iterator<Item = (u64, V)>,
    right: impl Iterator<Item = (u64, V)>,
) -> impl Iterator<Item = (u64, V)> {
    let (mut left, mut right) = (left.peekable(), right.peekable());
    std::iter::from_fn(move || match (left.peek(), right.peek()) {
        (Some(l), Some(r)) if l.0 == r.0 => match (left.next(), right.next()) {
            (Some((key, l)), Some((_, r))) => Some((key, l.join(r))),
            (one, other) => one.or(other),
        },
        (Some(l), Some(r)) if l.0 > r.0 => right.next(),
        (None, _) => right.next(),
        _ => left.next(),
    })
}

/// Equal neighbours counted.
fn runs(keys: impl Iterator<Item = u64>) -> impl Iterator<Item = (u64, u64)> {
    let mut keys = keys.peekable();
    std::iter::from_fn(move || {
        let key = keys.next()?;
        let mut count = 1;
        while keys.next_if_eq(&key).is_some() {
            count += 1;
        }
        Some((key, count))
    })
}

#[cfg(feature = "parallel")]
fn sort(keys: &mut [u64]) {
    use rayon::slice::ParallelSliceMut;

    keys.par_sort_unstable();
}

#[cfg(not(feature = "parallel"))]
fn sort(keys: &mut [u64]) {
    keys.sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_counted_whatever_the_order() {
        let mut a = Counts::default();
        let mut b = Counts::default();
        let keys = [5, 1, 5, 9, 1, 1_u64];
        a.extend(keys.iter().map(|k| Ok::<_, ()>(*k))).unwrap();
        a.push_many(9, 2);
        b.push_many(1, 1);
        a.merge(b);
        let found: Vec<_> = a.into_rising().collect();
        assert_eq!(found, [(1, 4), (5, 2), (9, 3)]);
    }

    #[test]
    fn a_bad_key_leaves_nothing_behind() {
        let mut counts = Counts::default();
        let keys = [Ok(1), Err("no"), Ok(2)];
        assert_eq!(counts.extend(keys.into_iter()), Err("no"));
        assert!(counts.pending.is_empty());
    }

    #[test]
    fn many_equal_keys_take_no_room() {
        let mut counts = Counts::default();
        for _ in 0..5 {
            counts.extend((0..PENDING).map(|k| Ok::<_, ()>(k as u64 % 7))).unwrap();
        }
        assert_eq!((counts.tally.sorted.len(), counts.pending.len()), (7, 0));
    }
}
