//! The figure of a node from the figures of its operands.

mod formula;

use std::collections::BTreeSet;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::measure::Factor;

pub(crate) use formula::FormulaProgram;

/// How the figure of a node is computed. Operands are in the order of their ids, so that the order
/// in which they were written changes nothing, not even a last digit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Arithmetic {
    Sum(Vec<Term>),
    Product { of: Vec<usize>, factor: Factor },
    Ratio { numerator: usize, denominator: usize, factor: Factor },
    Formula { of: Vec<usize>, program: Arc<FormulaProgram> },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) child: usize,
    pub(crate) minus: bool,
    pub(crate) factor: Factor,
}

/// Why a computation has no figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoFigure {
    /// The operand at that place is zero and divides.
    ZeroDenominator(Option<usize>),
    Overflow,
    /// The formula says why.
    Undefined(String),
    /// No figure of the operand gives what is asked for.
    NoSolution,
}

type Figure = Result<Decimal, NoFigure>;

impl Term {
    pub(crate) fn apply(&self, value: Decimal) -> Option<Decimal> {
        let value = self.factor.apply(value)?;
        Some(if self.minus { -value } else { value })
    }

    pub(crate) fn undo(&self, value: Decimal) -> Option<Decimal> {
        self.factor.undo(if self.minus { -value } else { value })
    }
}

impl Arithmetic {
    pub(crate) fn operands(&self) -> Vec<usize> {
        match self {
            Self::Sum(terms) => terms.iter().map(|term| term.child).collect(),
            Self::Product { of, .. } | Self::Formula { of, .. } => of.clone(),
            Self::Ratio { numerator, denominator, .. } => vec![*numerator, *denominator],
        }
    }

    /// The figure, from those of the operands.
    pub(crate) fn evaluate(&self, values: &[Decimal]) -> Figure {
        match (self, values) {
            (Self::Sum(terms), _) => {
                let mut sum = Decimal::ZERO;
                for (term, value) in terms.iter().zip(values) {
                    let part = term.apply(*value).ok_or(NoFigure::Overflow)?;
                    sum = sum.checked_add(part).ok_or(NoFigure::Overflow)?;
                }
                Ok(sum)
            }
            (Self::Product { factor, .. }, _) => {
                factor.apply(product(values.iter())?).ok_or(NoFigure::Overflow)
            }
            (Self::Ratio { factor, .. }, [over, under]) => {
                if under.is_zero() {
                    return Err(NoFigure::ZeroDenominator(Some(1)));
                }
                let ratio = over.checked_div(*under).and_then(|ratio| factor.apply(ratio));
                ratio.ok_or(NoFigure::Overflow)
            }
            // A ratio has two operands.
            (Self::Ratio { .. }, _) => Err(NoFigure::Overflow),
            (Self::Formula { program, .. }, _) => program.evaluate(values),
        }
    }

    /// How far the figure moves per move of each operand.
    pub(crate) fn slopes(&self, values: &[Decimal]) -> Result<Vec<Decimal>, NoFigure> {
        match (self, values) {
            (Self::Sum(terms), _) => terms
                .iter()
                .map(|term| term.apply(Decimal::ONE).ok_or(NoFigure::Overflow))
                .collect(),
            (Self::Product { factor, .. }, _) => products_of_the_others(values)?
                .into_iter()
                .map(|others| factor.apply(others).ok_or(NoFigure::Overflow))
                .collect(),
            (Self::Ratio { factor, .. }, [over, under]) => {
                if under.is_zero() {
                    return Err(NoFigure::ZeroDenominator(Some(1)));
                }
                let one = factor.apply(Decimal::ONE).and_then(|one| one.checked_div(*under));
                let first = one.ok_or(NoFigure::Overflow)?;
                let second = first.checked_mul(*over).and_then(|v| v.checked_div(*under));
                Ok(vec![first, -second.ok_or(NoFigure::Overflow)?])
            }
            (Self::Ratio { .. }, _) => Err(NoFigure::Overflow),
            (Self::Formula { program, of }, _) => {
                (0..of.len()).map(|at| program.slope(values, at)).collect()
            }
        }
    }

    /// What the operand at a place has to be for the figure to come out as `wanted`.
    pub(crate) fn solve(&self, values: &[Decimal], at: usize, wanted: Decimal) -> Figure {
        match self {
            Self::Sum(terms) => {
                let mut rest = wanted;
                for (place, (term, value)) in terms.iter().zip(values).enumerate() {
                    if place != at {
                        let part = term.apply(*value).ok_or(NoFigure::Overflow)?;
                        rest = rest.checked_sub(part).ok_or(NoFigure::Overflow)?;
                    }
                }
                let term = terms.get(at).ok_or(NoFigure::NoSolution)?;
                term.undo(rest).ok_or(NoFigure::Overflow)
            }
            Self::Product { factor, .. } => {
                let others = values.iter().enumerate().filter(|(place, _)| *place != at);
                let others = product(others.map(|(_, value)| value))?;
                let others = factor.apply(others).ok_or(NoFigure::Overflow)?;
                match others.is_zero() {
                    true => Err(NoFigure::NoSolution),
                    false => wanted.checked_div(others).ok_or(NoFigure::Overflow),
                }
            }
            Self::Ratio { factor, .. } => {
                let wanted = factor.undo(wanted).ok_or(NoFigure::Overflow)?;
                match (at, values) {
                    (0, [_, under]) => wanted.checked_mul(*under).ok_or(NoFigure::Overflow),
                    (1, [over, _]) if !wanted.is_zero() && !over.is_zero() => {
                        over.checked_div(wanted).ok_or(NoFigure::Overflow)
                    }
                    _ => Err(NoFigure::NoSolution),
                }
            }
            Self::Formula { program, .. } => program.solve(values, at, wanted),
        }
    }
}

fn product<'a>(mut values: impl Iterator<Item = &'a Decimal>) -> Figure {
    values
        .try_fold(Decimal::ONE, |product, value| product.checked_mul(*value))
        .ok_or(NoFigure::Overflow)
}

/// For each place the product of all other places, in two passes.
fn products_of_the_others(values: &[Decimal]) -> Result<Vec<Decimal>, NoFigure> {
    let mut before = Vec::with_capacity(values.len());
    let mut product = Decimal::ONE;
    for value in values {
        before.push(product);
        product = product.checked_mul(*value).ok_or(NoFigure::Overflow)?;
    }
    let mut after = Decimal::ONE;
    for (others, value) in before.iter_mut().zip(values).rev() {
        *others = others.checked_mul(after).ok_or(NoFigure::Overflow)?;
        after = after.checked_mul(*value).ok_or(NoFigure::Overflow)?;
    }
    Ok(before)
}

/// The first operand that comes twice.
pub(crate) fn first_twice(operands: &[usize]) -> Option<usize> {
    let mut seen = BTreeSet::new();
    operands.iter().copied().find(|operand| !seen.insert(*operand))
}
