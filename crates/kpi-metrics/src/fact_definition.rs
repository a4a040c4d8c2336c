//! Facts a catalog knows.

use kpi_types::{FactName, Localized, Unit};

use crate::definition::missing_translation;
use crate::{CatalogError, Finding, ValueRange};

/// A fact that formulas may use: its name, its unit, what it means and who provides it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct FactDefinition {
    name: FactName,
    unit: Unit,
    label: Localized,
    description: Localized,
    provided_by: String,
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    range: Option<ValueRange>,
}

impl FactDefinition {
    /// Declares a fact. `label` is what people call it, `provided_by` the crate or system that
    /// counts it.
    ///
    /// # Errors
    ///
    /// [`CatalogError`] where the label or the description is empty in a language.
    pub fn try_new(
        name: FactName,
        unit: Unit,
        label: Localized,
        description: Localized,
        provided_by: impl Into<String>,
    ) -> Result<Self, CatalogError> {
        let provided_by = provided_by.into();
        let definition = Self { name, unit, label, description, provided_by, range: None };
        let findings = definition.check();
        if findings.is_empty() { Ok(definition) } else { Err(CatalogError::catalog(findings)) }
    }

    /// The same with the values it can take stated.
    #[must_use]
    pub fn with_range(self, range: ValueRange) -> Self {
        Self { range: Some(range), ..self }
    }

    /// Which values it can take: as stated; otherwise what is counted, paid or timed is not negative,
    /// and nothing is known of ratios, scores and plain numbers.
    #[must_use]
    pub fn range(&self) -> ValueRange {
        self.range.unwrap_or(match self.unit {
            Unit::Count | Unit::Money | Unit::Duration(_) => ValueRange::NotNegative,
            _ => ValueRange::Any,
        })
    }

    fn check(&self) -> Vec<Finding> {
        let path = |field: &str| format!("fact.{}.{field}", self.name);
        let label = missing_translation(&self.label, &path("label"));
        let description = missing_translation(&self.description, &path("description"));
        label.into_iter().chain(description).collect()
    }

    /// The name formulas use.
    #[must_use]
    pub fn name(&self) -> &FactName {
        &self.name
    }

    /// Its unit.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// What people call it.
    #[must_use]
    pub fn label(&self) -> &Localized {
        &self.label
    }

    /// What it counts.
    #[must_use]
    pub fn description(&self) -> &Localized {
        &self.description
    }

    /// Who provides it: a crate, or `user`.
    #[must_use]
    pub fn provided_by(&self) -> &str {
        &self.provided_by
    }
}
