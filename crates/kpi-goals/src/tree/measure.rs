//! What a node is measured in, and how figures of different measures meet.

mod dimension;

use std::fmt;

use kpi_types::{Currency, Grain, Unit};

pub(crate) use dimension::{Factor, MeasureIssue};

/// What a node is measured in: a unit, and what the figure is counted per.
///
/// "1 million yen per shop and month" is money, in yen, each `shop`, per month. "10 million yen in
/// a year" is money, in yen, per year. "8 shops" is a count of `shop`. Put together in a product,
/// shops cancel shops, and a figure per month becomes one per year by a factor of exactly 12.
///
/// # Conventions
///
/// * `per` is for flows: what comes in over a day, a week, a month, a quarter, a year. A stock such
///   as MRR has none, however often it is read.
/// * Month, quarter and year convert by 3 and 12; day and week by 7. Days and months do not
///   convert: how many days a month has depends on the month.
/// * A count without `of` is a plain number, so that customers × money per customer is money, as in
///   the metric catalog.
/// * A fiscal year has twelve months, wherever it begins.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Measure {
    pub(crate) unit: Unit,
    pub(crate) currency: Option<Currency>,
    pub(crate) per: Option<Grain>,
    pub(crate) each: Option<String>,
    pub(crate) of: Option<String>,
}

impl Measure {
    /// A figure of that unit.
    #[must_use]
    pub const fn new(unit: Unit) -> Self {
        Self { unit, currency: None, per: None, each: None, of: None }
    }

    /// The unit.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// Which money.
    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// For a flow, over what time it comes in.
    #[must_use]
    pub fn per(&self) -> Option<Grain> {
        self.per
    }

    /// For what each the figure holds: `shop` for yen per shop.
    #[must_use]
    pub fn each(&self) -> Option<&str> {
        self.each.as_deref()
    }

    /// What a count counts.
    #[must_use]
    pub fn of(&self) -> Option<&str> {
        self.of.as_deref()
    }
}

/// `JPY per shop and month`.
impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.currency, &self.of) {
            (Some(currency), _) => write!(f, "{currency}")?,
            (None, Some(of)) => write!(f, "{} of {of}", self.unit)?,
            (None, None) => write!(f, "{}", self.unit)?,
        }
        let per = self.per.map(|grain| match grain {
            Grain::FiscalYear => "year",
            other => other.name(),
        });
        match (&self.each, per) {
            (Some(each), Some(per)) => write!(f, " per {each} and {per}"),
            (Some(each), None) => write!(f, " per {each}"),
            (None, Some(per)) => write!(f, " per {per}"),
            (None, None) => Ok(()),
        }
    }
}
