//! Errors of the program itself, in both languages.

use kpis::types::{Language, Localized};

/// An error that can be read in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said(pub Localized);

impl std::fmt::Display for Said {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Said {}

/// An error in English and Japanese.
pub fn said(en: impl Into<String>, ja: impl Into<String>) -> anyhow::Error {
    anyhow::Error::new(Said(Localized::new(en.into(), ja.into())))
}

impl Said {
    /// An error in one language; what only speaks English stays English.
    #[must_use]
    pub fn text(error: &anyhow::Error, language: Language) -> String {
        match error.downcast_ref::<Self>() {
            Some(said) => said.0.text(language).to_owned(),
            None => format!("{error:#}"),
        }
    }
}
