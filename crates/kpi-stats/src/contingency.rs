//! Tables of counts.

use crate::{HypothesisTest, HypothesisTestError, Proportion, TestMethod};

/// Counts by two questions: segments by answers, waves by promoters, passives and detractors.
///
/// ```
/// use kpi_stats::ContingencyTable;
///
/// // Detractors, passives and promoters of two waves (SciPy 1.17.1, chi2_contingency).
/// let waves = ContingencyTable::try_new(vec![vec![77, 58, 105], vec![90, 49, 85]])?;
/// let test = waves.chi_square()?;
/// assert!((test.statistic().unwrap_or(0.0) - 3.326479799869026).abs() < 1e-12);
/// assert!((test.p_value() - 0.18952394569530623).abs() < 1e-12);
/// # Ok::<(), kpi_stats::ContingencyTableError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Vec<Vec<u64>>", into = "Vec<Vec<u64>>"))]
pub struct ContingencyTable {
    rows: Vec<Vec<u64>>,
}

/// Why a table has no test.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ContingencyTableError {
    /// Fewer than two rows or columns.
    #[error("{rows} rows and {columns} columns: a table needs two of each")]
    TooSmall {
        /// Rows given.
        rows: usize,
        /// Columns of the first.
        columns: usize,
    },
    /// A row is not as long as the first.
    #[error("row {row} has {found} counts, the first has {columns}")]
    Ragged {
        /// Which row, from 0.
        row: usize,
        /// Its counts.
        found: usize,
        /// Those of the first.
        columns: usize,
    },
    /// A row of zeros, for which nothing is expected.
    #[error("row {row} has no counts")]
    EmptyRow {
        /// Which, from 0.
        row: usize,
    },
    /// A column of zeros, for which nothing is expected.
    #[error("column {column} has no counts")]
    EmptyColumn {
        /// Which, from 0.
        column: usize,
    },
    /// The result is not one of a test; not reached here.
    #[error(transparent)]
    Test(#[from] HypothesisTestError),
}

impl ContingencyTable {
    /// Checks the rows.
    ///
    /// # Errors
    ///
    /// [`ContingencyTableError`] for a table that is too small, ragged, or has an empty row or
    /// column: leave such a row or column out, and say so.
    pub fn try_new(rows: Vec<Vec<u64>>) -> Result<Self, ContingencyTableError> {
        let columns = rows.first().map_or(0, Vec::len);
        if rows.len() < 2 || columns < 2 {
            return Err(ContingencyTableError::TooSmall { rows: rows.len(), columns });
        }
        for (row, counts) in rows.iter().enumerate() {
            let found = counts.len();
            if found != columns {
                return Err(ContingencyTableError::Ragged { row, found, columns });
            }
            if counts.iter().all(|count| *count == 0) {
                return Err(ContingencyTableError::EmptyRow { row });
            }
        }
        let empty = |column: &usize| rows.iter().all(|row| row.get(*column) == Some(&0));
        match (0..columns).find(empty) {
            Some(column) => Err(ContingencyTableError::EmptyColumn { column }),
            None => Ok(Self { rows }),
        }
    }

    /// One row for each group: its successes and its failures.
    ///
    /// # Errors
    ///
    /// As [`try_new`](Self::try_new).
    pub fn of_proportions(groups: &[Proportion]) -> Result<Self, ContingencyTableError> {
        let row = |group: &Proportion| vec![group.successes(), group.complement().successes()];
        Self::try_new(groups.iter().map(row).collect())
    }

    /// The rows.
    #[must_use]
    pub fn rows(&self) -> &[Vec<u64>] {
        &self.rows
    }

    /// Pearson's chi-square: whether the answers are spread alike in all rows.
    ///
    /// # Formula
    ///
    /// Σ (x − e)² ÷ e over all cells, e = row sum times column sum ÷ N; (rows − 1)(columns − 1)
    /// degrees of freedom.
    ///
    /// # Conventions
    ///
    /// No continuity correction; for two groups with it see
    /// [`TwoProportionTest::ChiSquareYates`](crate::TwoProportionTest::ChiSquareYates).
    ///
    /// # Common mistake
    ///
    /// Using it for ordered answers, whose order it does not see: Mann-Whitney does.
    ///
    /// # What others do
    ///
    /// R's `chisq.test` and `prop.test` and SciPy's `chi2_contingency` alike for more than two by
    /// two, where they do not correct.
    ///
    /// # Errors
    ///
    /// None in practice.
    pub fn chi_square(&self) -> Result<HypothesisTest, ContingencyTableError> {
        let columns = self.rows.first().map_or(0, Vec::len);
        let sum = |counts: &[u64]| counts.iter().map(|count| *count as f64).sum::<f64>();
        let of_column = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|c| *c as f64).sum::<f64>()
        };
        let margins: Vec<f64> = (0..columns).map(of_column).collect();
        let total: f64 = margins.iter().sum();
        let cell = |row: f64, column: f64, count: f64| {
            let expected = row * (column / total);
            (count - expected) * ((count - expected) / expected)
        };
        let of_row = |row: &Vec<u64>| {
            let all = sum(row);
            row.iter().zip(&margins).map(|(c, column)| cell(all, *column, *c as f64)).sum::<f64>()
        };
        let statistic = self.rows.iter().map(of_row).sum();
        let degrees = (self.rows.len() - 1) * (columns - 1);
        let degrees = u32::try_from(degrees).unwrap_or(u32::MAX);
        Ok(HypothesisTest::chi_square(TestMethod::ChiSquare, statistic, degrees)?)
    }

    /// The smallest count that is expected in a cell. Below 5 the chi-square is rough.
    #[must_use]
    pub fn smallest_expected(&self) -> f64 {
        let columns = self.rows.first().map_or(0, Vec::len);
        let row = self.rows.iter().map(|row| row.iter().map(|c| *c as f64).sum::<f64>());
        let of_column = |column: usize| {
            self.rows.iter().filter_map(|row| row.get(column)).map(|c| *c as f64).sum::<f64>()
        };
        let total: f64 = (0..columns).map(of_column).sum();
        let least = (0..columns).map(of_column).fold(f64::INFINITY, f64::min);
        row.fold(f64::INFINITY, f64::min) * (least / total)
    }
}

impl TryFrom<Vec<Vec<u64>>> for ContingencyTable {
    type Error = ContingencyTableError;

    fn try_from(rows: Vec<Vec<u64>>) -> Result<Self, Self::Error> {
        Self::try_new(rows)
    }
}

impl From<ContingencyTable> for Vec<Vec<u64>> {
    fn from(table: ContingencyTable) -> Self {
        table.rows
    }
}
