//! Entities with a date of their own.

use kpi_types::day_number;

use super::book::Placement;
use super::{EntityId, EventTime, NotUsedReason, Retention, RetentionError};

impl Retention {
    /// Gives an entity (or account) its date, for [`CohortBy::PlacedDate`](super::CohortBy), and a
    /// value with it, for [`CohortBy::PlacedValue`](super::CohortBy): contract start and plan,
    /// first contact and channel.
    ///
    /// The earliest placement of an entity holds, whatever the order; later ones are counted by
    /// name, as are placements after the observation end.
    ///
    /// ```
    /// use chrono::NaiveDate;
    /// use kpi_cohort::{CohortBy, Event, ObservationEnd, Retention, RetentionSpec};
    ///
    /// let date = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    /// let spec = RetentionSpec::monthly(ObservationEnd::Through(date(3, 31)));
    /// let mut retention = Retention::try_new(spec.with_cohort_by(CohortBy::PlacedValue))?;
    /// retention.place("acme", date(1, 10), Some("pro"))?;
    /// retention.place("globex", date(2, 10), Some("pro"))?;
    /// retention.observe(&Event::new("acme", date(2, 1)))?;
    /// let grid = retention.finish()?;
    /// // Globex was never seen and counts.
    /// let pro = grid.cohort_named("pro").unwrap().cell(1).unwrap();
    /// assert_eq!((pro.returned(), pro.eligible()), (1, 2));
    /// # Ok::<(), kpi_cohort::RetentionError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`RetentionError::NotPlacing`] where cohorts come from events, and
    /// [`RetentionError::MixedIds`].
    pub fn place(
        &mut self,
        id: impl Into<EntityId>,
        at: impl Into<EventTime>,
        value: Option<&str>,
    ) -> Result<(), RetentionError> {
        if !self.spec.cohort_by.is_placed() {
            return Err(RetentionError::NotPlacing);
        }
        let key = self.intake.ids.key(&id.into())?;
        let seen = self.intake.periods.seen;
        let (day, micros) = match at.into() {
            EventTime::Day(date) => (day_number(date), None),
            EventTime::Instant(instant) => {
                let micros = instant.timestamp_micros();
                let day = seen.day_of(micros).unwrap_or(i32::MIN);
                (if micros < seen.until { day } else { i32::MAX }, Some(micros))
            }
        };
        // Days before the records are fine here: a contract may be older than the log.
        if day > seen.last_day || day < seen.oldest_day() {
            self.intake.not_used.add(NotUsedReason::PlacementNotObserved, 1);
            return Ok(());
        }
        self.intake.periods.reach_back(day)?;
        self.put(key, Placement { day, micros, value: value.map(Box::from) });
        Ok(())
    }

    pub(super) fn put(&mut self, key: u64, placement: Placement) {
        match self.placements.get_mut(&key) {
            None => {
                self.placements.insert(key, placement);
            }
            Some(known) => {
                self.intake.not_used.add(NotUsedReason::LaterPlacement, 1);
                if placement < *known {
                    *known = placement;
                }
            }
        }
    }
}
