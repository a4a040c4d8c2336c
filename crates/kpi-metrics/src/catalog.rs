//! A catalog: facts and metrics that fit together.

mod assembly;
mod builtin;
mod check;
mod range;
mod read;
mod reader;
mod suggestion;

pub use suggestion::closest_name;

use std::collections::BTreeMap;
use std::sync::Arc;

use kpi_types::FactName;

use assembly::Assembly;
pub(crate) use check::Shapes;

use crate::{CatalogError, Definition, FactDefinition, Finding, FindingLevel, MetricId};

/// A set of facts and metrics whose names, units, grains and references were checked.
///
/// ```
/// use kpi_metrics::Catalog;
///
/// let catalog = Catalog::builtin()?;
/// let metric = catalog.metric("net_revenue_retention").unwrap();
/// assert_eq!(metric.kind().describe(), "(cohort_closing_mrr) / (opening_mrr)");
///
/// // A company's own definitions, on top.
/// let catalog = catalog.extend_toml(r#"
///     [[metric]]
///     id = "new_customer_share"
///     name = { en = "Share of new customers", ja = "新規顧客比率" }
///     description = { en = "New customers among all.", ja = "全顧客に占める新規顧客の割合。" }
///     kind = "ratio"
///     numerator = "new_customers"
///     denominator = "closing_customers"
///     unit = "ratio"
///     direction = "neither"
///     grains = ["month"]
///     scenario_stage = "setup"
///     timing = "lagging"
///     owner = "marketing"
///     sources = ["our own"]
/// "#)?;
/// assert!(catalog.metric("new_customer_share").is_some());
/// # Ok::<(), kpi_metrics::CatalogError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Catalog {
    pub(crate) contents: Arc<Contents>,
}

#[derive(Debug, PartialEq)]
pub(crate) struct Contents {
    pub(crate) facts: BTreeMap<FactName, FactDefinition>,
    pub(crate) metrics: BTreeMap<MetricId, Definition>,
    pub(crate) shapes: BTreeMap<MetricId, Shapes>,
    pub(crate) findings: Vec<Finding>,
}

/// Equal when they hold the same definitions.
impl PartialEq for Catalog {
    fn eq(&self, other: &Self) -> bool {
        self.contents.facts == other.contents.facts
            && self.contents.metrics == other.contents.metrics
    }
}

impl Eq for Catalog {}

impl Catalog {
    /// The built-in metrics.
    ///
    /// # Errors
    ///
    /// None in a released version, whose tests load it; the signature keeps a mistake in the
    /// documents from becoming a panic.
    pub fn builtin() -> Result<Self, CatalogError> {
        let mut assembly = Assembly::default();
        builtin::DOCUMENTS.iter().for_each(|document| read::document(document, &mut assembly));
        assembly.finish()
    }

    /// A catalog made of one document alone. The page of this crate shows the fields.
    ///
    /// # Errors
    ///
    /// [`CatalogError`] with everything that was found.
    pub fn from_toml(document: &str) -> Result<Self, CatalogError> {
        let mut assembly = Assembly::default();
        read::document(document, &mut assembly);
        assembly.finish()
    }

    /// This catalog and the definitions of a document. To replace a definition, the document says
    /// `overrides = true` on its own; the replacement is whole, nothing of the old one is kept.
    ///
    /// # Errors
    ///
    /// [`CatalogError`] with everything that was found.
    pub fn extend_toml(&self, document: &str) -> Result<Self, CatalogError> {
        let mut assembly = Assembly::of(self);
        read::document(document, &mut assembly);
        assembly.finish()
    }

    /// An empty catalog to fill in code.
    pub fn builder() -> CatalogBuilder {
        CatalogBuilder { assembly: Assembly::default() }
    }

    /// This catalog, to add to or override in code.
    pub fn to_builder(&self) -> CatalogBuilder {
        CatalogBuilder { assembly: Assembly::of(self) }
    }

    /// A metric by its id.
    #[must_use]
    pub fn metric(&self, id: impl AsRef<str>) -> Option<&Definition> {
        self.contents.metrics.get(id.as_ref())
    }

    /// Every metric, by id.
    pub fn metrics(&self) -> impl Iterator<Item = &Definition> {
        self.contents.metrics.values()
    }

    /// A fact by its name.
    #[must_use]
    pub fn fact(&self, name: impl AsRef<str>) -> Option<&FactDefinition> {
        self.contents.facts.get(name.as_ref())
    }

    /// Every fact, by name.
    pub fn facts(&self) -> impl Iterator<Item = &FactDefinition> {
        self.contents.facts.values()
    }

    /// What was found that does not stand in the way: warnings and advice.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.contents.findings
    }
}

/// A catalog in the making.
#[derive(Debug, Clone)]
#[must_use = "call build() to get the catalog"]
pub struct CatalogBuilder {
    assembly: Assembly,
}

impl CatalogBuilder {
    /// Adds a fact.
    pub fn fact(mut self, fact: FactDefinition) -> Self {
        self.assembly.add_fact(fact, Presence::New, None);
        self
    }

    /// Replaces the fact or metric of that name by a fact.
    pub fn override_fact(mut self, fact: FactDefinition) -> Self {
        self.assembly.add_fact(fact, Presence::Overrides, None);
        self
    }

    /// Adds a metric.
    pub fn metric(mut self, metric: Definition) -> Self {
        self.assembly.add_metric(metric, Presence::New, None);
        self
    }

    /// Replaces the metric or fact of that name by a metric.
    pub fn override_metric(mut self, metric: Definition) -> Self {
        self.assembly.add_metric(metric, Presence::Overrides, None);
        self
    }

    /// Adds the definitions of a document.
    pub fn toml(mut self, document: &str) -> Self {
        read::document(document, &mut self.assembly);
        self
    }

    /// Checks everything together.
    ///
    /// # Errors
    ///
    /// [`CatalogError`] with everything that was found.
    pub fn build(self) -> Result<Catalog, CatalogError> {
        self.assembly.finish()
    }
}

/// Whether a definition is new or takes the place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    New,
    Overrides,
}

/// Whether any finding stands in the way.
fn blocks(findings: &[Finding]) -> bool {
    findings.iter().any(|f| f.level() == FindingLevel::Blocking)
}
