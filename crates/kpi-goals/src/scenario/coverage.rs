//! Early signs before late results.

use kpi_metrics::{Catalog, Definition, MetricId, Timing};
use kpi_types::{Localized, ScenarioStage};

use crate::{FindingCode, Problem};

/// The leading metrics that a catalog has for a stage, by id: what to propose as milestones.
///
/// Empty where the catalog has none; then a metric has to be defined first.
///
/// ```
/// use kpi_goals::leading_metrics;
/// use kpi_metrics::Catalog;
/// use kpi_types::ScenarioStage;
///
/// let catalog = Catalog::builtin()?;
/// let ids: Vec<&str> =
///     leading_metrics(&catalog, ScenarioStage::Use).iter().map(|m| m.id().as_str()).collect();
/// assert!(ids.contains(&"stickiness"));
/// # Ok::<(), kpi_metrics::CatalogError>(())
/// ```
#[must_use]
pub fn leading_metrics(catalog: &Catalog, stage: ScenarioStage) -> Vec<&Definition> {
    let leads = |metric: &&Definition| {
        metric.scenario_stage() == stage && metric.timing() == Timing::Leading
    };
    catalog.metrics().filter(leads).collect()
}

/// What to measure at one stage of a scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct StageProposal {
    /// The stage.
    pub stage: ScenarioStage,
    /// The metric the scenario names for it.
    pub metric: Option<MetricId>,
    /// Leading metrics the catalog has for it, by id. Empty where one has to be defined first: the
    /// built-in catalog has none for outcome yet.
    pub proposed: Vec<MetricId>,
}

impl super::Scenario {
    /// The leading metrics of a catalog for each stage, in order.
    #[must_use]
    pub fn proposals(&self, catalog: &Catalog) -> Vec<StageProposal> {
        let proposal = |stage: &super::Stage| {
            let leading = leading_metrics(catalog, stage.stage).into_iter().map(Definition::id);
            StageProposal {
                stage: stage.stage,
                metric: stage.metric.clone(),
                proposed: leading
                    .filter(|id| Some(*id) != stage.metric.as_ref())
                    .cloned()
                    .collect(),
            }
        };
        self.stages.iter().map(proposal).collect()
    }
}

/// Which metrics of a set of goals belong to one stage.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct CoveredStage {
    /// The stage.
    pub stage: ScenarioStage,
    /// Leading metrics among the goals, by id.
    pub leading: Vec<MetricId>,
    /// Lagging metrics among the goals, by id.
    pub lagging: Vec<MetricId>,
    /// Leading metrics the catalog has for it and no goal uses, by id.
    pub proposed: Vec<MetricId>,
}

/// What is missing among a set of goals.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "code", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum StageCoverageProblem {
    /// A lagging metric, and no leading one at its stage or before: trouble shows when it is over.
    LaggingWithoutLeading {
        /// The lagging metric.
        metric: MetricId,
        /// Its stage.
        stage: ScenarioStage,
        /// Leading metrics of the catalog at that stage or before, by stage and id.
        proposed: Vec<MetricId>,
    },
    /// A stage before the last one in use, without any goal.
    StageWithoutGoal {
        /// The stage.
        stage: ScenarioStage,
        /// Leading metrics of the catalog for it, by id.
        proposed: Vec<MetricId>,
    },
    /// A metric the catalog does not have.
    UnknownMetric {
        /// The metric.
        metric: MetricId,
    },
}

impl Problem for StageCoverageProblem {
    fn path(&self) -> String {
        match self {
            Self::LaggingWithoutLeading { metric, .. } | Self::UnknownMetric { metric } => {
                format!("metric.{metric}")
            }
            Self::StageWithoutGoal { stage, .. } => format!("stage.{stage}"),
        }
    }

    fn code(&self) -> FindingCode {
        match self {
            Self::LaggingWithoutLeading { .. } => FindingCode::LaggingWithoutLeading,
            Self::StageWithoutGoal { .. } => FindingCode::StageWithoutGoal,
            Self::UnknownMetric { .. } => FindingCode::UnknownCoveredMetric,
        }
    }

    fn message(&self) -> Localized {
        match self {
            Self::LaggingWithoutLeading { metric, stage, .. } => Localized::new(
                format!("{metric} ({stage}) shows the result, and no goal shows it coming"),
                format!(
                    "{metric}({})は結果の指標で、先に動く指標の目標がありません",
                    stage.label().ja
                ),
            ),
            Self::StageWithoutGoal { stage, .. } => Localized::new(
                format!("no goal belongs to the stage {stage}"),
                format!("{}の工程に目標がありません", stage.label().ja),
            ),
            Self::UnknownMetric { metric } => Localized::new(
                format!("the catalog has no metric {metric}"),
                format!("カタログに {metric} という指標はありません"),
            ),
        }
    }

    fn remedy(&self) -> Localized {
        match self {
            Self::LaggingWithoutLeading { proposed, .. }
            | Self::StageWithoutGoal { proposed, .. } => {
                let names: Vec<&str> = proposed.iter().take(8).map(MetricId::as_str).collect();
                if names.is_empty() {
                    return Localized::fixed(
                        "define a leading metric for it in the catalog, and set a goal for it",
                        "先行指標をカタログに定義し、目標を設定してください",
                    );
                }
                Localized::new(
                    format!("set a goal for a leading metric, such as {}", names.join(", ")),
                    format!("先行指標({} など)に目標を設定してください", names.join("、")),
                )
            }
            Self::UnknownMetric { .. } => Localized::fixed(
                "correct the name, or define the metric in the catalog",
                "名前を直すか、カタログに定義してください",
            ),
        }
    }
}

/// How a set of goals covers the scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct StageCoverage {
    stages: Vec<CoveredStage>,
    problems: Vec<StageCoverageProblem>,
}

impl StageCoverage {
    /// Looks at the metrics of a set of goals. The order changes nothing, nor does naming a metric
    /// twice.
    ///
    /// # Conventions
    ///
    /// Stage and timing are the catalog's. A leading metric covers lagging ones of its own stage and
    /// of later ones. A stage without a goal is only worth advice, and only before the last stage
    /// that has one.
    #[must_use]
    pub fn of<'a>(catalog: &Catalog, metrics: impl IntoIterator<Item = &'a MetricId>) -> Self {
        let mut ids: Vec<&MetricId> = metrics.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        let mut problems = Vec::new();
        let mut known: Vec<(&MetricId, &Definition)> = Vec::with_capacity(ids.len());
        for id in ids {
            match catalog.metric(id) {
                Some(definition) => known.push((id, definition)),
                None => problems.push(StageCoverageProblem::UnknownMetric { metric: id.clone() }),
            }
        }
        let of = |stage: ScenarioStage, timing: Timing| -> Vec<MetricId> {
            let those = known.iter().filter(|(_, definition)| {
                definition.scenario_stage() == stage && definition.timing() == timing
            });
            those.map(|(id, _)| (*id).clone()).collect()
        };
        let proposed = |stage: ScenarioStage| -> Vec<MetricId> {
            let free = leading_metrics(catalog, stage).into_iter().map(Definition::id);
            free.filter(|id| known.iter().all(|(used, _)| used != id)).cloned().collect()
        };
        let stages: Vec<CoveredStage> = ScenarioStage::ALL
            .iter()
            .map(|stage| CoveredStage {
                stage: *stage,
                leading: of(*stage, Timing::Leading),
                lagging: of(*stage, Timing::Lagging),
                proposed: proposed(*stage),
            })
            .collect();
        let up_to = |stage: ScenarioStage| stages.iter().filter(move |s| s.stage <= stage);
        for covered in &stages {
            if up_to(covered.stage).all(|stage| stage.leading.is_empty()) {
                for metric in &covered.lagging {
                    let proposed = up_to(covered.stage).flat_map(|s| s.proposed.clone());
                    problems.push(StageCoverageProblem::LaggingWithoutLeading {
                        metric: metric.clone(),
                        stage: covered.stage,
                        proposed: proposed.collect(),
                    });
                }
            }
        }
        let empty = |s: &&CoveredStage| s.leading.is_empty() && s.lagging.is_empty();
        let last = stages.iter().filter(|s| !empty(s)).map(|s| s.stage).max();
        for covered in stages.iter().filter(|s| empty(s) && Some(s.stage) < last) {
            let (stage, proposed) = (covered.stage, covered.proposed.clone());
            problems.push(StageCoverageProblem::StageWithoutGoal { stage, proposed });
        }
        Self { stages, problems }
    }

    /// Every stage, in order.
    #[must_use]
    pub fn stages(&self) -> &[CoveredStage] {
        &self.stages
    }

    /// What is missing.
    #[must_use]
    pub fn problems(&self) -> &[StageCoverageProblem] {
        &self.problems
    }
}
