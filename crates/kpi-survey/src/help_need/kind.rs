//! The four kinds of customers.

use std::fmt;

use kpi_types::Localized;

/// What a customer's answer and contacts together say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum HelpKind {
    /// Easy with few contacts.
    SelfReliant,
    /// Easy with many contacts.
    HelpWorks,
    /// Hard with few contacts.
    Unheard,
    /// Hard in spite of many contacts.
    HelpFails,
}

/// What became of a customer afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum HelpOutcome {
    /// Stayed: renewed, or still there at the end of the time looked at.
    Stayed,
    /// Left.
    Left,
    /// Not known yet, or not asked for.
    #[default]
    NotKnown,
}

impl HelpKind {
    /// All kinds.
    pub const ALL: [Self; 4] = [Self::SelfReliant, Self::HelpWorks, Self::Unheard, Self::HelpFails];

    /// Its name in both languages.
    #[must_use]
    pub const fn label(self) -> Localized {
        match self {
            Self::SelfReliant => Localized::fixed("easy, few contacts", "対応が少なくても容易"),
            Self::HelpWorks => Localized::fixed("easy, many contacts", "手厚い対応で容易"),
            Self::Unheard => Localized::fixed("hard, few contacts", "負担が大きいが対応が少ない"),
            Self::HelpFails => {
                Localized::fixed("hard, many contacts", "手厚い対応でも負担が大きい")
            }
        }
    }

    /// What to think of first, in both languages. A suggestion: the figures do not prove that it works.
    #[must_use]
    pub const fn suggestion(self) -> Localized {
        match self {
            Self::SelfReliant => Localized::fixed(
                "content and tools may be enough (tech touch)",
                "コンテンツや仕組みで足りる可能性があります(テックタッチ)",
            ),
            Self::HelpWorks => Localized::fixed(
                "personal help goes with ease: think before cutting it",
                "個別対応と容易さが両立しています。対応の削減は慎重に",
            ),
            Self::Unheard => Localized::fixed(
                "reach out: they struggle and nobody talks to them",
                "困っているのに接点がありません。こちらから連絡を",
            ),
            Self::HelpFails => Localized::fixed(
                "more of the same help may not do: look at the product and at what the contacts are about",
                "同じ対応を増やしても解決しない可能性があります。製品と問い合わせ内容の確認を",
            ),
        }
    }
}

impl fmt::Display for HelpKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.label().en)
    }
}
