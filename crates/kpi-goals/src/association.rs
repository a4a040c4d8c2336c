//! Whether a metric moved together with the KGI.

use kpi_stats::{PairedValues, RankInterval};
use kpi_types::Estimate;

use crate::{MetricHistory, Missing, SmartRules};

/// How a metric moved together with another one. Never more than that: it does not say which moved
/// which, nor whether a third thing moved both.
///
/// # Formula
///
/// Spearman's rank correlation of the changes from period to period, those of the metric `lag` periods
/// before those of the other, with the interval of Bonett and Wright.
///
/// # Conventions
///
/// Changes, not values: two figures that both grow are correlated whatever they are.
///
/// # Undefined when
///
/// There are fewer than [`Association::FEWEST`] pairs of changes, or one of the figures never changes.
///
/// # Common mistake
///
/// Reading an interval that holds 0 as "no influence". It says that this history cannot tell.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Association {
    /// Spearman's correlation of the changes.
    pub correlation: Estimate,
    /// Periods between the change of the metric and that of the other.
    pub lag: u32,
}

impl Association {
    /// The fewest pairs of changes.
    pub const FEWEST: usize = 8;

    /// Whether the interval lies on one side of 0: 1, −1, or 0 where it holds 0.
    #[must_use]
    pub fn sign(&self) -> i8 {
        match (self.correlation.lower() > 0.0, self.correlation.upper() < 0.0) {
            (true, _) => 1,
            (_, true) => -1,
            _ => 0,
        }
    }
}

impl MetricHistory {
    /// How this metric moved together with another one, `lag` periods later.
    ///
    /// # Errors
    ///
    /// [`Missing`]: what the histories lack.
    pub fn association(
        &self,
        other: &Self,
        lag: u32,
        rules: &SmartRules,
    ) -> Result<Association, Missing> {
        let pairs = paired_changes(self, other, lag);
        let have = pairs.len();
        let too_few = Missing::LongerHistory { have, need: Association::FEWEST };
        if have < Association::FEWEST {
            return Err(too_few);
        }
        let paired = PairedValues::try_new(pairs).map_err(|_| too_few.clone())?;
        let correlation =
            paired.spearman(RankInterval::BonettWright, rules.level).map_err(|_| too_few)?;
        Ok(Association { correlation, lag })
    }
}

/// Changes of one and the other in the same period, or `lag` periods later.
pub(crate) fn paired_changes(
    one: &MetricHistory,
    other: &MetricHistory,
    lag: u32,
) -> Vec<(f64, f64)> {
    let mut pairs = Vec::new();
    if one.grain() != other.grain() {
        return pairs;
    }
    let later: Vec<(i64, f64)> = changes(other).collect();
    let mut at = 0;
    for (index, change) in changes(one) {
        let wanted = index.saturating_add(i64::from(lag));
        while later.get(at).is_some_and(|(index, _)| *index < wanted) {
            at += 1;
        }
        if let Some((found, other)) = later.get(at)
            && *found == wanted
        {
            pairs.push((change, *other));
        }
    }
    pairs
}

/// The changes between neighbouring periods, with the index of the later one.
fn changes(history: &MetricHistory) -> impl Iterator<Item = (i64, f64)> {
    let (points, values) = (history.points(), history.values());
    let pairs = points.iter().zip(values).zip(points.iter().zip(values).skip(1));
    pairs.filter_map(|((early, a), (late, b))| {
        let index = i64::from(late.period.index());
        (index - i64::from(early.period.index()) == 1).then_some((index, b - a))
    })
}
