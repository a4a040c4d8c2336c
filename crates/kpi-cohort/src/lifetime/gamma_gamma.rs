//! The Gamma-Gamma model of spend per purchase.

mod likelihood;
mod sample;

use super::fit::sealed::Sealed;
use super::fit::{Fit, FitError, FitOptions, LifetimeModel};
use super::maximise::{LogLikelihood, maximise};
use super::parameters::{ParameterError, positive};
use likelihood::SampleLikelihood;

pub use sample::{SpendError, SpendHistory, SpendSample};

/// The Gamma-Gamma model: each customer has a mean spend of their own around which purchases
/// scatter, and these means are inverse-gamma distributed.
///
/// It takes a customer with few purchases part of the way to the mean of all: one order of 500
/// does not promise orders of 500.
///
/// # Formula
///
/// With *x* purchases of mean *m*:
///
/// * E(spend per purchase) = p (v + x m) / (p x + q − 1)
/// * of somebody who is not known (x = 0): p v / (q − 1)
///
/// # Conventions
///
/// *v* has the unit of money; the paper calls it γ. *x* and *m* are those of the repeat purchases
/// if the first is left out of the mean, which is what published fits do.
///
/// # Undefined when
///
/// Without repeat purchases there is no spend to fit ([`FitError::Empty`]). For q ≤ 1 the mean
/// over customers is infinite ([`SpendError::InfiniteMean`]).
///
/// # Worked example
///
/// CDNOW, with the parameters of the paper; the first customer has two repeat purchases of 22.35
/// on average.
///
/// ```
/// use kpi_cohort::{GammaGamma, SpendHistory};
///
/// let model = GammaGamma::try_new(6.25, 3.74, 15.44)?;
/// let spend = model.expected_spend(Some(&SpendHistory::try_new(2, 22.35)?))?;
/// assert!((spend - 24.6586).abs() < 0.01);
/// // (6.25 · 15.44) / 2.74
/// assert!((model.expected_spend(None)? - 35.22).abs() < 0.01);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Using it where big spenders buy more often: it assumes that how much and how often have nothing
/// to do with each other. [`SpendSample::frequency_spend_correlation`] tells.
///
/// # What other systems do
///
/// `lifetimes` stops with an error on some data although its gradient is 10⁻⁸; BTYD finds the same
/// values as here.
///
/// # References
///
/// P. S. Fader, B. G. S. Hardie, *The Gamma-Gamma model of monetary value*,
/// brucehardie.com/notes/025 (2013).
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Raw", into = "Raw"))]
pub struct GammaGamma {
    p: f64,
    q: f64,
    v: f64,
}

impl GammaGamma {
    /// The model with these parameters.
    ///
    /// # Errors
    ///
    /// [`ParameterError::NotPositive`] names the parameter.
    pub fn try_new(p: f64, q: f64, v: f64) -> Result<Self, ParameterError> {
        let check = |name, value| positive("Gamma-Gamma", name, value);
        Ok(Self { p: check("p", p)?, q: check("q", q)?, v: check("v", v)? })
    }

    /// p: the larger, the less a customer's purchases scatter.
    #[must_use]
    pub const fn p(&self) -> f64 {
        self.p
    }

    /// q: the larger, the more alike customers are.
    #[must_use]
    pub const fn q(&self) -> f64 {
        self.q
    }

    /// v, in the unit of money; γ in the paper.
    #[must_use]
    pub const fn v(&self) -> f64 {
        self.v
    }

    /// The parameters under which the sample is most likely.
    ///
    /// # Errors
    ///
    /// [`FitError::Empty`] for no customers. A fit that ends badly is no error: see
    /// [`Fit::status`].
    pub fn fit(sample: &SpendSample, options: &FitOptions) -> Result<Fit<Self>, FitError> {
        let model = "Gamma-Gamma";
        let target = SampleLikelihood::new(sample).ok_or(FitError::Empty { model })?;
        let starts = [[1.0, 2.0, 1.0], [6.0, 4.0, 0.5], [3.0, 10.0, 3.0], [10.0, 1.5, 0.05]];
        let failed = FitError::NoStart { model, starts: starts.len() };
        let top = maximise(&target, &starts, options.steps()).ok_or(failed)?;
        let [p, q, v] = top.parameters;
        let parameters = [p, q, v * target.scale];
        let value = target.unscaled(top.value);
        let n = sample.customers();
        Fit::new(&top, parameters, value, n, starts.len(), options).ok_or(failed)
    }

    /// The log-likelihood of a sample under this model.
    #[must_use]
    pub fn log_likelihood(&self, sample: &SpendSample) -> f64 {
        SampleLikelihood::new(sample).map_or(0.0, |target| {
            target.unscaled(target.at(&[self.p, self.q, self.v / target.scale]).value)
        })
    }

    /// What a customer is expected to spend per purchase; `None` asks for somebody not known, such
    /// as a customer without repeat purchases.
    ///
    /// # Errors
    ///
    /// [`SpendError::InfiniteMean`] for `None` where q ≤ 1.
    pub fn expected_spend(&self, history: Option<&SpendHistory>) -> Result<f64, SpendError> {
        let (x, m) = history.map_or((0.0, 0.0), |h| (h.purchases() as f64, h.mean()));
        let weight = self.p * x + self.q - 1.0;
        if weight > 0.0 {
            Ok(self.p * (self.v + x * m) / weight)
        } else {
            Err(SpendError::InfiniteMean { q: self.q })
        }
    }
}

impl Sealed for GammaGamma {}

impl LifetimeModel for GammaGamma {
    const PARAMETERS: &'static [&'static str] = &["p", "q", "v"];

    fn parameters(&self) -> Vec<f64> {
        vec![self.p, self.q, self.v]
    }

    fn from_parameters(parameters: &[f64]) -> Option<Self> {
        match parameters {
            [p, q, v] => Self::try_new(*p, *q, *v).ok(),
            _ => None,
        }
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "GammaGamma", deny_unknown_fields)]
struct Raw {
    p: f64,
    q: f64,
    v: f64,
}

#[cfg(feature = "serde")]
impl TryFrom<Raw> for GammaGamma {
    type Error = ParameterError;

    fn try_from(raw: Raw) -> Result<Self, ParameterError> {
        Self::try_new(raw.p, raw.q, raw.v)
    }
}

#[cfg(feature = "serde")]
impl From<GammaGamma> for Raw {
    fn from(GammaGamma { p, q, v }: GammaGamma) -> Self {
        Self { p, q, v }
    }
}

#[cfg(test)]
mod tests {
    use kpi_stats::ConfidenceLevel;

    use super::super::maximise::check::derivatives_agree;
    use super::*;

    fn sample() -> SpendSample {
        [(1, 12.0), (1, 40.0), (3, 22.5), (3, 22.5), (10, 95.0), (2, 31.0)]
            .into_iter()
            .map(|(x, m)| SpendHistory::try_new(x, m).unwrap())
            .collect()
    }

    #[test]
    fn derivatives_agree_with_differences() {
        let target = SampleLikelihood::new(&sample()).unwrap();
        for at in [[6.25, 3.74, 0.44], [0.3, 0.5, 9.0], [90.0, 40.0, 1.0]] {
            derivatives_agree(&target, at);
        }
    }

    #[test]
    fn every_refusal() {
        assert_eq!(SpendHistory::try_new(0, 1.0), Err(SpendError::NoPurchase));
        for mean in [0.0, -3.0, f64::NAN] {
            assert!(matches!(SpendHistory::try_new(1, mean), Err(SpendError::Mean { .. })));
        }
        let heavy = GammaGamma::try_new(1.0, 0.9, 1.0).unwrap();
        assert_eq!(heavy.expected_spend(None), Err(SpendError::InfiniteMean { q: 0.9 }));
        assert!(heavy.expected_spend(Some(&SpendHistory::try_new(2, 5.0).unwrap())).is_ok());
        let error = GammaGamma::try_new(1.0, 0.0, 1.0).unwrap_err();
        assert!(error.to_string().contains("q of Gamma-Gamma"));
        let nobody = GammaGamma::fit(&SpendSample::new(), &FitOptions::default());
        assert_eq!(nobody, Err(FitError::Empty { model: "Gamma-Gamma" }));
        // So far apart that one of them is nothing beside the other.
        let apart: SpendSample =
            [1e308, 1e-20].iter().map(|m| SpendHistory::try_new(1, *m).unwrap()).collect();
        let failed = GammaGamma::fit(&apart, &FitOptions::default());
        assert_eq!(failed, Err(FitError::NoStart { model: "Gamma-Gamma", starts: 4 }));
    }

    /// NumPy 1.26.4 `corrcoef`, and tanh(atanh(r) ± 1.96/√3).
    #[test]
    fn the_correlation_is_pearsons() {
        let found = sample().frequency_spend_correlation(ConfidenceLevel::P95).unwrap();
        assert!((found.point() - 0.901_679_730_375_184_2).abs() < 1e-6, "{found}");
        let z: f64 = 0.901_679_730_375_184_2_f64.atanh() - 1.959_963_984_540_054 / 3.0_f64.sqrt();
        assert!((found.lower() - z.tanh()).abs() < 1e-6);
        let alike: SpendSample = [(1, 3.0), (1, 4.0), (1, 5.0), (1, 6.0)]
            .map(|(x, m)| SpendHistory::try_new(x, m).unwrap())
            .into_iter()
            .collect();
        assert!(alike.frequency_spend_correlation(ConfidenceLevel::P95).is_none());
    }
}
