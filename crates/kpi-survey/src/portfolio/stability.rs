//! How often an item stays where it is.

use kpi_types::Estimate;

use super::satisfaction::Satisfaction;
use super::{Portfolio, PortfolioError, PortfolioOptions, Quadrant};
use crate::importance::Model;
use crate::{Ratings, Resampling};

/// A portfolio drawn again and again from redrawn respondents.
#[derive(Debug, Clone, PartialEq)]
pub struct PortfolioStability {
    items: Vec<ItemStability>,
    resampling: Resampling,
    undefined: u32,
}

/// How sure the place of one item is.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemStability {
    item: String,
    quadrant: Quadrant,
    shares: [f64; 4],
    first: f64,
    satisfaction: Estimate,
    importance: Estimate,
    improvement: Estimate,
}

impl Portfolio {
    /// How often each item stays in its quadrant when respondents are redrawn, and intervals of its
    /// satisfaction, importance and index (percentiles).
    ///
    /// The lines are drawn anew each time, unless they are [fixed](super::PortfolioCut::At).
    ///
    /// # Worked example
    ///
    /// ```
    /// use kpi_survey::{Portfolio, PortfolioOptions, RatedItem, Ratings, Resampling};
    ///
    /// // Thirty customers; price goes with the whole and disappoints, decor does not matter.
    /// let column = |name: &str, rating: fn(u32) -> u32| {
    ///     RatedItem::try_values(name, (0..30).map(|n| Some(f64::from(rating(n)))))
    /// };
    /// let ratings = Ratings::try_new([column("price", |n| 1 + n % 3)?, column("decor", |n| 3 + n % 2)?])?
    ///     .with_overall(column("overall", |n| 2 + n % 3)?)?;
    /// let draws = Resampling::default().with_replicates(199);
    /// let found = Portfolio::stability(&ratings, PortfolioOptions::default(), draws)?;
    /// let price = &found.items()[0];
    /// assert_eq!((price.item(), price.stays(), price.first()), ("price", 1.0, 1.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Reporting a quadrant that half of the redrawn surveys do not see.
    ///
    /// # Errors
    ///
    /// As [`Portfolio::try_new`]; [`PortfolioError::Bootstrap`] for too few respondents or replicates,
    /// and where there is no portfolio in too many of them.
    pub fn stability(
        ratings: &Ratings,
        options: impl Into<PortfolioOptions>,
        resampling: Resampling,
    ) -> Result<PortfolioStability, PortfolioError> {
        let options = options.into();
        let here = Self::try_new(ratings, options)?;
        let model = Model::new(ratings, options.importance())?;
        let satisfaction = Satisfaction::new(ratings, options.satisfaction())?;
        let items = here.items().len();
        // Satisfaction, importance, index and quadrant, each item by item.
        let replicates = resampling.replicate(model.table(), |counts| {
            let importance = model.figures(counts).ok()?.values;
            let y: Option<Vec<f64>> =
                satisfaction.figures(model.table(), counts).into_iter().collect();
            let y = y?;
            let placed = options.place(&y, &importance).ok()?.items;
            let indices = placed.iter().map(|(_, _, index)| index.value());
            let quadrants = placed.iter().map(|(quadrant, ..)| f64::from(*quadrant as u8));
            Some(y.iter().copied().chain(importance).chain(indices).chain(quadrants).collect())
        })?;
        let rows = here.items().iter().enumerate().map(|(at, item)| {
            let n = model.table().respondents() as u64;
            let interval = |block: usize, point| replicates.interval(block * items + at, point, n);
            let (mut seen, mut first) = ([0_u32; 4], 0_u32);
            for values in replicates.values() {
                let quadrant = values.get(3 * items + at).map_or(0, |quadrant| *quadrant as usize);
                if let Some(count) = seen.get_mut(quadrant) {
                    *count += 1;
                }
                let indices = values.get(2 * items..3 * items).unwrap_or_default();
                let best = indices.iter().fold(f64::NEG_INFINITY, |best, index| best.max(*index));
                first += u32::from(indices.get(at).is_some_and(|index| *index >= best));
            }
            let drawn = replicates.values().len() as f64;
            Ok(ItemStability {
                item: item.item().to_owned(),
                quadrant: item.quadrant(),
                shares: seen.map(|count| f64::from(count) / drawn),
                first: f64::from(first) / drawn,
                satisfaction: interval(0, item.satisfaction())?,
                importance: interval(1, item.importance())?,
                improvement: interval(2, item.improvement().value())?,
            })
        });
        let rows = rows.collect::<Result<Vec<_>, PortfolioError>>()?;
        Ok(PortfolioStability { items: rows, resampling, undefined: replicates.undefined() })
    }
}

impl PortfolioStability {
    /// The items, in the order of the ratings.
    #[must_use]
    pub fn items(&self) -> &[ItemStability] {
        &self.items
    }

    /// How respondents were redrawn.
    #[must_use]
    pub const fn resampling(&self) -> Resampling {
        self.resampling
    }

    /// Replicates in which there was no portfolio: an item without variance among those drawn. They
    /// are left out.
    #[must_use]
    pub const fn undefined_replicates(&self) -> u32 {
        self.undefined
    }
}

impl ItemStability {
    /// The item.
    #[must_use]
    pub fn item(&self) -> &str {
        &self.item
    }

    /// Its quadrant in the survey itself.
    #[must_use]
    pub const fn quadrant(&self) -> Quadrant {
        self.quadrant
    }

    /// The share of redrawn surveys that see it in a quadrant.
    #[must_use]
    pub const fn share(&self, quadrant: Quadrant) -> f64 {
        let [improve_first, keep_first, keep, improve] = self.shares;
        match quadrant {
            Quadrant::ImproveFirst => improve_first,
            Quadrant::KeepFirst => keep_first,
            Quadrant::Keep => keep,
            Quadrant::Improve => improve,
        }
    }

    /// The share of redrawn surveys that see it where it is.
    #[must_use]
    pub const fn stays(&self) -> f64 {
        self.share(self.quadrant)
    }

    /// The share of redrawn surveys in which it is what to improve first of all.
    #[must_use]
    pub const fn first(&self) -> f64 {
        self.first
    }

    /// Its satisfaction.
    #[must_use]
    pub const fn satisfaction(&self) -> Estimate {
        self.satisfaction
    }

    /// Its importance.
    #[must_use]
    pub const fn importance(&self) -> Estimate {
        self.importance
    }

    /// Its improvement index.
    #[must_use]
    pub const fn improvement(&self) -> Estimate {
        self.improvement
    }
}
