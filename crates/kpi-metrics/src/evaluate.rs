//! From facts to a measurement.

mod context;
mod error;
mod evaluator;
mod measurement;

use kpi_types::{FactSource, Period};

pub use context::EvaluationContext;
pub use error::EvaluationError;
pub use measurement::{FactUsed, Measurement};

use crate::Catalog;
use evaluator::Evaluator;

impl Catalog {
    /// Measures a metric over one period.
    ///
    /// Sums, differences and products of facts are exact while they fit 28 digits; a division is
    /// rounded to 28 digits, half to even, and nothing is rounded besides. All facts a formula
    /// names are asked for, also after one was missing, so the same facts always give the same
    /// measurement.
    ///
    /// ```
    /// use kpi_metrics::{Catalog, EvaluationContext};
    /// use kpi_types::{Facts, Grain, Period, Quantity, Ratio};
    /// use rust_decimal::Decimal;
    ///
    /// let catalog = Catalog::builtin()?;
    /// let march = Period::new(Grain::Month, 2026 * 12 + 2);
    /// let mut facts = Facts::new(march);
    /// facts.insert("lost_customers", Quantity::Count(5))?;
    /// facts.insert("opening_customers", Quantity::Count(40))?;
    /// let context = EvaluationContext::new("our policy");
    /// let churn = catalog.evaluate("customer_churn_rate_opening", march, &facts, &context)?;
    /// assert_eq!(churn.value(), Ok(Quantity::Ratio(Ratio::new(Decimal::new(125, 3)))));
    /// assert_eq!(churn.numerator(), Some(Quantity::Count(5)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`EvaluationError`] where the question or the facts are wrong. A figure that does not exist
    /// is no error: [`Measurement::value`] then says why.
    pub fn evaluate(
        &self,
        id: impl AsRef<str>,
        period: Period,
        facts: &dyn FactSource,
        context: &EvaluationContext,
    ) -> Result<Measurement, EvaluationError> {
        let id = id.as_ref();
        let Some(definition) = self.metric(id) else {
            let id = id.to_owned();
            return Err(EvaluationError::UnknownMetric { id });
        };
        Evaluator::new(self, facts, context).measure(definition, period)
    }
}
