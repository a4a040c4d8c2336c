//! What the check of one draft says.

use crate::{
    Association, Finding, FindingLevel, Goal, GoalError, Outlook, PathToKgi, SmartLetter, Verdict,
};

/// Where a target stands among the values of a benchmark.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct BenchmarkStanding {
    /// Whose values.
    pub name: String,
    /// How many.
    pub n: usize,
    /// The share below the target, ties half.
    pub quantile: f64,
}

/// Five verdicts on a draft, everything that was found, the evidence, and the goal.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct SmartReport {
    pub(super) id: Option<String>,
    pub(super) verdicts: [Verdict; 5],
    pub(super) findings: Vec<Finding>,
    pub(super) outlook: Option<Outlook>,
    pub(super) benchmarks: Vec<BenchmarkStanding>,
    pub(super) paths: Vec<PathToKgi>,
    pub(super) association: Option<Association>,
    pub(super) goal: Option<Goal>,
}

impl SmartReport {
    /// The id of the draft.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// What the evidence says about a letter.
    #[must_use]
    pub fn verdict(&self, letter: SmartLetter) -> &Verdict {
        let [specific, measurable, achievable, related, time_bounded] = &self.verdicts;
        match letter {
            SmartLetter::Specific => specific,
            SmartLetter::Measurable => measurable,
            SmartLetter::Achievable => achievable,
            SmartLetter::Related => related,
            SmartLetter::TimeBounded => time_bounded,
        }
    }

    /// Whether all five letters are met.
    #[must_use]
    pub fn is_smart(&self) -> bool {
        self.verdicts.iter().all(|verdict| *verdict == Verdict::Met)
    }

    /// Everything that was found.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// How likely the target is, where the history says.
    #[must_use]
    pub fn outlook(&self) -> Option<&Outlook> {
        self.outlook.as_ref()
    }

    /// Where the target stands among the benchmarks given.
    #[must_use]
    pub fn benchmarks(&self) -> &[BenchmarkStanding] {
        &self.benchmarks
    }

    /// The ways to a KGI.
    #[must_use]
    pub fn paths(&self) -> &[PathToKgi] {
        &self.paths
    }

    /// How the metric moved together with the KGI's, where both histories say.
    #[must_use]
    pub fn association(&self) -> Option<&Association> {
        self.association.as_ref()
    }

    /// The goal, unless something blocks.
    #[must_use]
    pub fn goal(&self) -> Option<&Goal> {
        self.goal.as_ref()
    }

    /// The goal, or everything that was found.
    ///
    /// # Errors
    ///
    /// [`GoalError`] where something blocks.
    pub fn into_goal(self) -> Result<Goal, GoalError> {
        self.goal.ok_or_else(|| GoalError::new("the goal", self.findings))
    }

    pub(super) fn refuse(&mut self, finding: Finding) {
        if finding.level() == FindingLevel::Blocking {
            self.goal = None;
        }
        self.findings.push(finding);
    }
}
