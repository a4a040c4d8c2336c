//! Edges that are believed.

use kpi_types::{Estimate, Grain};

use crate::{Effect, EffectLag};

/// A belief that one node moves another: not an identity, and not yet shown to be a cause.
///
/// The strength is a slope: how far the upper node moves, in its own measure, when the lower one
/// moves by 1 in its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Hypothesis {
    pub(crate) child: String,
    pub(crate) effect: Effect,
    pub(crate) lag: Option<EffectLag>,
    pub(crate) strength: Option<Estimate>,
}

impl Hypothesis {
    /// The belief that `child` moves the node it is written at.
    #[must_use]
    pub fn new(child: impl Into<String>, effect: Effect) -> Self {
        Self { child: child.into(), effect, lag: None, strength: None }
    }

    /// After so long.
    #[must_use]
    pub fn after(self, count: u16, grain: Grain) -> Self {
        Self { lag: Some(EffectLag::new(count.into(), grain)), ..self }
    }

    /// So strongly.
    #[must_use]
    pub fn with_strength(self, strength: Estimate) -> Self {
        Self { strength: Some(strength), ..self }
    }

    /// Which node.
    #[must_use]
    pub fn child(&self) -> &str {
        &self.child
    }

    /// Which way.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// After how long.
    #[must_use]
    pub fn lag(&self) -> Option<EffectLag> {
        self.lag
    }

    /// How strongly.
    #[must_use]
    pub fn strength(&self) -> Option<&Estimate> {
        self.strength.as_ref()
    }
}
