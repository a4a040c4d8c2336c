//! Every group against every other.

use crate::{Adjustment, HypothesisTest};

/// Two groups of several, compared.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct PairwiseComparison<E> {
    /// The first group, from 0.
    pub first: usize,
    /// The second group, after the first.
    pub second: usize,
    /// The test, or why there is none.
    pub outcome: Result<AdjustedTest, E>,
}

/// A test with its p-value adjusted for the others.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct AdjustedTest {
    /// The test by itself.
    pub test: HypothesisTest,
    /// How it was adjusted.
    pub adjustment: Adjustment,
    /// The p-value after that.
    pub adjusted_p_value: f64,
}

/// Compares every pair of `groups` groups and adjusts the p-values for each other.
///
/// Comparisons that are undefined keep their reason and do not count towards the adjustment, as in
/// R.
///
/// # Worked example
///
/// Smokers in four groups of patients (R, `pairwise.prop.test(smokers, patients)`, Holm: the first
/// and the last group 0.11856):
///
/// ```
/// use kpi_stats::{Adjustment, Alternative, Proportion, TwoProportionTest, TwoProportions, pairwise};
///
/// let groups = [(83, 86), (90, 93), (129, 136), (70, 82)];
/// let groups: Vec<_> =
///     groups.into_iter().map(|(k, n)| Proportion::try_new(k, n)).collect::<Result<_, _>>()?;
/// let found = pairwise(&groups, Adjustment::Holm, |a, b| {
///     TwoProportions::new(*a, *b).test(TwoProportionTest::ChiSquareYates, Alternative::TwoSided)
/// });
/// let last = found.iter().find(|c| (c.first, c.second) == (0, 3)).map(|c| c.outcome);
/// assert!(matches!(last, Some(Ok(found)) if (found.adjusted_p_value - 0.118564819859551).abs() < 1e-12));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Common mistake
///
/// Comparing only the best with the worst group. Which they are was seen in the same data.
pub fn pairwise<G, E>(
    groups: &[G],
    adjustment: Adjustment,
    test: impl Fn(&G, &G) -> Result<HypothesisTest, E>,
) -> Vec<PairwiseComparison<E>> {
    let numbered = || groups.iter().enumerate();
    let pairs = numbered().flat_map(|(first, a)| {
        numbered().skip(first + 1).map(move |(second, b)| (first, second, a, b))
    });
    let outcomes: Vec<_> = pairs.map(|(first, second, a, b)| (first, second, test(a, b))).collect();
    let p_values: Vec<f64> =
        outcomes.iter().filter_map(|(_, _, t)| t.as_ref().ok()).map(|t| t.p_value()).collect();
    // The p-value of a test is always between 0 and 1.
    let adjusted = adjustment.adjust(&p_values).unwrap_or(p_values);
    let mut adjusted = adjusted.into_iter();
    let join = |(first, second, outcome): (usize, usize, Result<HypothesisTest, E>)| {
        let outcome = outcome.map(|test| {
            let adjusted_p_value = adjusted.next().unwrap_or(test.p_value());
            AdjustedTest { test, adjustment, adjusted_p_value }
        });
        PairwiseComparison { first, second, outcome }
    };
    outcomes.into_iter().map(join).collect()
}
