//! Intervals for a share of a population that is known and small.

use kpi_types::{Estimate, EstimateMethod};

use super::{Proportion, ProportionError, wald, wilson};
use crate::{ConfidenceLevel, FinitePopulation};

/// How the interval of a proportion in a finite population is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum FiniteProportionMethod {
    /// Wald with the corrected standard error.
    Wald,
    /// Wilson with the corrected standard error.
    #[default]
    Wilson,
}

impl FiniteProportionMethod {
    /// Both methods.
    pub const ALL: [Self; 2] = [Self::Wald, Self::Wilson];
}

impl Proportion {
    /// The rate with its interval, where everybody who could have been asked is counted.
    ///
    /// # Formula
    ///
    /// The Wald or Wilson interval with z √f in place of z, f = (N − n) ÷ (N − 1), n asked of a
    /// population of N. Then cut to what is possible: of the N, k are known to be successes and n −
    /// k not, so the rate lies in [k ÷ N, 1 − (n − k) ÷ N].
    ///
    /// # Conventions
    ///
    /// Trials are people of the population, each asked once. When all of them answered the interval
    /// is the rate itself.
    ///
    /// # Undefined when
    ///
    /// There is no trial, or more trials than people: [`ProportionError::Population`].
    ///
    /// # Worked example
    ///
    /// 40 of 80 asked, of 200 customers: f = 120/199, Wald 0.5 ± 1.959964 √(0.25/80 · 0.6030151) =
    /// 0.5 ± 0.0850819.
    ///
    /// ```
    /// use kpi_stats::{ConfidenceLevel, FinitePopulation, FiniteProportionMethod, Proportion};
    ///
    /// let asked = Proportion::try_new(40, 80)?;
    /// let customers = FinitePopulation::try_new(200)?;
    /// let rate = asked.estimate_in(customers, FiniteProportionMethod::Wald, ConfidenceLevel::P95)?;
    /// assert_eq!(format!("{:.7} {:.7}", rate.lower(), rate.upper()), "0.4149181 0.5850819");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Correcting for the population when those who answer are not a random part of it. The
    /// interval gets shorter, the bias stays.
    ///
    /// # What others do
    ///
    /// R's `survey` puts n − 1 in place of n in the variance and corrects by 1 − n ÷ N; sample size
    /// calculators mostly correct as here.
    ///
    /// # References
    ///
    /// W. G. Cochran, *Sampling Techniques*, 3rd edition (1977), sections 3.2 and 3.3.
    ///
    /// # Errors
    ///
    /// [`ProportionError::Population`].
    pub fn estimate_in(
        self,
        population: FinitePopulation,
        method: FiniteProportionMethod,
        level: ConfidenceLevel,
    ) -> Result<Estimate, ProportionError> {
        let z = level.z() * population.factor(self.trials)?.sqrt();
        let people = population.size() as f64;
        let lower = |side: Self| {
            let (k, n) = side.counts();
            let lower = match method {
                FiniteProportionMethod::Wald => wald::lower_at(k, n, z),
                FiniteProportionMethod::Wilson => wilson::lower_root(k, n, z),
            };
            lower.max(k / people).min(k / n)
        };
        let how = match method {
            FiniteProportionMethod::Wald => EstimateMethod::WaldFinite,
            FiniteProportionMethod::Wilson => EstimateMethod::WilsonFinite,
        };
        let point = self.point();
        let (from, to) = (lower(self), (1.0 - lower(self.complement())).max(point));
        Ok(Estimate::try_new(point, from, to, level.level(), self.trials, how)?)
    }
}
