//! Answers counted by wave, segment and value.

mod finished;
mod intake;
mod layout;
mod many;
mod repeats;
mod tables;
mod tally;

pub use finished::{AnswerGroup, ItemAnswers};
pub use repeats::Repeats;

pub(crate) use intake::{Intake, WaveKey, read};

use std::collections::HashMap;

use many::{Codes, MANY};
use repeats::{Candidate, Kept};
use tables::{FewRows, Tables};

use crate::{AnswerColumns, AnswerError, GroupId, Item};

/// Takes the answers to one item and counts them by wave, segment and value.
///
/// Columns in, parts merge, the order never matters. Answers of one byte with segments that are
/// numbers below 65,536 are counted in one pass over two columns; wider numbers, texts and a column of
/// waves are turned into such columns first.
///
/// # Conventions
///
/// 0 is an answer wherever it is on the scale. What an answer off the scale becomes is a rule of the
/// [`Item`]; which of several answers of one respondent counts is [`Repeats`].
///
/// # Worked example
///
/// ```
/// use kpi_survey::{AnswerColumns, AnswerCounts, Item, Scale, ScoreOptions};
///
/// let mut counts = AnswerCounts::new(Item::new("recommend", Scale::ZERO_TO_TEN));
/// let answers = [10_u8, 9, 9, 7, 6, 0, 10, 10];
/// let plans = ["pro", "pro", "pro", "pro", "free", "free", "free", "free"];
/// counts.observe_columns(&AnswerColumns::new(&answers[..]).with_segments(&plans[..]))?;
/// let answers = counts.finish();
/// let nps: Vec<f64> = answers
///     .by_segment()
///     .iter()
///     .map(|group| group.distribution().nps(ScoreOptions::default()).map(|nps| nps.estimate().point()))
///     .collect::<Result<_, _>>()?;
/// // free: 2 − 2 of 4; pro: 3 − 0 of 4.
/// assert_eq!(nps, [0.0, 75.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Averaging the NPS of segments: a segment of ten answers weighs as much as one of ten thousand.
/// Add the counts, as [`ItemAnswers::total`] does.
#[derive(Debug, Clone)]
pub struct AnswerCounts {
    intake: Intake,
    tables: Tables,
    repeats: Repeats,
    kept: Kept,
}

/// Where an answer is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) wave: Option<u32>,
    pub(crate) segment: Option<u32>,
    pub(crate) slot: u32,
}

impl AnswerCounts {
    /// No answers yet; all answers of a respondent count.
    #[must_use]
    pub fn new(item: Item) -> Self {
        Self::with_repeats(item, Repeats::All)
    }

    /// No answers yet, with a rule for several answers of one respondent in one wave.
    #[must_use]
    pub fn with_repeats(item: Item, repeats: Repeats) -> Self {
        let intake = Intake::new(item);
        let tables = Tables::new(intake.layout);
        Self { intake, tables, repeats, kept: Kept::default() }
    }

    /// The item.
    #[must_use]
    pub fn item(&self) -> &Item {
        &self.intake.item
    }

    /// Takes one answer, in no wave, of any segment.
    ///
    /// # Errors
    ///
    /// As [`AnswerCounts::observe_columns`].
    pub fn observe(&mut self, answer: i64, segment: Option<GroupId>) -> Result<(), AnswerError> {
        let answers = [answer];
        let columns = AnswerColumns::new(&answers[..]);
        match segment {
            None => self.observe_columns(&columns),
            Some(GroupId::Number(number)) => {
                self.observe_columns(&columns.with_segments(&[number][..]))
            }
            Some(GroupId::Text(text)) => {
                self.observe_columns(&columns.with_segments(&[&*text][..]))
            }
        }
    }

    /// Takes answers as columns; all of them or, at the first that is refused, none.
    ///
    /// # Errors
    ///
    /// [`AnswerError`] for columns of different lengths, an answer off the scale (the first, by its
    /// respondent), groups of another kind than before, and a rule for repeated answers without
    /// columns of respondents and times.
    pub fn observe_columns(&mut self, columns: &AnswerColumns<'_>) -> Result<(), AnswerError> {
        let wave = self.intake.settle(columns)?;
        if self.repeats != Repeats::All {
            return self.rows_by_respondent(columns, wave);
        }
        let Intake { item, layout, .. } = &self.intake;
        let many = (columns.len() >= MANY).then(|| Codes::new(item, *layout, columns.answers));
        let Some(codes) = many.flatten() else {
            let mut part = FewRows::default();
            self.intake.rows(columns, wave, |_, place| part.add(place))?;
            self.tables.merge_rows(part);
            return Ok(());
        };
        let part = codes.counted(&mut self.intake, columns, wave)?;
        if part.refused() > 0 {
            // Row by row the first one is found and named.
            return self.intake.rows(columns, wave, |_, _| {});
        }
        self.tables.merge(&part);
        Ok(())
    }

    /// Adds everything another part of the same question took.
    ///
    /// # Errors
    ///
    /// [`AnswerError::OtherItem`] for another item, [`AnswerError::OtherRepeats`] for another rule
    /// for repeated answers, [`AnswerError::MixedGroups`] for groups of another kind.
    pub fn merge(&mut self, other: &Self) -> Result<(), AnswerError> {
        if self.repeats != other.repeats {
            let (repeats, other) = (self.repeats, other.repeats);
            return Err(AnswerError::OtherRepeats { repeats, other });
        }
        let renames = self.intake.absorb(&other.intake)?;
        other.tables.each(|place, count| self.tables.add(renames.here(place), count));
        let here = |place| renames.here(place);
        self.kept.merge(&other.kept, self.repeats, &self.intake.segments, here)
    }

    /// Ends the taking.
    #[must_use]
    pub fn finish(mut self) -> ItemAnswers {
        let superseded = self.kept.superseded();
        for place in self.kept.places() {
            self.tables.add(place, 1);
        }
        let layout = self.intake.layout;
        let mut groups: HashMap<(Option<u32>, Option<u32>), Vec<u64>> = HashMap::new();
        self.tables.each(|place, count| {
            let group = (place.wave, place.segment);
            let slots = groups.entry(group).or_insert_with(|| layout.empty());
            if let Some(sum) = slots.get_mut(place.slot as usize) {
                *sum = sum.saturating_add(count);
            }
        });
        let groups = groups.into_iter().map(|((wave, segment), slots)| {
            let (wave, segment) = self.intake.names(wave, segment);
            AnswerGroup::new(wave, segment, layout.distribution(&slots))
        });
        let groups = groups.collect();
        ItemAnswers::new(self.intake.item, self.repeats, superseded, groups)
    }

    fn rows_by_respondent(
        &mut self,
        columns: &AnswerColumns<'_>,
        wave: WaveKey,
    ) -> Result<(), AnswerError> {
        let item = self.intake.item.name();
        let missing = |column| AnswerError::MissingColumn { item: item.to_owned(), column };
        let respondents = columns.respondents.ok_or_else(|| missing("respondents"))?;
        let times = columns.times.ok_or_else(|| missing("times"))?;
        let mut part = FewRows::default();
        let mut candidates = Vec::new();
        let answers = self.intake.layout.answers();
        self.intake.rows(columns, wave, |row, place| {
            if place.slot < answers {
                candidates.push((row, Candidate { place, time: times.at(row) }));
            } else {
                part.add(place);
            }
        })?;
        self.kept.settle(respondents)?;
        for (row, candidate) in candidates {
            let segments = &self.intake.segments;
            self.kept.offer(respondents, row, candidate, self.repeats, segments)?;
        }
        self.tables.merge_rows(part);
        Ok(())
    }
}
