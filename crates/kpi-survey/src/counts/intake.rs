//! Rows of columns as readings in their wave and segment.

use super::Place;
use super::layout::Layout;
use crate::columns::Waves;
use crate::group::GroupSpace;
use crate::{
    AnswerColumn, AnswerColumns, AnswerError, GroupColumn, GroupId, Item, Reading, Respondent,
    RespondentColumn,
};

/// An item with the waves and segments that were seen.
#[derive(Debug, Clone)]
pub(crate) struct Intake {
    pub(crate) item: Item,
    pub(crate) layout: Layout,
    pub(super) waves: GroupSpace,
    pub(super) segments: GroupSpace,
}

/// The wave of all rows, where one is given for all.
#[derive(Debug, Clone, Copy)]
pub(crate) enum WaveKey {
    /// No waves, or the same one.
    All(Option<u32>),
    /// Each row has its own.
    Each,
}

/// New keys of old ones.
pub(crate) struct Renames {
    waves: Option<Vec<u32>>,
    segments: Option<Vec<u32>>,
}

impl Intake {
    pub(crate) fn new(item: Item) -> Self {
        let layout = Layout::new(&item);
        Self { item, layout, waves: GroupSpace::default(), segments: GroupSpace::default() }
    }

    /// Checks columns against each other and against what was seen before.
    pub(crate) fn settle(&mut self, columns: &AnswerColumns<'_>) -> Result<WaveKey, AnswerError> {
        columns.check()?;
        if let Some(segments) = &columns.segments {
            self.segments.settle("segments", segments.kind())?;
        }
        match &columns.waves {
            Waves::None => Ok(WaveKey::All(None)),
            Waves::One(wave) => Ok(WaveKey::All(Some(self.waves.key("waves", wave)?))),
            Waves::Each(waves) => {
                self.waves.settle("waves", waves.kind())?;
                Ok(WaveKey::Each)
            }
        }
    }

    /// Reads row by row.
    pub(crate) fn rows(
        &mut self,
        columns: &AnswerColumns<'_>,
        wave: WaveKey,
        mut take: impl FnMut(usize, Place),
    ) -> Result<(), AnswerError> {
        for row in 0..columns.len() {
            let reading = read(&self.item, columns, row)?;
            let wave = match (wave, &columns.waves) {
                (WaveKey::Each, Waves::Each(waves)) => Some(key(&mut self.waves, *waves, row)?),
                (WaveKey::All(wave), _) => wave,
                (WaveKey::Each, _) => None,
            };
            let segment = match columns.segments {
                Some(segments) => Some(key(&mut self.segments, segments, row)?),
                None => None,
            };
            take(row, Place { wave, segment, slot: self.layout.slot(reading) });
        }
        Ok(())
    }

    /// Takes over the waves and segments of another part.
    pub(crate) fn absorb(&mut self, other: &Self) -> Result<Renames, AnswerError> {
        if self.item != other.item {
            let (item, other) = (self.item.name().to_owned(), other.item.name().to_owned());
            return Err(AnswerError::OtherItem { item, other });
        }
        let waves = self.waves.absorb("waves", &other.waves)?;
        let segments = self.segments.absorb("segments", &other.segments)?;
        Ok(Renames { waves, segments })
    }

    /// The names of a wave and a segment.
    pub(crate) fn names(
        &self,
        wave: Option<u32>,
        segment: Option<u32>,
    ) -> (Option<GroupId>, Option<GroupId>) {
        (wave.map(|key| self.waves.id(key)), segment.map(|key| self.segments.id(key)))
    }
}

impl Renames {
    /// Where a place of the other part is here.
    pub(crate) fn here(&self, place: Place) -> Place {
        let new = |names: &Option<Vec<u32>>, key: u32| {
            names.as_ref().and_then(|names| names.get(key as usize).copied()).unwrap_or(key)
        };
        Place {
            wave: place.wave.map(|key| new(&self.waves, key)),
            segment: place.segment.map(|key| new(&self.segments, key)),
            slot: place.slot,
        }
    }
}

/// What stands in a row.
pub(crate) fn read(
    item: &Item,
    columns: &AnswerColumns<'_>,
    row: usize,
) -> Result<Reading, AnswerError> {
    let who = || respondent(columns.respondents, row);
    match columns.answers {
        AnswerColumn::U8(codes) => item.read(at(codes, row).into(), who),
        AnswerColumn::I64(codes) => item.read(at(codes, row), who),
        AnswerColumn::Text(texts) => item.read_text(at(texts, row), who),
    }
}

fn at<T: Copy + Default>(column: &[T], row: usize) -> T {
    column.get(row).copied().unwrap_or_default()
}

/// The wave or segment of a row.
pub(super) fn key(
    space: &mut GroupSpace,
    column: GroupColumn<'_>,
    row: usize,
) -> Result<u32, AnswerError> {
    match column {
        GroupColumn::U16(ids) => Ok(at(ids, row).into()),
        GroupColumn::U32(ids) => Ok(at(ids, row)),
        GroupColumn::Text(texts) => space.intern(at(texts, row)),
    }
}

/// Who stands in a row.
fn respondent(column: Option<RespondentColumn<'_>>, row: usize) -> Respondent {
    column.and_then(|column| column.at(row)).unwrap_or(Respondent::Row(row))
}
