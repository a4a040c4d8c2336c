//! The finished grid.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use kpi_stats::ConfidenceLevel;
use kpi_types::{Period, Undefined};

use super::book::{Book, RowKey};
use super::revenue::RevenueCell;
use super::tally::Tally;
use super::{Cell, CellStatus, NotUsed, NotUsedReason, RetentionError, RetentionSpec};

/// What the members of a row have in common.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum CohortKey {
    /// They started in this period.
    Period(Period),
    /// They were placed with this value; `None` for those placed without one.
    Value(Option<Box<str>>),
}

/// One row: a cohort at every age.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct CohortRow {
    key: CohortKey,
    label: String,
    size: u64,
    cells: Vec<Cell>,
    revenue: Vec<RevenueCell>,
}

impl CohortRow {
    /// What its members have in common.
    #[must_use]
    pub fn key(&self) -> &CohortKey {
        &self.key
    }

    /// How it is called: `2026-01`, or the value.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Number of members.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// One cell for each column.
    #[must_use]
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The cell of a column.
    #[must_use]
    pub fn cell(&self, column: u32) -> Option<&Cell> {
        self.cells.get(column as usize)
    }

    /// Money at each age, where the specification counts it.
    #[must_use]
    pub fn revenue(&self) -> &[RevenueCell] {
        &self.revenue
    }
}

/// Cohorts by age, every cell with what is known about it.
///
/// Rows without members are not there: a month in which nobody started has no retention.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct RetentionGrid {
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) spec: RetentionSpec,
    cohorts: Vec<CohortRow>,
    #[cfg_attr(feature = "serde", serde(skip))]
    not_used: NotUsed,
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(crate) book: Option<Arc<Book>>,
}

/// The same cells, whether or not members are still known.
impl PartialEq for RetentionGrid {
    fn eq(&self, other: &Self) -> bool {
        (&self.spec, &self.cohorts, &self.not_used)
            == (&other.spec, &other.cohorts, &other.not_used)
    }
}

impl RetentionGrid {
    /// The cells of a tally, without members.
    pub(crate) fn of_cells(
        book: &Book,
        tally: Tally<'_>,
        mut revenue: BTreeMap<RowKey, Vec<RevenueCell>>,
        not_used: NotUsed,
    ) -> Result<Self, RetentionError> {
        let mut cohorts = Vec::new();
        for (row, cells) in tally.cells()? {
            let key = book.cohort_key(row);
            let label = book.label(&key)?;
            let size = cells.first().map_or(0, Cell::size);
            let revenue = revenue.remove(&row).unwrap_or_default();
            cohorts.push(CohortRow { key, label, size, cells, revenue });
        }
        Ok(Self { spec: book.spec.clone(), cohorts, not_used, book: None })
    }

    /// The question it answers.
    #[must_use]
    pub fn spec(&self) -> &RetentionSpec {
        &self.spec
    }

    /// Rows with members, in order.
    #[must_use]
    pub fn cohorts(&self) -> &[CohortRow] {
        &self.cohorts
    }

    /// The row with a key.
    #[must_use]
    pub fn cohort(&self, key: &CohortKey) -> Option<&CohortRow> {
        self.cohorts.iter().find(|row| row.key == *key)
    }

    /// The row with a label, such as `2026-01`.
    #[must_use]
    pub fn cohort_named(&self, label: &str) -> Option<&CohortRow> {
        self.cohorts.iter().find(|row| row.label == label)
    }

    /// Number of columns.
    #[must_use]
    pub fn columns(&self) -> u32 {
        self.spec.columns()
    }

    /// What was left out, and why.
    #[must_use]
    pub fn not_used(&self) -> &NotUsed {
        &self.not_used
    }

    /// How often a reason to leave something out applied.
    #[must_use]
    pub fn left_out(&self, reason: NotUsedReason) -> u64 {
        self.not_used.count(reason)
    }

    /// All cohorts together at one column: a single retention line over everybody whose window is
    /// over.
    ///
    /// # Errors
    ///
    /// The reason where there are no cohorts or no such column.
    pub fn total(&self, column: u32) -> Result<Cell, Undefined> {
        let cells = self.cohorts.iter().filter_map(|row| row.cell(column)).copied();
        cells
            .reduce(|sum, cell| sum.joined(&cell))
            .ok_or_else(|| Undefined::EmptyPopulation { of: "cohorts".to_owned() })
    }
}

impl Book {
    pub(crate) fn cohort_key(&self, row: RowKey) -> CohortKey {
        match row {
            RowKey::Period(index) => CohortKey::Period(Period::new(self.spec.cohort_grain, index)),
            RowKey::Value(place) => {
                let value = place.and_then(|place| self.values.get(place as usize));
                CohortKey::Value(value.cloned())
            }
        }
    }

    pub(crate) fn row_key(&self, key: &CohortKey) -> Option<RowKey> {
        Some(match key {
            CohortKey::Period(period) if period.grain() == self.spec.cohort_grain => {
                RowKey::Period(period.index())
            }
            CohortKey::Period(_) => return None,
            CohortKey::Value(None) => RowKey::Value(None),
            CohortKey::Value(Some(value)) => {
                let place = self.values.binary_search(value).ok()?;
                RowKey::Value(u32::try_from(place).ok())
            }
        })
    }

    pub(crate) fn label(&self, key: &CohortKey) -> Result<String, RetentionError> {
        Ok(match key {
            CohortKey::Period(period) => self.spec.calendar.label(*period)?,
            CohortKey::Value(Some(value)) => value.as_ref().to_owned(),
            CohortKey::Value(None) => "(no value)".to_owned(),
        })
    }
}

/// A table for people: percentages, `*` for a window that is still running, `–` for one that has
/// not begun or has nobody eligible.
impl fmt::Display for RetentionGrid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.cohorts.iter().map(|row| row.label.chars().count()).max().unwrap_or(6);
        let width = width.max(6);
        write!(f, "{:width$} {:>8}", "cohort", "size")?;
        for column in 0..self.columns() {
            let (first, last) = self.spec.ages_of(column).unwrap_or_default();
            let range = matches!(self.spec.mode, super::ReturnMode::Brackets(_)) && first != last;
            let name = if range { format!("{first}-{last}") } else { last.to_string() };
            write!(f, " {name:>7}")?;
        }
        for row in &self.cohorts {
            write!(f, "\n{:width$} {:>8}", row.label, row.size)?;
            row.cells.iter().try_for_each(|cell| write!(f, " {:>7}", shown(cell)))?;
        }
        Ok(())
    }
}

fn shown(cell: &Cell) -> String {
    let percent = |rate: Result<kpi_types::Estimate, Undefined>| {
        rate.map_or("–".to_owned(), |rate| format!("{:.1}%", rate.point() * 100.0))
    };
    match cell.status() {
        CellStatus::Unobservable => "–".to_owned(),
        CellStatus::Complete => percent(cell.rate(ConfidenceLevel::P95)),
        CellStatus::Partial { .. } if cell.eligible() > 0 => {
            format!("{}*", percent(cell.rate(ConfidenceLevel::P95)))
        }
        CellStatus::Partial { .. } => {
            format!("{}*", percent(cell.rate_so_far(ConfidenceLevel::P95)))
        }
    }
}
