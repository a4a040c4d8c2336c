//! Active in a calendar period, and where they come from.

use chrono::NaiveDate;
use kpi_types::{Grain, Period, Ratio, Span, Undefined, day_number};
use rust_decimal::Decimal;

use super::ActiveUsers;
use crate::{CellStatus, RetentionError};

/// Active entities of one period.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "super::stored::RawPeriodActives"))]
pub struct PeriodActives {
    pub(super) period: Period,
    pub(super) label: String,
    pub(super) status: CellStatus,
    pub(super) active: u64,
    pub(super) split: Option<ActiveSplit>,
    pub(super) history: (NaiveDate, NaiveDate),
}

/// Where the active entities of a period come from, and who is missing.
///
/// new + returning + resurrected = active, and active − active before = new + resurrected −
/// dormant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ActiveSplit {
    /// Active for the first time in the records.
    pub new: u64,
    /// Active in the period before too.
    pub returning: u64,
    /// Not active in the period before, but earlier.
    pub resurrected: u64,
    /// Active in the period before and not in this one. While the period is running they may
    /// still come.
    pub dormant: u64,
}

impl PeriodActives {
    /// The period.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }

    /// How it is called: `2026-03`.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Whether the whole period lies inside the records.
    #[must_use]
    pub fn status(&self) -> CellStatus {
        self.status
    }

    /// Entities active at least once.
    #[must_use]
    pub fn active(&self) -> u64 {
        self.active
    }

    /// New, returning, resurrected, dormant.
    ///
    /// # Errors
    ///
    /// The reason in the first period of the records: who was there before is not known, so nobody
    /// can be told to be new.
    pub fn split(&self) -> Result<ActiveSplit, Undefined> {
        let (needed_from, from) = self.history;
        let records_from = Some(from);
        self.split.ok_or(Undefined::NotEnoughHistory { needed_from, records_from })
    }
}

/// The periods of the records, and which of them each day belongs to.
pub(super) struct Places {
    pub(super) by_day: Vec<usize>,
    pub(super) spans: Vec<(Period, Span)>,
}

#[derive(Clone, Copy, Default)]
struct Count {
    active: u64,
    split: ActiveSplit,
}

impl ActiveUsers {
    /// Every period from the first day of the records to the observation end.
    ///
    /// # Conventions
    ///
    /// Periods of the calendar's time zone. *New* is new in the records: start them early enough.
    /// *Dormant* counts once, in the first period without activity. A period that the records
    /// begin or end in is partial.
    ///
    /// # What others do
    ///
    /// PostHog's lifecycle chart has the same four classes; its dormant count is negative.
    ///
    /// # Errors
    ///
    /// [`RetentionError::Period`] at the edges of the calendar.
    pub fn periods(&self, grain: Grain) -> Result<Vec<PeriodActives>, RetentionError> {
        let Places { by_day, spans } = self.places(grain)?;
        let count = spans.len();
        let counts = self.fold(
            || vec![Count::default(); count],
            |counts, days| split(counts, &by_day, days),
            |mut a, b| {
                a.iter_mut().zip(b).for_each(|(a, b)| a.join(b));
                a
            },
        );
        let mut found = Vec::with_capacity(count);
        for (place, ((period, span), count)) in spans.into_iter().zip(counts).enumerate() {
            found.push(PeriodActives {
                period,
                label: self.spec.calendar.label(period)?,
                status: self.status(span),
                active: count.active,
                split: (place > 0).then_some(count.split),
                history: (
                    self.spec.calendar.span(period.checked_add(-1)?)?.start(),
                    self.spec.from,
                ),
            });
        }
        Ok(found)
    }

    /// The periods of the records.
    pub(super) fn places(&self, grain: Grain) -> Result<Places, RetentionError> {
        let (mut places, mut spans) = (Vec::new(), Vec::<(Period, Span)>::new());
        for day in 0..self.days() {
            let period = self.spec.calendar.period_of(self.date(day)?, grain)?;
            if spans.last().is_none_or(|(last, _)| *last != period) {
                spans.push((period, self.spec.calendar.span(period)?));
            }
            places.push(spans.len() - 1);
        }
        Ok(Places { by_day: places, spans })
    }

    /// How much of a span of days was seen.
    pub(super) fn status(&self, span: Span) -> CellStatus {
        let (first, end) = (day_number(span.start()), day_number(span.end()));
        let (from, to) = (first.max(self.seen.first_day), end.min(self.seen.whole_until));
        if (from, to) == (first, end) {
            return CellStatus::Complete;
        }
        let seen = Decimal::from((to - from).max(0));
        let observed = seen.checked_div(Decimal::from(end - first)).unwrap_or_default();
        CellStatus::Partial { observed: Ratio::new(observed) }
    }
}

/// Counts one entity.
fn split(counts: &mut [Count], places: &[usize], days: &mut dyn Iterator<Item = usize>) {
    let mut before: Option<usize> = None;
    for day in days {
        let Some(&place) = places.get(day) else { continue };
        if before == Some(place) {
            continue;
        }
        if let Some(left) = before.and_then(|before| counts.get_mut(before + 1)) {
            left.split.dormant += u64::from(before.is_some_and(|before| before + 1 < place));
        }
        let Some(count) = counts.get_mut(place) else { continue };
        count.active += 1;
        match before {
            None => count.split.new += 1,
            Some(before) if before + 1 == place => count.split.returning += 1,
            Some(_) => count.split.resurrected += 1,
        }
        before = Some(place);
    }
    if let Some(left) = before.and_then(|before| counts.get_mut(before + 1)) {
        left.split.dormant += 1;
    }
}

impl Count {
    fn join(&mut self, other: Self) {
        self.active += other.active;
        self.split.new += other.split.new;
        self.split.returning += other.split.returning;
        self.split.resurrected += other.split.resurrected;
        self.split.dormant += other.split.dormant;
    }
}
