//! What comes of an A/B test.

use kpi_types::{Estimate, Localized};

use super::AbVerdict;
use crate::HypothesisTest;

/// The result of an A/B test.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AbReport {
    /// Treatment less control. The level is that of this look, stricter than the one asked for when
    /// there are several.
    pub difference: Estimate,
    /// Whether there is a difference, by itself: with several looks go by the verdict.
    pub test: HypothesisTest,
    /// The verdict.
    pub verdict: AbVerdict,
    /// The smallest difference that groups of these sizes would have found four times out of five;
    /// none where no possible difference is large enough.
    pub detectable: Option<f64>,
    /// The chance that groups of these sizes find the smallest difference that matters; none when
    /// it was not given or is not possible.
    pub power: Option<f64>,
    /// Whether the groups have the sizes they were to have.
    pub sample_ratio: SampleRatio,
    /// What was looked at, and how often.
    pub peeking: Peeking,
}

/// Whether the groups have the sizes they were to have.
///
/// When they have not, something has sorted customers into groups or out of them, and the
/// difference may come from that. Flagged below p = 0.001, as is common, because every test is
/// checked.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct SampleRatio {
    /// Chi-square of the sizes against the planned shares.
    pub test: HypothesisTest,
    /// What it says.
    pub outcome: SampleRatioOutcome,
}

/// What the group sizes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum SampleRatioOutcome {
    /// As planned, but for chance.
    AsPlanned,
    /// Not as planned: find out why before believing the verdict.
    Mismatch,
}

/// How often somebody looked.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "peeking", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Peeking {
    /// Once, as planned.
    None,
    /// One of several looks that were planned.
    Planned {
        /// Which look, from 1.
        look: u32,
        /// Of how many.
        planned: u32,
        /// How far from 0 z has to be at this one.
        critical_value: f64,
    },
    /// More often than planned. The interval is that of Pocock for as many looks as were taken.
    Unplanned {
        /// Looks taken.
        taken: u32,
        /// Looks planned.
        planned: u32,
        /// The chance of a false alarm if each look had been decided as planned.
        false_alarms: f64,
        /// How far from 0 z has to be after so many looks.
        critical_value: f64,
    },
}

impl AbReport {
    /// The verdict and everything to beware of, one sentence each.
    #[must_use]
    pub fn messages(&self) -> Vec<Localized> {
        let mut all = vec![self.verdict.message()];
        if let Some(power) = self.power
            && self.verdict == AbVerdict::Undecided
        {
            let percent = power * 100.0;
            all.push(Localized::new(
                format!("Groups of this size find the smallest difference that matters in {percent:.0} % of tests"),
                format!("この規模のグループで、意味のある最小の差を検出できる確率は {percent:.0} % です"),
            ));
        }
        if let Peeking::Unplanned { taken, planned, false_alarms, .. } = self.peeking {
            let percent = false_alarms * 100.0;
            all.push(Localized::new(
                format!(
                    "Looked at {taken} times, {planned} planned: decided as planned, {percent:.1} % of tests \
                     without a difference would have found one; the interval was widened for that"
                ),
                format!(
                    "{planned} 回の予定に対して {taken} 回確認されています。予定どおりの基準で判断すると、差がない場合でも {percent:.1} % \
                     の確率で差があると誤ります。区間はその分広げてあります"
                ),
            ));
        }
        if self.sample_ratio.outcome == SampleRatioOutcome::Mismatch {
            let p = self.sample_ratio.test.p_value();
            all.push(Localized::new(
                format!(
                    "The groups do not have the planned sizes (p = {p:.1e}): find out why first"
                ),
                format!(
                    "グループの人数が計画と一致しません (p = {p:.1e})。先に原因を調べてください"
                ),
            ));
        }
        all
    }
}
