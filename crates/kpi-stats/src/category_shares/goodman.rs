//! Score intervals at a stricter level.

use kpi_types::Estimate;

use super::{CategoryShares, CategorySharesError, CategorySharesMethod};
use crate::distribution::turning_point;
use crate::proportion::wilson_ends;
use crate::{ChiSquare, ConfidenceLevel, normal};

impl CategoryShares {
    /// Goodman's intervals: Wilson for each share, at the level of Bonferroni.
    ///
    /// # Formula
    ///
    /// The Wilson interval of each share with z at 1 − α ÷ 2k, k categories; z² is the 1 − α ÷ k
    /// quantile of chi-square with one degree of freedom.
    ///
    /// # Conventions
    ///
    /// Every category given counts towards k, also one without answers. At no answer the lower end
    /// is 0, at all answers the upper 1.
    ///
    /// # Undefined when
    ///
    /// There is no answer: [`CategorySharesError::NoAnswers`].
    ///
    /// # Worked example
    ///
    /// Goodman's seven categories (1965, as in Sison and Glaz 1995, table 1: 0.085 to 0.166 for the
    /// first):
    ///
    /// ```
    /// use kpi_stats::{CategoryShares, ConfidenceLevel};
    ///
    /// let answers = CategoryShares::try_new(vec![56, 72, 73, 59, 62, 87, 58])?;
    /// let shares = answers.goodman(ConfidenceLevel::P95)?;
    /// let first = shares.first().map(|s| format!("{:.3} {:.3}", s.lower(), s.upper()));
    /// assert_eq!(first.as_deref(), Some("0.085 0.166"));
    /// # Ok::<(), kpi_stats::CategorySharesError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Reading two of these intervals that do not overlap as a test of the difference: for that the
    /// covariance of the shares counts, too.
    ///
    /// # What others do
    ///
    /// statsmodels (`goodman`) and R's `DescTools::MultinomialCI(method = "goodman")` alike. The
    /// `"qh"` of the latter is [`quesenberry_hurst`](Self::quesenberry_hurst).
    ///
    /// # References
    ///
    /// L. A. Goodman, *On simultaneous confidence intervals for multinomial proportions*,
    /// Technometrics 7 (1965).
    ///
    /// # Errors
    ///
    /// As [`CategoryShares::estimates`].
    pub fn goodman(&self, level: ConfidenceLevel) -> Result<Vec<Estimate>, CategorySharesError> {
        self.estimates(CategorySharesMethod::Goodman, level)
    }

    /// The intervals of Quesenberry and Hurst: Wilson for each share, with the chi-square of all.
    ///
    /// # Formula
    ///
    /// The Wilson interval with z² the 1 − α quantile of chi-square with k − 1 degrees of freedom.
    ///
    /// # Conventions
    ///
    /// As [`goodman`](Self::goodman). With two categories it is Wilson itself.
    ///
    /// # Undefined when
    ///
    /// There is no answer: [`CategorySharesError::NoAnswers`].
    ///
    /// # Worked example
    ///
    /// 10, 20 and 70 (by the formula, z² = −2 ln 0.05 = 5.991: 0.0478 to 0.1974 for the first):
    ///
    /// ```
    /// use kpi_stats::{CategoryShares, ConfidenceLevel};
    ///
    /// let answers = CategoryShares::try_new(vec![10, 20, 70])?;
    /// let shares = answers.quesenberry_hurst(ConfidenceLevel::P95)?;
    /// let first = shares.first().map(|s| format!("{:.4} {:.4}", s.lower(), s.upper()));
    /// assert_eq!(first.as_deref(), Some("0.0478 0.1974"));
    /// # Ok::<(), kpi_stats::CategorySharesError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Using it for single shares: it also covers every sum and difference of them, and pays for
    /// that in width.
    ///
    /// # What others do
    ///
    /// R's `DescTools::MultinomialCI(method = "qh")`. statsmodels does not have it.
    ///
    /// # References
    ///
    /// C. P. Quesenberry, D. C. Hurst, *Large sample simultaneous confidence intervals for
    /// multinomial proportions*, Technometrics 6 (1964).
    ///
    /// # Errors
    ///
    /// As [`CategoryShares::estimates`].
    pub fn quesenberry_hurst(
        &self,
        level: ConfidenceLevel,
    ) -> Result<Vec<Estimate>, CategorySharesError> {
        self.estimates(CategorySharesMethod::QuesenberryHurst, level)
    }
}

pub(super) fn bonferroni_z(shares: &CategoryShares, level: ConfidenceLevel) -> f64 {
    normal::quantile(level.tail() / shares.counts.len() as f64).abs()
}

pub(super) fn chi_square_z(shares: &CategoryShares, level: ConfidenceLevel) -> f64 {
    let degrees = u32::try_from(shares.counts.len() - 1).unwrap_or(u32::MAX);
    if degrees == 1 {
        return level.z();
    }
    let tail = |x: f64| ChiSquare::try_new(x, degrees).map_or(0.0, |found| found.p_value());
    turning_point(1e12, |x| tail(x) > level.alpha()).sqrt()
}

pub(super) fn ends(shares: &CategoryShares, z: f64) -> Vec<(f64, f64)> {
    let n = shares.total;
    shares.counts.iter().map(|count| wilson_ends(*count, n, z)).collect()
}
