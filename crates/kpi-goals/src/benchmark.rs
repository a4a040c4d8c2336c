//! What others reach.

use kpi_metrics::MetricId;
use kpi_stats::{QuantileError, Sample};

/// Values of a metric elsewhere: of peers, regions, teams. In the unit of the metric; 1 is 100 %.
#[derive(Debug, Clone, PartialEq)]
pub struct Benchmark {
    metric: MetricId,
    name: String,
    values: Sample,
}

impl Benchmark {
    /// A named list of values.
    ///
    /// # Errors
    ///
    /// [`QuantileError`] for an empty list or a value that is not a number.
    pub fn try_new(metric: MetricId, name: &str, values: &[f64]) -> Result<Self, QuantileError> {
        Ok(Self { metric, name: name.to_owned(), values: Sample::try_new(values)? })
    }

    /// The metric.
    #[must_use]
    pub fn metric(&self) -> &MetricId {
        &self.metric
    }

    /// Who they are.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The values.
    #[must_use]
    pub fn values(&self) -> &Sample {
        &self.values
    }
}
