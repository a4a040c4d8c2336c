//! Tests between groups: the statistic is computed again from the groups.

use serde::{Deserialize, Serialize};

use super::super::log_rank::statistic;
use super::super::{LogRankError, LogRankGroup, LogRankTest, LogRankWeights};
use super::{StoredError, near, positive};

#[derive(Serialize, Deserialize)]
#[serde(rename = "LogRankTest", deny_unknown_fields)]
pub(in super::super) struct RawLogRankTest {
    weights: LogRankWeights,
    groups: Vec<LogRankGroup>,
    covariance: Vec<Vec<f64>>,
    chi_square: RawChiSquare,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChiSquare {
    statistic: f64,
    degrees_of_freedom: u32,
    p_value: f64,
}

impl From<LogRankTest> for RawLogRankTest {
    fn from(test: LogRankTest) -> Self {
        let chi = test.chi_square;
        Self {
            weights: test.weights,
            chi_square: RawChiSquare {
                statistic: chi.statistic(),
                degrees_of_freedom: chi.degrees_of_freedom(),
                p_value: chi.p_value(),
            },
            groups: test.groups,
            covariance: test.covariance,
        }
    }
}

impl TryFrom<RawLogRankTest> for LogRankTest {
    type Error = StoredError;

    fn try_from(raw: RawLogRankTest) -> Result<Self, StoredError> {
        let RawLogRankTest { weights, groups, covariance, chi_square: stored } = raw;
        let count = groups.len();
        if count < 2 {
            return Err(LogRankError::TooFewGroups { groups: count }.into());
        }
        for group in &groups {
            positive("observed", group.observed)?;
            positive("expected", group.expected)?;
        }
        let square = covariance.len() == count && covariance.iter().all(|row| row.len() == count);
        if !square {
            return Err(StoredError::Covariance { found: covariance.len(), groups: count });
        }
        let sum = |figure: fn(&LogRankGroup) -> f64| groups.iter().map(figure).sum::<f64>();
        let (found, expected) = (sum(|g| g.expected), sum(|g| g.observed));
        if !near(found, expected) {
            return Err(StoredError::Differs { field: "the sum of expected", found, expected });
        }
        let chi_square = statistic(&groups, &covariance)?;
        for (field, found, expected) in [
            ("statistic", stored.statistic, chi_square.statistic()),
            ("p_value", stored.p_value, chi_square.p_value()),
            (
                "degrees_of_freedom",
                stored.degrees_of_freedom.into(),
                chi_square.degrees_of_freedom().into(),
            ),
        ] {
            if !near(found, expected) {
                return Err(StoredError::Differs { field, found, expected });
            }
        }
        Ok(Self { weights, groups, covariance, chi_square })
    }
}
