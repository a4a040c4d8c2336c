//! Attributes of customers, and groups made of them.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use chrono::NaiveDate;

use crate::CustomerId;

/// All customers whose attribute has a value: `industry = retail`.
///
/// ```
/// use kpi_types::Segment;
///
/// let retail: Segment = "industry=retail".parse()?;
/// assert_eq!((retail.attribute(), retail.value()), ("industry", "retail"));
/// # Ok::<(), kpi_types::SegmentError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "String", into = "String"))]
pub struct Segment {
    attribute: Arc<str>,
    value: Arc<str>,
}

/// Why a text is not a segment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is not a segment: expected attribute=value")]
pub struct SegmentError {
    /// What was given.
    pub text: String,
}

impl Segment {
    /// An attribute and a value.
    ///
    /// # Errors
    ///
    /// [`SegmentError`] when the attribute is blank or contains `=`.
    pub fn try_new(attribute: &str, value: &str) -> Result<Self, SegmentError> {
        let (name, value) = (attribute.trim(), value.trim());
        if name.is_empty() || name.contains('=') {
            return Err(SegmentError { text: format!("{attribute}={value}") });
        }
        Ok(Self { attribute: Arc::from(name), value: Arc::from(value) })
    }

    /// The attribute's name.
    #[must_use]
    pub fn attribute(&self) -> &str {
        &self.attribute
    }

    /// Its value.
    #[must_use]
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.attribute, self.value)
    }
}

impl std::str::FromStr for Segment {
    type Err = SegmentError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, value) =
            text.split_once('=').ok_or_else(|| SegmentError { text: text.to_owned() })?;
        Self::try_new(name, value)
    }
}

impl TryFrom<String> for Segment {
    type Error = SegmentError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Segment> for String {
    fn from(segment: Segment) -> Self {
        segment.to_string()
    }
}

/// Which value counts when an attribute changes during a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum SegmentTiming {
    /// The value that held on the period's first day: retention looks back at who they were.
    #[default]
    PeriodStart,
    /// The value that held on the period's last day: reports of the present show who they are.
    PeriodEnd,
}

/// The values of one customer attribute over time.
///
/// A value holds from its date until the next one. A value recorded without a date holds from the
/// beginning. Before the first value, and for a customer never mentioned, there is none.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_types::{AttributeHistory, CustomerId};
///
/// let day = |m| NaiveDate::from_ymd_opt(2026, m, 1).unwrap();
/// let acme = CustomerId::try_new("acme").unwrap();
/// let mut size = AttributeHistory::new();
/// size.record(&acme, NaiveDate::MIN, "small");
/// size.record(&acme, day(6), "large");
/// assert_eq!(size.value_on(&acme, day(5)), Some("small"));
/// assert_eq!(size.value_on(&acme, day(6)), Some("large"));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "Vec<RawValue>", into = "Vec<RawValue>"))]
pub struct AttributeHistory {
    values: BTreeMap<CustomerId, BTreeMap<NaiveDate, Arc<str>>>,
}

impl AttributeHistory {
    /// No values yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Records that a value holds from a date on; replaces the value recorded for that very date
    /// and returns it.
    pub fn record(
        &mut self,
        customer: &CustomerId,
        from: NaiveDate,
        value: &str,
    ) -> Option<Arc<str>> {
        self.values.entry(customer.clone()).or_default().insert(from, Arc::from(value))
    }

    /// The value that held on a date.
    #[must_use]
    pub fn value_on(&self, customer: &CustomerId, date: NaiveDate) -> Option<&str> {
        let (_, value) = self.values.get(customer)?.range(..=date).next_back()?;
        Some(value)
    }

    /// Every value anybody ever had, once each, in order.
    #[must_use]
    pub fn distinct_values(&self) -> Vec<&str> {
        let all = self.values.values().flat_map(BTreeMap::values).map(AsRef::as_ref);
        let sorted: std::collections::BTreeSet<&str> = all.collect();
        sorted.into_iter().collect()
    }
}

/// A customer's value from a date on.
#[cfg(feature = "serde")]
#[derive(Clone, serde::Serialize, serde::Deserialize)]
#[serde(rename = "AttributeValue", deny_unknown_fields)]
struct RawValue {
    customer: CustomerId,
    from: NaiveDate,
    value: String,
}

#[cfg(feature = "serde")]
impl From<Vec<RawValue>> for AttributeHistory {
    fn from(values: Vec<RawValue>) -> Self {
        let mut history = Self::new();
        for raw in values {
            history.record(&raw.customer, raw.from, &raw.value);
        }
        history
    }
}

#[cfg(feature = "serde")]
impl From<AttributeHistory> for Vec<RawValue> {
    fn from(history: AttributeHistory) -> Self {
        let rows = |(customer, dated): (CustomerId, BTreeMap<NaiveDate, Arc<str>>)| {
            dated.into_iter().map(move |(from, value)| RawValue {
                customer: customer.clone(),
                from,
                value: value.to_string(),
            })
        };
        history.values.into_iter().flat_map(rows).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_equals_is_refused() {
        assert_eq!("retail".parse::<Segment>(), Err(SegmentError { text: "retail".to_owned() }));
        assert!(" =x".parse::<Segment>().unwrap_err().to_string().contains("attribute=value"));
    }

    #[test]
    fn nobody_knows_before_the_first_value() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 1, d).unwrap();
        let acme = CustomerId::try_new("acme").unwrap();
        let mut history = AttributeHistory::new();
        history.record(&acme, day(10), "a");
        assert_eq!(history.value_on(&acme, day(9)), None);
        assert_eq!(history.record(&acme, day(10), "b").as_deref(), Some("a"));
        assert_eq!(history.distinct_values(), ["b"]);
    }
}
