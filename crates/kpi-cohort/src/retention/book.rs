//! Everything an accumulator holds, read one opening at a time: the step that grids, members,
//! segments and money share.

use std::collections::BTreeMap;

use kpi_types::{date_of_day, day_number};

use super::clock::PeriodTable;
use super::frame::{Frame, Start};
use super::ids::IdSpace;
use super::log::{EventLog, LogEvent, NO_MONEY, RETURN, START};
use super::masks::PeriodMasks;
use super::mode::columns_hit;
use super::{
    AgeWindows, CohortBy, NotUsed, NotUsedReason, RetentionError, RetentionSpec, ReturnMode,
};

/// Where the events are.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// Calendar windows, at least one event, no money: one bit a period.
    Masks(PeriodMasks),
    /// Everything else.
    Log(EventLog),
}

impl Source {
    /// Leaves an empty log behind.
    pub(crate) fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Log(EventLog::default()))
    }

    /// The same as events: one for every period somebody was seen in.
    pub(crate) fn into_log(self, periods: &PeriodTable) -> Result<EventLog, RetentionError> {
        let mut masks = match self {
            Self::Log(log) => return Ok(log),
            Self::Masks(masks) => masks,
        };
        masks.settle();
        let days = (0..u16::try_from(masks.words() * 64).unwrap_or(u16::MAX))
            .map(|offset| periods.day_in(offset))
            .collect::<Result<Vec<i32>, _>>()?;
        let tags: &[u8] = if masks.lanes() == 1 { &[START | RETURN] } else { &[START, RETURN] };
        let mut log = EventLog::default();
        masks.for_each(|key, words| {
            for (lane, tags) in words.chunks(masks.words()).zip(tags) {
                for bit in bits(lane) {
                    let day = days.get(usize::from(bit)).copied().unwrap_or_default();
                    log.push(key, day.into(), *tags, None);
                }
            }
        });
        Ok(log)
    }
}

/// The date an entity was given, and the value with it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Placement {
    pub(crate) day: i32,
    pub(crate) micros: Option<i64>,
    pub(crate) value: Option<Box<str>>,
}

/// A row of the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RowKey {
    /// The index of a cohort period.
    Period(i32),
    /// A place in [`Book::values`]; `None` is no value.
    Value(Option<u32>),
}

/// What an accumulator holds when it is finished.
#[derive(Debug, Clone)]
pub(crate) struct Book {
    pub(crate) spec: RetentionSpec,
    pub(crate) periods: PeriodTable,
    pub(crate) ids: IdSpace,
    pub(crate) source: Source,
    pub(crate) placements: BTreeMap<u64, Placement>,
    /// The values of placements, in order.
    pub(crate) values: Vec<Box<str>>,
    /// Whether times are instants.
    pub(crate) instants: bool,
    /// With masks: the row and the first day of each offset.
    pub(crate) rows: Vec<(RowKey, i32)>,
}

/// Somebody in a cohort.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opening<'a> {
    pub(crate) key: u64,
    pub(crate) row: RowKey,
    pub(crate) start: Start,
    /// The local day of the start; with masks the first day of its period.
    pub(crate) day: i32,
    /// The columns in which the return counts, ascending.
    pub(crate) hits: &'a [u32],
    /// The return events, where they are kept one by one.
    pub(crate) events: &'a [AgedEvent],
}

/// A return event at its age.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AgedEvent {
    pub(crate) age: u32,
    pub(crate) money: u32,
}

/// What is done with each opening.
pub(crate) trait Visitor {
    fn opening(&mut self, opening: &Opening<'_>) -> Result<(), RetentionError>;
}

#[derive(Default)]
struct Scratch {
    starts: Vec<u16>,
    ages: Vec<u32>,
    hits: Vec<u32>,
    events: Vec<AgedEvent>,
}

impl Book {
    pub(crate) fn frame(&self) -> Frame<'_> {
        Frame { spec: &self.spec, periods: &self.periods }
    }

    /// Number of parts that can be read on their own.
    pub(crate) fn parts(&self) -> usize {
        match &self.source {
            Source::Masks(masks) if !self.spec.cohort_by.is_placed() => masks.parts(),
            _ => 1,
        }
    }

    /// Shows every opening of a part, and counts the entities that have none.
    pub(crate) fn visit(
        &self,
        part: usize,
        left: &mut NotUsed,
        visitor: &mut impl Visitor,
    ) -> Result<(), RetentionError> {
        match &self.source {
            Source::Masks(masks) if self.spec.cohort_by.is_placed() => {
                self.placed_masks(masks, left, visitor)
            }
            Source::Masks(masks) => self.masks(masks, part, left, visitor),
            Source::Log(log) if self.spec.cohort_by.is_placed() => {
                self.placed_log(log, left, visitor)
            }
            Source::Log(log) => self.log(log, left, visitor),
        }
    }

    /// All parts, one after the other.
    pub(crate) fn visit_all(&self, visitor: &mut impl Visitor) -> Result<NotUsed, RetentionError> {
        let mut left = NotUsed::default();
        (0..self.parts()).try_for_each(|part| self.visit(part, &mut left, visitor))?;
        Ok(left)
    }

    fn masks(
        &self,
        masks: &PeriodMasks,
        part: usize,
        left: &mut NotUsed,
        visitor: &mut impl Visitor,
    ) -> Result<(), RetentionError> {
        let mut scratch = Scratch::default();
        let mut result = Ok(());
        masks.for_each_of(part, |key, words| {
            if result.is_err() {
                return;
            }
            let (starts, returns) = words.split_at(masks.words());
            let returns = if masks.lanes() == 1 { starts } else { returns };
            let Scratch { starts: found, ages, hits, .. } = &mut scratch;
            found.clear();
            match self.spec.cohort_by {
                CohortBy::EveryEvent => found.extend(bits(starts)),
                _ => found.extend(bits(starts).next()),
            }
            if found.is_empty() {
                left.add(NotUsedReason::NeverStarted, 1);
            }
            let mut before = None;
            for start in &*found {
                let Some((row, day)) = self.rows.get(usize::from(*start)).copied() else {
                    continue;
                };
                if before == Some(row) {
                    continue;
                }
                before = Some(row);
                if !self.wanted(row) {
                    left.add(NotUsedReason::OtherCohort, 1);
                    continue;
                }
                self.mask_hits(*start, returns, ages, hits);
                let start = Start::Offset(*start);
                let opening = Opening { key, row, start, day, hits, events: &[] };
                if let Err(error) = visitor.opening(&opening) {
                    result = Err(error);
                }
            }
        });
        result
    }

    fn mask_hits(&self, start: u16, returns: &[u64], ages: &mut Vec<u32>, hits: &mut Vec<u32>) {
        ages.clear();
        let later = bits(returns).skip_while(|bit| *bit > start);
        ages.extend(later.map(|bit| u32::from(start - bit)));
        hits.clear();
        columns_hit(&self.spec.mode, self.spec.columns(), ages, |column| hits.push(column));
    }

    fn placed_masks(
        &self,
        masks: &PeriodMasks,
        left: &mut NotUsed,
        visitor: &mut impl Visitor,
    ) -> Result<(), RetentionError> {
        let mut scratch = Scratch::default();
        let mut found = 0;
        for (key, placement) in &self.placements {
            let words = masks.get(*key);
            found += u64::from(words.is_some());
            let Some(row) = self.placed_row(placement)? else {
                left.add(NotUsedReason::OtherCohort, 1);
                continue;
            };
            let offset = self.periods.offset(placement.day);
            let Scratch { ages, hits, .. } = &mut scratch;
            self.mask_hits(offset, words.as_deref().unwrap_or_default(), ages, hits);
            let (key, day, start) = (*key, placement.day, Start::Offset(offset));
            visitor.opening(&Opening { key, row, start, day, hits, events: &[] })?;
        }
        left.add(NotUsedReason::NotPlaced, masks.len() as u64 - found);
        Ok(())
    }

    fn placed_log(
        &self,
        log: &EventLog,
        left: &mut NotUsed,
        visitor: &mut impl Visitor,
    ) -> Result<(), RetentionError> {
        let mut scratch = Scratch::default();
        for (key, placement) in &self.placements {
            let Some(row) = self.placed_row(placement)? else {
                left.add(NotUsedReason::OtherCohort, 1);
                continue;
            };
            let (key, day, start) = (*key, placement.day, self.placed_start(placement)?);
            self.log_hits(start, log.events_of(key), &mut scratch)?;
            let Scratch { hits, events, .. } = &scratch;
            visitor.opening(&Opening { key, row, start, day, hits, events })?;
        }
        let keys = log.entities().filter_map(|events| events.first().map(|event| event.key));
        let strangers = keys.filter(|key| !self.placements.contains_key(key)).count();
        left.add(NotUsedReason::NotPlaced, strangers as u64);
        Ok(())
    }

    fn log(
        &self,
        log: &EventLog,
        left: &mut NotUsed,
        visitor: &mut impl Visitor,
    ) -> Result<(), RetentionError> {
        let mut scratch = Scratch::default();
        for events in log.entities() {
            let mut started = false;
            let mut before = None;
            for event in events.iter().filter(|event| event.tags & START != 0) {
                if started && self.spec.cohort_by == CohortBy::FirstEvent {
                    break;
                }
                started = true;
                let (start, day) = self.log_start(event)?;
                let row = self.period_row(day)?;
                if before == Some(row) {
                    continue;
                }
                before = Some(row);
                if !self.wanted(row) {
                    left.add(NotUsedReason::OtherCohort, 1);
                    continue;
                }
                self.log_hits(start, events, &mut scratch)?;
                let Scratch { hits, events, .. } = &scratch;
                visitor.opening(&Opening { key: event.key, row, start, day, hits, events })?;
            }
            left.add(NotUsedReason::NeverStarted, u64::from(!started));
        }
        Ok(())
    }

    fn log_hits(
        &self,
        start: Start,
        events: &[LogEvent],
        scratch: &mut Scratch,
    ) -> Result<(), RetentionError> {
        let Scratch { ages, hits, events: aged, .. } = scratch;
        aged.clear();
        let frame = self.frame();
        for event in events.iter().filter(|event| event.tags & RETURN != 0) {
            if let Some(age) = frame.age(start, event.at)? {
                aged.push(AgedEvent { age, money: event.money });
            }
        }
        hits.clear();
        let minimum = self.spec.minimum.get() as usize;
        if let ReturnMode::Brackets(brackets) = &self.spec.mode {
            for (column, (first, last)) in (0..).zip(brackets.ranges()) {
                let inside = aged.iter().filter(|event| (*first..=*last).contains(&event.age));
                if inside.count() >= minimum {
                    hits.push(column);
                }
            }
            return Ok(());
        }
        ages.clear();
        let runs = aged.chunk_by(|a, b| a.age == b.age).filter(|run| run.len() >= minimum);
        ages.extend(runs.filter_map(|run| run.first()).map(|event| event.age));
        columns_hit(&self.spec.mode, self.spec.columns(), ages, |column| hits.push(column));
        Ok(())
    }

    fn log_start(&self, event: &LogEvent) -> Result<(Start, i32), RetentionError> {
        if self.instants && matches!(self.spec.windows, AgeWindows::Rolling(_)) {
            let day = self.periods.seen.day_of(event.at).ok_or(RetentionError::End)?;
            return Ok((Start::Micros(event.at), day));
        }
        let day = i32::try_from(event.at).map_err(|_| RetentionError::End)?;
        let start = match self.spec.windows {
            AgeWindows::Calendar(_) => Start::Offset(self.periods.offset(day)),
            AgeWindows::Rolling(_) => Start::Day(day),
        };
        Ok((start, day))
    }

    fn placed_start(&self, placement: &Placement) -> Result<Start, RetentionError> {
        Ok(match self.spec.windows {
            AgeWindows::Calendar(_) => Start::Offset(self.periods.offset(placement.day)),
            AgeWindows::Rolling(_) if self.instants => Start::Micros(match placement.micros {
                Some(micros) => micros,
                None => self.periods.seen.start_of(placement.day)?,
            }),
            AgeWindows::Rolling(_) => Start::Day(placement.day),
        })
    }

    /// The row of a placement; `None` for one that was not asked for.
    fn placed_row(&self, placement: &Placement) -> Result<Option<RowKey>, RetentionError> {
        let row = self.period_row(placement.day)?;
        if !self.wanted(row) {
            return Ok(None);
        }
        if self.spec.cohort_by == CohortBy::PlacedDate {
            return Ok(Some(row));
        }
        let value = placement.value.as_ref();
        let place = value.and_then(|value| self.values.binary_search(value).ok());
        Ok(Some(RowKey::Value(place.and_then(|place| u32::try_from(place).ok()))))
    }

    fn period_row(&self, day: i32) -> Result<RowKey, RetentionError> {
        let date = date_of_day(day).map_err(|_| RetentionError::End)?;
        let period = self.spec.calendar.period_of(date, self.spec.cohort_grain)?;
        Ok(RowKey::Period(period.index()))
    }

    /// Whether a cohort period was asked for.
    fn wanted(&self, row: RowKey) -> bool {
        let (Some((first, last)), RowKey::Period(index)) = (self.spec.cohort_range, row) else {
            return true;
        };
        let period = |date| {
            let period = self.spec.calendar.period_of(date, self.spec.cohort_grain);
            period.map(kpi_types::Period::index)
        };
        period(first).is_ok_and(|first| first <= index)
            && period(last).is_ok_and(|last| index <= last)
    }

    /// Looks up the rows of masks, once for all parts.
    pub(crate) fn with_rows(mut self) -> Result<Self, RetentionError> {
        if let Source::Masks(masks) = &self.source {
            for offset in 0..u16::try_from(masks.words() * 64).unwrap_or(u16::MAX) {
                let period = self.periods.period(offset)?;
                let day = day_number(self.spec.calendar.span(period)?.start());
                self.rows.push((self.period_row(day)?, day));
            }
        }
        Ok(self)
    }

    pub(crate) fn money_of(&self, event: &AgedEvent) -> Option<kpi_types::Money> {
        match &self.source {
            Source::Log(log) if event.money != NO_MONEY => log.money_at(event.money),
            _ => None,
        }
    }
}

/// The set bits of mask words, highest first: the oldest period first.
pub(crate) fn bits(words: &[u64]) -> impl Iterator<Item = u16> {
    words.iter().enumerate().rev().flat_map(|(place, word)| {
        let (mut word, place) = (*word, place as u16);
        std::iter::from_fn(move || {
            let bit = word.checked_ilog2()?;
            word ^= 1 << bit;
            Some(place * 64 + bit as u16)
        })
    })
}
