//! Customer effort.

use crate::{Distribution, Figure, ItemScore, Scale, ScoreError, ScoreOptions, ScoreTopic};

/// What a Customer Effort Score is: five incompatible figures go by that name, so there is no
/// default.
///
/// # Definition
///
/// How easy it was for customers to get something done.
///
/// # Formula
///
/// As at [`CsatConvention`](crate::CsatConvention): a share, a net share or a mean.
///
/// # Conventions
///
/// | variant | scale | figure | better | used by |
/// |---|---|---|---|---|
/// | [`MeanOfSeven`](Self::MeanOfSeven) | 1–7 | mean | higher | Nicereply |
/// | [`TopThreeOfSeven`](Self::TopThreeOfSeven) | 1–7 | share of 5, 6, 7 | higher | CustomerGauge |
/// | [`TopTwoOfFive`](Self::TopTwoOfFive) | 1–5 | share of 4, 5 | higher | CustomerGauge, Delighted |
/// | [`EasyMinusDifficult`](Self::EasyMinusDifficult) | 1–5, 1–7 | good minus bad | higher | Mopinion (net easy score), `@solucx/indicators` |
/// | [`LowIsGoodMean`](Self::LowIsGoodMean) | 1–5 | mean of effort | lower | Closealert, Mopinion (reversed) |
///
/// All but the last read high as easy. An item that asks for effort (1 = little) is
/// [reversed](crate::Item::reversed) for those; for [`LowIsGoodMean`](Self::LowIsGoodMean) count it
/// as it was asked.
///
/// # Undefined when
///
/// As for CSAT.
///
/// # Worked example
///
/// 10, 10, 20, 40, 20 answers of 1 to 5: 60 % are 4 or 5, 20 % are 1 or 2, the mean is 3.5.
///
/// ```
/// use kpi_survey::{BetterIs, CesConvention, Distribution, Scale, ScoreOptions};
///
/// let answers = Distribution::try_new(Scale::ONE_TO_FIVE, [10, 10, 20, 40, 20])?;
/// let ces = |convention| answers.ces(convention, ScoreOptions::default());
/// assert_eq!(ces(CesConvention::TopTwoOfFive)?.estimate().point(), 0.6);
/// assert!((ces(CesConvention::EasyMinusDifficult)?.estimate().point() - 0.4).abs() < 1e-12);
/// assert_eq!(ces(CesConvention::LowIsGoodMean)?.estimate().point(), 3.5);
/// assert_eq!(CesConvention::LowIsGoodMean.better_is(), BetterIs::Lower);
/// // A mean of seven needs a scale of seven.
/// assert!(ces(CesConvention::MeanOfSeven).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Reading a rise as good news where low is good.
///
/// # References
///
/// M. Dixon, K. Freeman, N. Toman, *Stop trying to delight your customers*, Harvard Business Review
/// (July 2010). Definitions published by the systems above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
#[doc(alias = "CES")]
pub enum CesConvention {
    /// Mean of answers from 1 to 7.
    MeanOfSeven,
    /// Share of 5, 6 and 7 among answers from 1 to 7.
    TopThreeOfSeven,
    /// Share of 4 and 5 among answers from 1 to 5.
    TopTwoOfFive,
    /// Share of easy answers minus that of difficult ones: 5–7 minus 1–3 of seven, 4–5 minus 1–2 of
    /// five.
    EasyMinusDifficult,
    /// Mean of answers from 1 to 5 where 1 is the least effort.
    LowIsGoodMean,
}

/// Which way a score gets better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum BetterIs {
    /// Higher is better.
    Higher,
    /// Lower is better.
    Lower,
}

impl CesConvention {
    /// All conventions.
    pub const ALL: [Self; 5] = [
        Self::MeanOfSeven,
        Self::TopThreeOfSeven,
        Self::TopTwoOfFive,
        Self::EasyMinusDifficult,
        Self::LowIsGoodMean,
    ];

    /// The name the result carries.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::MeanOfSeven => "CES, mean of seven",
            Self::TopThreeOfSeven => "CES, top three of seven",
            Self::TopTwoOfFive => "CES, top two of five",
            Self::EasyMinusDifficult => "CES, easy minus difficult",
            Self::LowIsGoodMean => "CES, mean, low is good",
        }
    }

    /// Which way it gets better.
    #[must_use]
    pub const fn better_is(self) -> BetterIs {
        match self {
            Self::LowIsGoodMean => BetterIs::Lower,
            _ => BetterIs::Higher,
        }
    }

    /// What it computes on a scale.
    ///
    /// # Errors
    ///
    /// [`ScoreError::Scale`] for a scale it is not defined for.
    pub fn figure(self, scale: Scale) -> Result<Figure, ScoreError> {
        let (five, seven) = (scale == Scale::ONE_TO_FIVE, scale == Scale::ONE_TO_SEVEN);
        let wrong = |needed| Err(ScoreError::Scale { score: self.name(), scale, needed });
        match self {
            Self::MeanOfSeven if seven => Ok(Figure::Mean),
            Self::TopThreeOfSeven if seven => Ok(Figure::TopBoxes { from: 5 }),
            Self::TopTwoOfFive if five => Ok(Figure::TopBoxes { from: 4 }),
            Self::EasyMinusDifficult if seven => Ok(Figure::Net { to: 3, from: 5 }),
            Self::EasyMinusDifficult if five => Ok(Figure::Net { to: 2, from: 4 }),
            Self::LowIsGoodMean if five => Ok(Figure::Mean),
            Self::MeanOfSeven | Self::TopThreeOfSeven => wrong("answers from 1 to 7"),
            Self::TopTwoOfFive | Self::LowIsGoodMean => wrong("answers from 1 to 5"),
            Self::EasyMinusDifficult => wrong("answers from 1 to 5 or from 1 to 7"),
        }
    }
}

impl Distribution {
    /// Effort by a named convention; see [`CesConvention`].
    ///
    /// # Errors
    ///
    /// As [`Distribution::csat`].
    pub fn ces(
        &self,
        convention: CesConvention,
        options: impl Into<ScoreOptions>,
    ) -> Result<ItemScore, ScoreError> {
        let figure = convention.figure(self.scale())?;
        let topic = ScoreTopic::Effort;
        ItemScore::try_new(topic, convention.name(), figure, self, options.into())
    }
}
