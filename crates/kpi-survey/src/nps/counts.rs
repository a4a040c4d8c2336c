//! The three counts of NPS.

use crate::net::Net;
use crate::{Distribution, NpsBands, NpsScore, ScoreError, ScoreOptions};

/// Detractors, passives and promoters.
///
/// # Formula
///
/// NPS = 100 (promoters − detractors) ÷ (promoters + passives + detractors), counts of answers; in
/// points from −100 to 100. Passives count in the denominator.
///
/// # Conventions
///
/// The variance of one answer (−100, 0 or 100) is taken with n; its standard error is √(variance ÷
/// n). The interval is one of [`NetMethod`](crate::NetMethod), adjusted Wald unless told otherwise.
///
/// # Undefined when
///
/// Nobody answered: [`ScoreError::NoAnswers`]. Never 0, which is a score.
///
/// # Worked example
///
/// 10 detractors, 20 passives, 70 promoters (R package NPS 2.0.999, run in R 4.2.2):
///
/// ```
/// use kpi_survey::{NpsCounts, ScoreOptions};
///
/// let nps = NpsCounts::try_new(10, 20, 70)?.score(ScoreOptions::default())?;
/// assert_eq!(nps.estimate().point(), 60.0);
/// assert!((nps.estimate().lower() - 45.2697602538483).abs() < 1e-9);
/// assert!((nps.estimate().upper() - 71.2350941150838).abs() < 1e-9);
/// assert!((nps.standard_error() - 6.6332495807108).abs() < 1e-9);
/// # Ok::<(), kpi_survey::ScoreError>(())
/// ```
///
/// # Common mistake
///
/// Rounding or truncating the two percentages before subtracting: 999 promoters and 1 detractor are
/// +99.8, not +99. Reading a change of 8 points between two waves of 250 answers as news: its
/// standard error is 8 points.
///
/// # What others do
///
/// Products show the point alone. R's package `NPS` has the same intervals, uncut. The crates
/// `net_promoter_score` 0.2.1 (truncates, and keeps the old score when answers are added) and `nps`
/// 0.1.0 (counts in eight bits) return wrong scores.
///
/// # References
///
/// F. F. Reichheld, *The one number you need to grow*, Harvard Business Review (December 2003).
/// B. Rocks, *Interval estimation for the Net Promoter Score*, The American Statistician 70 (2016).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawCounts", into = "RawCounts"))]
#[doc(alias = "NPS")]
pub struct NpsCounts {
    detractors: u64,
    passives: u64,
    promoters: u64,
}

impl NpsCounts {
    /// Checks and joins the counts. None at all is allowed: such counts merge, but have no score.
    ///
    /// # Errors
    ///
    /// [`ScoreError::TooManyAnswers`] beyond [`Distribution::MAX`].
    pub fn try_new(detractors: u64, passives: u64, promoters: u64) -> Result<Self, ScoreError> {
        let sum = detractors.checked_add(passives).and_then(|sum| sum.checked_add(promoters));
        match sum {
            Some(sum) if sum <= Distribution::MAX => Ok(Self { detractors, passives, promoters }),
            _ => Err(ScoreError::TooManyAnswers),
        }
    }

    /// Detractors.
    #[must_use]
    pub const fn detractors(self) -> u64 {
        self.detractors
    }

    /// Passives.
    #[must_use]
    pub const fn passives(self) -> u64 {
        self.passives
    }

    /// Promoters.
    #[must_use]
    pub const fn promoters(self) -> u64 {
        self.promoters
    }

    /// Number of answers.
    #[must_use]
    pub const fn n(self) -> u64 {
        self.detractors + self.passives + self.promoters
    }

    /// Promoters and detractors exchanged: the score changes its sign.
    #[must_use]
    pub const fn mirrored(self) -> Self {
        Self { detractors: self.promoters, promoters: self.detractors, ..self }
    }

    /// Both together.
    ///
    /// # Errors
    ///
    /// [`ScoreError::TooManyAnswers`].
    pub fn merged(self, other: Self) -> Result<Self, ScoreError> {
        Self::try_new(
            self.detractors.saturating_add(other.detractors),
            self.passives.saturating_add(other.passives),
            self.promoters.saturating_add(other.promoters),
        )
    }

    /// The score with its interval.
    ///
    /// # Errors
    ///
    /// [`ScoreError::NoAnswers`], a population that is too small, and what a bootstrap has to say.
    pub fn score(self, options: impl Into<ScoreOptions>) -> Result<NpsScore, ScoreError> {
        NpsScore::try_new(self, NpsBands::STANDARD, options.into())
    }

    pub(crate) const fn net(self) -> Net {
        Net { bad: self.detractors, middling: self.passives, good: self.promoters }
    }
}

impl Distribution {
    /// The NPS of answers from 0 to 10; see [`NpsCounts`].
    ///
    /// # Errors
    ///
    /// [`ScoreError::Scale`] for another scale, and as [`NpsCounts::score`].
    pub fn nps(&self, options: impl Into<ScoreOptions>) -> Result<NpsScore, ScoreError> {
        self.nps_with(NpsBands::STANDARD, options)
    }

    /// The same with other bands.
    ///
    /// # Errors
    ///
    /// As [`Distribution::nps`].
    pub fn nps_with(
        &self,
        bands: NpsBands,
        options: impl Into<ScoreOptions>,
    ) -> Result<NpsScore, ScoreError> {
        let score = NpsScore::try_new(bands.count(self)?, bands, options.into())?;
        Ok(score.with_left_out(self.no_answer(), self.set_aside()))
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "NpsCounts", deny_unknown_fields)]
struct RawCounts {
    detractors: u64,
    passives: u64,
    promoters: u64,
}

#[cfg(feature = "serde")]
impl TryFrom<RawCounts> for NpsCounts {
    type Error = ScoreError;

    fn try_from(raw: RawCounts) -> Result<Self, Self::Error> {
        Self::try_new(raw.detractors, raw.passives, raw.promoters)
    }
}

#[cfg(feature = "serde")]
impl From<NpsCounts> for RawCounts {
    fn from(NpsCounts { detractors, passives, promoters }: NpsCounts) -> Self {
        Self { detractors, passives, promoters }
    }
}
