//! The product-limit estimate of the survival curve.

use super::interval::{Variance, survival_interval};
use super::variance::{greenwood, robust_log_survival};
use super::{
    KaplanMeierOptions, NoInterval, NumberAtRisk, RiskRow, RiskTable, SurvivalPoint, SurvivalTail,
    SurvivalUndefined, SurvivalVariance,
};

/// The share that stays beyond each time, by Kaplan and Meier, with its intervals.
///
/// # Formula
///
/// S(t) = Π (1 − dᵢ ÷ nᵢ) over the times tᵢ ≤ t, with dᵢ events (counts or weights) among nᵢ at risk.
/// Greenwood's standard error is S(t) √ Σ dᵢ ÷ (nᵢ (nᵢ − dᵢ)). S is a ratio in \[0, 1\].
///
/// # Conventions
///
/// Events come before censorings of the same time. At risk is who entered before and has not left:
/// (entry, exit]. Which interval, which variance, which quantile and which tail are named choices of
/// [`KaplanMeierOptions`]; [`KaplanMeierOptions::r`] and [`KaplanMeierOptions::lifelines`] are what
/// those do.
///
/// # Undefined when
///
/// Nobody was observed; or after the last time seen while somebody is still there, unless a
/// [`SurvivalTail`] is chosen. The interval is undefined where nobody is left, and on the log-log
/// scale before the first event.
///
/// # Worked example
///
/// Remission in weeks of the 21 patients on 6-MP (Freireich 1963; R 4.2.2, `survfit`):
///
/// ```
/// use kpi_cohort::{IntervalScale, KaplanMeierOptions, Status, WholeLifetimes};
///
/// let mut weeks = WholeLifetimes::new();
/// for relapse in [6, 6, 6, 7, 10, 13, 16, 22, 23] {
///     weeks.observe(relapse, Status::Event);
/// }
/// for last_seen in [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35] {
///     weeks.observe(last_seen, Status::Censored);
/// }
/// let options = KaplanMeierOptions::default().with_scale(IntervalScale::LogLog);
/// let curve = weeks.finish()?.kaplan_meier(options);
///
/// let half_a_year = curve.survival_at(26.0)?;
/// assert!((half_a_year.survival() - 0.448179271708683).abs() < 1e-12);
/// assert!((half_a_year.standard_error()? - 0.13459145675576).abs() < 1e-12);
/// let week_6 = curve.survival_at(6.0)?.estimate()?;
/// assert!((week_6.lower() - 0.619717955265984).abs() < 1e-8);
/// assert!((week_6.upper() - 0.951551747646997).abs() < 1e-8);
/// assert_eq!(curve.median()?.time().at(), Some(23.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Dropping those who are still there, or reading a curve as far right as it is drawn: where few
/// are at risk it says little. Show the [numbers at risk](Self::number_at_risk) below it.
///
/// # What others do
///
/// R and SAS take the middle of a flat stretch as a quantile, lifelines its start. R's intervals are
/// symmetric for log S, those of SAS and lifelines for log(−log S). R estimates a robust variance as
/// soon as a weight is not whole, lifelines uses Greenwood's formula and warns.
///
/// # References
///
/// E. L. Kaplan, P. Meier, *Nonparametric estimation from incomplete observations*, JASA 53 (1958).
/// J. P. Klein, M. L. Moeschberger, *Survival Analysis*, 2nd ed. (2003), chapter 4.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "super::stored::RawKaplanMeier", into = "super::stored::RawKaplanMeier")
)]
pub struct KaplanMeier {
    pub(super) table: RiskTable,
    pub(super) options: KaplanMeierOptions,
    /// Where the curve starts: 0, or the time of a condition.
    pub(super) origin: f64,
    /// S at each row of the table.
    pub(super) survival: Vec<f64>,
    /// The variance of log S at each row, or why there is none.
    pub(super) log_variance: Result<Vec<f64>, NoInterval>,
    pub(super) variance: Variance,
}

/// A step of the curve: what happened at a time, and where the curve is then.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "super::stored::RawSurvivalStep", into = "super::stored::RawSurvivalStep")
)]
pub struct SurvivalStep {
    pub(super) row: RiskRow,
    pub(super) point: SurvivalPoint,
}

impl SurvivalStep {
    /// Who was at risk, left or was last seen.
    #[must_use]
    pub const fn row(&self) -> RiskRow {
        self.row
    }

    /// The curve from this time on.
    #[must_use]
    pub const fn point(&self) -> SurvivalPoint {
        self.point
    }
}

impl KaplanMeier {
    pub(super) fn new(table: &RiskTable, options: KaplanMeierOptions) -> Self {
        Self::starting_at(0.0, table.clone(), options)
    }

    pub(super) fn starting_at(origin: f64, table: RiskTable, options: KaplanMeierOptions) -> Self {
        let variance = match options.variance() {
            SurvivalVariance::Greenwood => Variance::Greenwood,
            SurvivalVariance::Robust => Variance::Robust,
            SurvivalVariance::ByWeights if table.fractional => Variance::Robust,
            SurvivalVariance::ByWeights => Variance::Greenwood,
        };
        let log_variance = match variance {
            Variance::Greenwood => Ok(greenwood(&table)),
            Variance::Robust if table.delayed => Err(NoInterval::RobustDelayed),
            Variance::Robust => Ok(robust_log_survival(&table)),
        };
        let survival = product_limit(&table.rows);
        Self { table, options, origin, survival, log_variance, variance }
    }

    /// The choices it was computed with.
    #[must_use]
    pub const fn options(&self) -> KaplanMeierOptions {
        self.options
    }

    /// The counts it was computed from.
    #[must_use]
    pub const fn table(&self) -> &RiskTable {
        &self.table
    }

    /// Where the curve starts: 0, or the time of a condition.
    #[must_use]
    pub const fn origin(&self) -> f64 {
        self.origin
    }

    /// The last time somebody was seen; `None` without subjects.
    #[must_use]
    pub fn last_time(&self) -> Option<f64> {
        self.table.last_time()
    }

    /// The curve at every time somebody left or was last seen.
    pub fn steps(&self) -> impl Iterator<Item = SurvivalStep> {
        let rows = self.table.rows.iter().enumerate().filter(|(_, row)| row.is_exit());
        rows.map(|(at, row)| SurvivalStep { row: *row, point: self.point(row.time, Some(at)) })
    }

    /// S at a time: the share that stays beyond it.
    ///
    /// # Errors
    ///
    /// [`SurvivalUndefined`] without subjects, before the start, and beyond the last time seen
    /// unless a tail is chosen or the curve is at 0.
    pub fn survival_at(&self, time: f64) -> Result<SurvivalPoint, SurvivalUndefined> {
        let last = self.reached(time)?;
        let at = self.table.rows.partition_point(|row| row.time <= time).checked_sub(1);
        let point = self.point(time, at);
        if time <= last || point.survival() <= 0.0 {
            return Ok(point);
        }
        match self.options.tail() {
            SurvivalTail::Undefined => Err(SurvivalUndefined::BeyondLast { time, last }),
            SurvivalTail::Constant => Ok(point),
            SurvivalTail::Zero => Ok(SurvivalPoint::assumed(time, 0.0)),
        }
    }

    /// The table below the curve; see [`RiskTable::number_at_risk`].
    #[must_use]
    pub fn number_at_risk(&self, times: &[f64]) -> Vec<NumberAtRisk> {
        self.table.number_at_risk(times)
    }

    /// The time at which everybody at risk had left although others entered later; `None` where that
    /// did not happen, so always without delayed entry.
    ///
    /// From there on the curve is 0 whatever the others do. Where it happens early, while few are at
    /// risk, start the curve later with [`given_survival_to`](Self::given_survival_to).
    #[must_use]
    pub fn emptied_at(&self) -> Option<f64> {
        let mut rows = self.table.rows.iter();
        let emptied = rows.find(|row| row.events > 0.0 && row.survivors <= 0.0)?;
        rows.any(RiskRow::is_exit).then_some(emptied.time)
    }

    /// Checks a time; returns the last one seen.
    pub(super) fn reached(&self, time: f64) -> Result<f64, SurvivalUndefined> {
        let last = self.last_time().ok_or(SurvivalUndefined::NoSubjects)?;
        if !(time >= 0.0 && time.is_finite()) {
            Err(SurvivalUndefined::Time { time })
        } else if time < self.origin {
            Err(SurvivalUndefined::BeforeOrigin { time, origin: self.origin })
        } else {
            Ok(last)
        }
    }

    /// S and the variance of log S at a row, or before the first one.
    pub(super) fn value(&self, at: Option<usize>) -> (f64, Result<f64, NoInterval>) {
        let of = |values: &Vec<f64>| at.and_then(|at| values.get(at)).copied();
        let survival = of(&self.survival).unwrap_or(1.0);
        match &self.log_variance {
            Ok(all) => (survival, Ok(of(all).unwrap_or(0.0))),
            Err(why) => (survival, Err(*why)),
        }
    }

    fn point(&self, time: f64, at: Option<usize>) -> SurvivalPoint {
        let (survival, variance) = self.value(at);
        let standard_error = variance.and_then(|variance| {
            let there = survival > 0.0 && variance.is_finite();
            if there { Ok(survival * variance.sqrt()) } else { Err(NoInterval::NobodyLeft) }
        });
        let interval = variance.and_then(|variance| {
            let subjects = self.table.subjects;
            survival_interval(survival, variance, subjects, self.variance, &self.options)
        });
        SurvivalPoint::new(time, survival, standard_error, interval)
    }
}

/// S at each row. While nobody is censored or enters between two events, the quotients telescope to
/// one, which keeps the curve exact: without censoring it is the empirical one, bit for bit.
fn product_limit(rows: &[RiskRow]) -> Vec<f64> {
    // S where the current stretch began, and who was at risk then.
    let (mut before, mut from) = (1.0, 0.0);
    // Who was left after the last event.
    let (mut current, mut left) = (1.0, f64::NAN);
    let product = rows.iter().map(|row| {
        if row.events > 0.0 && current > 0.0 {
            if row.at_risk != left {
                (before, from) = (current, row.at_risk);
            }
            left = row.survivors;
            current = before * (left / from);
        }
        current
    });
    product.collect()
}
