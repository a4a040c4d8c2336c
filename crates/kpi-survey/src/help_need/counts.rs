//! Customers counted by contacts, ease and outcome.

use std::collections::BTreeMap;

use super::{HelpKind, HelpNeed, HelpNeedError, HelpNeedOptions, HelpOutcome};
use crate::GroupId;

/// Takes each customer's ease, contacts and outcome; parts merge, the order never matters.
///
/// See [`HelpNeed`].
#[derive(Debug, Clone, PartialEq)]
pub struct HelpNeedCounts {
    options: HelpNeedOptions,
    segments: BTreeMap<Option<GroupId>, Cells>,
}

/// Counts by band, ease (easy, hard) and outcome (stayed, left, not known).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cells {
    options: HelpNeedOptions,
    counts: Vec<[[u64; 3]; 2]>,
}

impl HelpNeedCounts {
    /// Nobody yet.
    #[must_use]
    pub const fn new(options: HelpNeedOptions) -> Self {
        Self { options, segments: BTreeMap::new() }
    }

    /// Takes one customer: the answer on ease, high is easy, and the personal contacts in the time it
    /// is about.
    ///
    /// # Errors
    ///
    /// [`HelpNeedError::OffScale`].
    pub fn observe(
        &mut self,
        ease: u8,
        contacts: u64,
        segment: Option<GroupId>,
        outcome: HelpOutcome,
    ) -> Result<(), HelpNeedError> {
        let scale = self.options.scale();
        if !scale.contains(ease) {
            return Err(HelpNeedError::OffScale { ease, scale });
        }
        let options = self.options;
        let cells = self.segments.entry(segment).or_insert_with(|| Cells::new(options));
        let hard = ease < options.easy_from();
        if let Some(count) = cells.cell(options.band(contacts), hard, outcome) {
            *count = count.saturating_add(1);
        }
        Ok(())
    }

    /// Adds everything another part took.
    ///
    /// # Errors
    ///
    /// [`HelpNeedError::OtherOptions`].
    pub fn merge(&mut self, other: &Self) -> Result<(), HelpNeedError> {
        if self.options != other.options {
            return Err(HelpNeedError::OtherOptions);
        }
        let options = self.options;
        for (segment, cells) in &other.segments {
            self.segments.entry(segment.clone()).or_insert_with(|| Cells::new(options)).add(cells);
        }
        Ok(())
    }

    /// All customers together.
    #[must_use]
    pub fn total(&self) -> HelpNeed {
        let mut all = Cells::new(self.options);
        self.segments.values().for_each(|cells| all.add(cells));
        HelpNeed::new(None, self.options, all)
    }

    /// Each segment by itself, in order.
    #[must_use]
    pub fn by_segment(&self) -> Vec<HelpNeed> {
        let segments = self.segments.iter();
        let one = |(segment, cells): (&Option<GroupId>, &Cells)| {
            HelpNeed::new(segment.clone(), self.options, cells.clone())
        };
        segments.map(one).collect()
    }
}

impl Cells {
    fn new(options: HelpNeedOptions) -> Self {
        Self { options, counts: vec![[[0; 3]; 2]; options.edges().len()] }
    }

    fn cell(&mut self, band: usize, hard: bool, outcome: HelpOutcome) -> Option<&mut u64> {
        let [easy_cells, hard_cells] = self.counts.get_mut(band)?;
        let [stayed, left, not_known] = if hard { hard_cells } else { easy_cells };
        Some(match outcome {
            HelpOutcome::Stayed => stayed,
            HelpOutcome::Left => left,
            HelpOutcome::NotKnown => not_known,
        })
    }

    fn add(&mut self, other: &Self) {
        let here = self.counts.iter_mut().flatten().flatten();
        for (count, more) in here.zip(other.counts.iter().flatten().flatten()) {
            *count = count.saturating_add(*more);
        }
    }

    /// Easy and hard answers of a band.
    pub(super) fn band(&self, band: usize) -> [u64; 2] {
        let cells = self.counts.get(band).copied().unwrap_or_default();
        cells.map(|outcomes| outcomes.iter().sum())
    }

    /// Customers of a kind with an outcome.
    pub(super) fn of(&self, kind: HelpKind, outcome: HelpOutcome) -> u64 {
        let (many, hard) = match kind {
            HelpKind::SelfReliant => (false, false),
            HelpKind::HelpWorks => (true, false),
            HelpKind::Unheard => (false, true),
            HelpKind::HelpFails => (true, true),
        };
        let bands = self.counts.iter().enumerate();
        let bands = bands.filter(|(band, _)| self.options.is_many(*band) == many);
        let cells = bands.map(|(_, [easy_cells, hard_cells])| {
            let [stayed, left, not_known] = if hard { hard_cells } else { easy_cells };
            match outcome {
                HelpOutcome::Stayed => stayed,
                HelpOutcome::Left => left,
                HelpOutcome::NotKnown => not_known,
            }
        });
        cells.sum()
    }
}
