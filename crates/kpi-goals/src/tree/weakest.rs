//! The weakest link.

use rust_decimal::Decimal;

use kpi_metrics::Direction;

use super::{NodeKind, NodeValues, Tree, TreeValueError};

/// Which link is the weakest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum WeakestRule {
    /// The one that costs the goal most: the contribution of its gap between target and actual, in
    /// the goal's measure. A far miss of a small lever weighs less than a near miss of a large one.
    #[default]
    CostsMost,
    /// The one furthest from its own target: the lowest actual ÷ target (target ÷ actual where less
    /// is better), wherever it leads.
    LeastAttained,
}

impl WeakestRule {
    /// The name in documents.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CostsMost => "costs_most",
            Self::LeastAttained => "least_attained",
        }
    }
}

/// The weakest link below a goal.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct WeakestLink {
    node: String,
    rule: WeakestRule,
    target: Decimal,
    actual: Decimal,
    cost: Option<Decimal>,
    attainment: Option<Decimal>,
}

impl WeakestLink {
    /// The node.
    #[must_use]
    pub fn node(&self) -> &str {
        &self.node
    }

    /// By which rule.
    #[must_use]
    pub fn rule(&self) -> WeakestRule {
        self.rule
    }

    /// What it should be.
    #[must_use]
    pub fn target(&self) -> Decimal {
        self.target
    }

    /// What it is.
    #[must_use]
    pub fn actual(&self) -> Decimal {
        self.actual
    }

    /// How much of the goal it costs, in the goal's measure, above zero. Known under
    /// [`WeakestRule::CostsMost`].
    #[must_use]
    pub fn cost(&self) -> Option<Decimal> {
        self.cost
    }

    /// Actual ÷ target, or target ÷ actual where less is better; nothing where that is no ratio of
    /// two figures above zero.
    #[must_use]
    pub fn attainment(&self) -> Option<Decimal> {
        self.attainment
    }
}

impl Tree {
    /// The weakest link below a goal, from the targets and the actual figures of the nodes.
    ///
    /// Only nodes that are not computed from others can be it: what is computed is as weak as what it
    /// is computed from. Assumptions can be it under [`WeakestRule::CostsMost`]. `None` when nothing
    /// falls short.
    ///
    /// # Errors
    ///
    /// [`TreeValueError`] where a target or an actual figure that enters the goal is missing, under
    /// [`WeakestRule::CostsMost`].
    pub fn weakest_link(
        &self,
        root: &str,
        rule: WeakestRule,
    ) -> Result<Option<WeakestLink>, TreeValueError> {
        self.weakest_link_of(root, rule, &self.targets(), &self.actuals())
    }

    /// The same from given targets and actual figures.
    ///
    /// # Errors
    ///
    /// As [`weakest_link`](Self::weakest_link).
    pub fn weakest_link_of(
        &self,
        root: &str,
        rule: WeakestRule,
        targets: &NodeValues,
        actuals: &NodeValues,
    ) -> Result<Option<WeakestLink>, TreeValueError> {
        match rule {
            WeakestRule::CostsMost => self.costs_most(root, targets, actuals),
            WeakestRule::LeastAttained => self.least_attained(root, targets, actuals),
        }
    }

    fn costs_most(
        &self,
        root: &str,
        targets: &NodeValues,
        actuals: &NodeValues,
    ) -> Result<Option<WeakestLink>, TreeValueError> {
        let split = self.contributions(root, targets, actuals)?;
        let less = self.node(root).map(super::Node::direction) == Some(Direction::LowerIsBetter);
        let mut worst: Option<WeakestLink> = None;
        for row in split.bottom() {
            let cost = if less { row.amount() } else { -row.amount() };
            let most = worst.as_ref().and_then(WeakestLink::cost).unwrap_or_default();
            if cost > most {
                let way = self.node(row.node()).map(super::Node::direction);
                worst = Some(WeakestLink {
                    node: row.node().to_owned(),
                    rule: WeakestRule::CostsMost,
                    target: row.before(),
                    actual: row.after(),
                    cost: Some(cost),
                    attainment: attainment(way, row.before(), row.after()),
                });
            }
        }
        Ok(worst)
    }

    fn least_attained(
        &self,
        root: &str,
        targets: &NodeValues,
        actuals: &NodeValues,
    ) -> Result<Option<WeakestLink>, TreeValueError> {
        let top = self.at(root)?;
        // Everything below, believed or computed: attainment asks for no arithmetic.
        let mut reached = vec![false; self.nodes.len()];
        let mut next = vec![top];
        while let Some(at) = next.pop() {
            if let Some(seen) = reached.get_mut(at).filter(|seen| !**seen) {
                *seen = true;
                next.extend(self.nodes.get(at).into_iter().flat_map(|node| node.children.iter()));
            }
        }
        let mut worst: Option<WeakestLink> = None;
        if let Some(own) = reached.get_mut(top) {
            *own = false;
        }
        for (node, _) in self.nodes.iter().zip(reached).filter(|(_, reached)| *reached) {
            let id = node.id().as_str();
            if node.kind() == NodeKind::Assumption || node.arithmetic.is_some() {
                continue;
            }
            let (Some(target), Some(actual)) = (targets.get(id), actuals.get(id)) else { continue };
            let attained = attainment(Some(node.direction()), target, actual);
            let Some(attained) = attained.filter(|attained| *attained < Decimal::ONE) else {
                continue;
            };
            let least = worst.as_ref().and_then(WeakestLink::attainment);
            if least.is_none_or(|least| attained < least) {
                worst = Some(WeakestLink {
                    node: id.to_owned(),
                    rule: WeakestRule::LeastAttained,
                    target,
                    actual,
                    cost: None,
                    attainment: Some(attained),
                });
            }
        }
        Ok(worst)
    }
}

fn attainment(way: Option<Direction>, target: Decimal, actual: Decimal) -> Option<Decimal> {
    let above_zero = |value: Decimal| value > Decimal::ZERO;
    match way {
        // Nothing reached is an attainment; a target of nothing is not.
        Some(Direction::LowerIsBetter) if above_zero(actual) && !target.is_sign_negative() => {
            target.checked_div(actual)
        }
        Some(Direction::LowerIsBetter) => None,
        _ if above_zero(target) && !actual.is_sign_negative() => actual.checked_div(target),
        _ => None,
    }
}
