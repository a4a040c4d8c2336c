//! Whether items measure one thing.

mod error;
mod options;

pub use error::AlphaError;
pub use options::{AlphaInterval, AlphaOptions};

use kpi_types::{Estimate, EstimateMethod, Localized};

use crate::Ratings;
use crate::ratings::{Correlations, Table};

/// Cronbach's alpha: how far several items measure one thing.
///
/// # Definition
///
/// The share of the variance of the sum of the items that the items have in common, if each measured
/// the same thing equally well.
///
/// # Formula
///
/// α = k ÷ (k − 1) (1 − Σ sᵢᵢ ÷ Σ sᵢⱼ), with k items and their covariances s (divided by n − 1). The
/// standardised alpha is that of the items in standard deviations: k r̄ ÷ (1 + (k − 1) r̄), with r̄ the
/// mean correlation (Spearman and Brown). Feldt's interval: 1 − (1 − α) F, with the quantiles F of the
/// F distribution with n − 1 and (n − 1)(k − 1) degrees of freedom.
///
/// # Conventions
///
/// A negative alpha is kept: it is a finding ([`CronbachAlpha::explanation`] says which), not a zero.
/// Missing answers as [`Ratings::missing`] says, over the items alone. n is the number of respondents
/// who count; with pairwise covariances the smallest number behind any of them, so that the interval
/// does not claim more than it knows (pingouin takes every row).
///
/// # Undefined when
///
/// There is one item, fewer than two respondents, or the sum of the items does not vary:
/// [`AlphaError`]. The alpha without an item is `None` where two items are all there are; the
/// standardised one where an item does not vary.
///
/// # Worked example
///
/// Three items, nine respondents (NumPy 2.4.6, `cov`; SciPy 1.17.1, `f.isf`: 0.78246, 0.32023 to
/// 0.94663). pingouin's own example is a case of the reference suite.
///
/// ```
/// use kpi_survey::{AlphaOptions, CronbachAlpha, RatedItem, Ratings};
///
/// let column = |name, values: [u8; 9]| {
///     RatedItem::try_values(name, values.map(|value| Some(f64::from(value))))
/// };
/// let ratings = Ratings::try_new([
///     column("clear", [5, 4, 2, 1, 3, 5, 4, 2, 3])?,
///     column("quick", [4, 4, 3, 2, 3, 5, 2, 1, 5])?,
///     column("kind", [3, 4, 3, 1, 2, 5, 4, 2, 1])?,
/// ])?;
/// let alpha = CronbachAlpha::try_new(&ratings, AlphaOptions::default())?;
/// let found = alpha.estimate();
/// assert!((found.point() - 0.7824601366742597).abs() < 1e-12);
/// assert_eq!(format!("{:.5} {:.5}", found.lower(), found.upper()), "0.32023 0.94663");
/// // The items without "quick" hang together better.
/// assert!(alpha.items()[1].without() > Some(0.84));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Reading a high alpha as proof that the items measure one thing: twenty loosely related items have
/// one, too. And forgetting to turn round items where low is good
/// ([`Item::reversed`](crate::Item::reversed)): alpha falls, even below zero.
///
/// # What others do
///
/// R's `psych` and `ltm`, pingouin: the same alpha. pingouin's default takes pairwise covariances; SPSS
/// complete cases.
///
/// # References
///
/// L. J. Cronbach, *Coefficient alpha and the internal structure of tests*, Psychometrika 16 (1951).
/// L. S. Feldt, *The approximate sampling distribution of Kuder-Richardson reliability coefficient
/// twenty*, Psychometrika 30 (1965).
#[derive(Debug, Clone, PartialEq)]
#[doc(alias = "reliability")]
pub struct CronbachAlpha {
    estimate: Estimate,
    standardised: Option<f64>,
    items: Vec<AlphaItem>,
}

/// What one item does to alpha.
#[derive(Debug, Clone, PartialEq)]
pub struct AlphaItem {
    item: String,
    without: Option<f64>,
    rest_correlation: Option<f64>,
}

impl CronbachAlpha {
    /// Alpha of all items.
    ///
    /// # Errors
    ///
    /// [`AlphaError`]; see *Undefined when* above.
    pub fn try_new(
        ratings: &Ratings,
        options: impl Into<AlphaOptions>,
    ) -> Result<Self, AlphaError> {
        let options = options.into();
        let items = ratings.items().len();
        if items < 2 {
            return Err(AlphaError::TooFewItems { items });
        }
        let table = ratings.table(ratings.items().iter());
        let found = Correlations::new(&table, table.counts());
        let n = found.fewest();
        if n < 2 {
            return Err(AlphaError::TooFewRespondents { n });
        }
        let all: Vec<usize> = (0..items).collect();
        let point = alpha(&found, &all).ok_or(AlphaError::NoVariance)?;
        let estimate = interval(&table, items, point, n, options)?;
        let rows = all.iter().map(|at| {
            let rest: Vec<usize> = all.iter().copied().filter(|other| other != at).collect();
            AlphaItem {
                item: ratings.name(*at),
                without: if rest.len() < 2 { None } else { alpha(&found, &rest) },
                rest_correlation: rest_correlation(&found, *at, &rest),
            }
        });
        let rows = rows.collect();
        Ok(Self { estimate, standardised: standardised(&found, items), items: rows })
    }

    /// Alpha with its interval.
    #[must_use]
    pub const fn estimate(&self) -> Estimate {
        self.estimate
    }

    /// Alpha of the items in standard deviations; `None` where an item does not vary.
    #[must_use]
    pub const fn standardised(&self) -> Option<f64> {
        self.standardised
    }

    /// What each item does to it, in the order of the ratings.
    #[must_use]
    pub fn items(&self) -> &[AlphaItem] {
        &self.items
    }

    /// What it says, in both languages.
    #[must_use]
    pub fn explanation(&self) -> Localized {
        let alpha = self.estimate.point();
        if alpha < 0.0 {
            return Localized::new(
                format!(
                    "alpha is {alpha:.2}: on the whole the items go against each other. Look for items \
                     that were asked the other way round and not turned, or do not add these items up"
                ),
                format!(
                    "α は {alpha:.2} で負です。項目どうしが全体として逆向きです。逆転項目の処理漏れを確認するか、これらの項目の合計を避けてください"
                ),
            );
        }
        let against =
            self.items.iter().filter(|item| item.rest_correlation.is_some_and(|r| r < 0.0));
        let against: Vec<&str> = against.map(AlphaItem::item).collect();
        if against.is_empty() {
            Localized::new(
                format!("alpha is {alpha:.2}; every item goes with the rest"),
                format!("α は {alpha:.2} で、どの項目も他の項目と同じ向きです"),
            )
        } else {
            let names = against.join(", ");
            Localized::new(
                format!("alpha is {alpha:.2}; against the rest go: {names}"),
                format!("α は {alpha:.2} です。他の項目と逆向きの項目: {names}"),
            )
        }
    }
}

impl AlphaItem {
    /// The item.
    #[must_use]
    pub fn item(&self) -> &str {
        &self.item
    }

    /// Alpha without it; above alpha where the others are better off alone. `None` for one of two
    /// items, and where the others do not vary.
    #[must_use]
    pub const fn without(&self) -> Option<f64> {
        self.without
    }

    /// Correlation of the item with the sum of the others; `None` where either does not vary.
    #[must_use]
    pub const fn rest_correlation(&self) -> Option<f64> {
        self.rest_correlation
    }
}

/// Alpha of some items; none where their sum does not vary.
fn alpha(found: &Correlations, items: &[usize]) -> Option<f64> {
    let own: f64 = items.iter().map(|i| found.covariance(*i, *i)).sum();
    let whole = sum(found, items, items);
    let k = items.len() as f64;
    // Covariances that cancel leave rounding.
    (whole > ROUNDING * own).then(|| k / (k - 1.0) * (1.0 - own / whole))
}

/// A variance below this share of the sum of its parts is none.
const ROUNDING: f64 = 1e-12;

fn sum(found: &Correlations, rows: &[usize], columns: &[usize]) -> f64 {
    rows.iter().flat_map(|i| columns.iter().map(|j| found.covariance(*i, *j))).sum()
}

fn rest_correlation(found: &Correlations, item: usize, rest: &[usize]) -> Option<f64> {
    let (own, others) = (found.covariance(item, item), sum(found, rest, rest));
    let spread = own.sqrt() * others.sqrt();
    (spread > 0.0).then(|| (sum(found, &[item], rest) / spread).clamp(-1.0, 1.0))
}

fn standardised(found: &Correlations, items: usize) -> Option<f64> {
    let mut sum = 0.0;
    for i in 0..items {
        for j in i + 1..items {
            sum += found.correlation(i, j).ok()?;
        }
    }
    let k = items as f64;
    let mean = sum / (k * (k - 1.0) / 2.0);
    let whole = 1.0 + (k - 1.0) * mean;
    (whole > ROUNDING).then(|| k * mean / whole)
}

fn interval(
    table: &Table,
    items: usize,
    point: f64,
    n: u64,
    options: AlphaOptions,
) -> Result<Estimate, AlphaError> {
    match options.interval() {
        AlphaInterval::Feldt => {
            let level = options.resampling().level();
            let free = n as f64 - 1.0;
            let beyond = AlphaError::TooFewRespondents { n };
            let [low, high] = level.f(free, free * (items as f64 - 1.0)).ok_or(beyond)?;
            let rest = 1.0 - point;
            let (lower, upper) = (1.0 - rest * high, 1.0 - rest * low);
            let how = EstimateMethod::Feldt;
            Ok(Estimate::try_new(point, lower, upper, level.level(), n, how)?)
        }
        AlphaInterval::Bootstrap => {
            let all: Vec<usize> = (0..items).collect();
            let drawn = options.resampling().replicate(table, |counts| {
                Some(vec![alpha(&Correlations::new(table, counts), &all)?])
            })?;
            Ok(drawn.interval(0, point, n)?)
        }
    }
}
