//! A tree as people write it, not checked yet.

use kpi_metrics::Direction;
use kpi_types::{Currency, Grain, Localized, Unit};
use rust_decimal::Decimal;

use super::problem::TreeProblem;
use super::{Hypothesis, Identity, NodeKind};
use crate::Effect;

/// A node in the making.
#[derive(Debug, Clone, PartialEq)]
#[must_use = "add it to a tree"]
pub struct NodeDraft {
    pub(crate) id: String,
    pub(crate) kind: NodeKind,
    pub(crate) name: Option<Localized>,
    pub(crate) metric: Option<String>,
    pub(crate) unit: Option<Unit>,
    pub(crate) currency: Option<Currency>,
    pub(crate) per: Option<Grain>,
    pub(crate) each: Option<String>,
    pub(crate) of: Option<String>,
    pub(crate) grain: Option<Grain>,
    pub(crate) direction: Option<Direction>,
    pub(crate) target: Option<Decimal>,
    pub(crate) actual: Option<Decimal>,
    pub(crate) identity: Option<Identity>,
    pub(crate) hypotheses: Vec<Hypothesis>,
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident => $field:ident: $type:ty;)+) => {$(
        $(#[$doc])*
        pub fn $name(mut self, $field: $type) -> Self {
            self.$field = Some($field);
            self
        }
    )+};
}

impl NodeDraft {
    pub(crate) fn new(id: impl Into<String>, kind: NodeKind) -> Self {
        Self {
            id: id.into(),
            kind,
            name: None,
            metric: None,
            unit: None,
            currency: None,
            per: None,
            each: None,
            of: None,
            grain: None,
            direction: None,
            target: None,
            actual: None,
            identity: None,
            hypotheses: Vec::new(),
        }
    }

    /// A goal.
    pub fn kgi(id: impl Into<String>) -> Self {
        Self::new(id, NodeKind::Kgi)
    }

    /// A factor.
    pub fn kfs(id: impl Into<String>) -> Self {
        Self::new(id, NodeKind::Kfs)
    }

    /// An indicator.
    pub fn kpi(id: impl Into<String>) -> Self {
        Self::new(id, NodeKind::Kpi)
    }

    /// A figure nobody steers.
    pub fn assumption(id: impl Into<String>) -> Self {
        Self::new(id, NodeKind::Assumption)
    }

    /// What people call it, in English and Japanese.
    pub fn name(mut self, en: impl Into<String>, ja: impl Into<String>) -> Self {
        self.name = Some(Localized::new(en.into(), ja.into()));
        self
    }

    /// The metric of the catalog that measures it; gives unit and direction.
    pub fn metric(mut self, id: impl Into<String>) -> Self {
        self.metric = Some(id.into());
        self
    }

    /// Money of that currency.
    pub fn money(mut self, currency: Currency) -> Self {
        self.currency = Some(currency);
        self.unit(Unit::Money)
    }

    /// A count of things.
    pub fn count_of(mut self, thing: impl Into<String>) -> Self {
        self.of = Some(thing.into());
        self.unit(Unit::Count)
    }

    /// Holds for each of these: `shop` for yen per shop.
    pub fn each(mut self, thing: impl Into<String>) -> Self {
        self.each = Some(thing.into());
        self
    }

    setters! {
        /// The unit, where no metric says it.
        unit => unit: Unit;
        /// For a flow, over what time it comes in.
        per => per: Grain;
        /// How often it is measured.
        measured => grain: Grain;
        /// Which way is better, where no metric says it.
        direction => direction: Direction;
        /// What it should be.
        target => target: Decimal;
        /// What it is.
        actual => actual: Decimal;
        /// How it follows from other nodes.
        identity => identity: Identity;
    }

    /// The sum of those nodes.
    pub fn sum<T: Into<String>>(self, plus: impl IntoIterator<Item = T>) -> Self {
        let (plus, minus) = (plus.into_iter().map(Into::into).collect(), Vec::new());
        self.identity(Identity::Sum { plus, minus })
    }

    /// The product of those nodes.
    pub fn product<T: Into<String>>(self, of: impl IntoIterator<Item = T>) -> Self {
        let of = of.into_iter().map(Into::into).collect();
        self.identity(Identity::Product { of })
    }

    /// One node over another.
    pub fn ratio(self, numerator: impl Into<String>, denominator: impl Into<String>) -> Self {
        let (numerator, denominator) = (numerator.into(), denominator.into());
        self.identity(Identity::Ratio { numerator, denominator })
    }

    /// The catalog's formula of its metric, over those nodes.
    pub fn formula<T: Into<String>>(self, of: impl IntoIterator<Item = T>) -> Self {
        let of = of.into_iter().map(Into::into).collect();
        self.identity(Identity::Formula { of })
    }

    /// In words; those nodes stand in its place.
    pub fn words<T: Into<String>>(self, of: impl IntoIterator<Item = T>) -> Self {
        let of = of.into_iter().map(Into::into).collect();
        self.identity(Identity::Words { of })
    }

    /// Adds a belief.
    pub fn hypothesis(mut self, hypothesis: Hypothesis) -> Self {
        self.hypotheses.push(hypothesis);
        self
    }

    /// Every node it names, and whether more of that is more of this; nothing where it depends.
    pub(crate) fn signed_children(&self) -> Vec<(&str, Option<bool>)> {
        let mut signed = match &self.identity {
            None => Vec::new(),
            Some(Identity::Sum { plus, minus }) => {
                [all(plus, Some(true)), all(minus, Some(false))].concat()
            }
            Some(Identity::Product { of } | Identity::Words { of }) => all(of, Some(true)),
            Some(Identity::Formula { of }) => all(of, None),
            Some(Identity::Ratio { numerator, denominator }) => {
                vec![(numerator.as_str(), Some(true)), (denominator.as_str(), Some(false))]
            }
        };
        let beliefs = self.hypotheses.iter();
        signed.extend(beliefs.map(|b| (b.child(), Some(b.effect() == Effect::Raises))));
        signed
    }

    /// Every node it names, identities first.
    pub(crate) fn children(&self) -> impl Iterator<Item = &str> {
        let identity = self.identity.iter().flat_map(Identity::names);
        identity.chain(self.hypotheses.iter().map(Hypothesis::child))
    }
}

/// A tree in the making. [`Tree::try_new`](super::Tree::try_new) checks it.
#[derive(Debug, Clone, PartialEq, Default)]
#[must_use = "a draft is not checked yet"]
pub struct TreeDraft {
    pub(crate) nodes: Vec<NodeDraft>,
    /// What was found while reading a document.
    pub(crate) noted: Vec<TreeProblem>,
}

impl TreeDraft {
    /// No node yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a node.
    pub fn node(mut self, node: NodeDraft) -> Self {
        self.nodes.push(node);
        self
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// True without any node.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }
}

fn all(names: &[String], raises: Option<bool>) -> Vec<(&str, Option<bool>)> {
    names.iter().map(|name| (name.as_str(), raises)).collect()
}

impl FromIterator<NodeDraft> for TreeDraft {
    fn from_iter<I: IntoIterator<Item = NodeDraft>>(nodes: I) -> Self {
        Self { nodes: nodes.into_iter().collect(), noted: Vec::new() }
    }
}
