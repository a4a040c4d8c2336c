//! Intervals of a difference within pairs.

use kpi_types::{Estimate, EstimateMethod};

use super::{PairedCounts, PairedProportionError, PairedProportions};
use crate::distribution::bisect;
use crate::{ConfidenceLevel, Proportion};

/// How the interval of a difference of paired proportions is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum PairedDifferenceMethod {
    /// The difference plus and minus z standard errors.
    Wald,
    /// Wald after adding one half to each of the four counts.
    AgrestiMin,
    /// Wilson limits joined as squares, less their correlation (Newcombe's method 10).
    Newcombe,
    /// See [`PairedProportions::tango`].
    #[default]
    Tango,
}

impl PairedDifferenceMethod {
    /// All methods.
    pub const ALL: [Self; 4] = [Self::Wald, Self::AgrestiMin, Self::Newcombe, Self::Tango];

    /// The name the result carries.
    #[must_use]
    pub const fn estimate_method(self) -> EstimateMethod {
        match self {
            Self::Wald => EstimateMethod::Wald,
            Self::AgrestiMin => EstimateMethod::AgrestiMin,
            Self::Newcombe => EstimateMethod::NewcombePaired,
            Self::Tango => EstimateMethod::Tango,
        }
    }
}

impl PairedProportions {
    /// The difference of the proportions with its interval, by a named method; n is the pairs.
    ///
    /// # Formula
    ///
    /// With b and c who changed among n, d = (b − c) ÷ n:
    ///
    /// * Wald: d ± z √(b + c − (b − c)² ÷ n) ÷ n.
    /// * Agresti-Min: the same with b + ½, c + ½ and n + 2.
    /// * Newcombe: d − √(l² − 2φ l u + u²), with l the distance of the first rate to its lower
    ///   Wilson limit and u that of the second to its upper; φ the correlation of the answers, its
    ///   numerator ad − bc brought towards 0 by n ÷ 2 where positive.
    /// * Tango: see [`tango`](Self::tango).
    ///
    /// # Conventions
    ///
    /// Cut to [−1, 1]. The point of Agresti-Min is d itself, not the middle of the interval.
    ///
    /// # Undefined when
    ///
    /// Never, once there is a pair.
    ///
    /// # Worked example
    ///
    /// Agresti 1990, p. 350 (by the formula: 0.04 ± 1.959964 √(236 − 64² ÷ 1600) ÷ 1600):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, PairedCounts, PairedDifferenceMethod, PairedProportions};
    ///
    /// let counts = PairedCounts { both: 794, first_only: 150, second_only: 86, neither: 570 };
    /// let panel = PairedProportions::try_new(counts)?;
    /// let gap = panel.difference(PairedDifferenceMethod::Wald, ConfidenceLevel::P95)?;
    /// assert_eq!(format!("{:.4} {:.4} {:.4}", gap.point(), gap.lower(), gap.upper()), "0.0400 0.0213 0.0587");
    /// # Ok::<(), kpi_stats::PairedProportionError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Taking the interval of separate groups, which is too wide where answers go together.
    ///
    /// # What others do
    ///
    /// SAS gives Wald; R's `PropCIs` has `diffpropci.Wald.mp`, `diffpropci.mp` (Agresti-Min) and
    /// `scoreci.mp` (Tango).
    ///
    /// # References
    ///
    /// R. G. Newcombe, *Improved confidence intervals for the difference between binomial
    /// proportions based on paired data*, Statistics in Medicine 17 (1998). A. Agresti, Y. Min,
    /// *Simple improved confidence intervals for comparing matched proportions*, Statistics in
    /// Medicine 24 (2005).
    ///
    /// # Errors
    ///
    /// None in practice: every difference has an interval by every method.
    pub fn difference(
        self,
        method: PairedDifferenceMethod,
        level: ConfidenceLevel,
    ) -> Result<Estimate, PairedProportionError> {
        let n = self.pairs as f64;
        let lower = |pairs: Self| {
            let (b, c) = pairs.changed();
            match method {
                PairedDifferenceMethod::Wald => Ok(wald(b, c, n, level.z())),
                PairedDifferenceMethod::AgrestiMin => {
                    Ok(wald(b + 0.5, c + 0.5, n + 2.0, level.z()))
                }
                PairedDifferenceMethod::Newcombe => pairs.newcombe_lower(level),
                PairedDifferenceMethod::Tango => Ok(tango(b, c, n, level.z())),
            }
        };
        let point = self.point();
        let (mut from, mut to) = (lower(self)?, -lower(self.swapped())?);
        if method != PairedDifferenceMethod::AgrestiMin {
            // True of the formulas; keeps rounding from denying it.
            from = from.min(point);
            to = to.max(point);
        }
        let (from, to) = (from.clamp(-1.0, 1.0), to.clamp(-1.0, 1.0));
        let how = method.estimate_method();
        Ok(Estimate::try_new(point, from, to, level.level(), self.pairs, how)?)
    }

    /// Tango's interval: all differences a score test would not reject.
    ///
    /// # Formula
    ///
    /// All δ with |b − c − nδ| ≤ z √(n (2q + δ (1 − δ))), where q, the likeliest share of those who
    /// change to yes given δ, is (√(B² − 4AC) − B) ÷ 2A with A = 2n, B = −b − c + (2n − b + c) δ, C
    /// = −c δ (1 − δ).
    ///
    /// # Conventions
    ///
    /// It goes with McNemar's test without correction: p < α exactly when 0 is outside.
    ///
    /// # Undefined when
    ///
    /// Never, once there is a pair.
    ///
    /// # Worked example
    ///
    /// 44 pairs of which one changed (the counts of Tango 1998; ends by maximising the likelihood
    /// numerically):
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, PairedCounts, PairedProportions};
    ///
    /// let counts = PairedCounts { both: 43, first_only: 0, second_only: 1, neither: 0 };
    /// let gap = PairedProportions::try_new(counts)?.tango(ConfidenceLevel::P95)?;
    /// assert_eq!(format!("{:.3} {:.3}", gap.lower(), gap.upper()), "-0.118 0.059");
    /// # Ok::<(), kpi_stats::PairedProportionError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// As at [`difference`](Self::difference).
    ///
    /// # What others do
    ///
    /// R's `PropCIs::scoreci.mp`.
    ///
    /// # References
    ///
    /// T. Tango, *Equivalence test and confidence interval for the difference in proportions for
    /// the paired-sample design*, Statistics in Medicine 17 (1998).
    ///
    /// # Errors
    ///
    /// As [`difference`](Self::difference).
    pub fn tango(self, level: ConfidenceLevel) -> Result<Estimate, PairedProportionError> {
        self.difference(PairedDifferenceMethod::Tango, level)
    }

    fn newcombe_lower(self, level: ConfidenceLevel) -> Result<f64, PairedProportionError> {
        let PairedCounts { both, first_only, second_only, neither } = self.counts;
        let first = Proportion::try_new(both + first_only, self.pairs)?.wilson(level)?;
        let second = Proportion::try_new(both + second_only, self.pairs)?.wilson(level)?;
        let [a, b, c, d] = [both, first_only, second_only, neither].map(|count| count as f64);
        let margins = ((a + b) * (c + d)).sqrt() * ((a + c) * (b + d)).sqrt();
        let cross = a * d - b * c;
        let cross = if cross > 0.0 { (cross - 0.5 * (a + b + c + d)).max(0.0) } else { cross };
        let correlation = if margins > 0.0 { cross / margins } else { 0.0 };
        let (down, up) = (first.point() - first.lower(), second.upper() - second.point());
        let square = down * down - 2.0 * correlation * down * up + up * up;
        Ok(self.point() - square.max(0.0).sqrt())
    }
}

fn wald(b: f64, c: f64, n: f64, z: f64) -> f64 {
    let gap = b - c;
    // b + c − (b − c)²/n is a sum of squares; rounding may say otherwise.
    (gap - z * (b + c - gap * (gap / n)).max(0.0).sqrt()) / n
}

fn tango(b: f64, c: f64, n: f64, z: f64) -> f64 {
    bisect(-1.0, (b - c) / n, |delta| {
        let middle = (2.0 * n - b + c) * delta - b - c;
        let last = -c * delta * (1.0 - delta);
        let root = (middle * middle - 8.0 * n * last).max(0.0).sqrt();
        // The form in which nothing cancels.
        let q =
            if middle <= 0.0 { (root - middle) / (4.0 * n) } else { -2.0 * last / (root + middle) };
        let variance = n * (2.0 * q + delta * (1.0 - delta));
        b - c - n * delta > z * variance.max(0.0).sqrt()
    })
}
