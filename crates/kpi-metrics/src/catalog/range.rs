//! Which values a metric can take, found from what it is made of.

use kpi_types::FactName;
use rust_decimal::Decimal;

use crate::formula::{Expression, Node, Sign};
use crate::{Catalog, Definition, Formula, Kind, ValueRange};

impl Catalog {
    /// Which values a metric can take: as stated, or else what follows from its facts.
    ///
    /// # Conventions
    ///
    /// A conversion is a share. Sums, products and quotients of what is not negative are not negative;
    /// of anything taken off nothing is known. That a ratio stays below 1 follows from no formula: the
    /// definition states it, as gross retention and churn do.
    ///
    /// ```
    /// use kpi_metrics::{Catalog, ValueRange};
    ///
    /// let catalog = Catalog::builtin()?;
    /// let range = |id: &str| catalog.range(catalog.metric(id).unwrap());
    /// assert_eq!(range("mrr"), ValueRange::NotNegative);
    /// assert_eq!(range("net_new_mrr"), ValueRange::Any);
    /// assert_eq!(range("net_revenue_retention"), ValueRange::NotNegative);
    /// assert_eq!(range("gross_revenue_retention"), ValueRange::Share);
    /// # Ok::<(), kpi_metrics::CatalogError>(())
    /// ```
    #[must_use]
    pub fn range(&self, metric: &Definition) -> ValueRange {
        if let Some(stated) = metric.stated_range() {
            return stated;
        }
        let is = |formula: &Formula| self.is_not_negative(formula.expression());
        let not_negative = match metric.kind() {
            Kind::Conversion { .. } => return ValueRange::Share,
            Kind::Simple { fact } => return self.range_of(fact),
            Kind::Ratio { numerator, denominator } => is(numerator) && is(denominator),
            Kind::Derived { formula } | Kind::Cumulative { input: formula, .. } => is(formula),
        };
        if not_negative { ValueRange::NotNegative } else { ValueRange::Any }
    }

    /// Of a fact or a metric by its name. A catalog was checked for circles and depth.
    fn range_of(&self, name: &FactName) -> ValueRange {
        match self.metric(name.as_str()) {
            Some(metric) => self.range(metric),
            None => self.fact(name.as_str()).map_or(ValueRange::Any, |fact| fact.range()),
        }
    }

    fn is_not_negative(&self, expression: &Expression) -> bool {
        match &expression.node {
            Node::Number(value) | Node::Time(value, _) => *value >= Decimal::ZERO,
            Node::Name(name) => self.range_of(name) != ValueRange::Any,
            Node::Negate(_) => false,
            Node::Sum(first, rest) => {
                let added = rest
                    .iter()
                    .all(|(sign, term)| *sign == Sign::Plus && self.is_not_negative(term));
                added && self.is_not_negative(first)
            }
            Node::Product(first, rest) => {
                self.is_not_negative(first) && rest.iter().all(|(_, of)| self.is_not_negative(of))
            }
            Node::Call(_, first, rest) => {
                self.is_not_negative(first) && rest.iter().all(|of| self.is_not_negative(of))
            }
        }
    }
}
