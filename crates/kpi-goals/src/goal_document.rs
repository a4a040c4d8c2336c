//! Goals from TOML and JSON.

mod node;
mod reader;
#[cfg(feature = "serde")]
mod serde;
mod table;
pub(crate) mod toml;
mod written;

use kpi_types::Localized;

use node::Node;
use table::TableReader;

use crate::figure::shortened;
use crate::{Finding, FindingCode, GoalDraft};

/// The drafts of a document, and what was wrong with its form.
///
/// A document holds `[[goal]]` tables. What it cannot hold is a finding with its path; the rest is
/// read all the same. Reading is bounded: by the bytes of the document, its nesting, the number of
/// goals and of findings.
///
/// ```
/// use kpi_goals::{FindingCode, GoalDocument};
///
/// let document = GoalDocument::from_toml(r#"
///     [[goal]]
///     id = "churn"
///     metric = "customer_churn_rate"
///     owner = "Sato"
///     target = { at_most = "2 %" }
///     deadline = 2027-03-31
///     supports = ["arr"]
///     colour = "red"
/// "#);
/// assert_eq!(document.drafts().len(), 1);
/// assert_eq!(document.drafts()[0].metric(), Some("customer_churn_rate"));
/// let finding = &document.findings()[0];
/// assert_eq!(finding.code(), FindingCode::UnknownField);
/// assert_eq!(finding.path(), "goal.churn.colour");
/// ```
///
/// With the feature `serde` it is read from JSON, or any other format, in the same way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct GoalDocument {
    drafts: Vec<GoalDraft>,
    findings: Vec<Finding>,
}

impl GoalDocument {
    /// The most bytes of a TOML document.
    pub const MOST_BYTES: usize = 16 << 20;
    /// The most goals of a document.
    pub const MOST_GOALS: usize = 100_000;
    /// The most findings about the form of a document; the rest is not listed.
    pub const MOST_FINDINGS: usize = 1_000;
    /// The deepest nesting.
    pub const DEEPEST: usize = 16;

    /// Reads TOML.
    #[must_use]
    pub fn from_toml(text: &str) -> Self {
        match toml::read("document", text) {
            Ok(node) => Self::of(&node),
            Err(finding) => Self::refused(*finding),
        }
    }

    /// The drafts, in the order of the document.
    #[must_use]
    pub fn drafts(&self) -> &[GoalDraft] {
        &self.drafts
    }

    /// What was wrong with the form.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn refused(finding: Finding) -> Self {
        Self { drafts: Vec::new(), findings: vec![finding] }
    }

    fn of(root: &Node) -> Self {
        let mut document = Self::default();
        let mut root = TableReader::new(root, "document".to_owned());
        let goals = root.list("goal");
        root.refuse_others();
        if goals.len() > Self::MOST_GOALS {
            root.findings.push(too_large("document", "goals", goals.len(), Self::MOST_GOALS));
        }
        document.findings.append(&mut root.findings);
        for (number, goal) in (1..).zip(goals.into_iter().take(Self::MOST_GOALS)) {
            let (draft, mut findings) = reader::draft(goal, format!("goal[{number}]"));
            document.drafts.push(draft);
            let room = Self::MOST_FINDINGS.saturating_sub(document.findings.len());
            findings.truncate(room);
            document.findings.append(&mut findings);
        }
        document
    }
}

fn too_large(path: &str, of: &str, found: usize, most: usize) -> Finding {
    let message = Localized::new(
        format!("{found} {of} are more than the {most} that are read"),
        format!("{of} が {found} あり、読み込める上限 {most} を超えています"),
    );
    let remedy = Localized::fixed("split the document", "文書を分割してください");
    Finding::new(FindingCode::TooLarge, path, message, remedy)
        .because("found", found)
        .because("most", most)
}

fn syntax(path: &str, what: &str) -> Finding {
    let what = shortened(what);
    let message = Localized::new(
        format!("the document cannot be read: {what}"),
        format!("文書を読み込めません: {what}"),
    );
    let remedy = Localized::fixed(
        "correct it; nothing else was checked",
        "直してください。ほかの検査はまだ行われていません",
    );
    Finding::new(FindingCode::Syntax, path, message, remedy)
}
