//! Retention: cohorts by age, with what has not been seen yet told apart from loss.
//!
//! Members of a cohort start together; the grid says how many of them came back at each age. Any
//! order of events, any split over threads or files, late ones included: one answer.
//!
//! # Example
//!
//! A monthly grid:
//!
//! ```
//! use chrono::NaiveDate;
//! use kpi_cohort::{EventColumns, ObservationEnd, Retention, RetentionSpec, TimeColumn};
//! use kpi_stats::ConfidenceLevel;
//!
//! // Three customers start in January 2026 (day 20454 is the 1st); one is back in February.
//! let (customers, days) = ([7_u64, 8, 9, 7, 7], [20454, 20460, 20470, 20486, 20530]);
//! let end = ObservationEnd::Through(NaiveDate::from_ymd_opt(2026, 3, 20).unwrap());
//! let mut retention = Retention::try_new(RetentionSpec::monthly(end).with_horizon(3)?)?;
//! retention.observe_columns(&EventColumns::new(&customers[..], TimeColumn::Days(&days)))?;
//! let grid = retention.finish()?;
//! assert_eq!(grid.to_string(), "\
//! cohort      size       0       1       2       3
//! 2026-01        3  100.0%   33.3%  33.3%*       –");
//!
//! let february = grid.cohorts()[0].cell(1).unwrap();
//! assert_eq!((february.returned(), february.eligible()), (1, 3));
//! let rate = february.rate(ConfidenceLevel::P95)?;
//! assert_eq!(format!("{:.3} to {:.3}", rate.lower(), rate.upper()), "0.061 to 0.792");
//!
//! // March is not over: no rate, with the reason, and never 33 %.
//! let march = grid.cohorts()[0].cell(2).unwrap();
//! let reason = march.rate(ConfidenceLevel::P95).unwrap_err();
//! assert_eq!(reason.to_string(), "the period runs until 2026-04-01, known only up to 2026-03-20");
//!
//! // Who came back in February?
//! let members = grid.members(grid.cohorts()[0].key(), 1)?;
//! assert_eq!(members.returned, [7_u64.into()]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Concepts
//!
//! * A [`RetentionSpec`] is the question: what opens a cohort ([`CohortBy`]), what counts as a
//!   return ([`EventFilter`], [`ReturnMode`]), how ages are counted ([`AgeWindows`]), up to when
//!   anything was seen ([`ObservationEnd`]).
//! * A [`Cell`] is complete, partial or unobservable ([`CellStatus`]). Its rate is over members
//!   whose window is over. Means ([`RetentionGrid::mean`]) use complete cells unless told otherwise.
//! * What was not used is counted by reason ([`NotUsed`]): events after the observation end, kinds
//!   that neither start nor return, entities that never started.
//! * With money in the events and [`RevenueRule::Counted`], every cohort has its revenue, net and
//!   gross dollar retention and realised lifetime value by age ([`RevenueCell`]).
//!
//! # How fast
//!
//! Calendar windows with one event as minimum and no money are counted in bit masks: one table
//! from id to the periods seen, one bit each, no event kept. Everything else keeps 24 bytes an
//! event. The choice does not change a cell.
//!
//! # Common mistake
//!
//! Reading the last diagonal of a grid as a collapse. Those windows are still running.
//!
//! # What others do
//!
//! PostHog showed brackets in progress as 0 %
//! ([58679](https://github.com/PostHog/posthog/issues/58679)); R `cohorts::shift_left` fills what
//! has not happened yet with 0, and its `cohort_table_week` adds up the same week of different
//! years.

mod book;
mod cell;
mod clock;
mod cohort_by;
mod columns;
mod end;
mod error;
mod event;
mod filter;
mod frame;
mod grid;
mod ids;
mod intake;
mod log;
mod masks;
mod mean;
mod members;
mod mode;
mod not_used;
mod paths;
mod place;
mod revenue;
mod segments;
mod spec;
#[cfg(feature = "serde")]
mod spec_text;
mod tally;
mod windows;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use cell::{Cell, CellStatus};
pub use cohort_by::{CohortBy, EntityLevel};
pub use columns::{EventColumns, IdColumn, KindColumn, MoneyColumn, TimeColumn};
pub use end::ObservationEnd;
pub use error::RetentionError;
pub use event::{EntityId, Event, EventTime, IdKind};
pub use filter::EventFilter;
pub use grid::{CohortKey, CohortRow, RetentionGrid};
pub use mean::{CellUse, CohortWeights, RetentionMean};
pub use members::CellMembers;
pub use mode::{Brackets, BracketsError, ReturnMode};
pub use not_used::{NotUsed, NotUsedReason};
pub use revenue::{RevenueCell, RevenueFigures};
pub use segments::SegmentGrid;
pub use spec::{RetentionSpec, RetentionSpecError, RevenueRule};
pub use windows::{AgeWindows, RollingStart, RollingStep};

pub(crate) use book::bits;
use book::{Book, Placement, Source};
pub(crate) use clock::{PeriodTable, Seen};
pub(crate) use intake::{Intake, Rows};
pub(crate) use masks::PeriodMasks;

use kpi_types::Grain;
use log::{EventLog, RETURN, START};
use masks::UNUSED;
use tally::Tally;

/// Takes events and makes a [`RetentionGrid`] of them; see the example above.
#[derive(Debug, Clone)]
pub struct Retention {
    spec: RetentionSpec,
    intake: Intake,
    source: Source,
    placements: BTreeMap<u64, Placement>,
    /// With rolling windows: whether times are instants, once the first was seen.
    instants: Option<bool>,
}

/// Widest masks: 64 words are ten years of days. Older events go to the log.
const MOST_WORDS: usize = 64;

impl Retention {
    /// An accumulator for one question.
    ///
    /// # Errors
    ///
    /// [`RetentionError::End`] for an observation end outside the calendar.
    pub fn try_new(spec: RetentionSpec) -> Result<Self, RetentionError> {
        let source = match spec.mask_lanes() {
            Some(lanes) => Source::Masks(PeriodMasks::new(lanes)),
            None => Source::Log(EventLog::default()),
        };
        Self::with_source(spec, source)
    }

    /// The same without masks.
    #[cfg(test)]
    pub(crate) fn with_log(spec: RetentionSpec) -> Result<Self, RetentionError> {
        Self::with_source(spec, Source::Log(EventLog::default()))
    }

    fn with_source(spec: RetentionSpec, source: Source) -> Result<Self, RetentionError> {
        let seen = Seen::try_new(spec.calendar, spec.end, spec.records_from)?;
        let grain = match spec.windows {
            AgeWindows::Calendar(grain) => grain,
            AgeWindows::Rolling(_) => Grain::Day,
        };
        let periods = PeriodTable::try_new(seen, grain)?;
        // Cohorts of placed entities have no start events.
        let start = match spec.cohort_by.is_placed() {
            true => EventFilter::OneOf(Default::default()),
            false => spec.start.clone(),
        };
        let intake = Intake::new(seen, periods, spec.level, start, spec.returns.clone());
        Ok(Self { spec, intake, source, placements: BTreeMap::new(), instants: None })
    }

    /// The question.
    #[must_use]
    pub fn spec(&self) -> &RetentionSpec {
        &self.spec
    }

    /// What was not used so far, and why.
    #[must_use]
    pub fn not_used(&self) -> &NotUsed {
        &self.intake.not_used
    }

    /// Takes one event.
    ///
    /// # Errors
    ///
    /// [`RetentionError`] for another kind of id or time than before, or a missing account.
    pub fn observe(&mut self, event: &Event) -> Result<(), RetentionError> {
        let instants = self.times(matches!(event.at(), EventTime::Instant(_)))?;
        let money = [event.money()];
        let money = event.money().map(|_| MoneyColumn::Each(&money));
        let Self { spec, intake, source, .. } = self;
        intake.row(event, |rows, not_used| store(spec, source, rows, money, not_used))?;
        self.instants = instants;
        Ok(())
    }

    /// Takes events as columns.
    ///
    /// # Errors
    ///
    /// [`RetentionError`] for columns of different lengths, kind codes without a name, and as
    /// [`Retention::observe`].
    pub fn observe_columns(&mut self, columns: &EventColumns<'_>) -> Result<(), RetentionError> {
        columns.check()?;
        if columns.is_empty() {
            return Ok(());
        }
        let instants = self.times(!matches!(columns.times, TimeColumn::Days(_)))?;
        let Self { spec, intake, source, .. } = self;
        let money = columns.money;
        let quick = match source {
            Source::Masks(masks) if money.is_none() => {
                intake.write_to(columns, masks, MOST_WORDS)?
            }
            _ => false,
        };
        if !quick {
            intake.columns(columns, |rows, not_used| store(spec, source, rows, money, not_used))?;
        }
        self.instants = instants;
        Ok(())
    }

    /// What times are after these; rolling windows need all of one kind.
    fn times(&self, instants: bool) -> Result<Option<bool>, RetentionError> {
        match (self.spec.windows, self.instants) {
            (AgeWindows::Rolling(_), Some(before)) if before != instants => {
                Err(RetentionError::MixedTimes)
            }
            (AgeWindows::Rolling(_), _) => Ok(Some(instants)),
            (AgeWindows::Calendar(_), _) => Ok(None),
        }
    }

    /// Adds everything another accumulator of the same question took.
    ///
    /// # Errors
    ///
    /// [`RetentionError::OtherSpec`], and [`RetentionError`] for ids or times of another kind.
    pub fn merge(&mut self, other: &Self) -> Result<(), RetentionError> {
        if self.spec != other.spec {
            return Err(RetentionError::OtherSpec);
        }
        let instants = match other.instants {
            Some(instants) => self.times(instants)?,
            None => self.instants,
        };
        let renames = self.intake.ids.absorb(&other.intake.ids)?;
        self.instants = instants;
        self.intake.not_used.merge(&other.intake.not_used);
        self.intake.periods.reach_as_far_as(&other.intake.periods)?;
        match (&mut self.source, &other.source) {
            (Source::Masks(mine), Source::Masks(theirs)) => {
                mine.merge(theirs, |key| renames.key(key));
            }
            (_, Source::Log(theirs)) => {
                let mut mine = self.source.take().into_log(&self.intake.periods)?;
                mine.merge(theirs, |key| renames.key(key));
                self.source = Source::Log(mine);
            }
            (Source::Log(mine), Source::Masks(_)) => {
                let theirs = other.source.clone().into_log(&self.intake.periods)?;
                mine.merge(&theirs, |key| renames.key(key));
            }
        }
        let theirs = other.placements.iter();
        let placed: Vec<_> =
            theirs.map(|(key, placement)| (renames.key(*key), placement.clone())).collect();
        placed.into_iter().for_each(|(key, placement)| self.put(key, placement));
        Ok(())
    }

    /// Makes the grid.
    ///
    /// # Errors
    ///
    /// [`RetentionError`] for a sum of money that does not fit or a window past the calendar.
    pub fn finish(self) -> Result<RetentionGrid, RetentionError> {
        let Self { spec, intake, mut source, placements, instants } = self;
        match &mut source {
            Source::Log(log) => log.sort(),
            Source::Masks(masks) => masks.settle(),
        }
        let mut values: Vec<_> = placements.values().filter_map(|p| p.value.clone()).collect();
        values.sort_unstable();
        values.dedup();
        let Intake { ids, periods, mut not_used, .. } = intake;
        let instants = instants.unwrap_or(false);
        let rows = Vec::new();
        let book = Book { spec, periods, ids, source, placements, values, instants, rows };
        let book = book.with_rows()?;
        let (tally, left) = Tally::of(&book)?;
        not_used.merge(&left);
        let revenue = revenue::by_row(&book)?;
        let mut grid = RetentionGrid::of_cells(&book, tally, revenue, not_used)?;
        grid.book = Some(Arc::new(book));
        Ok(grid)
    }
}

/// Writes a block where it belongs.
fn store(
    spec: &RetentionSpec,
    source: &mut Source,
    rows: &Rows<'_>,
    money: Option<MoneyColumn<'_>>,
    not_used: &mut NotUsed,
) -> Result<(), RetentionError> {
    let counted = spec.revenue != RevenueRule::None;
    let mut idle = 0;
    if let Some(money) = money.filter(|_| !counted) {
        let used = rows.offsets.iter().zip(rows.first..).filter(|(offset, _)| **offset != UNUSED);
        idle = used.filter(|(_, row)| money.at(*row).is_some()).count() as u64;
    }
    if let Source::Masks(table) = source {
        let most = masks::most_used(rows.offsets);
        if most.is_none_or(|most| PeriodMasks::words_for(most) <= MOST_WORDS) {
            let lanes: Option<Vec<u8>> = match (rows.tags, table.lanes()) {
                (None, _) => None,
                (Some(tags), 1) => Some(tags.iter().map(|tags| u8::from(*tags != 0)).collect()),
                (Some(tags), _) => Some(tags.to_vec()),
            };
            rows.write_to(table, lanes.as_deref());
            not_used.add(NotUsedReason::MoneyNotCounted, idle);
            return Ok(());
        }
        *source = Source::Log(source.take().into_log(rows.periods)?);
    }
    let Source::Log(log) = source else { return Ok(()) };
    let rolling = matches!(spec.windows, AgeWindows::Rolling(_));
    for (i, _) in rows.offsets.iter().enumerate().filter(|(_, offset)| **offset != UNUSED) {
        let tags = rows.tags.and_then(|tags| tags.get(i)).copied().unwrap_or(START | RETURN);
        let day = rows.days.get(i).copied().unwrap_or_default();
        let at = match rows.micros.filter(|_| rolling) {
            Some(micros) => micros.get(i).copied().unwrap_or_default(),
            None => day.into(),
        };
        let mut amount = money.filter(|_| counted).and_then(|money| money.at(rows.first + i));
        if amount.is_some() && tags & RETURN == 0 {
            (amount, idle) = (None, idle + 1);
        }
        log.push(rows.ids.at(i), at, tags, amount);
    }
    not_used.add(NotUsedReason::MoneyNotCounted, idle);
    Ok(())
}
