//! What a check of goals found.

mod code;
mod evidence;

use std::fmt;

use kpi_metrics::Position;
use kpi_types::{Language, Localized};

pub use code::FindingCode;
pub use evidence::{Evidence, EvidenceValue};

use crate::SmartLetter;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum FindingLevel {
    /// There is no goal as long as it stands.
    Blocking,
    /// There is a goal, but the letter is not met.
    Warning,
    /// It could be better; no verdict depends on it.
    Advice,
}

impl FindingLevel {
    /// What it is called in English and Japanese.
    #[must_use]
    pub const fn label(self) -> Localized {
        match self {
            Self::Blocking => Localized::fixed("blocking", "要修正"),
            Self::Warning => Localized::fixed("warning", "警告"),
            Self::Advice => Localized::fixed("advice", "助言"),
        }
    }
}

/// One thing a check found: what, where, what to do about it, and the numbers it rests on.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Finding {
    code: FindingCode,
    letter: Option<SmartLetter>,
    level: FindingLevel,
    path: String,
    position: Option<Position>,
    message: Localized,
    remedy: Localized,
    evidence: Vec<Evidence>,
}

impl Finding {
    pub(crate) fn new(
        code: FindingCode,
        path: impl Into<String>,
        message: Localized,
        remedy: Localized,
    ) -> Self {
        Self {
            code,
            letter: code.letter(),
            level: code.level(),
            path: path.into(),
            position: None,
            message,
            remedy,
            evidence: Vec::new(),
        }
    }

    pub(crate) fn at(self, position: Option<Position>) -> Self {
        Self { position, ..self }
    }

    pub(crate) fn because(mut self, name: &'static str, value: impl Into<EvidenceValue>) -> Self {
        self.evidence.push(Evidence::new(name, value.into()));
        self
    }

    /// What it is about.
    #[must_use]
    pub fn code(&self) -> FindingCode {
        self.code
    }

    /// The letter it counts against; `None` for a document that cannot be read and for sets of goals.
    #[must_use]
    pub fn letter(&self) -> Option<SmartLetter> {
        self.letter
    }

    /// How much it weighs.
    #[must_use]
    pub fn level(&self) -> FindingLevel {
        self.level
    }

    /// Which goal and field: `goal.nrr_2027.target`. An entry without a usable id goes by its
    /// number: `goal[3]` is the third.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where in the text of that field, if it points at a word.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// What is wrong.
    #[must_use]
    pub fn message(&self) -> &Localized {
        &self.message
    }

    /// What to do about it.
    #[must_use]
    pub fn remedy(&self) -> &Localized {
        &self.remedy
    }

    /// The figures it rests on.
    #[must_use]
    pub fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }

    /// One figure by its name.
    #[must_use]
    pub fn figure(&self, name: &str) -> Option<&EvidenceValue> {
        self.evidence.iter().find(|e| e.name() == name).map(Evidence::value)
    }

    /// The whole finding as a few lines of text.
    #[must_use]
    pub fn render(&self, language: Language) -> String {
        let help = match language {
            Language::En => "help",
            Language::Ja => "対処",
        };
        let letter = self.letter.map_or('-', SmartLetter::initial);
        let mut text = format!(
            "{letter} {}[{}] {}\n  {}\n",
            self.level.label().text(language),
            self.code.as_str(),
            self.path,
            self.message.text(language),
        );
        let figures: Vec<String> = self.evidence.iter().map(ToString::to_string).collect();
        if !figures.is_empty() {
            text.push_str(&format!("    | {}\n", figures.join(", ")));
        }
        text.push_str(&format!("  {help}: {}", self.remedy.text(language)));
        text
    }
}

/// The English rendering.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Language::En))
    }
}

/// A goal that does not exist yet, with everything that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct GoalError {
    findings: Vec<Finding>,
}

impl GoalError {
    pub(crate) fn new(findings: Vec<Finding>) -> Self {
        Self { findings }
    }

    /// Everything that was found: what blocks, and the warnings and advice besides.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Every finding as text, with an empty line between them.
    #[must_use]
    pub fn render(&self, language: Language) -> String {
        let rendered: Vec<String> = self.findings.iter().map(|f| f.render(language)).collect();
        rendered.join("\n\n")
    }
}

/// How many there are, and the English rendering of each.
impl fmt::Display for GoalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.findings.len();
        let plural = if count == 1 { "" } else { "s" };
        write!(f, "the goal has {count} finding{plural}\n{}", self.render(Language::En))
    }
}

impl std::error::Error for GoalError {}
