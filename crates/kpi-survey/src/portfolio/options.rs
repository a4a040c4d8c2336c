//! What a portfolio can be told, and how items are placed by it.

use kpi_stats::ConfidenceLevel;

use super::quadrant::Side;
use super::{ImprovementIndex, PortfolioAxis, PortfolioError, Quadrant};
use crate::{Figure, ImportanceMeasure, ImportanceOptions};

/// Where the axes are cut.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum PortfolioCut {
    /// At the means of the items: what the examples of the field do.
    #[default]
    Means,
    /// At their medians: as many items on either side, whatever one far item does.
    Medians,
    /// At lines of one's own, such as those of the last wave, so that items can be seen to move.
    At {
        /// On the axis of satisfaction.
        satisfaction: f64,
        /// On the axis of importance.
        importance: f64,
    },
}

/// On which side an item counts that lies on a line exactly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum OnTheLine {
    /// Above: as satisfying, as important as what lies above.
    #[default]
    CountsAsAbove,
    /// Below.
    CountsAsBelow,
}

/// What the standard deviation of deviation scores divides by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum DeviationBase {
    /// The number of items: the items asked are all there are. What a 偏差値 is, and `STDEV.P` of a
    /// spreadsheet.
    #[default]
    Items,
    /// One less: `STDEV.S`. Every index is √((n − 1) ÷ n) times that of the other base; no rank and no
    /// quadrant changes.
    ItemsLessOne,
}

/// Measures, lines and ties of a portfolio.
///
/// ```
/// use kpi_survey::{Figure, ImportanceMeasure, PortfolioCut, PortfolioOptions};
///
/// let options = PortfolioOptions::new(ImportanceMeasure::PartialCorrelation)
///     .with_satisfaction(Figure::TopBoxes { from: 4 })
///     .with_cut(PortfolioCut::Medians);
/// assert_eq!(options.importance().measure(), ImportanceMeasure::PartialCorrelation);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct PortfolioOptions {
    satisfaction: Figure,
    importance: ImportanceOptions,
    cut: PortfolioCut,
    on_the_line: OnTheLine,
    deviation: DeviationBase,
}

/// Means against plain correlations, cut at the means: what most of the field draws.
impl Default for PortfolioOptions {
    fn default() -> Self {
        Self::new(ImportanceMeasure::Correlation)
    }
}

impl PortfolioOptions {
    /// Mean satisfaction against a measure of importance, cut at the means.
    #[must_use]
    pub fn new(importance: impl Into<ImportanceOptions>) -> Self {
        Self {
            satisfaction: Figure::Mean,
            importance: importance.into(),
            cut: PortfolioCut::default(),
            on_the_line: OnTheLine::default(),
            deviation: DeviationBase::default(),
        }
    }

    /// The same with another measure of satisfaction: a mean, top boxes or good minus bad.
    #[must_use]
    pub const fn with_satisfaction(self, satisfaction: Figure) -> Self {
        Self { satisfaction, ..self }
    }

    /// The same cut elsewhere.
    #[must_use]
    pub const fn with_cut(self, cut: PortfolioCut) -> Self {
        Self { cut, ..self }
    }

    /// The same with the other rule for items on a line.
    #[must_use]
    pub const fn with_on_the_line(self, on_the_line: OnTheLine) -> Self {
        Self { on_the_line, ..self }
    }

    /// The same with the other base of deviation scores.
    #[must_use]
    pub const fn with_deviation(self, deviation: DeviationBase) -> Self {
        Self { deviation, ..self }
    }

    /// The measure of satisfaction.
    #[must_use]
    pub const fn satisfaction(self) -> Figure {
        self.satisfaction
    }

    /// The measure of importance.
    #[must_use]
    pub const fn importance(self) -> ImportanceOptions {
        self.importance
    }

    /// Where the axes are cut.
    #[must_use]
    pub const fn cut(self) -> PortfolioCut {
        self.cut
    }

    /// The rule for items on a line.
    #[must_use]
    pub const fn on_the_line(self) -> OnTheLine {
        self.on_the_line
    }

    /// The base of deviation scores.
    #[must_use]
    pub const fn deviation(self) -> DeviationBase {
        self.deviation
    }

    /// The level of all intervals: that of the importance.
    #[must_use]
    pub const fn level(self) -> ConfidenceLevel {
        self.importance.level()
    }

    pub(super) fn place(
        self,
        satisfaction: &[f64],
        importance: &[f64],
    ) -> Result<Placed, PortfolioError> {
        let items = satisfaction.len();
        if items < 2 {
            return Err(PortfolioError::TooFewItems { items });
        }
        let y = self.deviations(satisfaction, PortfolioAxis::Satisfaction)?;
        let x = self.deviations(importance, PortfolioAxis::Importance)?;
        let lines = match self.cut {
            PortfolioCut::Means => [mean(satisfaction), mean(importance)],
            PortfolioCut::Medians => [median(satisfaction), median(importance)],
            PortfolioCut::At { satisfaction, importance } => [satisfaction, importance],
        };
        let [low, left] = lines;
        let places = satisfaction.iter().zip(importance).zip(x.into_iter().zip(y));
        let items = places.map(|((satisfaction, importance), (x, y))| {
            let vertical = self.side(*satisfaction, low);
            let quadrant = Quadrant::of(vertical, self.side(*importance, left));
            (quadrant, [x, y], ImprovementIndex::of_deviations(x, y))
        });
        Ok(Placed { items: items.collect(), lines })
    }

    fn side(self, value: f64, line: f64) -> Side {
        // A mean of equal figures may be a rounding off them.
        if (value - line).abs() <= ROUNDING * value.abs().max(line.abs()) {
            match self.on_the_line {
                OnTheLine::CountsAsAbove => Side::Above,
                OnTheLine::CountsAsBelow => Side::Below,
            }
        } else if value > line {
            Side::Above
        } else {
            Side::Below
        }
    }

    /// Deviation scores less 50.
    fn deviations(self, values: &[f64], axis: PortfolioAxis) -> Result<Vec<f64>, PortfolioError> {
        let (n, mean) = (values.len() as f64, mean(values));
        let base = match self.deviation {
            DeviationBase::Items => n,
            DeviationBase::ItemsLessOne => n - 1.0,
        };
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let deviation = (squares / base).sqrt();
        let largest = values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
        if deviation <= ROUNDING * largest {
            return Err(PortfolioError::NoVariance { axis });
        }
        Ok(values.iter().map(|value| 10.0 * (value - mean) / deviation).collect())
    }
}

/// Quadrant, deviations (importance, satisfaction) and index of each item, and the lines.
pub(super) struct Placed {
    pub(super) items: Vec<(Quadrant, [f64; 2], ImprovementIndex)>,
    pub(super) lines: [f64; 2],
}

/// Figures this near, relative to their size, are one.
const ROUNDING: f64 = 1e-12;

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |index: usize| sorted.get(index).copied().unwrap_or(f64::NAN);
    let n = sorted.len();
    let (low, high) = (at(n.saturating_sub(1) / 2), at(n / 2));
    low + 0.5 * (high - low)
}

impl From<ImportanceMeasure> for PortfolioOptions {
    fn from(measure: ImportanceMeasure) -> Self {
        Self::new(measure)
    }
}

impl From<ImportanceOptions> for PortfolioOptions {
    fn from(importance: ImportanceOptions) -> Self {
        Self::new(importance)
    }
}
