//! How much each item matters for overall satisfaction.

mod drivers;
mod error;
mod measure;
mod shapley;

pub use error::ImportanceError;
pub use measure::{ImportanceMeasure, ImportanceOptions};

pub(crate) use drivers::Model;

use kpi_stats::BootstrapError;
use kpi_types::Estimate;

use crate::{Ratings, Resampling};

/// How much each item matters for overall satisfaction, by one named measure.
///
/// # Definition
///
/// The importance of an item is how strongly its ratings go together with overall satisfaction, or
/// what respondents say it is. See [`ImportanceMeasure`] for each measure.
///
/// # Conventions
///
/// Values keep their sign: an item that goes against overall satisfaction has a negative one. The
/// rule for missing answers is the one of the [`Ratings`].
///
/// # Undefined when
///
/// An item or overall satisfaction does not vary, too few answered, an item is a combination of
/// others (which is named with them): a typed [`ImportanceError`]. [`Ratings::without`] leaves the
/// item out.
///
/// # Worked example
///
/// Fifteen customers of an electronics shop (K. Imazato, *Excelで手軽にできるアンケート解析*, Japanese
/// Standards Association): the staff's correlation with overall satisfaction is 0.884247228.
///
/// ```
/// use kpi_survey::{Importance, ImportanceMeasure, RatedItem, Ratings};
///
/// let column = |name, values: [u8; 15]| {
///     RatedItem::try_values(name, values.map(|value| Some(f64::from(value))))
/// };
/// let overall = column("overall", [1, 2, 1, 3, 4, 3, 2, 1, 3, 2, 3, 1, 3, 1, 1])?;
/// let ratings = Ratings::try_new([
///     column("after-sales service", [4, 3, 3, 2, 3, 3, 2, 3, 3, 4, 3, 3, 4, 3, 4])?,
///     column("staff", [1, 2, 2, 3, 5, 4, 2, 1, 2, 2, 4, 2, 4, 1, 1])?,
///     column("goods", [4, 4, 4, 4, 4, 3, 2, 3, 3, 4, 4, 5, 4, 4, 3])?,
/// ])?
/// .with_overall(overall)?;
/// let found = Importance::try_new(&ratings, ImportanceMeasure::Correlation)?;
/// let staff = &found.items()[1];
/// assert!((staff.value() - 0.884247228).abs() < 1e-9);
/// // From fifteen customers: anything from 0.68 to 0.96.
/// let interval = staff.interval().ok_or("none")?;
/// assert_eq!(format!("{:.2} {:.2}", interval.lower(), interval.upper()), "0.68 0.96");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Reading importance as effect: that satisfied customers rate the staff well does not say that
/// better staff makes customers satisfied. And reading plain correlations of items that go together
/// (see [`Importance::collinear`]): each takes the credit of all.
///
/// # What others do
///
/// Macromill takes correlations, Blufi partial correlations, Asmarq regression; Western
/// importance-performance analysis asks.
#[derive(Debug, Clone, PartialEq)]
pub struct Importance {
    options: ImportanceOptions,
    items: Vec<ItemImportance>,
    r_squared: Option<f64>,
    n: u64,
}

/// The importance of one item.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemImportance {
    item: String,
    value: f64,
    interval: Option<Estimate>,
    variance_inflation: Option<f64>,
    n: u64,
}

/// An item that the others explain nearly by themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct CollinearItem {
    /// The item.
    pub item: String,
    /// 1 ÷ (1 − R²) of the item on all others.
    pub variance_inflation: f64,
}

impl Importance {
    /// The importance of every item.
    ///
    /// # Errors
    ///
    /// [`ImportanceError`]; see *Undefined when* above.
    pub fn try_new(
        ratings: &Ratings,
        options: impl Into<ImportanceOptions>,
    ) -> Result<Self, ImportanceError> {
        let options = options.into();
        let model = Model::new(ratings, options)?;
        let table = model.table();
        let figures = model.figures(table.counts()).map_err(|why| why.named(ratings))?;
        let closed = model.closed_intervals(&figures);
        let rows = figures.values.iter().zip(closed).enumerate();
        let items = rows.map(|(at, (value, interval))| {
            Ok(ItemImportance {
                item: ratings.name(at),
                value: *value,
                interval: interval.map_err(|why| why.named(ratings))?,
                variance_inflation: figures.inflation.get(at).copied(),
                n: figures.n.get(at).copied().unwrap_or_default(),
            })
        });
        let items = items.collect::<Result<Vec<_>, ImportanceError>>()?;
        let n = items.iter().map(ItemImportance::n).min().unwrap_or_default();
        Ok(Self { options, items, r_squared: figures.r_squared, n })
    }

    /// The same with the interval of every item by redrawing respondents (percentiles): for Shapley
    /// shares the only one there is, for standardised coefficients the better one.
    ///
    /// Takes time in proportion to replicates × respondents, for Shapley shares to replicates × 2ᵖ
    /// besides, with p items.
    ///
    /// # Errors
    ///
    /// As [`Importance::try_new`]; [`ImportanceError::Bootstrap`] for too few respondents or
    /// replicates, and where the importance does not exist in too many of them.
    pub fn bootstrap(
        ratings: &Ratings,
        options: impl Into<ImportanceOptions>,
        resampling: Resampling,
    ) -> Result<Self, ImportanceError> {
        let mut found = Self::try_new(ratings, options)?;
        let model = Model::new(ratings, found.options)?;
        let drawn = resampling.replicate(model.table(), |counts| {
            model.figures(counts).ok().map(|figures| figures.values)
        })?;
        for (at, item) in found.items.iter_mut().enumerate() {
            item.interval = Some(drawn.interval(at, item.value, item.n)?);
        }
        Ok(found)
    }

    /// Which measure, with what.
    #[must_use]
    pub const fn options(&self) -> ImportanceOptions {
        self.options
    }

    /// The items, in the order of the ratings.
    #[must_use]
    pub fn items(&self) -> &[ItemImportance] {
        &self.items
    }

    /// How much of the variance of overall satisfaction all items explain together; `None` for plain
    /// correlations and asked importance, which have no common model.
    #[must_use]
    pub const fn r_squared(&self) -> Option<f64> {
        self.r_squared
    }

    /// The smallest number of respondents behind any value.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// Items whose variance inflation exceeds the threshold of the options: how much of the common
    /// effect is theirs cannot be told from these answers. Empty for asked importance.
    #[must_use]
    pub fn collinear(&self) -> Vec<CollinearItem> {
        let most = self.options.variance_inflation();
        let above = self.items.iter().filter_map(|row| {
            let variance_inflation = row.variance_inflation.filter(|found| *found > most)?;
            Some(CollinearItem { item: row.item.clone(), variance_inflation })
        });
        above.collect()
    }
}

impl ItemImportance {
    /// The item.
    #[must_use]
    pub fn item(&self) -> &str {
        &self.item
    }

    /// Its importance.
    #[must_use]
    pub const fn value(&self) -> f64 {
        self.value
    }

    /// Its importance with an interval; `None` where the measure has no closed one (Shapley) and
    /// [`Importance::bootstrap`] was not asked.
    #[must_use]
    pub const fn interval(&self) -> Option<Estimate> {
        self.interval
    }

    /// 1 ÷ (1 − R²) of the item on all other items; infinite where they explain it wholly, `None`
    /// where there is no common set of correlations: an item that does not vary, asked importance.
    #[must_use]
    pub const fn variance_inflation(&self) -> Option<f64> {
        self.variance_inflation
    }

    /// Respondents behind it.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.n
    }
}

impl From<BootstrapError> for ImportanceError {
    fn from(error: BootstrapError) -> Self {
        Self::Bootstrap(error)
    }
}
