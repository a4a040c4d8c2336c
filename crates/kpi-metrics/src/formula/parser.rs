//! Tokens to a tree, by recursive descent with a bound on the nesting.

use kpi_types::TimeUnit;

use super::error::{Expectation, FormulaError, FormulaProblem};
use super::expression::{Expression, Function, Node, Operator, Sign};
use super::lexer::{Token, tokens};
use crate::text::TextSpan;

/// How many parentheses, calls and signs may stand inside one another.
pub const MAX_NESTING: usize = 32;

/// Parses a whole text.
pub(super) fn parse(source: &str) -> Result<Expression, FormulaError> {
    let tokens = tokens(source)?;
    let mut parser = Parser { source, tokens: &tokens, next: 0, depth: 0 };
    if tokens.is_empty() {
        return Err(parser.error(parser.place(), FormulaProblem::Empty));
    }
    let expression = parser.sum()?;
    match parser.peek() {
        None => Ok(expression),
        Some(_) => Err(parser.expected(Expectation::Operator)),
    }
}

struct Parser<'a> {
    source: &'a str,
    tokens: &'a [(Token, TextSpan)],
    next: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn sum(&mut self) -> Result<Expression, FormulaError> {
        let first = self.product()?;
        let mut rest = Vec::new();
        loop {
            let sign = match self.peek() {
                Some(Token::Plus) => Sign::Plus,
                Some(Token::Minus) => Sign::Minus,
                _ => break,
            };
            self.next += 1;
            rest.push((sign, self.product()?));
        }
        let Some((_, last)) = rest.last() else {
            return Ok(first);
        };
        let span = first.span.join(last.span);
        let node = Node::Sum(Box::new(first), rest);
        Ok(Expression { span, node })
    }

    fn product(&mut self) -> Result<Expression, FormulaError> {
        let first = self.factor()?;
        let mut rest = Vec::new();
        loop {
            let operator = match self.peek() {
                Some(Token::Times) => Operator::Times,
                Some(Token::DividedBy) => Operator::DividedBy,
                _ => break,
            };
            self.next += 1;
            rest.push((operator, self.factor()?));
        }
        let Some((_, last)) = rest.last() else {
            return Ok(first);
        };
        let span = first.span.join(last.span);
        let node = Node::Product(Box::new(first), rest);
        Ok(Expression { span, node })
    }

    fn factor(&mut self) -> Result<Expression, FormulaError> {
        let place = self.place();
        let Some((token, span)) = self.tokens.get(self.next) else {
            return Err(self.expected(Expectation::Operand));
        };
        let span = *span;
        let node = match token {
            Token::Minus => {
                self.next += 1;
                let operand = self.nested(place, Self::factor)?;
                let span = span.join(operand.span);
                let node = Node::Negate(Box::new(operand));
                return Ok(Expression { span, node });
            }
            Token::Open => {
                self.next += 1;
                let inner = self.nested(place, Self::sum)?;
                let close = self.take(&Token::Close, Expectation::Closing)?;
                let span = span.join(close);
                return Ok(Expression { span, ..inner });
            }
            Token::Number(value) => {
                self.next += 1;
                return Ok(self.number(*value, span));
            }
            Token::Name(name) => {
                self.next += 1;
                if self.peek() == Some(&Token::Open) {
                    return self.call(name.as_str(), span);
                }
                Node::Name(name.clone())
            }
            _ => return Err(self.expected(Expectation::Operand)),
        };
        Ok(Expression { span, node })
    }

    /// A number, with a unit of time when one follows.
    fn number(&mut self, value: rust_decimal::Decimal, span: TextSpan) -> Expression {
        let unit = match self.tokens.get(self.next) {
            Some((Token::Name(name), place)) => match name.as_str() {
                "day" | "days" => Some((TimeUnit::Day, *place)),
                "month" | "months" => Some((TimeUnit::Month, *place)),
                "year" | "years" => Some((TimeUnit::Year, *place)),
                _ => None,
            },
            _ => None,
        };
        match unit {
            Some((unit, place)) => {
                self.next += 1;
                let span = span.join(place);
                let node = Node::Time(value, unit);
                Expression { span, node }
            }
            None => {
                let node = Node::Number(value);
                Expression { span, node }
            }
        }
    }

    /// A call; the opening parenthesis is next.
    fn call(&mut self, name: &str, span: TextSpan) -> Result<Expression, FormulaError> {
        let known = Function::ALL.into_iter().find(|f| f.name() == name);
        let Some(function) = known else {
            let name = name.to_owned();
            return Err(self.error(span, FormulaProblem::UnknownFunction { name }));
        };
        self.next += 1;
        let first = self.nested(span, Self::sum)?;
        let mut rest = Vec::new();
        while self.peek() == Some(&Token::Comma) {
            self.next += 1;
            rest.push(self.nested(span, Self::sum)?);
        }
        let close = self.take(&Token::Close, Expectation::CommaOrClosing)?;
        let span = span.join(close);
        let given = rest.len() + 1;
        let fits = match function {
            Function::IfZeroDenominator => given == 2,
            Function::Min | Function::Max => given >= 2,
        };
        if !fits {
            let function = function.name();
            return Err(self.error(span, FormulaProblem::WrongArguments { function, given }));
        }
        let node = Node::Call(function, Box::new(first), rest);
        Ok(Expression { span, node })
    }

    fn nested(
        &mut self,
        place: TextSpan,
        parse: fn(&mut Self) -> Result<Expression, FormulaError>,
    ) -> Result<Expression, FormulaError> {
        if self.depth == MAX_NESTING {
            return Err(self.error(place, FormulaProblem::TooDeep { limit: MAX_NESTING }));
        }
        self.depth += 1;
        let parsed = parse(self)?;
        self.depth -= 1;
        Ok(parsed)
    }

    fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    fn take(&mut self, token: &Token, or: Expectation) -> Result<TextSpan, FormulaError> {
        if self.peek() == Some(token) {
            let place = self.place();
            self.next += 1;
            Ok(place)
        } else {
            Err(self.expected(or))
        }
    }

    /// Where the next token stands; the end of the text when there is none.
    fn place(&self) -> TextSpan {
        let end = self.source.trim_end().len();
        self.tokens.get(self.next).map_or(TextSpan::new(end, end), |(_, span)| *span)
    }

    fn expected(&self, expected: Expectation) -> FormulaError {
        let place = self.place();
        let found = self.peek().and_then(|_| {
            let text = self.source.get(place.start()..place.end())?;
            Some(text.to_owned())
        });
        self.error(place, FormulaProblem::Expected { expected, found })
    }

    fn error(&self, span: TextSpan, problem: FormulaProblem) -> FormulaError {
        FormulaError::new(self.source, span, problem)
    }
}
