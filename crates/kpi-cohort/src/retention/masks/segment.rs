//! One part of the table.

use super::Lanes;
use super::buckets::{AHEAD, Buckets};
use super::pending::unpacked;

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

/// The entities of a segment and their mask words. Where an entity has one, it stands in the table
/// beside the key; where it has more, the number of the entity does.
#[derive(Debug, Clone, Default)]
pub(super) struct Segment {
    table: Buckets,
    /// A column for each word of each lane, lane after lane, with a word for each entity. Events of a
    /// log come mostly in the order of time, so that those of one block meet one or two columns. A
    /// column ends with the last entity that has something in it.
    masks: Vec<Vec<u64>>,
}

impl Segment {
    pub(super) fn len(&self) -> usize {
        self.table.len()
    }

    /// Reads the table once, before many events are written.
    pub(super) fn warm(&self) {
        self.table.warm();
    }

    /// Sets the bits of events: `what` holds an offset, and above it the lanes.
    pub(super) fn write(&mut self, keys: &[u64], what: &[u32], layout: Layout) {
        self.make_room(layout);
        let mut entities = [0; AHEAD];
        for (keys, what) in keys.chunks(AHEAD).zip(what.chunks(AHEAD)) {
            self.table.visit(keys, number, |at, entity, _| {
                if let Some(into) = entities.get_mut(at) {
                    *into = *entity as usize;
                }
            });
            for (entity, what) in entities.iter().zip(what) {
                self.set(*entity, layout, *what as u16, (*what >> 16) as Lanes);
            }
        }
    }

    /// The same for entities of one mask word, with keys that hold their offset.
    pub(super) fn write_packed(&mut self, segment: usize, events: &[u64]) {
        let (mut keys, mut bits) = ([0; AHEAD], [0; AHEAD]);
        for events in events.chunks(AHEAD) {
            for ((key, bit), event) in keys.iter_mut().zip(&mut bits).zip(events) {
                let (unpacked, offset) = unpacked(segment, *event);
                (*key, *bit) = (unpacked, 1_u64 << offset);
            }
            let keys = keys.get(..events.len()).unwrap_or_default();
            self.table.visit(
                keys,
                |_| 0,
                |at, mask, here| {
                    let bit = bits.get(at).copied().unwrap_or_default();
                    *mask |= bit * u64::from(here);
                },
            );
        }
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
        let known = self.table.len();
        let Some(column) = self.masks.get_mut(column) else { return };
        match column.get_mut(entity) {
            Some(mask) => *mask |= bits,
            None => lengthen(column, entity, known, bits),
        }
    }

    /// Sets the bit of one event.
    pub(super) fn write_one(&mut self, key: u64, layout: Layout, offset: u16, lanes: Lanes) {
        if layout.width() == 1 {
            *self.table.entry(key, |_| 0) |= u64::from(lanes & 1) << (offset % 64);
        } else {
            self.make_room(layout);
            let entity = *self.table.entry(key, number) as usize;
            self.set(entity, layout, offset, lanes);
        }
    }

    /// Adds masks that have `words` words a lane, not more than there are here.
    pub(super) fn join(&mut self, key: u64, layout: Layout, masks: &[u64], words: usize) {
        if layout.width() == 1 {
            *self.table.entry(key, |_| 0) |= masks.first().copied().unwrap_or_default();
            return;
        }
        self.make_room(layout);
        let entity = *self.table.entry(key, number) as usize;
        for (lane, masks) in masks.chunks(words).enumerate() {
            for (word, bits) in masks.iter().enumerate().filter(|(_, bits)| **bits != 0) {
                self.or(entity, lane * layout.words + word, *bits);
            }
        }
    }

    /// The mask words of a key that is known.
    pub(super) fn find(&self, key: u64, layout: Layout) -> Option<Vec<u64>> {
        let word = self.table.get(key)?;
        if layout.width() == 1 {
            return Some(vec![word]);
        }
        let mut masks = vec![0; layout.width()];
        self.read(word as usize, &mut masks);
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
            let mut first = Vec::with_capacity(self.table.len());
            for word in self.table.words_mut() {
                let entity = first.len() as u64;
                first.push(std::mem::replace(word, entity));
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
        let mut masks = vec![0; layout.width()];
        for (key, word) in self.table.iter() {
            if let [mask] = masks.as_mut_slice() {
                *mask = word;
            } else {
                self.read(word as usize, &mut masks);
            }
            f(key, &masks);
        }
    }
}

/// The word of a new entity that has several masks: its number.
fn number(before: usize) -> u64 {
    before as u64
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
