//! A weighted mean with its linearised variance.

use std::fmt;

use kpi_stats::{ConfidenceLevel, MeanError};
use kpi_types::{Estimate, EstimateMethod};

use crate::weighting::WeightSum;
use crate::{AnswerError, ScoreError, Weights};

/// A weighted score: a mean of values, of which NPS (−100, 0, 100) and shares (0, 1) are some.
///
/// # Formula
///
/// ȳ = Σ wᵢ yᵢ ÷ Σ wᵢ. Its standard error by Taylor linearisation is √(n ÷ (n − 1) Σ (wᵢ (yᵢ − ȳ) ÷
/// Σ w)²), with n answers. Effective number of answers (Kish): (Σ w)² ÷ Σ w². Design effect of the
/// figure: the variance over that of n answers of equal weight.
///
/// # Conventions
///
/// Weights are taken as given and respondents as drawn independently; for weights that were fitted to
/// margins [`RakedWeights::standard_error`](crate::RakedWeights::standard_error) is a little smaller.
/// With equal weights the score is the unweighted one, and the standard error that of a mean with
/// n − 1: √(n ÷ (n − 1)) times the one of [`NpsScore`](crate::NpsScore), which divides by n.
///
/// # Undefined when
///
/// There are fewer than two answers, or all are alike: then nothing says how far the score may be
/// off.
///
/// # Worked example
///
/// Ten values with unequal weights (R, package `survey`, `svymean`): mean 243.913669064748, standard
/// error 48.7521610473613, design effect 1.97406723050669.
///
/// ```
/// use kpi_survey::{WeightedOptions, WeightedScore, Weights};
///
/// let values = [15.0, 143.0, 21.0, 51.0, 337.0, 50.0, 274.0, 145.0, 15.0, 86.0];
/// let weights = [20.0, 200.0, 11.0, 25.0, 550.0, 30.0, 250.0, 100.0, 10.0, 55.0];
/// let weights = Weights::try_new(weights.to_vec())?;
/// let mean = WeightedScore::of_values(&values, &weights, WeightedOptions::default())?;
/// assert!((mean.estimate().point() - 243.913669064748).abs() < 1e-9);
/// assert!((mean.standard_error() - 48.7521610473613).abs() < 1e-9);
/// assert!((mean.design_effect() - 1.97406723050669).abs() < 1e-9);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Taking the sum of the weights for the number of answers, or repeating rows by their weight: the
/// interval comes out far too narrow.
///
/// # What others do
///
/// No NPS tool that we found heeds weights. R's `survey` gives the same mean and error.
///
/// # References
///
/// W. G. Cochran, *Sampling Techniques*, 3rd ed. (1977), section 6. L. Kish, *Survey Sampling* (1965).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedScore {
    estimate: Estimate,
    standard_error: f64,
    effective_n: f64,
    design_effect: f64,
}

/// From which distribution the interval is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum WeightedInterval {
    /// The normal distribution, as R's `confint(svymean(...))`.
    #[default]
    Normal,
    /// Student's t with n − 1 degrees of freedom, wider for few answers.
    Student,
}

/// Level and kind of interval of weighted scores.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct WeightedOptions {
    level: ConfidenceLevel,
    interval: WeightedInterval,
}

impl WeightedOptions {
    /// The same at another level; 95 % otherwise.
    #[must_use]
    pub const fn with_level(self, level: ConfidenceLevel) -> Self {
        Self { level, ..self }
    }

    /// The same with another interval; normal otherwise.
    #[must_use]
    pub const fn with_interval(self, interval: WeightedInterval) -> Self {
        Self { interval, ..self }
    }

    /// The level.
    #[must_use]
    pub const fn level(self) -> ConfidenceLevel {
        self.level
    }

    /// The interval.
    #[must_use]
    pub const fn interval(self) -> WeightedInterval {
        self.interval
    }
}

impl From<ConfidenceLevel> for WeightedOptions {
    fn from(level: ConfidenceLevel) -> Self {
        Self::default().with_level(level)
    }
}

impl From<WeightedInterval> for WeightedOptions {
    fn from(interval: WeightedInterval) -> Self {
        Self::default().with_interval(interval)
    }
}

impl WeightedScore {
    /// The weighted mean of any values.
    ///
    /// # Errors
    ///
    /// [`ScoreError::Answers`] for another number of values than weights, [`ScoreError::Value`] for
    /// one that is not finite, and where the variance is unknown.
    pub fn of_values(
        values: &[f64],
        weights: &Weights,
        options: impl Into<WeightedOptions>,
    ) -> Result<Self, ScoreError> {
        let (expected, found) = (values.len(), weights.n());
        if expected != found {
            let column = "weights";
            return Err(AnswerError::ColumnLength { column, expected, found }.into());
        }
        if let Some(value) = values.iter().find(|value| !value.is_finite()) {
            return Err(ScoreError::Value { value: *value });
        }
        let rows = values.iter().zip(weights.as_slice());
        let rows = rows.map(|(value, weight)| (*value, WeightSum::row(*weight)));
        Self::try_new(rows, [f64::MIN, f64::MAX], options.into())
    }

    pub(super) fn try_new(
        rows: impl Iterator<Item = (f64, WeightSum)> + Clone,
        within: [f64; 2],
        options: WeightedOptions,
    ) -> Result<Self, ScoreError> {
        let n: u64 = rows.clone().map(|(_, sum)| sum.rows()).sum();
        match n {
            0 => return Err(ScoreError::NoAnswers),
            1 => return Err(MeanError::TooFewValues { n, needed: 2 }.into()),
            _ => {}
        }
        // Sums would leave a trace of rounding where there is no variance.
        let mut values = rows.clone().filter(|(_, sum)| sum.rows() > 0).map(|(value, _)| value);
        let first = values.next();
        if values.all(|value| Some(value) == first) {
            return Err(ScoreError::NoVariance);
        }
        let add = |part: &dyn Fn(f64, WeightSum) -> f64| -> f64 {
            rows.clone().map(|(value, sum)| part(value, sum)).sum()
        };
        let weight = add(&|_, sum| sum.weight());
        let mean = add(&|value, sum| sum.weight() / weight * value);
        let linear = add(&|value, sum| (value - mean) * (value - mean) * sum.squares());
        let spread = add(&|value, sum| (value - mean) * (value - mean) * sum.weight());
        let count = n as f64;
        let correction = count / (count - 1.0);
        let variance = correction * linear / (weight * weight);
        let alike = correction * spread / weight / count;
        let standard_error = variance.sqrt();
        let (quantile, method) = match options.interval {
            WeightedInterval::Normal => (options.level.z(), EstimateMethod::Linearised),
            WeightedInterval::Student => {
                let t = options.level.t(count - 1.0).unwrap_or(f64::INFINITY);
                (t, EstimateMethod::LinearisedT)
            }
        };
        let [low, high] = within;
        let reach = quantile * standard_error;
        let [lower, upper] = [mean - reach, mean + reach].map(|end| end.clamp(low, high));
        let level = options.level.level();
        Ok(Self {
            estimate: Estimate::try_new(mean, lower, upper, level, n, method)?,
            standard_error,
            effective_n: weight * weight / add(&|_, sum| sum.squares()),
            design_effect: variance / alike,
        })
    }

    /// The score with its interval; n is the number of answers, not the sum of the weights.
    #[must_use]
    pub const fn estimate(&self) -> Estimate {
        self.estimate
    }

    /// Standard error, by linearisation.
    #[must_use]
    pub const fn standard_error(&self) -> f64 {
        self.standard_error
    }

    /// Kish's effective number of answers: as many of equal weight say as much about a figure that
    /// has nothing to do with the weights.
    #[must_use]
    pub const fn effective_n(&self) -> f64 {
        self.effective_n
    }

    /// By how much the weights raise the variance of this figure.
    #[must_use]
    pub const fn design_effect(&self) -> f64 {
        self.design_effect
    }
}

/// `+12.8 [+4.8, +20.9] (n = 500, effective 459)`.
impl fmt::Display for WeightedScore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let e = &self.estimate;
        let [point, lower, upper] = [e.point(), e.lower(), e.upper()];
        let effective = self.effective_n;
        write!(
            f,
            "{point:+.3} [{lower:+.3}, {upper:+.3}] (n = {}, effective {effective:.0})",
            e.n()
        )
    }
}
