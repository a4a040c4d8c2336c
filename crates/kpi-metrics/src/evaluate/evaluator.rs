//! Walking down the formulas.

mod expression;
mod value;
mod window;

use std::collections::BTreeMap;

use kpi_types::{FactName, FactSource, Period, Quantity, Undefined};
use rust_decimal::Decimal;

use super::measurement::Outcome;
use super::{EvaluationContext, EvaluationError, FactUsed, Measurement};
use crate::catalog::Shapes;
use crate::{Catalog, Definition, Kind};
use value::{Problem, Value};

/// A value, or why there is none. The reason is boxed: this is passed through every level of a
/// formula, and values are what counts.
type Part = Result<Value, Box<Missing>>;

/// How two values become one.
type Join = fn(Value, Value) -> Result<Value, Problem>;

/// Why a part of a formula has no value.
#[derive(Debug, Clone)]
struct Missing {
    reason: Undefined,
    /// Whether the division by zero stands in the formula itself, not in a metric it names.
    own: bool,
}

impl Missing {
    fn new(reason: Undefined, own: bool) -> Box<Self> {
        Box::new(Self { reason, own })
    }
}

/// What one metric comes out as in one period.
#[derive(Debug, Clone)]
struct Computed {
    outcome: Result<Quantity, Undefined>,
    numerator: Option<Quantity>,
    denominator: Option<Quantity>,
}

/// One evaluation: remembers what it computed and which facts it used.
pub(super) struct Evaluator<'a> {
    catalog: &'a Catalog,
    facts: &'a dyn FactSource,
    context: &'a EvaluationContext,
    computed: BTreeMap<(&'a str, Period), Computed>,
    used: BTreeMap<(FactName, Period), Quantity>,
}

impl<'a> Evaluator<'a> {
    pub(super) fn new(
        catalog: &'a Catalog,
        facts: &'a dyn FactSource,
        context: &'a EvaluationContext,
    ) -> Self {
        Self { catalog, facts, context, computed: BTreeMap::new(), used: BTreeMap::new() }
    }

    pub(super) fn measure(
        mut self,
        metric: &'a Definition,
        period: Period,
    ) -> Result<Measurement, EvaluationError> {
        if !metric.grains().contains(&period.grain()) {
            return Err(EvaluationError::Grain {
                metric: metric.id().clone(),
                grain: period.grain(),
                allowed: metric.grains().to_vec(),
            });
        }
        let computed = self.metric(metric, period)?;
        let facts = self.used.into_iter().map(|((name, period), quantity)| FactUsed {
            name,
            period,
            quantity,
        });
        Ok(Measurement {
            metric: metric.id().clone(),
            period,
            policy: self.context.policy().to_owned(),
            as_of: self.context.as_of(),
            outcome: match computed.outcome {
                Ok(quantity) => Outcome::Value(quantity),
                Err(reason) => Outcome::Undefined(reason),
            },
            numerator: computed.numerator,
            denominator: computed.denominator,
            facts: facts.collect(),
            interval: None,
            no_interval: None,
        })
    }

    fn metric(
        &mut self,
        metric: &'a Definition,
        period: Period,
    ) -> Result<Computed, EvaluationError> {
        let key = (metric.id().as_str(), period);
        if let Some(computed) = self.computed.get(&key) {
            return Ok(computed.clone());
        }
        let computed = Site { evaluator: self, metric, period }.compute()?;
        self.computed.insert(key, computed.clone());
        Ok(computed)
    }

    /// A fact, with its unit checked.
    fn fact(&mut self, name: &FactName, period: Period) -> Result<Part, EvaluationError> {
        let quantity = match self.facts.fact(name, period) {
            Ok(quantity) => quantity,
            Err(reason) => {
                return Ok(Err(Missing::new(reason, false)));
            }
        };
        let given = quantity.unit();
        let declared = self.catalog.fact(name.as_str()).map_or(given, |f| f.unit());
        if given != declared {
            return Err(EvaluationError::FactUnit {
                fact: name.clone(),
                period,
                declared,
                given,
                quantity,
            });
        }
        self.used.insert((name.clone(), period), quantity);
        Ok(Ok(Value::of(quantity)))
    }
}

/// One metric being computed for one period.
struct Site<'e, 'a> {
    evaluator: &'e mut Evaluator<'a>,
    metric: &'a Definition,
    period: Period,
}

impl<'a> Site<'_, 'a> {
    fn compute(&mut self) -> Result<Computed, EvaluationError> {
        match self.metric.kind() {
            Kind::Simple { fact } => {
                let part = self.evaluator.fact(fact, self.period)?;
                self.plain(part)
            }
            Kind::Derived { formula } => {
                let part = self.expression(formula.expression(), self.period)?;
                self.plain(part)
            }
            Kind::Cumulative { input, window, aggregate } => {
                let part = self.window(input, *window, *aggregate)?;
                self.plain(part)
            }
            Kind::Ratio { numerator, denominator } => {
                let over = self.expression(numerator.expression(), self.period)?;
                let under = self.expression(denominator.expression(), self.period)?;
                self.quotient(over, under, || denominator.to_string())
            }
            Kind::Conversion { base, converted } => {
                let over = self.evaluator.fact(converted, self.period)?;
                let under = self.evaluator.fact(base, self.period)?;
                let computed = self.quotient(over, under, || base.to_string())?;
                self.check_conversion(&computed)?;
                Ok(computed)
            }
        }
    }

    fn plain(&self, part: Part) -> Result<Computed, EvaluationError> {
        Ok(Computed { outcome: self.outcome(part)?, numerator: None, denominator: None })
    }

    fn outcome(&self, part: Part) -> Result<Result<Quantity, Undefined>, EvaluationError> {
        let unit = self.metric.unit();
        match part {
            Ok(value) => value.quantity(unit).map(Ok).map_err(|p| self.error(p)),
            Err(missing) => Ok(Err(missing.reason)),
        }
    }

    fn quotient(
        &self,
        over: Part,
        under: Part,
        of: impl FnOnce() -> String,
    ) -> Result<Computed, EvaluationError> {
        let contents = &self.evaluator.catalog.contents;
        let shapes = contents.shapes.get(self.metric.id());
        let Shapes { numerator, denominator } = shapes.copied().unwrap_or_default();
        let quantity = |part: &Part, shape: Option<crate::units::Shape>| match (part, shape) {
            (Ok(value), Some(shape)) => {
                let quantity = value.quantity(shape.unit());
                quantity.map(Some).map_err(|p| self.error(p))
            }
            _ => Ok(None),
        };
        let numerator = quantity(&over, numerator)?;
        let denominator = quantity(&under, denominator)?;
        let part = self.divide(over, under, of)?;
        Ok(Computed { outcome: self.outcome(part)?, numerator, denominator })
    }

    fn check_conversion(&self, computed: &Computed) -> Result<(), EvaluationError> {
        let (Some(converted), Some(base)) = (computed.numerator, computed.denominator) else {
            return Ok(());
        };
        let zero = Decimal::ZERO;
        if zero <= converted.value() && converted.value() <= base.value() {
            return Ok(());
        }
        Err(EvaluationError::ConversionOutOfRange {
            metric: self.metric.id().clone(),
            period: self.period,
            base,
            converted,
        })
    }

    /// Joins two parts; the first one that is missing gives the reason.
    fn combine(&self, left: Part, right: Part, join: Join) -> Result<Part, EvaluationError> {
        match (left, right) {
            (Ok(left), Ok(right)) => join(left, right).map(Ok).map_err(|p| self.error(p)),
            (Err(missing), _) | (_, Err(missing)) => Ok(Err(missing)),
        }
    }

    fn divide(
        &self,
        left: Part,
        right: Part,
        of: impl FnOnce() -> String,
    ) -> Result<Part, EvaluationError> {
        match (left, right) {
            (Ok(_), Ok(right)) if right.is_zero() => {
                let reason = Undefined::ZeroDenominator { of: of() };
                Ok(Err(Missing::new(reason, true)))
            }
            (left, right) => self.combine(left, right, Value::divided_by),
        }
    }

    fn error(&self, problem: Problem) -> EvaluationError {
        let metric = self.metric.id().clone();
        let period = self.period;
        match problem {
            Problem::Overflow => EvaluationError::Overflow { metric, period },
            Problem::Currencies(left, right) => {
                EvaluationError::CurrencyMismatch { metric, period, left, right }
            }
        }
    }
}
