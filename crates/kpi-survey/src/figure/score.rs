//! A score of one item that explains itself.

use std::fmt;

use kpi_types::{Estimate, Localized};

use super::Figure;
use crate::{Distribution, ScoreError, ScoreOptions};

/// What a score comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ScoreUnit {
    /// A ratio from 0 to 1.
    Share,
    /// A difference of two ratios, from −1 to 1.
    NetShare,
    /// Points of the item's scale.
    ScalePoints,
}

/// What a score is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ScoreTopic {
    /// CSAT.
    Satisfaction,
    /// CES.
    Effort,
}

/// A CSAT or CES with its interval and everything it was made of.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemScore {
    topic: ScoreTopic,
    figure: Figure,
    name: &'static str,
    answers: Distribution,
    options: ScoreOptions,
    estimate: Estimate,
}

impl ItemScore {
    pub(crate) fn try_new(
        topic: ScoreTopic,
        name: &'static str,
        figure: Figure,
        answers: &Distribution,
        options: ScoreOptions,
    ) -> Result<Self, ScoreError> {
        let estimate = figure.estimate(answers, options)?;
        Ok(Self { topic, figure, name, answers: answers.clone(), options, estimate })
    }

    /// The score with its interval, in the [unit](ItemScore::unit).
    #[must_use]
    pub const fn estimate(&self) -> Estimate {
        self.estimate
    }

    /// What it is about.
    #[must_use]
    pub const fn topic(&self) -> ScoreTopic {
        self.topic
    }

    /// What was computed.
    #[must_use]
    pub const fn figure(&self) -> Figure {
        self.figure
    }

    /// What it comes in.
    #[must_use]
    pub const fn unit(&self) -> ScoreUnit {
        self.figure.unit()
    }

    /// The convention's name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The answers, and who gave none.
    #[must_use]
    pub const fn answers(&self) -> &Distribution {
        &self.answers
    }

    /// What it was computed with.
    #[must_use]
    pub const fn options(&self) -> ScoreOptions {
        self.options
    }

    /// How the number came about, in both languages.
    #[must_use]
    pub fn explanation(&self) -> Localized {
        let (n, level) = (self.answers.n(), self.options.level());
        let (no_answer, aside) = (self.answers.no_answer(), self.answers.set_aside());
        let scale = self.answers.scale();
        let (en, ja) = match self.figure {
            Figure::TopBoxes { from } => {
                let good = self.answers.between(from, scale.high());
                (
                    format!("{good} of {n} answers are {from} or more on {scale}"),
                    format!(
                        "回答 {n} 件({}~{})のうち {from} 以上が {good} 件",
                        scale.low(),
                        scale.high()
                    ),
                )
            }
            Figure::Net { to, from } => {
                let good = self.answers.between(from, scale.high());
                let bad = self.answers.between(scale.low(), to);
                (
                    format!("{good} answers of {from} or more minus {bad} of {to} or less, of {n}"),
                    format!("回答 {n} 件のうち {from} 以上 {good} 件 − {to} 以下 {bad} 件"),
                )
            }
            Figure::Mean => {
                let points = self.answers.points_total();
                (
                    format!("{points} points in {n} answers on {scale}"),
                    format!("回答 {n} 件({}~{})の合計 {points} 点", scale.low(), scale.high()),
                )
            }
        };
        let [lower, upper] = [self.estimate.lower(), self.estimate.upper()];
        let method = self.estimate.method().name();
        Localized::new(
            format!(
                "{}: {en}; {level} interval {lower:.3} to {upper:.3} ({method}); {no_answer} did not \
                 answer, {aside} off the scale",
                self.name
            ),
            format!(
                "{}: {ja}。{level} 区間 {lower:.3}~{upper:.3}({method})。無回答 {no_answer} 件、範囲外 {aside} 件",
                self.name
            ),
        )
    }
}

/// `55.0 % [45.2 %, 64.4 %] (n = 100)`, or points for means.
impl fmt::Display for ItemScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let e = &self.estimate;
        let [point, lower, upper] = [e.point(), e.lower(), e.upper()];
        match self.unit() {
            ScoreUnit::ScalePoints => write!(f, "{point:.2} [{lower:.2}, {upper:.2}]")?,
            ScoreUnit::Share => {
                let [p, l, u] = [point, lower, upper].map(|part| 100.0 * part);
                write!(f, "{p:.1} % [{l:.1} %, {u:.1} %]")?;
            }
            ScoreUnit::NetShare => {
                let [p, l, u] = [point, lower, upper].map(|part| 100.0 * part);
                write!(f, "{p:+.1} % [{l:+.1} %, {u:+.1} %]")?;
            }
        }
        write!(f, " (n = {})", e.n())
    }
}
