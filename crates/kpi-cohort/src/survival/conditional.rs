//! Of those who stayed so long.

use super::{KaplanMeier, SurvivalPoint, SurvivalUndefined};

impl KaplanMeier {
    /// The curve of those who stayed beyond a time: started again there, with what happened later.
    ///
    /// Times stay on the same clock. It is also the way to leave out the first times of a curve with
    /// delayed entry, where few are at risk.
    ///
    /// # Conventions
    ///
    /// The condition is T > s: who leaves at s is not among them, so that S(t | s) = S(t) ÷ S(s).
    /// R's `survfit(..., start.time = s)` keeps the events at s too (T ≥ s).
    ///
    /// # Errors
    ///
    /// [`SurvivalUndefined`] as [`survival_at`](Self::survival_at), at the last time seen, and where
    /// nobody stays so long.
    pub fn given_survival_to(&self, time: f64) -> Result<Self, SurvivalUndefined> {
        let last = self.reached(time)?;
        let at = self.table.rows.partition_point(|row| row.time <= time).checked_sub(1);
        if self.value(at).0 <= 0.0 {
            return Err(SurvivalUndefined::NobodyStays { time });
        }
        if time >= last {
            return Err(SurvivalUndefined::BeyondLast { time, last });
        }
        Ok(Self::starting_at(time, self.table.after(time), self.options))
    }

    /// The share of those who stayed beyond `stayed` that stays `further` more: "of the customers of
    /// 6 months, how many make it through the next 12?".
    ///
    /// # Formula
    ///
    /// S(t | s) = S(s + t) ÷ S(s), with s the time stayed and t the further time, in the same unit.
    /// Standard error and interval are those of the curve started again at s, so only events in
    /// (s, s + t] count for them.
    ///
    /// # Undefined when
    ///
    /// Nobody stays so long, or s + t is beyond the last time seen while somebody is still there.
    ///
    /// # Worked example
    ///
    /// Of the 6-MP patients in remission after 10 weeks, the share that is after 20: 0.6275 ÷ 0.7529,
    /// the quotient of two values of R's `survfit`.
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
    /// let share = curve.conditional_survival(10.0, 10.0)?;
    /// assert!((share.survival() - 0.627450980392157 / 0.752941176470588).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Dividing the limits of the curve as well. S(s + t) and S(s) are not independent; the interval
    /// comes from what happened after s.
    ///
    /// # Errors
    ///
    /// [`SurvivalUndefined`].
    pub fn conditional_survival(
        &self,
        stayed: f64,
        further: f64,
    ) -> Result<SurvivalPoint, SurvivalUndefined> {
        if !(further >= 0.0 && further.is_finite()) {
            return Err(SurvivalUndefined::Time { time: further });
        }
        self.given_survival_to(stayed)?.survival_at(stayed + further)
    }
}
