//! Where the counts of one group stand: one slot for each answer, then those without.

use crate::{Distribution, Item, Reading, Scale};

/// Slots of a group: the answers from low to high, no answer, set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Layout {
    scale: Scale,
}

impl Layout {
    pub(super) const fn new(item: &Item) -> Self {
        Self { scale: item.scale() }
    }

    /// Number of slots that are answers.
    pub(crate) const fn answers(self) -> u32 {
        self.scale.points() as u32
    }

    const fn no_answer(self) -> u32 {
        self.answers()
    }

    const fn set_aside(self) -> u32 {
        self.answers() + 1
    }

    /// What is refused; counted so that one test after many rows tells.
    pub(crate) const fn refused(self) -> u32 {
        self.answers() + 2
    }

    /// Groups stand 2ᵏ slots apart.
    pub(super) const fn shift(self) -> u32 {
        (self.refused() + 1).next_power_of_two().trailing_zeros()
    }

    pub(super) fn empty(self) -> Vec<u64> {
        vec![0; 1 << self.shift()]
    }

    pub(super) fn slot(self, reading: Reading) -> u32 {
        match reading {
            Reading::Value(value) => self.scale.position(value).unwrap_or_default() as u32,
            Reading::NoAnswer => self.no_answer(),
            Reading::SetAside => self.set_aside(),
        }
    }

    /// The slot of each code of one byte.
    pub(super) fn codes(self, item: &Item) -> [u32; 256] {
        std::array::from_fn(|code| match item.slot(code as i64) {
            Some(reading) => self.slot(reading),
            None => self.refused(),
        })
    }

    pub(super) fn distribution(self, slots: &[u64]) -> Distribution {
        let at = |slot: u32| slots.get(slot as usize).copied().unwrap_or_default();
        let counts = (0..self.answers()).map(at).collect();
        Distribution::new(self.scale, counts, at(self.no_answer()), at(self.set_aside()))
    }
}
