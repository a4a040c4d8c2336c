//! Many rows: answers as codes of one byte, waves apart, so that the quick pass can have them.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::Place;
use super::intake::{Intake, WaveKey, key};
use super::layout::Layout;
use super::tables::{DENSE, FewRows, Tables};
use super::tally::{Groups, tally};
use crate::columns::Waves;
use crate::{AnswerColumn, AnswerColumns, AnswerError, GroupColumn, Item, Respondent};

/// From this many rows on a table of counts is worth its memory.
pub(super) const MANY: usize = 1 << 10;
/// Different texts that are remembered; beyond them a text is read anew each time.
const KNOWN: usize = 1 << 12;

/// Answers as codes, and the slot of each code.
pub(super) struct Codes<'a> {
    codes: Cow<'a, [u8]>,
    slots: [u32; 256],
}

impl<'a> Codes<'a> {
    /// None where slots do not fit a byte, which takes a scale of more than 253 answers.
    pub(super) fn new(item: &Item, layout: Layout, answers: AnswerColumn<'a>) -> Option<Self> {
        let refused = u8::try_from(layout.refused()).ok();
        // Slots are codes of their own.
        let own = |codes| Some(Self { codes, slots: std::array::from_fn(|code| code as u32) });
        match answers {
            AnswerColumn::U8(codes) => {
                Some(Self { codes: codes.into(), slots: layout.codes(item) })
            }
            AnswerColumn::I64(values) => {
                let refused = refused?;
                let code = |value: &i64| {
                    let slot = item.slot(*value).map(|reading| layout.slot(reading) as u8);
                    slot.unwrap_or(refused)
                };
                own(values.iter().map(code).collect())
            }
            AnswerColumn::Text(texts) => {
                let refused = refused?;
                let read = |text: &str| {
                    let reading = item.read_text(text, || Respondent::Row(0));
                    reading.map_or(refused, |reading| layout.slot(reading) as u8)
                };
                let mut known: HashMap<&str, u8> = HashMap::new();
                let code = |text: &&'a str| match known.get(text) {
                    Some(code) => *code,
                    None => {
                        let code = read(text);
                        if known.len() < KNOWN {
                            known.insert(text, code);
                        }
                        code
                    }
                };
                own(texts.iter().map(code).collect())
            }
        }
    }

    /// Counts them; what is refused is counted, too.
    pub(super) fn counted(
        &self,
        intake: &mut Intake,
        columns: &AnswerColumns<'_>,
        wave: WaveKey,
    ) -> Result<Tables, AnswerError> {
        let (layout, slots) = (intake.layout, &self.slots);
        match (wave, &columns.waves) {
            (WaveKey::Each, Waves::Each(waves)) => self.by_wave(intake, columns.segments, *waves),
            (WaveKey::Each, _) => Ok(Tables::new(layout)),
            (WaveKey::All(wave), _) => {
                let scratch;
                let groups = match columns.segments {
                    None => Groups::None,
                    Some(GroupColumn::U16(ids)) => Groups::U16(ids),
                    Some(GroupColumn::U32(ids)) => Groups::U32(ids),
                    Some(GroupColumn::Text(texts)) => {
                        let keys = texts.iter().map(|text| intake.segments.intern(text));
                        scratch = keys.collect::<Result<Vec<u32>, _>>()?;
                        Groups::U32(&scratch)
                    }
                };
                Ok(tally(&self.codes, groups, wave, layout, slots))
            }
        }
    }

    fn by_wave(
        &self,
        intake: &mut Intake,
        segments: Option<GroupColumn<'_>>,
        waves: GroupColumn<'_>,
    ) -> Result<Tables, AnswerError> {
        let mut apart: BTreeMap<u32, OneWave> = BTreeMap::new();
        for (row, code) in self.codes.iter().enumerate() {
            let wave = apart.entry(key(&mut intake.waves, waves, row)?).or_default();
            wave.codes.push(*code);
            if let Some(segments) = segments {
                wave.segments.push(key(&mut intake.segments, segments, row)?);
            }
        }
        let mut counted = Tables::new(intake.layout);
        for (wave, rows) in apart {
            rows.count(wave, intake.layout, &self.slots, &mut counted);
        }
        Ok(counted)
    }
}

/// The rows of one wave.
#[derive(Default)]
struct OneWave {
    codes: Vec<u8>,
    /// Empty without segments.
    segments: Vec<u32>,
}

impl OneWave {
    fn count(&self, wave: u32, layout: Layout, slots: &[u32; 256], into: &mut Tables) {
        let (wave, segments) = (Some(wave), self.segments.as_slice());
        // A table has room for every segment up to the highest: not worth it for fewer rows.
        let highest = segments.iter().fold(0, |most, segment| most.max(*segment)).min(DENSE);
        if self.codes.len() >= MANY.max(highest as usize) {
            let groups = if segments.is_empty() { Groups::None } else { Groups::U32(segments) };
            into.merge(&tally(&self.codes, groups, wave, layout, slots));
        } else {
            let mut few = FewRows::default();
            for (row, code) in self.codes.iter().enumerate() {
                let slot = slots.get(usize::from(*code)).copied().unwrap_or_default();
                few.add(Place { wave, segment: segments.get(row).copied(), slot });
            }
            into.merge_rows(few);
        }
    }
}
