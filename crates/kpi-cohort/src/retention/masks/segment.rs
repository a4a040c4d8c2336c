//! One part of the table.

use super::Lanes;
use super::block::unpacked;

/// How many slots are read ahead of the first that is written: they must stay in the first cache.
const AHEAD: usize = 64;

/// Slots that are looked at together.
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

/// A cache line of slots; an entity that stands in it costs one miss.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct Bucket([[u64; 2]; BUCKET]);

/// Slots of a key and a word, at most three quarters full. Where an entity has one mask word, that is
/// it; where it has more, it is the number of the entity in this segment.
#[derive(Debug, Clone, Default)]
pub(super) struct Segment {
    buckets: Vec<Bucket>,
    len: usize,
    /// A column for each word of each lane, lane after lane, with a word for each entity. Events of a
    /// log come mostly in the order of time, so that those of one block meet one or two columns. A
    /// column ends with the last entity that has something in it.
    masks: Vec<Vec<u64>>,
}

impl Segment {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The bucket a search begins with. Their number is any, not a power of two: growing by a
    /// quarter instead of doubling saves memory.
    #[inline]
    fn home(&self, key: u64) -> usize {
        let buckets = self.buckets.len();
        // The highest bits chose the segment; the next ones choose the bucket.
        let spread = u128::from(key << super::SEGMENT_BITS) * buckets as u128;
        (spread >> 64) as usize
    }

    /// Where a key stands, or the free slot it gets; the search ends because slots stay free.
    fn place(&self, key: u64, home: usize) -> (usize, bool) {
        let mut at = home;
        while let Some(Bucket(bucket)) = self.buckets.get(at) {
            if let Some(found) = position(bucket, key) {
                return (at * BUCKET + found, true);
            }
            if let Some(free) = position(bucket, 0) {
                return (at * BUCKET + free, false);
            }
            at = if at + 1 == self.buckets.len() { 0 } else { at + 1 };
        }
        (usize::MAX, false)
    }

    fn slot(&self, place: usize) -> Option<&[u64; 2]> {
        self.buckets.get(place / BUCKET)?.0.get(place % BUCKET)
    }

    fn slot_mut(&mut self, place: usize) -> Option<&mut [u64; 2]> {
        self.buckets.get_mut(place / BUCKET)?.0.get_mut(place % BUCKET)
    }

    /// Makes sure that so many keys more have room.
    #[inline]
    fn reserve(&mut self, more: usize) {
        while (self.len + more) * 4 > self.buckets.len() * BUCKET * 3 {
            self.grow();
        }
    }

    #[cold]
    fn grow(&mut self) {
        let buckets = self.buckets.len();
        let capacity = (buckets + buckets / 4).max(4);
        let old = std::mem::replace(&mut self.buckets, vec![Bucket::default(); capacity]);
        for slot in old.iter().flat_map(|bucket| &bucket.0).filter(|slot| slot[0] != 0) {
            let (place, _) = self.place(slot[0], self.home(slot[0]));
            if let Some(into) = self.slot_mut(place) {
                *into = *slot;
            }
        }
    }

    /// Sets the bits of events: `what` holds an offset, and above it the lanes.
    pub(super) fn write(&mut self, keys: &[u64], what: &[u32], layout: Layout) {
        self.make_room(layout);
        let mut places = [0; AHEAD];
        for (keys, what) in keys.chunks(AHEAD).zip(what.chunks(AHEAD)) {
            self.reserve(keys.len());
            // Reading every first slot before any is written lets the cache misses overlap.
            let mut seen = 0;
            for (place, key) in places.iter_mut().zip(keys) {
                *place = self.home(*key);
                seen ^= self.buckets.get(*place).map_or(0, |bucket| bucket.0[0][0]);
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
                seen ^= self.buckets.get(*home).map_or(0, |bucket| bucket.0[0][0]);
            }
            std::hint::black_box(seen);
            for (home, event) in homes.iter().zip(events) {
                let (key, offset) = unpacked(segment, *event);
                let (home, bit) = (*home, 1 << offset);
                let bucket = self.buckets.get_mut(home);
                let found = bucket.and_then(|Bucket(bucket)| {
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
        if let Some(slot) = self.slot_mut(place) {
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
            *place = self.entity(*key, *place);
        }
        for (entity, what) in places.iter().zip(what) {
            self.set(*entity, layout, *what as u16, (*what >> 16) as Lanes);
        }
    }

    /// The number of the entity of a key; the next one if it is new.
    #[inline]
    fn entity(&mut self, key: u64, home: usize) -> usize {
        let bucket = self.buckets.get(home).map(|Bucket(bucket)| bucket);
        let found = bucket.and_then(|bucket| bucket.get(position(bucket, key)?));
        match found {
            Some(slot) => slot[1] as usize,
            None => self.entity_elsewhere(key, home),
        }
    }

    #[cold]
    fn entity_elsewhere(&mut self, key: u64, home: usize) -> usize {
        let (place, known) = self.place(key, home);
        let next = self.len;
        let Some(slot) = self.slot_mut(place) else { return next };
        if known {
            return slot[1] as usize;
        }
        *slot = [key, next as u64];
        self.len += 1;
        next
    }

    #[inline]
    fn set(&mut self, entity: usize, layout: Layout, offset: u16, lanes: Lanes) {
        let (word, bit) = (usize::from(offset) / 64, 1_u64 << (offset % 64));
        for lane in 0..layout.lanes {
            if lanes >> lane & 1 != 0 {
                self.or(entity, lane * layout.words + word, bit);
            }
        }
    }

    #[inline]
    fn or(&mut self, entity: usize, column: usize, bits: u64) {
        let Some(column) = self.masks.get_mut(column) else { return };
        match column.get_mut(entity) {
            Some(mask) => *mask |= bits,
            None => lengthen(column, entity, self.len, bits),
        }
    }

    /// Sets the bit of one event.
    pub(super) fn write_one(&mut self, key: u64, layout: Layout, offset: u16, lanes: Lanes) {
        self.reserve(1);
        let home = self.home(key);
        if layout.width() == 1 {
            self.write_narrow(key, home, u64::from(lanes & 1) << (offset % 64));
        } else {
            self.make_room(layout);
            let entity = self.entity(key, home);
            self.set(entity, layout, offset, lanes);
        }
    }

    /// Adds masks that have `words` words a lane, not more than there are here.
    pub(super) fn join(&mut self, key: u64, layout: Layout, masks: &[u64], words: usize) {
        self.reserve(1);
        let home = self.home(key);
        if layout.width() == 1 {
            self.write_narrow(key, home, masks.first().copied().unwrap_or_default());
            return;
        }
        self.make_room(layout);
        let entity = self.entity(key, home);
        for (lane, masks) in masks.chunks(words).enumerate() {
            for (word, bits) in masks.iter().enumerate().filter(|(_, bits)| **bits != 0) {
                self.or(entity, lane * layout.words + word, *bits);
            }
        }
    }

    /// The mask words of a key that has a slot.
    pub(super) fn find(&self, key: u64, layout: Layout) -> Option<Vec<u64>> {
        if self.buckets.is_empty() {
            return None;
        }
        let (place, known) = self.place(key, self.home(key));
        let slot = self.slot(place).filter(|_| known)?;
        let mut masks = vec![slot[1]];
        if layout.width() > 1 {
            masks = vec![0; layout.width()];
            self.read(slot[1] as usize, &mut masks);
        }
        Some(masks)
    }

    /// The mask words of an entity.
    fn read(&self, entity: usize, into: &mut [u64]) {
        for (mask, column) in into.iter_mut().zip(&self.masks) {
            *mask = column.get(entity).copied().unwrap_or_default();
        }
    }

    /// Columns for all words, where there are several.
    #[inline]
    fn make_room(&mut self, layout: Layout) {
        if self.masks.len() < layout.width() {
            self.masks.resize_with(layout.width(), Vec::new);
        }
    }

    pub(super) fn widen(&mut self, layout: Layout, words: usize) {
        if layout.width() == 1 {
            let mut first = Vec::with_capacity(self.len);
            let slots = self.buckets.iter_mut().flat_map(|bucket| &mut bucket.0);
            for slot in slots.filter(|slot| slot[0] != 0) {
                let entity = first.len() as u64;
                first.push(std::mem::replace(&mut slot[1], entity));
            }
            self.masks = vec![first];
        }
        let mut columns = std::mem::take(&mut self.masks).into_iter();
        for _ in 0..layout.lanes {
            let lane = columns.by_ref().take(layout.words);
            self.masks.extend(lane.chain(std::iter::repeat_n(Vec::new(), words)).take(words));
        }
    }

    pub(super) fn for_each(&self, layout: Layout, mut f: impl FnMut(u64, &[u64])) {
        let slots = self.buckets.iter().flat_map(|bucket| &bucket.0);
        let mut masks = vec![0; layout.width()];
        for slot in slots.filter(|slot| slot[0] != 0) {
            if let [mask] = masks.as_mut_slice() {
                *mask = slot[1];
            } else {
                self.read(slot[1] as usize, &mut masks);
            }
            f(slot[0], &masks);
        }
    }
}

/// Makes a column reach an entity, with room for those that are known; a quarter more, not twice.
#[cold]
fn lengthen(column: &mut Vec<u64>, entity: usize, known: usize, bits: u64) {
    let wanted = entity + 1;
    if column.capacity() < wanted {
        let room = known.max(wanted);
        column.reserve_exact(room + room / 4 - column.len());
    }
    column.resize(wanted, 0);
    if let Some(mask) = column.get_mut(entity) {
        *mask |= bits;
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
