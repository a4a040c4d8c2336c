//! From keys to words: the hash table under a segment.

use std::collections::BTreeMap;

/// How many keys are looked up together. What they touch must stay in the first cache.
pub(super) const AHEAD: usize = 64;

/// Slots that are looked at together.
const BUCKET: usize = 4;

/// How many keys move to their other bucket to make room for one.
const MOVES: usize = 32;

/// From this many buckets on, 32 kB, a table goes on with [`LARGE`].
const SMALL: usize = 512;

/// Buckets of 128 kB. Allocators give pieces of that size back to the system; smaller ones would stay
/// behind as holes, as much memory again as the table.
const LARGE: usize = 2048;

/// A key and its word. Key 0 marks an empty one.
type Slot = [u64; 2];

/// Slots that fill a cache line.
type Bucket = [Slot; BUCKET];

/// Bytes of a cache line.
const LINE: usize = size_of::<Bucket>();

/// Every key stands in one of two buckets, so that a search reads two cache lines at most and the
/// table can be seven eighths full. Most keys stand in the first.
#[derive(Debug, Clone, Default)]
pub(super) struct Buckets {
    /// Buckets, and beside them the slots it takes to begin at a cache line. A table of buckets that
    /// are aligned by their type could not grow where it is.
    slots: Vec<Slot>,
    /// Slots before the first bucket.
    skipped: usize,
    /// Number of buckets.
    count: usize,
    len: usize,
    /// Keys that found no room in either bucket: none, unless ids were chosen to meet.
    stash: BTreeMap<u64, u64>,
}

/// Where a key stands.
enum Place {
    Slot(usize, usize),
    Stash,
}

impl Buckets {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    fn home(&self, key: u64) -> usize {
        home(key, self.count)
    }

    fn other(&self, key: u64) -> usize {
        other(key, self.count)
    }

    #[inline]
    fn bucket(&self, at: usize) -> Option<&Bucket> {
        self.slots.get(self.skipped..)?.as_chunks().0.get(at)
    }

    #[inline]
    fn bucket_mut(&mut self, at: usize) -> Option<&mut Bucket> {
        self.slots.get_mut(self.skipped..)?.as_chunks_mut().0.get_mut(at)
    }

    /// Reads everything in order, which is faster than reading it bit by bit as keys ask for it.
    pub(super) fn warm(&self) {
        let lines = self.slots.iter().step_by(BUCKET);
        std::hint::black_box(lines.fold(0, |seen, slot| seen ^ slot[0]));
    }

    /// Calls `each` with the number of every key and its word, where `keys` are at most [`AHEAD`]; a
    /// new key starts with the word `fresh` gives for the number of keys before it.
    ///
    /// `each` may be called before with a word of another key and `false`: it then must not change
    /// it. Which of the keys stand in their first bucket cannot be predicted, so nothing branches
    /// on it.
    #[inline]
    pub(super) fn visit(
        &mut self,
        keys: &[u64],
        fresh: impl Fn(usize) -> u64,
        mut each: impl FnMut(usize, &mut u64, bool),
    ) {
        self.reserve(keys.len());
        let count = self.count;
        let buckets = self.slots.get_mut(self.skipped..).unwrap_or_default();
        let buckets: &mut [Bucket] = buckets.as_chunks_mut().0;
        let (mut homes, mut elsewhere) = ([0; AHEAD], [0; AHEAD]);
        // Reading every bucket before any is written lets the cache misses overlap.
        let mut seen = 0;
        for (at, key) in homes.iter_mut().zip(keys) {
            *at = home(*key, count);
            seen ^= buckets.get(*at).map_or(0, |bucket| bucket[0][0]);
        }
        std::hint::black_box(seen);
        let mut rest = 0;
        for (number, (home, key)) in homes.iter().zip(keys).enumerate() {
            let Some(bucket) = buckets.get_mut(*home) else { continue };
            let hits = hits(bucket, *key);
            if let Some(slot) = bucket.get_mut(hits.trailing_zeros() as usize % BUCKET) {
                each(number, &mut slot[1], hits != 0);
            }
            if let Some(place) = elsewhere.get_mut(rest) {
                *place = number;
            }
            rest += usize::from(hits == 0);
        }
        let rest = elsewhere.get(..rest).unwrap_or_default();
        let mut seen = 0;
        for (at, number) in homes.iter_mut().zip(rest) {
            *at = keys.get(*number).map_or(0, |key| other(*key, count));
            seen ^= buckets.get(*at).map_or(0, |bucket| bucket[0][0]);
        }
        std::hint::black_box(seen);
        let mut unknown = 0;
        for (at, place) in homes.iter().zip(0..rest.len()) {
            let Some(number) = elsewhere.get(place).copied() else { continue };
            let Some(key) = keys.get(number) else { continue };
            let Some(bucket) = buckets.get_mut(*at) else { continue };
            let hits = hits(bucket, *key);
            if let Some(slot) = bucket.get_mut(hits.trailing_zeros() as usize % BUCKET) {
                each(number, &mut slot[1], hits != 0);
            }
            if let Some(place) = elsewhere.get_mut(unknown) {
                *place = number;
            }
            unknown += usize::from(hits == 0);
        }
        for number in elsewhere.get(..unknown).unwrap_or_default() {
            if let Some(key) = keys.get(*number) {
                each(*number, self.word(*key, &fresh), true);
            }
        }
    }

    /// The word of a key.
    pub(super) fn get(&self, key: u64) -> Option<u64> {
        match self.find(key)? {
            Place::Slot(bucket, slot) => Some(self.bucket(bucket)?.get(slot)?[1]),
            Place::Stash => self.stash.get(&key).copied(),
        }
    }

    /// The word of one key, as in [`Buckets::visit`].
    pub(super) fn entry(&mut self, key: u64, fresh: impl Fn(usize) -> u64) -> &mut u64 {
        self.reserve(1);
        self.word(key, &fresh)
    }

    /// As [`Buckets::entry`], where there is room.
    #[cold]
    fn word(&mut self, key: u64, fresh: &impl Fn(usize) -> u64) -> &mut u64 {
        let place = self.find(key).unwrap_or_else(|| {
            let word = fresh(self.len);
            self.len += 1;
            self.insert([key, word]);
            self.find(key).unwrap_or(Place::Stash)
        });
        let slot = match place {
            Place::Slot(at, slot) => self.slots.get_mut(self.skipped + at * BUCKET + slot),
            Place::Stash => None,
        };
        match slot {
            Some(slot) => &mut slot[1],
            None => self.stash.entry(key).or_default(),
        }
    }

    fn find(&self, key: u64) -> Option<Place> {
        for at in [self.home(key), self.other(key)] {
            if let Some(slot) = self.bucket(at).and_then(|bucket| position(bucket, key)) {
                return Some(Place::Slot(at, slot));
            }
        }
        self.stash.contains_key(&key).then_some(Place::Stash)
    }

    /// Finds room for a key that has none yet.
    fn insert(&mut self, slot: Slot) {
        let (home, other) = (self.home(slot[0]), self.other(slot[0]));
        let (mut slot, mut at) = (slot, other);
        if self.put(home, slot) || self.put(other, slot) {
            return;
        }
        for moved in 0..MOVES {
            // Whoever stands here makes room and goes to its other bucket.
            if let Some(here) =
                self.bucket_mut(at).and_then(|bucket| bucket.get_mut(moved % BUCKET))
            {
                std::mem::swap(here, &mut slot);
            }
            let home = self.home(slot[0]);
            at = if at == home { self.other(slot[0]) } else { home };
            if self.put(at, slot) {
                return;
            }
        }
        self.stash.insert(slot[0], slot[1]);
    }

    /// Puts a slot into a bucket that has room.
    fn put(&mut self, bucket: usize, slot: Slot) -> bool {
        let free = self.bucket_mut(bucket).and_then(|bucket| {
            let free = position(bucket, 0)?;
            bucket.get_mut(free)
        });
        free.map(|free| *free = slot).is_some()
    }

    /// Makes sure that so many keys more have room.
    #[inline]
    fn reserve(&mut self, more: usize) {
        while (self.len + more) * 8 > self.count * BUCKET * 7 {
            self.grow();
        }
    }

    /// Grows where it is: with a second table beside the first, all tables of a book would leave as
    /// much memory behind in holes as they use.
    #[cold]
    fn grow(&mut self) {
        let old = self.count;
        self.count = match old {
            ..SMALL => (old + old / 4).max(4),
            SMALL.. => (old + old / 8).max(LARGE),
        };
        let wanted = (self.count + 1) * BUCKET;
        self.slots.reserve_exact(wanted.saturating_sub(self.slots.len()));
        self.slots.resize(wanted, [0; 2]);
        let begin = self.slots.as_ptr().addr() % LINE / size_of::<Slot>();
        let skipped = (BUCKET - begin) % BUCKET;
        if skipped != self.skipped {
            // The new slots are empty: everything moves by less than a bucket.
            let used = self.skipped..self.skipped + old * BUCKET;
            self.slots.copy_within(used.clone(), skipped);
            let moved = skipped..skipped + used.len();
            for at in used.filter(|at| !moved.contains(at)) {
                self.clear(at);
            }
            self.skipped = skipped;
        }
        // From the last on: a bucket has its keys' new places above it or at it, but for keys that
        // stand in their other bucket. Whatever is put below is taken up once more.
        for at in (0..old).rev() {
            let Some(bucket) = self.bucket_mut(at) else { continue };
            for slot in std::mem::take(bucket).into_iter().filter(|slot| slot[0] != 0) {
                self.insert(slot);
            }
        }
        for (key, word) in std::mem::take(&mut self.stash) {
            self.insert([key, word]);
        }
    }

    fn clear(&mut self, slot: usize) {
        if let Some(slot) = self.slots.get_mut(slot) {
            *slot = [0; 2];
        }
    }

    /// Every key and its word.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        let slots = self.slots.iter().filter(|slot| slot[0] != 0);
        let stash = self.stash.iter().map(|(key, word)| (*key, *word));
        slots.map(|slot| (slot[0], slot[1])).chain(stash)
    }

    /// Every word, in the order of [`Buckets::iter`].
    pub(super) fn words_mut(&mut self) -> impl Iterator<Item = &mut u64> {
        let slots = self.slots.iter_mut().filter(|slot| slot[0] != 0);
        let words = slots.map(|slot| &mut slot[1]);
        words.chain(self.stash.values_mut())
    }
}

/// The bucket a search begins with. Their number is any, not a power of two: growing by an eighth
/// instead of doubling saves memory.
#[inline]
fn home(key: u64, buckets: usize) -> usize {
    // The highest bits chose the segment; the next ones choose the bucket.
    spread(key << super::SEGMENT_BITS, buckets)
}

/// The other bucket of a key.
#[inline]
fn other(key: u64, buckets: usize) -> usize {
    spread(key << 32, buckets)
}

#[inline]
fn spread(bits: u64, buckets: usize) -> usize {
    ((u128::from(bits) * buckets as u128) >> 64) as usize
}

/// One bit for each slot of a bucket that holds a key. All are compared, without a branch.
#[inline]
fn hits(bucket: &Bucket, key: u64) -> u32 {
    let mut found = 0_u32;
    for (place, slot) in bucket.iter().enumerate() {
        found |= u32::from(slot[0] == key) << place;
    }
    found
}

/// The first slot of a bucket that holds a key.
#[inline]
fn position(bucket: &Bucket, key: u64) -> Option<usize> {
    let hits = hits(bucket, key);
    (hits != 0).then(|| hits.trailing_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Keys chosen to stand in the same two buckets, whatever their number is.
    #[test]
    fn keys_that_all_meet() {
        let keys: Vec<u64> = (1..=200).map(|i| i << 33).collect();
        let mut table = Buckets::default();
        for round in 0..2 {
            for keys in keys.chunks(AHEAD) {
                table.visit(keys, |_| 0, |_, word, here| *word += u64::from(here));
            }
            let mut found: Vec<(u64, u64)> = table.iter().collect();
            found.sort_unstable();
            assert!(found.iter().map(|(key, _)| key).eq(&keys));
            assert!(found.iter().all(|(_, word)| *word == round + 1));
        }
        assert_eq!(table.len(), 200);
        assert!(!table.stash.is_empty(), "these keys have eight slots");
        assert!(keys.iter().all(|key| table.get(*key) == Some(2)));
        assert_eq!(table.get(7), None);
        assert_eq!(table.words_mut().count(), 200);
    }

    /// Keys as they are: nothing is left without a slot, and memory is used.
    #[test]
    fn keys_spread_over_all_bits() {
        let mut table = Buckets::default();
        let keys = (1..=100_000).map(super::super::mix);
        for key in keys.clone() {
            *table.entry(key, |before| before as u64) += 1;
        }
        assert_eq!(table.len(), 100_000);
        assert!(table.stash.is_empty());
        assert!(table.count * BUCKET * 3 < 100_000 * 4);
        let words: Vec<u64> = keys.filter_map(|key| table.get(key)).collect();
        assert!(words.iter().copied().eq(1..=100_000));
    }
}
