//! Satisfaction with each item.

use kpi_stats::{ConfidenceLevel, Moments};
use kpi_types::Estimate;

use super::PortfolioError;
use crate::ratings::Table;
use crate::{Distribution, Figure, Ratings, Scale, ScoreOptions};

/// One measure for all items, checked against the scale of each.
pub(super) struct Satisfaction {
    figure: Figure,
    scales: Vec<Option<Scale>>,
}

impl Satisfaction {
    pub(super) fn new(ratings: &Ratings, figure: Figure) -> Result<Self, PortfolioError> {
        let mut scales = Vec::with_capacity(ratings.items().len());
        for item in ratings.items() {
            let name = || item.name().to_owned();
            match (item.scale(), figure) {
                (Some(scale), _) => figure
                    .check(scale)
                    .map_err(|error| PortfolioError::Satisfaction { item: name(), error })?,
                (None, Figure::Mean) => {}
                (None, _) => return Err(PortfolioError::NoScale { item: name(), figure }),
            }
            scales.push(item.scale());
        }
        Ok(Self { figure, scales })
    }

    /// The figure of each item, of respondents counted so many times; `None` without answers.
    pub(super) fn figures(&self, table: &Table, counts: &[f64]) -> Vec<Option<f64>> {
        let figure = |at: usize| {
            // Sums of whole answers are exact as they are.
            let whole = self.scales.get(at).copied().flatten().is_some();
            let origin = if whole { 0.0 } else { table.origin(at) };
            let (mut n, mut sum) = (0.0, 0.0);
            for (value, count) in table.column(at, counts) {
                n += count;
                sum += count
                    * match self.figure {
                        Figure::Mean => value - origin,
                        Figure::TopBoxes { from } => f64::from(u8::from(value >= from.into())),
                        Figure::Net { to, from } => {
                            let good = f64::from(u8::from(value >= from.into()));
                            good - f64::from(u8::from(value <= to.into()))
                        }
                    };
            }
            let plus = if self.figure == Figure::Mean { origin } else { 0.0 };
            (n > 0.0).then(|| plus + sum / n)
        };
        (0..self.scales.len()).map(figure).collect()
    }

    /// Its interval, where there is one.
    pub(super) fn interval(
        &self,
        table: &Table,
        at: usize,
        level: ConfidenceLevel,
    ) -> Option<Estimate> {
        let answers = || table.column(at, table.counts());
        let Some(scale) = self.scales.get(at).copied().flatten() else {
            let mut moments = Moments::new();
            for (value, count) in answers() {
                moments.observe_many(value, count as u64).ok()?;
            }
            return moments.mean_interval(level).ok();
        };
        let mut counts = vec![0_u64; scale.points()];
        for (value, count) in answers() {
            let place = scale.position(value as u8).and_then(|place| counts.get_mut(place))?;
            *place += count as u64;
        }
        let answers = Distribution::try_new(scale, counts).ok()?;
        self.figure.estimate(&answers, ScoreOptions::from(level)).ok()
    }
}
