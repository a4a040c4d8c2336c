//! Pearson's correlation.

use kpi_types::{Estimate, EstimateMethod};

use super::{PairedValues, PairedValuesError, correlation_test, hyperbolic};
use crate::{Alternative, ConfidenceLevel, HypothesisTest, TestMethod};

impl PairedValues {
    /// Pearson's correlation with its interval by Fisher's z.
    ///
    /// # Formula
    ///
    /// r = Σ (x − x̄)(y − ȳ) ÷ √(Σ (x − x̄)² Σ (y − ȳ)²); tanh(atanh r ± z ÷ √(n − 3)).
    ///
    /// # Conventions
    ///
    /// Where the points are on a line exactly the interval is the point.
    ///
    /// # Undefined when
    ///
    /// One of the figures does not vary, or there are fewer than four pairs.
    ///
    /// # Worked example
    ///
    /// Tuna lightness and quality (R documentation of `cor.test`, Hollander and Wolfe: 0.5712,
    /// −0.1497 to 0.8956, p = 0.1082):
    ///
    /// ```
    /// use kpi_stats::{Alternative, ConfidenceLevel, PairedValues};
    ///
    /// let x = [44.4, 45.9, 41.9, 53.3, 44.7, 44.1, 50.7, 45.2, 60.1];
    /// let y = [2.6, 3.1, 2.5, 5.0, 3.6, 4.0, 5.2, 2.8, 3.8];
    /// let tuna = PairedValues::try_new(x.into_iter().zip(y).collect())?;
    /// let r = tuna.pearson(ConfidenceLevel::P95)?;
    /// assert_eq!(format!("{:.4} {:.4} {:.4}", r.point(), r.lower(), r.upper()), "0.5712 -0.1497 0.8956");
    /// let p = tuna.pearson_test(Alternative::TwoSided)?.p_value();
    /// assert_eq!(format!("{p:.4}"), "0.1082");
    /// # Ok::<(), kpi_stats::PairedValuesError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Reading it as the strength of any link: a curve or one far point can make it anything.
    ///
    /// # What others do
    ///
    /// R's `cor.test` and SciPy's `pearsonr(...).confidence_interval()` alike.
    ///
    /// # References
    ///
    /// R. A. Fisher (1915, 1921).
    ///
    /// # Errors
    ///
    /// [`PairedValuesError`].
    pub fn pearson(&self, level: ConfidenceLevel) -> Result<Estimate, PairedValuesError> {
        self.needs(4)?;
        let sums = self.sums()?;
        let error = 1.0 / (sums.n - 3.0).sqrt();
        hyperbolic(sums.correlation(), error, level, self.n(), EstimateMethod::FisherZ)
    }

    /// Tests whether Pearson's correlation is 0: t = r √((n − 2) ÷ (1 − r²)), n − 2 degrees of
    /// freedom.
    ///
    /// It and the interval come from different approximations and may disagree near α.
    ///
    /// # Errors
    ///
    /// [`PairedValuesError`]; three pairs are needed.
    pub fn pearson_test(
        &self,
        alternative: Alternative,
    ) -> Result<HypothesisTest, PairedValuesError> {
        self.needs(3)?;
        let sums = self.sums()?;
        correlation_test(TestMethod::PearsonT, sums.correlation(), sums.n, alternative)
    }
}
