//! A/B tests: did the treated group do better?

mod evaluate;
mod looks;
mod report;
mod verdict;

pub use evaluate::AbTestError;
pub use looks::{Boundary, Looks, LooksError};
pub use report::{AbReport, Peeking, SampleRatio, SampleRatioOutcome};
pub use verdict::{AbVerdict, Relevance};

use std::num::NonZeroU32;

use crate::{ConfidenceLevel, Direction, Moments, Proportion};

/// A test of a success strategy: some customers were treated, some were not, by the throw of a
/// coin.
///
/// Give what was counted, what was planned, and how often somebody looked;
/// [`evaluate`](Self::evaluate) answers with the difference, its interval, a verdict in words and
/// what to beware of.
///
/// # Formula
///
/// Conversions: the difference of rates, treatment less control, with Miettinen and Nurminen's
/// interval and score test. Means: Welch. With several looks the interval has the level of the
/// look, so that all looks together raise a false alarm no more often than α: see [`Looks`].
///
/// # Conventions
///
/// A difference is "found" when 0 is outside the interval. "No difference found" is not "no
/// difference": that is said only when the interval lies within the smallest difference that would
/// matter, which has to be given.
///
/// # Undefined when
///
/// A group is empty, or of two means neither varies: [`AbTestError`].
///
/// # Worked example
///
/// 120 of 1,000 treated customers renewed early, 90 of 1,000 others (z = 2.19 with pooled variance;
/// p = 0.0288):
///
/// ```
/// use kpi_stats::{AbTest, AbVerdict, Proportion, Relevance};
///
/// let (control, treatment) = (Proportion::try_new(90, 1000)?, Proportion::try_new(120, 1000)?);
/// let report = AbTest::conversion(control, treatment).evaluate()?;
/// assert_eq!(report.verdict, AbVerdict::Better { relevance: Relevance::NotAsked });
/// assert_eq!(format!("{:.3}", report.difference.point()), "0.030");
/// assert_eq!(format!("{:.3}", report.test.p_value()), "0.029");
///
/// // Somebody looked every week and stopped when it was significant: five looks, none planned.
/// let peeked = AbTest::conversion(control, treatment).with_looks_taken(5.try_into()?).evaluate()?;
/// assert_eq!(peeked.verdict, AbVerdict::Undecided);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Looking every day and stopping at the first p below 0.05. With five looks a difference that is
/// not there is found in 14 % of tests, with more looks sooner or later in all.
///
/// # What others do
///
/// Most testing tools either forbid looking or use sequential methods of their own. R's `gsDesign`
/// and `rpact` have the boundaries used here.
///
/// # References
///
/// C. Jennison, B. W. Turnbull, *Group Sequential Methods* (2000). A. Fabijan et al., *Diagnosing
/// sample ratio mismatch in online controlled experiments*, KDD 2019.
#[derive(Debug, Clone, PartialEq)]
pub struct AbTest {
    counted: Counted,
    level: ConfidenceLevel,
    better: Direction,
    smallest_relevant: Option<f64>,
    treatment_share: f64,
    looks: Looks,
    looks_taken: NonZeroU32,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Counted {
    Conversion { control: Proportion, treatment: Proportion },
    Mean { control: Moments, treatment: Moments },
}

impl AbTest {
    /// Who did it, of all in each group: all who were assigned, not only those who were reached.
    #[must_use]
    pub fn conversion(control: Proportion, treatment: Proportion) -> Self {
        Self::of(Counted::Conversion { control, treatment })
    }

    /// A figure of each customer in each group, zeros included.
    #[must_use]
    pub fn mean(control: Moments, treatment: Moments) -> Self {
        Self::of(Counted::Mean { control, treatment })
    }

    fn of(counted: Counted) -> Self {
        Self {
            counted,
            level: ConfidenceLevel::P95,
            better: Direction::Higher,
            smallest_relevant: None,
            treatment_share: 0.5,
            looks: Looks::one(),
            looks_taken: NonZeroU32::MIN,
        }
    }

    /// Another level, 95 % unless told.
    #[must_use]
    pub const fn with_level(mut self, level: ConfidenceLevel) -> Self {
        self.level = level;
        self
    }

    /// Which way is better: higher unless told. Of churn, lower.
    #[must_use]
    pub const fn with_better(mut self, better: Direction) -> Self {
        self.better = better;
        self
    }

    /// The smallest difference that would matter, in the unit of the figure: 0.02 for two points.
    ///
    /// # Errors
    ///
    /// [`AbTestError::SmallestRelevant`] for what is not above 0 and finite.
    pub fn try_with_smallest_relevant(mut self, difference: f64) -> Result<Self, AbTestError> {
        if !(difference > 0.0 && difference.is_finite()) {
            return Err(AbTestError::SmallestRelevant { difference });
        }
        self.smallest_relevant = Some(difference);
        Ok(self)
    }

    /// The share of customers that was to be treated: one half unless told.
    ///
    /// # Errors
    ///
    /// [`AbTestError::TreatmentShare`] for what is not between 0 and 1.
    pub fn try_with_treatment_share(mut self, share: f64) -> Result<Self, AbTestError> {
        if !(share > 0.0 && share < 1.0) {
            return Err(AbTestError::TreatmentShare { share });
        }
        self.treatment_share = share;
        Ok(self)
    }

    /// The looks that were planned before the start: one, at the end, unless told.
    #[must_use]
    pub fn with_looks(mut self, looks: Looks) -> Self {
        self.looks = looks;
        self
    }

    /// How often somebody has looked by now, this time included: once unless told.
    #[must_use]
    pub const fn with_looks_taken(mut self, taken: NonZeroU32) -> Self {
        self.looks_taken = taken;
        self
    }
}
