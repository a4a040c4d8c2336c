//! How much a finding weighs.

use kpi_types::Localized;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum FindingLevel {
    /// What was checked cannot be used as it stands.
    Blocking,
    /// It can, but something is probably not as meant.
    Warning,
    /// It could be better; no verdict depends on it.
    Advice,
}

impl FindingLevel {
    /// All of them, from the heaviest.
    pub const ALL: [Self; 3] = [Self::Blocking, Self::Warning, Self::Advice];

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
