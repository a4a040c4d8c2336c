//! Goals judged, tracked and put on the agenda.

use anyhow::Result;
use chrono::NaiveDate;
use kpis::goals::{
    AgendaItem, Finding, Goal, GoalLinks, Hygiene, Problem, Relations, ScenarioPlan, SmartCheck,
    SmartReport, StageCoverage, StatusRule, Tracking,
};

use super::args::SmartGoalsArguments;
use super::folder::Read;
use crate::input::said;

/// Everything the page shows.
pub(super) struct Judged {
    pub(super) as_of: NaiveDate,
    pub(super) rule: StatusRule,
    pub(super) reports: Vec<SmartReport>,
    pub(super) goals: Vec<Goal>,
    pub(super) tracked: Vec<Tracking>,
    /// About the set, the tree, the scenario and its stages.
    pub(super) set: Vec<Finding>,
    pub(super) agenda: Vec<AgendaItem>,
    pub(super) stages: StageCoverage,
    pub(super) plan: Option<ScenarioPlan>,
}

impl Judged {
    pub(super) fn of(asked: &SmartGoalsArguments, read: &Read) -> Result<Self> {
        let as_of = asked.as_of.or_else(|| newest(read)).ok_or_else(|| {
            said(
                "without histories say what day it is: --as-of 2026-10-05",
                "履歴がない場合は基準日を指定してください: --as-of 2026-10-05",
            )
        })?;
        let links = GoalLinks::of(read.document.drafts());
        let relations: &dyn Relations = match &read.tree {
            Some(tree) => tree,
            None => &links,
        };
        let check = SmartCheck::new(&read.catalog, as_of)
            .with_calendar(read.calendar)
            .with_relations(relations);
        let check =
            read.histories.iter().cloned().fold(check, |check, (segment, history)| match segment {
                Some(segment) => check.with_segment_history(segment, history),
                None => check.with_history(history),
            });
        let benchmarks = read.benchmarks.iter().cloned();
        let check = benchmarks.fold(check, SmartCheck::with_benchmark);
        let reports = check.check_all(read.document.drafts());
        let goals: Vec<Goal> = reports.iter().filter_map(|r| r.goal().cloned()).collect();
        let rule = asked.rule.rule();
        let tracked = goals.iter().map(|goal| check.track(goal, rule)).collect();
        let mut hygiene = Hygiene::new().with_log(&read.log);
        if let Some(people) = &read.people {
            hygiene = hygiene.with_people(people.iter().cloned());
        }
        let stages = StageCoverage::of(&read.catalog, goals.iter().map(Goal::metric));
        let mut set = check.hygiene(&goals, &hygiene);
        set.extend(read.found.iter().cloned());
        set.extend(stages.problems().iter().map(Problem::finding));
        let agenda = check.agenda(&goals, &hygiene, rule);
        let plan = match &read.scenario {
            Some(scenario) => Some(scenario.plan(as_of, check.rules().level)?),
            None => None,
        };
        Ok(Self { as_of, rule, reports, goals, tracked, set, agenda, stages, plan })
    }
}

fn newest(read: &Read) -> Option<NaiveDate> {
    let ends = read.histories.iter().filter_map(|(_, history)| {
        read.calendar.span(history.last_period()).ok()?.end().pred_opt()
    });
    ends.max()
}
