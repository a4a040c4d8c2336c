//! The success scenario, planned backwards from the contract.

mod calendar;
mod check;
mod coverage;
#[cfg(feature = "serde")]
mod document;
mod draft;
mod lag;
mod obstacle;
mod plan;
mod problem;

use chrono::NaiveDate;
use kpi_metrics::{Catalog, MetricId};
use kpi_stats::Proportion;
use kpi_types::ScenarioStage;

pub use calendar::{NoWorkingDay, WorkingCalendar};
pub use coverage::{
    CoveredStage, StageCoverage, StageCoverageProblem, StageProposal, leading_metrics,
};
pub use draft::{ContractGoal, ContractGoalKind, ScenarioDraft, StageDone, StageDraft};
pub use lag::Lag;
pub use obstacle::{Feasibility, Obstacle, ObstacleKind};
pub use plan::{ScenarioPlan, ScenarioPlanError, StageMilestone};
pub use problem::ScenarioProblem;

use crate::{FindingLevel, Problem, Problems, ScenarioError};

/// A checked scenario: stages in order up to the contract, each with how long it takes and how many
/// get through.
///
/// 「契約が継続する、契約が拡大する、ということが一番大事ですが、その「契約」のスパンは大体半年や
/// 1年ぐらいかかる」: contract results take a year to show, so the milestones before them are derived
/// backwards: 「最初に製品やサービスを初期設定する工程があり、お客様の利用が進むことで少しずつ満足度が
/// 高まり、お客様側で成果が生まれ始め、次年度の契約や契約の拡大に繋がる」.
///
/// # Worked example
///
/// 32 renewals by the end of March out of 50 customers, with a year from April:
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_goals::{
///     ContractGoal, ContractGoalKind, Feasibility, Lag, Scenario, ScenarioDraft, StageDraft,
/// };
/// use kpi_metrics::Catalog;
/// use kpi_stats::ConfidenceLevel;
/// use kpi_types::ScenarioStage;
///
/// let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap();
/// let goal = ContractGoal::new(ContractGoalKind::Renewal, day(2027, 3, 31), 32);
/// let draft = ScenarioDraft::new(goal, day(2026, 4, 1), 50)
///     .stage(StageDraft::new(ScenarioStage::Setup, Lag::WorkingDays(20), 95, 100))
///     .stage(StageDraft::new(ScenarioStage::Use, Lag::Months(2), 90, 100))
///     .stage(StageDraft::new(ScenarioStage::Satisfaction, Lag::Months(3), 90, 100))
///     .stage(StageDraft::new(ScenarioStage::Outcome, Lag::Months(2), 95, 100))
///     .stage(StageDraft::new(ScenarioStage::Renewal, Lag::Months(1), 96, 100));
/// let scenario = Scenario::try_new(draft, &Catalog::builtin()?)?;
/// let plan = scenario.plan(day(2026, 4, 1), ConfidenceLevel::P95)?;
///
/// // 32 ÷ 0.96 = 33.3, so 34 with an outcome by the end of February; 34 ÷ 0.95 = 35.8, so 36 …
/// let needed: Vec<u64> = plan.milestones().iter().filter_map(|m| m.needed()).collect();
/// assert_eq!(needed, [45, 40, 36, 34, 32]);
/// // The last day of February 2027 is a Sunday: by Friday.
/// assert_eq!(plan.milestones()[3].due(), day(2027, 2, 26));
/// // 45 ÷ 0.95 = 47.4: 48 of the 50 have to begin, by the end of June.
/// assert_eq!(plan.needed_at_start(), Some(48));
/// assert_eq!(plan.start_by(), day(2026, 6, 26));
/// assert!(matches!(plan.feasibility(), Feasibility::PossibleAtPoint { .. }));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # What is not here
///
/// No customer is followed here: these are counts of a set of customers. Which customer stands where
/// is the success plan's business.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    pub(crate) goal: ContractGoal,
    pub(crate) start: NaiveDate,
    pub(crate) customers: u64,
    pub(crate) stages: Vec<Stage>,
    pub(crate) calendar: WorkingCalendar,
    pub(crate) draft: ScenarioDraft,
    pub(crate) problems: Vec<ScenarioProblem>,
}

/// A checked stage.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stage {
    pub(crate) stage: ScenarioStage,
    pub(crate) takes: Lag,
    pub(crate) conversion: Proportion,
    pub(crate) metric: Option<MetricId>,
    pub(crate) not_before: Option<NaiveDate>,
    pub(crate) capacity: Option<u64>,
    pub(crate) done: Option<StageDone>,
}

impl Scenario {
    /// Checks a draft against a catalog.
    ///
    /// # Errors
    ///
    /// [`ScenarioError`] with everything that was found, when any of it is blocking.
    pub fn try_new(draft: ScenarioDraft, catalog: &Catalog) -> Result<Self, ScenarioError> {
        let (scenario, problems) = check::check(draft, catalog);
        let problems = Problems::sorted(problems);
        match scenario {
            Some(scenario) if problems.iter().all(|p| p.level() != FindingLevel::Blocking) => {
                Ok(Self { problems, ..scenario })
            }
            _ => Err(Problems::new("the scenario", problems)),
        }
    }

    /// What was found that does not stand in the way.
    #[must_use]
    pub fn problems(&self) -> &[ScenarioProblem] {
        &self.problems
    }

    /// The contract goal.
    #[must_use]
    pub fn goal(&self) -> ContractGoal {
        self.goal
    }

    /// The day the first stage begins.
    #[must_use]
    pub fn start(&self) -> NaiveDate {
        self.start
    }

    /// How many customers begin.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.customers
    }

    /// The stages, in order.
    pub fn stages(&self) -> impl Iterator<Item = ScenarioStage> {
        self.stages.iter().map(|stage| stage.stage)
    }

    /// The working days.
    #[must_use]
    pub fn calendar(&self) -> &WorkingCalendar {
        &self.calendar
    }
}
