//! What a check of a catalog found.

use std::fmt;

use kpi_types::{Language, Localized};

use crate::Position;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $level:ident;)+) => {
        /// What a finding is about. The names never change; programs may rely on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        pub enum FindingCode {
            $($(#[$doc])* $variant,)+
        }

        impl FindingCode {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)+ }
            }

            /// How much it weighs.
            #[must_use]
            pub const fn level(self) -> Level {
                match self { $(Self::$variant => Level::$level,)+ }
            }
        }
    };
}

codes! {
    /// The text is not TOML; nothing in it was checked further.
    TomlSyntax = "toml_syntax", Error;
    /// A field that does not exist, or does not belong to this kind of metric.
    UnknownField = "unknown_field", Error;
    /// A field that has to be there.
    MissingField = "missing_field", Error;
    /// A field with a value that is not allowed.
    BadValue = "bad_value", Error;
    /// A formula that cannot be read.
    BadFormula = "bad_formula", Error;
    /// A name that is neither a fact nor a metric.
    UnknownName = "unknown_name", Error;
    /// Metrics that refer to one another in a circle.
    Cycle = "cycle", Error;
    /// Units that do not add up, or not to the declared one.
    UnitMismatch = "unit_mismatch", Error;
    /// An id that exists already.
    DuplicateId = "duplicate_id", Error;
    /// `overrides = true` where there is nothing to override.
    NothingToOverride = "nothing_to_override", Error;
    /// A metric offered for a grain that a metric it needs is not offered for.
    GrainMismatch = "grain_mismatch", Error;
    /// Metrics that refer to one another through too many levels.
    TooDeep = "too_deep", Error;
    /// A text that is empty in English or in Japanese.
    MissingTranslation = "missing_translation", Error;
    /// A fact that no metric uses.
    UnusedFact = "unused_fact", Warning;
    /// A metric that does not say where its definition comes from.
    MissingSource = "missing_source", Advice;
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Level {
    /// The catalog cannot be used.
    Error,
    /// It can, but something is probably not as meant.
    Warning,
    /// It could be better.
    Advice,
}

impl Level {
    /// What it is called in English and Japanese.
    #[must_use]
    pub const fn label(self) -> Localized {
        match self {
            Self::Error => Localized::fixed("error", "エラー"),
            Self::Warning => Localized::fixed("warning", "警告"),
            Self::Advice => Localized::fixed("advice", "助言"),
        }
    }
}

/// One thing a check found: what, where, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Finding {
    code: FindingCode,
    level: Level,
    path: String,
    position: Option<Position>,
    excerpt: Option<String>,
    message: Localized,
    remedy: Localized,
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
            level: code.level(),
            path: path.into(),
            position: None,
            excerpt: None,
            message,
            remedy,
        }
    }

    pub(crate) fn at(self, position: Option<Position>) -> Self {
        Self { position, ..self }
    }

    pub(crate) fn showing(self, excerpt: String) -> Self {
        let excerpt = Some(excerpt);
        Self { excerpt, ..self }
    }

    /// What it is about.
    #[must_use]
    pub fn code(&self) -> FindingCode {
        self.code
    }

    /// How much it weighs.
    #[must_use]
    pub fn level(&self) -> Level {
        self.level
    }

    /// Which definition and field: `metric.arpa.denominator`. An entry without a usable name goes
    /// by its number: `metric[3]` is the third.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where in the document, if it came from one.
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
        let mut text = format!(
            "{}[{}] {}{place}\n  {}\n",
            self.level.label().text(language),
            self.code.as_str(),
            self.path,
            self.message.text(language),
        );
        for line in self.excerpt.iter().flat_map(|excerpt| excerpt.lines()) {
            text.push_str("    | ");
            text.push_str(line);
            text.push('\n');
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

/// A catalog that cannot be used, with everything that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogError {
    findings: Vec<Finding>,
}

impl CatalogError {
    pub(crate) fn new(findings: Vec<Finding>) -> Self {
        Self { findings }
    }

    /// Everything that was found: errors, and the warnings and advice besides.
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
impl fmt::Display for CatalogError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.findings.len();
        let plural = if count == 1 { "" } else { "s" };
        write!(f, "the catalog has {count} finding{plural}\n{}", self.render(Language::En))
    }
}

impl std::error::Error for CatalogError {}
