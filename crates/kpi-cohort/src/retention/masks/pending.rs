//! Events on their way into the table.
//!
//! They wait, sorted by segment, until there are half as many as entities; then each segment takes its own
//! in one go. Without that, every event would meet another memory page.

use std::ops::Range;

use super::segment::{Layout, Segment};
use super::{Lanes, Offsets, SEGMENT_BITS, SEGMENTS, UNUSED, mix, segment_of};

/// Waiting events, those of a segment in a chain of chunks. There is one for each thread that sorts.
#[derive(Debug, Clone, Default)]
pub(super) struct Pending {
    /// Chunks of [`CHUNK`] keys, used or not.
    keys: Vec<u64>,
    /// The offset of each, and the lanes above it. Empty where every entity has one mask word: the
    /// segment is known, so its bits of the key have room for the offset; see [`packed`].
    what: Vec<u32>,
    /// The chunk before each in its chain.
    before: Vec<u32>,
    /// Chunks that are used.
    used: usize,
    /// Where the next event of each segment goes, if its last chunk is not full.
    ends: Vec<usize>,
    /// The masks of the one id whose key marks an empty slot, if it was met.
    pub(super) zero: Vec<u64>,
    /// Rows that were not used.
    pub(super) unused: u64,
}

/// Events of a chunk: 2 kB, enough to be read as one stream.
const CHUNK: usize = 256;

/// Rows whose offsets are worked out together; they stay in the first cache.
const STEP: usize = 1 << 12;

/// No chunk.
const NONE: u32 = u32::MAX;

/// Rows of columns.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a, T> {
    pub(super) ids: &'a [T],
    pub(super) lanes: Option<&'a [Lanes]>,
    /// The lanes of a row where there is no column of them.
    pub(super) every: Lanes,
    pub(super) offsets: &'a Offsets<'a>,
}

impl<T> Rows<'_, T> {
    fn lanes_of(&self, row: usize) -> Lanes {
        self.lanes.and_then(|lanes| lanes.get(row)).copied().unwrap_or(self.every)
    }
}

impl Pending {
    /// Makes room for so many events, exactly: doubling would need twice the memory.
    pub(super) fn reserve(&mut self, events: usize, layout: Layout) {
        self.ends.resize(SEGMENTS, 0);
        let room = events + SEGMENTS * CHUNK;
        self.keys.reserve_exact(room.saturating_sub(self.keys.len()));
        if layout.width() > 1 {
            self.what.reserve_exact(room.saturating_sub(self.what.len()));
        }
    }

    /// Sorts events in.
    pub(super) fn take<T: Copy + Into<u64> + Sync>(
        &mut self,
        rows: &Rows<'_, T>,
        taken: Range<usize>,
        layout: Layout,
    ) {
        let mut offsets = Vec::with_capacity(STEP.min(taken.len()));
        for from in taken.clone().step_by(STEP) {
            let step = from..taken.end.min(from + STEP);
            offsets.clear();
            (rows.offsets)(step.clone(), &mut offsets);
            self.take_step(rows, step, &offsets, layout);
        }
    }

    fn take_step<T: Copy + Into<u64> + Sync>(
        &mut self,
        rows: &Rows<'_, T>,
        step: Range<usize>,
        offsets: &[u16],
        layout: Layout,
    ) {
        let narrow = layout.width() == 1;
        let ids = rows.ids.get(step.clone()).unwrap_or_default();
        for (row, (id, offset)) in step.zip(ids.iter().zip(offsets)) {
            let key = mix((*id).into());
            if *offset == UNUSED {
                self.unused += 1;
                continue;
            }
            if key == 0 {
                self.zero.resize(layout.width(), 0);
                set(&mut self.zero, layout, *offset, rows.lanes_of(row));
                continue;
            }
            let Some(at) = self.next(segment_of(key), narrow) else { continue };
            let key = if narrow { packed(key, *offset) } else { key };
            if let Some(into) = self.keys.get_mut(at) {
                *into = key;
            }
            if !narrow && let Some(into) = self.what.get_mut(at) {
                *into = u32::from(*offset) | u32::from(rows.lanes_of(row)) << 16;
            }
        }
    }

    /// The place of the next event of a segment.
    #[inline]
    fn next(&mut self, segment: usize, narrow: bool) -> Option<usize> {
        let mut at = *self.ends.get(segment)?;
        if at.is_multiple_of(CHUNK) {
            at = self.chunk_after(at, narrow);
        }
        *self.ends.get_mut(segment)? = at + 1;
        Some(at)
    }

    /// Begins another chunk of the chain that ends at a place; 0 is the end of none.
    #[cold]
    fn chunk_after(&mut self, end: usize, narrow: bool) -> usize {
        let at = self.used * CHUNK;
        self.used += 1;
        if self.keys.len() < at + CHUNK {
            self.keys.resize(at + CHUNK, 0);
        }
        if !narrow && self.what.len() < at + CHUNK {
            self.what.resize(at + CHUNK, 0);
        }
        self.before.truncate(self.used - 1);
        let before = (end / CHUNK).checked_sub(1).and_then(|chunk| u32::try_from(chunk).ok());
        self.before.push(before.unwrap_or(NONE));
        at
    }

    /// Writes the events of one segment to it.
    pub(super) fn write(&self, place: usize, segment: &mut Segment, layout: Layout) {
        self.chunks(place, |events| {
            let keys = self.keys.get(events.clone()).unwrap_or_default();
            if layout.width() == 1 {
                segment.write_packed(place, keys);
            } else {
                segment.write(keys, self.what.get(events).unwrap_or_default(), layout);
            }
        });
    }

    /// Calls `f` with where the events of each chunk of a segment lie.
    fn chunks(&self, place: usize, mut f: impl FnMut(Range<usize>)) {
        let mut end = self.ends.get(place).copied().unwrap_or_default();
        while end > 0 {
            let chunk = (end - 1) / CHUNK;
            f(chunk * CHUNK..end);
            let before = self.before.get(chunk).filter(|before| **before != NONE);
            end = before.map_or(0, |before| (*before as usize + 1) * CHUNK);
        }
    }

    /// Calls `f` with key, offset and lanes of each event of a segment.
    pub(super) fn for_each(
        &self,
        place: usize,
        layout: Layout,
        mut f: impl FnMut(u64, u16, Lanes),
    ) {
        self.chunks(place, |events| {
            let keys = self.keys.get(events.clone()).unwrap_or_default();
            if layout.width() == 1 {
                for event in keys {
                    let (key, offset) = unpacked(place, *event);
                    f(key, offset as u16, 1);
                }
            } else {
                let what = self.what.get(events).unwrap_or_default();
                for (key, what) in keys.iter().zip(what) {
                    f(*key, *what as u16, (*what >> 16) as Lanes);
                }
            }
        });
    }

    /// Forgets the events that were written.
    pub(super) fn clear(&mut self) {
        self.ends.fill(0);
        self.used = 0;
    }
}

/// Sets the bit of an offset in some lanes.
pub(super) fn set(masks: &mut [u64], layout: Layout, offset: u16, lanes: Lanes) {
    let (word, bit) = (usize::from(offset) / 64, 1_u64 << (offset % 64));
    for lane in 0..layout.lanes {
        if lanes >> lane & 1 != 0
            && let Some(mask) = masks.get_mut(lane * layout.words + word)
        {
            *mask |= bit;
        }
    }
}

/// A key without the bits that chose its segment, and an offset below 64.
#[inline]
fn packed(key: u64, offset: u16) -> u64 {
    key << SEGMENT_BITS | u64::from(offset & 63)
}

/// The key and the offset again.
#[inline]
pub(super) fn unpacked(place: usize, packed: u64) -> (u64, u32) {
    let key = packed >> SEGMENT_BITS | (place as u64) << (64 - SEGMENT_BITS);
    (key, packed as u32 & 63)
}

const _: () = assert!(SEGMENT_BITS >= 6, "an offset of six bits must fit");
