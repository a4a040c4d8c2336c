//! What moves the goal most.

use rust_decimal::Decimal;

use super::{NodeValues, Tree, TreeValueError};

/// How a goal answers to one node.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Sensitivity {
    node: String,
    value: Decimal,
    slope: Decimal,
    elasticity: Option<Decimal>,
    is_bottom: bool,
}

impl Sensitivity {
    /// The node.
    #[must_use]
    pub fn node(&self) -> &str {
        &self.node
    }

    /// Its figure.
    #[must_use]
    pub fn value(&self) -> Decimal {
        self.value
    }

    /// How far the goal moves when the node moves by 1, each in its own measure.
    #[must_use]
    pub fn slope(&self) -> Decimal {
        self.slope
    }

    /// By how many percent the goal moves when the node moves by 1 %. Nothing where the goal is
    /// zero.
    #[must_use]
    pub fn elasticity(&self) -> Option<Decimal> {
        self.elasticity
    }

    /// True for a node that is not computed from others.
    #[must_use]
    pub fn is_bottom(&self) -> bool {
        self.is_bottom
    }
}

/// The nodes below a goal, the one it answers to most first.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Sensitivities {
    root: String,
    value: Decimal,
    ranked: Vec<Sensitivity>,
}

impl Sensitivities {
    /// The goal.
    #[must_use]
    pub fn root(&self) -> &str {
        &self.root
    }

    /// Its figure.
    #[must_use]
    pub fn value(&self) -> Decimal {
        self.value
    }

    /// By the size of the elasticity, the largest first, then by id. Where the goal is zero, by the
    /// size of the slope times the figure.
    #[must_use]
    pub fn ranked(&self) -> &[Sensitivity] {
        &self.ranked
    }

    /// One node.
    #[must_use]
    pub fn of(&self, node: &str) -> Option<&Sensitivity> {
        self.ranked.iter().find(|sensitivity| sensitivity.node == node)
    }
}

impl Tree {
    /// Ranks the nodes that enter a figure by how it answers to them.
    ///
    /// # Formula
    ///
    /// slope = ∂V ÷ ∂x over every way from the node x up to V, elasticity = slope × x ÷ V. A term of a
    /// sum has its share of the sum as elasticity, a factor 1, a denominator −1.
    ///
    /// # Common mistake
    ///
    /// Working on what has the largest elasticity without asking whether it can be moved: the number
    /// of shops has elasticity 1 as well.
    ///
    /// # Errors
    ///
    /// [`TreeValueError`] for a missing figure, or a formula with a bend at these figures.
    pub fn sensitivities(
        &self,
        root: &str,
        values: &NodeValues,
    ) -> Result<Sensitivities, TreeValueError> {
        let top = self.at(root)?;
        let figures = self.computed(&self.by_place(values)?, &mut Vec::new());
        let value = self.figure(top, &figures)?;
        let mut slopes = vec![Decimal::ZERO; self.nodes.len()];
        if let Some(slope) = slopes.get_mut(top) {
            *slope = Decimal::ONE;
        }
        let entering = self.entering(top);
        let below = |at: &&usize| entering.get(**at) == Some(&true);
        for at in self.order.iter().rev().filter(below) {
            let Some(arithmetic) = self.nodes.get(*at).and_then(|n| n.arithmetic.as_ref()) else {
                continue;
            };
            let operands = arithmetic.operands();
            let known = self.figures(&operands, &figures)?;
            let own = slopes.get(*at).copied().unwrap_or_default();
            let local = arithmetic.slopes(&known).map_err(|no| self.no_figure(*at, no))?;
            for (operand, slope) in operands.iter().zip(local) {
                if let Some(total) = slopes.get_mut(*operand) {
                    let more = own.checked_mul(slope).and_then(|more| total.checked_add(more));
                    *total = more.ok_or_else(|| TreeValueError::Overflow { node: self.id(*at) })?;
                }
            }
        }
        let mut ranked = Vec::new();
        for at in self.order.iter().filter(below).filter(|at| **at != top) {
            let slope = slopes.get(*at).copied().unwrap_or_default();
            let own = self.figure(*at, &figures)?;
            let moved = slope.checked_mul(own);
            let moved = moved.ok_or_else(|| TreeValueError::Overflow { node: self.id(*at) })?;
            let sensitivity = Sensitivity {
                node: self.id(*at),
                value: own,
                slope,
                elasticity: moved.checked_div(value),
                is_bottom: self.nodes.get(*at).is_some_and(|node| node.arithmetic.is_none()),
            };
            ranked.push((moved.abs(), sensitivity));
        }
        ranked.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.node.cmp(&y.node)));
        let ranked = ranked.into_iter().map(|(_, sensitivity)| sensitivity).collect();
        Ok(Sensitivities { root: root.to_owned(), value, ranked })
    }
}
