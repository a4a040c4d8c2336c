//! Two proportions from separate groups.

mod agresti_caffo;
mod fisher;
mod newcombe;
mod ratio;
mod score;
mod test;
mod wald;

pub use ratio::RatioOfProportions;
pub use test::TwoProportionTest;

use kpi_types::{Estimate, EstimateError, EstimateMethod};

use crate::{ConfidenceLevel, HypothesisTestError, Proportion, ProportionError};

/// Two groups of different people, each with its successes and trials: conversions of a treated and
/// an untreated group, top boxes of two waves.
///
/// The difference is first less second, and every [`Alternative`](crate::Alternative) speaks of the
/// first. For the same people asked twice see [`PairedProportions`](crate::PairedProportions).
///
/// | method | covers as promised | use it for |
/// |---|---|---|
/// | [`newcombe`](Self::newcombe) | on average, good at the edges | the default |
/// | [`miettinen_nurminen`](Self::miettinen_nurminen) | on average, goes with the score test | trials |
/// | [`mee`](Self::mee) | as before, a little narrower | goes with the pooled z |
/// | [`agresti_caffo`](Self::agresti_caffo) | a little more | a formula for paper |
/// | [`newcombe_continuity`](Self::newcombe_continuity) | nearly always at least | caution |
/// | [`wald`](Self::wald) | too rarely in small groups | matching `prop.test` |
/// | [`wald_continuity`](Self::wald_continuity) | more often than Wald | matching `prop.test` |
///
/// How often each covers is tabled in docs/CONVENTIONS.md.
///
/// ```
/// use kpi_stats::{ConfidenceLevel, DifferenceMethod, Proportion, TwoProportions};
///
/// let pair = TwoProportions::new(Proportion::try_new(56, 70)?, Proportion::try_new(48, 80)?);
/// let gain = pair.difference(DifferenceMethod::Newcombe, ConfidenceLevel::P95)?;
/// assert_eq!(format!("{:.4} {:.4} {:.4}", gain.point(), gain.lower(), gain.upper()), "0.2000 0.0524 0.3339");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct TwoProportions {
    first: Proportion,
    second: Proportion,
}

/// How the interval of a difference of proportions is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum DifferenceMethod {
    /// See [`TwoProportions::wald`].
    Wald,
    /// See [`TwoProportions::wald_continuity`].
    WaldContinuity,
    /// See [`TwoProportions::agresti_caffo`].
    AgrestiCaffo,
    /// See [`TwoProportions::newcombe`].
    #[default]
    Newcombe,
    /// See [`TwoProportions::newcombe_continuity`].
    NewcombeContinuity,
    /// See [`TwoProportions::mee`].
    Mee,
    /// See [`TwoProportions::miettinen_nurminen`].
    MiettinenNurminen,
}

impl DifferenceMethod {
    /// All methods.
    pub const ALL: [Self; 7] = [
        Self::Wald,
        Self::WaldContinuity,
        Self::AgrestiCaffo,
        Self::Newcombe,
        Self::NewcombeContinuity,
        Self::Mee,
        Self::MiettinenNurminen,
    ];

    /// The name the result carries.
    #[must_use]
    pub const fn estimate_method(self) -> EstimateMethod {
        match self {
            Self::Wald => EstimateMethod::Wald,
            Self::WaldContinuity => EstimateMethod::WaldContinuity,
            Self::AgrestiCaffo => EstimateMethod::AgrestiCaffo,
            Self::Newcombe => EstimateMethod::Newcombe,
            Self::NewcombeContinuity => EstimateMethod::NewcombeContinuity,
            Self::Mee => EstimateMethod::Mee,
            Self::MiettinenNurminen => EstimateMethod::MiettinenNurminen,
        }
    }
}

/// Why two proportions have no interval or test.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TwoProportionError {
    /// All succeeded or all failed, so the variance the test divides by is zero.
    #[error(
        "{} is undefined: with {first_successes} of {first_trials} and {second_successes} of \
         {second_trials} its variance is zero",
        test.method().name()
    )]
    NoVariation {
        /// The test.
        test: TwoProportionTest,
        /// Successes of the first group.
        first_successes: u64,
        /// Trials of the first group.
        first_trials: u64,
        /// Successes of the second group.
        second_successes: u64,
        /// Trials of the second group.
        second_trials: u64,
    },
    /// A count of zero, whose logarithm the interval of a quotient needs.
    #[error(
        "the {} has no interval: with {first_successes} of {first_trials} and {second_successes} of \
         {second_trials} a count it divides by is zero",
        of.name()
    )]
    EmptyCell {
        /// The quotient.
        of: RatioOfProportions,
        /// Successes of the first group.
        first_successes: u64,
        /// Trials of the first group.
        first_trials: u64,
        /// Successes of the second group.
        second_successes: u64,
        /// Trials of the second group.
        second_trials: u64,
    },
    /// The interval of one of the groups cannot be found; not reached by the methods here.
    #[error(transparent)]
    Proportion(#[from] ProportionError),
    /// The interval is not an estimate; not reached by the methods here.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
    /// The result is not one of a test; not reached by the tests here.
    #[error(transparent)]
    Test(#[from] HypothesisTestError),
}

impl TwoProportions {
    /// Joins two groups.
    #[must_use]
    pub const fn new(first: Proportion, second: Proportion) -> Self {
        Self { first, second }
    }

    /// The first group.
    #[must_use]
    pub const fn first(self) -> Proportion {
        self.first
    }

    /// The second group.
    #[must_use]
    pub const fn second(self) -> Proportion {
        self.second
    }

    /// The groups the other way round.
    #[must_use]
    pub const fn swapped(self) -> Self {
        Self { first: self.second, second: self.first }
    }

    /// First rate less second.
    #[must_use]
    pub fn point(self) -> f64 {
        self.first.point() - self.second.point()
    }

    /// The difference with its interval, by a named method; n is the trials of both groups.
    ///
    /// # Errors
    ///
    /// None in practice: every difference has an interval by every method.
    pub fn difference(
        self,
        method: DifferenceMethod,
        level: ConfidenceLevel,
    ) -> Result<Estimate, TwoProportionError> {
        let lower = |pair: Self| match method {
            DifferenceMethod::Wald => Ok(wald::lower(pair, level)),
            DifferenceMethod::WaldContinuity => Ok(wald::lower_continuity(pair, level)),
            DifferenceMethod::AgrestiCaffo => Ok(agresti_caffo::lower(pair, level)),
            DifferenceMethod::Newcombe => newcombe::lower(pair, level),
            DifferenceMethod::NewcombeContinuity => Ok(newcombe::lower_continuity(pair, level)),
            DifferenceMethod::Mee => Ok(score::lower(pair, level, 1.0)),
            DifferenceMethod::MiettinenNurminen => Ok(score::lower(pair, level, pair.inflation())),
        };
        // No method prefers a group, so the upper end is the lower end of the groups swapped.
        let point = self.point();
        let (mut from, mut to) = (lower(self)?, -lower(self.swapped())?);
        if method != DifferenceMethod::AgrestiCaffo {
            // True of the formulas; keeps rounding from denying it.
            from = from.min(point);
            to = to.max(point);
        }
        let (from, to) = (from.clamp(-1.0, 1.0), to.clamp(-1.0, 1.0));
        let how = method.estimate_method();
        Ok(Estimate::try_new(point, from, to, level.level(), self.trials(), how)?)
    }

    /// Trials of both groups together.
    #[must_use]
    pub const fn trials(self) -> u64 {
        // Each is at most 2⁵³.
        self.first.trials() + self.second.trials()
    }

    /// N ÷ (N − 1), of Miettinen and Nurminen.
    fn inflation(self) -> f64 {
        let n = self.trials() as f64;
        n / (n - 1.0)
    }

    /// p (1 − p) ÷ n of each group.
    fn variances(self) -> (f64, f64) {
        let of = |group: Proportion| {
            let (k, n) = group.counts();
            k / n * ((n - k) / n) / n
        };
        (of(self.first), of(self.second))
    }
}
