//! Simultaneous intervals for the shares of several categories.

mod goodman;
mod sison_glaz;

use kpi_types::{Estimate, EstimateError, EstimateMethod};

use crate::ConfidenceLevel;

/// How many answers fell into each category: stars, words, promoters and the others.
///
/// Intervals for all shares at once: with the chance of the level, all of them hold together.
/// Wilson intervals of each share, one by one, hold together less often.
///
/// | method | covers as promised | width |
/// |---|---|---|
/// | [`goodman`](Self::goodman) | at least, roughly | each share its own: short at rare answers |
/// | [`sison_glaz`](Self::sison_glaz) | with many categories of 5 or more answers; of three far too rarely | the same for all |
/// | [`quesenberry_hurst`](Self::quesenberry_hurst) | more than promised | widest |
///
/// How often each covers is tabled in docs/CONVENTIONS.md.
///
/// ```
/// use kpi_stats::{CategoryShares, CategorySharesMethod, ConfidenceLevel};
///
/// let answers = CategoryShares::try_new(vec![10, 20, 70])?;
/// let shares = answers.estimates(CategorySharesMethod::Goodman, ConfidenceLevel::P95)?;
/// let last = shares.last().map(|s| format!("{:.2} {:.3} {:.3}", s.point(), s.lower(), s.upper()));
/// assert_eq!(last.as_deref(), Some("0.70 0.582 0.796"));
/// # Ok::<(), kpi_stats::CategorySharesError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Vec<u64>", into = "Vec<u64>"))]
pub struct CategoryShares {
    counts: Vec<u64>,
    total: u64,
}

/// How simultaneous intervals of shares are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum CategorySharesMethod {
    /// See [`CategoryShares::goodman`].
    #[default]
    Goodman,
    /// See [`CategoryShares::quesenberry_hurst`].
    QuesenberryHurst,
    /// See [`CategoryShares::sison_glaz`].
    SisonGlaz,
}

impl CategorySharesMethod {
    /// All methods.
    pub const ALL: [Self; 3] = [Self::Goodman, Self::QuesenberryHurst, Self::SisonGlaz];
}

/// Why counts have no simultaneous intervals.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CategorySharesError {
    /// Fewer than two categories.
    #[error("{categories} categories: shares need at least two")]
    TooFewCategories {
        /// How many were given.
        categories: usize,
    },
    /// No answer at all.
    #[error("no answers: shares need at least one")]
    NoAnswers,
    /// More answers than are counted.
    #[error("more than {most} answers")]
    TooManyAnswers {
        /// The most that are possible.
        most: u64,
    },
    /// All answers are in one category, where Sison and Glaz's distribution has no spread.
    #[error("all {answers} answers are in category {category}: Sison-Glaz has no width there")]
    OneCategory {
        /// The category, from 0.
        category: usize,
        /// The answers.
        answers: u64,
    },
    /// An interval is not an estimate; not reached by the methods here.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

impl CategoryShares {
    /// The most answers that are counted: 2⁵³, up to which floats hold every count.
    pub const MAX_ANSWERS: u64 = 1 << 53;

    /// From the count of each category, zeros included.
    ///
    /// # Errors
    ///
    /// [`CategorySharesError`] for fewer than two categories, no answers or too many.
    pub fn try_new(counts: Vec<u64>) -> Result<Self, CategorySharesError> {
        if counts.len() < 2 {
            return Err(CategorySharesError::TooFewCategories { categories: counts.len() });
        }
        let most = Self::MAX_ANSWERS;
        let total = counts.iter().try_fold(0_u64, |sum, count| sum.checked_add(*count));
        match total.filter(|total| *total <= most) {
            None => Err(CategorySharesError::TooManyAnswers { most }),
            Some(0) => Err(CategorySharesError::NoAnswers),
            Some(total) => Ok(Self { counts, total }),
        }
    }

    /// The count of each category.
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// All answers.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// Each share with its interval, in the order of the counts; the level holds for all together.
    ///
    /// # Errors
    ///
    /// [`CategorySharesError::OneCategory`] by Sison and Glaz.
    pub fn estimates(
        &self,
        method: CategorySharesMethod,
        level: ConfidenceLevel,
    ) -> Result<Vec<Estimate>, CategorySharesError> {
        let n = self.total as f64;
        let (ends, how): (Vec<(f64, f64)>, _) = match method {
            CategorySharesMethod::Goodman => {
                (goodman::ends(self, goodman::bonferroni_z(self, level)), EstimateMethod::Goodman)
            }
            CategorySharesMethod::QuesenberryHurst => (
                goodman::ends(self, goodman::chi_square_z(self, level)),
                EstimateMethod::QuesenberryHurst,
            ),
            CategorySharesMethod::SisonGlaz => {
                (sison_glaz::ends(self, level)?, EstimateMethod::SisonGlaz)
            }
        };
        let join = |(count, (lower, upper)): (&u64, (f64, f64))| {
            let point = *count as f64 / n;
            let (lower, upper) = (lower.min(point).max(0.0), upper.max(point).min(1.0));
            Ok(Estimate::try_new(point, lower, upper, level.level(), self.total, how)?)
        };
        self.counts.iter().zip(ends).map(join).collect()
    }
}

impl TryFrom<Vec<u64>> for CategoryShares {
    type Error = CategorySharesError;

    fn try_from(counts: Vec<u64>) -> Result<Self, Self::Error> {
        Self::try_new(counts)
    }
}

impl From<CategoryShares> for Vec<u64> {
    fn from(shares: CategoryShares) -> Self {
        shares.counts
    }
}
