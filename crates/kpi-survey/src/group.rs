//! Segments and waves: who the answers are told apart by.

use std::fmt;

use kpi_types::Interner;

use crate::AnswerError;
use crate::columns::from_slices;

/// A segment or a wave: a number or a text, as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(untagged))]
pub enum GroupId {
    /// A number.
    Number(u32),
    /// A text.
    Text(Box<str>),
}

/// Numbers or texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GroupKind {
    /// Numbers.
    Numbers,
    /// Texts.
    Texts,
}

/// Segments or waves, one a row.
///
/// Numbers below 65,536 are the fast way in: they are places in a table of counts. Texts are
/// interned once.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum GroupColumn<'a> {
    /// 16-bit numbers.
    U16(&'a [u16]),
    /// 32-bit numbers; the same number in 16 bits is the same group.
    U32(&'a [u32]),
    /// Texts.
    Text(&'a [&'a str]),
}

impl GroupId {
    pub(crate) const fn kind(&self) -> GroupKind {
        match self {
            Self::Number(_) => GroupKind::Numbers,
            Self::Text(_) => GroupKind::Texts,
        }
    }
}

impl GroupColumn<'_> {
    pub(crate) const fn len(&self) -> usize {
        match self {
            Self::U16(ids) => ids.len(),
            Self::U32(ids) => ids.len(),
            Self::Text(ids) => ids.len(),
        }
    }

    pub(crate) const fn kind(&self) -> GroupKind {
        match self {
            Self::U16(_) | Self::U32(_) => GroupKind::Numbers,
            Self::Text(_) => GroupKind::Texts,
        }
    }
}

/// The texts of groups as numbers, or numbers as they are.
#[derive(Debug, Clone, Default)]
pub(crate) enum GroupSpace {
    #[default]
    Unknown,
    Numbers,
    Texts(Interner),
}

impl GroupSpace {
    /// Settles the kind, or refuses another than before.
    pub(crate) fn settle(
        &mut self,
        what: &'static str,
        given: GroupKind,
    ) -> Result<(), AnswerError> {
        let have = match (&*self, given) {
            (Self::Unknown, GroupKind::Numbers) => {
                *self = Self::Numbers;
                return Ok(());
            }
            (Self::Unknown, GroupKind::Texts) => {
                *self = Self::Texts(Interner::new());
                return Ok(());
            }
            (Self::Numbers, _) => GroupKind::Numbers,
            (Self::Texts(_), _) => GroupKind::Texts,
        };
        if have == given { Ok(()) } else { Err(AnswerError::MixedGroups { what, have, given }) }
    }

    /// The number of a text.
    pub(crate) fn intern(&mut self, text: &str) -> Result<u32, AnswerError> {
        match self {
            Self::Texts(texts) => Ok(texts.intern(text)?),
            Self::Unknown | Self::Numbers => Ok(0),
        }
    }

    pub(crate) fn key(&mut self, what: &'static str, id: &GroupId) -> Result<u32, AnswerError> {
        self.settle(what, id.kind())?;
        match id {
            GroupId::Number(number) => Ok(*number),
            GroupId::Text(text) => self.intern(text),
        }
    }

    pub(crate) fn id(&self, key: u32) -> GroupId {
        match self {
            Self::Texts(texts) => GroupId::Text(texts.resolve(key).unwrap_or_default().into()),
            Self::Unknown | Self::Numbers => GroupId::Number(key),
        }
    }

    /// Takes over the groups of another part: what its keys are called here; `None` for the same.
    pub(crate) fn absorb(
        &mut self,
        what: &'static str,
        other: &Self,
    ) -> Result<Option<Vec<u32>>, AnswerError> {
        match other {
            Self::Unknown => Ok(None),
            Self::Numbers => self.settle(what, GroupKind::Numbers).map(|()| None),
            Self::Texts(theirs) => {
                self.settle(what, GroupKind::Texts)?;
                match self {
                    Self::Texts(mine) => Ok(Some(mine.absorb(theirs)?)),
                    Self::Unknown | Self::Numbers => Ok(None),
                }
            }
        }
    }
}

impl fmt::Display for GroupId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => f.pad(&number.to_string()),
            Self::Text(text) => f.pad(text),
        }
    }
}

impl fmt::Display for GroupKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Numbers => "numbers",
            Self::Texts => "texts",
        })
    }
}

impl From<u32> for GroupId {
    fn from(number: u32) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for GroupId {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

from_slices!(GroupColumn, U16(u16), U32(u32), Text(&'a str));
