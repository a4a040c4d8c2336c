//! Two waves or segments that nobody is in both of.

use std::fmt;

use kpi_stats::{ConfidenceLevel, HypothesisTest};
use kpi_types::{Estimate, EstimateMethod, Localized};

use crate::net::{Net, z_test};
use crate::{NetMethod, NpsCounts, ScoreError, ScoreOptions};

/// The change of an NPS from one wave to another, or from one segment to another, in points.
///
/// # Formula
///
/// NPS₂ − NPS₁ ± z √(SE₁² + SE₂²), each standard error from its own answers. With
/// [`NetMethod::AdjustedWald`] scores, errors and difference are those after adding ¾, 1½ and ¾
/// made-up answers to each wave; the point stays the observed difference. With
/// [`NetMethod::Score`] the distances of the score limits of both waves to their points are joined
/// as squares (MOVER).
///
/// # Conventions
///
/// Second minus first, so that a rise is positive; exchanged, the interval changes its sign. Nobody
/// may have answered in both: see [`PairedNps`](crate::PairedNps). The p-value is that of the difference over its
/// standard error, for [`NetMethod::AdjustedWald`] the adjusted ones.
///
/// # Undefined when
///
/// A wave has no answers. There is no test when neither wave has variance.
///
/// # Worked example
///
/// From 20/30/50 to 10/20/70 (R package NPS 2.0.999, which loses the sign):
///
/// ```
/// use kpi_survey::{NetMethod, NpsCounts, NpsDifference};
///
/// let (before, after) = (NpsCounts::try_new(20, 30, 50)?, NpsCounts::try_new(10, 20, 70)?);
/// let change = NpsDifference::try_new(before, after, NetMethod::Wald)?;
/// assert!((change.estimate().point() - 30.0).abs() < 1e-9);
/// assert!((change.estimate().lower() - 9.91634554736407).abs() < 1e-9);
/// assert!((change.estimate().upper() - 50.0836544526359).abs() < 1e-9);
/// assert!((change.test()?.p_value() - 0.00341479117811772).abs() < 1e-9);
/// # Ok::<(), kpi_survey::ScoreError>(())
/// ```
///
/// Several segments, each against each, with p-values adjusted for each other:
///
/// ```
/// use kpi_stats::{Adjustment, pairwise};
/// use kpi_survey::{NpsCounts, NpsDifference, NetMethod};
///
/// let plans = [(20, 30, 50), (10, 20, 70), (25, 30, 45)];
/// let plans: Vec<_> = plans.into_iter().map(|(d, p, q)| NpsCounts::try_new(d, p, q)).collect::<Result<_, _>>()?;
/// let pairs = pairwise(&plans, Adjustment::Holm, |a, b| {
///     NpsDifference::try_new(*a, *b, NetMethod::AdjustedWald)?.test()
/// });
/// assert_eq!(pairs.len(), 3);
/// # Ok::<(), kpi_survey::ScoreError>(())
/// ```
///
/// # Common mistake
///
/// Seeing whether two intervals overlap: they may overlap while the difference is certain enough.
///
/// # What others do
///
/// R's package `NPS` builds the interval around |NPS₂ − NPS₁|, so it does not say which is higher.
/// Others recode answers to −100, 0 and 100 and run a t-test: the same within a fraction of a point,
/// with n − 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NpsDifference {
    first: NpsCounts,
    second: NpsCounts,
    method: NetMethod,
    estimate: Estimate,
    /// What the test takes: in points, adjusted where the method adjusts.
    distance: f64,
    standard_error: f64,
}

impl NpsDifference {
    /// Compares the second with the first.
    ///
    /// # Errors
    ///
    /// [`ScoreError::NoAnswers`], and [`ScoreError::Method`] for a bootstrap, which a difference of
    /// two waves has no use for.
    pub fn try_new(
        first: NpsCounts,
        second: NpsCounts,
        options: impl Into<ScoreOptions>,
    ) -> Result<Self, ScoreError> {
        let options = options.into();
        let (one, two) = (first.net(), second.net());
        if one.n() == 0 || two.n() == 0 {
            return Err(ScoreError::NoAnswers);
        }
        let boost = [options.boost(one.n())?, options.boost(two.n())?];
        let point = 100.0 * (two.point() - one.point());
        let method = options.net();
        let (distance, standard_error) = match method {
            NetMethod::AdjustedWald => {
                let [a, b] = [one.adjusted(boost[0]), two.adjusted(boost[1])];
                (100.0 * (b.0 - a.0), 100.0 * a.1.hypot(b.1))
            }
            NetMethod::Wald | NetMethod::Score => {
                let errors = one.standard_error(options)?.hypot(two.standard_error(options)?);
                (point, 100.0 * errors)
            }
            NetMethod::BootstrapPercentile | NetMethod::BootstrapBca => {
                return Err(ScoreError::Method { method, of: "a difference of two waves" });
            }
        };
        let (lower, upper) = if method == NetMethod::Score {
            joined(one, two, options)?
        } else {
            let reach = options.level().z() * standard_error;
            (distance - reach, distance + reach)
        };
        let n = first.n().saturating_add(second.n());
        let [lower, upper] = [lower, upper].map(|end| end.clamp(-200.0, 200.0));
        let how = match method {
            NetMethod::Score => EstimateMethod::Mover,
            _ => method.estimate_method(),
        };
        let level = options.level().level();
        let estimate = Estimate::try_new(point, lower, upper, level, n, how)?;
        Ok(Self { first, second, method, estimate, distance, standard_error })
    }

    /// Points from −200 to 200, with interval, level, answers of both waves and method.
    #[must_use]
    pub const fn estimate(&self) -> Estimate {
        self.estimate
    }

    /// Standard error in points, adjusted where the method adjusts.
    #[must_use]
    pub const fn standard_error(&self) -> f64 {
        self.standard_error
    }

    /// The wave that is compared with.
    #[must_use]
    pub const fn first(&self) -> NpsCounts {
        self.first
    }

    /// The wave that is compared.
    #[must_use]
    pub const fn second(&self) -> NpsCounts {
        self.second
    }

    /// How the interval was found.
    #[must_use]
    pub const fn method(&self) -> NetMethod {
        self.method
    }

    /// Whether there is a difference at all.
    ///
    /// # Errors
    ///
    /// [`ScoreError::NoVariance`] when the answers of both waves are all alike.
    pub fn test(&self) -> Result<HypothesisTest, ScoreError> {
        z_test(self.distance, self.standard_error)
    }

    /// A verdict in both languages: up, down, or not to be told from chance at the interval's level.
    #[must_use]
    pub fn verdict(&self) -> Localized {
        verdict(&self.estimate)
    }
}

/// What an interval of a difference says about its sign.
pub(super) fn verdict(estimate: &Estimate) -> Localized {
    let [point, lower, upper] = [estimate.point(), estimate.lower(), estimate.upper()];
    let level = ConfidenceLevel::try_new(estimate.level()).unwrap_or_default();
    let (en, ja) = if lower > 0.0 {
        ("higher", "上昇")
    } else if upper < 0.0 {
        ("lower", "低下")
    } else {
        ("not to be told from no change", "変化なしと区別できません")
    };
    Localized::new(
        format!("{point:+.1} points, {level} interval {lower:+.1} to {upper:+.1}: {en}"),
        format!("{point:+.1} ポイント、{level} 区間 {lower:+.1}~{upper:+.1}: {ja}"),
    )
}

/// Score limits of both, their distances joined as squares.
fn joined(one: Net, two: Net, options: ScoreOptions) -> Result<(f64, f64), ScoreError> {
    let [a, b] = [one.estimate(100.0, options)?, two.estimate(100.0, options)?];
    let point = b.point() - a.point();
    let down = (b.point() - b.lower()).hypot(a.upper() - a.point());
    let up = (b.upper() - b.point()).hypot(a.point() - a.lower());
    Ok((point - down, point + up))
}

/// `+30.0 [+9.9, +50.1] (n = 200)`.
impl fmt::Display for NpsDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let e = &self.estimate;
        write!(f, "{:+.1} [{:+.1}, {:+.1}] (n = {})", e.point(), e.lower(), e.upper(), e.n())
    }
}
