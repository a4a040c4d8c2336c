//! Problems that carry their own data, and come out as findings.

use std::fmt;

use kpi_types::{Language, Localized};

use super::{Finding, FindingCode, FindingLevel};
use crate::{DocumentProblem, ScenarioProblem, StageCoverageProblem, TreeProblem};

/// One thing that is wrong with a tree, a scenario or the stages of a set of goals, with its own data.
///
/// A program that asks "which circle?" matches on the variant; one that lists what is wrong takes the
/// [`Finding`].
pub trait Problem {
    /// What it is about.
    fn code(&self) -> FindingCode;

    /// Where: `node.shop_sales.unit`, `stage.setup.takes`.
    fn path(&self) -> String;

    /// What is wrong.
    fn message(&self) -> Localized;

    /// What to do about it.
    fn remedy(&self) -> Localized;

    /// How much it weighs.
    fn level(&self) -> FindingLevel {
        self.code().level()
    }

    /// The same as goals have it.
    fn finding(&self) -> Finding {
        Finding::new(self.code(), self.path(), self.message(), self.remedy())
    }

    /// The whole problem as a few lines of text.
    fn render(&self, language: Language) -> String {
        self.finding().render(language)
    }
}

/// A tree that cannot be used, with everything that was found.
pub type TreeError = Problems<TreeProblem>;

/// A scenario that cannot be used, with everything that was found.
pub type ScenarioError = Problems<ScenarioProblem>;

/// Something that cannot be used, with everything that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Problems<P> {
    subject: &'static str,
    problems: Vec<P>,
}

impl<P: Problem> Problems<P> {
    /// What blocks comes first.
    pub(crate) fn sorted(mut problems: Vec<P>) -> Vec<P> {
        problems.sort_by_key(Problem::level);
        problems
    }

    pub(crate) const fn new(subject: &'static str, problems: Vec<P>) -> Self {
        Self { subject, problems }
    }

    /// Everything that was found: what blocks, and the warnings and advice besides.
    #[must_use]
    pub fn problems(&self) -> &[P] {
        &self.problems
    }

    /// The same as findings.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        self.problems.iter().map(Problem::finding).collect()
    }

    /// Every problem as text, with an empty line between them.
    #[must_use]
    pub fn render(&self, language: Language) -> String {
        let rendered: Vec<String> = self.problems.iter().map(|p| p.render(language)).collect();
        rendered.join("\n\n")
    }
}

/// How many there are, and the English rendering of each.
impl<P: Problem> fmt::Display for Problems<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (subject, count) = (self.subject, self.problems.len());
        let plural = if count == 1 { "" } else { "s" };
        write!(f, "{subject} has {count} problem{plural}\n{}", self.render(Language::En))
    }
}

impl<P: Problem + fmt::Debug> std::error::Error for Problems<P> {}

macro_rules! displayed {
    ($($type:ty),+) => {$(
        /// The English rendering.
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.render(Language::En))
            }
        }
    )+};
}

displayed!(TreeProblem, ScenarioProblem, StageCoverageProblem, DocumentProblem);
