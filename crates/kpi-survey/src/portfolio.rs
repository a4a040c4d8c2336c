//! What to improve first: satisfaction against importance.

mod error;
mod improvement;
mod options;
mod quadrant;
mod satisfaction;
mod stability;

pub use error::{PortfolioAxis, PortfolioError};
pub use improvement::ImprovementIndex;
pub use options::{DeviationBase, OnTheLine, PortfolioCut, PortfolioOptions};
pub use quadrant::Quadrant;
pub use stability::{ItemStability, PortfolioStability};

use kpi_types::Estimate;

use crate::importance::Model;
use crate::{Importance, Ratings};
use satisfaction::Satisfaction;

/// The CS portfolio: every item by how satisfied customers are with it and how much it matters, cut
/// into four quadrants, with an index that ranks what to improve first.
///
/// # Definition
///
/// | | importance below the line | importance above the line |
/// |---|---|---|
/// | **satisfaction above** | keep (維持) | keep first (重点維持) |
/// | **satisfaction below** | improve (改善) | improve first (重点改善) |
///
/// Importance runs to the right, satisfaction upwards. In the West the same picture is called
/// importance-performance analysis.
///
/// # Formula
///
/// The lines are the means or medians of the axes ([`PortfolioCut`]). The improvement index (改善度指数)
/// is [`ImprovementIndex`] of the deviation scores: 50 + 10 (v − mean) ÷ standard deviation, on each
/// axis over the items.
///
/// # Conventions
///
/// An item on a line counts as above it, or below by name ([`OnTheLine`]). The index is measured from
/// the means whatever the lines are, as its source does. An item that goes against overall
/// satisfaction has a negative importance and stays far left; check whether it was asked the other
/// way round.
///
/// # Undefined when
///
/// There is one item, or an axis on which all items are alike ([`PortfolioError`]); and where
/// [`Importance`] or a satisfaction is.
///
/// # Worked example
///
/// Four items at the corners of a square. Deviation scores are 40 and 60; the lower right corner lies
/// √200 from the centre, straight in the direction of improvement:
///
/// ```
/// use kpi_survey::{Portfolio, PortfolioOptions, PortfolioPoint, Quadrant};
///
/// let points = [("food", 3.0, 0.2), ("staff", 4.0, 0.6), ("price", 3.0, 0.6), ("seats", 4.0, 0.2)];
/// let points = points.map(|(item, satisfaction, importance)| {
///     PortfolioPoint { item: item.to_owned(), satisfaction, importance }
/// });
/// let portfolio = Portfolio::of_points(points, PortfolioOptions::default())?;
/// let first = portfolio.ranked()[0];
/// assert_eq!((first.item(), first.quadrant()), ("price", Quadrant::ImproveFirst));
/// assert!((first.improvement().value() - 200_f64.sqrt()).abs() < 1e-9);
/// assert_eq!(first.quadrant().label().ja, "重点改善");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Believing the picture. The lines are means of the items asked, so something is always in "improve
/// first", however good all are; and with few answers items change places:
/// [`Portfolio::stability`] says how often each stays.
///
/// # What others do
///
/// Agencies and spreadsheets; no library that we found. None shows how stable it is.
///
/// # References
///
/// 菅民郎, *統計探偵物語 第3話* (istat.co.jp). J. A. Martilla, J. C. James, *Importance-performance
/// analysis*, Journal of Marketing 41 (1977). Asmarq's glossary for the names of the quadrants.
#[derive(Debug, Clone, PartialEq)]
#[doc(alias = "importance-performance analysis")]
#[doc(alias = "改善度指数")]
pub struct Portfolio {
    options: PortfolioOptions,
    items: Vec<PortfolioItem>,
    satisfaction_line: f64,
    importance_line: f64,
    importance: Option<Importance>,
}

/// Where an item stands, before it is compared with others.
#[derive(Debug, Clone, PartialEq)]
pub struct PortfolioPoint {
    /// The item.
    pub item: String,
    /// How satisfied customers are with it, by any one measure for all items.
    pub satisfaction: f64,
    /// How much it matters, by any one measure for all items.
    pub importance: f64,
}

/// One item of a portfolio.
#[derive(Debug, Clone, PartialEq)]
pub struct PortfolioItem {
    point: PortfolioPoint,
    satisfaction: Option<Estimate>,
    importance: Option<Estimate>,
    deviations: [f64; 2],
    quadrant: Quadrant,
    improvement: ImprovementIndex,
}

impl Portfolio {
    /// From ratings.
    ///
    /// # Errors
    ///
    /// [`PortfolioError`]; see *Undefined when* above.
    pub fn try_new(
        ratings: &Ratings,
        options: impl Into<PortfolioOptions>,
    ) -> Result<Self, PortfolioError> {
        let options = options.into();
        let importance = Importance::try_new(ratings, options.importance())?;
        let model = Model::new(ratings, options.importance())?;
        let satisfaction = Satisfaction::new(ratings, options.satisfaction())?;
        let found = satisfaction.figures(model.table(), model.table().counts());
        let points = importance.items().iter().zip(&found).enumerate().map(|(at, (row, value))| {
            let item = row.item().to_owned();
            let satisfaction = value.ok_or(PortfolioError::NoAnswers { item: ratings.name(at) })?;
            Ok(PortfolioPoint { item, satisfaction, importance: row.value() })
        });
        let points = points.collect::<Result<Vec<_>, PortfolioError>>()?;
        let mut portfolio = Self::of_points(points, options)?;
        for (at, item) in portfolio.items.iter_mut().enumerate() {
            item.satisfaction = satisfaction.interval(model.table(), at, options.level());
            item.importance = importance.items().get(at).and_then(|row| row.interval());
        }
        Ok(Self { importance: Some(importance), ..portfolio })
    }

    /// From figures that were found elsewhere, such as published ones. The measures of the options
    /// are taken to be theirs.
    ///
    /// # Errors
    ///
    /// [`PortfolioError`] for fewer than two items, a name given twice, a figure that is not finite,
    /// and an axis on which all items are alike.
    pub fn of_points(
        points: impl IntoIterator<Item = PortfolioPoint>,
        options: impl Into<PortfolioOptions>,
    ) -> Result<Self, PortfolioError> {
        let (options, points) = (options.into(), points.into_iter().collect::<Vec<_>>());
        for (at, point) in points.iter().enumerate() {
            if points.iter().take(at).any(|before| before.item == point.item) {
                return Err(PortfolioError::Twice { item: point.item.clone() });
            }
            for (axis, value) in [
                (PortfolioAxis::Satisfaction, point.satisfaction),
                (PortfolioAxis::Importance, point.importance),
            ] {
                if !value.is_finite() {
                    return Err(PortfolioError::Value { item: point.item.clone(), axis, value });
                }
            }
        }
        let satisfaction: Vec<f64> = points.iter().map(|point| point.satisfaction).collect();
        let importance: Vec<f64> = points.iter().map(|point| point.importance).collect();
        let placed = options.place(&satisfaction, &importance)?;
        let items = points.into_iter().zip(placed.items);
        let items = items.map(|(point, (quadrant, deviations, improvement))| PortfolioItem {
            point,
            satisfaction: None,
            importance: None,
            deviations,
            quadrant,
            improvement,
        });
        Ok(Self {
            options,
            items: items.collect(),
            satisfaction_line: placed.lines[0],
            importance_line: placed.lines[1],
            importance: None,
        })
    }

    /// What it was made with.
    #[must_use]
    pub const fn options(&self) -> PortfolioOptions {
        self.options
    }

    /// The items, in the order of the ratings.
    #[must_use]
    pub fn items(&self) -> &[PortfolioItem] {
        &self.items
    }

    /// The items, what to improve first at the top: by improvement index, then by name.
    #[must_use]
    pub fn ranked(&self) -> Vec<&PortfolioItem> {
        let mut items: Vec<&PortfolioItem> = self.items.iter().collect();
        items.sort_by(|a, b| {
            let by_index = b.improvement.value().total_cmp(&a.improvement.value());
            by_index.then_with(|| a.item().cmp(b.item()))
        });
        items
    }

    /// Where satisfaction is cut.
    #[must_use]
    pub const fn satisfaction_line(&self) -> f64 {
        self.satisfaction_line
    }

    /// Where importance is cut.
    #[must_use]
    pub const fn importance_line(&self) -> f64 {
        self.importance_line
    }

    /// How importance was found, with its warnings; `None` for figures found elsewhere.
    #[must_use]
    pub const fn importance(&self) -> Option<&Importance> {
        self.importance.as_ref()
    }
}

impl PortfolioItem {
    /// The item.
    #[must_use]
    pub fn item(&self) -> &str {
        &self.point.item
    }

    /// How satisfied customers are with it.
    #[must_use]
    pub const fn satisfaction(&self) -> f64 {
        self.point.satisfaction
    }

    /// The same with its interval; `None` where there is none: all alike, one answer, figures found
    /// elsewhere.
    #[must_use]
    pub const fn satisfaction_interval(&self) -> Option<Estimate> {
        self.satisfaction
    }

    /// How much it matters.
    #[must_use]
    pub const fn importance(&self) -> f64 {
        self.point.importance
    }

    /// The same with its interval; `None` where the measure has no closed one.
    #[must_use]
    pub const fn importance_interval(&self) -> Option<Estimate> {
        self.importance
    }

    /// Its satisfaction as a deviation score (偏差値): 50 is the mean of the items, 10 their standard
    /// deviation.
    #[must_use]
    pub const fn satisfaction_deviation(&self) -> f64 {
        50.0 + self.deviations[1]
    }

    /// Its importance as a deviation score.
    #[must_use]
    pub const fn importance_deviation(&self) -> f64 {
        50.0 + self.deviations[0]
    }

    /// Its quadrant.
    #[must_use]
    pub const fn quadrant(&self) -> Quadrant {
        self.quadrant
    }

    /// How urgent improving it is.
    #[must_use]
    pub const fn improvement(&self) -> ImprovementIndex {
        self.improvement
    }
}
