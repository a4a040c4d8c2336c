//! What a score can be told.

use kpi_stats::{
    BootstrapMethod, BootstrapOptions, ConfidenceLevel, FinitePopulation, ProportionMethod,
};

use crate::{NetMethod, ScoreError};

/// Level, methods and population of scores: one set of options for NPS, CSAT and CES.
///
/// ```
/// use kpi_stats::ConfidenceLevel;
/// use kpi_survey::{NetMethod, ScoreOptions};
///
/// let options = ScoreOptions::default().with_net(NetMethod::Score).with_level(ConfidenceLevel::P90);
/// assert_eq!(options.net(), NetMethod::Score);
/// assert_eq!(ScoreOptions::from(NetMethod::Wald).net(), NetMethod::Wald);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct ScoreOptions {
    level: ConfidenceLevel,
    net: NetMethod,
    proportion: ProportionMethod,
    population: Option<FinitePopulation>,
    replicates: u32,
    seed: u64,
}

/// 95 %, adjusted Wald for net scores, Wilson for shares, no limit to the population, 1,999
/// replicates from seed 0.
impl Default for ScoreOptions {
    fn default() -> Self {
        let bootstrap = BootstrapOptions::default();
        Self {
            level: ConfidenceLevel::P95,
            net: NetMethod::default(),
            proportion: ProportionMethod::default(),
            population: None,
            replicates: bootstrap.replicates(),
            seed: bootstrap.seed(),
        }
    }
}

impl ScoreOptions {
    /// The same at another level.
    #[must_use]
    pub const fn with_level(self, level: ConfidenceLevel) -> Self {
        Self { level, ..self }
    }

    /// The same with another interval of net scores.
    #[must_use]
    pub const fn with_net(self, net: NetMethod) -> Self {
        Self { net, ..self }
    }

    /// The same with another interval of shares.
    #[must_use]
    pub const fn with_proportion(self, proportion: ProportionMethod) -> Self {
        Self { proportion, ..self }
    }

    /// The same for a customer base of known size, of which a good part has answered: less is left
    /// open, and intervals are narrower.
    ///
    /// # Formula
    ///
    /// A variance is multiplied by (N − n) ÷ (N − 1), with N customers and n answers (counts); for
    /// means by 1 − n ÷ N. Net scores take the n answers for n (N − 1) ÷ (N − n) of them, which every
    /// closed method understands. When all have answered the interval is the point.
    ///
    /// ```
    /// use kpi_stats::FinitePopulation;
    /// use kpi_survey::{NpsCounts, ScoreOptions};
    ///
    /// let answers = NpsCounts::try_new(10, 20, 70)?;
    /// let many = answers.score(ScoreOptions::default())?;
    /// let base = ScoreOptions::default().with_population(FinitePopulation::try_new(150)?);
    /// let few = answers.score(base)?;
    /// // √(50 ÷ 149)
    /// assert!((few.standard_error() / many.standard_error() - 0.5792844).abs() < 1e-6);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Common mistake
    ///
    /// Using it to speak of next year's customers: it is right for this customer base alone, and only
    /// when those who answer are like those who do not.
    #[must_use]
    pub const fn with_population(self, population: FinitePopulation) -> Self {
        Self { population: Some(population), ..self }
    }

    /// The same with so many replicates of a bootstrap.
    #[must_use]
    pub const fn with_replicates(self, replicates: u32) -> Self {
        Self { replicates, ..self }
    }

    /// The same with another seed of a bootstrap.
    #[must_use]
    pub const fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// The confidence level.
    #[must_use]
    pub const fn level(self) -> ConfidenceLevel {
        self.level
    }

    /// The interval of net scores.
    #[must_use]
    pub const fn net(self) -> NetMethod {
        self.net
    }

    /// The interval of shares.
    #[must_use]
    pub const fn proportion(self) -> ProportionMethod {
        self.proportion
    }

    /// How many customers there are; `None` for so many that it makes no difference.
    #[must_use]
    pub const fn population(self) -> Option<FinitePopulation> {
        self.population
    }

    /// By how much `n` answers count for more, infinite when all have answered.
    pub(crate) fn boost(self, n: u64) -> Result<f64, ScoreError> {
        let factor = self.population.map_or(Ok(1.0), |population| population.factor(n))?;
        Ok(1.0 / factor)
    }

    pub(crate) fn bootstrap(self, method: BootstrapMethod) -> BootstrapOptions {
        BootstrapOptions::default()
            .with_level(self.level)
            .with_replicates(self.replicates)
            .with_seed(self.seed)
            .with_method(method)
    }
}

impl From<NetMethod> for ScoreOptions {
    fn from(net: NetMethod) -> Self {
        Self::default().with_net(net)
    }
}

impl From<ProportionMethod> for ScoreOptions {
    fn from(proportion: ProportionMethod) -> Self {
        Self::default().with_proportion(proportion)
    }
}

impl From<ConfidenceLevel> for ScoreOptions {
    fn from(level: ConfidenceLevel) -> Self {
        Self::default().with_level(level)
    }
}
