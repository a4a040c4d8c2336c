//! What is wrong with ratings.

/// What is wrong with ratings.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RatingsError {
    /// Nothing is rated.
    #[error("no items: ratings need at least one")]
    NoItems,
    /// A name stands for two columns.
    #[error("the item {item:?} stands twice")]
    Twice {
        /// The name.
        item: String,
    },
    /// Columns of different numbers of respondents.
    #[error("item {item:?} has {found} rows, the others {expected}")]
    Length {
        /// The item.
        item: String,
        /// Rows of the others.
        expected: usize,
        /// Its own.
        found: usize,
    },
    /// A rating that is not a finite number.
    #[error("item {item:?}, row {row}: the rating {value} is not a finite number")]
    Value {
        /// The item.
        item: String,
        /// The row, from 0.
        row: usize,
        /// What was given.
        value: f64,
    },
    /// No item has the name.
    #[error("there is no item {item:?}")]
    Unknown {
        /// The name.
        item: String,
    },
    /// An item whose importance was not asked.
    #[error("the importance of item {item:?} was not asked")]
    NotAsked {
        /// The item.
        item: String,
    },
}
