//! Events as columns.

use chrono::NaiveDate;
use kpi_cohort::{EventColumns, Retention, RetentionGrid, RetentionSpec, TimeColumn};
use kpi_types::day_number;

use crate::reference::{Case, CaseError};

/// Ids and days.
#[derive(Default)]
pub(super) struct Log {
    pub(super) ids: Vec<u64>,
    pub(super) days: Vec<i32>,
}

impl Log {
    /// A file of two columns, `uid,eventDate`.
    pub(super) fn read(case: &Case, name: &str) -> Result<Self, CaseError> {
        let mut log = Self::default();
        for line in case.data_file(name)?.lines().skip(1) {
            let row = line.split_once(',').and_then(|(id, date)| {
                Some((id.parse().ok()?, date.trim().parse::<NaiveDate>().ok()?))
            });
            let (id, date) = row.ok_or_else(|| unreadable(line))?;
            log.push(id, date);
        }
        Ok(log)
    }

    pub(super) fn push(&mut self, id: u64, date: NaiveDate) {
        self.ids.push(id);
        self.days.push(day_number(date));
    }

    pub(super) fn columns(&self) -> EventColumns<'_> {
        EventColumns::new(&self.ids[..], TimeColumn::Days(&self.days))
    }

    pub(super) fn grid(&self, spec: RetentionSpec) -> Result<RetentionGrid, CaseError> {
        let mut retention = Retention::try_new(spec).map_err(CaseError::refused)?;
        retention.observe_columns(&self.columns()).map_err(CaseError::refused)?;
        let grid = retention.finish().map_err(CaseError::refused)?;
        if grid.not_used().is_empty() {
            Ok(grid)
        } else {
            Err(CaseError::Refused { why: format!("not all was used: {:?}", grid.not_used()) })
        }
    }
}

pub(super) fn unreadable(line: &str) -> CaseError {
    CaseError::Form { part: "the data file", why: format!("{line:?} cannot be read") }
}

pub(super) fn expected(why: impl Into<String>) -> CaseError {
    CaseError::Form { part: "expected", why: why.into() }
}
