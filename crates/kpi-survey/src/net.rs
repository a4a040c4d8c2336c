//! Net scores: a share of good answers minus a share of bad ones, with its interval.

mod adjusted_wald;
mod resampled;
mod score;
mod wald;

use kpi_stats::{Alternative, BootstrapMethod, HypothesisTest, TestMethod};
use kpi_types::{Estimate, EstimateMethod};

use crate::{ScoreError, ScoreOptions};

/// How the interval of a net score is found.
///
/// | method | inside −1 to 1 | covers as promised | use it for |
/// |---|---|---|---|
/// | [`AdjustedWald`](Self::AdjustedWald) | cut there | nearly always | scorecards: the default |
/// | [`Score`](Self::Score) | by itself | on average | few answers, scores near the ends |
/// | [`Wald`](Self::Wald) | cut there | too rarely for few answers, none at the ends | matching old reports |
/// | [`BootstrapPercentile`](Self::BootstrapPercentile) | by itself | like Wald | matching other tools |
/// | [`BootstrapBca`](Self::BootstrapBca) | by itself | a little better | matching other tools |
///
/// The table of docs/coverage-nps.md in the repository has the coverage of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum NetMethod {
    /// Normal approximation at the observed score.
    ///
    /// # Formula
    ///
    /// s ± z √((p + d − s²) ÷ n), with p and d the shares of good and bad answers, s = p − d and n
    /// answers. Variance with n, not n − 1. Cut at −1 and 1; no width where all answers are alike.
    ///
    /// # What others do
    ///
    /// R's package `NPS` does not cut it: 1 bad and 1 good answer give ±138.6 points.
    Wald,
    /// Wald after adding three made-up answers: three quarters of one good, three quarters of one
    /// bad, one and a half in between.
    ///
    /// # Formula
    ///
    /// As Wald with p' = (good + ¾) ÷ (n + 3), d' = (bad + ¾) ÷ (n + 3) and n + 3 answers. Its
    /// middle is p' − d', a little nearer to 0 than the score. Cut at −1 and 1.
    ///
    /// # Conventions
    ///
    /// The interval holds the score at 95 % from two answers on, and whenever z is at least 2. It may
    /// not below that: where all n answers are good, z must be 3 √((n + 3) ÷ (4.5 (n + 1))).
    ///
    /// # References
    ///
    /// B. Rocks, *Interval estimation for the Net Promoter Score*, The American Statistician 70
    /// (2016): the best of eight. L. A. Goodman's idea of added counts, as Agresti and Coull's for
    /// one proportion.
    #[default]
    AdjustedWald,
    /// All scores that a score test would not reject: the variance is the one at the hypothesis.
    ///
    /// # Formula
    ///
    /// The Δ with (s − Δ)² = z² (p̃ + d̃ − Δ²) ÷ n, where p̃ and d̃ are the most likely shares with
    /// p̃ − d̃ = Δ. Found by halving.
    ///
    /// # References
    ///
    /// T. Tango, *Equivalence test and confidence interval for the difference in proportions for the
    /// paired-sample design*, Statistics in Medicine 17 (1998). W. L. May, W. D. Johnson,
    /// *Confidence intervals for differences in correlated binary proportions*, ibid. 16 (1997).
    Score,
    /// Quantiles of redrawn scores; see [`BootstrapMethod::Percentile`].
    BootstrapPercentile,
    /// See [`BootstrapMethod::Bca`].
    BootstrapBca,
}

impl NetMethod {
    /// All methods.
    pub const ALL: [Self; 5] = [
        Self::Wald,
        Self::AdjustedWald,
        Self::Score,
        Self::BootstrapPercentile,
        Self::BootstrapBca,
    ];

    /// The name the result carries.
    #[must_use]
    pub const fn estimate_method(self) -> EstimateMethod {
        match self {
            Self::Wald => EstimateMethod::Wald,
            Self::AdjustedWald => EstimateMethod::AdjustedWald,
            Self::Score => EstimateMethod::Score,
            Self::BootstrapPercentile => EstimateMethod::BootstrapPercentile,
            Self::BootstrapBca => EstimateMethod::BootstrapBca,
        }
    }
}

/// Bad, middling and good answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Net {
    pub(crate) bad: u64,
    pub(crate) middling: u64,
    pub(crate) good: u64,
}

/// The same as amounts: n answers may count for more of them.
#[derive(Debug, Clone, Copy)]
struct Amounts {
    bad: f64,
    middling: f64,
    good: f64,
}

impl Net {
    pub(crate) const fn n(self) -> u64 {
        self.bad.saturating_add(self.middling).saturating_add(self.good)
    }

    /// The score, from −1 to 1; NaN without answers.
    pub(crate) fn point(self) -> f64 {
        self.amounts(1.0).point()
    }

    /// Standard error of the score, from the variance with n.
    pub(crate) fn standard_error(self, options: ScoreOptions) -> Result<f64, ScoreError> {
        let boost = options.boost(self.n())?;
        Ok((self.variance() / (self.n() as f64 * boost)).sqrt())
    }

    /// Variance of one answer that is −1, 0 or 1, with n.
    pub(crate) fn variance(self) -> f64 {
        self.amounts(1.0).variance()
    }

    /// Score and standard error after adding three answers.
    pub(crate) fn adjusted(self, boost: f64) -> (f64, f64) {
        if !boost.is_finite() {
            return (self.point(), 0.0);
        }
        let amounts = adjusted_wald::adjusted(self.amounts(boost));
        (amounts.point(), (amounts.variance() / amounts.n()).sqrt())
    }

    /// The score with its interval, both times `unit`.
    pub(crate) fn estimate(self, unit: f64, options: ScoreOptions) -> Result<Estimate, ScoreError> {
        let n = self.n();
        if n == 0 {
            return Err(ScoreError::NoAnswers);
        }
        if n > crate::Distribution::MAX {
            return Err(ScoreError::TooManyAnswers);
        }
        let boost = options.boost(n)?;
        let (point, level, method) = (self.point(), options.level(), options.net());
        let closed = |ends: fn(Amounts, f64) -> [f64; 2]| {
            if boost.is_finite() { ends(self.amounts(boost), level.z()) } else { [point; 2] }
        };
        let [lower, upper] = match method {
            NetMethod::Wald => closed(wald::ends),
            NetMethod::AdjustedWald => closed(adjusted_wald::ends),
            NetMethod::Score => closed(score::ends),
            NetMethod::BootstrapPercentile => {
                resampled::ends(self, BootstrapMethod::Percentile, options)?
            }
            NetMethod::BootstrapBca => resampled::ends(self, BootstrapMethod::Bca, options)?,
        };
        let [lower, upper] = [lower, upper].map(|end| end.clamp(-1.0, 1.0) * unit);
        let how = method.estimate_method();
        Ok(Estimate::try_new(point * unit, lower, upper, level.level(), n, how)?)
    }

    fn amounts(self, boost: f64) -> Amounts {
        let Self { bad, middling, good } = self;
        let [bad, middling, good] = [bad, middling, good].map(|count| count as f64 * boost);
        Amounts { bad, middling, good }
    }
}

impl Amounts {
    fn n(self) -> f64 {
        self.bad + self.middling + self.good
    }

    fn point(self) -> f64 {
        (self.good - self.bad) / self.n()
    }

    fn variance(self) -> f64 {
        // Σ over the three answers, so that nothing cancels where all are alike.
        let (n, s) = (self.n(), self.point());
        let part = |amount: f64, value: f64| amount / n * (value - s) * (value - s);
        part(self.bad, -1.0) + part(self.middling, 0.0) + part(self.good, 1.0)
    }
}

/// Whether a distance is more than chance: it over its standard error, two-sided.
pub(crate) fn z_test(distance: f64, standard_error: f64) -> Result<HypothesisTest, ScoreError> {
    if standard_error > 0.0 {
        let z = distance / standard_error;
        Ok(HypothesisTest::normal(TestMethod::Z, z, Alternative::TwoSided)?)
    } else {
        Err(ScoreError::NoVariance)
    }
}
