//! Whether stated probabilities hold: goals set in the past, and what became of them.

use kpi_stats::Proportion;
use kpi_types::Estimate;

use crate::outlook::Odds;
use crate::{MetricHistory, SmartRules};

/// Whether goals with a stated probability are reached about that often.
///
/// At every past period from which the rules allow an [`Outlook`](crate::Outlook), a goal "at least
/// v" is set for so many periods ahead, with v such that its probability, by what was known then, is
/// 10 %, 20 %, … 90 %; then the value that came is looked up. Nothing is drawn by chance, so there is
/// no seed: the same history gives the same table.
///
/// # Conventions
///
/// The probability of a step function does not take every value: v is the largest value whose
/// probability is still at least the one wanted, and [`CalibrationRow::stated`] is the mean of what
/// was really stated. Where no value has a probability as high, none is set;
/// nor where the wall of a share is that likely, nor "at least 0 %".
///
/// # Common mistake
///
/// Reading the intervals as those of independent goals: goals set a month apart for a year ahead
/// share eleven months. And reading a table of one metric as one of all.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    rows: Vec<CalibrationRow>,
}

/// Goals of about one probability.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct CalibrationRow {
    /// The probability wanted.
    pub wanted: f64,
    /// Goals set.
    pub goals: u64,
    /// Goals reached.
    pub reached: u64,
    sum: f64,
}

impl CalibrationRow {
    /// The mean of the probabilities really stated; `None` without goals.
    #[must_use]
    pub fn stated(&self) -> Option<f64> {
        (self.goals > 0).then(|| self.sum / self.goals as f64)
    }

    /// The share reached, with Wilson's interval; `None` without goals.
    #[must_use]
    pub fn share(&self, rules: &SmartRules) -> Option<Estimate> {
        let share = Proportion::try_new(self.reached, self.goals).ok()?;
        share.wilson(rules.level).ok()
    }
}

impl Default for Calibration {
    fn default() -> Self {
        let row = |tenth: u32| CalibrationRow {
            wanted: f64::from(tenth) / 10.0,
            goals: 0,
            reached: 0,
            sum: 0.0,
        };
        Self { rows: (1..=9).map(row).collect() }
    }
}

impl Calibration {
    /// 10 % to 90 %.
    #[must_use]
    pub fn rows(&self) -> &[CalibrationRow] {
        &self.rows
    }

    /// The goals of both.
    #[must_use]
    pub fn merged(mut self, other: &Self) -> Self {
        for (own, other) in self.rows.iter_mut().zip(&other.rows) {
            own.goals += other.goals;
            own.reached += other.reached;
            own.sum += other.sum;
        }
        self
    }
}

impl MetricHistory {
    /// Sets goals at every past period, so many periods ahead, and looks what became of them.
    #[must_use]
    pub fn calibration(&self, periods: u32, rules: &SmartRules) -> Calibration {
        let mut calibration = Calibration::default();
        for point in self.points() {
            let ahead = i32::try_from(periods).ok().and_then(|n| point.period.checked_add(n).ok());
            let Some(came) = ahead.and_then(|period| self.value_in(period)) else { continue };
            let Some(known) = self.until(point.period) else { continue };
            let came = known.scale().at(crate::history::float(came.value));
            // What is met to the digit must not fail by rounding.
            let came = came + 1e-12 * came.abs();
            let Some(odds) = Odds::of(&known, periods, rules) else { continue };
            for row in &mut calibration.rows {
                let Some((value, stated)) = odds.at_least_with(row.wanted) else { continue };
                row.goals += 1;
                row.sum += stated;
                row.reached += u64::from(came >= value);
            }
        }
        calibration
    }
}
