//! The measures of importance.

use kpi_stats::ConfidenceLevel;
use kpi_types::Localized;

use super::ImportanceError;

/// What importance is. The measures answer different questions, so there is no default.
///
/// | variant | what it says of an item | used by |
/// |---|---|---|
/// | [`Correlation`](Self::Correlation) | how it goes with overall satisfaction, whatever the others do | Macromill |
/// | [`PartialCorrelation`](Self::PartialCorrelation) | how it goes with it among respondents alike in the others | Blufi |
/// | [`StandardisedRegression`](Self::StandardisedRegression) | by how many standard deviations overall satisfaction differs with one of it, the others equal | Asmarq |
/// | [`Shapley`](Self::Shapley) | its share of what all items explain | R `relaimpo` |
/// | [`Asked`](Self::Asked) | what respondents say | importance-performance analysis |
///
/// # Formula
///
/// With the correlations R of the items and r of the items with overall satisfaction, β = R⁻¹ r,
/// R² = rᵀ β and v the diagonal of R⁻¹ (variance inflation), p items and n respondents:
///
/// * correlation: r
/// * partial correlation: t ÷ √(t² + n − p − 1) with t = β ÷ √(v (1 − R²) ÷ (n − p − 1))
/// * standardised coefficient: β
/// * Shapley share of item j: Σ over sets S of other items of |S|! (p − |S| − 1)! ÷ p! (R²(S ∪ j) −
///   R²(S)), the mean gain in R² over all orders in which items can be added
/// * asked: the mean of the answers
///
/// # Intervals
///
/// Correlations by Fisher's z with variance 1 ÷ (n − 3), partial ones with 1 ÷ (n − 3 − (p − 1)).
/// Standardised coefficients by Student's t, taking the standard deviations of the sample as known,
/// as R's `confint(lm(scale(y) ~ scale(x)))` does. Means by Student's t. Shapley shares have none in
/// closed form. Ratings are few whole numbers, so Fisher's z is an approximation;
/// [`Importance::bootstrap`](crate::Importance::bootstrap) needs none.
///
/// # Worked example
///
/// R's data `swiss` (R 4.2.2, all subsets; U. Grömping's paper on `relaimpo` uses the same): the
/// five Shapley shares 0.0571, 0.1712, 0.2601, 0.1056, 0.1128 add up to R² = 0.7067. It is a case of
/// the reference suite.
///
/// # Common mistake
///
/// Squaring β for a share of the variance: with items that go together the squares add up to anything.
///
/// # References
///
/// R. H. Lindeman, P. F. Merenda, R. Z. Gold, *Introduction to bivariate and multivariate analysis*
/// (1980): the shares known as LMG. U. Grömping, *Relative importance for linear regression in R:
/// the package relaimpo*, Journal of Statistical Software 17 (2006). L. S. Shapley, *A value for
/// n-person games* (1953).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ImportanceMeasure {
    /// Pearson's correlation of the item with overall satisfaction.
    Correlation,
    /// The same with the other items held.
    PartialCorrelation,
    /// Coefficient of a regression on all items, everything in standard deviations.
    StandardisedRegression,
    /// Shapley's share of R², exactly, over all sets of items: the LMG of `relaimpo` with
    /// `rela = FALSE`. Never negative; the shares add up to R². At most
    /// [`ImportanceMeasure::MOST_SHAPLEY_ITEMS`].
    #[doc(alias = "LMG")]
    Shapley,
    /// The mean of what respondents answered
    /// ([`Ratings::with_asked_importance`](crate::Ratings::with_asked_importance)).
    Asked,
}

impl ImportanceMeasure {
    /// All measures.
    pub const ALL: [Self; 5] = [
        Self::Correlation,
        Self::PartialCorrelation,
        Self::StandardisedRegression,
        Self::Shapley,
        Self::Asked,
    ];

    /// The most items that Shapley shares are computed for: 2²⁰ sets take about a third of a second.
    pub const MOST_SHAPLEY_ITEMS: usize = 20;

    /// Its name in both languages.
    #[must_use]
    pub const fn label(self) -> Localized {
        match self {
            Self::Correlation => {
                Localized::fixed("correlation with overall satisfaction", "総合満足度との相関係数")
            }
            Self::PartialCorrelation => Localized::fixed(
                "partial correlation with overall satisfaction",
                "総合満足度との偏相関係数",
            ),
            Self::StandardisedRegression => {
                Localized::fixed("standardised regression coefficient", "標準偏回帰係数")
            }
            Self::Shapley => Localized::fixed(
                "Shapley share of the explained variance",
                "説明された分散のシャープレイ配分(LMG)",
            ),
            Self::Asked => Localized::fixed("importance as asked", "直接尋ねた重要度"),
        }
    }

    /// Whether all items stand in one model.
    pub(crate) const fn is_joint(self) -> bool {
        matches!(self, Self::PartialCorrelation | Self::StandardisedRegression | Self::Shapley)
    }
}

/// Which measure, at which level, and from where on items count as collinear.
///
/// ```
/// use kpi_survey::{ImportanceMeasure, ImportanceOptions};
///
/// let options = ImportanceOptions::new(ImportanceMeasure::Shapley).with_variance_inflation(10.0)?;
/// assert_eq!(options.variance_inflation(), 10.0);
/// assert!(options.with_variance_inflation(0.5).is_err());
/// # Ok::<(), kpi_survey::ImportanceError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawImportance", into = "RawImportance"))]
#[non_exhaustive]
pub struct ImportanceOptions {
    measure: ImportanceMeasure,
    level: ConfidenceLevel,
    variance_inflation: f64,
}

impl ImportanceOptions {
    /// 95 %, collinear from a variance inflation of 5 on: four fifths of an item's variance are
    /// explained by the others.
    #[must_use]
    pub const fn new(measure: ImportanceMeasure) -> Self {
        Self { measure, level: ConfidenceLevel::P95, variance_inflation: 5.0 }
    }

    /// The same at another level.
    #[must_use]
    pub const fn with_level(self, level: ConfidenceLevel) -> Self {
        Self { level, ..self }
    }

    /// The same with another threshold; books say 5 or 10.
    ///
    /// # Errors
    ///
    /// [`ImportanceError::Threshold`] for less than 1 or no finite number.
    pub fn with_variance_inflation(self, threshold: f64) -> Result<Self, ImportanceError> {
        if threshold >= 1.0 && threshold.is_finite() {
            Ok(Self { variance_inflation: threshold, ..self })
        } else {
            Err(ImportanceError::Threshold { threshold })
        }
    }

    /// The measure.
    #[must_use]
    pub const fn measure(self) -> ImportanceMeasure {
        self.measure
    }

    /// The level.
    #[must_use]
    pub const fn level(self) -> ConfidenceLevel {
        self.level
    }

    /// The variance inflation above which items count as collinear.
    #[must_use]
    pub const fn variance_inflation(self) -> f64 {
        self.variance_inflation
    }
}

impl From<ImportanceMeasure> for ImportanceOptions {
    fn from(measure: ImportanceMeasure) -> Self {
        Self::new(measure)
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "ImportanceOptions", deny_unknown_fields)]
struct RawImportance {
    measure: ImportanceMeasure,
    #[serde(default)]
    level: ConfidenceLevel,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    variance_inflation: Option<f64>,
}

#[cfg(feature = "serde")]
impl TryFrom<RawImportance> for ImportanceOptions {
    type Error = ImportanceError;

    fn try_from(raw: RawImportance) -> Result<Self, Self::Error> {
        let options = Self::new(raw.measure).with_level(raw.level);
        match raw.variance_inflation {
            Some(threshold) => options.with_variance_inflation(threshold),
            None => Ok(options),
        }
    }
}

#[cfg(feature = "serde")]
impl From<ImportanceOptions> for RawImportance {
    fn from(options: ImportanceOptions) -> Self {
        let ImportanceOptions { measure, level, variance_inflation } = options;
        Self { measure, level, variance_inflation: Some(variance_inflation) }
    }
}
