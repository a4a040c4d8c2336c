//! Periods with an index, so that "the month before" is arithmetic.

use std::fmt;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Grain {
    /// Calendar days of the calendar's time zone.
    Day,
    /// Weeks from the calendar's first weekday.
    Week,
    /// Calendar months.
    Month,
    /// Quarters of the fiscal year.
    Quarter,
    /// Fiscal years, named by the year they start in.
    FiscalYear,
}

impl Grain {
    /// All grains, short to long.
    pub const ALL: [Self; 5] =
        [Self::Day, Self::Week, Self::Month, Self::Quarter, Self::FiscalYear];

    /// The name used in catalogs and serde: `day`, `week`, `month`, `quarter`, `fiscal_year`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::FiscalYear => "fiscal_year",
        }
    }

    /// Reads a catalog name; the inverse of [`Grain::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grain| grain.name() == name)
    }
}

impl fmt::Display for Grain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One day, week, month, quarter or fiscal year, as a number in the row of its kind.
///
/// A period is a number; which dates it covers is the [`Calendar`](crate::Calendar)'s business.
/// Periods of one grain have an order, a distance and neighbours. What the index counts:
///
/// | grain | index 0 |
/// |---|---|
/// | day | 1970-01-01 |
/// | week | the week of 1970-01-01 |
/// | month | January of year 0: `year × 12 + month − 1` |
/// | quarter | first quarter of fiscal year 0: `year × 4 + quarter − 1` |
/// | fiscal year | the fiscal year that starts in year 0 |
///
/// ```
/// use kpi_types::{Grain, Period};
///
/// let december = Period::new(Grain::Month, 2025 * 12 + 11);
/// let march = december.checked_add(3)?;
/// assert_eq!(march.index(), 2026 * 12 + 2);
/// assert_eq!(march.distance_from(december)?, 3);
/// # Ok::<(), kpi_types::PeriodError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Period {
    grain: Grain,
    index: i32,
}

/// Why period arithmetic has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PeriodError {
    /// The index would not fit.
    #[error("{grain} {index} plus {step} is outside the calendar")]
    OutOfRange {
        /// The grain.
        grain: Grain,
        /// Where the step starts.
        index: i32,
        /// The step.
        step: i32,
    },
    /// The period lies outside the dates a calendar has.
    #[error("{grain} {index} lies outside the calendar's dates")]
    NoDates {
        /// The grain.
        grain: Grain,
        /// The index.
        index: i32,
    },
    /// The distance would not fit.
    #[error("{grain} {from} and {grain} {to} are too far apart")]
    TooFarApart {
        /// The grain.
        grain: Grain,
        /// The earlier index.
        from: i32,
        /// The later index.
        to: i32,
    },
    /// Periods of two grains.
    #[error("a {left} and a {right} have no distance")]
    GrainMismatch {
        /// Left-hand side.
        left: Grain,
        /// Right-hand side.
        right: Grain,
    },
    /// A text that is not a period.
    #[error("{text:?} is not a period: expected 2026-03-31, 2026-W14, 2026-03, 2026-Q1 or FY2026")]
    Unreadable {
        /// What was read.
        text: String,
    },
}

impl Period {
    /// The period with that index.
    #[must_use]
    pub const fn new(grain: Grain, index: i32) -> Self {
        Self { grain, index }
    }

    /// Its grain.
    #[must_use]
    pub const fn grain(self) -> Grain {
        self.grain
    }

    /// Its place in the row.
    #[must_use]
    pub const fn index(self) -> i32 {
        self.index
    }

    /// The period `step` later, or earlier when negative.
    ///
    /// # Errors
    ///
    /// [`PeriodError::OutOfRange`] when the index would not fit.
    pub fn checked_add(self, step: i32) -> Result<Self, PeriodError> {
        let Self { grain, index } = self;
        let moved =
            index.checked_add(step).ok_or(PeriodError::OutOfRange { grain, index, step })?;
        Ok(Self { grain, index: moved })
    }

    /// How many periods after `earlier` this one is.
    ///
    /// # Errors
    ///
    /// [`PeriodError::GrainMismatch`] for two grains, [`PeriodError::TooFarApart`] when the distance
    /// does not fit.
    pub fn distance_from(self, earlier: Self) -> Result<i32, PeriodError> {
        if self.grain != earlier.grain {
            return Err(PeriodError::GrainMismatch { left: self.grain, right: earlier.grain });
        }
        self.index.checked_sub(earlier.index).ok_or(PeriodError::TooFarApart {
            grain: self.grain,
            from: earlier.index,
            to: self.index,
        })
    }

    /// Every period from this one to `last`, both included; empty when `last` is earlier or of
    /// another grain.
    pub fn through(self, last: Self) -> impl DoubleEndedIterator<Item = Self> {
        let range = (last.grain == self.grain).then_some(self.index..=last.index);
        range.into_iter().flatten().map(move |index| Self { grain: self.grain, index })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_is_total() {
        let last = Period::new(Grain::Week, i32::MAX);
        assert_eq!(
            last.checked_add(1),
            Err(PeriodError::OutOfRange { grain: Grain::Week, index: i32::MAX, step: 1 })
        );
        assert!(last.distance_from(Period::new(Grain::Week, -2)).is_err());
        assert_eq!(
            last.distance_from(Period::new(Grain::Day, 0)),
            Err(PeriodError::GrainMismatch { left: Grain::Week, right: Grain::Day })
        );
    }

    #[test]
    fn through_counts_both_ends() {
        let first = Period::new(Grain::Month, 5);
        assert_eq!(first.through(Period::new(Grain::Month, 7)).count(), 3);
        assert_eq!(first.through(Period::new(Grain::Month, 4)).count(), 0);
        assert_eq!(first.through(Period::new(Grain::Day, 7)).count(), 0);
        let earliest = Period::new(Grain::Month, i32::MIN);
        assert_eq!(earliest.through(Period::new(Grain::Day, i32::MIN)).count(), 0);
    }

    #[test]
    fn names_round_trip() {
        for grain in Grain::ALL {
            assert_eq!(Grain::from_name(grain.name()), Some(grain));
        }
    }

    #[test]
    fn a_distance_that_does_not_fit_names_both_ends() {
        let (first, last) = (Period::new(Grain::Day, i32::MIN), Period::new(Grain::Day, 5));
        let error = last.distance_from(first).unwrap_err();
        assert_eq!(error.to_string(), "day -2147483648 and day 5 are too far apart");
    }
}
