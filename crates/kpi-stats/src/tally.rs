//! Values counted.

/// Different values in rising order, each with how often it was seen.
///
/// What rank methods work on. Ordinal scores have a handful of different values, so a hundred
/// million answers take eleven entries; values that are all different are sorted once.
///
/// An accumulator: observe anywhere, [`merge`](Self::merge), in any order.
///
/// ```
/// use kpi_stats::Tally;
///
/// let mut answers = Tally::try_from_values([9.0, 10.0, 9.0])?;
/// answers.observe_many(3.0, 2)?;
/// assert_eq!(answers.counts(), [(3.0, 2), (9.0, 2), (10.0, 1)]);
/// assert_eq!(answers.n(), 5);
/// # Ok::<(), kpi_stats::TallyError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Vec<(f64, u64)>", into = "Vec<(f64, u64)>"))]
pub struct Tally {
    counts: Vec<(f64, u64)>,
    n: u64,
}

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TallyError {
    /// Not a finite number.
    #[error("the value {value} is not a finite number")]
    Value {
        /// What was given.
        value: f64,
    },
    /// More than are counted.
    #[error("more than {} values", Tally::MAX_VALUES)]
    TooManyValues,
}

impl Tally {
    /// The most values that are counted: 2⁵³, up to which floats hold every count.
    pub const MAX_VALUES: u64 = 1 << 53;

    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// From values, in any order.
    ///
    /// # Errors
    ///
    /// [`TallyError::Value`] for the first that is not a finite number.
    pub fn try_from_values(values: impl IntoIterator<Item = f64>) -> Result<Self, TallyError> {
        Self::try_from_counts(values.into_iter().map(|value| (value, 1)))
    }

    /// From values with how often each was seen, in any order; a value may come more than once.
    ///
    /// # Errors
    ///
    /// [`TallyError`].
    pub fn try_from_counts(
        counts: impl IntoIterator<Item = (f64, u64)>,
    ) -> Result<Self, TallyError> {
        let mut tally = Self::new();
        for (value, count) in counts {
            tally.take(value, count)?;
        }
        tally.settle();
        Ok(tally)
    }

    /// Takes in a value.
    ///
    /// # Errors
    ///
    /// [`TallyError`]; nothing is taken in then.
    pub fn observe(&mut self, value: f64) -> Result<(), TallyError> {
        self.observe_many(value, 1)
    }

    /// Takes in a value that was seen `count` times. Quick where there are few different values;
    /// for many use [`try_from_values`](Self::try_from_values).
    ///
    /// # Errors
    ///
    /// [`TallyError`]; nothing is taken in then.
    pub fn observe_many(&mut self, value: f64, count: u64) -> Result<(), TallyError> {
        let known = self.counts.binary_search_by(|entry| entry.0.total_cmp(&(value + 0.0)));
        self.take(value, count)?;
        if let Ok(at) = known {
            self.counts.pop();
            if let Some(entry) = self.counts.get_mut(at) {
                entry.1 += count;
            }
        } else {
            self.settle();
        }
        Ok(())
    }

    /// Takes in what another has seen.
    ///
    /// # Errors
    ///
    /// [`TallyError::TooManyValues`]; nothing is taken in then.
    pub fn merge(&mut self, other: &Self) -> Result<(), TallyError> {
        let n = self.n.checked_add(other.n).filter(|n| *n <= Self::MAX_VALUES);
        self.n = n.ok_or(TallyError::TooManyValues)?;
        self.counts.extend_from_slice(&other.counts);
        self.settle();
        Ok(())
    }

    /// The different values in rising order, each with its count.
    #[must_use]
    pub fn counts(&self) -> &[(f64, u64)] {
        &self.counts
    }

    /// Number of values.
    #[must_use]
    pub const fn n(&self) -> u64 {
        self.n
    }

    /// Puts an entry at the end.
    fn take(&mut self, value: f64, count: u64) -> Result<(), TallyError> {
        if !value.is_finite() {
            return Err(TallyError::Value { value });
        }
        let n = self.n.checked_add(count).filter(|n| *n <= Self::MAX_VALUES);
        self.n = n.ok_or(TallyError::TooManyValues)?;
        // Minus zero is zero.
        self.counts.push((value + 0.0, count));
        Ok(())
    }

    /// Sorts the entries and joins equal values.
    fn settle(&mut self) {
        self.counts.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.counts.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        self.counts.retain(|entry| entry.1 > 0);
    }
}

impl TryFrom<Vec<(f64, u64)>> for Tally {
    type Error = TallyError;

    fn try_from(counts: Vec<(f64, u64)>) -> Result<Self, Self::Error> {
        Self::try_from_counts(counts)
    }
}

impl From<Tally> for Vec<(f64, u64)> {
    fn from(tally: Tally) -> Self {
        tally.counts
    }
}
