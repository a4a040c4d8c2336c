//! The checks that need the whole catalog.

mod references;

use std::collections::{BTreeMap, BTreeSet};

use kpi_types::{FactName, Localized};

use super::assembly::Assembly;
use crate::formula::Formula;
use crate::kind::Aggregate;
use crate::text::{TextSpan, excerpt};
use crate::units::{Shape, UnitIssue, infer};
use crate::{Definition, Finding, FindingCode, Kind, MetricId};

/// The shapes of the numerator and the denominator of a metric that has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Shapes {
    pub(crate) numerator: Option<Shape>,
    pub(crate) denominator: Option<Shape>,
}

/// Checks names, cycles, grains, units and what is unused.
pub(super) fn check(assembly: &Assembly) -> (BTreeMap<MetricId, Shapes>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut shapes = BTreeMap::new();
    for metric in assembly.metrics.values() {
        let checked = MetricCheck { assembly, metric };
        checked.names(&mut findings);
        checked.grains(&mut findings);
        shapes.insert(metric.id().clone(), checked.units(&mut findings));
        checked.sources(&mut findings);
    }
    findings.extend(references::findings(assembly));
    findings.extend(unused_facts(assembly));
    (shapes, findings)
}

/// One metric among the others.
struct MetricCheck<'a> {
    assembly: &'a Assembly,
    metric: &'a Definition,
}

impl MetricCheck<'_> {
    fn finding(&self, code: FindingCode, field: &str, texts: (Localized, Localized)) -> Finding {
        let id = self.metric.id();
        let places = self.assembly.places.get(id);
        let position = places.and_then(|p| p.get(field).or_else(|| p.get("id")));
        let path = format!("metric.{id}.{field}");
        Finding::new(code, path, texts.0, texts.1).at(position.copied())
    }

    /// Every name is a fact or a metric; where only a fact will do, it is a fact.
    fn names(&self, findings: &mut Vec<Finding>) {
        for (field, formula) in formulas(self.metric.kind()) {
            let mut seen = BTreeSet::new();
            formula.expression().visit_names(&mut |name, span| {
                if !self.is_known(name) && seen.insert(name) {
                    let finding = self.unknown(field, name);
                    findings.push(finding.showing(excerpt(formula.source(), span)));
                }
            });
        }
        for (field, fact) in facts(self.metric.kind()) {
            if self.assembly.metrics.contains_key(fact.as_str()) {
                let message = Localized::new(
                    format!("{fact} is a metric; only a fact can stand here"),
                    format!("{fact} は指標です。ここには事実しか書けません"),
                );
                let remedy = Localized::fixed(
                    "use kind = \"derived\" with a formula to build on another metric",
                    "別の指標を使うには kind = \"derived\" と formula を書いてください",
                );
                findings.push(self.finding(FindingCode::BadValue, field, (message, remedy)));
            } else if !self.is_known(fact) {
                findings.push(self.unknown(field, fact));
            }
        }
    }

    fn is_known(&self, name: &FactName) -> bool {
        self.assembly.facts.contains_key(name)
            || self.assembly.metrics.contains_key(name.as_str())
            || self.assembly.broken.contains(name)
    }

    fn unknown(&self, field: &str, name: &FactName) -> Finding {
        let facts = self.assembly.facts.keys().map(FactName::as_str);
        let metrics = self.assembly.metrics.keys().map(MetricId::as_str);
        let message = Localized::new(
            format!("{name} is neither a fact nor a metric"),
            format!("{name} という事実も指標もありません"),
        );
        let remedy = match super::suggestion::closest_name(name.as_str(), facts.chain(metrics)) {
            Some(close) => {
                Localized::new(format!("did you mean {close}?"), format!("{close} のことですか?"))
            }
            None => Localized::new(
                format!("correct the name, or declare it: [[fact]] with name = \"{name}\""),
                format!("名前を直すか、[[fact]] で name = \"{name}\" を宣言してください"),
            ),
        };
        self.finding(FindingCode::UnknownName, field, (message, remedy))
    }

    /// A metric is offered only for the grains that all metrics it needs are offered for.
    fn grains(&self, findings: &mut Vec<Finding>) {
        for name in self.metric.kind().names() {
            let Some(needed) = self.assembly.metrics.get(name.as_str()) else {
                continue;
            };
            let lacking: Vec<&str> = self
                .metric
                .grains()
                .iter()
                .filter(|grain| !needed.grains().contains(grain))
                .map(|grain| grain.name())
                .collect();
            if lacking.is_empty() {
                continue;
            }
            let lacking = lacking.join(", ");
            let message = Localized::new(
                format!("{name} is not offered by {lacking}"),
                format!("{name} は {lacking} では計算できません"),
            );
            let remedy = Localized::new(
                format!("leave {lacking} out of grains"),
                format!("grains から {lacking} を外してください"),
            );
            findings.push(self.finding(FindingCode::GrainMismatch, "grains", (message, remedy)));
        }
    }

    /// The units of its formulas add up to the declared one.
    fn units(&self, findings: &mut Vec<Finding>) -> Shapes {
        let shape_of = |name: &FactName| self.shape_of(name);
        let mut infer_in = |field: &str, formula: &Formula| {
            let mut issues = Vec::new();
            let shape = infer(formula.expression(), &shape_of, &mut issues);
            for issue in issues {
                findings.push(self.unit_finding(field, formula.source(), issue));
            }
            shape
        };
        let (field, text, shape, shapes) = match self.metric.kind() {
            Kind::Simple { fact } => ("fact", fact.to_string(), shape_of(fact), None),
            Kind::Derived { formula } => {
                let shape = infer_in("formula", formula);
                ("formula", formula.source().to_owned(), shape, None)
            }
            Kind::Cumulative { input, aggregate, .. } => {
                let shape = infer_in("input", input).map(|shape| match (shape, aggregate) {
                    (Shape::Count, Aggregate::Mean) => Shape::MeanCount,
                    (shape, _) => shape,
                });
                ("input", input.source().to_owned(), shape, None)
            }
            Kind::Ratio { numerator, denominator } => {
                let shapes = Shapes {
                    numerator: infer_in("numerator", numerator),
                    denominator: infer_in("denominator", denominator),
                };
                let text = format!("{} ÷ {}", numerator.source(), denominator.source());
                let shape = self.quotient(shapes, &text, "numerator", findings);
                ("unit", text, shape, Some(shapes))
            }
            Kind::Conversion { base, converted } => {
                let shapes = Shapes { numerator: shape_of(converted), denominator: shape_of(base) };
                let text = format!("{converted} ÷ {base}");
                let shape = self.quotient(shapes, &text, "converted", findings);
                ("unit", text, shape, Some(shapes))
            }
        };
        let declared = self.metric.unit();
        if let Some(shape) = shape.filter(|shape| !shape.may_be_declared(declared)) {
            let span = TextSpan::new(0, text.len());
            let issue = UnitIssue::declared(span, shape, declared);
            findings.push(self.unit_finding(field, &text, issue));
        }
        shapes.unwrap_or_default()
    }

    fn quotient(
        &self,
        shapes: Shapes,
        text: &str,
        field: &str,
        findings: &mut Vec<Finding>,
    ) -> Option<Shape> {
        let (numerator, denominator) = (shapes.numerator?, shapes.denominator?);
        let span = TextSpan::new(0, text.len());
        match UnitIssue::quotient(span, numerator, denominator) {
            Ok(shape) => Some(shape),
            Err(issue) => {
                findings.push(self.unit_finding(field, text, issue));
                None
            }
        }
    }

    fn unit_finding(&self, field: &str, text: &str, issue: UnitIssue) -> Finding {
        let texts = (issue.message, issue.remedy);
        self.finding(FindingCode::UnitMismatch, field, texts).showing(excerpt(text, issue.span))
    }

    fn shape_of(&self, name: &FactName) -> Option<Shape> {
        let metric = self.assembly.metrics.get(name.as_str());
        let unit = metric
            .map(Definition::unit)
            .or_else(|| self.assembly.facts.get(name).map(|fact| fact.unit()))?;
        Shape::of(unit)
    }

    fn sources(&self, findings: &mut Vec<Finding>) {
        if self.metric.sources().iter().any(|s| !s.trim().is_empty()) {
            return;
        }
        let message = Localized::fixed(
            "nothing says where this definition comes from",
            "この定義の出典がありません",
        );
        let remedy = Localized::fixed(
            "add sources = [\"…\"], a page, a book or your own policy",
            "sources = [\"…\"] に、ページ・書籍・社内規程などを書いてください",
        );
        findings.push(self.finding(FindingCode::MissingSource, "sources", (message, remedy)));
    }
}

/// The formulas of a kind and the fields they stand in.
fn formulas(kind: &Kind) -> Vec<(&'static str, &Formula)> {
    match kind {
        Kind::Simple { .. } | Kind::Conversion { .. } => Vec::new(),
        Kind::Ratio { numerator, denominator } => {
            vec![("numerator", numerator), ("denominator", denominator)]
        }
        Kind::Derived { formula } => vec![("formula", formula)],
        Kind::Cumulative { input, .. } => vec![("input", input)],
    }
}

/// The names of a kind that must be facts.
fn facts(kind: &Kind) -> Vec<(&'static str, &FactName)> {
    match kind {
        Kind::Simple { fact } => vec![("fact", fact)],
        Kind::Conversion { base, converted } => vec![("base", base), ("converted", converted)],
        Kind::Ratio { .. } | Kind::Derived { .. } | Kind::Cumulative { .. } => Vec::new(),
    }
}

fn unused_facts(assembly: &Assembly) -> Vec<Finding> {
    let mut unused: BTreeSet<&FactName> = assembly.facts.keys().collect();
    for metric in assembly.metrics.values() {
        for name in metric.kind().names() {
            unused.remove(name);
        }
    }
    let finding = |name: &FactName| {
        let places = assembly.fact_places.get(name);
        let message = Localized::new(
            format!("no metric uses the fact {name}"),
            format!("事実 {name} を使う指標がありません"),
        );
        let remedy =
            Localized::fixed("use it in a formula, or remove it", "式で使うか、削除してください");
        let path = format!("fact.{name}");
        Finding::new(FindingCode::UnusedFact, path, message, remedy)
            .at(places.and_then(|p| p.get("name")).copied())
    };
    unused.into_iter().map(finding).collect()
}
