//! Who is a detractor, who a promoter.

use crate::{Distribution, NpsCounts, Scale, ScoreError};

/// Where detractors end and promoters begin.
///
/// The published bands are 0–6, 7–8 and 9–10. Others are named by their edges, and a score found
/// with them is not comparable with any published NPS.
///
/// ```
/// use kpi_survey::{NpsBands, Scale};
///
/// let published = NpsBands::STANDARD;
/// assert_eq!((published.detractors_to(), published.promoters_from()), (6, 9));
/// // The "European" variant counts 6 as passive and 8 as promoter.
/// let european = NpsBands::try_new(Scale::ZERO_TO_TEN, 5, 8)?;
/// assert!(NpsBands::try_new(Scale::ZERO_TO_TEN, 8, 8).is_err());
/// # let _ = european;
/// # Ok::<(), kpi_survey::ScoreError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawBands", into = "RawBands"))]
pub struct NpsBands {
    scale: Scale,
    detractors_to: u8,
    promoters_from: u8,
}

impl NpsBands {
    /// 0–6 detractors, 7–8 passives, 9–10 promoters.
    pub const STANDARD: Self =
        Self { scale: Scale::ZERO_TO_TEN, detractors_to: 6, promoters_from: 9 };

    /// Other bands on any scale.
    ///
    /// # Errors
    ///
    /// [`ScoreError::Edges`] unless both edges are on the scale, detractors below promoters.
    pub fn try_new(
        scale: Scale,
        detractors_to: u8,
        promoters_from: u8,
    ) -> Result<Self, ScoreError> {
        let (lower, upper) = (detractors_to, promoters_from);
        if scale.contains(lower) && scale.contains(upper) && lower < upper {
            Ok(Self { scale, detractors_to, promoters_from })
        } else {
            Err(ScoreError::Edges { lower, upper, scale })
        }
    }

    /// The scale.
    #[must_use]
    pub const fn scale(self) -> Scale {
        self.scale
    }

    /// The highest answer of a detractor.
    #[must_use]
    pub const fn detractors_to(self) -> u8 {
        self.detractors_to
    }

    /// The lowest answer of a promoter.
    #[must_use]
    pub const fn promoters_from(self) -> u8 {
        self.promoters_from
    }

    /// −1 for a detractor, 0 for a passive, 1 for a promoter; `None` for what is no answer.
    #[must_use]
    pub fn category(self, answer: u8) -> Option<i8> {
        let category =
            if answer <= self.detractors_to { -1 } else { i8::from(answer >= self.promoters_from) };
        self.scale.contains(answer).then_some(category)
    }

    /// Refuses answers on another scale.
    pub(crate) fn check(self, scale: Scale) -> Result<(), ScoreError> {
        if scale == self.scale {
            return Ok(());
        }
        let needed = if self == Self::STANDARD {
            "answers from 0 to 10 (0 is one of them)"
        } else {
            "the scale of its bands"
        };
        Err(ScoreError::Scale { score: "NPS", scale, needed })
    }

    /// Counts the three of them.
    ///
    /// # Errors
    ///
    /// [`ScoreError::Scale`] for answers on another scale.
    pub fn count(self, answers: &Distribution) -> Result<NpsCounts, ScoreError> {
        let scale = answers.scale();
        self.check(scale)?;
        let (low, high) = (answers.between(scale.low(), self.detractors_to), self.promoters_from);
        let promoters = answers.between(high, scale.high());
        NpsCounts::try_new(low, answers.n() - low - promoters, promoters)
    }
}

/// The published ones.
impl Default for NpsBands {
    fn default() -> Self {
        Self::STANDARD
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "NpsBands", deny_unknown_fields)]
struct RawBands {
    scale: Scale,
    detractors_to: u8,
    promoters_from: u8,
}

#[cfg(feature = "serde")]
impl TryFrom<RawBands> for NpsBands {
    type Error = ScoreError;

    fn try_from(raw: RawBands) -> Result<Self, Self::Error> {
        Self::try_new(raw.scale, raw.detractors_to, raw.promoters_from)
    }
}

#[cfg(feature = "serde")]
impl From<NpsBands> for RawBands {
    fn from(NpsBands { scale, detractors_to, promoters_from }: NpsBands) -> Self {
        Self { scale, detractors_to, promoters_from }
    }
}
