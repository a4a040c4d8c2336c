//! Two means from separate groups, or from pairs.

mod paired;

pub use paired::PairedMeans;

use kpi_types::{Estimate, EstimateMethod};

use crate::effect_size::from_noncentrality;
use crate::{
    Alternative, ConfidenceLevel, EffectSize, HypothesisTest, MeanError, Moments, TestMethod,
};

/// Two groups of different people, each with its values: mean scores of two segments, revenue per
/// customer of a treated and an untreated group.
///
/// The difference is first less second, and every [`Alternative`] speaks of the first. For the same
/// people twice see [`PairedMeans`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoMeans {
    first: Moments,
    second: Moments,
}

/// What is assumed of the variances of two groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum TwoMeansMethod {
    /// Each group its own (Welch): the default.
    #[default]
    Welch,
    /// One for both (Student): "equal variances assumed".
    Pooled,
}

impl TwoMeansMethod {
    /// Both methods.
    pub const ALL: [Self; 2] = [Self::Welch, Self::Pooled];
}

impl TwoMeans {
    /// Joins two groups.
    #[must_use]
    pub const fn new(first: Moments, second: Moments) -> Self {
        Self { first, second }
    }

    /// The first group.
    #[must_use]
    pub const fn first(&self) -> Moments {
        self.first
    }

    /// The second group.
    #[must_use]
    pub const fn second(&self) -> Moments {
        self.second
    }

    /// The groups the other way round.
    #[must_use]
    pub const fn swapped(&self) -> Self {
        Self { first: self.second, second: self.first }
    }

    /// The difference of the means with its t interval; n is the values of both groups.
    ///
    /// # Formula
    ///
    /// x̄₁ − x̄₂ ± t √V. Welch: V = s₁²/n₁ + s₂²/n₂, with V² ÷ ((s₁²/n₁)²/(n₁ − 1) + (s₂²/n₂)²/(n₂
    /// − 1)) degrees of freedom. Pooled: V = s² (1/n₁ + 1/n₂), s² = ((n₁ − 1) s₁² + (n₂ − 1) s₂²) ÷
    /// m, m = n₁ + n₂ − 2.
    ///
    /// # Conventions
    ///
    /// Degrees of freedom are not rounded. One group may be without spread, not both.
    ///
    /// # Undefined when
    ///
    /// A group has fewer than two values, or neither varies.
    ///
    /// # Worked example
    ///
    /// Student's sleep data (R, `t.test(extra ~ group, sleep)`: −3.3655 to 0.2055):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, Moments, TwoMeans, TwoMeansMethod};
    ///
    /// let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    /// let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    /// let groups =
    ///     TwoMeans::new(Moments::try_from_values(first)?, Moments::try_from_values(second)?);
    /// let gap = groups.difference(TwoMeansMethod::Welch, ConfidenceLevel::P95)?;
    /// assert!((gap.lower() + 3.36548323071171).abs() < 1e-11);
    /// assert!((gap.upper() - 0.20548323071171).abs() < 1e-11);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Testing the variances first and choosing the method by that: it spoils the level. Welch
    /// loses next to nothing where they are the same.
    ///
    /// # What others do
    ///
    /// R's default is Welch; SciPy's `ttest_ind` and statsmodels' `CompareMeans` pool unless told
    /// not to.
    ///
    /// # References
    ///
    /// B. L. Welch, *The generalization of Student's problem when several different population
    /// variances are involved*, Biometrika 34 (1947).
    ///
    /// # Errors
    ///
    /// [`MeanError`].
    pub fn difference(
        &self,
        method: TwoMeansMethod,
        level: ConfidenceLevel,
    ) -> Result<Estimate, MeanError> {
        let Gap { point, error, df, .. } = self.gap(method)?;
        let how = match method {
            TwoMeansMethod::Welch => EstimateMethod::WelchT,
            TwoMeansMethod::Pooled => EstimateMethod::PooledT,
        };
        let reach = level.student(df) * error;
        Ok(Estimate::try_new(point, point - reach, point + reach, level.level(), self.n(), how)?)
    }

    /// Tests whether the means are the same.
    ///
    /// # Formula
    ///
    /// t = (x̄₁ − x̄₂) ÷ √V, with V and the degrees of freedom of [`difference`](Self::difference).
    ///
    /// # Conventions
    ///
    /// It goes with that interval: p < α exactly when 0 is outside.
    ///
    /// # Undefined when
    ///
    /// As [`difference`](Self::difference).
    ///
    /// # Worked example
    ///
    /// Student's sleep data (R, `t.test`: t = −1.8608, df = 17.776, p = 0.07939):
    ///
    /// ```
    /// use kpi_stats::{Alternative, Moments, TwoMeans, TwoMeansMethod};
    ///
    /// let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    /// let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    /// let groups =
    ///     TwoMeans::new(Moments::try_from_values(first)?, Moments::try_from_values(second)?);
    /// let test = groups.test(TwoMeansMethod::Welch, Alternative::TwoSided)?;
    /// assert!((test.p_value() - 0.0793941401873582).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Using it for the same people twice, which throws away what their pairs tell:
    /// [`PairedMeans`] gives p = 0.0028 for these figures, which are in fact pairs.
    ///
    /// # What others do
    ///
    /// As at [`difference`](Self::difference).
    ///
    /// # References
    ///
    /// As at [`difference`](Self::difference).
    ///
    /// # Errors
    ///
    /// [`MeanError`].
    pub fn test(
        &self,
        method: TwoMeansMethod,
        alternative: Alternative,
    ) -> Result<HypothesisTest, MeanError> {
        let Gap { point, error, df, .. } = self.gap(method)?;
        let how = match method {
            TwoMeansMethod::Welch => TestMethod::Welch,
            TwoMeansMethod::Pooled => TestMethod::StudentPooled,
        };
        Ok(HypothesisTest::student(how, point / error, df, alternative)?)
    }

    /// The difference in standard deviations, with its interval.
    ///
    /// # Formula
    ///
    /// d = (x̄₁ − x̄₂) ÷ s with the pooled s of [`TwoMeansMethod::Pooled`]; the interval turns the
    /// noncentral t distribution with n₁ + n₂ − 2 degrees of freedom around.
    ///
    /// # Conventions
    ///
    /// It goes with the pooled t test: p < α exactly when 0 is outside. With
    /// [`EffectSize::HedgesG`] point and ends are multiplied by the same correction.
    ///
    /// # Undefined when
    ///
    /// As [`difference`](Self::difference).
    ///
    /// # Worked example
    ///
    /// Student's sleep data (−1.58 ÷ 1.8987 = −0.8322; by turning SciPy's `nct` around: −1.74 to
    /// 0.10):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, EffectSize, Moments, TwoMeans};
    ///
    /// let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    /// let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    /// let groups =
    ///     TwoMeans::new(Moments::try_from_values(first)?, Moments::try_from_values(second)?);
    /// let d = groups.effect_size(EffectSize::CohenD, ConfidenceLevel::P95)?;
    /// assert_eq!(format!("{:.4} {:.2} {:.2}", d.point(), d.lower(), d.upper()), "-0.8322 -1.74 0.10");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// "0.2 is small" without asking small for what. Say the difference in its own unit first.
    ///
    /// # What others do
    ///
    /// As at [`Moments::effect_size`].
    ///
    /// # References
    ///
    /// L. V. Hedges, *Distribution theory for Glass's estimator of effect size and related
    /// estimators* (1981), and those of [`Moments::effect_size`].
    ///
    /// # Errors
    ///
    /// [`MeanError`].
    pub fn effect_size(
        &self,
        kind: EffectSize,
        level: ConfidenceLevel,
    ) -> Result<Estimate, MeanError> {
        let Gap { point, error, df, scale } = self.gap(TwoMeansMethod::Pooled)?;
        from_noncentrality(kind, point / error * scale, scale, df, self.n(), level)
    }

    const fn n(&self) -> u64 {
        // Each is at most 2⁵³.
        self.first.n() + self.second.n()
    }

    fn gap(&self, method: TwoMeansMethod) -> Result<Gap, MeanError> {
        let (first, second) = (self.first.spread_or_none()?, self.second.spread_or_none()?);
        let point = first.mean - second.mean;
        let scale = (1.0 / first.n + 1.0 / second.n).sqrt();
        let (error, df) = match method {
            TwoMeansMethod::Welch => {
                let (v, w) = (first.variance / first.n, second.variance / second.n);
                // As shares of the sum, so that tiny variances do not vanish when squared.
                let (a, b) = (v / (v + w), w / (v + w));
                let df = 1.0 / (a * a / (first.n - 1.0) + b * b / (second.n - 1.0));
                ((v + w).sqrt(), df)
            }
            TwoMeansMethod::Pooled => {
                let df = first.n + second.n - 2.0;
                let around = (first.n - 1.0) * first.variance + (second.n - 1.0) * second.variance;
                ((around / df).sqrt() * scale, df)
            }
        };
        if error > 0.0 {
            Ok(Gap { point, error, df, scale })
        } else {
            Err(MeanError::NoVariation { n: self.n(), value: first.mean })
        }
    }
}

/// A difference with its standard error.
struct Gap {
    point: f64,
    error: f64,
    df: f64,
    /// √(1/n₁ + 1/n₂).
    scale: f64,
}
