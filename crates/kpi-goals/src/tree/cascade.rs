//! A target, from the top down.

mod share;
mod split;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::{Effect, EffectLag};

use super::{NodeKind, NodeValues, Tree, TreeValueError, ValueGap};
use share::Shares;
pub(crate) use split::{Rest, split_exactly};

/// Which nodes stay where they are, and how the others share what has to move.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct CascadeOptions {
    held: BTreeSet<String>,
    released: BTreeSet<String>,
    weights: BTreeMap<String, Decimal>,
}

impl CascadeOptions {
    /// Assumptions are held, all other nodes share.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Leaves a node where it is.
    #[must_use]
    pub fn hold(mut self, node: impl Into<String>) -> Self {
        self.held.insert(node.into());
        self
    }

    /// Lets an assumption move after all.
    #[must_use]
    pub fn release(mut self, node: impl Into<String>) -> Self {
        self.released.insert(node.into());
        self
    }

    /// Gives a node a share by weight. Among the operands of one identity, one weight makes all of
    /// them count by weight; those without one then have 0.
    #[must_use]
    pub fn weight(mut self, node: impl Into<String>, weight: Decimal) -> Self {
        self.weights.insert(node.into(), weight);
        self
    }
}

/// What a node has to be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Requirement {
    node: String,
    current: Decimal,
    required: Decimal,
    whole: Option<Decimal>,
}

impl Requirement {
    /// The node.
    #[must_use]
    pub fn node(&self) -> &str {
        &self.node
    }

    /// What it is.
    #[must_use]
    pub fn current(&self) -> Decimal {
        self.current
    }

    /// What it has to be.
    #[must_use]
    pub fn required(&self) -> Decimal {
        self.required
    }

    /// How far it has to move; nothing where that does not fit.
    #[must_use]
    pub fn change(&self) -> Option<Decimal> {
        self.required.checked_sub(self.current)
    }

    /// For a count, the next whole number on the better side.
    #[must_use]
    pub fn whole(&self) -> Option<Decimal> {
        self.whole
    }
}

/// How far a node would have to move by itself, if a hypothesis holds.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct HypotheticalMove {
    node: String,
    parent: String,
    effect: Effect,
    lag: Option<EffectLag>,
    point: Option<f64>,
    range: Option<(f64, f64)>,
}

impl HypotheticalMove {
    /// The node.
    #[must_use]
    pub fn node(&self) -> &str {
        &self.node
    }

    /// The node it is believed to move.
    #[must_use]
    pub fn parent(&self) -> &str {
        &self.parent
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

    /// By how much at the estimated strength; nothing without a strength, or at a strength of zero.
    #[must_use]
    pub fn point(&self) -> Option<f64> {
        self.point
    }

    /// The least and the most, at the ends of the strength's interval. Nothing where the interval
    /// holds zero: then no move is known to be enough.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64)> {
        self.range
    }
}

/// A target cascaded down.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Cascade {
    root: String,
    target: Decimal,
    requirements: Vec<Requirement>,
    hypothetical: Vec<HypotheticalMove>,
}

impl Cascade {
    /// The node the target was set for.
    #[must_use]
    pub fn root(&self) -> &str {
        &self.root
    }

    /// The target.
    #[must_use]
    pub fn target(&self) -> Decimal {
        self.target
    }

    /// What each node that enters the root's figure has to be, by id; held ones included.
    #[must_use]
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// What one node has to be.
    #[must_use]
    pub fn requirement(&self, node: &str) -> Option<&Requirement> {
        self.requirements.iter().find(|requirement| requirement.node == node)
    }

    /// What would have to move by itself where only beliefs lead on, by node and parent. Not part of
    /// the arithmetic.
    #[must_use]
    pub fn hypothetical(&self) -> &[HypotheticalMove] {
        &self.hypothetical
    }

    /// What each node has to be, to roll up again.
    #[must_use]
    pub fn values(&self) -> NodeValues {
        self.requirements.iter().map(|r| (r.node.clone(), r.required)).collect()
    }
}

impl Tree {
    /// Cascades a target down from a node: what every node below has to be.
    ///
    /// # Formula
    ///
    /// With V the current figure of a node and T what it has to be:
    ///
    /// * **sum**: T − V is shared among the operands that are free, in proportion to the size of
    ///   their terms (equally where all are zero), or by weights. Of terms that are all added, each
    ///   grows by the same rate; a term that is taken off shrinks when the sum has to grow. What
    ///   rounding leaves goes to the operand with the largest share, of equal ones the first by id.
    /// * **product, quotient**: free operands are multiplied by (T ÷ V)^(w ÷ Σw), a denominator
    ///   divided; w is 1, or the weight. The last free operand by id takes what rounding leaves. A
    ///   single free operand is solved for, also at V = 0.
    /// * **formula**: solved for its single free operand.
    ///
    /// # Conventions
    ///
    /// Assumptions are held unless [released](CascadeOptions::release). Rolling the requirements up
    /// gives the target back, but for the last digits of quotients of 28 digits.
    ///
    /// # Undefined when
    ///
    /// Everything is held; several operands share a product that is zero or has to change its sign;
    /// a formula has several free operands; a shared node would have to be two things at once. Each
    /// is an error with the node's name.
    ///
    /// # Common mistake
    ///
    /// Cutting a target into equal parts. The parts add up, but ask the small shop for as much as the
    /// large one.
    ///
    /// # Errors
    ///
    /// [`TreeValueError`] as above, and for a current figure that is missing.
    pub fn cascade(
        &self,
        root: &str,
        target: Decimal,
        current: &NodeValues,
        options: &CascadeOptions,
    ) -> Result<Cascade, TreeValueError> {
        let top = self.at(root)?;
        for node in options.held.iter().chain(&options.released).chain(options.weights.keys()) {
            self.at(node)?;
        }
        if let Some((node, weight)) = options.weights.iter().find(|(_, w)| w.is_sign_negative()) {
            return Err(TreeValueError::BadWeight { node: node.clone(), weight: *weight });
        }
        let values = self.computed(&self.by_place(current)?, &mut Vec::new());
        let mut required: Vec<Option<Decimal>> = vec![None; self.nodes.len()];
        if let Some(place) = required.get_mut(top) {
            *place = Some(target);
        }
        let entering = self.entering(top);
        for at in self.order.iter().rev().filter(|at| entering.get(**at) == Some(&true)) {
            let Some(wanted) = required.get(*at).copied().flatten() else { continue };
            let Some(arithmetic) = self.nodes.get(*at).and_then(|n| n.arithmetic.as_ref()) else {
                continue;
            };
            let operands = arithmetic.operands();
            let shares = Shares {
                tree: self,
                at: *at,
                arithmetic,
                operands: &operands,
                current: self.figures(&operands, &values)?,
                free: operands.iter().map(|operand| self.is_free(*operand, options)).collect(),
                weights: self.weights(&operands, options),
            };
            let is = self.figure(*at, &values)?;
            let found =
                if wanted == is { shares.current.clone() } else { shares.share(is, wanted)? };
            for (operand, found) in operands.iter().zip(found) {
                self.require(*operand, found, &mut required)?;
            }
        }
        let influences = self.influences_on(top);
        let mut requirements = Vec::new();
        for (at, required) in required.iter().enumerate() {
            let Some(required) = *required else { continue };
            let current = if at == top {
                self.figure(at, &values).unwrap_or(required)
            } else {
                self.figure(at, &values)?
            };
            let influence = influences.get(at).copied().unwrap_or(super::Influence::None);
            let whole = self.whole(at, top, influence, required);
            requirements.push(Requirement { node: self.id(at), current, required, whole });
        }
        let hypothetical = self.moves(&required, &values);
        Ok(Cascade { root: root.to_owned(), target, requirements, hypothetical })
    }

    fn is_free(&self, at: usize, options: &CascadeOptions) -> bool {
        let Some(node) = self.nodes.get(at) else { return false };
        let id = node.id().as_str();
        let assumed = node.kind() == NodeKind::Assumption && !options.released.contains(id);
        !assumed && !options.held.contains(id)
    }

    fn weights(&self, operands: &[usize], options: &CascadeOptions) -> Option<Vec<Decimal>> {
        let weights: Vec<Option<Decimal>> =
            operands.iter().map(|at| options.weights.get(&self.id(*at)).copied()).collect();
        let any = weights.iter().any(Option::is_some);
        any.then(|| weights.into_iter().map(Option::unwrap_or_default).collect())
    }

    fn require(
        &self,
        at: usize,
        found: Decimal,
        required: &mut [Option<Decimal>],
    ) -> Result<(), TreeValueError> {
        match required.get_mut(at) {
            Some(Some(one)) if *one != found => {
                let parents = self.nodes.get(at).map(|node| node.parents.as_slice());
                let parents = parents.unwrap_or_default().iter().map(|at| self.id(*at)).collect();
                Err(TreeValueError::Shared { node: self.id(at), parents, one: *one, other: found })
            }
            Some(place) => {
                *place = Some(found);
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn moves(
        &self,
        required: &[Option<Decimal>],
        values: &[Result<Decimal, ValueGap>],
    ) -> Vec<HypotheticalMove> {
        let mut moves = Vec::new();
        for (at, node) in self.nodes.iter().enumerate() {
            let Some(required) = required.get(at).copied().flatten() else { continue };
            let Ok(current) = self.figure(at, values) else { continue };
            let away = required.checked_sub(current).and_then(|by| f64::try_from(by).ok());
            for belief in node.hypotheses() {
                let by =
                    |strength: f64| away.map(|away| away / strength).filter(|by| by.is_finite());
                let strength = belief.strength();
                let sure = strength.filter(|s| s.lower() > 0.0 || s.upper() < 0.0);
                let range = sure.and_then(|s| {
                    let (one, other) = (by(s.lower())?, by(s.upper())?);
                    Some((one.min(other), one.max(other)))
                });
                moves.push(HypotheticalMove {
                    node: belief.child().to_owned(),
                    parent: node.id().as_str().to_owned(),
                    effect: belief.effect(),
                    lag: belief.lag(),
                    point: strength.and_then(|s| by(s.point())),
                    range,
                });
            }
        }
        moves.sort_by(|a, b| (&a.node, &a.parent).cmp(&(&b.node, &b.parent)));
        moves
    }
}
