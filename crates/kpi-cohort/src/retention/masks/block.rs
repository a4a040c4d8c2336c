//! One block of events on its way into the table.
//!
//! Events are first sorted by segment, then each segment takes its own in one go: without that,
//! every event would meet another memory page. Threads sort a part of the rows each, then write
//! a part of the segments each, so that nothing is merged.

use super::segment::{Layout, Segment, set};
use super::{Lanes, SEGMENT_BITS, SEGMENTS, UNUSED, mix, segment_of};

/// Fewer events than this are written one by one.
const FEW: usize = 1 << 12;

/// Events of one block, by segment.
#[derive(Debug, Clone, Default)]
pub(super) struct Pending {
    buckets: Vec<Bucket>,
    /// Whether the one id was met whose key marks an empty slot.
    zero: bool,
}

#[derive(Debug, Clone, Default)]
struct Bucket {
    keys: Vec<u64>,
    /// The offset, and the lanes above it. Empty where every entity has one mask word: the segment
    /// is known, so its bits of the key have room for the offset; see [`packed`].
    what: Vec<u32>,
}

/// Rows of a block.
#[derive(Clone, Copy)]
pub(super) struct Block<'a, T> {
    pub(super) ids: &'a [T],
    pub(super) offsets: &'a [u16],
    pub(super) lanes: Option<&'a [Lanes]>,
    pub(super) every: Lanes,
    pub(super) layout: Layout,
}

impl<T: Copy + Into<u64> + Sync> Block<'_, T> {
    /// Writes all events but those of the one id that has no slot; says whether there are any.
    pub(super) fn run(&self, segments: &mut [Segment], pending: &mut Vec<Pending>) -> bool {
        if self.ids.len() < FEW {
            return self.run_few(segments);
        }
        self.sort(pending);
        self.write_all(segments, pending);
        pending.iter().any(|pending| pending.zero)
    }

    #[cfg(feature = "parallel")]
    fn sort(&self, pending: &mut Vec<Pending>) {
        use rayon::prelude::*;
        let parts = rayon::current_num_threads().clamp(1, SEGMENTS);
        let each = self.ids.len().div_ceil(parts);
        pending.resize_with(parts, Pending::default);
        let parts = pending.par_iter_mut().enumerate();
        parts.for_each(|(part, pending)| self.part(part * each, each).sort_into(pending));
    }

    #[cfg(not(feature = "parallel"))]
    fn sort(&self, pending: &mut Vec<Pending>) {
        pending.resize_with(1, Pending::default);
        pending.iter_mut().for_each(|pending| self.sort_into(pending));
    }

    #[cfg(feature = "parallel")]
    fn write_all(&self, segments: &mut [Segment], pending: &[Pending]) {
        use rayon::prelude::*;
        let segments = segments.par_iter_mut().with_min_len(SEGMENTS / 16).enumerate();
        segments.for_each(|(place, segment)| self.write_one(place, segment, pending));
    }

    #[cfg(not(feature = "parallel"))]
    fn write_all(&self, segments: &mut [Segment], pending: &[Pending]) {
        let segments = segments.iter_mut().enumerate();
        segments.for_each(|(place, segment)| self.write_one(place, segment, pending));
    }

    fn write_one(&self, place: usize, segment: &mut Segment, pending: &[Pending]) {
        for bucket in pending.iter().filter_map(|pending| pending.buckets.get(place)) {
            if self.layout.width() == 1 {
                segment.write_packed(place, &bucket.keys);
            } else {
                segment.write(&bucket.keys, &bucket.what, self.layout);
            }
        }
    }

    /// Some of the rows.
    #[cfg(feature = "parallel")]
    fn part(&self, from: usize, count: usize) -> Self {
        let to = self.ids.len().min(from + count);
        let rows = from.min(to)..to;
        let ids = self.ids.get(rows.clone()).unwrap_or_default();
        let offsets = self.offsets.get(rows.clone()).unwrap_or_default();
        Self { ids, offsets, lanes: self.lanes.and_then(|lanes| lanes.get(rows)), ..*self }
    }

    fn sort_into(&self, pending: &mut Pending) {
        let Pending { buckets, zero } = pending;
        // A little more than an even share, so that most buckets never grow.
        let room = self.ids.len() / SEGMENTS * 5 / 4;
        let narrow = self.layout.width() == 1;
        buckets.resize_with(SEGMENTS, Bucket::default);
        for bucket in buckets.iter_mut() {
            bucket.keys.clear();
            bucket.what.clear();
            bucket.keys.reserve(room);
            if !narrow {
                bucket.what.reserve(room);
            }
        }
        *zero = false;
        for (row, (id, offset)) in self.ids.iter().zip(self.offsets).enumerate() {
            let key = mix((*id).into());
            if *offset == UNUSED {
                continue;
            }
            if key == 0 {
                *zero = true;
                continue;
            }
            let Some(bucket) = buckets.get_mut(segment_of(key)) else { continue };
            if narrow {
                bucket.keys.push(packed(key, *offset));
            } else {
                bucket.keys.push(key);
                bucket.what.push(u32::from(*offset) | u32::from(self.lanes_of(row)) << 16);
            }
        }
    }

    fn run_few(&self, segments: &mut [Segment]) -> bool {
        let mut zero = false;
        for (row, (id, offset)) in self.ids.iter().zip(self.offsets).enumerate() {
            let key = mix((*id).into());
            if *offset == UNUSED {
                continue;
            }
            if key == 0 {
                zero = true;
            } else if let Some(segment) = segments.get_mut(segment_of(key)) {
                segment.write_one(key, self.layout, *offset, self.lanes_of(row));
            }
        }
        zero
    }

    fn lanes_of(&self, row: usize) -> Lanes {
        self.lanes.and_then(|lanes| lanes.get(row)).copied().unwrap_or(self.every)
    }

    pub(super) fn write_zero(&self, masks: &mut [u64]) {
        for (row, (id, offset)) in self.ids.iter().zip(self.offsets).enumerate() {
            if mix((*id).into()) == 0 && *offset != UNUSED {
                set(masks, self.layout, *offset, self.lanes_of(row));
            }
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
