//! Figures from the bottom to the top.

use std::fmt;

use kpi_types::Localized;
use rust_decimal::Decimal;

use super::arithmetic::NoFigure;
use super::{NodeValues, Tree, TreeValueError};

/// Why a node has no figure.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(tag = "gap", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum ValueGap {
    /// None was given, and nothing to compute it from.
    NotGiven,
    /// A factor in words has none.
    InWords,
    /// A node it is computed from has none.
    Below {
        /// The first such node by id, as far down as it goes.
        node: String,
    },
    /// A denominator is zero.
    ZeroDenominator {
        /// The node that is zero.
        node: String,
    },
    /// The figures exceed 28 digits.
    Overflow,
    /// The catalog's formula has no figure there.
    Formula {
        /// Why.
        reason: String,
    },
}

impl ValueGap {
    /// The reason in both languages.
    #[must_use]
    pub fn message(&self) -> Localized {
        match self {
            Self::NotGiven => Localized::fixed("none was given", "数値が与えられていません"),
            Self::InWords => Localized::fixed("it is a factor in words", "言葉の要因です"),
            Self::Below { node } => Localized::new(
                format!("{node} below it has none"),
                format!("下にある {node} に数値がありません"),
            ),
            Self::ZeroDenominator { node } => Localized::new(
                format!("the denominator {node} is zero"),
                format!("分母 {node} が 0 です"),
            ),
            Self::Overflow => {
                Localized::fixed("the figures exceed what fits", "数値が扱える範囲を超えます")
            }
            Self::Formula { reason } => {
                Localized::new(reason.clone(), format!("計算式の値がありません({reason})"))
            }
        }
    }
}

impl fmt::Display for ValueGap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.message().en)
    }
}

/// A figure that was given and another that was computed for the same node.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Disagreement {
    /// The node.
    pub node: String,
    /// What was given.
    pub given: Decimal,
    /// What its operands make.
    pub computed: Decimal,
}

/// The figure of every node, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RollUp {
    ids: Vec<String>,
    pub(crate) values: Vec<Result<Decimal, ValueGap>>,
    disagreements: Vec<Disagreement>,
}

impl RollUp {
    /// The figure of a node; `None` for a node that does not exist.
    #[must_use]
    pub fn value(&self, node: &str) -> Option<Result<Decimal, &ValueGap>> {
        let at = self.ids.binary_search_by(|id| id.as_str().cmp(node)).ok()?;
        self.values.get(at).map(|value| value.as_ref().copied())
    }

    /// Every node with its figure, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Result<Decimal, &ValueGap>)> {
        let values = self.values.iter().map(|value| value.as_ref().copied());
        self.ids.iter().map(String::as_str).zip(values)
    }

    /// Where a given figure is not the one its operands make. The computed one was used.
    #[must_use]
    pub fn disagreements(&self) -> &[Disagreement] {
        &self.disagreements
    }
}

impl Tree {
    /// Rolls figures up: every identity is computed from its operands.
    ///
    /// # Conventions
    ///
    /// A computed figure goes before a given one, and [`RollUp::disagreements`] lists where they
    /// differ. Where an operand has no figure, the given one stands. Sums, differences and products
    /// are exact while they fit 28 digits; a quotient is rounded to 28 digits. Hypotheses compute
    /// nothing.
    ///
    /// # Errors
    ///
    /// [`TreeValueError::UnknownNode`] for a figure of a node that does not exist.
    pub fn roll_up(&self, given: &NodeValues) -> Result<RollUp, TreeValueError> {
        let given = self.by_place(given)?;
        let mut disagreements = Vec::new();
        let values = self.computed(&given, &mut disagreements);
        disagreements.sort_by(|a: &Disagreement, b| a.node.cmp(&b.node));
        let ids = (0..self.nodes.len()).map(|at| self.id(at)).collect();
        Ok(RollUp { ids, values, disagreements })
    }

    pub(crate) fn by_place(
        &self,
        given: &NodeValues,
    ) -> Result<Vec<Option<Decimal>>, TreeValueError> {
        let mut places = vec![None; self.nodes.len()];
        for (node, value) in given.iter() {
            let at = self.at(node)?;
            if let Some(place) = places.get_mut(at) {
                *place = Some(value);
            }
        }
        Ok(places)
    }

    pub(crate) fn computed(
        &self,
        given: &[Option<Decimal>],
        disagreements: &mut Vec<Disagreement>,
    ) -> Vec<Result<Decimal, ValueGap>> {
        let mut values: Vec<Result<Decimal, ValueGap>> =
            vec![Err(ValueGap::NotGiven); self.nodes.len()];
        for at in &self.order {
            let given = given.get(*at).copied().flatten();
            let value = match self.by_operands(*at, &values) {
                None => given.ok_or_else(|| self.gap_of(*at)),
                Some(Ok(computed)) => {
                    if let Some(given) = given.filter(|given| *given != computed) {
                        disagreements.push(Disagreement { node: self.id(*at), given, computed });
                    }
                    Ok(computed)
                }
                Some(Err(ValueGap::Below { node })) => given.ok_or(ValueGap::Below { node }),
                Some(Err(gap)) => Err(gap),
            };
            if let Some(place) = values.get_mut(*at) {
                *place = value;
            }
        }
        values
    }

    fn gap_of(&self, at: usize) -> ValueGap {
        match self.nodes.get(at) {
            Some(node) if node.measure.is_none() => ValueGap::InWords,
            _ => ValueGap::NotGiven,
        }
    }

    /// The figure of one node from those of its operands; nothing without an identity.
    pub(crate) fn by_operands(
        &self,
        at: usize,
        values: &[Result<Decimal, ValueGap>],
    ) -> Option<Result<Decimal, ValueGap>> {
        let arithmetic = self.nodes.get(at)?.arithmetic.as_ref()?;
        let operands = arithmetic.operands();
        let mut figures = Vec::with_capacity(operands.len());
        for operand in &operands {
            match values.get(*operand) {
                Some(Ok(value)) => figures.push(*value),
                Some(Err(ValueGap::Below { node })) => {
                    return Some(Err(ValueGap::Below { node: node.clone() }));
                }
                _ => return Some(Err(ValueGap::Below { node: self.id(*operand) })),
            }
        }
        Some(arithmetic.evaluate(&figures).map_err(|no| match no {
            NoFigure::ZeroDenominator(place) => {
                let at = place.and_then(|place| operands.get(place)).copied();
                ValueGap::ZeroDenominator { node: at.map_or_else(String::new, |at| self.id(at)) }
            }
            NoFigure::Undefined(reason) => ValueGap::Formula { reason },
            NoFigure::Overflow | NoFigure::NoSolution => ValueGap::Overflow,
        }))
    }

    /// The figures of an identity's operands, where all have one.
    pub(crate) fn figures(
        &self,
        operands: &[usize],
        values: &[Result<Decimal, ValueGap>],
    ) -> Result<Vec<Decimal>, TreeValueError> {
        operands.iter().map(|at| self.figure(*at, values)).collect()
    }

    pub(crate) fn figure(
        &self,
        at: usize,
        values: &[Result<Decimal, ValueGap>],
    ) -> Result<Decimal, TreeValueError> {
        match values.get(at) {
            Some(Ok(value)) => Ok(*value),
            Some(Err(gap)) => Err(TreeValueError::NoValue { node: self.id(at), gap: gap.clone() }),
            None => Err(TreeValueError::UnknownNode { node: at.to_string() }),
        }
    }

    /// What a computation without a figure is called from outside.
    pub(crate) fn no_figure(&self, at: usize, no: NoFigure) -> TreeValueError {
        let node = self.id(at);
        match no {
            NoFigure::Overflow => TreeValueError::Overflow { node },
            NoFigure::Undefined(reason) => TreeValueError::Break { node, reason },
            NoFigure::ZeroDenominator(_) => {
                TreeValueError::Break { node, reason: "its denominator is zero".to_owned() }
            }
            NoFigure::NoSolution => {
                TreeValueError::Break { node, reason: "it has no slope".to_owned() }
            }
        }
    }

    /// Which nodes enter the figure of one, itself included.
    pub(crate) fn entering(&self, root: usize) -> Vec<bool> {
        let mut reached = vec![false; self.nodes.len()];
        let mut next = vec![root];
        while let Some(at) = next.pop() {
            if let Some(seen) = reached.get_mut(at).filter(|seen| !**seen) {
                *seen = true;
                let arithmetic = self.nodes.get(at).and_then(|node| node.arithmetic.as_ref());
                next.extend(arithmetic.into_iter().flat_map(|a| a.operands()));
            }
        }
        reached
    }
}
