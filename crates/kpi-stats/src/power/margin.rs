//! How many answers a margin needs.

use super::PowerError;
use super::options::MOST;
use crate::distribution::bisect;
use crate::{ConfidenceLevel, FinitePopulation, FiniteProportionMethod};

/// A share that is to be known to within a margin.
///
/// # Formula
///
/// The smallest n at which half the width of the interval at the expected rate p is at most m.
/// Wald: n₀ = z² p (1 − p) ÷ m², of a population of N: n₀ N ÷ (n₀ + N − 1). Wilson: half the width
/// is z √(p (1 − p) ÷ n + z² ÷ 4n²) ÷ (1 + z² ÷ n), with z √((N − n) ÷ (N − 1)) in place of z in a
/// population; solved for n.
///
/// # Worked example
///
/// Within 5 points at one half (Cochran 1977: 384.16, so 385), and of 1,000 customers 384.16 · 1000
/// ÷ 1383.16 = 277.7:
///
/// ```
/// use kpi_stats::{ConfidenceLevel, FinitePopulation, FiniteProportionMethod, ProportionMargin};
///
/// let plan = ProportionMargin::try_new(0.5, 0.05)?;
/// let wald = FiniteProportionMethod::Wald;
/// let open = plan.sample_size(wald, None, ConfidenceLevel::P95)?;
/// assert_eq!((open.n, format!("{:.2}", open.exact)), (385, "384.15".to_owned()));
/// let customers = FinitePopulation::try_new(1000)?;
/// assert_eq!(plan.sample_size(wald, Some(customers), ConfidenceLevel::P95)?.n, 278);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Sending so many invitations. This many have to answer: divide by the response rate that is
/// expected.
///
/// # What others do
///
/// Survey calculators take Wald at one half. statsmodels' `samplesize_confint_proportion` has Wald
/// alone.
///
/// # References
///
/// W. G. Cochran, *Sampling Techniques*, 3rd edition (1977), section 4.4.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProportionMargin {
    expected: f64,
    margin: f64,
}

/// How many answers are needed.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct MarginSize {
    /// Answers.
    pub n: u64,
    /// Before they were rounded up.
    pub exact: f64,
    /// Half the width of the interval with so many answers.
    pub margin: f64,
}

impl ProportionMargin {
    /// The rate that is expected, and how near it is to be known. Where nothing is known
    /// beforehand, one half asks for the most.
    ///
    /// # Errors
    ///
    /// [`PowerError::Proportion`] and [`PowerError::Margin`].
    pub fn try_new(expected: f64, margin: f64) -> Result<Self, PowerError> {
        if !(0.0..=1.0).contains(&expected) {
            return Err(PowerError::Proportion { proportion: expected });
        }
        if !(margin > 0.0 && margin < 1.0) {
            return Err(PowerError::Margin { margin });
        }
        Ok(Self { expected, margin })
    }

    /// How many answers are needed.
    ///
    /// # Errors
    ///
    /// [`PowerError::Certain`] by Wald for an expected rate of 0 or 1, where it has no width, and
    /// [`PowerError::Margin`] for a margin so small that more than 10¹² answers are needed.
    pub fn sample_size(
        &self,
        method: FiniteProportionMethod,
        population: Option<FinitePopulation>,
        level: ConfidenceLevel,
    ) -> Result<MarginSize, PowerError> {
        let (p, z) = (self.expected, level.z());
        if method == FiniteProportionMethod::Wald && !(p > 0.0 && p < 1.0) {
            return Err(PowerError::Certain { first: p, second: p });
        }
        let people = population.map(|population| population.size() as f64);
        let half = |n: f64| {
            let left = people.map_or(1.0, |all| ((all - n) / (all - 1.0).max(1.0)).max(0.0));
            let (z, spread) = (z * left.sqrt(), p * (1.0 - p) / n);
            match method {
                FiniteProportionMethod::Wald => z * spread.sqrt(),
                FiniteProportionMethod::Wilson => {
                    let more = z * z / n;
                    z * (spread + more / n / 4.0).sqrt() / (1.0 + more)
                }
            }
        };
        let most = people.unwrap_or(MOST);
        if half(most) > self.margin {
            return Err(PowerError::Margin { margin: self.margin });
        }
        let exact = if half(1.0) <= self.margin {
            1.0
        } else {
            bisect(1.0, most, |n| half(n) > self.margin)
        };
        // A hair above a whole number is that number.
        let n = (exact * (1.0 - 1e-13)).ceil().max(1.0);
        Ok(MarginSize { n: n as u64, exact, margin: half(n) })
    }
}
