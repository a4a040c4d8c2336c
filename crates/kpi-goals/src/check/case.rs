//! One draft under examination: what it says, resolved as far as possible.

use chrono::NaiveDate;
use kpi_metrics::{Definition, Target};
use kpi_types::{Grain, Localized, Period, Quantity, Segment};

use super::{BenchmarkStanding, SmartCheck, SmartReport};
use crate::draft::present;
use crate::figure::shortened;
use crate::{
    Association, Baseline, Finding, FindingCode, FindingLevel, Goal, GoalDraft, MetricHistory,
    Milestone, Missing, Outlook, PathToKgi, SmartLetter, TargetForm, Verdict,
};

pub(super) struct Case<'c, 'a> {
    pub(super) check: &'c SmartCheck<'a>,
    pub(super) draft: &'c GoalDraft,
    path: String,
    pub(super) definition: Option<&'a Definition>,
    pub(super) segment: Option<Segment>,
    pub(super) history: Option<&'c MetricHistory>,
    pub(super) grain: Option<Grain>,
    pub(super) form: Option<TargetForm<Quantity>>,
    pub(super) target: Option<Target>,
    pub(super) baseline: Option<Baseline<Quantity>>,
    pub(super) milestones: Vec<Milestone<Quantity>>,
    pub(super) start: NaiveDate,
    pub(super) outlook: Option<Outlook>,
    pub(super) benchmarks: Vec<BenchmarkStanding>,
    pub(super) paths: Vec<PathToKgi>,
    pub(super) association: Option<Association>,
    findings: Vec<Finding>,
    missing: [Vec<Missing>; 5],
}

impl<'c, 'a> Case<'c, 'a> {
    pub(super) fn new(check: &'c SmartCheck<'a>, draft: &'c GoalDraft, fallback: &str) -> Self {
        let path = match present(draft.id.as_ref()) {
            Some(id) => format!("goal.{}", shortened(id)),
            None => fallback.to_owned(),
        };
        Self {
            check,
            draft,
            path,
            definition: None,
            segment: None,
            history: None,
            grain: None,
            form: None,
            target: None,
            baseline: None,
            milestones: Vec::new(),
            start: draft.start.unwrap_or(check.as_of),
            outlook: None,
            benchmarks: Vec::new(),
            paths: Vec::new(),
            association: None,
            findings: Vec::new(),
            missing: Default::default(),
        }
    }

    /// A finding about a field, to be filed by [`Case::file`].
    pub(super) fn finding(
        &self,
        code: FindingCode,
        field: &str,
        message: Localized,
        remedy: Localized,
    ) -> Finding {
        Finding::new(code, format!("{}.{field}", self.path), message, remedy)
    }

    pub(super) fn file(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Files a finding without figures.
    pub(super) fn report(
        &mut self,
        code: FindingCode,
        field: &str,
        message: Localized,
        remedy: Localized,
    ) {
        let finding = self.finding(code, field, message, remedy);
        self.file(finding);
    }

    /// Notes that a letter cannot be judged.
    pub(super) fn lacks(&mut self, letter: SmartLetter, missing: Missing) {
        let [specific, measurable, achievable, related, time_bounded] = &mut self.missing;
        match letter {
            SmartLetter::Specific => specific,
            SmartLetter::Measurable => measurable,
            SmartLetter::Achievable => achievable,
            SmartLetter::Related => related,
            SmartLetter::TimeBounded => time_bounded,
        }
        .push(missing);
    }

    pub(super) fn lacks_part(&mut self, letter: SmartLetter, field: &str) {
        let field = field.to_owned();
        self.lacks(letter, Missing::Part { field });
    }

    /// The period a day falls in.
    pub(super) fn period_of(&self, day: NaiveDate) -> Option<Period> {
        self.check.calendar.period_of(day, self.grain?).ok()
    }

    /// The last period that is over at the end of the deadline.
    pub(super) fn target_period(&self) -> Option<Period> {
        self.period_of(self.draft.deadline?.succ_opt()?)?.checked_add(-1).ok()
    }

    pub(super) fn finish(self) -> SmartReport {
        let findings = self.findings;
        let blocked = findings.iter().any(|f| f.level() == FindingLevel::Blocking);
        let counts = |f: &Finding, letter| {
            f.code().letter() == Some(letter) && f.level() != FindingLevel::Advice
        };
        let mut missing = self.missing.into_iter();
        let verdicts = SmartLetter::ALL.map(|letter| {
            let missing = missing.next().unwrap_or_default();
            match (findings.iter().any(|f| counts(f, letter)), missing.is_empty()) {
                (true, _) => Verdict::NotMet,
                (false, false) => Verdict::Unknown(missing),
                (false, true) => Verdict::Met,
            }
        });
        let draft = self.draft;
        let id = present(draft.id.as_ref()).map(str::to_owned);
        let goal = match (id.clone(), self.definition, self.grain, self.form, self.target) {
            (Some(id), Some(definition), Some(grain), Some(form), Some(target)) if !blocked => {
                draft.deadline.map(|deadline| Goal {
                    id,
                    level: draft.level,
                    statement: draft.statement.clone(),
                    subject: present(draft.subject.as_ref()).map(str::to_owned),
                    segment: self.segment,
                    owner: draft.owner().map(str::to_owned),
                    department: draft.department,
                    metric: definition.id().clone(),
                    unit: definition.unit(),
                    direction: definition.direction(),
                    grain,
                    form,
                    target,
                    baseline: self.baseline,
                    start: self.start,
                    deadline,
                    milestones: self.milestones,
                    review: draft.review.clone(),
                    supports: draft.supports.clone(),
                })
            }
            _ => None,
        };
        SmartReport {
            id,
            verdicts,
            findings,
            outlook: self.outlook,
            benchmarks: self.benchmarks,
            paths: self.paths,
            association: self.association,
            goal,
        }
    }
}
