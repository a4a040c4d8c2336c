//! The intervals of Sison and Glaz.

use std::f64::consts::TAU;

use kpi_types::Estimate;

use super::{CategoryShares, CategorySharesError, CategorySharesMethod};
use crate::ConfidenceLevel;
use crate::distribution::stirling_error;

impl CategoryShares {
    /// The intervals of Sison and Glaz: one width for all shares, from the joint distribution of
    /// the counts.
    ///
    /// # Formula
    ///
    /// xᵢ/n − c/n to xᵢ/n + (c + 2γ)/n, cut to [0, 1]: c is the largest whole number for which the
    /// chance ν(c) that all counts stay within c of those observed is below the level, and γ = (1 −
    /// α − ν(c)) ÷ (ν(c + 1) − ν(c)). ν comes from Poisson variables cut to those ranges, given
    /// that they add up to n, by an Edgeworth expansion of their sum.
    ///
    /// # Conventions
    ///
    /// A category without answers is a Poisson variable that is always 0. ν(0) is the chance of
    /// exactly these counts.
    ///
    /// # Undefined when
    ///
    /// All answers are in one category: the distribution has no spread, and the interval no width.
    /// [`CategorySharesError::OneCategory`].
    ///
    /// # Worked example
    ///
    /// Seven categories (R, `MultinomialCI`: 0.07923 to 0.16434 for the first; statsmodels 0.15.0:
    /// 0.0792291 to 0.1643557):
    ///
    /// ```
    /// use kpi_stats::{CategoryShares, ConfidenceLevel};
    ///
    /// let answers = CategoryShares::try_new(vec![56, 72, 73, 59, 62, 87, 58])?;
    /// let shares = answers.sison_glaz(ConfidenceLevel::P95)?;
    /// let first = shares.first().map(|s| format!("{:.7} {:.7}", s.lower(), s.upper()));
    /// assert_eq!(first.as_deref(), Some("0.0792291 0.1643557"));
    /// # Ok::<(), kpi_stats::CategorySharesError>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Using it for two or three categories, or with few answers in some: the joint 95 % then cover
    /// 90 or less.
    ///
    /// # What others do
    ///
    /// R's `MultinomialCI` differs in the fifth decimal. statsmodels takes the logarithm of the
    /// expansion, which fails where it is negative, as with sparse answers on an 11-point scale;
    /// here it counts as 0.
    ///
    /// # References
    ///
    /// C. P. Sison, J. Glaz, *Simultaneous confidence intervals and sample size determination for
    /// multinomial proportions*, JASA 90 (1995).
    ///
    /// # Errors
    ///
    /// [`CategorySharesError::OneCategory`].
    pub fn sison_glaz(&self, level: ConfidenceLevel) -> Result<Vec<Estimate>, CategorySharesError> {
        self.estimates(CategorySharesMethod::SisonGlaz, level)
    }
}

/// Below this many answers the ranges are tried one by one; beyond, ν rises without doubt.
const ONE_BY_ONE: u64 = 10_000;

pub(super) fn ends(
    shares: &CategoryShares,
    level: ConfidenceLevel,
) -> Result<Vec<(f64, f64)>, CategorySharesError> {
    let (counts, total) = (&shares.counts, shares.total);
    if let Some(category) = counts.iter().position(|count| *count == total) {
        return Err(CategorySharesError::OneCategory { category, answers: total });
    }
    let wanted = level.level();
    let reaches = |c: u64| coverage(counts, total, c) >= wanted;
    let next = if total <= ONE_BY_ONE {
        (1..=total).find(|c| reaches(*c)).unwrap_or(total)
    } else {
        let (mut below, mut above) = (0, total);
        while above - below > 1 {
            let middle = below + (above - below) / 2;
            if reaches(middle) { above = middle } else { below = middle }
        }
        above
    };
    let c = next.saturating_sub(1);
    let (low, high) = (coverage(counts, total, c), coverage(counts, total, next));
    // With next = 1 the counts themselves may already have the chance.
    let part = if high > low { ((wanted - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
    let (n, c) = (total as f64, c as f64);
    let both = |count: &u64| {
        let x = *count as f64;
        ((x - c) / n, (x + c + 2.0 * part) / n)
    };
    Ok(counts.iter().map(both).collect())
}

/// ν(c): the chance that all counts stay within c of those observed.
fn coverage(counts: &[u64], total: u64, c: u64) -> f64 {
    let n = total as f64;
    // 1 ÷ the chance of n at a Poisson variable with mean n.
    let front = (TAU * n).sqrt() * stirling_error(n).exp();
    let cut = counts.iter().filter(|count| **count > 0).map(|count| CutPoisson::new(*count, c));
    let (mut chance, mut mean, mut m2, mut m3, mut excess) = (1.0, 0.0, 0.0, 0.0, 0.0);
    for part in cut {
        chance *= part.chance;
        mean += part.mean;
        m2 += part.second;
        m3 += part.third;
        excess += part.fourth - 3.0 * part.second * part.second;
    }
    if c == 0 {
        return chance * front;
    }
    let spread = m2.sqrt();
    let z = (n - mean) / spread;
    let (skew, kurtosis) = (m3 / (m2 * spread), excess / (m2 * m2));
    let square = z * z;
    let third = z * (square - 3.0);
    let fourth = square * (square - 6.0) + 3.0;
    let sixth = square * (square * (square - 15.0) + 45.0) - 15.0;
    let expansion =
        1.0 + skew * third / 6.0 + kurtosis * fourth / 24.0 + skew * skew * sixth / 72.0;
    let density = (-0.5 * square).exp() / (TAU.sqrt() * spread) * expansion.max(0.0);
    chance * density * front
}

/// A Poisson variable cut to within c of its mean.
struct CutPoisson {
    chance: f64,
    mean: f64,
    second: f64,
    third: f64,
    fourth: f64,
}

impl CutPoisson {
    fn new(count: u64, c: u64) -> Self {
        let x = count as f64;
        let top = 1.0 / ((TAU * x).sqrt() * stirling_error(x).exp());
        // Chances relative to that of the mean itself, outwards until they vanish.
        let mut terms = vec![(0.0, 1.0)];
        let (mut up, mut down) = (1.0, 1.0);
        for step in 1..=c {
            let step = step as f64;
            up *= x / (x + step);
            terms.push((step, up));
            down *= ((x - step + 1.0) / x).max(0.0);
            if down > 0.0 {
                terms.push((-step, down));
            }
            if up < 1e-18 {
                break;
            }
        }
        let sum: f64 = terms.iter().map(|(_, weight)| weight).sum();
        let shift = terms.iter().map(|(gap, weight)| gap * weight).sum::<f64>() / sum;
        let moment = |power: i32| {
            terms.iter().map(|(gap, w)| (gap - shift).powi(power) * w).sum::<f64>() / sum
        };
        Self {
            chance: top * sum,
            mean: x + shift,
            second: moment(2),
            third: moment(3),
            fourth: moment(4),
        }
    }
}
