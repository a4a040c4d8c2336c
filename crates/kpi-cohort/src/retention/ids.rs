//! Ids as keys: numbers as they are, texts interned.

use kpi_types::Interner;

use super::{EntityId, IdColumn, IdKind, RetentionError};

/// The ids an accumulator has seen.
#[derive(Debug, Clone, Default)]
pub(crate) enum IdSpace {
    #[default]
    Unknown,
    Numbers,
    Texts(Interner),
}

impl IdSpace {
    /// Settles the kind of id, or refuses another than before.
    pub(crate) fn settle(&mut self, given: IdKind) -> Result<(), RetentionError> {
        match (&*self, given) {
            (Self::Unknown, IdKind::Numbers) => *self = Self::Numbers,
            (Self::Unknown, IdKind::Texts) => *self = Self::Texts(Interner::new()),
            (Self::Numbers, IdKind::Numbers) | (Self::Texts(_), IdKind::Texts) => {}
            (Self::Numbers, IdKind::Texts) => {
                return Err(RetentionError::MixedIds { have: IdKind::Numbers, given });
            }
            (Self::Texts(_), IdKind::Numbers) => {
                return Err(RetentionError::MixedIds { have: IdKind::Texts, given });
            }
        }
        Ok(())
    }

    pub(crate) fn key(&mut self, id: &EntityId) -> Result<u64, RetentionError> {
        self.settle(id.kind())?;
        match (self, id) {
            (Self::Texts(texts), EntityId::Text(text)) => Ok(texts.intern(text)?.into()),
            (_, EntityId::Number(number)) => Ok(*number),
            (_, EntityId::Text(_)) => Ok(0),
        }
    }

    /// The keys of texts, for one block.
    pub(crate) fn keys(
        &mut self,
        texts: &[&str],
        into: &mut Vec<u64>,
    ) -> Result<(), RetentionError> {
        into.clear();
        if let Self::Texts(interner) = self {
            for text in texts {
                into.push(interner.intern(text)?.into());
            }
        }
        Ok(())
    }

    pub(crate) fn id(&self, key: u64) -> EntityId {
        if let Self::Texts(texts) = self {
            let text = u32::try_from(key).ok().and_then(|number| texts.resolve(number));
            if let Some(text) = text {
                return EntityId::Text(Box::from(text));
            }
        }
        EntityId::Number(key)
    }

    /// Takes over the ids of another accumulator: what its keys are called here.
    pub(crate) fn absorb(&mut self, other: &Self) -> Result<Renames, RetentionError> {
        match other {
            Self::Unknown => Ok(Renames(None)),
            Self::Numbers => self.settle(IdKind::Numbers).map(|()| Renames(None)),
            Self::Texts(theirs) => {
                self.settle(IdKind::Texts)?;
                match self {
                    Self::Texts(mine) => Ok(Renames(Some(mine.absorb(theirs)?))),
                    _ => Ok(Renames(None)),
                }
            }
        }
    }
}

/// New keys of old ones.
pub(crate) struct Renames(Option<Vec<u32>>);

impl Renames {
    pub(crate) fn key(&self, key: u64) -> u64 {
        match &self.0 {
            None => key,
            Some(new) => new.get(key as usize).map_or(key, |key| u64::from(*key)),
        }
    }
}

impl EntityId {
    pub(crate) fn kind(&self) -> IdKind {
        match self {
            Self::Number(_) => IdKind::Numbers,
            Self::Text(_) => IdKind::Texts,
        }
    }
}

/// One block of an id column.
pub(crate) enum IdBlock<'a> {
    U64(&'a [u64]),
    U32(&'a [u32]),
}

impl IdBlock<'_> {
    pub(crate) fn at(&self, row: usize) -> u64 {
        match self {
            Self::U64(ids) => ids.get(row).copied().unwrap_or_default(),
            Self::U32(ids) => ids.get(row).map_or(0, |id| u64::from(*id)),
        }
    }
}

/// Rows `from..to` as keys; texts go through `scratch`.
pub(crate) fn block<'a>(
    column: &IdColumn<'a>,
    rows: std::ops::Range<usize>,
    space: &mut IdSpace,
    scratch: &'a mut Vec<u64>,
) -> Result<IdBlock<'a>, RetentionError> {
    Ok(match column {
        IdColumn::U64(ids) => IdBlock::U64(ids.get(rows).unwrap_or_default()),
        IdColumn::U32(ids) => IdBlock::U32(ids.get(rows).unwrap_or_default()),
        IdColumn::Text(ids) => {
            space.keys(ids.get(rows).unwrap_or_default(), scratch)?;
            IdBlock::U64(scratch)
        }
    })
}
