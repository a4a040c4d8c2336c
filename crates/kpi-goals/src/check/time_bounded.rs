//! T: it has a date that fits how the figure moves.

use chrono::{Months, NaiveDate};
use kpi_metrics::Timing;
use kpi_types::{Localized, ScenarioStage};

use super::case::Case;
use crate::FindingCode as Code;
use crate::target::shortfall;
use crate::words::grain_ja;

impl Case<'_, '_> {
    pub(super) fn time_bounded(&mut self) {
        let Some(deadline) = self.draft.deadline else {
            let message = Localized::fixed("there is no deadline", "期限がありません");
            let remedy = Localized::fixed(
                "write one: what has no date is put off",
                "期限を書いてください。期限がないと後回しになります",
            );
            self.report(Code::DeadlineMissing, "deadline", message, remedy);
            self.reviews(None);
            return;
        };
        let (as_of, start) = (self.check.as_of, self.start);
        if deadline < as_of {
            let message = Localized::new(
                format!("the deadline {deadline} is over on {as_of}"),
                format!("期限 {deadline} は {as_of} の時点で過ぎています"),
            );
            let remedy = Localized::fixed("set a new date", "新しい期限を設定してください");
            let finding = self
                .finding(Code::DeadlinePast, "deadline", message, remedy)
                .because("deadline", deadline)
                .because("as_of", as_of);
            self.file(finding);
        } else if start > deadline {
            let message = Localized::new(
                format!("it starts on {start}, after the deadline {deadline}"),
                format!("開始日 {start} が期限 {deadline} より後です"),
            );
            let remedy = Localized::fixed("swap or correct the dates", "日付を直してください");
            let finding = self
                .finding(Code::StartAfterDeadline, "start", message, remedy)
                .because("start", start)
                .because("deadline", deadline);
            self.file(finding);
        } else {
            self.fits(deadline);
        }
        self.steps(deadline);
        self.reviews(Some(deadline));
    }

    /// Whether the deadline fits how often the figure comes and how far it looks back.
    fn fits(&mut self, deadline: NaiveDate) {
        let (Some(grain), Some(last)) = (self.grain, self.target_period()) else { return };
        let Ok(span) = self.check.calendar.span(last) else { return };
        let start = self.start;
        let label = self.check.calendar.label(last).unwrap_or_default();
        if span.end() <= start {
            let message = Localized::new(
                format!("no {grain} ends between {start} and {deadline}: nothing will be measured"),
                format!("{start} から {deadline} までに終わる期間({grain})がなく、測定できません"),
            );
            let remedy = Localized::new(
                format!("take a deadline at the end of a later {grain}"),
                format!("期限を次の期間({grain})の終わりにしてください"),
            );
            let finding = self
                .finding(Code::NoPeriodBeforeDeadline, "deadline", message, remedy)
                .because("start", start)
                .because("deadline", deadline);
            self.file(finding);
            return;
        }
        if let Some(end) = span.end().pred_opt()
            && end != deadline
        {
            let message = Localized::new(
                format!(
                    "the deadline lies inside a {grain}: {label}, which ends on {end}, will count"
                ),
                format!("期限が期間({grain})の途中です。{end} に終わる {label} の値で判定されます"),
            );
            let remedy = Localized::new(
                format!("write {end}, or the end of the next {grain}"),
                format!("{end} か、次の期間({grain})の終わりにしてください"),
            );
            let finding = self
                .finding(Code::DeadlineInsidePeriod, "deadline", message, remedy)
                .because("period_ends", end);
            self.file(finding);
        }
        self.matures(deadline, grain);
    }

    fn matures(&mut self, deadline: NaiveDate, grain: kpi_types::Grain) {
        let Some(definition) = self.definition else { return };
        let known = self.check.facts_of(definition.id()).map_or(0, |facts| facts.months(grain));
        let months = self.draft.matures_after_months.unwrap_or(known);
        let start = self.start;
        let runs = |months: u32| {
            let full = start.checked_add_months(Months::new(months));
            full.zip(deadline.succ_opt()).is_none_or(|(full, after)| full <= after)
        };
        // A goal of one period is judged by that period alone.
        if months > 1 && !runs(months) {
            let metric = definition.id();
            let message = Localized::new(
                format!(
                    "{metric} looks back {months} months, so on {deadline} it still counts what was \
                     before {start}"
                ),
                format!(
                    "{metric} は過去 {months} か月を見る指標のため、{deadline} の値には {start} より前の実績が残ります"
                ),
            );
            let remedy = Localized::new(
                format!("take a deadline {months} months after the start, or a leading metric"),
                format!("期限を開始から {months} か月以降にするか、先行指標を使ってください"),
            );
            let finding = self
                .finding(Code::NotMature, "deadline", message, remedy)
                .because("months", months);
            self.file(finding);
        }
        let lagging = definition.timing() == Timing::Lagging
            && definition.scenario_stage() == ScenarioStage::Renewal;
        if let Some(contract) = self.draft.contract_months
            && lagging
            && !runs(contract)
        {
            let message = Localized::new(
                format!(
                    "contracts run {contract} months: by {deadline} only a part of them comes up for \
                     renewal"
                ),
                format!(
                    "契約期間が {contract} か月のため、{deadline} までに更新を迎えるのは一部の契約だけです"
                ),
            );
            let remedy = Localized::fixed(
                "take the length of a contract, or a milestone of use or satisfaction before it",
                "契約期間に合わせるか、その前の利用・満足の段階に中間目標を置いてください",
            );
            let finding = self
                .finding(Code::ShorterThanContract, "deadline", message, remedy)
                .because("contract_months", contract);
            self.file(finding);
        }
    }

    fn steps(&mut self, deadline: NaiveDate) {
        let start = self.start;
        let dates: Vec<NaiveDate> = self.draft.milestones.iter().map(|m| m.date).collect();
        if let Some(outside) = dates.iter().find(|date| **date <= start || **date > deadline) {
            let outside = *outside;
            let message = Localized::new(
                format!("the milestone of {outside} is not between {start} and {deadline}"),
                format!("中間目標 {outside} が {start} から {deadline} の間にありません"),
            );
            let remedy = Localized::fixed("move or drop it", "移すか、消してください");
            let finding = self
                .finding(Code::MilestoneOutside, "milestones", message, remedy)
                .because("date", outside);
            self.file(finding);
        }
        if !dates.is_sorted_by(|a, b| a < b) {
            let message = Localized::fixed(
                "the milestones are not in the order of their dates",
                "中間目標が日付の順に並んでいません",
            );
            let remedy =
                Localized::fixed("sort them, one a date", "日付順に、1日1件にしてください");
            self.report(Code::MilestonesUnordered, "milestones", message, remedy);
        } else if let Some(target) = self.target {
            let mut before = self.baseline_shortfall();
            for milestone in self.milestones.clone() {
                let left = shortfall(&target, milestone.value.value());
                if before.is_some_and(|before| left > before) {
                    let (date, value) = (milestone.date, milestone.value);
                    let message = Localized::new(
                        format!(
                            "the milestone {value} of {date} is further from the target than the one before"
                        ),
                        format!("{date} の中間目標 {value} は、前の値より目標から遠くなっています"),
                    );
                    let remedy = Localized::fixed(
                        "let each one come closer to the target",
                        "目標に近づく順に設定してください",
                    );
                    let finding = self
                        .finding(Code::MilestoneBackwards, "milestones", message, remedy)
                        .because("date", date)
                        .because("value", value);
                    self.file(finding);
                    break;
                }
                before = Some(left);
            }
        }
        if dates.is_empty()
            && let (Some(first), Some(last)) = (self.period_of(start), self.target_period())
        {
            let runs = i64::from(last.index()) - i64::from(first.index()) + 1;
            if runs > i64::from(self.check.rules.milestones_above) {
                let (runs, grain) = (runs.unsigned_abs(), last.grain());
                let message = Localized::new(
                    format!("it runs {runs} periods ({grain}) without a milestone"),
                    format!(
                        "{}単位で {runs} 期間続きますが、中間目標がありません",
                        grain_ja(grain)
                    ),
                );
                let remedy = Localized::fixed(
                    "set values on the way: a result that takes a year shows too late",
                    "途中の値を設定してください。結果が出るのを待つと手遅れになります",
                );
                let finding = self
                    .finding(Code::MilestonesMissing, "milestones", message, remedy)
                    .because("periods", runs);
                self.file(finding);
            }
        }
    }

    fn reviews(&mut self, deadline: Option<NaiveDate>) {
        let review = &self.draft.review;
        if review.is_empty() {
            let message = Localized::fixed(
                "nobody looks at it before it is over",
                "期限までに見直す予定がありません",
            );
            let remedy = Localized::fixed(
                "write review = { every = \"month\" }, or dates",
                "review = { every = \"month\" } か、日付を書いてください",
            );
            self.report(Code::ReviewMissing, "review", message, remedy);
            return;
        }
        let first = review.next_after(self.start, self.start);
        if let (Some(first), Some(deadline)) = (first, deadline)
            && first >= deadline
        {
            let message = Localized::new(
                format!("the first review, on {first}, is not before the deadline {deadline}"),
                format!("最初の見直し {first} が期限 {deadline} より前ではありません"),
            );
            let remedy = Localized::fixed(
                "review it while something can still be done",
                "まだ手を打てる時期に見直してください",
            );
            let finding = self
                .finding(Code::ReviewAfterDeadline, "review", message, remedy)
                .because("review", first)
                .because("deadline", deadline);
            self.file(finding);
        }
        if let (Some(every), Some(grain)) = (review.cadence(), self.grain)
            && every < grain
        {
            let message = Localized::new(
                format!("it is reviewed every {every} and measured every {grain}"),
                format!("測定は{}単位ですが、見直しは{}単位です", grain_ja(grain), grain_ja(every)),
            );
            let remedy = Localized::fixed(
                "review it when there is a new value",
                "新しい値が出るときに見直してください",
            );
            self.report(Code::ReviewTooOften, "review", message, remedy);
        }
    }
}
