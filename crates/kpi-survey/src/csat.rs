//! Customer satisfaction.

use crate::{Distribution, Figure, ItemScore, Scale, ScoreError, ScoreOptions, ScoreTopic};

/// What CSAT is: respectable systems give one name to different figures, so there is no default.
///
/// # Definition
///
/// How satisfied customers are with something they just met, as a share of satisfied answers or as
/// a mean.
///
/// # Formula
///
/// Share: answers from an edge up ÷ all answers. Net: that minus the share of answers up to another
/// edge. Mean: Σ answers ÷ n. n counts answers on the scale; who did not answer is not in it.
///
/// # Conventions
///
/// | variant | scale | figure | used by |
/// |---|---|---|---|
/// | [`TopTwoOfFive`](Self::TopTwoOfFive) | 1–5 | share of 4, 5 | CustomerGauge, Zencity |
/// | [`TopTwoOfTen`](Self::TopTwoOfTen) | 1–10 | share of 9, 10 | CustomerGauge, QuestionPro (Japan) |
/// | [`TableBySize`](Self::TableBySize) | 2 to 8 answers | share of the upper ones | Zencity |
/// | [`Mean`](Self::Mean) | any | mean | CustomerGauge, Zykrr |
/// | [`SatisfiedMinusRest`](Self::SatisfiedMinusRest) | 1–5 | 4, 5 minus 1, 2, 3 | Metricsflare |
/// | [`SatisfiedMinusDissatisfied`](Self::SatisfiedMinusDissatisfied) | 1–5 | 4, 5 minus 1, 2 | Asmarq (good − bad) |
/// | [`TopBoxes`](Self::TopBoxes) | any | share from an edge up | one's own |
///
/// # Undefined when
///
/// Nobody answered: [`ScoreError::NoAnswers`]. A mean has no interval with one answer, or when all
/// are alike.
///
/// # Worked example
///
/// 5, 10, 30, 35 and 20 answers of 1 to 5 (a Japanese tutorial on CS portfolios gives mean 3.55,
/// 55 % and 40 %):
///
/// ```
/// use kpi_survey::{CsatConvention, Distribution, Scale, ScoreOptions};
///
/// let answers = Distribution::try_new(Scale::ONE_TO_FIVE, [5, 10, 30, 35, 20])?;
/// let csat = |convention| answers.csat(convention, ScoreOptions::default());
/// assert_eq!(csat(CsatConvention::TopTwoOfFive)?.to_string(), "55.0 % [45.2 %, 64.4 %] (n = 100)");
/// assert_eq!(csat(CsatConvention::Mean)?.estimate().point(), 3.55);
/// let net = csat(CsatConvention::SatisfiedMinusDissatisfied)?;
/// assert!((net.estimate().point() - 0.4).abs() < 1e-12);
/// // The same answers, another convention, another number.
/// let rest = csat(CsatConvention::SatisfiedMinusRest)?;
/// assert!((rest.estimate().point() - 0.1).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Comparing 82 % "CSAT" of one tool with 4.1 of another, or both with last year's after the scale
/// changed from 5 to 10.
///
/// # References
///
/// definitions published at support.customergauge.com, zencity.io, metricsflare.com/csat,
/// docs.zykrr.com/insights/metrics and questionpro.com/ja.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
#[doc(alias = "CSAT")]
pub enum CsatConvention {
    /// Share of 4 and 5 among answers from 1 to 5.
    TopTwoOfFive,
    /// Share of 9 and 10 among answers from 1 to 10.
    TopTwoOfTen,
    /// Share of the upper answers by the number of answers n from 1 to n: 2 of 2, 3 of 3, 3–4 of 4,
    /// 4–5 of 5, 4–6 of 6, 5–7 of 7, 6–8 of 8.
    TableBySize,
    /// The mean, in points of the scale.
    Mean,
    /// Share of 4 and 5 minus that of 1, 2 and 3: neutral counts against.
    SatisfiedMinusRest,
    /// Share of 4 and 5 minus that of 1 and 2: neutral counts in the denominator alone.
    SatisfiedMinusDissatisfied,
    /// Share of answers from an edge of one's own up.
    TopBoxes {
        /// The lowest answer that counts as satisfied.
        from: u8,
    },
}

impl CsatConvention {
    /// The name the result carries.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::TopTwoOfFive => "CSAT, top two of five",
            Self::TopTwoOfTen => "CSAT, top two of ten",
            Self::TableBySize => "CSAT, upper answers by size of scale",
            Self::Mean => "CSAT, mean",
            Self::SatisfiedMinusRest => "CSAT, satisfied minus the rest",
            Self::SatisfiedMinusDissatisfied => "CSAT, satisfied minus dissatisfied",
            Self::TopBoxes { .. } => "CSAT, top boxes",
        }
    }

    /// What it computes on a scale.
    ///
    /// # Errors
    ///
    /// [`ScoreError::Scale`] for a scale it is not defined for, [`ScoreError::Edges`] for an edge
    /// that is not on it.
    pub fn figure(self, scale: Scale) -> Result<Figure, ScoreError> {
        let only = |needed_scale: Scale, needed, figure| {
            if scale == needed_scale {
                Ok(figure)
            } else {
                Err(ScoreError::Scale { score: self.name(), scale, needed })
            }
        };
        let five = |figure| only(Scale::ONE_TO_FIVE, "answers from 1 to 5", figure);
        match self {
            Self::TopTwoOfFive => five(Figure::TopBoxes { from: 4 }),
            Self::TopTwoOfTen => {
                only(Scale::ONE_TO_TEN, "answers from 1 to 10", Figure::TopBoxes { from: 9 })
            }
            Self::TableBySize => match (scale.low(), scale.high()) {
                (1, high @ 2..=3) => Ok(Figure::TopBoxes { from: high }),
                (1, high @ 4..=5) => Ok(Figure::TopBoxes { from: high - 1 }),
                (1, high @ 6..=8) => Ok(Figure::TopBoxes { from: high - 2 }),
                _ => {
                    let needed = "answers from 1 to 2, 3, 4, 5, 6, 7 or 8";
                    Err(ScoreError::Scale { score: self.name(), scale, needed })
                }
            },
            Self::Mean => Ok(Figure::Mean),
            Self::SatisfiedMinusRest => five(Figure::Net { to: 3, from: 4 }),
            Self::SatisfiedMinusDissatisfied => five(Figure::Net { to: 2, from: 4 }),
            Self::TopBoxes { from } => {
                let figure = Figure::TopBoxes { from };
                figure.check(scale).map(|()| figure)
            }
        }
    }
}

impl Distribution {
    /// Satisfaction by a named convention; see [`CsatConvention`].
    ///
    /// # Errors
    ///
    /// [`ScoreError`] for another scale, no answers, and where the interval does not exist.
    pub fn csat(
        &self,
        convention: CsatConvention,
        options: impl Into<ScoreOptions>,
    ) -> Result<ItemScore, ScoreError> {
        let figure = convention.figure(self.scale())?;
        let topic = ScoreTopic::Satisfaction;
        ItemScore::try_new(topic, convention.name(), figure, self, options.into())
    }
}
