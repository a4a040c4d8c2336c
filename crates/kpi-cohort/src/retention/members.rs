//! Who is behind a cell.

use super::book::{Opening, RowKey, Visitor};
use super::frame::{Frame, Sight};
use super::{CohortKey, EntityId, RetentionError, RetentionGrid};

/// The members of a cohort, sorted into what one cell knows of them. Every member is in one list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct CellMembers {
    /// Numerator: window over, returned.
    pub returned: Vec<EntityId>,
    /// Rest of the denominator: window over, did not return.
    pub not_returned: Vec<EntityId>,
    /// Window running, returned already.
    pub returned_so_far: Vec<EntityId>,
    /// Window running, may still return.
    pub may_still: Vec<EntityId>,
    /// Window not begun, or begun before the records do.
    pub not_observed: Vec<EntityId>,
}

struct Collect<'a> {
    frame: Frame<'a>,
    row: RowKey,
    column: u32,
    found: Vec<(u64, Sight, bool)>,
}

impl Visitor for Collect<'_> {
    fn opening(&mut self, opening: &Opening<'_>) -> Result<(), RetentionError> {
        if opening.row == self.row {
            let (first, last) = self.frame.spec.ages_of(self.column).unwrap_or_default();
            let sight = self.frame.sight_of_ages(opening.start, first, last)?;
            self.found.push((opening.key, sight, opening.hits.contains(&self.column)));
        }
        Ok(())
    }
}

impl RetentionGrid {
    /// Who is behind the cell of a cohort and a column.
    ///
    /// # Errors
    ///
    /// [`RetentionError::NoCohort`] and [`RetentionError::NoColumn`] for a cell that is not there,
    /// [`RetentionError::Forgotten`] after [`RetentionGrid::forget_members`].
    pub fn members(&self, cohort: &CohortKey, column: u32) -> Result<CellMembers, RetentionError> {
        let book = self.book.as_deref().ok_or(RetentionError::Forgotten)?;
        let columns = self.columns();
        if column >= columns {
            return Err(RetentionError::NoColumn { column, columns });
        }
        let known = self.cohort(cohort).and_then(|_| book.row_key(cohort));
        let Some(row) = known else {
            return Err(RetentionError::NoCohort { cohort: format!("{cohort:?}") });
        };
        let mut collect = Collect { frame: book.frame(), row, column, found: Vec::new() };
        book.visit_all(&mut collect)?;
        let mut members = CellMembers::default();
        for (key, sight, hit) in collect.found {
            let list = match (sight, hit) {
                (Sight::Over, true) => &mut members.returned,
                (Sight::Over, false) => &mut members.not_returned,
                (Sight::Running { .. }, true) => &mut members.returned_so_far,
                (Sight::Running { .. }, false) => &mut members.may_still,
                (Sight::NotBegun | Sight::BeforeRecords, _) => &mut members.not_observed,
            };
            list.push(book.ids.id(key));
        }
        for list in [
            &mut members.returned,
            &mut members.not_returned,
            &mut members.returned_so_far,
            &mut members.may_still,
            &mut members.not_observed,
        ] {
            list.sort_unstable();
        }
        Ok(members)
    }

    /// Gives up the ids: the grid then holds its cells and nothing else.
    pub fn forget_members(&mut self) {
        self.book = None;
    }
}
