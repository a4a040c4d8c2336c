#![doc = include_str!("../README.md")]

mod agenda;
mod association;
mod baseline;
mod benchmark;
mod calibration;
mod check;
mod document;
mod draft;
mod effect_lag;
mod figure;
mod finding;
mod goal;
mod goal_document;
mod history;
mod hygiene;
mod letter;
mod outlook;
mod pace;
mod progress;
mod relations;
mod revision;
mod rules;
mod scale;
mod scenario;
mod schedule;
mod target;
mod tracking;
mod tree;
mod vague;
mod words;

pub use agenda::{AgendaItem, ReviewReason};
pub use association::Association;
pub use baseline::Baseline;
pub use benchmark::Benchmark;
pub use calibration::{Calibration, CalibrationRow};
pub use check::{BenchmarkStanding, SmartCheck, SmartReport};
pub use document::DocumentProblem;
pub use draft::{GoalDraft, GoalLevel, Support};
pub use effect_lag::{EffectLag, PathLag};
pub use figure::{Figure, FigureError};
pub use finding::{
    Finding, FindingCode, FindingLevel, FindingSubject, GoalError, Problem, Problems,
    ScenarioError, TreeError,
};
pub use goal::Goal;
pub use goal_document::GoalDocument;
pub use history::{HistoryError, HistoryPoint, MetricHistory};
pub use hygiene::Hygiene;
pub use kpi_metrics::{Evidence, EvidenceValue};
pub use letter::{Missing, SmartLetter, Verdict};
pub use outlook::Outlook;
pub use pace::Pace;
pub use progress::{Progress, ProgressBasis};
pub use relations::{Effect, GoalLinks, PathToKgi, Relations};
pub use revision::{Change, PdcaStep, Revision, RevisionError, RevisionLog};
pub use rules::SmartRules;
pub use scenario::{
    ContractGoal, ContractGoalKind, CoveredStage, Feasibility, Lag, NoWorkingDay, Obstacle,
    ObstacleKind, Scenario, ScenarioDraft, ScenarioPlan, ScenarioPlanError, ScenarioProblem,
    StageCoverage, StageCoverageProblem, StageDone, StageDraft, StageMilestone, StageProposal,
    WorkingCalendar, leading_metrics,
};
pub use schedule::{Milestone, ReviewPlan};
pub use target::{TargetForm, TargetFormError};
pub use tracking::{Status, StatusRule, Tracking};
pub use tree::{
    Cascade, CascadeOptions, Contribution, ContributionMethod, Contributions, Coverage,
    CoverageVerdict, Disagreement, Hypothesis, HypotheticalMove, Identity, Influence, Measure,
    Node, NodeDraft, NodeId, NodeIdError, NodeKind, NodeValues, Remainder, RequiredValue,
    Requirement, RollUp, Sensitivities, Sensitivity, Tree, TreeDraft, TreeProblem, TreeValueError,
    ValueGap, WeakestLink, WeakestRule,
};
pub use vague::{VagueWord, VagueWords};
