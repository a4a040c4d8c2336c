//! A score that explains itself.

use std::fmt;

use kpi_stats::HypothesisTest;
use kpi_types::{Estimate, Localized};

use crate::net::z_test;
use crate::{NpsBands, NpsCounts, ScoreError, ScoreOptions};

/// An NPS in points, with its interval and everything it was made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NpsScore {
    counts: NpsCounts,
    bands: NpsBands,
    options: ScoreOptions,
    estimate: Estimate,
    standard_error: f64,
    no_answer: u64,
    set_aside: u64,
}

impl NpsScore {
    pub(super) fn try_new(
        counts: NpsCounts,
        bands: NpsBands,
        options: ScoreOptions,
    ) -> Result<Self, ScoreError> {
        let estimate = counts.net().estimate(100.0, options)?;
        let standard_error = 100.0 * counts.net().standard_error(options)?;
        let (no_answer, set_aside) = (0, 0);
        Ok(Self { counts, bands, options, estimate, standard_error, no_answer, set_aside })
    }

    pub(super) const fn with_left_out(self, no_answer: u64, set_aside: u64) -> Self {
        Self { no_answer, set_aside, ..self }
    }

    /// Points from −100 to 100, with interval, level, number of answers and method.
    #[must_use]
    pub const fn estimate(&self) -> Estimate {
        self.estimate
    }

    /// Standard error in points at the observed score, the population heeded.
    #[must_use]
    pub const fn standard_error(&self) -> f64 {
        self.standard_error
    }

    /// Detractors, passives and promoters.
    #[must_use]
    pub const fn counts(&self) -> NpsCounts {
        self.counts
    }

    /// Who is a detractor, who a promoter.
    #[must_use]
    pub const fn bands(&self) -> NpsBands {
        self.bands
    }

    /// What it was computed with.
    #[must_use]
    pub const fn options(&self) -> ScoreOptions {
        self.options
    }

    /// How many did not answer.
    #[must_use]
    pub const fn no_answer(&self) -> u64 {
        self.no_answer
    }

    /// Answers off the scale that were set aside.
    #[must_use]
    pub const fn set_aside(&self) -> u64 {
        self.set_aside
    }

    /// Whether the score differs from `points`: a Wald test at the observed variance.
    ///
    /// ```
    /// use kpi_survey::{NpsCounts, ScoreOptions};
    ///
    /// let nps = NpsCounts::try_new(5, 12, 19)?.score(ScoreOptions::default())?;
    /// // R package NPS 2.0.999: p = 0.00115381645508839
    /// assert!((nps.test_against(0.0)?.p_value() - 0.00115381645508839).abs() < 1e-9);
    /// # Ok::<(), kpi_survey::ScoreError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ScoreError::NoVariance`] when all answers are of one category.
    pub fn test_against(&self, points: f64) -> Result<HypothesisTest, ScoreError> {
        z_test(self.estimate.point() - points, self.standard_error)
    }

    /// How the number came about, in both languages.
    #[must_use]
    pub fn explanation(&self) -> Localized {
        let c = self.counts;
        let (promoters, detractors, n) = (c.promoters(), c.detractors(), c.n());
        let (to, from) = (self.bands.detractors_to(), self.bands.promoters_from());
        let Self { no_answer, set_aside, .. } = self;
        let [point, lower, upper] =
            [self.estimate.point(), self.estimate.lower(), self.estimate.upper()];
        let level = self.options.level();
        let method = self.estimate.method().name();
        Localized::new(
            format!(
                "NPS {point:+.1}: {promoters} promoters ({from} or more) minus {detractors} detractors \
                 ({to} or less) of {n} answers; {level} interval {lower:+.1} to {upper:+.1} ({method}); \
                 {no_answer} did not answer, {set_aside} off the scale"
            ),
            format!(
                "NPS {point:+.1}: 回答 {n} 件のうち推奨者({from}以上){promoters} 件 − 批判者({to}以下)\
                 {detractors} 件。{level} 区間 {lower:+.1}~{upper:+.1}({method})。無回答 {no_answer} 件、\
                 範囲外 {set_aside} 件"
            ),
        )
    }
}

/// `+60.0 [+45.3, +71.2] (n = 100)`.
impl fmt::Display for NpsScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let e = &self.estimate;
        write!(f, "{:+.1} [{:+.1}, {:+.1}] (n = {})", e.point(), e.lower(), e.upper(), e.n())
    }
}
