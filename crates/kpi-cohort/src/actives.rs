//! Active users: by day, week, month or any trailing window; who is new, who came back.
//!
//! # Example
//!
//! ```
//! use chrono::NaiveDate;
//! use kpi_cohort::{Actives, ActivesSpec, EventColumns, ObservationEnd, TimeColumn};
//! use kpi_types::{Grain, day_number};
//!
//! let date = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
//! let end = ObservationEnd::Through(date(3, 31));
//! let mut actives = Actives::try_new(ActivesSpec::new(date(1, 1), end))?;
//! // Ann in every month, Bob in January and March, Cyd only in February.
//! let ids = ["ann", "ann", "ann", "bob", "bob", "cyd"];
//! let days = [(1, 5), (2, 5), (3, 5), (1, 9), (3, 9), (2, 9)].map(|(m, d)| day_number(date(m, d)));
//! actives.observe_columns(&EventColumns::new(&ids[..], TimeColumn::Days(&days)))?;
//! let actives = actives.finish()?;
//!
//! let months = actives.periods(Grain::Month)?;
//! assert_eq!(months.iter().map(|month| month.active()).collect::<Vec<_>>(), [2, 2, 2]);
//! let march = months[2].split()?;
//! assert_eq!((march.new, march.returning, march.resurrected, march.dormant), (0, 1, 1, 1));
//! // Nobody knows who was there before the records.
//! assert!(months[0].split().is_err());
//!
//! // Anybody active on 5 March or in the 27 days before.
//! let trailing = actives.trailing(28.try_into()?)?;
//! let day = trailing.iter().find(|day| day.date() == date(3, 5)).unwrap();
//! assert_eq!(day.active()?, 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How
//!
//! One bit for each day somebody was active: 8 bytes for 64 days of records and each entity, so a
//! year of days takes 56 bytes an entity. All windows are answered from it, exactly.
//!
//! # Common mistake
//!
//! Adding up daily actives to monthly ones counts a daily user thirty times. Neither sums nor
//! means of distinct counts are distinct counts.

mod periods;
mod spec;
mod stickiness;
#[cfg(feature = "serde")]
mod stored;
mod trailing;

pub use periods::{ActiveSplit, PeriodActives};
pub use spec::ActivesSpec;
pub use stickiness::Stickiness;
pub use trailing::TrailingActives;

use kpi_types::{Grain, date_of_day};

use crate::retention::{Intake, PeriodMasks, PeriodTable, Rows, Seen, bits};
use crate::{Event, EventColumns, NotUsed, RetentionError};

/// Takes events and counts who was active when; see the example above.
#[derive(Debug, Clone)]
pub struct Actives {
    spec: ActivesSpec,
    intake: Intake,
    masks: PeriodMasks,
}

impl Actives {
    /// An accumulator.
    ///
    /// # Errors
    ///
    /// [`RetentionError::End`] for an observation end outside the calendar.
    pub fn try_new(spec: ActivesSpec) -> Result<Self, RetentionError> {
        let seen = Seen::try_new(spec.calendar, spec.end, Some(spec.from))?;
        let periods = PeriodTable::try_new(seen, Grain::Day)?;
        let events = || spec.events.clone();
        let intake = Intake::new(seen, periods, spec.level, events(), events());
        Ok(Self { spec, intake, masks: PeriodMasks::new(1) })
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
    /// [`RetentionError`] for another kind of id than before or a missing account.
    pub fn observe(&mut self, event: &Event) -> Result<(), RetentionError> {
        let Self { intake, masks, .. } = self;
        intake.row(event, |rows, _| {
            store(masks, rows);
            Ok(())
        })
    }

    /// Takes events as columns. Money is not looked at.
    ///
    /// # Errors
    ///
    /// As [`Retention::observe_columns`](crate::Retention::observe_columns).
    pub fn observe_columns(&mut self, columns: &EventColumns<'_>) -> Result<(), RetentionError> {
        let Self { intake, masks, .. } = self;
        if intake.write_to(columns, masks, usize::MAX)? {
            return Ok(());
        }
        intake.columns(columns, |rows, _| {
            store(masks, rows);
            Ok(())
        })
    }

    /// Adds everything another accumulator of the same question took.
    ///
    /// # Errors
    ///
    /// [`RetentionError::OtherSpec`], and [`RetentionError::MixedIds`].
    pub fn merge(&mut self, other: &Self) -> Result<(), RetentionError> {
        if self.spec != other.spec {
            return Err(RetentionError::OtherSpec);
        }
        let renames = self.intake.ids.absorb(&other.intake.ids)?;
        self.intake.not_used.merge(&other.intake.not_used);
        self.masks.merge(&other.masks, |key| renames.key(key));
        Ok(())
    }

    /// Ends the taking; the answers are computed when asked for.
    ///
    /// # Errors
    ///
    /// None today; the signature leaves room for what merging may find.
    pub fn finish(self) -> Result<ActiveUsers, RetentionError> {
        let Self { spec, intake, mut masks } = self;
        masks.settle();
        let seen = intake.periods.seen;
        Ok(ActiveUsers { spec, seen, masks, not_used: intake.not_used })
    }
}

fn store(masks: &mut PeriodMasks, rows: &Rows<'_>) {
    // Rows of other kinds are marked as unused already.
    rows.write_to(masks, None);
}

/// Who was active on which day.
#[derive(Debug, Clone)]
pub struct ActiveUsers {
    spec: ActivesSpec,
    seen: Seen,
    masks: PeriodMasks,
    not_used: NotUsed,
}

impl ActiveUsers {
    /// The question.
    #[must_use]
    pub fn spec(&self) -> &ActivesSpec {
        &self.spec
    }

    /// What was not used, and why.
    #[must_use]
    pub fn not_used(&self) -> &NotUsed {
        &self.not_used
    }

    /// Everybody who was ever active.
    #[must_use]
    pub fn ever_active(&self) -> u64 {
        self.masks.len() as u64
    }

    /// Number of days in the records, the last one included.
    fn days(&self) -> usize {
        usize::try_from(self.seen.last_day - self.seen.first_day + 1).unwrap_or(0)
    }

    fn date(&self, day: usize) -> Result<chrono::NaiveDate, RetentionError> {
        let number = i32::try_from(day).map_err(|_| RetentionError::End)?;
        let number = self.seen.first_day.checked_add(number).ok_or(RetentionError::End)?;
        date_of_day(number).map_err(|_| RetentionError::End)
    }

    /// Folds the active days of each entity, oldest first and counted from the first day of the
    /// records, over all entities.
    fn fold<T: Send>(
        &self,
        empty: impl Fn() -> T + Sync + Send,
        add: impl Fn(&mut T, &mut dyn Iterator<Item = usize>) + Sync + Send,
        join: impl Fn(T, T) -> T + Sync + Send,
    ) -> T {
        let last = self.days().saturating_sub(1);
        let one = |part| {
            let mut sum = empty();
            self.masks.for_each_of(part, |_, words| {
                let mut days = bits(words).map(|offset| last.saturating_sub(usize::from(offset)));
                add(&mut sum, &mut days);
            });
            sum
        };
        #[cfg(feature = "parallel")]
        {
            use rayon::prelude::*;
            (0..self.masks.parts()).into_par_iter().map(one).reduce(&empty, join)
        }
        #[cfg(not(feature = "parallel"))]
        (0..self.masks.parts()).map(one).fold(empty(), join)
    }
}
