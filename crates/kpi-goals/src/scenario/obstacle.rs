//! Why a scenario cannot be, and by how much.

use chrono::NaiveDate;
use kpi_types::{Localized, ScenarioStage};

/// Whether the goal can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "feasibility", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Feasibility {
    /// Also if every conversion rate lies at the lower end of its interval.
    Possible {
        /// The least slack of all steps that are left.
        slack_working_days: i64,
    },
    /// At the rates that were counted, but not at the lower ends of their intervals.
    PossibleAtPoint {
        /// The least slack of all steps that are left.
        slack_working_days: i64,
        /// How many customers reach the goal at the lower ends.
        at_lower_ends: u64,
        /// How many have to.
        target: u64,
    },
    /// Not even at the rates that were counted.
    Impossible {
        /// The first step that fails.
        because: Obstacle,
    },
}

impl Feasibility {
    /// True unless it is impossible.
    #[must_use]
    pub const fn is_possible(&self) -> bool {
        !matches!(self, Self::Impossible { .. })
    }

    /// The verdict in both languages.
    #[must_use]
    pub fn message(&self) -> Localized {
        match self {
            Self::Possible { slack_working_days: slack } => Localized::new(
                format!("possible, with {slack} working days of slack"),
                format!("可能です。余裕は{slack}営業日です"),
            ),
            Self::PossibleAtPoint { slack_working_days: slack, at_lower_ends, target } => {
                Localized::new(
                    format!(
                        "possible with {slack} working days of slack, but at the lower ends of the \
                         conversion rates only {at_lower_ends} of {target} get there"
                    ),
                    format!(
                        "可能で余裕は{slack}営業日ですが、転換率が区間の下限なら{target}社中{at_lower_ends}社にとどまります"
                    ),
                )
            }
            Self::Impossible { because } => {
                let why = because.message();
                Localized::new(
                    format!("impossible because {}", why.en),
                    format!("不可能です。{}", why.ja),
                )
            }
        }
    }
}

/// A step that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Obstacle {
    /// The stage that cannot be reached; nothing for the start.
    pub stage: Option<ScenarioStage>,
    /// What is missing.
    pub kind: ObstacleKind,
}

/// What is missing at a step that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "kind", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ObstacleKind {
    /// Time.
    Late {
        /// The first day on which it can be.
        earliest: NaiveDate,
        /// The last day on which it may be.
        due: NaiveDate,
        /// The time between, in working days.
        working_days: i64,
        /// The same in days.
        days: i64,
    },
    /// Customers.
    Few {
        /// How many get there.
        expected: u64,
        /// How many have to.
        needed: u64,
        /// The difference.
        short: u64,
    },
    /// Nobody was ever counted to get there, so no number at the stage before is enough.
    Nobody,
}

impl Obstacle {
    /// The reason in both languages.
    #[must_use]
    pub fn message(&self) -> Localized {
        let label = |stage: ScenarioStage| stage.label();
        let start = Localized::fixed("the start", "開始");
        let at = self.stage.map_or(start, label);
        match &self.kind {
            ObstacleKind::Late { earliest, due, working_days, .. } => Localized::new(
                format!(
                    "{} cannot be before {earliest}, but has to be by {due}: {working_days} working days too late",
                    at.en
                ),
                format!(
                    "{}は早くて{earliest}ですが、{due}までに必要です({working_days}営業日の遅れ)",
                    at.ja
                ),
            ),
            ObstacleKind::Few { expected, needed, short } => Localized::new(
                format!(
                    "{expected} customers are expected at {}, {needed} are needed: {short} short",
                    at.en
                ),
                format!("{}の見込みは{expected}社、必要数は{needed}社で、{short}社不足です", at.ja),
            ),
            ObstacleKind::Nobody => Localized::new(
                format!("nobody was ever counted to reach {}", at.en),
                format!("{}に到達した実績が1件もありません", at.ja),
            ),
        }
    }
}
