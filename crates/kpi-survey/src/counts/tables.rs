//! Counts by wave, segment and slot.

use std::collections::{BTreeMap, HashMap};

use super::Place;
use super::layout::Layout;

/// Segments below this number are places in a table, others go through a hash.
pub(super) const DENSE: u32 = 1 << 16;

/// Counts by wave.
#[derive(Debug, Clone)]
pub(super) struct Tables {
    layout: Layout,
    waves: BTreeMap<Option<u32>, Table>,
}

/// Counts of a few rows, or of rows that are read one by one: no table to fill.
#[derive(Debug, Default)]
pub(super) struct FewRows {
    groups: HashMap<Group, Vec<u64>>,
}

/// A wave and a segment.
type Group = (Option<u32>, Option<u32>);

impl FewRows {
    pub(super) fn add(&mut self, place: Place) {
        let slots = self.groups.entry((place.wave, place.segment)).or_default();
        let slot = place.slot as usize;
        if slots.len() <= slot {
            slots.resize(slot + 1, 0);
        }
        if let Some(count) = slots.get_mut(slot) {
            *count += 1;
        }
    }
}

/// Counts by segment.
#[derive(Debug, Clone, Default)]
struct Table {
    /// Answers without a segment.
    plain: Vec<u64>,
    /// Segments below [`DENSE`].
    dense: Vec<u64>,
    sparse: HashMap<u32, Vec<u64>>,
}

impl Tables {
    pub(super) const fn new(layout: Layout) -> Self {
        Self { layout, waves: BTreeMap::new() }
    }

    /// Answers that the item refuses.
    pub(super) fn refused(&self) -> u64 {
        let mut refused = 0;
        self.each(|place, count| {
            if place.slot == self.layout.refused() {
                refused += count;
            }
        });
        refused
    }

    pub(super) fn add(&mut self, place: Place, count: u64) {
        let table = self.waves.entry(place.wave).or_default();
        let slots = table.group(place.segment, self.layout.shift());
        if let Some(cell) = slots.get_mut(place.slot as usize) {
            *cell = cell.saturating_add(count);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        other.each(|place, count| self.add(place, count));
    }

    pub(super) fn merge_rows(&mut self, rows: FewRows) {
        for ((wave, segment), slots) in rows.groups {
            for (slot, count) in (0..).zip(slots) {
                self.add(Place { wave, segment, slot }, count);
            }
        }
    }

    /// Adds the table of segments that a pass over columns leaves.
    pub(super) fn add_dense(&mut self, wave: Option<u32>, counts: &[u32]) {
        let dense = &mut self.waves.entry(wave).or_default().dense;
        dense.resize(dense.len().max(counts.len()), 0);
        for (sum, count) in dense.iter_mut().zip(counts) {
            *sum = sum.saturating_add((*count).into());
        }
    }

    /// Every count that is not zero.
    pub(super) fn each(&self, mut take: impl FnMut(Place, u64)) {
        let width = 1 << self.layout.shift();
        for (wave, table) in &self.waves {
            let mut slots = |segment, slots: &[u64]| {
                for (slot, count) in (0..=self.layout.refused()).zip(slots) {
                    if *count > 0 {
                        take(Place { wave: *wave, segment, slot }, *count);
                    }
                }
            };
            slots(None, &table.plain);
            for (segment, counts) in (0..).zip(table.dense.chunks(width)) {
                slots(Some(segment), counts);
            }
            for (segment, counts) in &table.sparse {
                slots(Some(*segment), counts);
            }
        }
    }
}

impl Table {
    fn group(&mut self, segment: Option<u32>, shift: u32) -> &mut [u64] {
        let width = 1_usize << shift;
        match segment {
            None => {
                self.plain.resize(width.max(self.plain.len()), 0);
                &mut self.plain
            }
            Some(segment) if segment < DENSE => {
                let from = (segment as usize) << shift;
                self.dense.resize((from + width).max(self.dense.len()), 0);
                self.dense.get_mut(from..from + width).unwrap_or_default()
            }
            Some(segment) => self.sparse.entry(segment).or_insert_with(|| vec![0; width]),
        }
    }
}
