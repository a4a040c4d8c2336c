//! One part of the table.

/// How many slots are read ahead of the first that is written: they must stay in the first cache.
const AHEAD: usize = 64;

/// Slots of one length, at most five eighths full.
#[derive(Debug, Clone, Default)]
pub(super) struct Segment {
    slots: Vec<u64>,
    capacity: usize,
    len: usize,
}

impl Segment {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Where the search for a key begins. The capacity is any number, not a power of two: growing
    /// by a quarter instead of doubling saves memory.
    #[inline]
    fn home(&self, key: u64) -> usize {
        // The highest bits chose the segment; the next ones choose the slot.
        let spread = u128::from(key << super::SEGMENT_BITS) * self.capacity as u128;
        (spread >> 64) as usize
    }

    /// The mask words of a key, which gets a slot if it has none.
    #[inline]
    pub(super) fn slot(&mut self, key: u64, stride: usize) -> &mut [u64] {
        let mut place = self.home(key);
        // One slot is always free, so the search ends.
        loop {
            match self.slots.get(place * stride) {
                Some(found) if *found == key => break,
                Some(0) | None => {
                    place = self.insert(key, stride, place);
                    break;
                }
                Some(_) => {
                    place += 1;
                    if place == self.capacity {
                        place = 0;
                    }
                }
            }
        }
        self.slots.get_mut(place * stride + 1..(place + 1) * stride).unwrap_or_default()
    }

    /// Writes events to slots of one word, the common case: as the general way, with slots of a
    /// length the compiler knows.
    pub(super) fn write_bits(&mut self, keys: &[u64], what: &[u32]) {
        let mut places = [0; AHEAD];
        for (keys, what) in keys.chunks(places.len()).zip(what.chunks(places.len())) {
            self.reserve(keys.len(), 2);
            let capacity = self.capacity as u128;
            let (slots, _) = self.slots.as_chunks_mut::<2>();
            let mut seen = 0;
            for (place, key) in places.iter_mut().zip(keys) {
                *place = ((u128::from(*key << super::SEGMENT_BITS) * capacity) >> 64) as usize;
                seen ^= slots.get(*place).map_or(0, |slot| slot[0]);
            }
            std::hint::black_box(seen);
            let mut new = 0;
            for ((place, key), what) in places.iter().zip(keys).zip(what) {
                let (mut place, bit) = (*place, 1_u64 << (what & 63));
                // A second look without a branch: whether a key stands first or second in line
                // cannot be predicted, and most are one or the other.
                let second = place + 1;
                let at_second = slots.get(second).is_some_and(|slot| slot[0] == *key);
                place = if at_second { second } else { place };
                while let Some([found, mask]) = slots.get_mut(place) {
                    if *found == *key {
                        *mask |= bit;
                        break;
                    }
                    if *found == 0 {
                        (*found, *mask) = (*key, bit);
                        new += 1;
                        break;
                    }
                    place += 1;
                    if place == self.capacity {
                        place = 0;
                    }
                }
            }
            self.len += new;
        }
    }

    /// Makes sure that so many keys more have room.
    fn reserve(&mut self, more: usize, stride: usize) {
        while (self.len + more) * 8 > self.capacity * 5 {
            self.grow(stride);
        }
    }

    /// The mask words of a key that has a slot.
    pub(super) fn find(&self, key: u64, stride: usize) -> Option<&[u64]> {
        let mut place = self.home(key);
        loop {
            match *self.slots.get(place * stride)? {
                0 => return None,
                found if found == key => break,
                _ => place = if place + 1 == self.capacity { 0 } else { place + 1 },
            }
        }
        self.slots.get(place * stride + 1..(place + 1) * stride)
    }

    #[cold]
    fn insert(&mut self, key: u64, stride: usize, free: usize) -> usize {
        let mut place = free;
        if (self.len + 1) * 8 > self.capacity * 5 {
            self.grow(stride);
            place = self.free_place(key, stride);
        }
        if let Some(slot) = self.slots.get_mut(place * stride) {
            *slot = key;
        }
        self.len += 1;
        place
    }

    fn free_place(&self, key: u64, stride: usize) -> usize {
        let mut place = self.home(key);
        while self.slots.get(place * stride).is_some_and(|found| *found != 0) {
            place += 1;
            if place == self.capacity {
                place = 0;
            }
        }
        place
    }

    fn grow(&mut self, stride: usize) {
        let capacity = (self.capacity + self.capacity / 4).max(16);
        let old = std::mem::replace(&mut self.slots, vec![0; capacity * stride]);
        self.capacity = capacity;
        for slot in old.chunks_exact(stride) {
            let Some(key) = slot.first().filter(|key| **key != 0) else { continue };
            let place = self.free_place(*key, stride) * stride;
            if let Some(into) = self.slots.get_mut(place..place + stride) {
                into.copy_from_slice(slot);
            }
        }
    }

    pub(super) fn widen(&mut self, lanes: usize, old: usize, words: usize) {
        let (from, to) = (1 + lanes * old, 1 + lanes * words);
        let slots = std::mem::take(&mut self.slots);
        self.slots = Vec::with_capacity(self.capacity * to);
        for slot in slots.chunks_exact(from) {
            if let [key, masks @ ..] = slot {
                self.slots.push(*key);
                self.slots.extend(widened(masks, old, words));
            }
        }
    }

    pub(super) fn for_each(&self, stride: usize, mut f: impl FnMut(u64, &[u64])) {
        for slot in self.slots.chunks_exact(stride) {
            if let [key, masks @ ..] = slot
                && *key != 0
            {
                f(*key, masks);
            }
        }
    }
}

/// The same masks with more words a lane.
pub(super) fn widened(masks: &[u64], old: usize, words: usize) -> Vec<u64> {
    let mut wide = Vec::with_capacity(masks.len() / old * words);
    for lane in masks.chunks_exact(old) {
        wide.extend_from_slice(lane);
        wide.resize(wide.len() + words - old, 0);
    }
    wide
}
