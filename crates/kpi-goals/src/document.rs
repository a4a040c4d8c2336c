//! Reading documents field by field, noting everything that is wrong.

#[cfg(feature = "serde")]
mod fields;
#[cfg(feature = "serde")]
mod loose;

use kpi_types::Localized;

use crate::{FindingCode, Problem};

#[cfg(feature = "serde")]
pub(crate) use fields::{Fields, top};
#[cfg(feature = "serde")]
pub(crate) use loose::Loose;

/// What is wrong with one field of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DocumentProblem {
    /// A field that does not exist.
    UnknownField {
        /// Where.
        path: String,
        /// What exists.
        allowed: &'static [&'static str],
    },
    /// A field that has to be there.
    MissingField {
        /// Where.
        path: String,
    },
    /// A value that is not allowed.
    BadValue {
        /// Where.
        path: String,
        /// What was given, shortened.
        value: String,
        /// What is allowed.
        expected: Localized,
    },
}

impl Problem for DocumentProblem {
    fn code(&self) -> FindingCode {
        match self {
            Self::UnknownField { .. } => FindingCode::UnknownField,
            Self::MissingField { .. } => FindingCode::MissingField,
            Self::BadValue { .. } => FindingCode::BadValue,
        }
    }

    fn path(&self) -> String {
        match self {
            Self::UnknownField { path, .. }
            | Self::MissingField { path }
            | Self::BadValue { path, .. } => path.clone(),
        }
    }

    fn message(&self) -> Localized {
        match self {
            Self::UnknownField { path, .. } => Localized::new(
                format!("there is no field {path}"),
                format!("{path} という項目はありません"),
            ),
            Self::MissingField { path } => {
                Localized::new(format!("{path} is missing"), format!("{path} がありません"))
            }
            Self::BadValue { path, value, .. } => Localized::new(
                format!("{value} is not a value of {path}"),
                format!("{value} は {path} の値として使えません"),
            ),
        }
    }

    fn remedy(&self) -> Localized {
        match self {
            Self::UnknownField { allowed, .. } => {
                let allowed = allowed.join(", ");
                Localized::new(
                    format!("the fields are {allowed}"),
                    format!("使える項目は {allowed} です"),
                )
            }
            Self::MissingField { .. } => {
                Localized::fixed("add the field", "項目を追加してください")
            }
            Self::BadValue { expected, .. } => Localized::new(
                format!("give {}", expected.en),
                format!("{}を書いてください", expected.ja),
            ),
        }
    }
}
