//! Who answered of those who were asked.

use std::fmt;

use kpi_types::{Estimate, Localized};

use crate::figure::share;
use crate::{ScoreError, ScoreOptions};

/// What a response rate is a share of. The choice can double the rate, so it has no default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ResponseBase {
    /// Invitations sent.
    Sent,
    /// Invitations that arrived: sent minus bounced.
    Delivered,
    /// Invitations that were opened or seen.
    Opened,
    /// Questionnaires begun: then it is a completion rate.
    Started,
    /// All customers who could have been asked.
    Eligible,
}

/// Answers over a named base.
///
/// # Formula
///
/// answers ÷ base, both counts of respondents; a ratio from 0 to 1.
///
/// # Undefined when
///
/// The base is zero: [`ScoreError::NobodyAsked`].
///
/// # Worked example
///
/// 190 of 200 (R, `binom::binom.wilson`): 0.910 to 0.973.
///
/// ```
/// use kpi_survey::{ResponseBase, ResponseRate, ScoreOptions};
///
/// let rate = ResponseRate::try_new(ResponseBase::Delivered, 200, 190)?;
/// let rate = rate.estimate(ScoreOptions::default())?;
/// assert_eq!(format!("{:.3} {:.3} {:.3}", rate.point(), rate.lower(), rate.upper()), "0.950 0.910 0.973");
/// # Ok::<(), kpi_survey::ScoreError>(())
/// ```
///
/// # Common mistake
///
/// Taking a high rate for a representative sample: who is unhappy may be the one who does not answer.
/// See [`rake`](crate::rake()).
///
/// # What others do
///
/// AAPOR's RR1 to RR6 differ in who is in the base; survey tools divide by sent, delivered or opened
/// and rarely say which.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ResponseRate {
    base: ResponseBase,
    asked: u64,
    answered: u64,
}

impl ResponseRate {
    /// Joins the counts.
    ///
    /// # Errors
    ///
    /// [`ScoreError::MoreAnswersThanAsked`].
    pub const fn try_new(
        base: ResponseBase,
        asked: u64,
        answered: u64,
    ) -> Result<Self, ScoreError> {
        if answered > asked {
            Err(ScoreError::MoreAnswersThanAsked { base, asked, answered })
        } else {
            Ok(Self { base, asked, answered })
        }
    }

    /// What it is a share of.
    #[must_use]
    pub const fn base(self) -> ResponseBase {
        self.base
    }

    /// How many were asked.
    #[must_use]
    pub const fn asked(self) -> u64 {
        self.asked
    }

    /// How many answered.
    #[must_use]
    pub const fn answered(self) -> u64 {
        self.answered
    }

    /// The rate with its interval: what other customers of the same kind would do.
    ///
    /// # Errors
    ///
    /// [`ScoreError::NobodyAsked`].
    pub fn estimate(self, options: impl Into<ScoreOptions>) -> Result<Estimate, ScoreError> {
        if self.asked == 0 {
            return Err(ScoreError::NobodyAsked { base: self.base });
        }
        share(self.answered, self.asked, options.into())
    }

    /// Both together.
    ///
    /// # Errors
    ///
    /// [`ScoreError::OtherBase`] for another base.
    pub fn merged(self, other: Self) -> Result<Self, ScoreError> {
        if self.base != other.base {
            return Err(ScoreError::OtherBase { base: self.base, other: other.base });
        }
        let asked = self.asked.saturating_add(other.asked);
        Self::try_new(self.base, asked, self.answered.saturating_add(other.answered))
    }
}

impl ResponseBase {
    /// Its name in both languages.
    #[must_use]
    pub fn label(self) -> Localized {
        match self {
            Self::Sent => Localized::new("invitations sent", "送信数"),
            Self::Delivered => Localized::new("invitations delivered", "到達数"),
            Self::Opened => Localized::new("invitations opened", "開封数"),
            Self::Started => Localized::new("questionnaires started", "回答開始数"),
            Self::Eligible => Localized::new("eligible customers", "対象顧客数"),
        }
    }
}

impl fmt::Display for ResponseBase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.label().en)
    }
}
