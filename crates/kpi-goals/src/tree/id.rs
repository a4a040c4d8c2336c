//! Names of nodes.

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// The name of a node in a tree: any text that is not blank, of at most
/// [`NodeId::MAX_CHARS`] characters. Cheap to clone.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct NodeId(Arc<str>);

/// Why a text is not the name of a node.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NodeIdError {
    /// Empty, or white space only.
    #[error("a node id needs at least one character that is not white space")]
    Blank,
    /// Too long to be a name.
    #[error("a node id of {chars} characters: at most {} are allowed", NodeId::MAX_CHARS)]
    TooLong {
        /// Its length.
        chars: usize,
    },
}

impl NodeId {
    /// The most characters a name has.
    pub const MAX_CHARS: usize = 200;

    /// Takes a text as it stands.
    ///
    /// # Errors
    ///
    /// [`NodeIdError`] for a blank text or one that is too long.
    pub fn try_new(id: impl AsRef<str>) -> Result<Self, NodeIdError> {
        let id = id.as_ref();
        // Bytes first: no need to walk through a text of megabytes.
        if id.len() > Self::MAX_CHARS {
            let chars = id.chars().count();
            if chars > Self::MAX_CHARS {
                return Err(NodeIdError::TooLong { chars });
            }
        }
        if id.trim().is_empty() { Err(NodeIdError::Blank) } else { Ok(Self(Arc::from(id))) }
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NodeId({:?})", &*self.0)
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl AsRef<str> for NodeId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

/// Borrowing as text lets a map of nodes be searched without building a name.
impl Borrow<str> for NodeId {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl TryFrom<String> for NodeId {
    type Error = NodeIdError;

    fn try_from(id: String) -> Result<Self, Self::Error> {
        Self::try_new(id)
    }
}

impl From<NodeId> for String {
    fn from(id: NodeId) -> Self {
        id.0.as_ref().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked() {
        assert_eq!(NodeId::try_new(" \t"), Err(NodeIdError::Blank));
        assert_eq!(NodeId::try_new("x".repeat(201)), Err(NodeIdError::TooLong { chars: 201 }));
        assert_eq!(NodeId::try_new("店".repeat(200)).unwrap().as_str().chars().count(), 200);
    }
}
