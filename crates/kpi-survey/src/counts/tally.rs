//! The pass over columns.

use super::Place;
use super::layout::Layout;
use super::tables::{DENSE, Tables};

/// Segments of a pass.
#[derive(Debug, Clone, Copy)]
pub(super) enum Groups<'a> {
    None,
    U16(&'a [u16]),
    U32(&'a [u32]),
}

/// Rows whose largest segment is looked up at once, while they are in the cache.
const BLOCK: usize = 1 << 15;
/// Rows of one table of 32-bit counts at most.
const PART: usize = 1 << 30;
/// With fewer slots than this, four tables take turns: a count that was just written would have to
/// be waited for.
const FEW: usize = 1 << 11;

/// Counts codes by segment.
pub(super) fn tally(
    codes: &[u8],
    groups: Groups<'_>,
    wave: Option<u32>,
    layout: Layout,
    slots: &[u32; 256],
) -> Tables {
    let run = |from: usize, to: usize| {
        let mut part = Part::new(layout, wave, slots);
        part.take(codes.get(from..to).unwrap_or_default(), groups.part(from, to));
        part.finish()
    };
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        let threads = rayon::current_num_threads();
        let size = codes.len().div_ceil(threads * 4).clamp(1 << 20, PART);
        if threads > 1 && codes.len() > size {
            let parts: Vec<usize> = (0..codes.len().div_ceil(size)).collect();
            let merged = parts
                .into_par_iter()
                .map(|part| run(part * size, codes.len().min((part + 1) * size)))
                .reduce_with(|mut one, other| {
                    one.merge(&other);
                    one
                });
            return merged.unwrap_or_else(|| Tables::new(layout));
        }
    }
    let mut all = Tables::new(layout);
    for part in 0..codes.len().div_ceil(PART) {
        all.merge(&run(part * PART, codes.len().min((part + 1) * PART)));
    }
    all
}

impl<'a> Groups<'a> {
    fn part(self, from: usize, to: usize) -> Self {
        match self {
            Self::None => Self::None,
            Self::U16(ids) => Self::U16(ids.get(from..to).unwrap_or_default()),
            Self::U32(ids) => Self::U32(ids.get(from..to).unwrap_or_default()),
        }
    }
}

/// Counts of one thread.
struct Part<'a> {
    wave: Option<u32>,
    shift: u32,
    slots: &'a [u32; 256],
    tables: Tables,
    /// Of blocks whose codes are small enough to be places themselves: no look-up, a fifth faster.
    by_code: Turns,
    /// Of the others.
    by_slot: Turns,
}

impl<'a> Part<'a> {
    fn new(layout: Layout, wave: Option<u32>, slots: &'a [u32; 256]) -> Self {
        let (by_code, by_slot) = (Turns::default(), Turns::default());
        Self { wave, shift: layout.shift(), slots, tables: Tables::new(layout), by_code, by_slot }
    }

    fn take(&mut self, codes: &[u8], groups: Groups<'_>) {
        match groups {
            Groups::None => {
                for (code, count) in (0..=u8::MAX).zip(histogram(codes)) {
                    if count > 0 {
                        let place = self.place(None, code);
                        self.tables.add(place, count);
                    }
                }
            }
            Groups::U16(ids) => self.blocks(codes, ids),
            Groups::U32(ids) => self.blocks(codes, ids),
        }
    }

    fn blocks<G: Copy + Ord + Default + Into<u32>>(&mut self, codes: &[u8], ids: &[G]) {
        let (shift, slots) = (self.shift, self.slots);
        for (codes, ids) in codes.chunks(BLOCK).zip(ids.chunks(BLOCK)) {
            // A fold over values becomes vector code; `max` of references does not.
            let most = ids.iter().fold(G::default(), |most, id| most.max(*id)).into();
            let highest = codes.iter().fold(0, |most, code| most.max(*code));
            let room = (most as usize + 1) << shift;
            if most >= DENSE {
                for (code, id) in codes.iter().zip(ids) {
                    let place = self.place(Some((*id).into()), *code);
                    self.tables.add(place, 1);
                }
            } else if u32::from(highest) < 1 << shift {
                self.by_code.take(codes, ids, room, shift, u32::from);
            } else {
                let slot = |code| slots.get(usize::from(code)).copied().unwrap_or_default();
                self.by_slot.take(codes, ids, room, shift, slot);
            }
        }
    }

    fn place(&self, segment: Option<u32>, code: u8) -> Place {
        let slot = self.slots.get(usize::from(code)).copied().unwrap_or_default();
        Place { wave: self.wave, segment, slot }
    }

    fn finish(mut self) -> Tables {
        for counts in self.by_slot.tables() {
            self.tables.add_dense(self.wave, counts);
        }
        let mut named = Vec::new();
        for counts in self.by_code.tables() {
            named.clear();
            named.resize(counts.len(), 0);
            let width = 1 << self.shift;
            for (from, to) in counts.chunks(width).zip(named.chunks_mut(width)) {
                for (count, slot) in from.iter().zip(self.slots) {
                    if let Some(sum) = to.get_mut(*slot as usize) {
                        *sum += count;
                    }
                }
            }
            self.tables.add_dense(self.wave, &named);
        }
        self.tables
    }
}

/// A table of counts, or four that take turns.
#[derive(Default)]
struct Turns {
    counts: Vec<u32>,
    others: [Vec<u32>; 3],
}

impl Turns {
    fn take<G: Copy + Into<u32>>(
        &mut self,
        codes: &[u8],
        ids: &[G],
        room: usize,
        shift: u32,
        slot: impl Fn(u8) -> u32 + Copy,
    ) {
        let room = room.max(self.counts.len());
        self.counts.resize(room, 0);
        let at = |code: u8, id: G| (id.into() as usize) << shift | slot(code) as usize;
        if room > FEW {
            return count(codes, ids, at, &mut self.counts);
        }
        let [second, third, fourth] = &mut self.others;
        for table in [&mut *second, &mut *third, &mut *fourth] {
            table.resize(room, 0);
        }
        let (codes, rest) = codes.as_chunks::<4>();
        let (ids, more) = ids.as_chunks::<4>();
        for ([a, b, c, d], [e, f, g, h]) in codes.iter().zip(ids) {
            add(&mut self.counts, at(*a, *e));
            add(second, at(*b, *f));
            add(third, at(*c, *g));
            add(fourth, at(*d, *h));
        }
        count(rest, more, at, &mut self.counts);
    }

    fn tables(&self) -> impl Iterator<Item = &Vec<u32>> {
        std::iter::once(&self.counts).chain(&self.others)
    }
}

fn count<G: Copy>(codes: &[u8], ids: &[G], at: impl Fn(u8, G) -> usize, table: &mut [u32]) {
    for (code, id) in codes.iter().zip(ids) {
        add(table, at(*code, *id));
    }
}

#[inline]
fn add(table: &mut [u32], at: usize) {
    if let Some(count) = table.get_mut(at) {
        *count += 1;
    }
}

/// How often each byte stands there.
fn histogram(codes: &[u8]) -> [u64; 256] {
    let mut sums = [0_u64; 256];
    for part in codes.chunks(PART) {
        let mut tables = [[0_u32; 256]; 4];
        let [first, second, third, fourth] = &mut tables;
        let (fours, rest) = part.as_chunks::<4>();
        let add = |table: &mut [u32; 256], code: u8| {
            if let Some(count) = table.get_mut(usize::from(code)) {
                *count += 1;
            }
        };
        for [a, b, c, d] in fours {
            add(first, *a);
            add(second, *b);
            add(third, *c);
            add(fourth, *d);
        }
        rest.iter().for_each(|code| add(first, *code));
        for table in &tables {
            for (sum, count) in sums.iter_mut().zip(table) {
                *sum += u64::from(*count);
            }
        }
    }
    sums
}
