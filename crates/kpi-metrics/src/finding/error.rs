//! What cannot be used, with everything that was found.

use std::fmt;

use kpi_types::Language;

use super::{Finding, FindingCode, StableCode};

/// Something that was checked and cannot be used, with everything that was found.
///
/// A catalog by its own codes ([`CatalogError`]); goals by theirs.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused<C = FindingCode> {
    subject: &'static str,
    findings: Vec<Finding<C>>,
}

/// A catalog that cannot be used, with everything that was found.
pub type CatalogError = Refused<FindingCode>;

impl Refused {
    pub(crate) fn catalog(findings: Vec<Finding>) -> Self {
        Self::new("the catalog", findings)
    }
}

impl<C: StableCode> Refused<C> {
    /// What was checked, in English and with its article, and what was found.
    #[must_use]
    pub const fn new(subject: &'static str, findings: Vec<Finding<C>>) -> Self {
        Self { subject, findings }
    }

    /// Everything that was found: what blocks, and the warnings and advice besides.
    #[must_use]
    pub fn findings(&self) -> &[Finding<C>] {
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
impl<C: StableCode> fmt::Display for Refused<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (subject, count) = (self.subject, self.findings.len());
        let plural = if count == 1 { "" } else { "s" };
        write!(f, "{subject} has {count} finding{plural}\n{}", self.render(Language::En))
    }
}

impl<C: StableCode> std::error::Error for Refused<C> {}
