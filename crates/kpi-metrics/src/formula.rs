//! The formula language.

mod error;
mod expression;
mod lexer;
mod parser;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use kpi_types::FactName;

pub use error::{Expectation, FormulaError, FormulaProblem};
pub use expression::Side;
pub(crate) use expression::{Expression, Function, Node, Operator, Sign};
pub use parser::MAX_NESTING;

/// A parsed formula over facts and other metrics.
///
/// | | |
/// |---|---|
/// | names | facts and metrics: `opening_mrr` |
/// | numbers | `12`, `0.5` |
/// | lengths of time | `1 day`, `60 months`, `1 year` |
/// | operators | `+` `-` `*` `/`, also `−` `×` `÷`; `*` and `/` bind tighter, from left to right |
/// | parentheses | `(a + b) / c` |
/// | `min(a, b, …)`, `max(a, b, …)` | the smallest, the largest |
/// | `if_zero_denominator(a, b)` | `b` where `a` has no value because a denominator is zero, otherwise `a` |
///
/// `if_zero_denominator` looks at the divisions written in `a`; where `a` is just the name of a
/// metric, at those of that metric. A missing fact stays missing, and in `arpa / churn` a churn
/// that is itself undefined stays undefined: only a churn of zero is a zero denominator there.
///
/// Parsing takes time in proportion to the text and refuses more than [`MAX_NESTING`] levels of
/// nesting, so no text can exhaust the stack. Printing gives the canonical text, which parses to
/// an equal formula.
///
/// # Units
///
/// Every formula of a [`Catalog`](crate::Catalog) is checked before anything is computed. `number`
/// is a plain number, written or given; a length of time keeps its unit of calendar time.
///
/// | operation | result |
/// |---|---|
/// | `+` `-` `min` `max`, branches of `if_zero_denominator`: equal units | that unit |
/// | … ratio with number | ratio |
/// | … the literal `0` with anything | the other unit; refused as a branch beside money, where it has no currency (write `0 * arpa`) |
/// | number or ratio × anything | the other unit; a count becomes a mean count |
/// | count × money, score or time | money, score or time |
/// | anything ÷ number or ratio | the unit on the left; a count becomes a mean count |
/// | number ÷ ratio | ratio |
/// | like ÷ like (money, counts, scores, times of one unit) | ratio |
/// | money, score, time, ratio or number ÷ count | money, score, time, ratio or number |
/// | everything else | refused |
///
/// A mean count (2.5 customers) adds to and divides counts. The unit a metric declares must be the
/// one its formula has, except that `number` may be declared for a ratio or a (mean) count, where
/// people say "4 times" and not "400 %"; `score` and `ratio` for a number; `score` for a ratio.
///
/// # Example
///
/// ```
/// use kpi_metrics::Formula;
///
/// let churn = Formula::parse("lost_customers ÷ ((opening_customers+closing_customers)/2)")?;
/// assert_eq!(
///     churn.to_string(),
///     "lost_customers / ((opening_customers + closing_customers) / 2)"
/// );
/// let error = Formula::parse("opening_mrr + * 2").unwrap_err();
/// assert_eq!(
///     error.render(),
///     "line 1, column 15: expected a number, a name or \"(\", found \"*\"\n\
///      opening_mrr + * 2\n              ^"
/// );
/// # Ok::<(), kpi_metrics::FormulaError>(())
/// ```
#[derive(Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Formula {
    source: Arc<str>,
    expression: Arc<Expression>,
}

impl Formula {
    /// Parses a text.
    ///
    /// # Errors
    ///
    /// [`FormulaError`] with the place and what was expected there.
    pub fn parse(source: &str) -> Result<Self, FormulaError> {
        let expression = parser::parse(source)?;
        Ok(Self { source: Arc::from(source), expression: Arc::new(expression) })
    }

    /// The text it was parsed from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The facts and metrics it names, once each, in order.
    #[must_use]
    pub fn names(&self) -> Vec<&FactName> {
        let mut names: Vec<&FactName> = Vec::new();
        self.expression.visit_names(&mut |name, _| names.push(name));
        names.sort_unstable();
        names.dedup();
        names
    }

    pub(crate) fn expression(&self) -> &Expression {
        &self.expression
    }
}

/// Equal when they mean the same, however they were spaced.
impl PartialEq for Formula {
    fn eq(&self, other: &Self) -> bool {
        self.expression == other.expression
    }
}

impl Eq for Formula {}

impl fmt::Debug for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Formula({self})")
    }
}

/// The canonical text.
impl fmt::Display for Formula {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.expression.fmt(f)
    }
}

impl FromStr for Formula {
    type Err = FormulaError;

    fn from_str(source: &str) -> Result<Self, Self::Err> {
        Self::parse(source)
    }
}

impl TryFrom<String> for Formula {
    type Error = FormulaError;

    fn try_from(source: String) -> Result<Self, Self::Error> {
        Self::parse(&source)
    }
}

impl From<Formula> for String {
    fn from(formula: Formula) -> Self {
        formula.to_string()
    }
}
