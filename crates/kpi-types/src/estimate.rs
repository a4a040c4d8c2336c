//! Estimates: a point, an interval and how they were found.

use std::fmt;

/// A statistic with its uncertainty. Never a bare float: the method, the level and the number of
/// observations travel with it.
///
/// ```
/// use kpi_types::{Estimate, EstimateMethod};
///
/// let churn = Estimate::try_new(0.1, 0.055, 0.174, 0.95, 100, EstimateMethod::Wilson)?;
/// assert_eq!(churn.to_string(), "0.1 [0.055, 0.174] (95 %, n = 100, Wilson)");
/// # Ok::<(), kpi_types::EstimateError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawEstimate", into = "RawEstimate"))]
pub struct Estimate {
    point: f64,
    lower: f64,
    upper: f64,
    level: f64,
    n: u64,
    method: EstimateMethod,
}

/// How an interval was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum EstimateMethod {
    /// Normal approximation at the estimated proportion.
    Wald,
    /// Normal approximation after adding a few made-up observations.
    AdjustedWald,
    /// Everything that a score test would not reject.
    Score,
    /// Weighted mean, Taylor linearised variance, normal.
    Linearised,
    /// Weighted mean, Taylor linearised variance, Student's t.
    LinearisedT,
    /// Weighted mean, linearised variance of what the margins of the weights leave, normal.
    Calibrated,
    /// Wilson score interval, without continuity correction.
    Wilson,
    /// Wald around the Wilson centre.
    AgrestiCoull,
    /// Exact binomial.
    ClopperPearson,
    /// Beta(1/2, 1/2) posterior, equal tails.
    Jeffreys,
    /// Wilson limits of several proportions, their distances to the point joined as squares.
    Mover,
    /// Normal approximation to the mean of independent values.
    NormalMean,
    /// Quantiles of bootstrap replicates.
    BootstrapPercentile,
    /// Bias-corrected and accelerated bootstrap.
    BootstrapBca,
    /// Normal approximation from the curvature of a log-likelihood at its top.
    ObservedInformation,
    /// The same on the logarithm of the figure.
    ObservedInformationLog,
    /// The same on the log-odds of the figure.
    ObservedInformationLogit,
    /// Normal approximation of Fisher's z, the inverse hyperbolic tangent of a correlation.
    FisherZ,
    /// Greenwood's variance, symmetric for the survival curve itself.
    GreenwoodPlain,
    /// Greenwood's variance, symmetric for the log of the curve.
    GreenwoodLog,
    /// Greenwood's variance, symmetric for the log of minus the log of the curve.
    GreenwoodLogLog,
    /// Greenwood's variance of the area under the curve, normal.
    GreenwoodArea,
    /// Robust variance (infinitesimal jackknife), symmetric for the survival curve itself.
    RobustSurvivalPlain,
    /// Robust variance, symmetric for the log of the curve.
    RobustSurvivalLog,
    /// Robust variance, symmetric for the log of minus the log of the curve.
    RobustSurvivalLogLog,
    /// Robust variance of the area under the curve, normal.
    RobustSurvivalArea,
    /// Cumulative hazard, variance Σ d ÷ n², plain.
    HazardPoissonPlain,
    /// Cumulative hazard, variance Σ d ÷ n², symmetric for its log.
    HazardPoissonLog,
    /// Cumulative hazard, variance Σ (n − d) d ÷ n³, plain.
    HazardBinomialPlain,
    /// Cumulative hazard, variance Σ (n − d) d ÷ n³, symmetric for its log.
    HazardBinomialLog,
    /// Cumulative hazard corrected for ties, with its variance, plain.
    HazardTiesPlain,
    /// Cumulative hazard corrected for ties, with its variance, symmetric for its log.
    HazardTiesLog,
    /// Cumulative hazard, robust variance, plain.
    HazardRobustPlain,
    /// Cumulative hazard, robust variance, symmetric for its log.
    HazardRobustLog,
    /// Quantiles of simulated paths; the number of observations is the number of paths.
    Simulation,
    /// Normal approximation from the variance of one-step errors carried forward.
    Innovations,
    /// As somebody wrote it down, who did not say how.
    Given,
    /// Wald, with the correction for a finite population.
    WaldFinite,
    /// Wilson, with the correction for a finite population.
    WilsonFinite,
    /// Wilson score interval, with continuity correction.
    WilsonContinuity,
    /// Wald, widened by a continuity correction.
    WaldContinuity,
    /// Wald after adding one success and one failure to each of two groups.
    AgrestiCaffo,
    /// Wilson limits of two proportions joined as squares.
    Newcombe,
    /// The same from Wilson limits with continuity correction.
    NewcombeContinuity,
    /// Score interval of a difference of proportions.
    Mee,
    /// Score interval of a difference or quotient of proportions, variance times N ÷ (N − 1).
    MiettinenNurminen,
    /// Normal approximation on the logarithm, variance from reciprocal counts.
    LogWald,
    /// Wald of paired proportions after adding one half to each cell.
    AgrestiMin,
    /// Wilson limits of paired proportions joined as squares, less their correlation.
    NewcombePaired,
    /// Score interval of a difference of paired proportions.
    Tango,
    /// Simultaneous score intervals of several shares, Bonferroni.
    Goodman,
    /// Simultaneous score intervals of several shares, one chi-square for all.
    QuesenberryHurst,
    /// Simultaneous intervals of several shares from their joint distribution.
    SisonGlaz,
    /// Student's t for a mean of independent values.
    StudentT,
    /// Student's t, with the correction for a finite population.
    StudentTFinite,
    /// Student's t for a difference of means, each group with its own variance.
    WelchT,
    /// Student's t for a difference of means, one common variance.
    PooledT,
    /// Limits of the noncentrality of Student's t.
    NoncentralT,
    /// Ordered differences between two groups, exact distribution of the rank sum.
    RankSumExact,
    /// Ordered differences between two groups, normal approximation of the rank sum.
    RankSumNormal,
    /// The same with continuity correction.
    RankSumCorrected,
    /// Ordered means of pairs, exact distribution of the signed rank sum.
    SignedRankExact,
    /// Ordered means of pairs, normal approximation of the signed rank sum.
    SignedRankNormal,
    /// The same with continuity correction.
    SignedRankCorrected,
    /// Score interval of the probability that one value exceeds another.
    SuperiorityScore,
    /// Normal approximation of the inverse hyperbolic tangent of a rank correlation, Fieller's
    /// variance.
    Fieller,
    /// The same with the variance of Bonett and Wright.
    BonettWright,
    /// Student's t for a slope by least squares.
    LeastSquaresT,
    /// Ordered slopes between pairs of points, normal approximation of Kendall's score.
    TheilSen,
    /// F distribution of a ratio of variances, for Cronbach's alpha.
    Feldt,
}

impl EstimateMethod {
    /// The name people use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wald => "Wald",
            Self::AdjustedWald => "adjusted Wald",
            Self::Score => "score",
            Self::Linearised => "linearised",
            Self::LinearisedT => "linearised, t",
            Self::Calibrated => "linearised, margins heeded",
            Self::Wilson => "Wilson",
            Self::AgrestiCoull => "Agresti-Coull",
            Self::ClopperPearson => "Clopper-Pearson",
            Self::Jeffreys => "Jeffreys",
            Self::Mover => "MOVER",
            Self::NormalMean => "normal mean",
            Self::BootstrapPercentile => "bootstrap, percentile",
            Self::BootstrapBca => "bootstrap, BCa",
            Self::ObservedInformation => "observed information",
            Self::ObservedInformationLog => "observed information, log",
            Self::ObservedInformationLogit => "observed information, logit",
            Self::FisherZ => "Fisher z",
            Self::GreenwoodPlain => "Greenwood, plain",
            Self::GreenwoodLog => "Greenwood, log",
            Self::GreenwoodLogLog => "Greenwood, log-log",
            Self::GreenwoodArea => "Greenwood, area",
            Self::RobustSurvivalPlain => "robust, plain",
            Self::RobustSurvivalLog => "robust, log",
            Self::RobustSurvivalLogLog => "robust, log-log",
            Self::RobustSurvivalArea => "robust, area",
            Self::HazardPoissonPlain => "Nelson-Aalen, Poisson, plain",
            Self::HazardPoissonLog => "Nelson-Aalen, Poisson, log",
            Self::HazardBinomialPlain => "Nelson-Aalen, binomial, plain",
            Self::HazardBinomialLog => "Nelson-Aalen, binomial, log",
            Self::HazardTiesPlain => "Nelson-Aalen, ties one by one, plain",
            Self::HazardTiesLog => "Nelson-Aalen, ties one by one, log",
            Self::HazardRobustPlain => "Nelson-Aalen, robust, plain",
            Self::HazardRobustLog => "Nelson-Aalen, robust, log",
            Self::Simulation => "simulation",
            Self::Innovations => "innovations",
            Self::Given => "given",
            Self::WaldFinite => "Wald, finite population",
            Self::WilsonFinite => "Wilson, finite population",
            Self::WilsonContinuity => "Wilson, continuity correction",
            Self::WaldContinuity => "Wald, continuity correction",
            Self::AgrestiCaffo => "Agresti-Caffo",
            Self::Newcombe => "Newcombe",
            Self::NewcombeContinuity => "Newcombe, continuity correction",
            Self::Mee => "Mee",
            Self::MiettinenNurminen => "Miettinen-Nurminen",
            Self::LogWald => "log Wald",
            Self::AgrestiMin => "Agresti-Min",
            Self::NewcombePaired => "Newcombe, paired",
            Self::Tango => "Tango",
            Self::Goodman => "Goodman",
            Self::QuesenberryHurst => "Quesenberry-Hurst",
            Self::SisonGlaz => "Sison-Glaz",
            Self::StudentT => "t",
            Self::StudentTFinite => "t, finite population",
            Self::WelchT => "Welch t",
            Self::PooledT => "pooled t",
            Self::NoncentralT => "noncentral t",
            Self::RankSumExact => "rank sum, exact",
            Self::RankSumNormal => "rank sum, normal",
            Self::RankSumCorrected => "rank sum, normal, continuity correction",
            Self::SignedRankExact => "signed rank, exact",
            Self::SignedRankNormal => "signed rank, normal",
            Self::SignedRankCorrected => "signed rank, normal, continuity correction",
            Self::SuperiorityScore => "Newcombe, superiority",
            Self::Fieller => "Fieller",
            Self::BonettWright => "Bonett-Wright",
            Self::LeastSquaresT => "least squares, t",
            Self::TheilSen => "Theil-Sen",
            Self::Feldt => "Feldt",
        }
    }
}

/// What is wrong with the parts of an estimate.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EstimateError {
    /// A bound or the point is not a finite number.
    #[error("point {point}, lower {lower} and upper {upper} must be finite")]
    NotFinite {
        /// The point.
        point: f64,
        /// Lower bound.
        lower: f64,
        /// Upper bound.
        upper: f64,
    },
    /// The bounds are the wrong way round.
    #[error("the lower bound {lower} is above the upper bound {upper}")]
    Inverted {
        /// Lower bound.
        lower: f64,
        /// Upper bound.
        upper: f64,
    },
    /// The level is not between 0 and 1.
    #[error("the confidence level {level} is not between 0 and 1")]
    Level {
        /// What was given.
        level: f64,
    },
}

impl Estimate {
    /// Checks and joins the parts. The point may lie outside the interval: a bootstrap of a skewed
    /// statistic can do that, and hiding it would be worse.
    ///
    /// # Errors
    ///
    /// [`EstimateError`] for anything not finite, inverted bounds or a level outside (0, 1).
    pub fn try_new(
        point: f64,
        lower: f64,
        upper: f64,
        level: f64,
        n: u64,
        method: EstimateMethod,
    ) -> Result<Self, EstimateError> {
        if ![point, lower, upper].iter().all(|v| v.is_finite()) {
            return Err(EstimateError::NotFinite { point, lower, upper });
        }
        if lower > upper {
            return Err(EstimateError::Inverted { lower, upper });
        }
        if !(level > 0.0 && level < 1.0) {
            return Err(EstimateError::Level { level });
        }
        Ok(Self { point, lower, upper, level, n, method })
    }

    /// The point estimate.
    #[must_use]
    pub const fn point(&self) -> f64 {
        self.point
    }

    /// Lower bound of the interval.
    #[must_use]
    pub const fn lower(&self) -> f64 {
        self.lower
    }

    /// Upper bound of the interval.
    #[must_use]
    pub const fn upper(&self) -> f64 {
        self.upper
    }

    /// Confidence level, such as 0.95.
    #[must_use]
    pub const fn level(&self) -> f64 {
        self.level
    }

    /// Number of observations behind it.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// How the interval was found.
    #[must_use]
    pub const fn method(&self) -> EstimateMethod {
        self.method
    }
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { point, lower, upper, level, n, method } = self;
        let percent = level * 100.0;
        write!(f, "{point} [{lower}, {upper}] ({percent} %, n = {n}, {})", method.name())
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "Estimate")]
struct RawEstimate {
    point: f64,
    lower: f64,
    upper: f64,
    level: f64,
    n: u64,
    method: EstimateMethod,
}

#[cfg(feature = "serde")]
impl TryFrom<RawEstimate> for Estimate {
    type Error = EstimateError;

    fn try_from(raw: RawEstimate) -> Result<Self, Self::Error> {
        Self::try_new(raw.point, raw.lower, raw.upper, raw.level, raw.n, raw.method)
    }
}

#[cfg(feature = "serde")]
impl From<Estimate> for RawEstimate {
    fn from(e: Estimate) -> Self {
        let Estimate { point, lower, upper, level, n, method } = e;
        Self { point, lower, upper, level, n, method }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal() {
        let make = |p, l, u, level| Estimate::try_new(p, l, u, level, 1, EstimateMethod::Wald);
        assert!(matches!(make(f64::NAN, 0.0, 1.0, 0.95), Err(EstimateError::NotFinite { .. })));
        assert!(matches!(make(0.5, 0.9, 0.1, 0.95), Err(EstimateError::Inverted { .. })));
        assert!(matches!(make(0.5, 0.1, 0.9, 1.0), Err(EstimateError::Level { .. })));
        assert!(matches!(make(0.5, 0.1, 0.9, f64::NAN), Err(EstimateError::Level { .. })));
    }
}
