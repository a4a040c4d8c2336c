//! What counts as having returned.

/// Which ages make a return.
///
/// An age is *active* when it holds at least the minimum number of return events.
///
/// | mode | column k counts who was active | fully observed when |
/// |---|---|---|
/// | on | at age k | window k is over |
/// | on or after | at any age ≥ k | never: somebody may still come back; the denominator are those whose window k is over |
/// | on or before | at any age from 1 to k (column 0: at age 0) | window k is over |
/// | brackets | at any age of bracket k | the bracket's last window is over |
/// | streak | at every age from 1 to k (column 0: at age 0) | window k is over |
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ReturnMode {
    /// N-day retention, *return on*.
    #[default]
    On,
    /// Rolling or *unbounded* retention, *return on or after*.
    OnOrAfter,
    /// Came back at least once so far.
    OnOrBefore,
    /// Custom ranges of ages.
    Brackets(Brackets),
    /// Came back in every window so far.
    Streak,
}

/// Ranges of ages, in order and without overlap.
///
/// ```
/// use kpi_cohort::Brackets;
///
/// let weeks = Brackets::try_new([(0, 0), (1, 3), (4, 7)])?;
/// assert_eq!(weeks.ranges(), [(0, 0), (1, 3), (4, 7)]);
/// assert!(Brackets::try_new([(1, 3), (3, 5)]).is_err());
/// # Ok::<(), kpi_cohort::BracketsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Vec<(u32, u32)>", into = "Vec<(u32, u32)>"))]
pub struct Brackets(Vec<(u32, u32)>);

/// Why ranges are not brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BracketsError {
    /// No range.
    #[error("no bracket: at least one range of ages is needed")]
    Empty,
    /// The last age comes before the first.
    #[error("bracket {first}-{last} runs backwards: expected first <= last")]
    Backwards {
        /// First age.
        first: u32,
        /// Last age.
        last: u32,
    },
    /// A range begins before the one before it ends.
    #[error("bracket {first}-{last} begins before age {after} is over: expected order, no overlap")]
    Overlap {
        /// First age.
        first: u32,
        /// Last age.
        last: u32,
        /// Last age of the bracket before.
        after: u32,
    },
    /// The last age is past the longest horizon.
    #[error("bracket {first}-{last} reaches past age {most}")]
    TooFar {
        /// First age.
        first: u32,
        /// Last age.
        last: u32,
        /// The last possible age.
        most: u32,
    },
}

impl Brackets {
    /// Checks ranges, both ends included.
    ///
    /// # Errors
    ///
    /// [`BracketsError`] for no range, a backwards one, an overlap or ages past
    /// [`RetentionSpec::MAX_HORIZON`](crate::RetentionSpec::MAX_HORIZON).
    pub fn try_new(ranges: impl Into<Vec<(u32, u32)>>) -> Result<Self, BracketsError> {
        let ranges = ranges.into();
        let most = crate::RetentionSpec::MAX_HORIZON;
        let mut before: Option<u32> = None;
        for &(first, last) in &ranges {
            if last < first {
                return Err(BracketsError::Backwards { first, last });
            }
            if let Some(after) = before.filter(|after| first <= *after) {
                return Err(BracketsError::Overlap { first, last, after });
            }
            if last > most {
                return Err(BracketsError::TooFar { first, last, most });
            }
            before = Some(last);
        }
        if ranges.is_empty() { Err(BracketsError::Empty) } else { Ok(Self(ranges)) }
    }

    /// First and last age of each, in order.
    #[must_use]
    pub fn ranges(&self) -> &[(u32, u32)] {
        &self.0
    }

    /// The last age of the last bracket.
    pub(crate) fn last_age(&self) -> u32 {
        self.0.last().map_or(0, |range| range.1)
    }
}

impl TryFrom<Vec<(u32, u32)>> for Brackets {
    type Error = BracketsError;

    fn try_from(ranges: Vec<(u32, u32)>) -> Result<Self, Self::Error> {
        Self::try_new(ranges)
    }
}

impl From<Brackets> for Vec<(u32, u32)> {
    fn from(brackets: Brackets) -> Self {
        brackets.0
    }
}

/// Calls `hit` with each column in which somebody with these active ages counts as returned, each
/// once. `ages` is ascending, without repetition.
pub(crate) fn columns_hit(mode: &ReturnMode, columns: u32, ages: &[u32], mut hit: impl FnMut(u32)) {
    match mode {
        ReturnMode::On => ages.iter().filter(|age| **age < columns).for_each(|age| hit(*age)),
        ReturnMode::OnOrAfter => {
            if let Some(last) = ages.last() {
                (0..columns.min(last.saturating_add(1))).for_each(hit);
            }
        }
        ReturnMode::OnOrBefore => {
            if ages.first() == Some(&0) && columns > 0 {
                hit(0);
            }
            if let Some(first) = ages.iter().find(|age| **age > 0) {
                (*first..columns).for_each(hit);
            }
        }
        ReturnMode::Streak => {
            if ages.first() == Some(&0) && columns > 0 {
                hit(0);
            }
            let later = ages.iter().filter(|age| **age > 0);
            let unbroken = later.zip(1..columns).take_while(|(age, next)| **age == *next);
            unbroken.for_each(|(_, next)| hit(next));
        }
        ReturnMode::Brackets(brackets) => {
            let mut ages = ages.iter().copied().peekable();
            for (column, (first, last)) in (0..).zip(brackets.ranges()) {
                while ages.next_if(|age| age < first).is_some() {}
                if ages.peek().is_some_and(|age| age <= last) {
                    hit(column);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(mode: &ReturnMode, columns: u32, ages: &[u32]) -> Vec<u32> {
        let mut found = Vec::new();
        columns_hit(mode, columns, ages, |column| found.push(column));
        found
    }

    #[test]
    fn each_mode_reads_the_same_ages_its_way() {
        let ages = [0, 1, 2, 4, 9];
        assert_eq!(hits(&ReturnMode::On, 6, &ages), [0, 1, 2, 4]);
        assert_eq!(hits(&ReturnMode::OnOrAfter, 6, &ages), [0, 1, 2, 3, 4, 5]);
        assert_eq!(hits(&ReturnMode::OnOrAfter, 20, &ages).len(), 10);
        assert_eq!(hits(&ReturnMode::OnOrBefore, 4, &[0, 2]), [0, 2, 3]);
        assert_eq!(hits(&ReturnMode::Streak, 6, &ages), [0, 1, 2]);
        assert_eq!(hits(&ReturnMode::Streak, 6, &[2, 3]), [0_u32; 0]);
        let brackets = Brackets::try_new([(0, 0), (3, 5), (6, 8), (9, 10)]).unwrap();
        assert_eq!(hits(&ReturnMode::Brackets(brackets), 4, &ages), [0, 1, 3]);
    }

    #[test]
    fn every_refusal() {
        assert_eq!(Brackets::try_new([]), Err(BracketsError::Empty));
        assert_eq!(
            Brackets::try_new([(3, 1)]),
            Err(BracketsError::Backwards { first: 3, last: 1 })
        );
        assert_eq!(
            Brackets::try_new([(0, 2), (2, 3)]),
            Err(BracketsError::Overlap { first: 2, last: 3, after: 2 })
        );
        let far = u32::MAX;
        assert!(matches!(Brackets::try_new([(0, far)]), Err(BracketsError::TooFar { .. })));
    }
}
