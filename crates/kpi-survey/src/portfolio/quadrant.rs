//! The four quadrants.

use std::fmt;

use kpi_types::Localized;

/// A quadrant of the portfolio.
///
/// ```
/// use kpi_survey::Quadrant;
///
/// let names: Vec<String> = Quadrant::ALL.iter().map(|q| q.label().ja.into_owned()).collect();
/// assert_eq!(names, ["重点改善", "重点維持", "維持", "改善"]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Quadrant {
    /// Matters and disappoints: 重点改善.
    ImproveFirst,
    /// Matters and satisfies: 重点維持.
    KeepFirst,
    /// Satisfies and matters less: 維持.
    Keep,
    /// Disappoints and matters less: 改善.
    Improve,
}

/// On which side of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Above,
    Below,
}

impl Quadrant {
    /// All quadrants, what to look at first at the front.
    pub const ALL: [Self; 4] = [Self::ImproveFirst, Self::KeepFirst, Self::Keep, Self::Improve];

    /// Its name in both languages.
    #[must_use]
    pub const fn label(self) -> Localized {
        match self {
            Self::ImproveFirst => Localized::fixed("improve first", "重点改善"),
            Self::KeepFirst => Localized::fixed("keep first", "重点維持"),
            Self::Keep => Localized::fixed("keep", "維持"),
            Self::Improve => Localized::fixed("improve", "改善"),
        }
    }

    pub(super) const fn of(satisfaction: Side, importance: Side) -> Self {
        match (satisfaction, importance) {
            (Side::Below, Side::Above) => Self::ImproveFirst,
            (Side::Above, Side::Above) => Self::KeepFirst,
            (Side::Above, Side::Below) => Self::Keep,
            (Side::Below, Side::Below) => Self::Improve,
        }
    }
}

impl fmt::Display for Quadrant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.label().en)
    }
}
