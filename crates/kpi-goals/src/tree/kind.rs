//! KGI, KFS, KPI, and what nobody steers.

use kpi_types::Localized;

/// What a node is in the language of KGI, KFS and KPI.
///
/// "KGIというゴールのためにKFSを抽出し、それを数値化したものがKPI": factors are drawn from the goal,
/// and the KPI is the factor as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum NodeKind {
    /// Key goal indicator: the final goal as a number.
    Kgi,
    /// Key factor for success, also called KSF or CSF: what the goal hangs on, in words or measured.
    Kfs,
    /// Key performance indicator: a factor as a number, measured along the way.
    Kpi,
    /// A figure the arithmetic needs and nobody steers, such as the number of shops. Held when a
    /// target is cascaded.
    Assumption,
}

impl NodeKind {
    /// All of them, from the goal down.
    pub const ALL: [Self; 4] = [Self::Kgi, Self::Kfs, Self::Kpi, Self::Assumption];

    /// The name in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kgi => "kgi",
            Self::Kfs => "kfs",
            Self::Kpi => "kpi",
            Self::Assumption => "assumption",
        }
    }

    /// Reads a name; the inverse of [`NodeKind::name`].
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// What it is called in English and Japanese.
    #[must_use]
    pub const fn label(self) -> Localized {
        match self {
            Self::Kgi => Localized::fixed("KGI", "KGI(重要目標達成指標)"),
            Self::Kfs => Localized::fixed("KFS", "KFS(重要成功要因)"),
            Self::Kpi => Localized::fixed("KPI", "KPI(重要業績評価指標)"),
            Self::Assumption => Localized::fixed("assumption", "前提"),
        }
    }
}
