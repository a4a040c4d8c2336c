//! What came of the fitting.

use std::fmt;

use kpi_stats::ConfidenceLevel;
use kpi_types::{Estimate, EstimateMethod};

use super::cells::Cells;
use super::{WeightingError, Weights};
use crate::{GroupId, ScoreError};

/// Weights with what they were fitted to.
#[derive(Debug, Clone)]
pub struct RakedWeights {
    cells: Cells,
    weights: Weights,
    checks: Vec<MarginCheck>,
    steps: u32,
    trimmed: u64,
    largest_error: f64,
}

/// One category of one margin: what was wanted, what is.
#[derive(Debug, Clone, PartialEq)]
pub struct MarginCheck {
    variables: Vec<String>,
    categories: Vec<GroupId>,
    respondents: u64,
    target: f64,
    reached: f64,
}

impl MarginCheck {
    /// The variables of the margin.
    #[must_use]
    pub fn variables(&self) -> &[String] {
        &self.variables
    }

    /// Their categories.
    #[must_use]
    pub fn categories(&self) -> &[GroupId] {
        &self.categories
    }

    /// How many respondents are in it.
    #[must_use]
    pub const fn respondents(&self) -> u64 {
        self.respondents
    }

    /// The share that the population has.
    #[must_use]
    pub const fn target(&self) -> f64 {
        self.target
    }

    /// The share of the weights.
    #[must_use]
    pub const fn reached(&self) -> f64 {
        self.reached
    }
}

impl RakedWeights {
    pub(super) fn new(
        cells: Cells,
        weights: Weights,
        by_cell: &[f64],
        total: f64,
        steps: u32,
        trimmed: u64,
    ) -> Self {
        let mut checks = Vec::new();
        for (margin, targets) in cells.margins.iter().enumerate() {
            let sums = cells.sums(margin, by_cell);
            let rows = targets.categories.iter().zip(&targets.respondents);
            for ((categories, respondents), (target, sum)) in
                rows.zip(targets.shares.iter().zip(sums))
            {
                checks.push(MarginCheck {
                    variables: targets.variables.clone(),
                    categories: categories.clone(),
                    respondents: *respondents,
                    target: *target,
                    reached: sum / total,
                });
            }
        }
        let errors = checks.iter().map(|check| (check.reached - check.target).abs());
        let largest_error = errors.fold(0.0, f64::max);
        Self { cells, weights, checks, steps, trimmed, largest_error }
    }

    /// One for each respondent, in their order.
    #[must_use]
    pub const fn weights(&self) -> &Weights {
        &self.weights
    }

    /// Every category of every margin.
    #[must_use]
    pub fn margins(&self) -> &[MarginCheck] {
        &self.checks
    }

    /// The largest distance of a margin to its target, as a share of the total.
    #[must_use]
    pub const fn largest_margin_error(&self) -> f64 {
        self.largest_error
    }

    /// How often all margins were gone over.
    #[must_use]
    pub const fn steps(&self) -> u32 {
        self.steps
    }

    /// Respondents whose weight is at a bound.
    #[must_use]
    pub const fn trimmed(&self) -> u64 {
        self.trimmed
    }

    /// Standard error of a weighted mean that knows the margins: what they explain of the values
    /// is certain.
    ///
    /// # Formula
    ///
    /// √(n ÷ (n − 1) Σ (xᵢ − x̄)²) with xᵢ = wᵢ eᵢ ÷ Σ w and eᵢ what is left of a value after the
    /// means of its categories, fitted with the design weights, are taken away. Not larger than the
    /// [standard error](crate::WeightedScore::standard_error) that takes the weights as given,
    /// except by chance.
    ///
    /// # What others do
    ///
    /// R's `survey` gives this for a raked design, and the other for a design that is only given the
    /// weights.
    ///
    /// # Errors
    ///
    /// [`WeightingError::ColumnLength`] for another number of values, [`WeightingError::Option`] for
    /// a value that is not finite.
    pub fn standard_error(&self, values: &[f64]) -> Result<f64, WeightingError> {
        let n = self.weights.n();
        if values.len() != n {
            let (column, found) = ("values".to_owned(), values.len());
            return Err(WeightingError::ColumnLength { column, expected: n, found });
        }
        if let Some(value) = values.iter().find(|value| !value.is_finite()) {
            return Err(WeightingError::Option { what: "value", value: *value });
        }
        let fitted = self.fitted(values);
        let total = self.weights.sum();
        let rows = values.iter().zip(&self.cells.of_row).zip(self.weights.as_slice());
        let parts: Vec<f64> = rows
            .map(|((value, cell), weight)| {
                weight * (value - fitted.get(*cell).copied().unwrap_or_default()) / total
            })
            .collect();
        let count = n as f64;
        let mean = parts.iter().sum::<f64>() / count;
        let squares: f64 = parts.iter().map(|part| (part - mean) * (part - mean)).sum();
        Ok((squares * count / (count - 1.0).max(1.0)).sqrt())
    }

    /// A weighted mean with an interval that knows the margins.
    ///
    /// # Errors
    ///
    /// As [`RakedWeights::standard_error`].
    pub fn mean(&self, values: &[f64], level: ConfidenceLevel) -> Result<Estimate, ScoreError> {
        let error = self.standard_error(values)?;
        let weighed = values.iter().zip(self.weights.as_slice()).map(|(v, w)| v * w);
        let mean = weighed.sum::<f64>() / self.weights.sum();
        let reach = level.z() * error;
        let (n, how) = (self.weights.n() as u64, EstimateMethod::Calibrated);
        Ok(Estimate::try_new(mean, mean - reach, mean + reach, level.level(), n, how)?)
    }

    /// What the margins explain of the values, by cell: means of categories, taken away in turns.
    fn fitted(&self, values: &[f64]) -> Vec<f64> {
        let mut means = vec![0.0; self.cells.cells.len()];
        for (value, cell) in values.iter().zip(&self.cells.of_row) {
            if let Some(mean) = means.get_mut(*cell) {
                *mean += value;
            }
        }
        for (mean, cell) in means.iter_mut().zip(&self.cells.cells) {
            *mean /= cell.respondents;
        }
        let mut fitted = vec![0.0; means.len()];
        let design: Vec<f64> = self.cells.cells.iter().map(|cell| cell.design).collect();
        let range = means.iter().fold(0.0_f64, |most, mean| most.max(mean.abs()));
        for _ in 0..1_000 {
            let mut moved = 0.0_f64;
            for margin in 0..self.cells.margins.len() {
                let left: Vec<f64> = means
                    .iter()
                    .zip(&fitted)
                    .zip(&design)
                    .map(|((mean, fitted), design)| design * (mean - fitted))
                    .collect();
                let sums = self.cells.sums(margin, &left);
                let counts = self.cells.sums(margin, &design);
                for (cell, fitted) in self.cells.cells.iter().zip(&mut fitted) {
                    let Some(place) = cell.places.get(margin) else { continue };
                    if let (Some(sum), Some(count)) = (sums.get(*place), counts.get(*place)) {
                        *fitted += sum / count;
                        moved = moved.max((sum / count).abs());
                    }
                }
            }
            if moved <= 1e-14 * range {
                break;
            }
        }
        fitted
    }
}

/// `500 respondents, effective 459.1, design effect 1.09, weights 2.7 to 1`.
impl fmt::Display for RakedWeights {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { weights, .. } = self;
        write!(
            f,
            "{} respondents, effective {:.1}, design effect {:.2}, weights {:.1} to 1, margins within {:.1e}",
            weights.n(),
            weights.effective_n(),
            weights.design_effect(),
            weights.spread(),
            self.largest_error
        )
    }
}
