//! How a goal leads to the KGI: what a tree has to answer, and links between goals as the simplest
//! tree.

use std::collections::{BTreeMap, BTreeSet};

use kpi_metrics::MetricId;

use crate::{EffectLag, GoalDraft, GoalLevel, PathLag};

/// What a rise of one figure does to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Effect {
    /// The other rises.
    Raises,
    /// The other falls.
    Lowers,
}

/// One effect after the other: lowering what lowers raises.
pub(crate) const fn chained(first: Effect, next: Effect) -> Effect {
    match (first, next) {
        (Effect::Raises, Effect::Raises) | (Effect::Lowers, Effect::Lowers) => Effect::Raises,
        _ => Effect::Lowers,
    }
}

/// A way from a goal up to a KGI.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct PathToKgi {
    /// The ids on the way, the goal first, the KGI last.
    pub nodes: Vec<String>,
    /// What a rise of the goal's metric does to the KGI; `None` where a step does not say.
    pub influence: Option<Effect>,
    /// How long until it shows, all steps together.
    pub lag: PathLag,
    /// The metric of the KGI, where it has one.
    pub kgi_metric: Option<MetricId>,
    /// The id of the KGI's goal, where it has one.
    pub kgi: String,
}

/// Anything that knows how goals lead to a KGI: a tree, or the links of the goals themselves.
pub trait Relations {
    /// Every way from the goal to a KGI; none for an orphan. The KGI itself has the way that
    /// consists of it.
    fn paths_to_kgi(&self, goal: &str, metric: &MetricId) -> Vec<PathToKgi>;

    /// Whether there is a goal or node of that id.
    fn knows(&self, id: &str) -> bool;
}

/// The links that goals name themselves: `supports = ["arr_2027"]`.
///
/// A circle of links leads nowhere and ends the search; so does a way of more than
/// [`GoalLinks::LONGEST`] steps. At most [`GoalLinks::MOST_PATHS`] ways are listed.
#[derive(Debug, Clone, Default)]
pub struct GoalLinks {
    goals: BTreeMap<String, Linked>,
}

#[derive(Debug, Clone)]
struct Linked {
    level: GoalLevel,
    metric: Option<MetricId>,
    up: Vec<(String, Option<Effect>, Option<EffectLag>)>,
}

impl GoalLinks {
    /// The most steps of a way.
    pub const LONGEST: usize = 16;
    /// The most ways listed.
    pub const MOST_PATHS: usize = 16;
    /// The most steps tried before the search of one goal ends.
    const MOST_STEPS: usize = 1_000;

    /// The links among some goals. Goals without an id have none; of two with one id the first counts.
    #[must_use]
    pub fn of<'a>(drafts: impl IntoIterator<Item = &'a GoalDraft>) -> Self {
        let mut goals = BTreeMap::new();
        for draft in drafts {
            let Some(id) = draft.id() else { continue };
            let up = draft.supports().iter();
            let linked = Linked {
                level: draft.level(),
                metric: draft.metric().and_then(|name| MetricId::try_new(name).ok()),
                up: up.map(|s| (s.goal.clone(), s.influence, s.lag)).collect(),
            };
            goals.entry(id.to_owned()).or_insert(linked);
        }
        Self { goals }
    }

    fn climb<'a>(&'a self, id: &'a str, walk: &mut Walk<'a>) {
        walk.steps += 1;
        let over = walk.found.len() >= Self::MOST_PATHS || walk.steps > Self::MOST_STEPS;
        let Some(linked) = self.goals.get(id).filter(|_| !over) else { return };
        if walk.way.len() >= Self::LONGEST || !walk.seen.insert(id) {
            return;
        }
        walk.way.push(id);
        if linked.level == GoalLevel::Kgi {
            let lag = walk.lags.iter().fold(PathLag::Immediate, |all, lag| all.then(*lag));
            let steps = walk.influences.iter().copied();
            let influence = steps.reduce(|a, b| Some(chained(a?, b?)));
            walk.found.push(PathToKgi {
                nodes: walk.way.iter().map(|id| (*id).to_owned()).collect(),
                influence: influence.unwrap_or(Some(Effect::Raises)),
                lag,
                kgi_metric: linked.metric.clone(),
                kgi: id.to_owned(),
            });
        } else {
            for (up, influence, lag) in &linked.up {
                walk.influences.push(*influence);
                walk.lags.push(*lag);
                self.climb(up, walk);
                walk.influences.pop();
                walk.lags.pop();
            }
        }
        walk.way.pop();
        walk.seen.remove(id);
    }
}

#[derive(Default)]
struct Walk<'a> {
    way: Vec<&'a str>,
    seen: BTreeSet<&'a str>,
    influences: Vec<Option<Effect>>,
    lags: Vec<Option<EffectLag>>,
    found: Vec<PathToKgi>,
    steps: usize,
}

impl Relations for GoalLinks {
    fn paths_to_kgi(&self, goal: &str, _: &MetricId) -> Vec<PathToKgi> {
        let mut walk = Walk::default();
        if let Some((id, _)) = self.goals.get_key_value(goal) {
            self.climb(id, &mut walk);
        }
        walk.found
    }

    fn knows(&self, id: &str) -> bool {
        self.goals.contains_key(id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Support;

    fn goal(id: &str, up: &[(&str, Option<Effect>)]) -> GoalDraft {
        up.iter().fold(GoalDraft::new(id), |draft, (goal, influence)| {
            draft.with_support({
                let lag = Some(EffectLag::new(2, kpi_types::Grain::Month));
                Support { influence: *influence, lag, ..Support::of(goal) }
            })
        })
    }

    #[test]
    fn influences_multiply_along_the_way() {
        let goals = [
            GoalDraft::new("arr").with_level(GoalLevel::Kgi),
            goal("churn", &[("arr", Some(Effect::Lowers))]),
            goal("setup_days", &[("churn", Some(Effect::Raises))]),
            goal("tickets", &[("churn", Some(Effect::Lowers)), ("arr", None)]),
        ];
        let links = GoalLinks::of(&goals);
        let four = EffectLag::new(4, kpi_types::Grain::Month);
        let metric = MetricId::try_new("mrr").unwrap();
        let [path] = links.paths_to_kgi("setup_days", &metric).try_into().unwrap();
        assert_eq!(path.nodes, ["setup_days", "churn", "arr"]);
        assert_eq!((path.influence, path.lag), (Some(Effect::Lowers), PathLag::After(four)));
        let paths = links.paths_to_kgi("tickets", &metric);
        let influences: Vec<_> = paths.iter().map(|path| path.influence).collect();
        assert_eq!(influences, [Some(Effect::Raises), None]);
        let own = links.paths_to_kgi("arr", &metric);
        assert_eq!((own.len(), own[0].influence), (1, Some(Effect::Raises)));
    }

    #[test]
    fn circles_and_crowds_end() {
        let mut goals: Vec<GoalDraft> = Vec::new();
        for n in 0..200 {
            let ups: Vec<String> = (0..200).map(|m| format!("g{m}")).collect();
            let ups: Vec<_> = ups.iter().map(|up| (up.as_str(), None)).collect();
            goals.push(goal(&format!("g{n}"), &ups));
        }
        let links = GoalLinks::of(&goals);
        let metric = MetricId::try_new("mrr").unwrap();
        assert!(links.paths_to_kgi("g0", &metric).is_empty());
        assert!(links.knows("g7") && !links.knows("h"));
    }
}
