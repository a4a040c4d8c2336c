//! Identities that add up, and hypotheses that hold together.

use std::collections::BTreeMap;
use std::sync::Arc;

use kpi_metrics::{Catalog, Direction};

use super::words::{Budget, NotSpread, spread};
use crate::Effect;
use crate::tree::arithmetic::{Arithmetic, FormulaProgram, Term, first_twice};
use crate::tree::measure::{Factor, MeasureIssue};
use crate::tree::problem::TreeProblem;
use crate::tree::{Identity, Measure, Node, NodeId, NodeKind};

pub(super) fn check(
    nodes: &mut [Node],
    index: &BTreeMap<NodeId, usize>,
    catalog: &Catalog,
    problems: &mut Vec<TreeProblem>,
) {
    let mut builder = Builder { index, catalog, programs: BTreeMap::new(), budget: Budget::new() };
    for at in 0..nodes.len() {
        let arithmetic = builder.arithmetic(nodes, at, problems);
        if let Some(node) = nodes.get_mut(at) {
            node.arithmetic = arithmetic;
        }
    }
    for node in nodes.iter() {
        hypotheses(node, problems);
        neighbours(nodes, node, problems);
    }
}

struct Builder<'a> {
    index: &'a BTreeMap<NodeId, usize>,
    catalog: &'a Catalog,
    /// Formulas by metric; `None` where there is no identity in it.
    programs: BTreeMap<String, Option<Arc<FormulaProgram>>>,
    budget: Budget,
}

impl Builder<'_> {
    /// The arithmetic of a node; nothing where it has none or something is wrong with it.
    fn arithmetic(
        &mut self,
        nodes: &[Node],
        at: usize,
        problems: &mut Vec<TreeProblem>,
    ) -> Option<Arithmetic> {
        let node = nodes.get(at)?;
        let id = || node.id.as_str().to_owned();
        let measured = node.measure.as_ref();
        if measured.is_none() {
            let (node, kind) = (id(), node.kind());
            // A metric the catalog does not have is reported already.
            if kind != NodeKind::Kfs && nodes.get(at)?.draft.metric.is_none() {
                problems.push(TreeProblem::NotMeasured { node, kind });
            }
        }
        match (node.identity()?, measured) {
            (Identity::Words { .. }, Some(_)) => {
                problems.push(TreeProblem::WordsMeasured { node: id() });
                None
            }
            (Identity::Words { .. }, None) => {
                if node.target().is_some() || node.actual().is_some() {
                    problems.push(TreeProblem::WordsMeasured { node: id() });
                }
                None
            }
            (_, None) => {
                if node.kind() == NodeKind::Kfs && node.draft.metric.is_none() {
                    problems.push(TreeProblem::IdentityWithoutMeasure { node: id() });
                }
                None
            }
            (identity, Some(measure)) => {
                let mut site = Site { builder: self, nodes, node, measure, problems };
                let built = site.build(identity)?;
                match first_twice(&built.operands()) {
                    None => Some(built),
                    Some(twice) => {
                        let child = nodes.get(twice)?.id.as_str().to_owned();
                        problems.push(TreeProblem::DuplicateOperand { node: id(), child });
                        None
                    }
                }
            }
        }
    }

    fn program(&mut self, metric: &kpi_metrics::Definition) -> Option<Arc<FormulaProgram>> {
        let id = metric.id().as_str();
        if let Some(known) = self.programs.get(id) {
            return known.clone();
        }
        let program = FormulaProgram::try_new(metric).ok().map(Arc::new);
        self.programs.insert(id.to_owned(), program.clone());
        program
    }
}

/// One node whose identity is being built.
struct Site<'s, 'b, 'c> {
    builder: &'s mut Builder<'b>,
    nodes: &'c [Node],
    node: &'c Node,
    measure: &'c Measure,
    problems: &'s mut Vec<TreeProblem>,
}

impl Site<'_, '_, '_> {
    fn id(&self) -> String {
        self.node.id.as_str().to_owned()
    }

    fn build(&mut self, identity: &Identity) -> Option<Arithmetic> {
        match identity {
            Identity::Sum { plus, minus } => {
                let mut terms = self.terms(plus, false)?;
                terms.extend(self.terms(minus, true)?);
                if terms.is_empty() {
                    self.problems.push(TreeProblem::NoOperand { node: self.id() });
                    return None;
                }
                terms.sort_unstable_by_key(|term| term.child);
                Some(Arithmetic::Sum(terms))
            }
            Identity::Product { of } => {
                let mut of = self.spread(of.iter().map(String::as_str))?;
                if of.is_empty() {
                    self.problems.push(TreeProblem::NoOperand { node: self.id() });
                    return None;
                }
                of.sort_unstable();
                let powers: Vec<(usize, i32)> = of.iter().map(|at| (*at, 1)).collect();
                let factor = self.factor(&powers)?;
                Some(Arithmetic::Product { of, factor })
            }
            Identity::Ratio { numerator, denominator } => {
                let (over, under) = (self.single(numerator)?, self.single(denominator)?);
                let factor = self.factor(&[(over, 1), (under, -1)])?;
                Some(Arithmetic::Ratio { numerator: over, denominator: under, factor })
            }
            Identity::Formula { of } => self.formula(of),
            Identity::Words { .. } => None,
        }
    }

    fn spread<'n>(&mut self, names: impl Iterator<Item = &'n str>) -> Option<Vec<usize>> {
        let Builder { index, budget, .. } = &mut *self.builder;
        match spread(names, self.nodes, index, budget) {
            Ok(found) => Some(found),
            Err(NotSpread::Unknown) => None,
            Err(NotSpread::Twice(at)) => {
                let child = self.nodes.get(at)?.id.as_str().to_owned();
                self.problems.push(TreeProblem::DuplicateOperand { node: self.id(), child });
                None
            }
            Err(NotSpread::TooLarge) => {
                self.problems.push(TreeProblem::TooLarge { node: self.id() });
                None
            }
        }
    }

    /// The one node behind a name.
    fn single(&mut self, name: &str) -> Option<usize> {
        match self.spread(std::iter::once(name))?.as_slice() {
            [one] => Some(*one),
            _ => {
                let (node, child) = (self.id(), name.to_owned());
                self.problems.push(TreeProblem::WordsAsFigure { node, child });
                None
            }
        }
    }

    fn terms(&mut self, names: &[String], minus: bool) -> Option<Vec<Term>> {
        let mut terms = Vec::new();
        let mut all = true;
        for child in self.spread(names.iter().map(String::as_str))? {
            let measure = self.nodes.get(child).and_then(|node| node.measure.as_ref())?;
            match self.measure.of_term(measure) {
                Ok(factor) => terms.push(Term { child, minus, factor }),
                Err(issue) => {
                    self.issue(issue, Some(child));
                    all = false;
                }
            }
        }
        all.then_some(terms)
    }

    fn factor(&mut self, powers: &[(usize, i32)]) -> Option<Factor> {
        let measures = powers
            .iter()
            .filter_map(|(at, power)| Some((self.nodes.get(*at)?.measure.as_ref()?, *power)));
        match self.measure.of_product(measures) {
            Ok(factor) => Some(factor),
            Err(issue) => {
                self.issue(issue, None);
                None
            }
        }
    }

    fn issue(&mut self, issue: MeasureIssue, child: Option<usize>) {
        let node = self.id();
        let child = child.and_then(|at| self.nodes.get(at)).map(|n| n.id.as_str().to_owned());
        self.problems.push(match issue {
            MeasureIssue::Dimension { expected, found } => {
                TreeProblem::Units { node, child, expected, found }
            }
            MeasureIssue::DaysAndMonths => TreeProblem::DaysAndMonths { node },
            MeasureIssue::Currencies(left, right) => TreeProblem::Currencies { node, left, right },
            MeasureIssue::Overflow => TreeProblem::ConversionOverflow { node },
        });
    }

    fn formula(&mut self, of: &[String]) -> Option<Arithmetic> {
        let Some(metric) = &self.node.metric else {
            self.problems.push(TreeProblem::FormulaWithoutMetric { node: self.id() });
            return None;
        };
        let definition = self.builder.catalog.metric(metric)?;
        let Some(program) = self.builder.program(definition) else {
            let (metric, formula) = (metric.to_string(), definition.kind().describe());
            let node = self.id();
            self.problems.push(TreeProblem::FormulaNotAnIdentity { node, metric, formula });
            return None;
        };
        let mut by_name: BTreeMap<&str, usize> = BTreeMap::new();
        let mut extra = Vec::new();
        for at in self.spread(of.iter().map(String::as_str))? {
            let node = self.nodes.get(at)?;
            let stands_for = |name: &str| program.names().iter().any(|n| n.as_str() == name);
            let metric = node.metric.as_ref().map(|metric| metric.as_str());
            let name = metric.into_iter().chain([node.id.as_str()]).find(|name| stands_for(name));
            match name {
                Some(name) if !by_name.contains_key(name) => {
                    by_name.insert(name, at);
                }
                _ => extra.push(node.id.as_str().to_owned()),
            }
        }
        let names = program.names().iter().map(|name| name.as_str());
        let missing: Vec<String> =
            names.filter(|name| !by_name.contains_key(name)).map(str::to_owned).collect();
        if !missing.is_empty() || !extra.is_empty() {
            let (node, metric) = (self.id(), metric.to_string());
            self.problems.push(TreeProblem::FormulaOperands { node, metric, missing, extra });
            return None;
        }
        let mut fit = true;
        for (name, at) in &by_name {
            fit &= self.fits(name, *at);
        }
        // In the order of the names, which is that of the program.
        fit.then(|| Arithmetic::Formula { of: by_name.into_values().collect(), program })
    }

    /// The operand has the unit the catalog gives to the name it stands for, over the same time.
    fn fits(&mut self, name: &str, at: usize) -> bool {
        let catalog = self.builder.catalog;
        let metric = catalog.metric(name).map(kpi_metrics::Definition::unit);
        let wanted = metric.or_else(|| catalog.fact(name).map(|fact| fact.unit()));
        let measure = self.nodes.get(at).and_then(|node| node.measure.as_ref());
        let (Some(wanted), Some(measure)) = (wanted, measure) else {
            return true;
        };
        let time = match (measure.per, self.measure.per) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        if measure.unit == wanted && time {
            return true;
        }
        let expected = match self.measure.per.filter(|_| !time) {
            Some(per) => format!("{wanted} per {per}"),
            None => wanted.to_string(),
        };
        let found = measure.to_string();
        let child = self.nodes.get(at).map(|node| node.id.as_str().to_owned());
        self.problems.push(TreeProblem::Units { node: self.id(), child, expected, found });
        false
    }
}

fn hypotheses(node: &Node, problems: &mut Vec<TreeProblem>) {
    for hypothesis in node.hypotheses() {
        let (node, child) = (node.id.as_str().to_owned(), hypothesis.child().to_owned());
        let effect = hypothesis.effect();
        let Some(strength) = hypothesis.strength().cloned() else {
            problems.push(TreeProblem::StrengthUnknown { node, child });
            continue;
        };
        let against = match effect {
            Effect::Raises => strength.point() < 0.0,
            Effect::Lowers => strength.point() > 0.0,
        };
        if against {
            problems.push(TreeProblem::StrengthAgainstEffect { node, child, effect, strength });
        } else if strength.lower() <= 0.0 && strength.upper() >= 0.0 {
            problems.push(TreeProblem::StrengthUnproven { node, child, strength });
        }
    }
}

/// A node against what it feeds: how often it is measured, which way is better.
fn neighbours(nodes: &[Node], node: &Node, problems: &mut Vec<TreeProblem>) {
    for (at, raises) in crate::tree::ways::signs(node) {
        let Some(child) = nodes.get(at).filter(|child| child.kind() != NodeKind::Assumption) else {
            continue;
        };
        let (name, parent) = (child.id.as_str().to_owned(), node.id.as_str().to_owned());
        let grains = child.grain().zip(node.grain()).filter(|(below, above)| below > above);
        if let Some((grain, parent_grain)) = grains {
            let (node, parent) = (name.clone(), parent.clone());
            problems.push(TreeProblem::MeasuredTooRarely { node, grain, parent, parent_grain });
        }
        let (Some(raises), below, above) = (raises, child.direction, node.direction) else {
            continue;
        };
        if below == Direction::Neither || above == Direction::Neither {
            continue;
        }
        if (below == above) != raises {
            problems.push(TreeProblem::DirectionAgainstParent { node: name, parent });
        }
    }
}
