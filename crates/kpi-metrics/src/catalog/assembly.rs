//! Putting definitions together before they are checked as a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use kpi_types::{FactName, Localized};

use super::{Catalog, Contents, Presence, blocks, check};
use crate::{CatalogError, Definition, FactDefinition, Finding, FindingCode, MetricId, Position};

/// Where the fields of a definition stand in the document it came from.
pub(super) type Places = BTreeMap<&'static str, Position>;

/// Definitions on the way to a catalog, and what was found so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Assembly {
    pub(super) facts: BTreeMap<FactName, FactDefinition>,
    pub(super) metrics: BTreeMap<MetricId, Definition>,
    /// Where the metrics read from a document stand.
    pub(super) places: BTreeMap<MetricId, Places>,
    /// Where the facts read from a document stand.
    pub(super) fact_places: BTreeMap<FactName, Places>,
    /// Names whose definition could not be read: not unknown, only useless.
    pub(super) broken: BTreeSet<FactName>,
    pub(super) findings: Vec<Finding>,
}

impl Assembly {
    /// What a catalog holds. Its warnings are found again when it is checked again.
    pub(super) fn of(catalog: &Catalog) -> Self {
        Self {
            facts: catalog.contents.facts.clone(),
            metrics: catalog.contents.metrics.clone(),
            ..Self::default()
        }
    }

    pub(super) fn add_fact(
        &mut self,
        fact: FactDefinition,
        presence: Presence,
        places: Option<Places>,
    ) {
        let name = fact.name().clone();
        let position = places.as_ref().and_then(|p| p.get("name")).copied();
        let path = format!("fact.{name}");
        if self.make_room(&name, presence, path, position) {
            if let Some(places) = places {
                self.fact_places.insert(name.clone(), places);
            }
            self.facts.insert(name, fact);
        }
    }

    pub(super) fn add_metric(
        &mut self,
        metric: Definition,
        presence: Presence,
        places: Option<Places>,
    ) {
        let id = metric.id().clone();
        let position = places.as_ref().and_then(|p| p.get("id")).copied();
        let path = format!("metric.{id}");
        if self.make_room(id.name(), presence, path, position) {
            if let Some(places) = places {
                self.places.insert(id.clone(), places);
            }
            self.metrics.insert(id, metric);
        }
    }

    /// Clears the way for a definition, or files why it cannot come in.
    fn make_room(
        &mut self,
        name: &FactName,
        presence: Presence,
        path: String,
        position: Option<Position>,
    ) -> bool {
        let is_fact = self.facts.contains_key(name);
        let is_metric = self.metrics.contains_key(name.as_str());
        match (presence, is_fact || is_metric) {
            (Presence::New, false) => true,
            (Presence::Overrides, true) => {
                self.facts.remove(name);
                self.fact_places.remove(name);
                self.metrics.remove(name.as_str());
                self.places.remove(name.as_str());
                true
            }
            (Presence::New, true) => {
                let (en, ja) = if is_fact { ("a fact", "事実") } else { ("a metric", "指標") };
                let message = Localized::new(
                    format!("{name} already names {en}"),
                    format!("{name} という{ja}は既にあります"),
                );
                let remedy = Localized::fixed(
                    "choose another name, or write overrides = true to replace it",
                    "別の名前にするか、置き換えるなら overrides = true と書いてください",
                );
                let code = FindingCode::DuplicateId;
                let finding = Finding::new(code, path, message, remedy);
                self.findings.push(finding.at(position));
                false
            }
            (Presence::Overrides, false) => {
                let message = Localized::new(
                    format!("there is no {name} to override"),
                    format!("置き換える {name} がありません"),
                );
                let remedy = Localized::fixed(
                    "correct the name, or leave out overrides to add a new definition",
                    "名前を直すか、新しい定義なら overrides を消してください",
                );
                let code = FindingCode::NothingToOverride;
                let finding = Finding::new(code, path, message, remedy);
                self.findings.push(finding.at(position));
                self.broken.insert(name.clone());
                false
            }
        }
    }

    /// Checks everything together.
    pub(super) fn finish(mut self) -> Result<Catalog, CatalogError> {
        let (shapes, found) = check::check(&self);
        self.findings.extend(found);
        if blocks(&self.findings) {
            self.findings.sort_by_key(Finding::level);
            return Err(CatalogError::catalog(self.findings));
        }
        let contents =
            Contents { facts: self.facts, metrics: self.metrics, shapes, findings: self.findings };
        Ok(Catalog { contents: Arc::new(contents) })
    }
}
