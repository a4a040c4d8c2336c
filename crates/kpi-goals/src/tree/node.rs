//! A checked node.

use kpi_metrics::{Direction, MetricId};
use kpi_types::{Grain, Localized};
use rust_decimal::Decimal;

use super::arithmetic::Arithmetic;
use super::{Hypothesis, Identity, Measure, NodeDraft, NodeId, NodeKind};

/// A node of a checked [`Tree`](super::Tree).
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub(crate) id: NodeId,
    pub(crate) draft: NodeDraft,
    pub(crate) metric: Option<MetricId>,
    pub(crate) measure: Option<Measure>,
    pub(crate) direction: Direction,
    pub(crate) arithmetic: Option<Arithmetic>,
    /// Nodes of its hypotheses, in the order of those.
    pub(crate) movers: Vec<usize>,
    /// Every node it names, words included.
    pub(crate) children: Vec<usize>,
    /// Every node that names it.
    pub(crate) parents: Vec<usize>,
    /// The same once for each way it is named, and whether more of this one is more there; nothing
    /// where that depends.
    pub(crate) ways_up: Vec<(usize, Option<bool>)>,
}

impl Node {
    /// Its name.
    #[must_use]
    pub fn id(&self) -> &NodeId {
        &self.id
    }

    /// Goal, factor, indicator or assumption.
    #[must_use]
    pub fn kind(&self) -> NodeKind {
        self.draft.kind
    }

    /// What people call it; the id in both languages where nothing was said.
    #[must_use]
    pub fn name(&self) -> Localized {
        let id = || Localized::new(self.id.as_str().to_owned(), self.id.as_str().to_owned());
        self.draft.name.clone().unwrap_or_else(id)
    }

    /// The metric that measures it.
    #[must_use]
    pub fn metric(&self) -> Option<&MetricId> {
        self.metric.as_ref()
    }

    /// What it is measured in; `None` for a factor in words.
    #[must_use]
    pub fn measure(&self) -> Option<&Measure> {
        self.measure.as_ref()
    }

    /// How often it is measured.
    #[must_use]
    pub fn grain(&self) -> Option<Grain> {
        self.draft.grain
    }

    /// Which way is better.
    #[must_use]
    pub fn direction(&self) -> Direction {
        self.direction
    }

    /// What it should be.
    #[must_use]
    pub fn target(&self) -> Option<Decimal> {
        self.draft.target
    }

    /// What it is.
    #[must_use]
    pub fn actual(&self) -> Option<Decimal> {
        self.draft.actual
    }

    /// How it follows from other nodes.
    #[must_use]
    pub fn identity(&self) -> Option<&Identity> {
        self.draft.identity.as_ref()
    }

    /// What is believed to move it.
    #[must_use]
    pub fn hypotheses(&self) -> &[Hypothesis] {
        &self.draft.hypotheses
    }
}
