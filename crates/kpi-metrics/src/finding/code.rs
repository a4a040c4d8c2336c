//! The codes of findings about a catalog.

use super::{FindingLevel, StableCode};

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
            pub const fn level(self) -> FindingLevel {
                match self { $(Self::$variant => FindingLevel::$level,)+ }
            }
        }
    };
}

codes! {
    /// The text is not TOML; nothing in it was checked further.
    TomlSyntax = "toml_syntax", Blocking;
    /// A field that does not exist, or does not belong to this kind of metric.
    UnknownField = "unknown_field", Blocking;
    /// A field that has to be there.
    MissingField = "missing_field", Blocking;
    /// A field with a value that is not allowed.
    BadValue = "bad_value", Blocking;
    /// A formula that cannot be read.
    BadFormula = "bad_formula", Blocking;
    /// A name that is neither a fact nor a metric.
    UnknownName = "unknown_name", Blocking;
    /// Metrics that refer to one another in a circle.
    Cycle = "cycle", Blocking;
    /// Units that do not add up, or not to the declared one.
    UnitMismatch = "unit_mismatch", Blocking;
    /// An id that exists already.
    DuplicateId = "duplicate_id", Blocking;
    /// `overrides = true` where there is nothing to override.
    NothingToOverride = "nothing_to_override", Blocking;
    /// A metric offered for a grain that a metric it needs is not offered for.
    GrainMismatch = "grain_mismatch", Blocking;
    /// Metrics that refer to one another through too many levels.
    TooDeep = "too_deep", Blocking;
    /// A text that is empty in English or in Japanese.
    MissingTranslation = "missing_translation", Blocking;
    /// A fact that no metric uses.
    UnusedFact = "unused_fact", Warning;
    /// A metric that does not say where its definition comes from.
    MissingSource = "missing_source", Advice;
}

impl StableCode for FindingCode {
    fn as_str(self) -> &'static str {
        self.as_str()
    }

    fn level(self) -> FindingLevel {
        self.level()
    }
}
