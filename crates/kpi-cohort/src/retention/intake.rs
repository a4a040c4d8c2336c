//! From columns to keys, days and roles, block by block: what every accumulator of events shares.

mod quick;

use std::collections::HashMap;

use super::clock::{DayTable, PeriodTable, Seen};
use super::ids::{self, IdBlock, IdSpace};
use super::log::{RETURN, START};
use super::masks::{Lanes, PeriodMasks, UNUSED};
use super::{
    EntityLevel, Event, EventColumns, EventFilter, EventTime, IdColumn, KindColumn, MoneyColumn,
    NotUsed, NotUsedReason, RetentionError, TimeColumn,
};

/// Rows taken in one go.
const BLOCK: usize = 1 << 18;

/// Everything between a column and a store.
#[derive(Debug, Clone)]
pub(crate) struct Intake {
    pub(crate) ids: IdSpace,
    pub(crate) periods: PeriodTable,
    pub(crate) days: DayTable,
    pub(crate) not_used: NotUsed,
    level: EntityLevel,
    start: EventFilter,
    returns: EventFilter,
    known: HashMap<Box<str>, u8>,
}

/// One block of events, ready to be stored.
pub(crate) struct Rows<'a> {
    pub(crate) ids: IdBlock<'a>,
    /// Periods counted back from the last, [`UNUSED`] for rows that are set aside.
    pub(crate) offsets: &'a [u16],
    /// What each row is good for; `None` when everything starts and returns.
    pub(crate) tags: Option<&'a [u8]>,
    /// Local days.
    pub(crate) days: &'a [i32],
    /// Instants in microseconds, where instants were given.
    pub(crate) micros: Option<&'a [i64]>,
    /// Periods by day.
    pub(crate) periods: &'a PeriodTable,
    /// The number of the first row.
    pub(crate) first: usize,
}

impl Rows<'_> {
    /// Writes the rows that are used to period masks.
    pub(crate) fn write_to(&self, masks: &mut PeriodMasks, lanes: Option<&[Lanes]>) {
        match self.ids {
            IdBlock::U64(ids) => masks.observe(ids, self.offsets, lanes),
            IdBlock::U32(ids) => masks.observe(ids, self.offsets, lanes),
        }
    }
}

impl Intake {
    pub(crate) fn new(
        seen: Seen,
        periods: PeriodTable,
        level: EntityLevel,
        start: EventFilter,
        returns: EventFilter,
    ) -> Self {
        Self {
            ids: IdSpace::default(),
            periods,
            days: DayTable::new(seen),
            not_used: NotUsed::default(),
            level,
            start,
            returns,
            known: HashMap::new(),
        }
    }

    /// A row as columns of one row.
    pub(crate) fn row(
        &mut self,
        event: &Event,
        store: impl FnMut(&Rows<'_>, &mut NotUsed) -> Result<(), RetentionError>,
    ) -> Result<(), RetentionError> {
        let (mut number, mut text) = ([0_u64], [""]);
        let ids = one(event.id(), &mut number, &mut text);
        let (mut number, mut text) = ([0_u64], [""]);
        let accounts = event.account().map(|account| one(account, &mut number, &mut text));
        let (days, micros);
        let times = match event.at() {
            EventTime::Day(date) => {
                days = [kpi_types::day_number(date)];
                TimeColumn::Days(&days)
            }
            EventTime::Instant(instant) => {
                micros = [instant.timestamp_micros()];
                TimeColumn::Micros(&micros)
            }
        };
        let kind = event.kind().map(|kind| [kind]);
        let kinds = kind.as_ref().map(|kind| KindColumn::Text(kind));
        let money = [event.money()];
        let money = event.money().map(|_| MoneyColumn::Each(&money));
        self.columns(&EventColumns { ids, times, kinds, accounts, money }, store)
    }

    /// Hands the events to `store`, block by block.
    pub(crate) fn columns(
        &mut self,
        columns: &EventColumns<'_>,
        mut store: impl FnMut(&Rows<'_>, &mut NotUsed) -> Result<(), RetentionError>,
    ) -> Result<(), RetentionError> {
        columns.check()?;
        let ids = self.ids_of(columns)?;
        if columns.is_empty() {
            return Ok(());
        }
        self.ids.settle(ids.kind())?;
        let by_code = self.tags_by_code(columns.kinds);
        let (mut keys, mut offsets, mut tags) = (Vec::new(), Vec::new(), Vec::new());
        let (mut days, mut micros) = (Vec::new(), Vec::new());
        for first in (0..columns.len()).step_by(BLOCK) {
            let rows = first..columns.len().min(first + BLOCK);
            let (days, micros) =
                self.times(&columns.times, rows.clone(), &mut days, &mut micros)?;
            offsets_of(&self.periods, days, &mut offsets);
            let tags = self.tags(columns.kinds, by_code.as_deref(), rows.clone(), &mut tags);
            self.set_aside(days, &mut offsets, tags);
            let ids = ids::block(&ids, rows, &mut self.ids, &mut keys)?;
            let offsets = offsets.as_slice();
            let periods = &self.periods;
            let rows = Rows { ids, offsets, tags, days, micros, periods, first };
            store(&rows, &mut self.not_used)?;
        }
        Ok(())
    }

    /// The ids of whoever is followed.
    fn ids_of<'a>(&self, columns: &EventColumns<'a>) -> Result<IdColumn<'a>, RetentionError> {
        match self.level {
            EntityLevel::Entity => Ok(columns.ids),
            EntityLevel::Account => columns.accounts.ok_or(RetentionError::NoAccount),
        }
    }

    /// Local days of a block; `i32::MAX` for instants after the end.
    fn times<'a>(
        &mut self,
        times: &TimeColumn<'a>,
        rows: std::ops::Range<usize>,
        days: &'a mut Vec<i32>,
        micros: &'a mut Vec<i64>,
    ) -> Result<(&'a [i32], Option<&'a [i64]>), RetentionError> {
        let (column, unit) = match times.instants() {
            Err(days) => {
                let block = days.get(rows).unwrap_or_default();
                self.periods.reach(block.iter().copied().min().unwrap_or(i32::MAX))?;
                return Ok((block, None));
            }
            Ok(instants) => instants,
        };
        let block = column.get(rows).unwrap_or_default();
        let micros: &[i64] = if unit == 1 {
            block
        } else {
            micros.clear();
            micros.extend(block.iter().map(|time| time.saturating_mul(unit)));
            micros
        };
        self.days.reach(micros.iter().copied().min().unwrap_or(i64::MAX));
        days.clear();
        days.extend(micros.iter().map(|at| self.days.seen_day(*at)));
        self.periods.reach(days.iter().copied().min().unwrap_or(i32::MAX))?;
        Ok((days, Some(micros)))
    }

    fn all_pass(&self) -> bool {
        self.start == EventFilter::Any && self.returns == EventFilter::Any
    }

    fn tags_of(&mut self, kind: &str) -> u8 {
        if let Some(tags) = self.known.get(kind) {
            return *tags;
        }
        let tags = self.judge(Some(kind));
        self.known.insert(kind.into(), tags);
        tags
    }

    fn judge(&self, kind: Option<&str>) -> u8 {
        let start = if self.start.accepts(kind) { START } else { 0 };
        let returns = if self.returns.accepts(kind) { RETURN } else { 0 };
        start | returns
    }

    fn tags_by_code(&mut self, kinds: Option<KindColumn<'_>>) -> Option<Vec<u8>> {
        match kinds {
            Some(KindColumn::Codes { names, .. }) if !self.all_pass() => {
                Some(names.iter().map(|name| self.tags_of(name)).collect())
            }
            _ => None,
        }
    }

    fn tags<'a>(
        &mut self,
        kinds: Option<KindColumn<'_>>,
        by_code: Option<&[u8]>,
        rows: std::ops::Range<usize>,
        tags: &'a mut Vec<u8>,
    ) -> Option<&'a [u8]> {
        if self.all_pass() {
            return None;
        }
        tags.clear();
        match (kinds, by_code) {
            (Some(KindColumn::Codes { codes, .. }), Some(by_code)) => {
                let codes = codes.get(rows).unwrap_or_default().iter();
                tags.extend(codes.map(|code| by_code.get(*code as usize).copied().unwrap_or(0)));
            }
            (Some(KindColumn::Text(texts)), _) => {
                for text in texts.get(rows).unwrap_or_default() {
                    let found = self.tags_of(text);
                    tags.push(found);
                }
            }
            _ => tags.resize(rows.len(), self.judge(None)),
        }
        Some(tags)
    }

    /// Counts the rows that are not used, by reason, and marks those of other kinds.
    fn set_aside(&mut self, days: &[i32], offsets: &mut [u16], tags: Option<&[u8]>) {
        if offsets.contains(&UNUSED) {
            let unused = days.iter().zip(&*offsets).filter(|(_, offset)| **offset == UNUSED);
            for (day, _) in unused {
                self.not_used.add(self.periods.seen.why_not(*day), 1);
            }
        }
        let Some(tags) = tags else { return };
        let mut others = 0;
        for (offset, tags) in offsets.iter_mut().zip(tags) {
            if *tags == 0 && *offset != UNUSED {
                *offset = UNUSED;
                others += 1;
            }
        }
        self.not_used.add(NotUsedReason::OtherKind, others);
    }
}

fn one<'a>(
    id: &'a super::EntityId,
    number: &'a mut [u64; 1],
    text: &'a mut [&'a str; 1],
) -> IdColumn<'a> {
    match id {
        super::EntityId::Number(id) => {
            *number = [*id];
            IdColumn::U64(number)
        }
        super::EntityId::Text(id) => {
            *text = [id];
            IdColumn::Text(text)
        }
    }
}

fn offsets_of(periods: &PeriodTable, days: &[i32], into: &mut Vec<u16>) {
    into.clear();
    #[cfg(feature = "parallel")]
    if days.len() >= 1 << 16 {
        use rayon::prelude::*;
        days.par_iter()
            .with_min_len(1 << 14)
            .map(|day| periods.event_offset(*day))
            .collect_into_vec(into);
        return;
    }
    into.extend(days.iter().map(|day| periods.event_offset(*day)));
}
