//! Do groups leave at the same rate?

mod error;
mod solve;
mod times;
mod weights;

use kpi_stats::ChiSquare;

use super::RiskTable;

pub use error::LogRankError;
pub use weights::{FlemingHarrington, LogRankWeights};

/// The result of a log-rank test.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "super::stored::RawLogRankTest", into = "super::stored::RawLogRankTest")
)]
pub struct LogRankTest {
    pub(super) weights: LogRankWeights,
    pub(super) groups: Vec<LogRankGroup>,
    pub(super) covariance: Vec<Vec<f64>>,
    pub(super) chi_square: ChiSquare,
}

/// A group in a log-rank test.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct LogRankGroup {
    /// Rows of the group, whatever they weigh.
    pub subjects: u64,
    /// Events, each times the weight of its time.
    pub observed: f64,
    /// The same if all groups left at the same rate.
    pub expected: f64,
}

impl LogRankTest {
    /// The weights of the times.
    #[must_use]
    pub const fn weights(&self) -> LogRankWeights {
        self.weights
    }

    /// Observed and expected by group, in the order given.
    #[must_use]
    pub fn groups(&self) -> &[LogRankGroup] {
        &self.groups
    }

    /// Covariance of the differences observed − expected, a row for each group.
    #[must_use]
    pub fn covariance(&self) -> &[Vec<f64>] {
        &self.covariance
    }

    /// The statistic with its degrees of freedom and p-value.
    #[must_use]
    pub const fn chi_square(&self) -> ChiSquare {
        self.chi_square
    }

    /// The probability of groups at least as different when all leave at the same rate.
    #[must_use]
    pub const fn p_value(&self) -> f64 {
        self.chi_square.p_value()
    }
}

/// Tests whether groups leave at the same rate, by the log-rank test or a weighted form of it.
///
/// # Formula
///
/// At each time with events, d of n at risk leave, and dⱼ of nⱼ in group j. Observed is Σ w dⱼ,
/// expected Σ w d nⱼ ÷ n, and their differences have covariance
/// Σ w² d (n − d) ÷ (n − 1) · nⱼ ÷ n · (δⱼₖ − nₖ ÷ n), with w the weight of the time
/// ([`LogRankWeights`]). The quadratic form of the differences is chi-square with one degree of
/// freedom less than there are groups with something expected.
///
/// # Conventions
///
/// The covariance is the hypergeometric one, which accounts for ties. Delayed entry needs nothing
/// special: who is at risk is. Weights of rows must be whole numbers, since they count subjects.
///
/// # Undefined when
///
/// There are fewer than two groups, or no time at which a group leaves while another is at risk:
/// [`LogRankError::NothingToCompare`].
///
/// # Worked example
///
/// Six subjects in two groups (R `survdiff`, quoted in the tests of lifelines): chi-square 0.254237,
/// p 0.614107.
///
/// ```
/// use kpi_cohort::{LogRankWeights, Status, WholeLifetimes, log_rank};
///
/// let mut groups = [WholeLifetimes::new(), WholeLifetimes::new()];
/// [10, 20, 50].map(|time| groups[0].observe(time, Status::Event));
/// [10, 20, 30].map(|time| groups[1].observe(time, Status::Event));
/// let [a, b] = groups.map(WholeLifetimes::finish);
/// let test = log_rank(&[&a?, &b?], LogRankWeights::Unit)?;
/// assert!((test.chi_square().statistic() - 0.254237).abs() < 1e-6);
/// assert!((test.p_value() - 0.614107).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Passing the durations of the second group where its events belong (lifelines issue 1641): here a
/// group is a table, made of durations and of a type of its own for how they ended. And comparing
/// groups that were made by looking at the future, such as "customers who ever upgraded".
///
/// # What others do
///
/// R's `survdiff(rho = 1)` is Fleming-Harrington with p = 1, q = 0. It is not what lifelines calls
/// `peto`: that is [`LogRankWeights::PetoPeto`]. lifelines 0.30.3 leaves case weights out of the curve
/// that weighs `fleming-harrington`, so that there a count of two and two rows differ; here they do
/// not. Where nothing can be compared it gives a statistic of 0.
///
/// # References
///
/// N. Mantel, *Evaluation of survival data and two new rank order statistics arising in its
/// consideration*, Cancer Chemotherapy Reports 50 (1966). D. P. Harrington, T. R. Fleming, *A class
/// of rank test procedures for censored survival data*, Biometrika 69 (1982).
///
/// # Errors
///
/// [`LogRankError`].
pub fn log_rank(
    groups: &[&RiskTable],
    weights: LogRankWeights,
) -> Result<LogRankTest, LogRankError> {
    stratified_log_rank(&[groups], weights)
}

/// Tests whether groups leave at the same rate within strata, such as plans or countries.
///
/// Observed, expected and covariance are added up over the strata, so that groups are compared
/// within each only; then as [`log_rank`]. The weights of times are those of the stratum, as in R's
/// `survdiff(... + strata(x))`. Every stratum lists the same groups in the same order; a group
/// without subjects in it is an empty table.
///
/// ```
/// use kpi_cohort::{LogRankWeights, Status, WholeLifetimes, log_rank, stratified_log_rank};
///
/// let table = |left: &[u32]| {
///     let mut stayed = WholeLifetimes::new();
///     left.iter().for_each(|time| stayed.observe(*time, Status::Event));
///     stayed.finish()
/// };
/// let (a, b) = (table(&[10, 20, 30])?, table(&[10, 20, 50])?);
/// let one = log_rank(&[&a, &b], LogRankWeights::Unit)?;
/// let two = stratified_log_rank(&[&[&a, &b], &[&a, &b]], LogRankWeights::Unit)?;
/// // Twice the same differences and variances.
/// let (one, two) = (one.chi_square().statistic(), two.chi_square().statistic());
/// assert!((two / one - 2.0).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`LogRankError`].
pub fn stratified_log_rank(
    strata: &[&[&RiskTable]],
    weights: LogRankWeights,
) -> Result<LogRankTest, LogRankError> {
    let count = strata.first().map_or(0, |groups| groups.len());
    if count < 2 {
        return Err(LogRankError::TooFewGroups { groups: count });
    }
    let mut groups = vec![LogRankGroup::default(); count];
    let mut covariance = vec![vec![0.0; count]; count];
    for (stratum, tables) in strata.iter().enumerate() {
        if tables.len() != count {
            let found = tables.len();
            return Err(LogRankError::OtherGroups { stratum, expected: count, found });
        }
        if let Some(group) = tables.iter().position(|table| table.has_fractional_weights()) {
            return Err(LogRankError::FractionalWeights { stratum, group });
        }
        for (group, table) in groups.iter_mut().zip(*tables) {
            group.subjects = group.subjects.saturating_add(table.subjects());
        }
        add_stratum(tables, weights, &mut groups, &mut covariance);
    }
    let chi_square = statistic(&groups, &covariance)?;
    Ok(LogRankTest { weights, groups, covariance, chi_square })
}

fn add_stratum(
    tables: &[&RiskTable],
    weights: LogRankWeights,
    groups: &mut [LogRankGroup],
    covariance: &mut [Vec<f64>],
) {
    let mut weighing = weights.weighing();
    times::each_event_time(tables, |now| {
        let (n, d) = (now.at_risk, now.events);
        let weight = weighing.next(n, d);
        for (group, (at_risk, events)) in groups.iter_mut().zip(now.groups) {
            group.observed += weight * events;
            group.expected += weight * d * (at_risk / n);
        }
        if n <= 1.0 {
            return;
        }
        let scale = weight * weight * d * ((n - d) / (n - 1.0));
        for (j, (row, (nj, _))) in covariance.iter_mut().zip(now.groups).enumerate() {
            for (k, (cell, (nk, _))) in row.iter_mut().zip(now.groups).enumerate() {
                let same = if j == k { 1.0 } else { 0.0 };
                *cell += scale * (nj / n) * (same - nk / n);
            }
        }
    });
}

pub(super) fn statistic(
    groups: &[LogRankGroup],
    covariance: &[Vec<f64>],
) -> Result<ChiSquare, LogRankError> {
    let expected = |at: &usize| groups.get(*at).is_some_and(|group| group.expected > 0.0);
    let compared: Vec<usize> = (0..groups.len()).filter(expected).collect();
    // The differences add up to 0, so one group is known from the others.
    let free = compared.get(1..).unwrap_or_default();
    let differences: Vec<f64> = free
        .iter()
        .filter_map(|at| groups.get(*at))
        .map(|group| group.observed - group.expected)
        .collect();
    let rows = free.iter().filter_map(|row| covariance.get(*row));
    let matrix: Vec<Vec<f64>> = rows
        .map(|row| free.iter().filter_map(|column| row.get(*column)).copied().collect())
        .collect();
    let form = solve::quadratic_form(matrix, differences).ok_or(LogRankError::NothingToCompare)?;
    let degrees = u32::try_from(free.len()).unwrap_or(u32::MAX);
    ChiSquare::try_new(form, degrees).map_err(|_| LogRankError::NothingToCompare)
}
