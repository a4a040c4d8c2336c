//! One part of the table.

use super::Lanes;
use super::block::unpacked;

/// How many slots are read ahead of the first that is written: they must stay in the first cache.
const AHEAD: usize = 64;

/// Slots that are looked at together: a cache line of them.
const BUCKET: usize = 4;

/// How the mask words of an entity lie: lane after lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) lanes: usize,
    pub(super) words: usize,
}

impl Layout {
    /// Mask words of an entity.
    pub(super) fn width(self) -> usize {
        self.lanes * self.words
    }

    /// The same masks with more words a lane.
    pub(super) fn widened(self, masks: &[u64], words: usize) -> impl Iterator<Item = u64> {
        let more = words - self.words;
        masks
            .chunks_exact(self.words)
            .flat_map(move |lane| lane.iter().copied().chain(std::iter::repeat_n(0, more)))
    }
}

/// Slots of a key and a word, at most three quarters full. Where an entity has one mask word, that is
/// it; where it has more, they stand in a list and the word says where.
#[derive(Debug, Clone, Default)]
pub(super) struct Segment {
    slots: Vec<[u64; 2]>,
    len: usize,
    masks: Vec<u64>,
}

impl Segment {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The bucket a search begins with. Their number is any, not a power of two: growing by a
    /// quarter instead of doubling saves memory.
    #[inline]
    fn home(&self, key: u64) -> usize {
        let buckets = self.slots.len() / BUCKET;
        // The highest bits chose the segment; the next ones choose the bucket.
        let spread = u128::from(key << super::SEGMENT_BITS) * buckets as u128;
        (spread >> 64) as usize
    }

    /// Where a key stands, or the free slot it gets; the search ends because slots stay free.
    fn place(&self, key: u64, home: usize) -> (usize, bool) {
        let (buckets, _) = self.slots.as_chunks::<BUCKET>();
        let mut at = home;
        while let Some(bucket) = buckets.get(at) {
            if let Some(found) = position(bucket, key) {
                return (at * BUCKET + found, true);
            }
            if let Some(free) = position(bucket, 0) {
                return (at * BUCKET + free, false);
            }
            at = if at + 1 == buckets.len() { 0 } else { at + 1 };
        }
        (usize::MAX, false)
    }

    /// Makes sure that so many keys more have room.
    #[inline]
    fn reserve(&mut self, more: usize) {
        while (self.len + more) * 4 > self.slots.len() * 3 {
            self.grow();
        }
    }

    #[cold]
    fn grow(&mut self) {
        let buckets = self.slots.len() / BUCKET;
        let capacity = (buckets + buckets / 4).max(4) * BUCKET;
        let old = std::mem::replace(&mut self.slots, vec![[0; 2]; capacity]);
        for slot in old.into_iter().filter(|slot| slot[0] != 0) {
            let (place, _) = self.place(slot[0], self.home(slot[0]));
            if let Some(into) = self.slots.get_mut(place) {
                *into = slot;
            }
        }
    }

    /// Sets the bits of events: `what` holds an offset, and above it the lanes.
    pub(super) fn write(&mut self, keys: &[u64], what: &[u32], layout: Layout) {
        let mut places = [0; AHEAD];
        for (keys, what) in keys.chunks(AHEAD).zip(what.chunks(AHEAD)) {
            self.reserve(keys.len());
            // Reading every first slot before any is written lets the cache misses overlap.
            let mut seen = 0;
            for (place, key) in places.iter_mut().zip(keys) {
                *place = self.home(*key);
                seen ^= self.slots.get(*place * BUCKET).map_or(0, |slot| slot[0]);
            }
            std::hint::black_box(seen);
            self.write_wide(&mut places, keys, what, layout);
        }
    }

    /// The same for entities of one mask word, with keys that hold their offset.
    pub(super) fn write_packed(&mut self, segment: usize, events: &[u64]) {
        let mut homes = [0; AHEAD];
        for events in events.chunks(AHEAD) {
            self.reserve(events.len());
            // As above.
            let mut seen = 0;
            for (home, event) in homes.iter_mut().zip(events) {
                *home = self.home(unpacked(segment, *event).0);
                seen ^= self.slots.get(*home * BUCKET).map_or(0, |slot| slot[0]);
            }
            std::hint::black_box(seen);
            for (home, event) in homes.iter().zip(events) {
                let (key, offset) = unpacked(segment, *event);
                let (home, bit) = (*home, 1 << offset);
                let (buckets, _) = self.slots.as_chunks_mut::<BUCKET>();
                let bucket = buckets.get_mut(home);
                let found = bucket.and_then(|bucket| {
                    let found = position(bucket, key)?;
                    bucket.get_mut(found)
                });
                match found {
                    Some(slot) => slot[1] |= bit,
                    None => self.write_narrow(key, home, bit),
                }
            }
        }
    }

    #[cold]
    fn write_narrow(&mut self, key: u64, home: usize, bit: u64) {
        let (place, known) = self.place(key, home);
        if let Some(slot) = self.slots.get_mut(place) {
            slot[0] = key;
            slot[1] |= bit;
        }
        self.len += usize::from(!known);
    }

    fn write_wide(
        &mut self,
        places: &mut [usize; AHEAD],
        keys: &[u64],
        what: &[u32],
        layout: Layout,
    ) {
        for (place, key) in places.iter_mut().zip(keys) {
            *place = self.masks_at(*key, *place, layout);
        }
        let word = |what: u32| (what & 0xFFFF) as usize / 64;
        let mut seen = 0;
        for (at, what) in places.iter().zip(what) {
            seen ^= self.masks.get(at + word(*what)).copied().unwrap_or_default();
        }
        std::hint::black_box(seen);
        for (at, what) in places.iter().zip(what) {
            let masks = self.masks.get_mut(*at..*at + layout.width()).unwrap_or_default();
            set(masks, layout, *what as u16, (*what >> 16) as Lanes);
        }
    }

    /// Where the masks of a key begin, with a slot and room for them if it is new.
    fn masks_at(&mut self, key: u64, home: usize, layout: Layout) -> usize {
        let (place, known) = self.place(key, home);
        let end = self.masks.len();
        let Some(slot) = self.slots.get_mut(place) else { return end };
        if known {
            return slot[1] as usize;
        }
        *slot = [key, end as u64];
        self.len += 1;
        self.masks.resize(end + layout.width(), 0);
        end
    }

    /// The mask words of a key, which gets a slot if it has none.
    pub(super) fn slot(&mut self, key: u64, layout: Layout) -> &mut [u64] {
        self.reserve(1);
        let home = self.home(key);
        if layout.width() > 1 {
            let at = self.masks_at(key, home, layout);
            return self.masks.get_mut(at..at + layout.width()).unwrap_or_default();
        }
        self.write_narrow(key, home, 0);
        let (place, _) = self.place(key, home);
        let slot = self.slots.get_mut(place);
        slot.and_then(|slot| slot.get_mut(1..)).unwrap_or_default()
    }

    /// The mask words of a key that has a slot.
    pub(super) fn find(&self, key: u64, layout: Layout) -> Option<&[u64]> {
        if self.slots.is_empty() {
            return None;
        }
        let (place, known) = self.place(key, self.home(key));
        self.slots.get(place).filter(|_| known).map(|slot| self.words_of(slot, layout))
    }

    fn words_of<'a>(&'a self, slot: &'a [u64; 2], layout: Layout) -> &'a [u64] {
        if layout.width() == 1 {
            return slot.get(1..).unwrap_or_default();
        }
        let at = slot[1] as usize;
        self.masks.get(at..at + layout.width()).unwrap_or_default()
    }

    pub(super) fn widen(&mut self, layout: Layout, words: usize) {
        let mut masks = Vec::with_capacity(self.len * layout.lanes * words);
        if layout.width() > 1 {
            for old in self.masks.chunks_exact(layout.width()) {
                masks.extend(layout.widened(old, words));
            }
            let grown = |at: u64| at / layout.width() as u64 * (layout.lanes * words) as u64;
            self.slots.iter_mut().for_each(|slot| slot[1] = grown(slot[1]));
        } else {
            for slot in self.slots.iter_mut().filter(|slot| slot[0] != 0) {
                let at = masks.len() as u64;
                masks.extend(layout.widened(&[slot[1]], words));
                slot[1] = at;
            }
        }
        self.masks = masks;
    }

    pub(super) fn for_each(&self, layout: Layout, mut f: impl FnMut(u64, &[u64])) {
        for slot in self.slots.iter().filter(|slot| slot[0] != 0) {
            f(slot[0], self.words_of(slot, layout));
        }
    }
}

/// Where a key stands in a bucket. All are compared, without a branch: at which of them a search
/// ends cannot be predicted.
#[inline]
fn position(bucket: &[[u64; 2]; BUCKET], key: u64) -> Option<usize> {
    let mut found = 0_u32;
    for (place, slot) in bucket.iter().enumerate() {
        found |= u32::from(slot[0] == key) << place;
    }
    (found != 0).then(|| found.trailing_zeros() as usize)
}

/// Sets the bit of an offset in some lanes.
#[inline]
pub(super) fn set(masks: &mut [u64], layout: Layout, offset: u16, lanes: Lanes) {
    let (word, bit) = (usize::from(offset) / 64, 1_u64 << (offset % 64));
    for lane in 0..2 {
        if lanes >> lane & 1 != 0
            && let Some(mask) = masks.get_mut(lane * layout.words + word)
        {
            *mask |= bit;
        }
    }
}
