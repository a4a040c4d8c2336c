//! What a check found: of a catalog here, of goals and of anything else that has codes of its own.

mod code;
mod error;
mod evidence;
mod level;

use std::fmt;

use kpi_types::{Language, Localized};

use crate::Position;

pub use code::FindingCode;
pub use error::{CatalogError, Refused};
pub use evidence::{Evidence, EvidenceValue};
pub use level::FindingLevel;

/// Codes of findings: each has a name that never changes, and a weight.
pub trait StableCode: Copy + fmt::Debug {
    /// The stable name.
    fn as_str(self) -> &'static str;

    /// How much it weighs.
    fn level(self) -> FindingLevel;

    /// A letter to file it under, such as the S of SMART.
    fn initial(self) -> Option<char> {
        None
    }
}

/// One thing a check found: what, where, what to do about it, and the figures it rests on.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Finding<C = FindingCode> {
    code: C,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    letter: Option<char>,
    level: FindingLevel,
    path: String,
    position: Option<Position>,
    excerpt: Option<String>,
    message: Localized,
    remedy: Localized,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Vec::is_empty"))]
    evidence: Vec<Evidence>,
}

impl<C: StableCode> Finding<C> {
    /// What, where, what is wrong and what to do about it.
    #[must_use]
    pub fn new(code: C, path: impl Into<String>, message: Localized, remedy: Localized) -> Self {
        Self {
            code,
            letter: code.initial(),
            level: code.level(),
            path: path.into(),
            position: None,
            excerpt: None,
            message,
            remedy,
            evidence: Vec::new(),
        }
    }

    /// At a place in a text.
    #[must_use]
    pub fn at(self, position: Option<Position>) -> Self {
        Self { position, ..self }
    }

    /// With the line it is about.
    #[must_use]
    pub fn showing(self, excerpt: String) -> Self {
        let excerpt = Some(excerpt);
        Self { excerpt, ..self }
    }

    /// With a figure it rests on.
    #[must_use]
    pub fn because(mut self, name: &'static str, value: impl Into<EvidenceValue>) -> Self {
        self.evidence.push(Evidence::new(name, value.into()));
        self
    }

    /// What it is about.
    #[must_use]
    pub fn code(&self) -> C {
        self.code
    }

    /// How much it weighs.
    #[must_use]
    pub fn level(&self) -> FindingLevel {
        self.level
    }

    /// Which entry and field: `metric.arpa.denominator`. An entry without a usable name goes by its
    /// number: `metric[3]` is the third.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where in the text, if it points at one.
    #[must_use]
    pub fn position(&self) -> Option<Position> {
        self.position
    }

    /// The line it is about with carets under the place, if there is one.
    #[must_use]
    pub fn excerpt(&self) -> Option<&str> {
        self.excerpt.as_deref()
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
        let (place, help) = match (language, self.position) {
            (Language::En, Some(Position { line, column })) => {
                (format!(" (line {line}, column {column})"), "help")
            }
            (Language::Ja, Some(Position { line, column })) => {
                (format!("({line} 行 {column} 列)"), "対処")
            }
            (Language::En, None) => (String::new(), "help"),
            (Language::Ja, None) => (String::new(), "対処"),
        };
        let mut text = self.letter.map(|letter| format!("{letter} ")).unwrap_or_default();
        text.push_str(&format!(
            "{}[{}] {}{place}\n  {}\n",
            self.level.label().text(language),
            self.code.as_str(),
            self.path,
            self.message.text(language),
        ));
        for line in self.excerpt.iter().flat_map(|excerpt| excerpt.lines()) {
            text.push_str(&format!("    | {line}\n"));
        }
        let figures: Vec<String> = self.evidence.iter().map(ToString::to_string).collect();
        if !figures.is_empty() {
            text.push_str(&format!("    | {}\n", figures.join(", ")));
        }
        text.push_str(&format!("  {help}: {}", self.remedy.text(language)));
        text
    }
}

/// The English rendering.
impl<C: StableCode> fmt::Display for Finding<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Language::En))
    }
}
