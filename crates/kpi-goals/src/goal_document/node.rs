//! A document of any format: texts, numbers, lists and tables.

/// A value of a document. Numbers keep their digits as text.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// Nothing, true or false: no field of a goal is one.
    Other,
    Number(String),
    Text(String),
    List(Vec<Self>),
    Table(Vec<(String, Self)>),
}

impl Node {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }
}
