//! Several answers of one respondent.

use std::cmp::Ordering;
use std::collections::HashMap;

use kpi_types::Interner;

use super::Place;
use crate::group::GroupSpace;
use crate::{AnswerError, GroupKind, RespondentColumn};

/// Which of several answers that one respondent gave to one item in one wave counts.
///
/// Only answers compete: a blank does not replace an answer, nor does one that is set aside. Of two
/// answers at the same time the lower one counts, so that the order of the rows does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Repeats {
    /// Every answer. Needs to know nobody. Intervals then take answers for independent, which
    /// several answers of one respondent are not.
    #[default]
    All,
    /// The earliest.
    First,
    /// The latest: an answer corrects the one before.
    Last,
}

/// An answer that may count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Candidate {
    pub(super) place: Place,
    pub(super) time: i64,
}

/// The answer of each respondent in each wave that counts so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    names: Names,
    answers: HashMap<(Option<u32>, u64), Candidate>,
    superseded: u64,
}

/// Respondents as numbers.
#[derive(Debug, Clone, Default)]
enum Names {
    #[default]
    Unknown,
    Numbers,
    Texts(Interner),
}

impl Kept {
    /// Settles whether respondents are numbers or texts.
    pub(super) fn settle(&mut self, column: RespondentColumn<'_>) -> Result<(), AnswerError> {
        self.settle_kind(column.kind())
    }

    fn settle_kind(&mut self, given: GroupKind) -> Result<(), AnswerError> {
        let have = match (&self.names, given) {
            (Names::Unknown, GroupKind::Numbers) => {
                self.names = Names::Numbers;
                return Ok(());
            }
            (Names::Unknown, GroupKind::Texts) => {
                self.names = Names::Texts(Interner::new());
                return Ok(());
            }
            (Names::Numbers, _) => GroupKind::Numbers,
            (Names::Texts(_), _) => GroupKind::Texts,
        };
        let what = "respondents";
        if have == given { Ok(()) } else { Err(AnswerError::MixedGroups { what, have, given }) }
    }

    pub(super) fn offer(
        &mut self,
        column: RespondentColumn<'_>,
        row: usize,
        candidate: Candidate,
        repeats: Repeats,
        segments: &GroupSpace,
    ) -> Result<(), AnswerError> {
        let key = match (column, &mut self.names) {
            (RespondentColumn::U64(ids), _) => ids.get(row).copied().unwrap_or_default(),
            (RespondentColumn::U32(ids), _) => ids.get(row).copied().unwrap_or_default().into(),
            (RespondentColumn::Text(ids), Names::Texts(names)) => {
                names.intern(ids.get(row).copied().unwrap_or_default())?.into()
            }
            (RespondentColumn::Text(_), Names::Unknown | Names::Numbers) => 0,
        };
        self.keep(key, candidate, repeats, segments);
        Ok(())
    }

    fn keep(&mut self, key: u64, offered: Candidate, repeats: Repeats, segments: &GroupSpace) {
        let kept = self.answers.entry((offered.place.wave, key));
        kept.and_modify(|kept| {
            self.superseded = self.superseded.saturating_add(1);
            if before(&offered, kept, repeats, segments) {
                *kept = offered;
            }
        })
        .or_insert(offered);
    }

    pub(super) fn merge(
        &mut self,
        other: &Self,
        repeats: Repeats,
        segments: &GroupSpace,
        here: impl Fn(Place) -> Place,
    ) -> Result<(), AnswerError> {
        let renames = match &other.names {
            Names::Unknown => None,
            Names::Numbers => self.settle_kind(GroupKind::Numbers).map(|()| None)?,
            Names::Texts(theirs) => {
                self.settle_kind(GroupKind::Texts)?;
                match &mut self.names {
                    Names::Texts(mine) => Some(mine.absorb(theirs)?),
                    Names::Unknown | Names::Numbers => None,
                }
            }
        };
        for ((_, key), candidate) in &other.answers {
            let renamed = renames.as_ref().and_then(|new| new.get(*key as usize));
            let key = renamed.map_or(*key, |key| u64::from(*key));
            let offered = Candidate { place: here(candidate.place), time: candidate.time };
            self.keep(key, offered, repeats, segments);
        }
        self.superseded = self.superseded.saturating_add(other.superseded);
        Ok(())
    }

    /// Answers that do not count because another one of the respondent does.
    pub(super) const fn superseded(&self) -> u64 {
        self.superseded
    }

    pub(super) fn places(&self) -> impl Iterator<Item = Place> {
        self.answers.values().map(|kept| kept.place)
    }
}

/// Whether an answer counts before another.
fn before(one: &Candidate, other: &Candidate, repeats: Repeats, segments: &GroupSpace) -> bool {
    let by_time = match repeats {
        Repeats::Last => other.time.cmp(&one.time),
        Repeats::First | Repeats::All => one.time.cmp(&other.time),
    };
    let segment = |c: &Candidate| c.place.segment.map(|key| segments.id(key));
    let order = by_time.then(one.place.slot.cmp(&other.place.slot));
    order.then_with(|| segment(one).cmp(&segment(other))) == Ordering::Less
}
