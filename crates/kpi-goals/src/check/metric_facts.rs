//! What each metric is made of: its facts, and how far it looks back.

use std::collections::{BTreeMap, BTreeSet};

use kpi_metrics::{Catalog, Definition, Formula, Kind, MetricId, ValueRange, Window};
use kpi_types::{FactName, Grain};

/// What a metric is made of, through all the metrics it needs.
#[derive(Debug, Clone)]
pub(crate) struct MetricFacts {
    pub(crate) facts: BTreeSet<FactName>,
    /// Periods a window looks at and back over.
    periods: u32,
    /// Whether a fact counts the year up to the day, as the catalog's `year_…` facts do.
    year: bool,
    /// Which values it can take.
    pub(crate) range: ValueRange,
}

impl MetricFacts {
    /// Months between the first day it looks at and its last.
    pub(crate) fn months(&self, grain: Grain) -> u32 {
        let a_period = match grain {
            Grain::Day | Grain::Week => 0,
            Grain::Month => 1,
            Grain::Quarter => 3,
            Grain::FiscalYear => 12,
        };
        let window = self.periods.saturating_mul(a_period);
        window.max(a_period).max(if self.year { 12 } else { 0 })
    }
}

/// Of every metric of the catalog.
pub(super) fn of(catalog: &Catalog) -> BTreeMap<MetricId, MetricFacts> {
    let mut known = BTreeMap::new();
    for definition in catalog.metrics() {
        collect(catalog, definition, &mut known);
    }
    known
}

/// The catalog has no cycles and is not deep; both were checked when it was loaded.
fn collect(
    catalog: &Catalog,
    definition: &Definition,
    known: &mut BTreeMap<MetricId, MetricFacts>,
) -> MetricFacts {
    if let Some(found) = known.get(definition.id()) {
        return found.clone();
    }
    let mut all = MetricFacts {
        facts: BTreeSet::new(),
        periods: 0,
        year: false,
        range: catalog.range(definition),
    };
    for name in names(definition.kind()) {
        match catalog.metric(name.as_str()) {
            Some(inner) => {
                let inner = collect(catalog, inner, known);
                all.facts.extend(inner.facts);
                all.periods = all.periods.max(inner.periods);
                all.year |= inner.year;
            }
            None => {
                all.year |= name.as_str().starts_with("year_");
                all.facts.insert(name);
            }
        }
    }
    if let Kind::Cumulative { window: Window::Trailing { periods, offset }, .. } = definition.kind()
    {
        all.periods = all.periods.max(u32::from(*periods) + u32::from(*offset));
    }
    known.insert(definition.id().clone(), all.clone());
    all
}

fn names(kind: &Kind) -> Vec<FactName> {
    let of = |formula: &Formula| formula.names().into_iter().cloned().collect::<Vec<_>>();
    match kind {
        Kind::Simple { fact } => vec![fact.clone()],
        Kind::Ratio { numerator, denominator } => [of(numerator), of(denominator)].concat(),
        Kind::Derived { formula } | Kind::Cumulative { input: formula, .. } => of(formula),
        Kind::Conversion { base, converted } => vec![base.clone(), converted.clone()],
        _ => Vec::new(),
    }
}
