//! How a metric is computed.

use kpi_types::{FactName, Grain};

use crate::{Formula, FormulaError, Side};

/// How a metric is computed from facts and other metrics.
///
/// ```
/// use kpi_metrics::{Aggregate, Kind, Window};
///
/// let arpa = Kind::ratio("closing_mrr", "closing_customers")?;
/// // The six months before the current one.
/// let trailing = Kind::cumulative("customer_churn_rate", Window::trailing(6, 1), Aggregate::Mean)?;
/// # Ok::<(), kpi_metrics::FormulaError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(tag = "kind", rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Kind {
    /// One fact, as it stands.
    Simple {
        /// The fact.
        fact: FactName,
    },
    /// A numerator over a denominator; undefined when the denominator is zero. The measurement
    /// carries both.
    Ratio {
        /// What is divided.
        numerator: Formula,
        /// By what.
        denominator: Formula,
    },
    /// Any formula.
    Derived {
        /// The formula.
        formula: Formula,
    },
    /// A formula over several periods.
    ///
    /// Undefined when it is undefined in any of them; the earliest one gives the reason.
    Cumulative {
        /// What is collected from each period.
        input: Formula,
        /// From which periods.
        window: Window,
        /// How they are put together.
        aggregate: Aggregate,
    },
    /// The share of a population that went on to do something: `converted ÷ base`.
    ///
    /// Everybody who converted belongs to the base, so `converted` lies between 0 and `base`.
    /// Facts that say otherwise come from two different populations, and are an
    /// [error](crate::EvaluationError::ConversionOutOfRange), not a share above 100 %.
    Conversion {
        /// Who could.
        base: FactName,
        /// Who did.
        converted: FactName,
    },
}

/// The periods a cumulative metric looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Window {
    /// So many periods, ending `offset` periods before the one asked for.
    Trailing {
        /// How many, 1 to [`Window::MAX_PERIODS`].
        periods: u16,
        /// How far back the last one lies; 0 is the period itself.
        offset: u16,
    },
    /// From the start of the enclosing longer period up to the one asked for: the year to date.
    /// A week belongs to the month, quarter or year of its first day.
    ToDate {
        /// The longer period.
        grain: Grain,
    },
}

impl Window {
    /// The most periods a window may look at or look back over.
    pub const MAX_PERIODS: u16 = 1000;

    /// `periods` periods, the last one `offset` before the one asked for.
    #[must_use]
    pub const fn trailing(periods: u16, offset: u16) -> Self {
        Self::Trailing { periods, offset }
    }

    /// From the start of the enclosing period of that grain.
    #[must_use]
    pub const fn to_date(grain: Grain) -> Self {
        Self::ToDate { grain }
    }
}

/// How the periods of a window are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Aggregate {
    /// The sum: for flows such as new MRR.
    Sum,
    /// The plain mean of the periods' values, each period counting the same.
    Mean,
    /// The value of the last period: for stocks such as closing MRR.
    Last,
}

impl Aggregate {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sum, Self::Mean, Self::Last];

    /// The name in catalogs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Mean => "mean",
            Self::Last => "last",
        }
    }
}

impl Kind {
    /// One fact.
    #[must_use]
    pub const fn simple(fact: FactName) -> Self {
        Self::Simple { fact }
    }

    /// A numerator over a denominator.
    ///
    /// # Errors
    ///
    /// [`FormulaError`] for a text that is not a formula.
    pub fn ratio(numerator: &str, denominator: &str) -> Result<Self, FormulaError> {
        Ok(Self::Ratio {
            numerator: Formula::parse(numerator)?,
            denominator: Formula::parse(denominator)?,
        })
    }

    /// Any formula.
    ///
    /// # Errors
    ///
    /// [`FormulaError`] for a text that is not a formula.
    pub fn derived(formula: &str) -> Result<Self, FormulaError> {
        let formula = Formula::parse(formula)?;
        Ok(Self::Derived { formula })
    }

    /// A formula over several periods.
    ///
    /// # Errors
    ///
    /// [`FormulaError`] for a text that is not a formula.
    pub fn cumulative(
        input: &str,
        window: Window,
        aggregate: Aggregate,
    ) -> Result<Self, FormulaError> {
        Ok(Self::Cumulative { input: Formula::parse(input)?, window, aggregate })
    }

    /// The share of `base` that `converted`.
    #[must_use]
    pub const fn conversion(base: FactName, converted: FactName) -> Self {
        Self::Conversion { base, converted }
    }

    /// The name in catalogs: `simple`, `ratio`, `derived`, `cumulative`, `conversion`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Simple { .. } => "simple",
            Self::Ratio { .. } => "ratio",
            Self::Derived { .. } => "derived",
            Self::Cumulative { .. } => "cumulative",
            Self::Conversion { .. } => "conversion",
        }
    }

    /// The computation as one line of text, for people.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Simple { fact } => fact.to_string(),
            Self::Ratio { numerator, denominator } => format!("({numerator}) / ({denominator})"),
            Self::Derived { formula } => formula.to_string(),
            Self::Cumulative { input, window: Window::Trailing { periods, offset }, aggregate } => {
                let name = aggregate.name();
                format!("{name} of {input} over {periods} periods, offset {offset}")
            }
            Self::Cumulative { input, window: Window::ToDate { grain }, aggregate } => {
                format!("{} of {input} since the {grain} began", aggregate.name())
            }
            Self::Conversion { base, converted } => format!("{converted} / {base}"),
        }
    }

    /// Calls back for every fact and metric it names, from left to right, with the side of the
    /// line on which it stands; a name may come more than once.
    pub fn visit_sides<'a>(&'a self, visit: &mut impl FnMut(&'a FactName, Side)) {
        match self {
            Self::Simple { fact } => visit(fact, Side::Above),
            Self::Ratio { numerator, denominator } => {
                numerator.expression().visit_sides(Side::Above, visit);
                denominator.expression().visit_sides(Side::Below, visit);
            }
            Self::Derived { formula } => formula.expression().visit_sides(Side::Above, visit),
            Self::Cumulative { input, .. } => input.expression().visit_sides(Side::Above, visit),
            Self::Conversion { base, converted } => {
                visit(converted, Side::Above);
                visit(base, Side::Below);
            }
        }
    }

    /// The facts and metrics it names, once each, in order.
    #[must_use]
    pub fn names(&self) -> Vec<&FactName> {
        let mut names = match self {
            Self::Simple { fact } => vec![fact],
            Self::Ratio { numerator, denominator } => {
                [numerator.names(), denominator.names()].concat()
            }
            Self::Derived { formula } => formula.names(),
            Self::Cumulative { input, .. } => input.names(),
            Self::Conversion { base, converted } => vec![base, converted],
        };
        names.sort_unstable();
        names.dedup();
        names
    }
}
