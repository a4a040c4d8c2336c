//! One sample against a value.

use kpi_types::Estimate;

use super::{MeanError, Moments};
use crate::effect_size::{EffectSize, from_noncentrality};
use crate::{Alternative, ConfidenceLevel, HypothesisTest, TestMethod};

impl Moments {
    /// Student's t test of the mean against a value.
    ///
    /// # Formula
    ///
    /// t = (x̄ − μ₀) ÷ (s ÷ √n), n − 1 degrees of freedom.
    ///
    /// # Conventions
    ///
    /// It goes with [`mean_interval`](Self::mean_interval): p < α exactly when μ₀ is outside.
    ///
    /// # Undefined when
    ///
    /// There are fewer than two values or all are the same.
    ///
    /// # Worked example
    ///
    /// Student's sleep data, first group (R, `t.test(x)`: t = 1.3257, p = 0.2176):
    ///
    /// ```
    /// use kpi_stats::{Alternative, Moments};
    ///
    /// let hours = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    /// let test = Moments::try_from_values(hours)?.test(0.0, Alternative::TwoSided)?;
    /// assert!((test.p_value() - 0.217597780068449).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Testing last year's mean as if it were known: it was estimated, too. Compare both samples.
    ///
    /// # What others do
    ///
    /// R's `t.test(x, mu = )` and SciPy's `ttest_1samp` alike. Where all values are the same R
    /// stops, SciPy gives infinity or NaN.
    ///
    /// # References
    ///
    /// Student, *The probable error of a mean*, Biometrika 6 (1908).
    ///
    /// # Errors
    ///
    /// [`MeanError`].
    pub fn test(&self, null: f64, alternative: Alternative) -> Result<HypothesisTest, MeanError> {
        self.test_as(TestMethod::StudentOneSample, null, alternative)
    }

    pub(crate) fn test_as(
        &self,
        method: TestMethod,
        null: f64,
        alternative: Alternative,
    ) -> Result<HypothesisTest, MeanError> {
        if !null.is_finite() {
            return Err(MeanError::Null { null });
        }
        let spread = self.spread()?;
        let t = (spread.mean - null) / (spread.variance / spread.n).sqrt();
        Ok(HypothesisTest::student(method, t, spread.n - 1.0, alternative)?)
    }

    /// The mean in standard deviations, with its interval.
    ///
    /// # Formula
    ///
    /// d = x̄ ÷ s; Hedges' g is d times the correction of [`EffectSize::HedgesG`]. The interval
    /// turns the noncentral t distribution around: the noncentralities at which t = d √n leaves α/2
    /// on either side, divided by √n.
    ///
    /// # Conventions
    ///
    /// Of differences within pairs this is d_z. It goes with [`test`](Self::test) against 0.
    ///
    /// # Undefined when
    ///
    /// As [`test`](Self::test); g needs three values.
    ///
    /// # Worked example
    ///
    /// Student's sleep data, both drugs, differences within patients: mean −1.58, s = 1.22999, d_z
    /// = −1.2846.
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, EffectSize, Moments};
    ///
    /// let gain = [-1.2, -2.4, -1.3, -1.3, 0.0, -1.0, -1.8, -0.8, -4.6, -1.4];
    /// let sleep = Moments::try_from_values(gain)?;
    /// let d = sleep.effect_size(EffectSize::CohenD, ConfidenceLevel::P95)?;
    /// assert_eq!(format!("{:.4}", d.point()), "-1.2846");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Comparing d_z with the d of two groups: it is divided by the spread of differences, which is
    /// smaller where the pairs go together.
    ///
    /// # What others do
    ///
    /// R's `effectsize::cohens_d` turns the noncentral t around as here; pingouin uses a normal
    /// approximation.
    ///
    /// # References
    ///
    /// J. Cohen, *Statistical Power Analysis for the Behavioral Sciences* (1988). J. H. Steiger, R.
    /// T. Fouladi, *Noncentrality interval estimation* (1997).
    ///
    /// # Errors
    ///
    /// [`MeanError`].
    pub fn effect_size(
        &self,
        kind: EffectSize,
        level: ConfidenceLevel,
    ) -> Result<Estimate, MeanError> {
        let spread = self.spread()?;
        let scale = (1.0 / spread.n).sqrt();
        let point = spread.mean / spread.variance.sqrt();
        from_noncentrality(kind, point, scale, spread.n - 1.0, self.n, level)
    }
}
