//! Respondents redrawn: intervals of several figures at once.

use kpi_stats::{
    BootstrapError, BootstrapMethod, BootstrapOptions, ConfidenceLevel, QuantileType, Sample,
    SeededDraws,
};
use kpi_types::Estimate;

use crate::ratings::Table;

/// How often respondents are redrawn, from which seed, at which level.
///
/// Whole respondents are redrawn, with all they answered. The same seed and the same answers give
/// the same result, whatever the order of the respondents.
///
/// ```
/// use kpi_survey::Resampling;
///
/// let quick = Resampling::default().with_replicates(499).with_seed(7);
/// assert_eq!((quick.replicates(), quick.seed()), (499, 7));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct Resampling {
    replicates: u32,
    seed: u64,
    level: ConfidenceLevel,
}

/// 1,999 replicates from seed 0, 95 %.
impl Default for Resampling {
    fn default() -> Self {
        let usual = BootstrapOptions::default();
        Self { replicates: usual.replicates(), seed: usual.seed(), level: usual.level() }
    }
}

impl Resampling {
    /// The same with so many replicates.
    #[must_use]
    pub const fn with_replicates(self, replicates: u32) -> Self {
        Self { replicates, ..self }
    }

    /// The same with another seed.
    #[must_use]
    pub const fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The same at another level.
    #[must_use]
    pub const fn with_level(self, level: ConfidenceLevel) -> Self {
        Self { level, ..self }
    }

    /// How many times respondents are redrawn.
    #[must_use]
    pub const fn replicates(self) -> u32 {
        self.replicates
    }

    /// Where the random numbers start.
    #[must_use]
    pub const fn seed(self) -> u64 {
        self.seed
    }

    /// The confidence level.
    #[must_use]
    pub const fn level(self) -> ConfidenceLevel {
        self.level
    }

    /// As options of a bootstrap. Intervals are percentiles here: BCa would need all figures again
    /// without each respondent in turn.
    fn options(self) -> BootstrapOptions {
        BootstrapOptions::default()
            .with_replicates(self.replicates)
            .with_seed(self.seed)
            .with_level(self.level)
            .with_method(BootstrapMethod::Percentile)
    }

    /// Computes figures on redrawn respondents. A replicate in which any does not exist is none.
    pub(crate) fn replicate(
        self,
        table: &Table,
        mut figures: impl FnMut(&[f64]) -> Option<Vec<f64>>,
    ) -> Result<Replicates, BootstrapError> {
        let (units, replicates) = (table.respondents(), self.replicates);
        let options = self.options();
        options.check(units as u64)?;
        let mut counts = vec![0.0; table.kinds()];
        let mut found = Vec::with_capacity(replicates as usize);
        for replicate in 0..replicates {
            let mut draws = SeededDraws::new(self.seed, replicate.into());
            counts.fill(0.0);
            for _ in 0..units {
                if let Some(count) = counts.get_mut(table.kind(draws.below(units))) {
                    *count += 1.0;
                }
            }
            let values = figures(&counts);
            found.extend(values.filter(|values| values.iter().all(|value| value.is_finite())));
        }
        let undefined = replicates - found.len() as u32;
        options.check_undefined(undefined)?;
        Ok(Replicates { values: found, undefined, resampling: self })
    }
}

/// Figures of every replicate in which they exist.
pub(crate) struct Replicates {
    values: Vec<Vec<f64>>,
    undefined: u32,
    resampling: Resampling,
}

impl Replicates {
    /// The figures, replicate by replicate.
    pub(crate) fn values(&self) -> &[Vec<f64>] {
        &self.values
    }

    /// Replicates in which a figure did not exist.
    pub(crate) const fn undefined(&self) -> u32 {
        self.undefined
    }

    /// The percentile interval of one figure.
    pub(crate) fn interval(
        &self,
        figure: usize,
        point: f64,
        n: u64,
    ) -> Result<Estimate, BootstrapError> {
        let replicates = self.resampling.replicates;
        let values: Vec<f64> =
            self.values.iter().filter_map(|values| values.get(figure).copied()).collect();
        let none = BootstrapError::UndefinedReplicates { undefined: replicates, replicates };
        let sample = Sample::try_new(values).map_err(|_| none)?;
        let tail = self.resampling.level.alpha() / 2.0;
        let end = |share| sample.quantile(share, QuantileType::Weibull).unwrap_or(f64::NAN);
        let how = self.resampling.options().method().estimate_method();
        let level = self.resampling.level.level();
        Ok(Estimate::try_new(point, end(tail), end(1.0 - tail), level, n, how)?)
    }
}
