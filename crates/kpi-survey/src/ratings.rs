//! Ratings of several items by the same respondents.

mod correlations;
mod error;
mod item;
mod table;

pub use error::RatingsError;
pub use item::RatedItem;

pub(crate) use correlations::{Constant, Correlations};
pub(crate) use table::Table;

/// How satisfied the same respondents are with several items, and overall.
///
/// The input of [`Importance`](crate::Importance), [`Portfolio`](crate::Portfolio) and
/// [`CronbachAlpha`](crate::CronbachAlpha). Row by row the columns belong to one respondent.
///
/// # Conventions
///
/// Not everybody answers everything. Which answers count is [`MissingRatings`], by name.
///
/// # Worked example
///
/// ```
/// use kpi_survey::{MissingRatings, RatedItem, Ratings};
///
/// let speed = RatedItem::try_values("speed", [Some(4.0), Some(2.0), None, Some(5.0)])?;
/// let price = RatedItem::try_values("price", [Some(3.0), Some(3.0), Some(1.0), Some(4.0)])?;
/// let overall = RatedItem::try_values("overall", [Some(4.0), Some(3.0), Some(2.0), Some(5.0)])?;
/// let ratings = Ratings::try_new([speed, price])?.with_overall(overall)?;
/// assert_eq!(ratings.respondents(), 4);
/// assert_eq!(ratings.complete(), 3);
/// assert_eq!(ratings.missing(), MissingRatings::CompleteCases);
/// # Ok::<(), kpi_survey::RatingsError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Ratings {
    items: Vec<RatedItem>,
    overall: Option<RatedItem>,
    asked: Vec<RatedItem>,
    missing: MissingRatings,
}

/// Whose answers count where some are missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum MissingRatings {
    /// Only respondents who answered everything that is used: all figures are about the same people,
    /// often few. R's `use = "complete.obs"`.
    #[default]
    CompleteCases,
    /// Every figure takes everybody who answered what it needs: a mean all answers to the item, a
    /// correlation all who answered both. R's `use = "pairwise.complete.obs"`.
    ///
    /// # Common mistake
    ///
    /// Putting such correlations into one regression: they are about different people and may
    /// contradict each other ([`ImportanceError::Inconsistent`](crate::ImportanceError::Inconsistent)
    /// is the worst case). Where questions do not apply to many, as the lounge to those who never saw
    /// it, prefer plain correlations.
    Pairwise,
}

impl Ratings {
    /// Items rated by the same respondents, in the same order.
    ///
    /// # Errors
    ///
    /// [`RatingsError`] without items, for a name given twice and for columns of different lengths.
    pub fn try_new(items: impl IntoIterator<Item = RatedItem>) -> Result<Self, RatingsError> {
        let items: Vec<RatedItem> = items.into_iter().collect();
        let first = items.first().ok_or(RatingsError::NoItems)?;
        let expected = first.len();
        for (at, item) in items.iter().enumerate() {
            item.has_length(expected)?;
            if items.iter().take(at).any(|before| before.name() == item.name()) {
                return Err(RatingsError::Twice { item: item.name().to_owned() });
            }
        }
        Ok(Self { items, overall: None, asked: Vec::new(), missing: MissingRatings::default() })
    }

    /// With overall satisfaction, against which importance is measured.
    ///
    /// # Errors
    ///
    /// [`RatingsError::Length`] for another number of respondents, [`RatingsError::Twice`] for the
    /// name of an item: an item is no measure of itself.
    pub fn with_overall(self, overall: RatedItem) -> Result<Self, RatingsError> {
        overall.has_length(self.respondents())?;
        if self.position(overall.name()).is_some() {
            return Err(RatingsError::Twice { item: overall.name().to_owned() });
        }
        Ok(Self { overall: Some(overall), ..self })
    }

    /// With how important each item is to the respondents by their own word: one column for each
    /// item, by its name, in any order.
    ///
    /// # Errors
    ///
    /// [`RatingsError`] for an item without a column, a column without an item, a name given twice
    /// and another number of respondents.
    pub fn with_asked_importance(
        self,
        asked: impl IntoIterator<Item = RatedItem>,
    ) -> Result<Self, RatingsError> {
        let mut given = Self::try_new(asked)?.items;
        if let Some(stray) = given.iter().find(|column| self.position(column.name()).is_none()) {
            return Err(RatingsError::Unknown { item: stray.name().to_owned() });
        }
        let mut asked = Vec::with_capacity(self.items.len());
        for item in &self.items {
            let at = given.iter().position(|column| column.name() == item.name());
            let Some(at) = at else {
                return Err(RatingsError::NotAsked { item: item.name().to_owned() });
            };
            let column = given.swap_remove(at);
            column.has_length(self.respondents())?;
            asked.push(column);
        }
        Ok(Self { asked, ..self })
    }

    /// With another rule for missing answers; complete cases otherwise.
    #[must_use]
    pub fn with_missing(self, missing: MissingRatings) -> Self {
        Self { missing, ..self }
    }

    /// Without an item, such as one that [`Importance`](crate::Importance) cannot use.
    ///
    /// # Errors
    ///
    /// [`RatingsError::Unknown`] for what is no item, [`RatingsError::NoItems`] when it was the last.
    pub fn without(mut self, item: &str) -> Result<Self, RatingsError> {
        let unknown = || RatingsError::Unknown { item: item.to_owned() };
        let at = self.position(item).ok_or_else(unknown)?;
        if self.items.len() == 1 {
            return Err(RatingsError::NoItems);
        }
        self.items.remove(at);
        if !self.asked.is_empty() {
            self.asked.remove(at);
        }
        Ok(self)
    }

    /// The items.
    #[must_use]
    pub fn items(&self) -> &[RatedItem] {
        &self.items
    }

    /// Overall satisfaction, where given.
    #[must_use]
    pub const fn overall(&self) -> Option<&RatedItem> {
        self.overall.as_ref()
    }

    /// Importance by the respondents' own word, in the order of the items; empty where not given.
    #[must_use]
    pub fn asked_importance(&self) -> &[RatedItem] {
        &self.asked
    }

    /// Whose answers count.
    #[must_use]
    pub const fn missing(&self) -> MissingRatings {
        self.missing
    }

    /// How many respondents there are, whatever they answered.
    #[must_use]
    pub fn respondents(&self) -> usize {
        self.items.first().map_or(0, RatedItem::len)
    }

    /// How many answered all items, and overall satisfaction where given.
    #[must_use]
    pub fn complete(&self) -> usize {
        let columns = || self.items.iter().chain(&self.overall);
        (0..self.respondents())
            .filter(|row| columns().all(|column| column.at(*row).is_some()))
            .count()
    }

    pub(crate) fn position(&self, item: &str) -> Option<usize> {
        self.items.iter().position(|known| known.name() == item)
    }

    pub(crate) fn name(&self, at: usize) -> String {
        // The overall rating stands behind the items.
        let column = self.items.get(at).or(self.overall.as_ref());
        column.map(|column| column.name().to_owned()).unwrap_or_default()
    }

    /// The columns as a table, under the rule for missing answers.
    pub(crate) fn table<'a>(&self, columns: impl Iterator<Item = &'a RatedItem>) -> Table {
        Table::new(&columns.collect::<Vec<_>>(), self.missing)
    }
}
