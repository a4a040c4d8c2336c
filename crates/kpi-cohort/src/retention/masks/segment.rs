//! One part of the table.

/// Slots of one length, at most three quarters full.
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
    /// by half instead of doubling saves memory.
    #[inline]
    fn home(&self, key: u64) -> usize {
        // The highest bits chose the segment; the next ones choose the slot.
        let spread = u128::from(key << super::SEGMENT_BITS) * self.capacity as u128;
        (spread >> 64) as usize
    }

    /// What stands where the search for a key begins.
    #[inline]
    pub(super) fn peek(&self, key: u64, stride: usize) -> u64 {
        self.slots.get(self.home(key) * stride).copied().unwrap_or_default()
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
        if (self.len + 1) * 4 > self.capacity * 3 {
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
        let capacity = (self.capacity + self.capacity / 2).max(8);
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
            if let [key, masks @ ..] = slot {
                if *key != 0 {
                    f(*key, masks);
                }
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
