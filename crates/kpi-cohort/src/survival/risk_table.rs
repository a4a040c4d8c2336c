//! The finished count: who was at risk, left or was last seen, at every time.

use std::sync::Arc;

use super::{KaplanMeier, KaplanMeierOptions, NelsonAalen, NelsonAalenOptions};

/// At every distinct time: who entered, who was at risk, who left, who was last seen.
///
/// What the accumulators [`WholeLifetimes`](super::WholeLifetimes) and
/// [`DecimalLifetimes`](super::DecimalLifetimes) finish with, and all that curves and tests need.
/// It holds one row for each distinct time, whatever the number of subjects.
///
/// # Formula
///
/// n(t) = subjects with entry < t ≤ exit. Who did not enter late has no entry and is at risk from
/// the start, at time 0 too.
///
/// # Conventions
///
/// A subject is at risk in (entry, exit]: one who enters at the time of another's event is not at
/// risk for it, one who is last seen at that time is. With delayed entry the number at risk may
/// rise.
///
/// # Worked example
///
/// Ends at 6 (twice, one of them last seen), 7 and 9:
///
/// ```
/// use kpi_cohort::{Status::{Censored, Event}, WholeLifetimes};
///
/// let mut stayed = WholeLifetimes::new();
/// stayed.observe_columns(&[6, 9, 6, 7], &[Event, Censored, Censored, Event])?;
/// let table = stayed.finish()?;
/// let at_risk: Vec<f64> = table.rows().iter().map(|row| row.at_risk()).collect();
/// assert_eq!(at_risk, [4.0, 2.0, 1.0]);
/// # Ok::<(), kpi_cohort::SurvivalInputError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "super::stored::RawRiskTable", into = "super::stored::RawRiskTable")
)]
pub struct RiskTable {
    pub(super) subjects: u64,
    pub(super) delayed: bool,
    pub(super) fractional: bool,
    pub(super) rows: Arc<Vec<RiskRow>>,
    /// Squares of weights by row; `None` where every row has weight 1.
    pub(super) robust: Option<Arc<Vec<RobustRow>>>,
}

/// One time.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "super::stored::RawRiskRow", into = "super::stored::RawRiskRow")
)]
pub struct RiskRow {
    pub(super) time: f64,
    pub(super) at_risk: f64,
    pub(super) survivors: f64,
    pub(super) entered: f64,
    pub(super) events: f64,
    pub(super) censored: f64,
}

/// What a robust variance needs besides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct RobustRow {
    /// Rows with an event.
    pub(super) event_rows: u64,
    /// Rows censored.
    pub(super) censored_rows: u64,
    /// The events' squared weights.
    pub(super) events: f64,
    /// Squared weights of the censored.
    pub(super) censored: f64,
}

impl RiskRow {
    /// The time.
    #[must_use]
    pub const fn time(&self) -> f64 {
        self.time
    }

    /// Weight of the subjects at risk at this time.
    #[must_use]
    pub const fn at_risk(&self) -> f64 {
        self.at_risk
    }

    /// Weight of those who enter at this time: at risk from just after it.
    #[must_use]
    pub const fn entered(&self) -> f64 {
        self.entered
    }

    /// Weight of those with the event at this time.
    #[must_use]
    pub const fn events(&self) -> f64 {
        self.events
    }

    /// Weight of those last seen at this time.
    #[must_use]
    pub const fn censored(&self) -> f64 {
        self.censored
    }

    /// Share of those at risk who have the event: d ÷ n. `None` when nobody is at risk.
    #[must_use]
    pub fn hazard(&self) -> Option<f64> {
        (self.at_risk > 0.0).then(|| self.events / self.at_risk)
    }

    /// True when somebody's observation ends here.
    pub(super) const fn is_exit(&self) -> bool {
        self.events > 0.0 || self.censored > 0.0
    }
}

/// One line of a [table of numbers at risk](RiskTable::number_at_risk).
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NumberAtRisk {
    /// The time asked for.
    pub time: f64,
    /// Weight of those at risk at it.
    pub at_risk: f64,
    /// Weight of those with the event up to and including it.
    pub events: f64,
    /// Weight of those last seen up to and including it.
    pub censored: f64,
}

impl RiskTable {
    /// The most subjects, or the largest sum of weights: 2⁵³, up to which floats hold every count.
    pub const MAX_SUBJECTS: u64 = 1 << 53;

    /// Rows by rising time, also those where somebody only entered.
    #[must_use]
    pub fn rows(&self) -> &[RiskRow] {
        &self.rows
    }

    /// Number of observed rows, whatever their weights.
    #[must_use]
    pub const fn subjects(&self) -> u64 {
        self.subjects
    }

    /// True when somebody entered late.
    #[must_use]
    pub const fn has_delayed_entry(&self) -> bool {
        self.delayed
    }

    /// True when a weight is not a whole number, so that it does not count repeated subjects.
    #[must_use]
    pub const fn has_fractional_weights(&self) -> bool {
        self.fractional
    }

    /// The last time somebody was seen; `None` without subjects.
    #[must_use]
    pub fn last_time(&self) -> Option<f64> {
        self.rows.iter().rev().find(|row| row.is_exit()).map(RiskRow::time)
    }

    /// The table that stands below a survival curve: who is at risk at given times, and who has
    /// left or was last seen by then.
    ///
    /// Times may be in any order; one that is not a number comes after all others. Nobody is at risk after the last exit, or at time 0
    /// where everybody enters at 0.
    ///
    /// ```
    /// use kpi_cohort::{Status::{Censored, Event}, WholeLifetimes};
    ///
    /// let mut stayed = WholeLifetimes::new();
    /// stayed.observe_columns(&[6, 9, 6, 7], &[Event, Censored, Censored, Event])?;
    /// let below = stayed.finish()?.number_at_risk(&[0.0, 6.0, 6.5, 12.0]);
    /// let at_risk: Vec<f64> = below.iter().map(|line| line.at_risk).collect();
    /// assert_eq!(at_risk, [4.0, 4.0, 2.0, 0.0]);
    /// assert_eq!((below[2].events, below[2].censored), (1.0, 1.0));
    /// # Ok::<(), kpi_cohort::SurvivalInputError>(())
    /// ```
    #[must_use]
    pub fn number_at_risk(&self, times: &[f64]) -> Vec<NumberAtRisk> {
        let mut order: Vec<usize> = (0..times.len()).collect();
        let time_of = |at: &usize| times.get(*at).copied().unwrap_or(f64::NAN);
        let place = |at: &usize| Some(time_of(at)).filter(|t| !t.is_nan()).unwrap_or(f64::INFINITY);
        order.sort_by(|a, b| place(a).total_cmp(&place(b)));
        let mut lines: Vec<(usize, NumberAtRisk)> = Vec::with_capacity(times.len());
        let (mut rows, mut events, mut censored) = (self.rows.iter().peekable(), 0.0, 0.0);
        let mut after = self.rows.first().map_or(0.0, |row| row.at_risk);
        for at in order {
            let time = place(&at);
            let mut now = None;
            while let Some(row) = rows.next_if(|row| row.time <= time) {
                now = (row.time == time).then_some(row.at_risk);
                events += row.events;
                censored += row.censored;
                after = rows.peek().map_or(0.0, |next| next.at_risk);
            }
            let same = lines.last().map(|(_, line)| *line).filter(|line| line.time == time);
            let at_risk = now.or(same.map(|line| line.at_risk)).unwrap_or(after);
            lines.push((at, NumberAtRisk { time, at_risk, events, censored }));
        }
        lines.sort_by_key(|(at, _)| *at);
        let asked = |(at, line)| NumberAtRisk { time: time_of(&at), ..line };
        lines.into_iter().map(asked).collect()
    }

    /// The table with the roles of event and censoring exchanged: how long subjects were followed.
    ///
    /// The median of its Kaplan-Meier curve is the median follow-up (Schemper and Smith 1996), as in
    /// R by `survfit(Surv(time, 1 - status) ~ 1)`. The median of all durations would be too short,
    /// since it counts every early event as a short follow-up.
    #[must_use]
    pub fn follow_up(&self) -> Self {
        let mut other = self.clone();
        for row in Arc::make_mut(&mut other.rows) {
            (row.events, row.censored) = (row.censored, row.events);
            row.survivors = row.at_risk - row.events;
        }
        if let Some(robust) = &mut other.robust {
            for row in Arc::make_mut(robust) {
                (row.events, row.censored) = (row.censored, row.events);
                (row.event_rows, row.censored_rows) = (row.censored_rows, row.event_rows);
            }
        }
        other
    }

    /// The Kaplan-Meier curve; see [`KaplanMeier`].
    #[must_use]
    pub fn kaplan_meier(&self, options: KaplanMeierOptions) -> KaplanMeier {
        KaplanMeier::new(self, options)
    }

    /// The Nelson-Aalen cumulative hazard; see [`NelsonAalen`].
    #[must_use]
    pub fn nelson_aalen(&self, options: NelsonAalenOptions) -> NelsonAalen {
        NelsonAalen::new(self, options)
    }

    /// The rows after a time. Those at risk at the first of them were there at that time.
    pub(super) fn after(&self, time: f64) -> Self {
        let from = self.rows.partition_point(|row| row.time <= time);
        let subjects = self.rows.get(from).map_or(0.0, |row| row.at_risk).round() as u64;
        let rows = Arc::new(self.rows.iter().skip(from).copied().collect());
        let robust = self.robust.as_ref();
        let robust = robust.map(|rows| Arc::new(rows.iter().skip(from).copied().collect()));
        Self { subjects, delayed: self.delayed, fractional: self.fractional, rows, robust }
    }

    /// Rows with what a robust variance needs.
    pub(super) fn robust_rows(&self) -> impl DoubleEndedIterator<Item = (&RiskRow, RobustRow)> {
        self.rows.iter().enumerate().map(|(at, row)| {
            let counted = || RobustRow {
                event_rows: row.events as u64,
                censored_rows: row.censored as u64,
                events: row.events,
                censored: row.censored,
            };
            let given = self.robust.as_ref().and_then(|rows| rows.get(at)).copied();
            (row, given.unwrap_or_else(counted))
        })
    }
}
