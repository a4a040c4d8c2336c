//! When a share has left.

use kpi_types::{Estimate, EstimateMethod};

use super::interval::ends;
use super::{FlatStretch, KaplanMeier, SurvivalUndefined};

/// Two shares this close are one: the curve is a product of many quotients, and rounding must not
/// move a median to the next time. Steps of a real curve are larger up to 10¹⁰ subjects.
const SAME_SHARE: f64 = 1e-10;

/// A time a curve reaches, or does not.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum ReachedTime {
    /// It gets there at this time.
    At(f64),
    /// It does not get there in what was seen. Not the last time seen: that would be too early.
    NotReached,
}

impl ReachedTime {
    /// The time, when it is reached.
    #[must_use]
    pub const fn at(self) -> Option<f64> {
        match self {
            Self::At(time) => Some(time),
            Self::NotReached => None,
        }
    }
}

/// The time by which a share of the subjects has left, with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "super::stored::RawQuantile", into = "super::stored::RawQuantile")
)]
pub struct SurvivalQuantile {
    pub(super) probability: f64,
    pub(super) time: ReachedTime,
    pub(super) lower: ReachedTime,
    pub(super) upper: ReachedTime,
    pub(super) level: f64,
    pub(super) subjects: u64,
    pub(super) method: EstimateMethod,
}

impl SurvivalQuantile {
    /// The share that has left: 0.5 for the median.
    #[must_use]
    pub const fn probability(&self) -> f64 {
        self.probability
    }

    /// The time by which it has.
    #[must_use]
    pub const fn time(&self) -> ReachedTime {
        self.time
    }

    /// Lower end of the interval: where the curve of lower limits gets there.
    #[must_use]
    pub const fn lower(&self) -> ReachedTime {
        self.lower
    }

    /// Upper end of the interval: where the curve of upper limits gets there. Often not reached.
    #[must_use]
    pub const fn upper(&self) -> ReachedTime {
        self.upper
    }

    /// The level of the interval.
    #[must_use]
    pub const fn level(&self) -> f64 {
        self.level
    }

    /// The interval of the curve that was inverted.
    #[must_use]
    pub const fn method(&self) -> EstimateMethod {
        self.method
    }

    /// Point and interval as an estimate, when all three are reached.
    #[must_use]
    pub fn estimate(&self) -> Option<Estimate> {
        let (time, lower, upper) = (self.time.at()?, self.lower.at()?, self.upper.at()?);
        Estimate::try_new(time, lower, upper, self.level, self.subjects, self.method).ok()
    }
}

impl KaplanMeier {
    /// The time by which half of the subjects have left; see [`quantile`](Self::quantile).
    ///
    /// # Errors
    ///
    /// [`SurvivalUndefined::NoSubjects`].
    pub fn median(&self) -> Result<SurvivalQuantile, SurvivalUndefined> {
        self.quantile(0.5)
    }

    /// The time by which a share of the subjects has left.
    ///
    /// # Formula
    ///
    /// The first time t with S(t) ≤ 1 − p. The ends of its interval are the first times at which the
    /// curves of lower and of upper limits are there (Brookmeyer and Crowley): so the interval is the
    /// one of the curve, read sideways.
    ///
    /// # Conventions
    ///
    /// Where S is 1 − p over a stretch, [`FlatStretch`] says which time of it is meant; the same for
    /// the limits. Shares within 10⁻¹⁰ of each other are equal. Limits that do not exist are passed
    /// over. On a [curve with a condition](Self::given_survival_to) times count from the origin.
    ///
    /// # Undefined when
    ///
    /// Nobody was observed. A curve that does not fall so far is not undefined but
    /// [not reached](ReachedTime::NotReached).
    ///
    /// # Worked example
    ///
    /// Leaving after 2, 4 and 5, last seen after 3 and 8. By hand: S is 4/5 from 2 to 4, 8/15 at 4,
    /// and 4/15 from 5 to the end.
    ///
    /// ```
    /// use kpi_cohort::{FlatStretch, KaplanMeierOptions, Status, WholeLifetimes};
    ///
    /// let mut stayed = WholeLifetimes::new();
    /// [2, 4, 5].map(|left| stayed.observe(left, Status::Event));
    /// [3, 8].map(|seen| stayed.observe(seen, Status::Censored));
    /// let table = stayed.finish()?;
    /// let r = table.kaplan_meier(KaplanMeierOptions::r());
    /// assert_eq!(r.quantile(1.0 / 5.0)?.time().at(), Some(3.0));
    /// assert_eq!(r.quantile(1.0 - 4.0 / 15.0)?.time().at(), Some(6.5));
    /// assert_eq!(r.quantile(0.9)?.time().at(), None);
    /// let first = KaplanMeierOptions::r().with_flat_stretch(FlatStretch::FirstTime);
    /// assert_eq!(table.kaplan_meier(first).quantile(1.0 / 5.0)?.time().at(), Some(2.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Taking the median of those who left as the median lifetime.
    ///
    /// # References
    ///
    /// R. Brookmeyer, J. Crowley, *A confidence interval for the median survival time*, Biometrics 38
    /// (1982).
    ///
    /// # Errors
    ///
    /// [`SurvivalUndefined::NoSubjects`] and [`SurvivalUndefined::Probability`].
    pub fn quantile(&self, probability: f64) -> Result<SurvivalQuantile, SurvivalUndefined> {
        if !(probability > 0.0 && probability <= 1.0) {
            return Err(SurvivalUndefined::Probability { probability });
        }
        let last = self.last_time().ok_or(SurvivalUndefined::NoSubjects)?;
        let share = 1.0 - probability;
        let exits = || self.table.rows.iter().enumerate().filter(|(_, row)| row.is_exit());
        let reach = |curve: &dyn Fn(usize) -> Option<f64>| {
            let points = exits().filter_map(|(at, row)| Some((row.time, curve(at)?)));
            self.first_time(points, share, last)
        };
        let limits = |at: usize| {
            let (survival, variance) = self.value(Some(at));
            ends(survival, variance.ok()?, &self.options).ok()
        };
        Ok(SurvivalQuantile {
            probability,
            time: reach(&|at| self.survival.get(at).copied()),
            lower: reach(&|at| limits(at).map(|[lower, _]| lower)),
            upper: reach(&|at| limits(at).map(|[_, upper]| upper)),
            level: self.options.level().level(),
            subjects: self.table.subjects,
            method: self.variance.method(self.options.scale()),
        })
    }

    /// Where a curve gets down to a share.
    fn first_time(
        &self,
        mut points: impl Iterator<Item = (f64, f64)>,
        share: f64,
        last: f64,
    ) -> ReachedTime {
        let Some((time, value)) = points.find(|(_, value)| *value <= share + SAME_SHARE) else {
            return ReachedTime::NotReached;
        };
        let flat = value >= share - SAME_SHARE;
        match self.options.flat_stretch() {
            FlatStretch::Midpoint if flat => {
                let leaves = points.find(|(_, value)| *value < share - SAME_SHARE);
                let end = leaves.map_or(last, |(time, _)| time);
                ReachedTime::At(f64::midpoint(time, end))
            }
            FlatStretch::Midpoint | FlatStretch::FirstTime => ReachedTime::At(time),
        }
    }
}
