//! Score intervals of a difference.

use kpi_types::Estimate;

use super::{DifferenceMethod, TwoProportionError, TwoProportions};
use crate::ConfidenceLevel;
use crate::distribution::bisect;

impl TwoProportions {
    /// The interval of Miettinen and Nurminen: all differences a score test would not reject.
    ///
    /// # Formula
    ///
    /// All δ with |p₁ − p₂ − δ| ≤ z √(V N ÷ (N − 1)), V = p̃₁ (1 − p̃₁) ÷ n₁ + p̃₂ (1 − p̃₂) ÷ n₂,
    /// where p̃₁ and p̃₂ are the most likely rates whose difference is δ, and N = n₁ + n₂.
    ///
    /// # Conventions
    ///
    /// The likeliest rates are found by bisecting the slope of the likelihood, which always has one
    /// root, and so are the ends: there is no start to choose and no case that does not end. It
    /// goes with [`TwoProportionTest::ZScore`](crate::TwoProportionTest::ZScore): p < α exactly
    /// when 0 is outside.
    ///
    /// # Undefined when
    ///
    /// Never, once both groups have a trial.
    ///
    /// # Worked example
    ///
    /// 56 of 70 against 48 of 80 (Newcombe 1998, example (a), method 6: 0.0528 to 0.3382):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, Proportion, TwoProportions};
    ///
    /// let pair = TwoProportions::new(Proportion::try_new(56, 70)?, Proportion::try_new(48, 80)?);
    /// let found = pair.miettinen_nurminen(ConfidenceLevel::P95)?;
    /// assert_eq!(format!("{:.4} {:.4}", found.lower(), found.upper()), "0.0528 0.3382");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Testing with the pooled z and showing this interval: near α they can disagree. Pair like
    /// with like.
    ///
    /// # What others do
    ///
    /// statsmodels 0.15.0 (`method="score"`) solves a cubic that has a count where the formula has
    /// the number of trials: it gives 0.0526 to 0.3440 here and an error for 9 of 10 against 3 of
    /// 10. SAS (`CL=MN`) agrees with the paper.
    ///
    /// # References
    ///
    /// O. Miettinen, M. Nurminen, *Comparative analysis of two rates*, Statistics in Medicine 4
    /// (1985).
    ///
    /// # Errors
    ///
    /// As [`TwoProportions::difference`].
    pub fn miettinen_nurminen(
        self,
        level: ConfidenceLevel,
    ) -> Result<Estimate, TwoProportionError> {
        self.difference(DifferenceMethod::MiettinenNurminen, level)
    }

    /// Mee's interval: that of Miettinen and Nurminen without the factor N ÷ (N − 1).
    ///
    /// # Formula
    ///
    /// All δ with |p₁ − p₂ − δ| ≤ z √V, V as in [`miettinen_nurminen`](Self::miettinen_nurminen).
    ///
    /// # Conventions
    ///
    /// It goes with the pooled z and Pearson's chi-square: p < α exactly when 0 is outside.
    ///
    /// # Undefined when
    ///
    /// Never, once both groups have a trial.
    ///
    /// # Worked example
    ///
    /// 56 of 70 against 48 of 80 (Newcombe 1998, example (a), method 5: 0.0533 to 0.3377):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, Proportion, TwoProportions};
    ///
    /// let pair = TwoProportions::new(Proportion::try_new(56, 70)?, Proportion::try_new(48, 80)?);
    /// let found = pair.mee(ConfidenceLevel::P95)?;
    /// assert_eq!(format!("{:.4} {:.4}", found.lower(), found.upper()), "0.0533 0.3377");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Calling it Miettinen-Nurminen: the factor is visible in small groups.
    ///
    /// # What others do
    ///
    /// R's `PropCIs::diffscoreci` is this one.
    ///
    /// # References
    ///
    /// R. W. Mee, *Confidence bounds for the difference between two probabilities*, Biometrics 40
    /// (1984).
    ///
    /// # Errors
    ///
    /// As [`TwoProportions::difference`].
    pub fn mee(self, level: ConfidenceLevel) -> Result<Estimate, TwoProportionError> {
        self.difference(DifferenceMethod::Mee, level)
    }
}

/// The smallest difference that is not rejected. The variance is taken times `inflation`.
pub(super) fn lower(pair: TwoProportions, level: ConfidenceLevel, inflation: f64) -> f64 {
    let (point, z) = (pair.point(), level.z());
    // At a difference of −1 nothing varies, so that it is rejected unless it is the point.
    bisect(-1.0, point, |delta| {
        let spread = (inflation * variance(pair, delta)).sqrt();
        point - delta > z * spread
    })
}

/// The variance of the difference at the likeliest rates that differ by `delta`.
fn variance(pair: TwoProportions, delta: f64) -> f64 {
    let ((k1, n1), (k2, n2)) = (pair.first.counts(), pair.second.counts());
    // The slope of the log-likelihood in p₂, with p₁ = p₂ + δ. It falls all the way.
    let slope = |p: f64| {
        let part = |count: f64, share: f64| if count == 0.0 { 0.0 } else { count / share };
        part(k1, p + delta) - part(n1 - k1, 1.0 - p - delta) + part(k2, p) - part(n2 - k2, 1.0 - p)
    };
    let second = bisect((-delta).max(0.0), (1.0 - delta).min(1.0), |p| slope(p) > 0.0);
    let first = (second + delta).clamp(0.0, 1.0);
    first * (1.0 - first) / n1 + second * (1.0 - second) / n2
}
