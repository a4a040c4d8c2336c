//! The catalog's formulas over the figures of nodes.
//!
//! A formula is evaluated by the catalog itself, in a small catalog of its own in which every name
//! it uses is a plain number. So there is one evaluator of formulas, and none here.

use kpi_metrics::{
    Catalog, Definition, Direction, EvaluationContext, FactDefinition, Kind, MetricId, Timing,
};
use kpi_types::{
    Department, FactName, Facts, Grain, Localized, Period, Quantity, ScenarioStage, Unit,
};
use rust_decimal::Decimal;

use super::{Figure, NoFigure};

const ROOT: &str = "the_formula_of_the_node";

/// A formula, ready to be evaluated over plain numbers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FormulaProgram {
    catalog: Catalog,
    names: Vec<FactName>,
}

/// Why a formula is not an identity between figures of one period.
pub(crate) struct NoProgram;

impl FormulaProgram {
    /// Prepares the formula of a metric.
    pub(crate) fn try_new(metric: &Definition) -> Result<Self, NoProgram> {
        let kind = match metric.kind() {
            Kind::Conversion { base, converted } => Kind::ratio(converted.as_str(), base.as_str()),
            Kind::Ratio { .. } | Kind::Derived { .. } | Kind::Simple { .. } => {
                Ok(metric.kind().clone())
            }
            // Over several periods, or unknown here.
            _ => return Err(NoProgram),
        };
        let kind = kind.map_err(|_| NoProgram)?;
        let names: Vec<FactName> = kind.names().into_iter().cloned().collect();
        if names.is_empty() {
            return Err(NoProgram);
        }
        let text = || Localized::fixed("figure", "数値");
        let mut builder = Catalog::builder();
        for name in &names {
            let fact = FactDefinition::try_new(name.clone(), Unit::Number, text(), text(), "tree");
            builder = builder.fact(fact.map_err(|_| NoProgram)?);
        }
        let id = MetricId::try_new(ROOT).map_err(|_| NoProgram)?;
        let root = Definition::builder(id, kind)
            .name("figure", "数値")
            .description("figure", "数値")
            .unit(Unit::Number)
            .direction(Direction::Neither)
            .grains([Grain::Month])
            .scenario_stage(ScenarioStage::Renewal)
            .timing(Timing::Lagging)
            .owner(Department::CustomerSuccess)
            .source("tree")
            .build()
            .map_err(|_| NoProgram)?;
        // Refused where a length of time is written in it: that is no plain number.
        let catalog = builder.metric(root).build().map_err(|_| NoProgram)?;
        Ok(Self { catalog, names })
    }

    /// The names an operand must stand for, in the order of the operands.
    pub(crate) fn names(&self) -> &[FactName] {
        &self.names
    }

    pub(crate) fn evaluate(&self, values: &[Decimal]) -> Figure {
        let period = Period::new(Grain::Month, 0);
        let mut facts = Facts::new(period);
        for (name, value) in self.names.iter().zip(values) {
            let filed = facts.insert(name.as_str(), Quantity::Number(*value));
            filed.map_err(|error| NoFigure::Undefined(error.to_string()))?;
        }
        let context = EvaluationContext::new("tree");
        let measured = self.catalog.evaluate(ROOT, period, &facts, &context);
        let measured = measured.map_err(|_| NoFigure::Overflow)?;
        match measured.value() {
            Ok(quantity) => Ok(quantity.value()),
            Err(reason) => Err(NoFigure::Undefined(reason.to_string())),
        }
    }

    /// The slope in one operand.
    pub(crate) fn slope(&self, values: &[Decimal], at: usize) -> Figure {
        self.along(values, at)?.slope().ok_or(NoFigure::Overflow)
    }

    /// The operand that gives a figure.
    pub(crate) fn solve(&self, values: &[Decimal], at: usize, wanted: Decimal) -> Figure {
        let found = self.along(values, at)?.solve(wanted).ok_or(NoFigure::NoSolution)?;
        let reached = self.at(values, at, found)?;
        // A bend of min or max between here and there would show.
        match near(reached, wanted) {
            true => Ok(found),
            false => Err(NoFigure::NoSolution),
        }
    }

    fn at(&self, values: &[Decimal], at: usize, value: Decimal) -> Figure {
        let mut values = values.to_vec();
        if let Some(place) = values.get_mut(at) {
            *place = value;
        }
        self.evaluate(&values)
    }

    /// The formula as a function of one operand. Sums, products and quotients make it
    /// (p + q t) ÷ (1 + r t) in t = (x − x₀) ÷ h, found from three points and tried at a fourth.
    fn along(&self, values: &[Decimal], at: usize) -> Result<Curve, NoFigure> {
        let here = values.get(at).copied().unwrap_or_default();
        let step = if here.is_zero() { Decimal::ONE } else { here.abs() / Decimal::from(8) };
        let point = |steps: Decimal| {
            let x = step.checked_mul(steps).and_then(|away| here.checked_add(away));
            self.at(values, at, x.ok_or(NoFigure::Overflow)?)
        };
        let (p, up, down) = (point(Decimal::ZERO)?, point(Decimal::ONE)?, point(-Decimal::ONE)?);
        let bend = || p.checked_mul(Decimal::TWO)?.checked_sub(up)?.checked_sub(down);
        let bend = bend().ok_or(NoFigure::Overflow)?;
        let r = match up == down {
            true if bend.is_zero() => Some(Decimal::ZERO),
            true => None,
            false => bend.checked_div(up - down),
        };
        let r = r.ok_or(NoFigure::NoSolution)?;
        let q = (Decimal::ONE + r).checked_mul(up).and_then(|v| v.checked_sub(p));
        let curve = Curve { here, step, p, q: q.ok_or(NoFigure::Overflow)?, r };
        // On either side: a bend of min or max right here can pass for a curve on one of them.
        let fits = |t: Decimal| curve.value(t).is_some_and(|v| point(t).is_ok_and(|w| near(v, w)));
        match fits(Decimal::new(5, 1)) && fits(Decimal::new(-5, 1)) {
            true => Ok(curve),
            false => Err(NoFigure::Undefined("it has no slope".to_owned())),
        }
    }
}

struct Curve {
    here: Decimal,
    step: Decimal,
    p: Decimal,
    q: Decimal,
    r: Decimal,
}

impl Curve {
    fn value(&self, t: Decimal) -> Option<Decimal> {
        let under = self.r.checked_mul(t)?.checked_add(Decimal::ONE)?;
        self.q.checked_mul(t)?.checked_add(self.p)?.checked_div(under)
    }

    fn slope(&self) -> Option<Decimal> {
        self.q.checked_sub(self.p.checked_mul(self.r)?)?.checked_div(self.step)
    }

    fn solve(&self, wanted: Decimal) -> Option<Decimal> {
        let away = wanted.checked_sub(self.p)?;
        let t = away.checked_div(self.q.checked_sub(wanted.checked_mul(self.r)?)?)?;
        self.step.checked_mul(t)?.checked_add(self.here)
    }
}

/// Equal but for the last digits.
fn near(a: Decimal, b: Decimal) -> bool {
    const PARTS: Decimal = Decimal::from_parts(1_000_000_000, 0, 0, false, 0);
    let largest = a.abs().max(b.abs());
    match (a.checked_sub(b), largest.checked_div(PARTS)) {
        (Some(gap), Some(allowed)) => gap.abs() <= allowed.max(Decimal::new(1, 20)),
        _ => false,
    }
}
