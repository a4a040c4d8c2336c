//! Events one by one, for what bit masks cannot answer.

use kpi_types::Money;

/// The event opens a cohort.
pub(crate) const START: u8 = 1;
/// The event counts as a return.
pub(crate) const RETURN: u8 = 2;
/// No money.
pub(crate) const NO_MONEY: u32 = u32::MAX;

/// One event: 24 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct LogEvent {
    pub(crate) key: u64,
    /// A local day, or with rolling windows over instants a microsecond.
    pub(crate) at: i64,
    pub(crate) money: u32,
    pub(crate) tags: u8,
}

/// Events in any order until they are sorted.
#[derive(Debug, Clone, Default)]
pub(crate) struct EventLog {
    events: Vec<LogEvent>,
    money: Vec<Money>,
    sorted: bool,
}

impl EventLog {
    pub(crate) fn push(&mut self, key: u64, at: i64, tags: u8, money: Option<Money>) {
        // An amount past the four billionth would take 100 GB before; it counts as no money then.
        let place = money.and_then(|money| {
            let place = u32::try_from(self.money.len()).ok().filter(|place| *place != NO_MONEY);
            self.money.push(money);
            place
        });
        self.events.push(LogEvent { key, at, money: place.unwrap_or(NO_MONEY), tags });
        self.sorted = false;
    }

    pub(crate) fn merge(&mut self, other: &Self, rename: impl Fn(u64) -> u64) {
        for event in &other.events {
            self.push(rename(event.key), event.at, event.tags, other.money_at(event.money));
        }
    }

    pub(crate) fn money_at(&self, place: u32) -> Option<Money> {
        self.money.get(place as usize).copied()
    }

    pub(crate) fn sort(&mut self) {
        if self.sorted {
            return;
        }
        #[cfg(feature = "parallel")]
        rayon::slice::ParallelSliceMut::par_sort_unstable(self.events.as_mut_slice());
        #[cfg(not(feature = "parallel"))]
        self.events.sort_unstable();
        self.sorted = true;
    }

    /// The events of each entity, in time order; only after [`EventLog::sort`].
    pub(crate) fn entities(&self) -> impl Iterator<Item = &[LogEvent]> {
        self.events.chunk_by(|a, b| a.key == b.key)
    }

    /// The events of one entity; only after [`EventLog::sort`].
    pub(crate) fn events_of(&self, key: u64) -> &[LogEvent] {
        let from = self.events.partition_point(|event| event.key < key);
        let rest = self.events.get(from..).unwrap_or_default();
        let count = rest.partition_point(|event| event.key == key);
        rest.get(..count).unwrap_or_default()
    }
}
