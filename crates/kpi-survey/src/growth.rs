//! Does the score go with growth here?

mod error;
mod options;
mod pairs;
mod words;

pub use error::GrowthError;
pub use options::{GrowthOptions, NoLaterRevenue, RevenueChange, WhichScore};
pub use pairs::{GrowthLeftOut, GrowthPair, GrowthPairs};

use kpi_stats::{Alternative, HypothesisTest, PairedValues, RankInterval};
use kpi_types::{Estimate, Grain};

/// Whether accounts that score higher grow more afterwards, in one's own data.
///
/// # Definition
///
/// Each account once: its score in a period (the mean of its answers there) and how its revenue
/// changed from that period to `lag` periods later. Two figures: how alike the two orders are, and by
/// how much the change differs with one point of score.
///
/// # Formula
///
/// Spearman's ρ over the accounts with the interval of Bonett and Wright; the slope of Theil and Sen,
/// the median of (cⱼ − cᵢ) ÷ (sⱼ − sᵢ) over all pairs of accounts with scores s and changes c. Both
/// resist the one account that grew tenfold.
///
/// # Conventions
///
/// The change is named ([`RevenueChange`]). An account without revenue later has left: its change is
/// −100 %, not a gap, unless the options say otherwise; leaving such accounts out would compare
/// survivors. What lies beyond the last period of revenue is not over yet and is left out and counted
/// ([`GrowthLeftOut`]).
///
/// # Undefined when
///
/// Fewer than four accounts have both figures, or all scores or all changes are alike
/// ([`GrowthError::undefined`]).
///
/// # Worked example
///
/// Five accounts asked in month 0, revenue of months 0 and 3 (SciPy 1.17.1, `spearmanr` and
/// `theilslopes`: 0.9 and 0.053125 a point):
///
/// ```
/// use kpi_survey::{GrowthOptions, GrowthPairs, GrowthVerdict};
/// use kpi_types::{Grain, Period};
/// use rust_decimal::Decimal;
///
/// let month = |index| Period::new(Grain::Month, index);
/// let mut pairs = GrowthPairs::new(Grain::Month);
/// for (account, score, later) in
///     [("a", 2.0, 70), ("b", 6.0, 90), ("c", 8.0, 110), ("d", 9.0, 105), ("e", 10.0, 115)]
/// {
///     pairs.observe_score(account, month(0), score)?;
///     pairs.observe_revenue(account, month(0), Decimal::from(100))?;
///     pairs.observe_revenue(account, month(3), Decimal::from(later))?;
/// }
/// let link = pairs.link(GrowthOptions::after(3)?)?;
/// assert!((link.rank_correlation().point() - 0.9).abs() < 1e-12);
/// assert!((link.slope().point() - 0.053125).abs() < 1e-12);
/// assert!(link.sentence().en.contains("does not say that"));
/// # assert_eq!(link.verdict(), GrowthVerdict::NotSeen);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Reading it as cause. Large accounts, well served ones and those in a growing industry may both
/// score and grow; look within segments too. And asking only those who are still there.
///
/// # What others do
///
/// "Companies with a high NPS grow faster" is quoted from studies of whole industries. Tools repeat it
/// and do not test it on the accounts at hand.
///
/// # References
///
/// F. F. Reichheld, *The one number you need to grow*, Harvard Business Review (December 2003). T. L.
/// Keiningham and others, *A longitudinal examination of Net Promoter and firm revenue growth*,
/// Journal of Marketing 71 (2007): not better than other measures.
#[derive(Debug, Clone, PartialEq)]
pub struct GrowthLink {
    options: GrowthOptions,
    grain: Grain,
    pairs: Vec<GrowthPair>,
    left_out: GrowthLeftOut,
    rank_correlation: Estimate,
    test: HypothesisTest,
    slope: Estimate,
}

/// What the accounts at hand say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum GrowthVerdict {
    /// The interval of the rank correlation lies above 0.
    HigherScoresGrowMore,
    /// It lies below 0.
    HigherScoresGrowLess,
    /// It holds 0: with so many accounts no link shows. Not the same as none.
    NotSeen,
}

impl GrowthPairs {
    /// The link between score and later change of revenue.
    ///
    /// # Errors
    ///
    /// [`GrowthError`]; see *Undefined when* at [`GrowthLink`].
    pub fn link(&self, options: GrowthOptions) -> Result<GrowthLink, GrowthError> {
        let (pairs, left_out) = self.paired(options);
        let values = pairs.iter().map(|pair| (pair.score, pair.change)).collect();
        let values = PairedValues::try_new(values)?;
        let level = options.level();
        let rank_correlation = values.spearman(RankInterval::BonettWright, level)?;
        let test = values.spearman_test(Alternative::TwoSided)?;
        let slope = values.theil_sen(level)?.slope;
        let grain = self.grain();
        Ok(GrowthLink { options, grain, pairs, left_out, rank_correlation, test, slope })
    }
}

impl GrowthLink {
    /// How alike the orders of scores and changes are, from −1 to 1.
    #[must_use]
    pub const fn rank_correlation(&self) -> Estimate {
        self.rank_correlation
    }

    /// Whether the rank correlation is 0, two-sided.
    #[must_use]
    pub const fn test(&self) -> HypothesisTest {
        self.test
    }

    /// By how much the change differs with one point of score, in units of the change: a ratio for
    /// rates, money for amounts.
    #[must_use]
    pub const fn slope(&self) -> Estimate {
        self.slope
    }

    /// The accounts, by name.
    #[must_use]
    pub fn pairs(&self) -> &[GrowthPair] {
        &self.pairs
    }

    /// The accounts that have no pair, and why.
    #[must_use]
    pub const fn left_out(&self) -> GrowthLeftOut {
        self.left_out
    }

    /// What it was asked with.
    #[must_use]
    pub const fn options(&self) -> GrowthOptions {
        self.options
    }

    /// The weakest rank correlation whose interval would not hold 0 with so many accounts:
    /// the ρ with atanh ρ = z √((1 + ρ² ÷ 2) ÷ (n − 3)). What is weaker cannot be seen here.
    #[must_use]
    pub fn weakest_visible(&self) -> f64 {
        let reach = self.options.level().z() / (self.pairs.len() as f64 - 3.0).sqrt();
        let (mut low, mut high) = (0.0_f64, 1.0_f64);
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            if middle.atanh() < reach * (1.0 + 0.5 * middle * middle).sqrt() {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }

    /// What the accounts say.
    #[must_use]
    pub fn verdict(&self) -> GrowthVerdict {
        if self.rank_correlation.lower() > 0.0 {
            GrowthVerdict::HigherScoresGrowMore
        } else if self.rank_correlation.upper() < 0.0 {
            GrowthVerdict::HigherScoresGrowLess
        } else {
            GrowthVerdict::NotSeen
        }
    }
}
