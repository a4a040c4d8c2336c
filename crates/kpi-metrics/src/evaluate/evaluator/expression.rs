//! Expressions: one small function per node, so that the stack grows little per level.

use kpi_types::{FactName, Period, Undefined};

use super::value::Value;
use super::{EvaluationError, Join, Missing, Part, Site};
use crate::formula::{Expression, Function, Node, Operator, Sign};

impl<'a> Site<'_, 'a> {
    /// The value of an expression.
    pub(super) fn expression(
        &mut self,
        expression: &'a Expression,
        period: Period,
    ) -> Result<Part, EvaluationError> {
        match &expression.node {
            Node::Number(value) | Node::Time(value, _) => Ok(Ok(Value::Plain(*value))),
            Node::Name(name) => self.name(name, period),
            Node::Negate(operand) => self.negation(operand, period),
            Node::Sum(first, rest) => self.sum(first, rest, period),
            Node::Product(first, rest) => self.product(first, rest, period),
            Node::Call(Function::IfZeroDenominator, first, rest) => {
                self.if_zero_denominator(first, rest, period)
            }
            Node::Call(Function::Min, first, rest) => {
                self.extreme(Value::smaller, first, rest, period)
            }
            Node::Call(Function::Max, first, rest) => {
                self.extreme(Value::larger, first, rest, period)
            }
        }
    }

    fn negation(
        &mut self,
        operand: &'a Expression,
        period: Period,
    ) -> Result<Part, EvaluationError> {
        Ok(self.expression(operand, period)?.map(Value::negated))
    }

    fn sum(
        &mut self,
        first: &'a Expression,
        rest: &'a [(Sign, Expression)],
        period: Period,
    ) -> Result<Part, EvaluationError> {
        let mut sum = self.expression(first, period)?;
        for (sign, term) in rest {
            let term = self.expression(term, period)?;
            let join = match sign {
                Sign::Plus => Value::plus,
                Sign::Minus => Value::minus,
            };
            sum = self.combine(sum, term, join)?;
        }
        Ok(sum)
    }

    fn product(
        &mut self,
        first: &'a Expression,
        rest: &'a [(Operator, Expression)],
        period: Period,
    ) -> Result<Part, EvaluationError> {
        let mut product = self.expression(first, period)?;
        for (operator, factor) in rest {
            let value = self.expression(factor, period)?;
            product = match operator {
                Operator::Times => self.combine(product, value, Value::times)?,
                Operator::DividedBy => self.divide(product, value, || factor.to_string())?,
            };
        }
        Ok(product)
    }

    fn extreme(
        &mut self,
        choose: Join,
        first: &'a Expression,
        rest: &'a [Expression],
        period: Period,
    ) -> Result<Part, EvaluationError> {
        let mut best = self.expression(first, period)?;
        for argument in rest {
            let argument = self.expression(argument, period)?;
            best = self.combine(best, argument, choose)?;
        }
        Ok(best)
    }

    fn name(&mut self, name: &'a FactName, period: Period) -> Result<Part, EvaluationError> {
        let catalog = self.evaluator.catalog;
        match catalog.metric(name.as_str()) {
            None => self.evaluator.fact(name, period),
            Some(metric) => {
                let outcome = self.evaluator.metric(metric, period)?.outcome;
                Ok(outcome.map(Value::of).map_err(|reason| Missing::new(reason, false)))
            }
        }
    }

    fn if_zero_denominator(
        &mut self,
        first: &'a Expression,
        rest: &'a [Expression],
        period: Period,
    ) -> Result<Part, EvaluationError> {
        let part = self.expression(first, period)?;
        let is_name = matches!(first.node, Node::Name(_));
        let (Err(missing), [instead]) = (&part, rest) else {
            return Ok(part);
        };
        let is_zero = matches!(missing.reason, Undefined::ZeroDenominator { .. });
        if is_zero && (missing.own || is_name) {
            self.expression(instead, period)
        } else {
            Ok(part)
        }
    }
}
