//! Rows of ratings, alike ones together.

use super::{MissingRatings, RatedItem};

/// The rows that count, each kind once and in order, so that neither the order of the respondents
/// nor how a sum is split shows in any figure.
#[derive(Debug, Clone)]
pub(crate) struct Table {
    columns: usize,
    /// Row by row; NaN where there is no answer.
    cells: Vec<f64>,
    /// How many respondents gave each row.
    counts: Vec<f64>,
    /// The kind of row of each respondent that counts.
    kinds: Vec<u32>,
    /// A rating of each column, from which all are measured so that no digits are lost.
    origins: Vec<f64>,
}

impl Table {
    pub(super) fn new(columns: &[&RatedItem], missing: MissingRatings) -> Self {
        let rows = columns.first().map_or(0, |column| column.len());
        let row = |at: usize| -> Vec<f64> {
            let cell = |column: &&RatedItem| column.values().get(at).copied().unwrap_or(f64::NAN);
            columns.iter().map(cell).collect()
        };
        let counts_here = |row: &Vec<f64>| match missing {
            MissingRatings::CompleteCases => row.iter().all(|cell| !cell.is_nan()),
            // Nobody learns anything from a row without answers.
            MissingRatings::Pairwise => row.iter().any(|cell| !cell.is_nan()),
        };
        let mut all: Vec<Vec<f64>> = (0..rows).map(row).filter(counts_here).collect();
        all.sort_unstable_by(|a, b| {
            let mut pairs = a.iter().zip(b);
            pairs
                .find_map(|(a, b)| Some(a.total_cmp(b)).filter(|order| order.is_ne()))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        let (mut cells, mut counts, mut kinds): (Vec<f64>, Vec<f64>, Vec<u32>) = Default::default();
        let alike =
            |a: &Vec<f64>, b: &Vec<f64>| a.iter().zip(b).all(|(a, b)| a.to_bits() == b.to_bits());
        for group in all.chunk_by(alike) {
            kinds.resize(kinds.len() + group.len(), counts.len() as u32);
            counts.push(group.len() as f64);
            cells.extend(group.first().into_iter().flatten());
        }
        let origin = |column: &&RatedItem| {
            let mut values: Vec<f64> = column.values().to_vec();
            values.retain(|value| !value.is_nan());
            values.sort_unstable_by(f64::total_cmp);
            values.get(values.len() / 2).copied().unwrap_or(0.0)
        };
        let origins = columns.iter().map(origin).collect();
        Self { columns: columns.len(), cells, counts, kinds, origins }
    }

    pub(crate) const fn columns(&self) -> usize {
        self.columns
    }

    /// How many respondents count.
    pub(crate) fn respondents(&self) -> usize {
        self.kinds.len()
    }

    /// Kinds of rows.
    pub(crate) fn kinds(&self) -> usize {
        self.counts.len()
    }

    /// The kind of row of a respondent, by place.
    pub(crate) fn kind(&self, respondent: usize) -> usize {
        self.kinds.get(respondent).copied().unwrap_or_default() as usize
    }

    /// How many gave each kind of row.
    pub(crate) fn counts(&self) -> &[f64] {
        &self.counts
    }

    /// Each kind of row with how many times it counts.
    pub(crate) fn rows<'a>(&'a self, counts: &'a [f64]) -> impl Iterator<Item = (&'a [f64], f64)> {
        let rows = self.cells.chunks_exact(self.columns.max(1)).zip(counts.iter().copied());
        rows.filter(|(_, count)| *count > 0.0)
    }

    /// Where the ratings of a column are measured from.
    pub(crate) fn origin(&self, column: usize) -> f64 {
        self.origins.get(column).copied().unwrap_or(0.0)
    }

    pub(super) fn origins(&self) -> &[f64] {
        &self.origins
    }

    /// The answers of a column with how many gave each row.
    pub(crate) fn column<'a>(
        &'a self,
        column: usize,
        counts: &'a [f64],
    ) -> impl Iterator<Item = (f64, f64)> + Clone + 'a {
        let rows = self.cells.chunks_exact(self.columns.max(1)).zip(counts.iter().copied());
        let cells = rows.filter_map(move |(row, count)| Some((*row.get(column)?, count)));
        cells.filter(|(cell, count)| *count > 0.0 && !cell.is_nan())
    }
}
