//! The mean time stayed, up to a limit.

use kpi_types::{Estimate, EstimateMethod};

use super::interval::Variance;
use super::{KaplanMeier, NoInterval, SurvivalTail, SurvivalUndefined};

/// The mean of min(time stayed, τ) with the standard error of that mean.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(
        try_from = "super::stored::RawRestrictedMean",
        into = "super::stored::RawRestrictedMean"
    )
)]
pub struct RestrictedMean {
    pub(super) limit: f64,
    pub(super) mean: f64,
    pub(super) standard_error: Result<f64, NoInterval>,
    pub(super) interval: Result<Estimate, NoInterval>,
}

impl RestrictedMean {
    /// The limit τ.
    #[must_use]
    pub const fn limit(&self) -> f64 {
        self.limit
    }

    /// The mean.
    #[must_use]
    pub const fn mean(&self) -> f64 {
        self.mean
    }

    /// The standard error of the mean: how far it would differ between samples. Not the spread of
    /// the subjects.
    ///
    /// # Errors
    ///
    /// [`NoInterval`] where the variance is not available.
    pub const fn standard_error(&self) -> Result<f64, NoInterval> {
        self.standard_error
    }

    /// The mean with its interval, mean ± z s, cut at 0 and at what the limit allows.
    ///
    /// # Errors
    ///
    /// As [`standard_error`](Self::standard_error), and without any event before the limit.
    pub const fn estimate(&self) -> Result<Estimate, NoInterval> {
        self.interval
    }
}

impl KaplanMeier {
    /// The mean time stayed up to a limit τ: the area under the curve.
    ///
    /// # Formula
    ///
    /// μ = ∫ S(t) dt from the start of the curve to τ, in the unit of the durations. Its variance is
    /// Σ Aᵢ² dᵢ ÷ (nᵢ (nᵢ − dᵢ)), with Aᵢ the area from tᵢ to τ; robust where the curve is.
    ///
    /// # Conventions
    ///
    /// Beyond the last time seen the [`SurvivalTail`] decides. A last event that leaves nobody adds
    /// no variance, as in R. On a [curve with a condition](Self::given_survival_to) the area starts
    /// at its origin and τ is on the same clock.
    ///
    /// # Undefined when
    ///
    /// Nobody was observed, or τ is beyond the last time seen while somebody is still there and no
    /// tail is chosen.
    ///
    /// # Worked example
    ///
    /// The 6-MP patients up to 20 weeks (R 4.2.2, `summary(survfit(...), rmean = 20)`):
    ///
    /// ```
    /// use kpi_cohort::{KaplanMeierOptions, Status, WholeLifetimes};
    ///
    /// let mut weeks = WholeLifetimes::new();
    /// [6, 6, 6, 7, 10, 13, 16, 22, 23].map(|week| weeks.observe(week, Status::Event));
    /// for last_seen in [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35] {
    ///     weeks.observe(last_seen, Status::Censored);
    /// }
    /// let curve = weeks.finish()?.kaplan_meier(KaplanMeierOptions::default());
    /// let mean = curve.restricted_mean(20.0)?;
    /// assert!((mean.mean() - 16.1165266106443).abs() < 1e-9);
    /// assert!((mean.standard_error()? - 1.25156019600505).abs() < 1e-8);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Taking the variance of min(time, τ) between subjects for the variance of the mean. lifelines
    /// returns it as `return_variance=True`: 30.9 in the example, where the mean's is 1.57
    /// (lifelines issues 1682, 1456).
    ///
    /// # References
    ///
    /// J. P. Klein, M. L. Moeschberger, *Survival Analysis*, 2nd ed. (2003), section 4.5.
    ///
    /// # Errors
    ///
    /// [`SurvivalUndefined`].
    pub fn restricted_mean(&self, limit: f64) -> Result<RestrictedMean, SurvivalUndefined> {
        let last = self.reached(limit)?;
        let open = self.survival_before(limit) > 0.0;
        let end = match self.options.tail() {
            SurvivalTail::Undefined if limit > last && open => {
                return Err(SurvivalUndefined::BeyondLast { time: limit, last });
            }
            SurvivalTail::Zero => limit.min(last),
            SurvivalTail::Undefined | SurvivalTail::Constant => limit,
        };
        let areas = self.areas(end);
        let mean = areas.first().map_or(0.0, |(_, area)| *area);
        let events = self.table.rows.iter().any(|row| row.events > 0.0 && row.time < end);
        let variance = match (&self.log_variance, self.variance) {
            (Err(why), _) => Err(*why),
            (Ok(_), Variance::Greenwood) => Ok(self.greenwood_area(&areas)),
            (Ok(_), Variance::Robust) => Ok(self.robust_area(&areas)),
        };
        let standard_error = variance.map(f64::sqrt);
        let interval = standard_error.and_then(|error| {
            let method = match self.variance {
                Variance::Greenwood => EstimateMethod::GreenwoodArea,
                Variance::Robust => EstimateMethod::RobustSurvivalArea,
            };
            let level = self.options.level();
            let reach = level.z() * error;
            let (lower, upper) = ((mean - reach).max(0.0), (mean + reach).min(limit - self.origin));
            let (lower, upper) = (lower.min(mean), upper.max(mean));
            if !events {
                return Err(NoInterval::NoEventYet);
            }
            let subjects = self.table.subjects;
            Estimate::try_new(mean, lower, upper, level.level(), subjects, method)
                .map_err(|_| NoInterval::TooWide)
        });
        Ok(RestrictedMean { limit, mean, standard_error, interval })
    }

    /// The area under the curve from the origin and from each row on, to `end`: first the whole,
    /// then one entry for each row before `end`.
    fn areas(&self, end: f64) -> Vec<(f64, f64)> {
        let before = self.table.rows.partition_point(|row| row.time < end);
        let rows = self.table.rows.iter().zip(&self.survival).take(before);
        let starts = std::iter::once((self.origin, 1.0)).chain(rows.map(|(row, s)| (row.time, *s)));
        let mut areas: Vec<(f64, f64)> = starts.collect();
        let (mut area, mut to) = (0.0, end);
        for (time, value) in areas.iter_mut().rev() {
            area += *value * (to - *time).max(0.0);
            to = *time;
            *value = area;
        }
        areas
    }

    fn greenwood_area(&self, areas: &[(f64, f64)]) -> f64 {
        let rows = self.table.rows.iter().zip(areas.iter().skip(1));
        let events = rows.filter(|(row, _)| row.events > 0.0 && row.survivors > 0.0);
        events.map(|(row, (_, area))| area * area * super::variance::step(row)).sum()
    }

    /// Σ w² u², with u = ∫ S(t) l(t) dt and l the derivative of log S by the weight of the subject.
    fn robust_area(&self, areas: &[(f64, f64)]) -> f64 {
        // ∫ S G up to the row, and Greenwood's sum G from it on.
        let (mut inside, mut sum, mut variance, mut to) = (0.0, 0.0, 0.0, self.origin);
        let mut survival = 1.0;
        let mut rows = self.table.robust_rows().zip(&self.survival);
        for (time, area) in areas.iter().skip(1) {
            let Some(((row, robust), now)) = rows.next() else { break };
            inside += survival * sum * (time - to);
            (to, survival) = (*time, *now);
            if row.survivors > 0.0 {
                sum += super::variance::step(row);
            }
            let stays = inside + sum * area;
            let own = if row.survivors > 0.0 { area / row.survivors } else { 0.0 };
            variance += robust.censored * stays * stays;
            variance += robust.events * (stays - own) * (stays - own);
        }
        let end = areas.iter().skip(1).next_back().map_or(0.0, |(_, area)| sum * area);
        let whole = inside + end;
        let left: f64 = rows.map(|((_, robust), _)| robust.events + robust.censored).sum();
        variance + left * whole * whole
    }

    /// S at the last row before a time.
    fn survival_before(&self, time: f64) -> f64 {
        let rows = self.table.rows.partition_point(|row| row.time < time);
        rows.checked_sub(1).and_then(|at| self.survival.get(at)).copied().unwrap_or(1.0)
    }
}
