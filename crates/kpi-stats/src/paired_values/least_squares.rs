//! A line by least squares.

use kpi_types::{Estimate, EstimateMethod};

use super::{PairedValues, PairedValuesError};
use crate::{Alternative, ConfidenceLevel, HypothesisTest, TestMethod};

/// A line through points, with the uncertainty of its slope.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct LeastSquares {
    /// By how much y goes up when x goes up by one.
    pub slope: Estimate,
    /// y at x = 0, which may be far outside the points.
    pub intercept: Estimate,
    /// Whether the slope is 0, two-sided; none where the points are on the line exactly.
    pub test: Option<HypothesisTest>,
    /// The share of the variance of y that goes with x: the square of Pearson's correlation.
    pub r_squared: f64,
    /// The standard deviation of y around the line.
    pub residual_standard_deviation: f64,
}

impl PairedValues {
    /// The line of least squares.
    ///
    /// # Formula
    ///
    /// b = Σ (x − x̄)(y − ȳ) ÷ Σ (x − x̄)², a = ȳ − b x̄; s² = Σ (y − a − b x)² ÷ (n − 2); b ± t s
    /// ÷ √Σ (x − x̄)² and a ± t s √(1/n + x̄² ÷ Σ (x − x̄)²), t with n − 2 degrees of freedom.
    ///
    /// # Conventions
    ///
    /// The test goes with the interval of the slope: p < α exactly when 0 is outside.
    ///
    /// # Undefined when
    ///
    /// x or y does not vary, or there are fewer than three pairs.
    ///
    /// # Worked example
    ///
    /// Anscombe's first set (1973: y = 3.00 + 0.500 x, r² = 0.667, standard error of the slope
    /// 0.118; R, `confint`: 0.2333701 to 0.7668117):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, PairedValues};
    ///
    /// let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
    /// let y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
    /// let points = PairedValues::try_new(x.into_iter().zip(y).collect())?;
    /// let line = points.least_squares(ConfidenceLevel::P95)?;
    /// assert_eq!(format!("{:.7} {:.7}", line.slope.lower(), line.slope.upper()), "0.2333701 0.7668117");
    /// assert_eq!(format!("{:.3} {:.3}", line.intercept.point(), line.r_squared), "3.000 0.667");
    /// # Ok::<(), kpi_stats::PairedValuesError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Trusting it without looking: Anscombe's four sets share these figures and no shape.
    ///
    /// # What others do
    ///
    /// R's `lm`, SciPy's `linregress` and statsmodels' `OLS` alike.
    ///
    /// # References
    ///
    /// F. J. Anscombe, *Graphs in statistical analysis*, The American Statistician 27 (1973).
    ///
    /// # Errors
    ///
    /// [`PairedValuesError`].
    pub fn least_squares(&self, level: ConfidenceLevel) -> Result<LeastSquares, PairedValuesError> {
        self.needs(3)?;
        let sums = self.sums()?;
        let (b, df) = (sums.xy / sums.xx, sums.n - 2.0);
        let a = sums.y_mean - b * sums.x_mean;
        // Summed from the residuals themselves: as a difference of sums of squares it would cancel.
        let residual = |(x, y): &(f64, f64)| y - sums.y_mean - b * (x - sums.x_mean);
        let rest: f64 = self.pairs.iter().map(residual).map(|gap| gap * gap).sum();
        let deviation = (rest / df).sqrt();
        let t = level.student(df);
        let slope_error = deviation / sums.xx.sqrt();
        let base_error = deviation * (1.0 / sums.n + sums.x_mean * (sums.x_mean / sums.xx)).sqrt();
        let around = |point: f64, error: f64| {
            let (from, to) = (point - t * error, point + t * error);
            let how = EstimateMethod::LeastSquaresT;
            Estimate::try_new(point, from, to, level.level(), self.n(), how)
        };
        let statistic = b / slope_error;
        let test = if statistic.is_finite() {
            let both = Alternative::TwoSided;
            Some(HypothesisTest::student(TestMethod::SlopeT, statistic, df, both)?)
        } else {
            None
        };
        let r = sums.correlation();
        Ok(LeastSquares {
            slope: around(b, slope_error)?,
            intercept: around(a, base_error)?,
            test,
            r_squared: r * r,
            residual_standard_deviation: deviation,
        })
    }
}
