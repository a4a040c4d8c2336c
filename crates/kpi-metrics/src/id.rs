//! Names of metrics.

use std::borrow::Borrow;
use std::fmt;

use kpi_types::FactName;

/// The name of a metric: lower-case letters, digits and underscores, such as
/// `net_revenue_retention`. Facts and metrics share one row of names, so that a formula can name
/// either.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct MetricId(FactName);

/// A text that is not the name of a metric.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{name:?} is not a metric id: a lower-case letter, then lower-case letters, digits or underscores"
)]
pub struct MetricIdError {
    /// What was given.
    pub name: String,
}

impl MetricId {
    /// Checks a name.
    ///
    /// # Errors
    ///
    /// [`MetricIdError`] unless it is a lower-case letter followed by lower-case letters, digits
    /// or underscores.
    pub fn try_new(name: impl AsRef<str>) -> Result<Self, MetricIdError> {
        let name = name.as_ref();
        FactName::try_new(name).map(Self).map_err(|_| {
            let name = name.to_owned();
            MetricIdError { name }
        })
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn name(&self) -> &FactName {
        &self.0
    }
}

impl fmt::Debug for MetricId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MetricId({})", self.0)
    }
}

impl fmt::Display for MetricId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl AsRef<str> for MetricId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

/// Borrowing as text lets a map of metrics be searched without building a name.
impl Borrow<str> for MetricId {
    fn borrow(&self) -> &str {
        self.as_str()
    }
}

impl TryFrom<String> for MetricId {
    type Error = MetricIdError;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::try_new(name)
    }
}

impl From<MetricId> for String {
    fn from(id: MetricId) -> Self {
        id.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_checked() {
        assert_eq!(MetricId::try_new("nrr").unwrap().as_str(), "nrr");
        let error = MetricId::try_new("NRR").unwrap_err();
        let name = "NRR".to_owned();
        assert_eq!(error, MetricIdError { name });
        assert!(error.to_string().contains("\"NRR\" is not a metric id"));
    }
}
