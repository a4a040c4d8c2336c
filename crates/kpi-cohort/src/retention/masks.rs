//! From id to the periods it was active in, one bit each.
//!
//! An open-addressing table in segments. A slot is a key and its mask word, side by side, so that
//! an event touches one cache line; longer masks stand in columns beside it, one for each word. Bit 0
//! is the last period observed and bits count backwards, so that older events only add words. Segments grow one at a time, which keeps the
//! memory needed while growing small, and threads own disjoint segments, so that nothing is merged.

mod block;
mod segment;

use block::{Block, Pending};
use segment::{Layout, Segment};

/// Not a period: the event is not used.
pub(crate) const UNUSED: u16 = u16::MAX;

/// At a million entities a segment is about 50 kB: its events of one block are written while it
/// stays in the nearest caches.
const SEGMENT_BITS: u32 = 9;
const SEGMENTS: usize = 1 << SEGMENT_BITS;

/// Which lanes an event is written to.
pub(crate) type Lanes = u8;

/// The table. One lane of words for each role that is kept apart (starts, returns).
#[derive(Debug, Clone)]
pub(crate) struct PeriodMasks {
    layout: Layout,
    segments: Vec<Segment>,
    /// The masks of the one id whose key marks an empty slot; empty while it was not seen.
    zero: Vec<u64>,
    /// Room to sort events by segment, one for each thread.
    pending: Vec<Pending>,
}

impl PeriodMasks {
    pub(crate) fn new(lanes: usize) -> Self {
        let segments = (0..SEGMENTS).map(|_| Segment::default()).collect();
        let layout = Layout { lanes, words: 1 };
        Self { layout, segments, zero: Vec::new(), pending: Vec::new() }
    }

    pub(crate) fn words(&self) -> usize {
        self.layout.words
    }

    pub(crate) fn lanes(&self) -> usize {
        self.layout.lanes
    }

    /// Gives back what only taking events needs.
    pub(crate) fn settle(&mut self) {
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
            self.segments.iter_mut().for_each(|segment| segment.widen(layout, words));
            self.zero = layout.widened(&self.zero, words).collect();
            self.layout = Layout { words, ..layout };
        }
    }

    /// Takes one block of events: `offsets` holds each event's period, counted back from the last,
    /// or [`UNUSED`]; `lanes` which lanes it is written to, all of them where it is `None`. An event
    /// of no lane must be marked as unused.
    pub(crate) fn observe<T: Copy + Into<u64> + Sync>(
        &mut self,
        ids: &[T],
        offsets: &[u16],
        lanes: Option<&[Lanes]>,
    ) {
        let Some(most) = most_used(offsets) else { return };
        let needed = Self::words_for(most);
        if needed > self.layout.words {
            // Some room, so that a log read backwards does not widen word by word.
            self.widen(if self.layout.words == 1 { needed } else { needed + needed / 4 });
        }
        let every: Lanes = ((1_u16 << self.layout.lanes) - 1) as Lanes;
        let block = Block { ids, offsets, lanes, every, layout: self.layout };
        if block.run(&mut self.segments, &mut self.pending) {
            if self.zero.is_empty() {
                self.zero = vec![0; self.layout.width()];
            }
            block.write_zero(&mut self.zero);
        }
    }

    /// Adds everything another table holds.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.widen(other.layout.words);
        let (layout, theirs) = (self.layout, other.layout);
        for (mine, other) in self.segments.iter_mut().zip(&other.segments) {
            other.for_each(theirs, |key, masks| {
                mine.join(key, layout, masks, theirs.words);
            });
        }
        if !other.zero.is_empty() {
            self.zero.resize(layout.width(), 0);
            join(&mut self.zero, &other.zero, layout.words, theirs.words);
        }
    }

    /// The same masks under other ids.
    pub(crate) fn renamed(&self, name: impl Fn(u64) -> u64) -> Self {
        let mut renamed = Self::new(self.layout.lanes);
        renamed.widen(self.layout.words);
        self.for_each(|id, masks| {
            let key = mix(name(id));
            if key == 0 {
                renamed.zero = masks.to_vec();
            } else if let Some(segment) = renamed.segments.get_mut(segment_of(key)) {
                segment.join(key, self.layout, masks, self.layout.words);
            }
        });
        renamed
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
    pub(crate) fn for_each_of(&self, part: usize, mut f: impl FnMut(u64, &[u64])) {
        if let Some(segment) = self.segments.get(part) {
            segment.for_each(self.layout, |key, masks| f(unmix(key), masks));
        }
        if part == 0 && !self.zero.is_empty() {
            f(unmix(0), &self.zero);
        }
    }

    /// The mask words of one id.
    pub(crate) fn get(&self, id: u64) -> Option<Vec<u64>> {
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

fn join(into: &mut [u64], from: &[u64], words: usize, other: usize) {
    for (into, from) in into.chunks_mut(words).zip(from.chunks(other)) {
        into.iter_mut().zip(from).for_each(|(into, from)| *into |= from);
    }
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn keys_lead_back_to_ids(id: u64) {
            prop_assert_eq!(unmix(mix(id)), id);
        }

        /// Against the plain map, with few ids so that they meet, and zero among them.
        #[test]
        fn the_table_is_a_map(
            events in prop::collection::vec((0_u64..40, 0_u16..300, 0_u8..4), 0..400),
            cut in 0_usize..400,
        ) {
            let mut plain: BTreeMap<u64, BTreeMap<u8, Vec<u16>>> = BTreeMap::new();
            for (id, offset, lanes) in &events {
                for lane in 0..2 {
                    if lanes & (1 << lane) != 0 {
                        plain.entry(*id).or_default().entry(lane).or_default().push(*offset);
                    }
                }
            }
            let load = |events: &[(u64, u16, u8)]| {
                let mut masks = PeriodMasks::new(2);
                for block in events.chunks(7) {
                    let ids: Vec<u64> = block.iter().map(|e| e.0).collect();
                    let offsets: Vec<u16> = block.iter().map(|e| e.1).collect();
                    let lanes: Vec<u8> = block.iter().map(|e| e.2).collect();
                    masks.observe(&ids, &offsets, Some(&lanes));
                }
                masks
            };
            let cut = cut.min(events.len());
            let mut merged = load(&events[..cut]);
            merged.merge(&load(&events[cut..]));
            for table in [load(&events), merged] {
                for (id, lanes) in &plain {
                    let masks = table.get(*id).unwrap();
                    for lane in 0..2_u8 {
                        let mut bits = lanes.get(&lane).cloned().unwrap_or_default();
                        bits.sort_unstable();
                        bits.dedup();
                        let words = table.words();
                        let found: Vec<u16> = (0..words as u16 * 64)
                            .filter(|b| {
                                let word = masks[usize::from(lane) * words + usize::from(b / 64)];
                                word >> (b % 64) & 1 == 1
                            })
                            .collect();
                        prop_assert_eq!(&found, &bits);
                    }
                }
            }
        }
    }

    /// Large blocks are sorted by segment first, small ones are not: one answer. Narrow and wide
    /// masks, one lane and two, with the id that has no slot among the ids.
    #[test]
    fn blocks_of_any_size() {
        for (lanes, most) in [(1, 60), (1, 300), (2, 60), (2, 300)] {
            let mut state = 7_u64;
            let mut next = || {
                state = state.wrapping_mul(FIRST).wrapping_add(1);
                state >> 33
            };
            let ids: Vec<u64> = (0..30_000).map(|_| next() % 5_000).collect();
            let offset =
                |drawn: u64| if drawn.is_multiple_of(11) { UNUSED } else { (drawn % most) as u16 };
            let offsets: Vec<u16> = (0..30_000).map(|_| offset(next())).collect();
            let roles: Vec<u8> =
                (0..30_000).map(|_| 1 + next() as u8 % ((1 << lanes) - 1)).collect();
            let load = |size: usize| {
                let mut masks = PeriodMasks::new(lanes);
                for rows in (0..30_000).step_by(size) {
                    let rows = rows..30_000.min(rows + size);
                    let lanes = Some(&roles[rows.clone()]);
                    masks.observe(&ids[rows.clone()], &offsets[rows], lanes);
                }
                masks
            };
            let (large, small) = (load(30_000), load(1_000));
            assert_eq!(large.len(), small.len());
            assert!(large.get(0).is_some());
            let mut seen = 0;
            small.for_each(|id, masks| {
                assert_eq!(large.get(id).as_deref(), Some(masks), "{id}");
                seen += 1;
            });
            assert_eq!(seen, large.len());
        }
    }
}
