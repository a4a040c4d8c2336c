//! What is asked of several ledgers alike.

use chrono::{DateTime, Utc};
use kpi_metrics::Catalog;
use kpi_types::{Period, Quantity};

use crate::kpis::{KpiError, RevenueKpis};
use crate::view::View;

/// A metric of a period, by which catalog and with which given facts; what
/// [`compare`](crate::compare) and [`restate`](crate::restate) ask of each ledger.
///
/// A name and a period are enough, since a pair becomes a question by itself:
///
/// ```
/// use kpi_revenue::KpiQuestion;
/// use kpi_types::{Calendar, Quantity, Ratio};
///
/// let march = Calendar::utc().parse("2026-03")?;
/// let short: KpiQuestion = ("mrr", march).into();
/// let margin = Quantity::Ratio(Ratio::new("0.8".parse()?));
/// let long = KpiQuestion::new("ltv_margin", march).given("gross_margin", margin);
/// assert_eq!((short.metric(), long.metric()), ("mrr", "ltv_margin"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct KpiQuestion {
    metric: String,
    period: Period,
    catalog: Option<Catalog>,
    given: Vec<(String, Option<Period>, Quantity)>,
    known_at: Option<DateTime<Utc>>,
}

impl KpiQuestion {
    /// A metric of the built-in catalog over a period, as the records are known now.
    pub fn new(metric: impl Into<String>, period: Period) -> Self {
        let (metric, given) = (metric.into(), Vec::new());
        Self { metric, period, catalog: None, given, known_at: None }
    }

    /// By a catalog of your own.
    #[must_use]
    pub fn by(self, catalog: Catalog) -> Self {
        Self { catalog: Some(catalog), ..self }
    }

    /// With a fact the ledger cannot know, as in [`RevenueKpis::given`].
    #[must_use]
    pub fn given(mut self, name: impl Into<String>, figure: Quantity) -> Self {
        self.given.push((name.into(), None, figure));
        self
    }

    /// With a fact of one period, as in [`RevenueKpis::given_in`].
    #[must_use]
    pub fn given_in(mut self, period: Period, name: impl Into<String>, figure: Quantity) -> Self {
        self.given.push((name.into(), Some(period), figure));
        self
    }

    /// As the records were known at a moment. For [`restate`](crate::restate) this is the later of
    /// its two moments.
    #[must_use]
    pub fn known_at(self, moment: DateTime<Utc>) -> Self {
        Self { known_at: Some(moment), ..self }
    }

    /// The metric.
    #[must_use]
    pub fn metric(&self) -> &str {
        &self.metric
    }

    /// The period.
    #[must_use]
    pub fn period(&self) -> Period {
        self.period
    }

    /// The moment of knowledge; `None` for all that is known.
    #[must_use]
    pub fn moment(&self) -> Option<DateTime<Utc>> {
        self.known_at
    }

    /// The KPIs that answer it.
    pub(crate) fn kpis<'v>(&self, view: &'v View<'_>) -> Result<RevenueKpis<'v>, KpiError> {
        let kpis = match &self.catalog {
            Some(catalog) => view.kpis_by(catalog.clone())?,
            None => view.kpis()?,
        };
        self.given.iter().try_fold(kpis, |kpis, (name, period, figure)| match period {
            Some(period) => kpis.given_in(*period, name, *figure),
            None => kpis.given(name, *figure),
        })
    }
}

impl From<(&str, Period)> for KpiQuestion {
    fn from((metric, period): (&str, Period)) -> Self {
        Self::new(metric, period)
    }
}

impl From<&KpiQuestion> for KpiQuestion {
    fn from(question: &KpiQuestion) -> Self {
        question.clone()
    }
}
