//! Who answered.

use std::fmt;

use crate::GroupKind;
use crate::columns::from_slices;

/// Who gave an answer, as an error names it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Respondent {
    /// Nobody told who: the place in the input, from 0.
    Row(usize),
    /// A number.
    Number(u64),
    /// A text.
    Text(Box<str>),
}

impl fmt::Display for Respondent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row(row) => write!(f, "row {row}"),
            Self::Number(number) => write!(f, "respondent {number}"),
            Self::Text(text) => write!(f, "respondent {text:?}"),
        }
    }
}

/// Respondents, one a row.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum RespondentColumn<'a> {
    /// 64-bit numbers.
    U64(&'a [u64]),
    /// 32-bit numbers; the same number as a `u64` is the same respondent.
    U32(&'a [u32]),
    /// Texts.
    Text(&'a [&'a str]),
}

impl RespondentColumn<'_> {
    pub(crate) const fn kind(&self) -> GroupKind {
        match self {
            Self::U64(_) | Self::U32(_) => GroupKind::Numbers,
            Self::Text(_) => GroupKind::Texts,
        }
    }

    pub(crate) fn len(&self) -> usize {
        match self {
            Self::U64(ids) => ids.len(),
            Self::U32(ids) => ids.len(),
            Self::Text(ids) => ids.len(),
        }
    }

    /// Who stands in a row.
    pub(crate) fn at(&self, row: usize) -> Option<Respondent> {
        match self {
            Self::U64(ids) => ids.get(row).map(|id| Respondent::Number(*id)),
            Self::U32(ids) => ids.get(row).map(|id| Respondent::Number((*id).into())),
            Self::Text(ids) => ids.get(row).map(|id| Respondent::Text((*id).into())),
        }
    }
}

from_slices!(RespondentColumn, U64(u64), U32(u32), Text(&'a str));
