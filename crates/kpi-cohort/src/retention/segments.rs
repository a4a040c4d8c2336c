//! One grid for each value of an attribute.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kpi_types::{AttributeHistory, CustomerId, SegmentTiming, date_of_day};

use super::book::{Book, Opening, Visitor};
use super::revenue::MoneyTally;
use super::tally::Tally;
use super::{NotUsed, RetentionError, RetentionGrid};

/// The grid of one segment.
#[derive(Debug, Clone, PartialEq)]
pub struct SegmentGrid {
    /// The attribute's value; `None` for members who had none.
    pub value: Option<Box<str>>,
    /// Cells of these members, and their money where the specification counts it. The sum over all
    /// segments is the grid of everybody. It has no members lists; ask the grid it came from.
    pub grid: RetentionGrid,
}

/// Which segment each opening belongs to.
#[derive(Default)]
struct Labels<'a> {
    history: Option<(&'a AttributeHistory, SegmentTiming)>,
    book: Option<&'a Book>,
    known: HashMap<(u64, i32), Option<Box<str>>>,
}

impl Visitor for Labels<'_> {
    fn opening(&mut self, opening: &Opening<'_>) -> Result<(), RetentionError> {
        let (Some((history, timing)), Some(book)) = (self.history, self.book) else {
            return Ok(());
        };
        let date = date_of_day(opening.day).map_err(|_| RetentionError::End)?;
        let grain = match book.spec.windows {
            super::AgeWindows::Calendar(grain) => grain,
            super::AgeWindows::Rolling(_) => book.spec.cohort_grain,
        };
        let span = book.spec.calendar.span(book.spec.calendar.period_of(date, grain)?)?;
        let date = match timing {
            SegmentTiming::PeriodEnd => span.end().pred_opt().unwrap_or(date),
            _ => span.start(),
        };
        // Ids of numbers are looked up by their digits.
        let id = CustomerId::try_new(book.ids.id(opening.key).to_string());
        let value = id.ok().and_then(|id| history.value_on(&id, date).map(Box::from));
        self.known.insert((opening.key, opening.day), value);
        Ok(())
    }
}

/// Passes on the openings of one segment.
struct Only<'a, 'b> {
    labels: &'a Labels<'b>,
    value: Option<Box<str>>,
    tally: Tally<'b>,
    money: Option<MoneyTally<'b>>,
}

impl Visitor for Only<'_, '_> {
    fn opening(&mut self, opening: &Opening<'_>) -> Result<(), RetentionError> {
        match self.labels.known.get(&(opening.key, opening.day)) {
            Some(value) if *value == self.value => {
                if let Some(money) = &mut self.money {
                    money.opening(opening)?;
                }
                self.tally.opening(opening)
            }
            _ => Ok(()),
        }
    }
}

impl RetentionGrid {
    /// The grid apart by an attribute of the entities (or accounts), such as plan or industry.
    ///
    /// # Conventions
    ///
    /// The value on the first or last day of the period in which somebody started decides: of the
    /// window's period with calendar windows, of the cohort's with rolling ones. A member stays in
    /// that segment at every age. Ids that are numbers are looked up by their digits.
    ///
    /// # Errors
    ///
    /// [`RetentionError::Forgotten`] after [`RetentionGrid::forget_members`].
    pub fn by_segment(
        &self,
        history: &AttributeHistory,
        timing: SegmentTiming,
    ) -> Result<Vec<SegmentGrid>, RetentionError> {
        let book = self.book.as_ref().ok_or(RetentionError::Forgotten)?;
        let mut labels =
            Labels { history: Some((history, timing)), book: Some(book), known: HashMap::new() };
        book.visit_all(&mut labels)?;
        let values: BTreeSet<Option<Box<str>>> = labels.known.values().cloned().collect();
        let mut grids = Vec::new();
        for value in values {
            let (tally, money) = (Tally::new(book.frame()), MoneyTally::of(book));
            let mut only = Only { labels: &labels, value, tally, money };
            book.visit_all(&mut only)?;
            let Only { value, tally, money, .. } = only;
            let money = money.map_or(Ok(BTreeMap::new()), MoneyTally::cells)?;
            let grid = Self::of_cells(book, tally, money, NotUsed::default())?;
            grids.push(SegmentGrid { value, grid });
        }
        Ok(grids)
    }
}
