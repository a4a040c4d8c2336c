//! Respondents who are alike to every margin, and what each margin wants of them.

use std::collections::HashMap;

use super::{EmptyCell, Margin, WeightingError, WeightingSample};
use crate::GroupId;

/// Respondents in the same categories with the same design weight.
#[derive(Debug, Clone)]
pub(super) struct Cell {
    /// How many.
    pub(super) respondents: f64,
    /// The design weight of each.
    pub(super) design: f64,
    /// The category in each margin.
    pub(super) places: Vec<usize>,
}

/// The sample as margins see it.
#[derive(Debug, Clone)]
pub(super) struct Cells {
    pub(super) cells: Vec<Cell>,
    /// The cell of each respondent.
    pub(super) of_row: Vec<usize>,
    pub(super) margins: Vec<Targets>,
}

/// One margin, its targets as shares.
#[derive(Debug, Clone)]
pub(super) struct Targets {
    pub(super) variables: Vec<String>,
    pub(super) categories: Vec<Vec<GroupId>>,
    pub(super) shares: Vec<f64>,
    pub(super) respondents: Vec<u64>,
}

impl Cells {
    /// Looks every respondent up in every margin; refuses what no weight can repair.
    pub(super) fn try_new(
        sample: &WeightingSample,
        margins: &[Margin],
    ) -> Result<Self, WeightingError> {
        let mut columns: Vec<Vec<usize>> = Vec::new();
        let mut targets = Vec::new();
        let mut empty = Vec::new();
        for margin in margins {
            let (column, found) = look_up(sample, margin)?;
            let missing = found.respondents.iter().enumerate().filter(|(_, count)| **count == 0);
            for (place, _) in missing {
                let categories = found.categories.get(place).cloned().unwrap_or_default();
                let target = margin.targets.get(&categories).copied().unwrap_or_default();
                let variables = margin.variables.clone();
                empty.push(EmptyCell { variables, categories, target });
            }
            columns.push(column);
            targets.push(found);
        }
        if !empty.is_empty() {
            return Err(WeightingError::EmptyCells { cells: empty });
        }
        let mut known: HashMap<(Vec<usize>, u64), usize> = HashMap::new();
        let mut cells: Vec<Cell> = Vec::new();
        let mut of_row = Vec::with_capacity(sample.n());
        for row in 0..sample.n() {
            let places: Vec<usize> = columns.iter().filter_map(|c| c.get(row).copied()).collect();
            let design = sample.design_weight(row);
            let cell = *known.entry((places.clone(), design.to_bits())).or_insert_with(|| {
                cells.push(Cell { respondents: 0.0, design, places });
                cells.len() - 1
            });
            if let Some(cell) = cells.get_mut(cell) {
                cell.respondents += 1.0;
            }
            of_row.push(cell);
        }
        Ok(Self { cells, of_row, margins: targets })
    }

    /// Weights of each margin's categories, for weights by cell.
    pub(super) fn sums(&self, margin: usize, weights: &[f64]) -> Vec<f64> {
        let categories = self.margins.get(margin).map_or(0, |m| m.shares.len());
        let mut sums = vec![0.0; categories];
        for (cell, weight) in self.cells.iter().zip(weights) {
            let place = cell.places.get(margin).and_then(|place| sums.get_mut(*place));
            if let Some(sum) = place {
                *sum += cell.respondents * weight;
            }
        }
        sums
    }

    /// Σ over respondents.
    pub(super) fn total(&self, weights: &[f64]) -> f64 {
        self.cells.iter().zip(weights).map(|(cell, weight)| cell.respondents * weight).sum()
    }
}

/// The category of each respondent in a margin.
fn look_up(
    sample: &WeightingSample,
    margin: &Margin,
) -> Result<(Vec<usize>, Targets), WeightingError> {
    let variables: Result<Vec<usize>, _> =
        margin.variables.iter().map(|variable| sample.place(variable)).collect();
    let variables = variables?;
    let sum = margin.sum();
    let categories: Vec<Vec<GroupId>> = margin.targets.keys().cloned().collect();
    let shares = margin.targets.values().map(|target| target / sum).collect();
    // The keys of a combination in the sample, and where it stands in the margin.
    let mut known: HashMap<Vec<u32>, Option<usize>> = HashMap::new();
    let mut respondents = vec![0; categories.len()];
    let mut unlisted: Option<(Vec<GroupId>, u64)> = None;
    let mut column = Vec::with_capacity(sample.n());
    for row in 0..sample.n() {
        let keys: Vec<u32> = variables.iter().map(|place| sample.key(*place, row)).collect();
        let named = || -> Vec<GroupId> {
            let pairs = variables.iter().zip(&keys);
            pairs.map(|(place, key)| sample.category(*place, *key)).collect()
        };
        let place = match known.get(&keys) {
            Some(place) => *place,
            None => {
                let place = categories.binary_search(&named()).ok();
                known.insert(keys.clone(), place);
                place
            }
        };
        match place {
            Some(place) => {
                column.push(place);
                if let Some(count) = respondents.get_mut(place) {
                    *count += 1;
                }
            }
            None => {
                let (first, count) = unlisted.get_or_insert_with(|| (named(), 0));
                *count += u64::from(*first == named());
            }
        }
    }
    match unlisted {
        Some((categories, respondents)) => Err(WeightingError::Unlisted {
            variables: margin.name(),
            categories: categories.iter().map(ToString::to_string).collect::<Vec<_>>().join(" × "),
            respondents,
        }),
        None => {
            let variables = margin.variables.clone();
            Ok((column, Targets { variables, categories, shares, respondents }))
        }
    }
}
