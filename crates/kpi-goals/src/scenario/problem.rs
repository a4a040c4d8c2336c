//! What is wrong with a scenario, and what to do about it.

use chrono::NaiveDate;
use kpi_stats::ProportionError;
use kpi_types::{Localized, ScenarioStage};

use super::Lag;
use crate::document::DocumentProblem;
use crate::figure::shortened;
use crate::{FindingCode, Problem};

/// One thing that is wrong with a scenario. [`code`](Self::code) never changes.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ScenarioProblem {
    /// The document itself: a field that does not exist, a value that is not one.
    Document(DocumentProblem),
    /// No goal, start or number of customers.
    Incomplete {
        /// The field: `goal`, `start` or `customers`.
        field: &'static str,
    },
    /// A goal of nobody.
    EmptyGoal,
    /// More contracts than customers.
    GoalAboveCustomers {
        /// How many are to be reached.
        target: u64,
        /// How many there are.
        customers: u64,
    },
    /// The goal lies before the start.
    GoalBeforeStart {
        /// The start.
        start: NaiveDate,
        /// The goal's date.
        goal: NaiveDate,
    },
    /// Stages out of order, or one twice.
    StageOrder {
        /// The stage that comes first.
        earlier: ScenarioStage,
        /// The stage after it, which belongs before it or is the same.
        later: ScenarioStage,
    },
    /// The last stage is not renewal and expansion.
    NoRenewal,
    /// A stage that the scenario leaves out.
    StageMissing {
        /// The stage.
        stage: ScenarioStage,
    },
    /// Counts that are no proportion.
    BadConversion {
        /// The stage.
        stage: ScenarioStage,
        /// Why.
        reason: ProportionError,
    },
    /// A lag of more than a hundred years.
    LagTooLong {
        /// The stage.
        stage: ScenarioStage,
        /// How long.
        lag: Lag,
    },
    /// A stage is over, but not the one before it.
    DoneBeforeEarlier {
        /// The stage that is over.
        stage: ScenarioStage,
        /// The one before it.
        earlier: ScenarioStage,
    },
    /// A metric the catalog does not have.
    UnknownMetric {
        /// The stage.
        stage: ScenarioStage,
        /// What was named.
        metric: String,
    },
    /// A metric of a later stage: it moves only when this stage is long over.
    MetricOfLaterStage {
        /// The stage.
        stage: ScenarioStage,
        /// The metric.
        metric: String,
        /// The stage the catalog gives it.
        belongs: ScenarioStage,
    },
    /// A lagging metric before the contract result.
    LaggingMetric {
        /// The stage.
        stage: ScenarioStage,
        /// The metric.
        metric: String,
    },
}

impl Problem for ScenarioProblem {
    fn code(&self) -> FindingCode {
        match self {
            Self::Document(problem) => problem.code(),
            Self::Incomplete { .. } => FindingCode::ScenarioIncomplete,
            Self::EmptyGoal => FindingCode::ScenarioEmptyGoal,
            Self::GoalAboveCustomers { .. } => FindingCode::GoalAboveCustomers,
            Self::GoalBeforeStart { .. } => FindingCode::GoalBeforeStart,
            Self::StageOrder { .. } => FindingCode::StageOrder,
            Self::NoRenewal => FindingCode::NoRenewal,
            Self::StageMissing { .. } => FindingCode::StageMissing,
            Self::BadConversion { .. } => FindingCode::BadConversion,
            Self::LagTooLong { .. } => FindingCode::LagTooLong,
            Self::DoneBeforeEarlier { .. } => FindingCode::DoneBeforeEarlier,
            Self::UnknownMetric { .. } => FindingCode::UnknownStageMetric,
            Self::MetricOfLaterStage { .. } => FindingCode::MetricOfLaterStage,
            Self::LaggingMetric { .. } => FindingCode::LaggingMilestone,
        }
    }

    fn path(&self) -> String {
        let stage = |stage: &ScenarioStage, field: &str| format!("stage.{stage}.{field}");
        match self {
            Self::Document(problem) => problem.path(),
            Self::Incomplete { field } => (*field).to_owned(),
            Self::EmptyGoal | Self::GoalAboveCustomers { .. } => "goal.target".to_owned(),
            Self::GoalBeforeStart { .. } => "goal.date".to_owned(),
            Self::StageOrder { later, .. } => stage(later, "stage"),
            Self::NoRenewal => "stage".to_owned(),
            Self::StageMissing { stage: missing } => format!("stage.{missing}"),
            Self::BadConversion { stage: of, .. } => stage(of, "conversion"),
            Self::LagTooLong { stage: of, .. } => stage(of, "takes"),
            Self::DoneBeforeEarlier { stage: of, .. } => stage(of, "done"),
            Self::UnknownMetric { stage: of, .. }
            | Self::MetricOfLaterStage { stage: of, .. }
            | Self::LaggingMetric { stage: of, .. } => stage(of, "metric"),
        }
    }

    fn message(&self) -> Localized {
        let both = |en: String, ja: String| Localized::new(en, ja);
        match self {
            Self::Document(problem) => problem.message(),
            Self::Incomplete { field } => {
                both(format!("{field} is missing"), format!("{field} がありません"))
            }
            Self::EmptyGoal => Localized::fixed("the goal is of nobody", "目標の件数が0です"),
            Self::GoalAboveCustomers { target, customers } => both(
                format!("the goal is {target} of {customers} customers"),
                format!("目標が{target}社ですが、顧客は{customers}社です"),
            ),
            Self::GoalBeforeStart { start, goal } => both(
                format!("the goal on {goal} lies before the start on {start}"),
                format!("目標日 {goal} が開始日 {start} より前です"),
            ),
            Self::StageOrder { earlier, later } => both(
                format!("{later} comes after {earlier}"),
                format!("{}が{}の後にあります", later.label().ja, earlier.label().ja),
            ),
            Self::NoRenewal => Localized::fixed(
                "the scenario does not end with renewal and expansion",
                "シナリオが更新・拡大で終わっていません",
            ),
            Self::StageMissing { stage } => both(
                format!("the scenario has no stage {stage}"),
                format!("シナリオに{}の工程がありません", stage.label().ja),
            ),
            Self::BadConversion { reason, .. } => both(
                format!("no conversion rate: {reason}"),
                format!("転換率が計算できません({reason})"),
            ),
            Self::LagTooLong { lag, .. } => both(
                format!("{} is longer than a hundred years", lag.label().en),
                format!("{}は100年を超えています", lag.label().ja),
            ),
            Self::DoneBeforeEarlier { stage, earlier } => both(
                format!("{stage} is over, but {earlier} before it is not"),
                format!(
                    "{}は完了していますが、前の{}が完了していません",
                    stage.label().ja,
                    earlier.label().ja
                ),
            ),
            Self::UnknownMetric { metric, .. } => both(
                format!("the catalog has no metric {:?}", shortened(metric)),
                format!("カタログに {:?} という指標はありません", shortened(metric)),
            ),
            Self::MetricOfLaterStage { stage, metric, belongs } => both(
                format!("{metric} belongs to {belongs}, which comes after {stage}"),
                format!(
                    "{metric} は{}の指標で、{}より後に動きます",
                    belongs.label().ja,
                    stage.label().ja
                ),
            ),
            Self::LaggingMetric { metric, .. } => both(
                format!("{metric} is lagging: it moves with the contract result or later"),
                format!("{metric} は遅行指標で、契約の結果と同時かその後に動きます"),
            ),
        }
    }

    fn remedy(&self) -> Localized {
        match self {
            Self::Document(problem) => problem.remedy(),
            Self::Incomplete { .. } => Localized::fixed("add the field", "項目を追加してください"),
            Self::EmptyGoal => Localized::fixed(
                "say how many contracts are to be renewed or expanded",
                "更新・拡大する契約の件数を書いてください",
            ),
            Self::GoalAboveCustomers { .. } => Localized::fixed(
                "lower the goal, or begin with more customers",
                "目標を下げるか、開始時の顧客数を増やしてください",
            ),
            Self::GoalBeforeStart { .. } => {
                Localized::fixed("correct one of the dates", "どちらかの日付を直してください")
            }
            Self::StageOrder { .. } => Localized::fixed(
                "the order is setup, use, satisfaction, outcome, renewal, each once",
                "順序は 導入・活用・満足・成果・更新 で、各1回です",
            ),
            Self::NoRenewal => Localized::fixed(
                "add the stage renewal: how many who reached the outcome renew",
                "renewal の工程(成果を得た顧客のうち更新する割合)を追加してください",
            ),
            Self::StageMissing { .. } => Localized::fixed(
                "add the stage, so that trouble shows before the contract ends",
                "契約終了前に問題が見えるよう、工程を追加してください",
            ),
            Self::BadConversion { .. } => Localized::fixed(
                "count at least one customer at the stage before, and no more than those at this one",
                "前の工程の顧客数を1以上、この工程の顧客数をそれ以下にしてください",
            ),
            Self::LagTooLong { .. } => {
                Localized::fixed("give a lag people live to see", "現実的な期間にしてください")
            }
            Self::DoneBeforeEarlier { .. } => Localized::fixed(
                "say when the earlier stage was done",
                "前の工程の完了日と件数を書いてください",
            ),
            Self::UnknownMetric { .. } => Localized::fixed(
                "correct the name, or define the metric in the catalog",
                "名前を直すか、カタログに定義してください",
            ),
            Self::MetricOfLaterStage { .. } => Localized::fixed(
                "choose a metric of this stage or an earlier one",
                "この工程かそれより前の工程の指標を選んでください",
            ),
            Self::LaggingMetric { .. } => Localized::fixed(
                "choose a leading metric, which moves before the result",
                "結果より先に動く先行指標を選んでください",
            ),
        }
    }
}
