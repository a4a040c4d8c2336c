//! A figure for each of some nodes.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

/// Figures by node, each in the node's own measure.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NodeValues(BTreeMap<String, Decimal>);

impl NodeValues {
    /// No figure yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with that figure; an earlier one of the node is replaced.
    #[must_use]
    pub fn with(mut self, node: impl Into<String>, value: Decimal) -> Self {
        self.0.insert(node.into(), value);
        self
    }

    /// The figure of a node.
    #[must_use]
    pub fn get(&self, node: &str) -> Option<Decimal> {
        self.0.get(node).copied()
    }

    /// Every figure, by node.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Decimal)> {
        self.0.iter().map(|(node, value)| (node.as_str(), *value))
    }
}

impl FromIterator<(String, Decimal)> for NodeValues {
    fn from_iter<I: IntoIterator<Item = (String, Decimal)>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}
