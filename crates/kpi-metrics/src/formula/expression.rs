//! The tree of a formula. Chains are flat, so its height is bounded by the nesting of the text.

use std::fmt;

use kpi_types::{FactName, TimeUnit};
use rust_decimal::Decimal;

use crate::text::TextSpan;

/// A node and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Expression {
    pub(crate) span: TextSpan,
    pub(crate) node: Node,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Number(Decimal),
    Time(Decimal, TimeUnit),
    Name(FactName),
    Negate(Box<Expression>),
    Sum(Box<Expression>, Vec<(Sign, Expression)>),
    Product(Box<Expression>, Vec<(Operator, Expression)>),
    Call(Function, Box<Expression>, Vec<Expression>),
}

/// How a term joins a sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    Plus,
    Minus,
}

/// How a factor joins a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Times,
    DividedBy,
}

/// Where in a quotient something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// Above the line, or in no quotient at all.
    Above,
    /// Below the line.
    Below,
}

impl Side {
    /// The other side.
    #[must_use]
    pub const fn turned(self) -> Self {
        match self {
            Self::Above => Self::Below,
            Self::Below => Self::Above,
        }
    }
}

/// The functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Min,
    Max,
    IfZeroDenominator,
}

impl Function {
    pub(crate) const ALL: [Self; 3] = [Self::Min, Self::Max, Self::IfZeroDenominator];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Min => "min",
            Self::Max => "max",
            Self::IfZeroDenominator => "if_zero_denominator",
        }
    }
}

impl Expression {
    /// Calls back for every name, from left to right.
    pub(crate) fn visit_names<'a>(&'a self, visit: &mut impl FnMut(&'a FactName, TextSpan)) {
        match &self.node {
            Node::Number(_) | Node::Time(..) => {}
            Node::Name(name) => visit(name, self.span),
            Node::Negate(operand) => operand.visit_names(visit),
            Node::Sum(first, rest) => {
                first.visit_names(visit);
                rest.iter().for_each(|(_, term)| term.visit_names(visit));
            }
            Node::Product(first, rest) => {
                first.visit_names(visit);
                rest.iter().for_each(|(_, factor)| factor.visit_names(visit));
            }
            Node::Call(_, first, rest) => {
                first.visit_names(visit);
                rest.iter().for_each(|argument| argument.visit_names(visit));
            }
        }
    }

    /// Calls back for every name with its side; what divides a divisor stands above again.
    pub(crate) fn visit_sides<'a>(
        &'a self,
        side: Side,
        visit: &mut impl FnMut(&'a FactName, Side),
    ) {
        match &self.node {
            Node::Number(_) | Node::Time(..) => {}
            Node::Name(name) => visit(name, side),
            Node::Negate(operand) => operand.visit_sides(side, visit),
            Node::Sum(first, rest) => {
                first.visit_sides(side, visit);
                rest.iter().for_each(|(_, term)| term.visit_sides(side, visit));
            }
            Node::Product(first, rest) => {
                first.visit_sides(side, visit);
                for (operator, factor) in rest {
                    let side = match operator {
                        Operator::Times => side,
                        Operator::DividedBy => side.turned(),
                    };
                    factor.visit_sides(side, visit);
                }
            }
            Node::Call(_, first, rest) => {
                first.visit_sides(side, visit);
                rest.iter().for_each(|argument| argument.visit_sides(side, visit));
            }
        }
    }

    /// Levels of nodes below and including this one.
    pub(crate) fn height(&self) -> usize {
        let below = match &self.node {
            Node::Number(_) | Node::Time(..) | Node::Name(_) => 0,
            Node::Negate(operand) => operand.height(),
            Node::Sum(first, rest) => highest(first, rest.iter().map(|(_, term)| term)),
            Node::Product(first, rest) => highest(first, rest.iter().map(|(_, factor)| factor)),
            Node::Call(_, first, rest) => highest(first, rest.iter()),
        };
        below + 1
    }

    fn write_in_product(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.node {
            Node::Sum(..) | Node::Product(..) => write!(f, "({self})"),
            _ => write!(f, "{self}"),
        }
    }

    fn write_in_sum(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.node {
            Node::Sum(..) => write!(f, "({self})"),
            _ => write!(f, "{self}"),
        }
    }
}

fn highest<'a>(first: &Expression, rest: impl Iterator<Item = &'a Expression>) -> usize {
    rest.map(Expression::height).fold(first.height(), usize::max)
}

/// Places do not matter, only meaning.
impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.node == other.node
    }
}

impl Eq for Expression {}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.node {
            Node::Number(value) => write!(f, "{value}"),
            Node::Time(value, unit) => {
                let plural = unit.name();
                let name = match *value == Decimal::ONE {
                    true => plural.trim_end_matches('s'),
                    false => plural,
                };
                write!(f, "{value} {name}")
            }
            Node::Name(name) => write!(f, "{name}"),
            Node::Negate(operand) => {
                f.write_str("-")?;
                operand.write_in_product(f)
            }
            Node::Sum(first, rest) => {
                first.write_in_sum(f)?;
                rest.iter().try_for_each(|(sign, term)| {
                    f.write_str(match sign {
                        Sign::Plus => " + ",
                        Sign::Minus => " - ",
                    })?;
                    term.write_in_sum(f)
                })
            }
            Node::Product(first, rest) => {
                first.write_in_product(f)?;
                rest.iter().try_for_each(|(operator, factor)| {
                    f.write_str(match operator {
                        Operator::Times => " * ",
                        Operator::DividedBy => " / ",
                    })?;
                    factor.write_in_product(f)
                })
            }
            Node::Call(function, first, rest) => {
                write!(f, "{}({first}", function.name())?;
                rest.iter().try_for_each(|argument| write!(f, ", {argument}"))?;
                f.write_str(")")
            }
        }
    }
}
