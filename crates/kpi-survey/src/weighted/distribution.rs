//! Weights by answer.

use super::WeightedOptions;
use super::score::WeightedScore;
use crate::weighting::WeightSum;
use crate::{CesConvention, CsatConvention, Figure, NpsBands, Scale, ScoreError};

/// How many customers each answer stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightedDistribution {
    scale: Scale,
    sums: Vec<WeightSum>,
    no_answer: u64,
    set_aside: u64,
}

impl WeightedDistribution {
    pub(super) const fn new(
        scale: Scale,
        sums: Vec<WeightSum>,
        no_answer: u64,
        set_aside: u64,
    ) -> Self {
        Self { scale, sums, no_answer, set_aside }
    }

    /// The scale.
    #[must_use]
    pub const fn scale(&self) -> Scale {
        self.scale
    }

    /// Number of answers on the scale, whatever their weights.
    #[must_use]
    pub fn n(&self) -> u64 {
        self.sums.iter().map(|sum| sum.rows()).sum()
    }

    /// How many did not answer.
    #[must_use]
    pub const fn no_answer(&self) -> u64 {
        self.no_answer
    }

    /// Answers off the scale that were set aside.
    #[must_use]
    pub const fn set_aside(&self) -> u64 {
        self.set_aside
    }

    /// Σ w of the answers.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.sums.iter().map(|sum| sum.weight()).sum()
    }

    /// The share of the weight that an answer has; `None` without answers or for what is no answer.
    #[must_use]
    pub fn share(&self, value: u8) -> Option<f64> {
        let sum = self.scale.position(value).and_then(|at| self.sums.get(at))?;
        let whole = self.weight();
        (whole > 0.0).then(|| sum.weight() / whole)
    }

    /// Weighted NPS in points; see [`WeightedScore`].
    ///
    /// # Errors
    ///
    /// As [`Distribution::nps`](crate::Distribution::nps), and where a variance is unknown.
    pub fn nps(&self, options: impl Into<WeightedOptions>) -> Result<WeightedScore, ScoreError> {
        let bands = NpsBands::STANDARD;
        bands.check(self.scale)?;
        let category = |value| f64::from(bands.category(value).unwrap_or_default());
        self.score(100.0, [-100.0, 100.0], category, options.into())
    }

    /// Weighted satisfaction by a named convention.
    ///
    /// # Errors
    ///
    /// As [`Distribution::csat`](crate::Distribution::csat).
    pub fn csat(
        &self,
        convention: CsatConvention,
        options: impl Into<WeightedOptions>,
    ) -> Result<WeightedScore, ScoreError> {
        self.figure(convention.figure(self.scale)?, options)
    }

    /// Weighted effort by a named convention.
    ///
    /// # Errors
    ///
    /// As [`Distribution::ces`](crate::Distribution::ces).
    pub fn ces(
        &self,
        convention: CesConvention,
        options: impl Into<WeightedOptions>,
    ) -> Result<WeightedScore, ScoreError> {
        self.figure(convention.figure(self.scale)?, options)
    }

    /// Any figure: a mean, a share, a net share.
    ///
    /// # Errors
    ///
    /// [`ScoreError::Edges`], and as [`WeightedDistribution::nps`].
    pub fn figure(
        &self,
        figure: Figure,
        options: impl Into<WeightedOptions>,
    ) -> Result<WeightedScore, ScoreError> {
        figure.check(self.scale)?;
        let options = options.into();
        let within = [f64::from(self.scale.low()), f64::from(self.scale.high())];
        match figure {
            Figure::TopBoxes { from } => {
                self.score(1.0, [0.0, 1.0], |value| f64::from(u8::from(value >= from)), options)
            }
            Figure::Net { to, from } => {
                let net =
                    |value| f64::from(u8::from(value >= from)) - f64::from(u8::from(value <= to));
                self.score(1.0, [-1.0, 1.0], net, options)
            }
            Figure::Mean => self.score(1.0, within, f64::from, options),
        }
    }

    fn score(
        &self,
        unit: f64,
        within: [f64; 2],
        value: impl Fn(u8) -> f64,
        options: WeightedOptions,
    ) -> Result<WeightedScore, ScoreError> {
        let rows =
            self.scale.values().zip(&self.sums).map(|(answer, sum)| (unit * value(answer), *sum));
        WeightedScore::try_new(rows, within, options)
    }
}
