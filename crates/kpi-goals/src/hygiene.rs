//! A set of goals: too many, twice, against each other, forgotten.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kpi_metrics::Target;
use kpi_stats::{PairedValues, RankInterval};
use kpi_types::{Localized, Segment};

use crate::association::paired_changes;
use crate::target::shortfall;
use crate::words::grain_ja;
use crate::{
    Association, Change, Finding, FindingCode as Code, Goal, GoalLevel, PdcaStep, RevisionLog,
    SmartCheck,
};

/// What a check of a set of goals looks at besides the goals.
#[derive(Debug, Clone, Default)]
pub struct Hygiene<'a> {
    people: Option<BTreeSet<String>>,
    log: Option<&'a RevisionLog>,
}

impl<'a> Hygiene<'a> {
    /// The goals alone.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The people who are there; an owner who is not among them is gone.
    #[must_use]
    pub fn with_people<S: Into<String>>(self, people: impl IntoIterator<Item = S>) -> Self {
        Self { people: Some(people.into_iter().map(Into::into).collect()), ..self }
    }

    /// The log of revisions: which reviews were held, and what was changed why.
    #[must_use]
    pub fn with_log(self, log: &'a RevisionLog) -> Self {
        Self { log: Some(log), ..self }
    }
}

impl SmartCheck<'_> {
    /// What is wrong with a set of goals that each goal by itself does not show.
    ///
    /// Too many KPIs of one owner on one level; two goals for one metric, segment and deadline; two
    /// that exclude each other; no owner, or one who is gone; no review, or one overdue; a newest value
    /// that is old; a metric that moved with the KGI in the first half of the history and does not in
    /// the second; targets changed without a reason, or made easier shortly before the deadline.
    #[must_use]
    pub fn hygiene(&self, goals: &[Goal], asked: &Hygiene<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        self.crowds(goals, &mut findings);
        self.rivals(goals, &mut findings);
        for goal in goals {
            owned(goal, asked, &mut findings);
            self.reviewed(goal, asked, &mut findings);
            self.fresh(goal, &mut findings);
            self.related_once(goal, &mut findings);
            self.revised(goal, asked, &mut findings);
        }
        findings
    }

    fn crowds(&self, goals: &[Goal], findings: &mut Vec<Finding>) {
        let mut counts: BTreeMap<(&str, GoalLevel), usize> = BTreeMap::new();
        for goal in goals {
            if let Some(owner) = goal.owner() {
                *counts.entry((owner, goal.level())).or_default() += 1;
            }
        }
        let most = self.rules().most_kpis;
        for ((owner, level), count) in counts.into_iter().filter(|(_, count)| *count > most) {
            let name = level.name().to_uppercase();
            let message = Localized::new(
                format!("{owner} answers for {count} {name}s, more than {most}"),
                format!("{owner} の{name}は {count} 個あり、上限 {most} を超えています"),
            );
            let remedy = Localized::fixed(
                "keep those with the most influence on the KGI, drop or hand over the rest",
                "KGIへの影響が大きいものに絞り、残りは外すか引き継いでください",
            );
            findings.push(
                Finding::new(Code::TooManyKpis, format!("owner.{owner}"), message, remedy)
                    .because("count", count)
                    .because("most", most),
            );
        }
    }

    fn rivals(&self, goals: &[Goal], findings: &mut Vec<Finding>) {
        let mut groups: BTreeMap<(&str, Option<&Segment>, NaiveDate), Vec<&Goal>> = BTreeMap::new();
        for goal in goals {
            let key = (goal.metric().as_str(), goal.segment(), goal.deadline());
            groups.entry(key).or_default().push(goal);
        }
        for group in groups.values() {
            let Some((first, others)) = group.split_first() else { continue };
            for other in others {
                let path = format!("goal.{}", other.id());
                let (a, b, metric) = (first.id(), other.id(), first.metric());
                let finding = if excludes(first.target(), other.target()) {
                    let message = Localized::new(
                        format!("{b} and {a} cannot both be met: one {metric}, two targets"),
                        format!("{b} と {a} は両立しません({metric} に相反する目標値)"),
                    );
                    let remedy =
                        Localized::fixed("agree on one of them", "どちらか一方に決めてください");
                    Finding::new(Code::ConflictingGoals, path, message, remedy)
                } else {
                    let message = Localized::new(
                        format!("{b} and {a} are goals for the same {metric} on the same day"),
                        format!("{b} と {a} は同じ日の同じ {metric} についての目標です"),
                    );
                    let remedy = Localized::fixed("keep one of them", "1つにまとめてください");
                    Finding::new(Code::DuplicateGoal, path, message, remedy)
                };
                findings.push(finding.because("other", a));
            }
        }
    }

    fn reviewed(&self, goal: &Goal, asked: &Hygiene<'_>, findings: &mut Vec<Finding>) {
        let path = format!("goal.{}.review", goal.id());
        if goal.review().is_empty() {
            let message = Localized::fixed("it is never reviewed", "見直しの予定がありません");
            let remedy = Localized::fixed(
                "set a cadence; a KPI left alone stops being the right one",
                "頻度を決めてください。放置したKPIは適切でなくなります",
            );
            findings.push(Finding::new(Code::ReviewMissing, path, message, remedy));
            return;
        }
        let Some(log) = asked.log else { return };
        let Some(due) = goal.review().last_until(self.as_of(), goal.start()) else { return };
        let held = log
            .of(goal.id())
            .filter(|entry| entry.date <= self.as_of() && entry.change.step() != PdcaStep::Plan);
        let looked = held.map(|entry| entry.date).max();
        if due < self.as_of() && looked.is_none_or(|looked| looked < due) {
            let message = Localized::new(
                format!("the review of {due} was not held"),
                format!("{due} の見直しが行われていません"),
            );
            let remedy = Localized::fixed(
                "hold it, and note what was decided",
                "実施し、決めたことを記録してください",
            );
            let mut finding =
                Finding::new(Code::ReviewOverdue, path, message, remedy).because("due", due);
            if let Some(looked) = looked {
                finding = finding.because("last", looked);
            }
            findings.push(finding);
        }
    }

    fn fresh(&self, goal: &Goal, findings: &mut Vec<Finding>) {
        let Some(history) = self.history(goal.metric().as_str(), goal.segment()) else { return };
        let last = history.last_period();
        let Ok(now) = self.calendar().period_of(self.as_of(), last.grain()) else { return };
        let between = (i64::from(now.index()) - i64::from(last.index()) - 1).max(0);
        let most = self.rules().stale_after;
        if between > i64::from(most) {
            let (label, grain) = (self.calendar().label(last).unwrap_or_default(), last.grain());
            let between = between.unsigned_abs();
            let message = Localized::new(
                format!("the newest value is of {label}, {between} full periods ({grain}) ago"),
                format!(
                    "最新の値は {label} で、{}単位で {between} 期間前のものです",
                    grain_ja(grain)
                ),
            );
            let remedy = Localized::fixed(
                "measure it, or drop the goal",
                "測定するか、目標から外してください",
            );
            findings.push(
                Finding::new(
                    Code::StaleData,
                    format!("goal.{}.metric", goal.id()),
                    message,
                    remedy,
                )
                .because("periods", between)
                .because("most", most),
            );
        }
    }

    /// Moved together once, not any more.
    fn related_once(&self, goal: &Goal, findings: &mut Vec<Finding>) {
        let Some(relations) = self.relations() else { return };
        let paths = relations.paths_to_kgi(goal.id(), goal.metric());
        let Some((path, kgi)) = paths.iter().find_map(|p| Some((p, p.kgi_metric.as_ref()?))) else {
            return;
        };
        let own = self.history(goal.metric().as_str(), goal.segment());
        let (Some(own), Some(other)) = (own, self.history(kgi.as_str(), None)) else { return };
        if kgi == goal.metric() {
            return;
        }
        let Some(lag) = path.lag.periods(own.grain()) else { return };
        let pairs = paired_changes(own, other, lag);
        let (early, late) = pairs.split_at(pairs.len() / 2);
        if early.len() < Association::FEWEST {
            return;
        }
        let of = |pairs: &[(f64, f64)]| {
            let paired = PairedValues::try_new(pairs.to_vec()).ok()?;
            paired.spearman(RankInterval::BonettWright, self.rules().level).ok()
        };
        let (Some(then), Some(now)) = (of(early), of(late)) else { return };
        let sure = then.lower() > 0.0 || then.upper() < 0.0;
        let gone = now.lower() <= 0.0 && now.upper() >= 0.0 || now.point() * then.point() < 0.0;
        if sure && gone {
            let message = Localized::new(
                format!("it moved with {kgi} in the first half of the history, not in the second"),
                format!("履歴の前半では {kgi} と一緒に動いていましたが、後半では動いていません"),
            );
            let remedy = Localized::fixed(
                "ask whether it still leads to the KGI",
                "今もKGIにつながる指標か見直してください",
            );
            let path = format!("goal.{}.supports", goal.id());
            findings.push(
                Finding::new(Code::NoLongerRelated, path, message, remedy)
                    .because("then", then)
                    .because("now", now),
            );
        }
    }

    fn revised(&self, goal: &Goal, asked: &Hygiene<'_>, findings: &mut Vec<Finding>) {
        let path = || format!("goal.{}.target", goal.id());
        for entry in asked.log.into_iter().flat_map(|log| log.of(goal.id())) {
            let (by, date) = (entry.by.as_str(), entry.date);
            let changed = !matches!(entry.change, Change::Set | Change::Reviewed);
            if changed && entry.why.trim().is_empty() {
                let message = Localized::new(
                    format!("{by} changed it on {date} and did not say why"),
                    format!("{date} に {by} が変更しましたが、理由がありません"),
                );
                let remedy = Localized::fixed(
                    "note the reason, so that the next review can learn from it",
                    "次の見直しに活かせるよう、理由を記録してください",
                );
                findings.push(
                    Finding::new(Code::RevisionUnexplained, path(), message, remedy)
                        .because("date", date)
                        .because("by", by),
                );
            }
            let left = (goal.deadline() - date).num_days();
            if entry.change.eases() && left <= self.rules().lowered_within_days {
                let message = Localized::new(
                    format!("{by} made the target easier {left} days before the deadline"),
                    format!("{by} が期限の {left} 日前に目標値を下げました"),
                );
                let remedy = Localized::fixed(
                    "report the result against the first target as well",
                    "元の目標値に対する結果も報告してください",
                );
                findings.push(
                    Finding::new(Code::TargetLowered, path(), message, remedy)
                        .because("date", date)
                        .because("by", by),
                );
            }
        }
    }
}

fn owned(goal: &Goal, asked: &Hygiene<'_>, findings: &mut Vec<Finding>) {
    let path = format!("goal.{}.owner", goal.id());
    let remedy = Localized::fixed("name one person", "責任者を1人決めてください");
    match (goal.owner(), &asked.people) {
        (None, _) => {
            let message = Localized::fixed("nobody answers for it", "責任者がいません");
            findings.push(Finding::new(Code::OwnerMissing, path, message, remedy));
        }
        (Some(owner), Some(people)) if !people.contains(owner) => {
            let message = Localized::new(
                format!("{owner} is not there any more"),
                format!("{owner} はもう在籍していません"),
            );
            let finding = Finding::new(Code::OwnerGone, path, message, remedy);
            findings.push(finding.because("owner", owner));
        }
        _ => {}
    }
}

/// Whether no value meets both.
fn excludes(one: &Target, other: &Target) -> bool {
    let bounds = |target: &Target| match target {
        Target::AtLeast(value) => vec![value.value()],
        Target::AtMost(value) => vec![value.value()],
        Target::Between(band) => vec![band.low().value(), band.high().value()],
    };
    // Both are intervals: they meet if a bound of one lies in the other, or both are open to one side.
    let meets = |a: &Target, b: &Target| bounds(a).into_iter().any(|v| shortfall(b, v).is_zero());
    !meets(one, other) && !meets(other, one)
}
