//! Intervals for a proportion.

mod agresti_coull;
mod clopper_pearson;
mod finite;
mod jeffreys;
mod test;
mod wald;
mod wilson;
mod wilson_continuity;

pub use finite::FiniteProportionMethod;
pub use test::ProportionTest;
pub(crate) use wilson::wilson_ends;
pub(crate) use wilson_continuity::lower as wilson_continuity_lower;

use kpi_types::{Estimate, EstimateError, EstimateMethod, Undefined};

use crate::{ConfidenceLevel, FinitePopulationError};

/// So many successes in so many trials: 190 renewals of 200 contracts.
///
/// At least one trial, and never more successes than trials, so every method has an answer.
///
/// | method | covers as promised | width | use it for |
/// |---|---|---|---|
/// | [`wilson`](Self::wilson) | on average | short | rates on a scorecard: the default |
/// | [`agresti_coull`](Self::agresti_coull) | a little more | as Wilson, wider at the edges | a formula for paper |
/// | [`wilson_continuity`](Self::wilson_continuity) | nearly always at least | wide | matching `prop.test` |
/// | [`jeffreys`](Self::jeffreys) | on average | shortest near 0 and 1 | Bayesian reading, uniform-like prior |
/// | [`clopper_pearson`](Self::clopper_pearson) | always at least | widest | contracts, audits |
/// | [`wald`](Self::wald) | too rarely, none at 0 and 1 | too short | matching old reports only |
///
/// ```
/// use kpi_stats::{ConfidenceLevel, Proportion, ProportionMethod};
///
/// let renewed = Proportion::try_new(190, 200)?;
/// let rate = renewed.estimate(ProportionMethod::Wilson, ConfidenceLevel::P95)?;
/// assert_eq!(format!("{:.3} {:.3} {:.3}", rate.point(), rate.lower(), rate.upper()), "0.950 0.910 0.973");
/// # Ok::<(), kpi_stats::ProportionError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawProportion", into = "RawProportion"))]
pub struct Proportion {
    successes: u64,
    trials: u64,
}

/// How the interval of a proportion is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ProportionMethod {
    /// See [`Proportion::wald`].
    Wald,
    /// See [`Proportion::wilson`].
    #[default]
    Wilson,
    /// See [`Proportion::wilson_continuity`].
    WilsonContinuity,
    /// See [`Proportion::agresti_coull`].
    AgrestiCoull,
    /// See [`Proportion::clopper_pearson`].
    ClopperPearson,
    /// See [`Proportion::jeffreys`].
    Jeffreys,
}

impl ProportionMethod {
    /// All methods.
    pub const ALL: [Self; 6] = [
        Self::Wald,
        Self::Wilson,
        Self::WilsonContinuity,
        Self::AgrestiCoull,
        Self::ClopperPearson,
        Self::Jeffreys,
    ];

    /// The name the result carries.
    #[must_use]
    pub const fn estimate_method(self) -> EstimateMethod {
        match self {
            Self::Wald => EstimateMethod::Wald,
            Self::Wilson => EstimateMethod::Wilson,
            Self::WilsonContinuity => EstimateMethod::WilsonContinuity,
            Self::AgrestiCoull => EstimateMethod::AgrestiCoull,
            Self::ClopperPearson => EstimateMethod::ClopperPearson,
            Self::Jeffreys => EstimateMethod::Jeffreys,
        }
    }

    const fn needs_beta(self) -> bool {
        matches!(self, Self::ClopperPearson | Self::Jeffreys)
    }
}

/// Why two counts have no proportion.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProportionError {
    /// Nothing was tried, so there is no rate; see [`ProportionError::undefined`].
    #[error("no trials: a proportion needs at least one")]
    NoTrials,
    /// More successes than trials.
    #[error("{successes} successes in {trials} trials: at most {trials} are possible")]
    MoreSuccessesThanTrials {
        /// Successes given.
        successes: u64,
        /// Trials given.
        trials: u64,
    },
    /// More trials than are counted, or than a beta quantile is computed for.
    #[error("{trials} trials: at most {most} are possible here")]
    TooManyTrials {
        /// Trials given.
        trials: u64,
        /// The most that are possible: [`Proportion::MAX_TRIALS`], or
        /// [`Proportion::MAX_BETA_TRIALS`] for the two methods that need beta quantiles.
        most: u64,
    },
    /// A null hypothesis that is not strictly between 0 and 1.
    #[error("the null hypothesis {null} is not between 0 and 1")]
    Null {
        /// What was given.
        null: f64,
    },
    /// More trials than people.
    #[error(transparent)]
    Population(#[from] FinitePopulationError),
    /// The interval is not an estimate; not reached by any method here.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

impl ProportionError {
    /// The reason to show in place of a value, where the input was fine and the rate just does not
    /// exist. `of` names who was looked for, such as `opening customers`.
    #[must_use]
    pub fn undefined(&self, of: &str) -> Option<Undefined> {
        match self {
            Self::NoTrials => Some(Undefined::EmptyPopulation { of: of.to_owned() }),
            _ => None,
        }
    }
}

impl Proportion {
    /// The most trials that are counted: 2⁵³, up to which floats hold every count.
    pub const MAX_TRIALS: u64 = 1 << 53;

    /// The most trials for [`clopper_pearson`](Self::clopper_pearson) and
    /// [`jeffreys`](Self::jeffreys): ten million. Their beta quantiles lose digits beyond, where
    /// they differ from Wilson by less than 10⁻⁶ anyway.
    pub const MAX_BETA_TRIALS: u64 = 10_000_000;

    /// Checks and joins the counts.
    ///
    /// # Errors
    ///
    /// [`ProportionError`] for no trials, more successes than trials, or more trials than
    /// [`Proportion::MAX_TRIALS`].
    pub fn try_new(successes: u64, trials: u64) -> Result<Self, ProportionError> {
        let most = Self::MAX_TRIALS;
        if successes > trials {
            Err(ProportionError::MoreSuccessesThanTrials { successes, trials })
        } else if trials == 0 {
            Err(ProportionError::NoTrials)
        } else if trials > most {
            Err(ProportionError::TooManyTrials { trials, most })
        } else {
            Ok(Self { successes, trials })
        }
    }

    /// Successes.
    #[must_use]
    pub const fn successes(self) -> u64 {
        self.successes
    }

    /// Trials.
    #[must_use]
    pub const fn trials(self) -> u64 {
        self.trials
    }

    /// Successes ÷ trials.
    #[must_use]
    pub fn point(self) -> f64 {
        self.successes as f64 / self.trials as f64
    }

    /// The other side: failures in the same trials.
    #[must_use]
    pub const fn complement(self) -> Self {
        Self { successes: self.trials - self.successes, trials: self.trials }
    }

    /// The rate with its interval, by a named method.
    ///
    /// # Errors
    ///
    /// [`ProportionError::TooManyTrials`] for more than [`Proportion::MAX_BETA_TRIALS`] by a method
    /// that needs beta quantiles.
    pub fn estimate(
        self,
        method: ProportionMethod,
        level: ConfidenceLevel,
    ) -> Result<Estimate, ProportionError> {
        let (trials, most) = (self.trials, Self::MAX_BETA_TRIALS);
        if method.needs_beta() && trials > most {
            return Err(ProportionError::TooManyTrials { trials, most });
        }
        let lower = match method {
            ProportionMethod::Wald => wald::lower,
            ProportionMethod::Wilson => wilson::lower,
            ProportionMethod::WilsonContinuity => wilson_continuity::lower,
            ProportionMethod::AgrestiCoull => agresti_coull::lower,
            ProportionMethod::ClopperPearson => clopper_pearson::lower,
            ProportionMethod::Jeffreys => jeffreys::lower,
        };
        // Every method treats success and failure alike, so the upper end is the lower end seen
        // from the other side. That closes both edges exactly.
        let point = self.point();
        let (mut from, mut to) = (lower(self, level), 1.0 - lower(self.complement(), level));
        if method != ProportionMethod::Jeffreys {
            // True of the formulas; keeps rounding from denying it.
            from = from.min(point);
            to = to.max(point);
        }
        let (from, to) = (from.clamp(0.0, 1.0), to.clamp(0.0, 1.0));
        let how = method.estimate_method();
        Ok(Estimate::try_new(point, from, to, level.level(), self.trials, how)?)
    }

    /// Successes and trials as floats.
    pub(crate) fn counts(self) -> (f64, f64) {
        (self.successes as f64, self.trials as f64)
    }
}

/// The Wilson interval of `successes` in `trials`, in one call; see [`Proportion::wilson`].
///
/// ```
/// use kpi_stats::{ConfidenceLevel, wilson};
///
/// let churn = wilson(4, 200, ConfidenceLevel::P95)?;
/// assert_eq!(format!("{:.4} {:.4}", churn.lower(), churn.upper()), "0.0078 0.0503");
/// # Ok::<(), kpi_stats::ProportionError>(())
/// ```
///
/// # Errors
///
/// As [`Proportion::try_new`].
pub fn wilson(
    successes: u64,
    trials: u64,
    level: ConfidenceLevel,
) -> Result<Estimate, ProportionError> {
    Proportion::try_new(successes, trials)?.wilson(level)
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Proportion", deny_unknown_fields)]
struct RawProportion {
    successes: u64,
    trials: u64,
}

#[cfg(feature = "serde")]
impl TryFrom<RawProportion> for Proportion {
    type Error = ProportionError;

    fn try_from(raw: RawProportion) -> Result<Self, Self::Error> {
        Self::try_new(raw.successes, raw.trials)
    }
}

#[cfg(feature = "serde")]
impl From<Proportion> for RawProportion {
    fn from(proportion: Proportion) -> Self {
        let Proportion { successes, trials } = proportion;
        Self { successes, trials }
    }
}
