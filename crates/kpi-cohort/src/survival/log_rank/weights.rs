//! Which times count most.

use super::LogRankError;

/// How much the difference at a time counts.
///
/// | weights | w | sensitive to |
/// |---|---|---|
/// | [`Unit`](Self::Unit) | 1 | a constant ratio of hazards |
/// | [`Gehan`](Self::Gehan) | n | early differences; depends on the censoring |
/// | [`TaroneWare`](Self::TaroneWare) | √n | in between |
/// | [`PetoPeto`](Self::PetoPeto) | Π (1 − d ÷ (n + 1)) up to the time | early differences |
/// | [`FlemingHarrington`](Self::FlemingHarrington) | S(t−)ᵖ (1 − S(t−))^q | early with p, late with q |
///
/// Choose before looking at the data: the smallest of several p-values is not a p-value.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum LogRankWeights {
    /// All times alike: the log-rank test itself (Mantel 1966).
    #[default]
    Unit,
    /// The number at risk: generalised Wilcoxon test (Gehan 1965, Breslow 1970).
    Gehan,
    /// The root of the number at risk (Tarone and Ware 1977).
    TaroneWare,
    /// A slightly modified survival curve of all groups (Peto and Peto 1972, in the form of Andersen
    /// 1982). What lifelines calls `peto`.
    PetoPeto,
    /// Powers of the survival curve of all groups just before the time. R's `rho` is p, with q = 0.
    FlemingHarrington(FlemingHarrington),
}

/// The exponents of Fleming and Harrington.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawExponents", into = "RawExponents"))]
pub struct FlemingHarrington {
    p: f64,
    q: f64,
}

impl FlemingHarrington {
    /// S(t−)ᵖ (1 − S(t−))^q.
    ///
    /// # Errors
    ///
    /// [`LogRankError::Exponent`] for an exponent that is negative or not finite.
    pub fn try_new(p: f64, q: f64) -> Result<Self, LogRankError> {
        match [p, q].into_iter().find(|e| !(*e >= 0.0 && e.is_finite())) {
            Some(exponent) => Err(LogRankError::Exponent { exponent }),
            None => Ok(Self { p, q }),
        }
    }

    /// The exponent of S: weight on early times.
    #[must_use]
    pub const fn p(&self) -> f64 {
        self.p
    }

    /// The exponent of 1 − S: weight on late times.
    #[must_use]
    pub const fn q(&self) -> f64 {
        self.q
    }
}

impl LogRankWeights {
    /// Fleming and Harrington with these exponents.
    ///
    /// # Errors
    ///
    /// As [`FlemingHarrington::try_new`].
    pub fn fleming_harrington(p: f64, q: f64) -> Result<Self, LogRankError> {
        FlemingHarrington::try_new(p, q).map(Self::FlemingHarrington)
    }

    pub(super) fn weighing(self) -> Weighing {
        Weighing { weights: self, survival: 1.0, modified: 1.0 }
    }
}

/// Weights of the times of a stratum, one after the other.
pub(super) struct Weighing {
    weights: LogRankWeights,
    survival: f64,
    modified: f64,
}

impl Weighing {
    /// The weight of a time with `d` events among `n` at risk.
    pub(super) fn next(&mut self, n: f64, d: f64) -> f64 {
        let before = self.survival;
        self.survival *= (n - d) / n;
        self.modified *= 1.0 - d / (n + 1.0);
        match self.weights {
            LogRankWeights::Unit => 1.0,
            LogRankWeights::Gehan => n,
            LogRankWeights::TaroneWare => n.sqrt(),
            LogRankWeights::PetoPeto => self.modified,
            LogRankWeights::FlemingHarrington(FlemingHarrington { p, q }) => {
                before.powf(p) * (1.0 - before).powf(q)
            }
        }
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(rename = "FlemingHarrington", deny_unknown_fields)]
struct RawExponents {
    p: f64,
    q: f64,
}

#[cfg(feature = "serde")]
impl TryFrom<RawExponents> for FlemingHarrington {
    type Error = LogRankError;

    fn try_from(raw: RawExponents) -> Result<Self, Self::Error> {
        Self::try_new(raw.p, raw.q)
    }
}

#[cfg(feature = "serde")]
impl From<FlemingHarrington> for RawExponents {
    fn from(FlemingHarrington { p, q }: FlemingHarrington) -> Self {
        Self { p, q }
    }
}
