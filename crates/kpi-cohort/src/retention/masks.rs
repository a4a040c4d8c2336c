//! From id to the periods it was active in, one bit each.
//!
//! An open-addressing table in segments. A slot is a key and its mask word, side by side, so that
//! an event touches one cache line; longer masks stand in columns beside it, one for each word. Bit 0
//! is the last period observed and bits count backwards, so that older events only add words. Segments grow one at a time, which keeps the
//! memory needed while growing small, and threads own disjoint segments, so that nothing is merged.
//! Events wait until there are half as many as entities, and are then written segment by segment.

mod buckets;
mod pending;
mod segment;
#[cfg(test)]
mod tests;

use std::ops::Range;

use pending::{Pending, Rows};
use segment::{Layout, Segment};

/// Not a period: the event is not used.
pub(crate) const UNUSED: u16 = u16::MAX;

/// At a million entities a segment is about 150 kB: it stays in the second cache while its events are
/// written.
const SEGMENT_BITS: u32 = 7;
const SEGMENTS: usize = 1 << SEGMENT_BITS;

/// Which lanes an event is written to.
pub(crate) type Lanes = u8;

/// Adds the offsets of some rows to what it is given.
pub(crate) type Offsets<'a> = dyn Fn(Range<usize>, &mut Vec<u16>) + Sync + 'a;

/// At least so many events wait before they are written.
const FEW: usize = 1 << 17;

/// The table. One lane of words for each role that is kept apart (starts, returns).
///
/// What is read is what was written: [`PeriodMasks::settle`] comes before anything else is asked.
#[derive(Debug, Clone)]
pub(crate) struct PeriodMasks {
    layout: Layout,
    segments: Vec<Segment>,
    /// The masks of the one id whose key marks an empty slot; empty while it was not seen.
    zero: Vec<u64>,
    pending: Vec<Pending>,
    /// Rows taken since the last time everything was written.
    waiting: usize,
}

impl PeriodMasks {
    pub(crate) fn new(lanes: usize) -> Self {
        let segments = (0..SEGMENTS).map(|_| Segment::default()).collect();
        let layout = Layout { lanes, words: 1 };
        Self { layout, segments, zero: Vec::new(), pending: Vec::new(), waiting: 0 }
    }

    pub(crate) fn words(&self) -> usize {
        self.layout.words
    }

    pub(crate) fn lanes(&self) -> usize {
        self.layout.lanes
    }

    /// Writes what waits and gives back the room it waited in.
    pub(crate) fn settle(&mut self) {
        self.write();
        self.pending = Vec::new();
    }

    /// Number of entities.
    pub(crate) fn len(&self) -> usize {
        let in_segments: usize = self.segments.iter().map(Segment::len).sum();
        in_segments + usize::from(!self.zero.is_empty())
    }

    /// Words needed for an offset.
    pub(crate) const fn words_for(offset: u16) -> usize {
        offset as usize / 64 + 1
    }

    /// Makes room for so many words a lane.
    pub(crate) fn widen(&mut self, words: usize) {
        let layout = self.layout;
        if words > layout.words {
            self.write();
            self.segments.iter_mut().for_each(|segment| segment.widen(layout, words));
            self.zero = layout.widened(&self.zero, words).collect();
            self.layout = Layout { words, ..layout };
        }
    }

    /// Takes events: `offsets` holds each event's period, counted back from the last, or [`UNUSED`];
    /// `lanes` which lanes it is written to, all of them where it is `None`. An event of no lane
    /// must be marked as unused.
    pub(crate) fn observe<T: Copy + Into<u64> + Sync>(
        &mut self,
        ids: &[T],
        offsets: &[u16],
        lanes: Option<&[Lanes]>,
    ) {
        let Some(most) = most_used(offsets) else { return };
        self.observe_with(ids, lanes, most, &|rows, into| {
            into.extend_from_slice(offsets.get(rows).unwrap_or_default());
        });
    }

    /// The same with offsets, up to `most`, that are worked out as events are taken: `offsets` adds
    /// those of some rows to what it is given. Returns how many rows are not used.
    pub(crate) fn observe_with<T: Copy + Into<u64> + Sync>(
        &mut self,
        ids: &[T],
        lanes: Option<&[Lanes]>,
        most: u16,
        offsets: &Offsets<'_>,
    ) -> u64 {
        let needed = Self::words_for(most);
        if needed > self.layout.words {
            // Some room, so that a log read backwards does not widen word by word.
            self.widen(if self.layout.words == 1 { needed } else { needed + needed / 4 });
        }
        let every: Lanes = ((1_u16 << self.layout.lanes) - 1) as Lanes;
        let rows = Rows { ids, lanes, every, offsets };
        let (mut from, mut unused) = (0, 0);
        while from < ids.len() {
            // The more entities there are, the more events must wait until a piece of the table that
            // is fetched serves several of them.
            let room = (self.len() / 2).max(FEW);
            let taken = from..ids.len().min(from + room);
            from = taken.end;
            if self.waiting > 0 && self.waiting + taken.len() > room {
                self.write();
            }
            self.waiting += taken.len();
            self.sort(&rows, taken, room);
        }
        for pending in &mut self.pending {
            unused += std::mem::take(&mut pending.unused);
            if !pending.zero.is_empty() {
                self.zero.resize(self.layout.width(), 0);
                self.zero.iter_mut().zip(pending.zero.drain(..)).for_each(|(a, b)| *a |= b);
            }
        }
        unused
    }

    #[cfg(feature = "parallel")]
    fn sort<T: Copy + Into<u64> + Sync>(
        &mut self,
        rows: &Rows<'_, T>,
        taken: Range<usize>,
        room: usize,
    ) {
        use rayon::prelude::*;
        let threads = rayon::current_num_threads().clamp(1, SEGMENTS);
        if taken.len() < FEW / 16 || threads == 1 {
            return self.sort_alone(rows, taken, room);
        }
        let (layout, each) = (self.layout, taken.len().div_ceil(threads));
        let parts = self.pending.len().max(threads);
        self.pending.resize_with(parts, Pending::default);
        self.pending.par_iter_mut().enumerate().for_each(|(part, pending)| {
            let from = taken.end.min(taken.start + part * each);
            pending.reserve(room / threads, layout);
            pending.take(rows, from..taken.end.min(from + each), layout);
        });
    }

    #[cfg(not(feature = "parallel"))]
    fn sort<T: Copy + Into<u64> + Sync>(
        &mut self,
        rows: &Rows<'_, T>,
        taken: Range<usize>,
        room: usize,
    ) {
        self.sort_alone(rows, taken, room);
    }

    fn sort_alone<T: Copy + Into<u64> + Sync>(
        &mut self,
        rows: &Rows<'_, T>,
        taken: Range<usize>,
        room: usize,
    ) {
        if self.pending.is_empty() {
            self.pending.push(Pending::default());
        }
        if let Some(pending) = self.pending.first_mut() {
            pending.reserve(room.min(taken.len()), self.layout);
            pending.take(rows, taken, self.layout);
        }
    }

    /// Writes what waits.
    fn write(&mut self) {
        if self.waiting == 0 {
            return;
        }
        self.waiting = 0;
        let (layout, pending) = (self.layout, &self.pending);
        let write = |(place, segment): (usize, &mut Segment)| {
            segment.warm();
            pending.iter().for_each(|pending| pending.write(place, segment, layout));
        };
        #[cfg(feature = "parallel")]
        {
            use rayon::prelude::*;
            let each = if self.pending.len() > 1 { SEGMENTS / 16 } else { SEGMENTS };
            self.segments.par_iter_mut().with_min_len(each).enumerate().for_each(write);
        }
        #[cfg(not(feature = "parallel"))]
        self.segments.iter_mut().enumerate().for_each(write);
        self.pending.iter_mut().for_each(Pending::clear);
    }

    /// Adds everything another table holds, under the ids that `name` gives.
    pub(crate) fn merge(&mut self, other: &Self, name: impl Fn(u64) -> u64) {
        self.widen(other.layout.words);
        let words = other.layout.words;
        for part in 0..other.parts() {
            other.written(part, |id, masks| self.join(mix(name(id)), masks, words));
            for pending in &other.pending {
                pending.for_each(part, other.layout, |key, offset, lanes| {
                    self.set(mix(name(unmix(key))), offset, lanes);
                });
            }
        }
    }

    fn join(&mut self, key: u64, masks: &[u64], words: usize) {
        let layout = self.layout;
        if key == 0 {
            self.zero.resize(layout.width(), 0);
            for (into, from) in self.zero.chunks_mut(layout.words).zip(masks.chunks(words)) {
                into.iter_mut().zip(from).for_each(|(into, from)| *into |= from);
            }
        } else if let Some(segment) = self.segments.get_mut(segment_of(key)) {
            segment.join(key, layout, masks, words);
        }
    }

    fn set(&mut self, key: u64, offset: u16, lanes: Lanes) {
        let layout = self.layout;
        if key == 0 {
            self.zero.resize(layout.width(), 0);
            pending::set(&mut self.zero, layout, offset, lanes);
        } else if let Some(segment) = self.segments.get_mut(segment_of(key)) {
            segment.write_one(key, layout, offset, lanes);
        }
    }

    /// Calls `f` with each id and its mask words, lane after lane.
    pub(crate) fn for_each(&self, mut f: impl FnMut(u64, &[u64])) {
        (0..self.parts()).for_each(|part| self.for_each_of(part, &mut f));
    }

    /// Number of parts [`PeriodMasks::for_each_of`] can be called with.
    pub(crate) fn parts(&self) -> usize {
        SEGMENTS
    }

    /// As [`PeriodMasks::for_each`], for one part of the entities.
    pub(crate) fn for_each_of(&self, part: usize, f: impl FnMut(u64, &[u64])) {
        debug_assert_eq!(self.waiting, 0, "settle comes first");
        self.written(part, f);
    }

    fn written(&self, part: usize, mut f: impl FnMut(u64, &[u64])) {
        if let Some(segment) = self.segments.get(part) {
            segment.for_each(self.layout, |key, masks| f(unmix(key), masks));
        }
        if part == 0 && !self.zero.is_empty() {
            f(unmix(0), &self.zero);
        }
    }

    /// The mask words of one id.
    pub(crate) fn get(&self, id: u64) -> Option<Vec<u64>> {
        debug_assert_eq!(self.waiting, 0, "settle comes first");
        let key = mix(id);
        if key == 0 {
            return (!self.zero.is_empty()).then(|| self.zero.clone());
        }
        self.segments.get(segment_of(key))?.find(key, self.layout)
    }
}

/// The oldest period that is used.
pub(crate) fn most_used(offsets: &[u16]) -> Option<u16> {
    offsets.iter().map(|offset| offset.wrapping_add(1)).max()?.checked_sub(1)
}

#[inline]
fn segment_of(key: u64) -> usize {
    (key >> (64 - SEGMENT_BITS)) as usize
}

const FIRST: u64 = 0x9E37_79B9_7F4A_7C15;
const SECOND: u64 = 0xD6E8_FEB8_6659_FD93;

/// Spreads an id over 64 bits; one to one, and 0 stays 0.
#[inline]
fn mix(id: u64) -> u64 {
    let mut key = id.wrapping_mul(FIRST);
    key ^= key >> 32;
    key = key.wrapping_mul(SECOND);
    key ^ (key >> 32)
}

/// The id of a key.
#[inline]
fn unmix(key: u64) -> u64 {
    let mut id = key ^ (key >> 32);
    id = id.wrapping_mul(const { inverse(SECOND) });
    id ^= id >> 32;
    id.wrapping_mul(const { inverse(FIRST) })
}

/// The number that undoes multiplication by an odd one: each step doubles the digits that hold.
const fn inverse(odd: u64) -> u64 {
    let mut found = odd;
    let mut step = 0;
    while step < 5 {
        found = found.wrapping_mul(2_u64.wrapping_sub(odd.wrapping_mul(found)));
        step += 1;
    }
    found
}
