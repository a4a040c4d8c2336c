//! Revenue KPIs: the catalog's formulas over the ledger's facts, with intervals.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use kpi_metrics::{
    Catalog, CatalogBuilder, CatalogError, EvaluationContext, EvaluationError, Kind, Measurement,
};
use kpi_stats::{BootstrapError, BootstrapMethod, BootstrapOptions, Proportion, RatioSample};
use kpi_types::{
    Estimate, FactError, FactName, FactSource, Facts, Localized, Period, Quantity, Undefined,
};

use crate::amount::Amount;
use crate::books::PeriodBooks;
use crate::facts::{FACTS, Parts, is_ours};
use crate::policy::{ChurnDenominator, Policy, ZeroChurnRule};
use crate::view::View;
use crate::view_error::ViewError;

/// The KPIs of a [`View`], by the formulas of a metric catalog.
///
/// Formulas live in the catalog and nowhere else; this supplies the facts, gives the share of some
/// customers among others its Wilson interval, and NRR and GRR of a cohort their bootstrap interval
/// over customers.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_revenue::{BillingInterval, Book, ContractLine, Ledger, Policy};
/// use kpi_types::{ContractId, Currency, CustomerId, Money, ProductId, Quantity};
///
/// let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
/// let line = |contract: &str, customer: &str, price: i64, start| {
///     ContractLine::new(
///         ContractId::try_new(contract).unwrap(),
///         CustomerId::try_new(customer).unwrap(),
///         ProductId::try_new("crm").unwrap(),
///         Money::new(price.into(), Currency::USD),
///         BillingInterval::MONTH,
///         start,
///     )
/// };
/// let mut book = Book::new();
/// book.observe_line(&line("c-1", "acme", 100, day(1, 1)).with_end(day(3, 10)))?;
/// book.observe_line(&line("c-1", "acme", 50, day(3, 10)))?;
/// book.observe_line(&line("c-2", "globex", 100, day(1, 1)).with_end(day(3, 20)))?;
/// book.observe_line(&line("c-2", "globex", 200, day(3, 20)))?;
///
/// let ledger = Ledger::try_new(&book, &Policy::default())?;
/// let view = ledger.view()?;
/// let march = view.calendar().parse("2026-03")?;
/// let kpis = view.kpis()?;
/// let nrr = kpis.measure("net_revenue_retention", march)?;
/// let grr = kpis.measure("gross_revenue_retention", march)?;
/// assert_eq!(nrr.value().unwrap().to_string(), "125.00 %");
/// assert_eq!(grr.value().unwrap().to_string(), "75.00 %");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct RevenueKpis<'v> {
    pub(crate) view: &'v View<'v>,
    pub(crate) catalog: Catalog,
    given: BTreeMap<(FactName, Option<Period>), Quantity>,
    options: Option<BootstrapOptions>,
    books: RefCell<BTreeMap<Period, Rc<PeriodBooks>>>,
    facts: RefCell<BTreeMap<(FactName, Period), Result<Quantity, Undefined>>>,
    failure: RefCell<Option<ViewError>>,
}

/// Why a KPI cannot be computed. A KPI without a value is no error; see
/// [`Measurement::value`].
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum KpiError {
    /// The ledger cannot answer.
    #[error(transparent)]
    View(#[from] ViewError),
    /// The catalog cannot answer.
    #[error(transparent)]
    Evaluation(#[from] EvaluationError),
    /// The catalog itself is wrong.
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    /// A fact that was given is wrong.
    #[error(transparent)]
    Fact(#[from] FactError),
    /// A fact was given that the catalog does not know, so no formula can use it.
    #[error("the catalog has no fact {name} that could be given")]
    UnknownFact {
        /// The fact.
        name: FactName,
    },
    /// A fact was given that the ledger counts itself.
    #[error("the fact {name} is counted from the ledger and cannot be given")]
    NotYours {
        /// The fact.
        name: FactName,
    },
}

impl<'l> View<'l> {
    /// The KPIs of this view by the built-in catalog.
    ///
    /// # Errors
    ///
    /// [`KpiError::Catalog`] never happens with the built-in catalog; a test holds it.
    pub fn kpis<'v>(&'v self) -> Result<RevenueKpis<'v>, KpiError>
    where
        'l: 'v,
    {
        self.kpis_by(Catalog::builtin()?)
    }

    /// The KPIs of this view by a catalog of your own.
    ///
    /// # Errors
    ///
    /// [`KpiError::Catalog`] when the policy asks for the mean of opening and closing customers as
    /// the base of `customer_churn_rate` and the catalog lacks those facts.
    pub fn kpis_by<'v>(&'v self, catalog: Catalog) -> Result<RevenueKpis<'v>, KpiError>
    where
        'l: 'v,
    {
        let catalog = under_policy(catalog, self.ledger.policy())?;
        Ok(RevenueKpis {
            view: self,
            catalog,
            given: BTreeMap::new(),
            options: Some(BootstrapOptions::default()),
            books: RefCell::default(),
            facts: RefCell::default(),
            failure: RefCell::default(),
        })
    }
}

/// The catalog with the two metrics whose formula is the policy's choice, so that every metric made
/// of them follows it too.
fn under_policy(catalog: Catalog, policy: &Policy) -> Result<Catalog, KpiError> {
    let mut chosen = Vec::new();
    let rate = catalog.metric("customer_churn_rate");
    if let Some(rate) = rate.filter(|_| policy.churn_denominator() == ChurnDenominator::Average) {
        // A mean of customers is no whole number, so no fact can be it.
        let mean = "(opening_customers + closing_customers) / 2";
        let kind = Kind::ratio("churned_customers", mean);
        chosen.extend(kind.ok().map(|kind| rate.clone().with_kind(kind)));
    }
    let source = match policy.ltv_at_zero_churn() {
        ZeroChurnRule::Undefined => None,
        ZeroChurnRule::SixtyMonths => catalog.metric("ltv_sixty_months"),
        ZeroChurnRule::Discounted => catalog.metric("ltv_discounted"),
    };
    if let Some((ltv, source)) = catalog.metric("ltv").zip(source) {
        chosen.push(ltv.clone().with_kind(source.kind().clone()));
    }
    if chosen.is_empty() {
        return Ok(catalog);
    }
    let builder = catalog.to_builder();
    Ok(chosen.into_iter().fold(builder, CatalogBuilder::override_metric).build()?)
}

impl<'v> RevenueKpis<'v> {
    /// Supplies a fact the ledger cannot know, the same for every period: `gross_margin`,
    /// `monthly_discount_rate`.
    ///
    /// # Errors
    ///
    /// [`KpiError::Fact`] for a bad name, [`KpiError::NotYours`] for one counted from the ledger,
    /// [`KpiError::UnknownFact`] for one the catalog does not have.
    pub fn given(self, name: &str, figure: Quantity) -> Result<Self, KpiError> {
        self.give(name, None, figure)
    }

    /// Supplies a fact of one period: `acquisition_cost`, `retention_cost`.
    ///
    /// # Errors
    ///
    /// As [`RevenueKpis::given`].
    pub fn given_in(self, period: Period, name: &str, figure: Quantity) -> Result<Self, KpiError> {
        self.give(name, Some(period), figure)
    }

    /// Sets replicates, seed, level and method of the intervals.
    #[must_use]
    pub fn with_intervals(self, options: BootstrapOptions) -> Self {
        Self { options: Some(options), ..self }
    }

    /// Leaves intervals out: a bootstrap over a million customers takes its time.
    #[must_use]
    pub fn without_intervals(self) -> Self {
        Self { options: None, ..self }
    }

    fn give(
        mut self,
        name: &str,
        period: Option<Period>,
        figure: Quantity,
    ) -> Result<Self, KpiError> {
        let name = FactName::try_new(name)?;
        if is_ours(&name) {
            return Err(KpiError::NotYours { name });
        }
        if self.catalog.fact(name.as_str()).is_none() {
            return Err(KpiError::UnknownFact { name });
        }
        self.given.insert((name, period), figure);
        Ok(self)
    }

    /// The catalog in use.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Measures a metric of the catalog over a period.
    ///
    /// `customer_churn_rate` follows the policy's numerator and denominator and `ltv` its rule for
    /// zero churn, wherever a formula uses them; all other names mean what the catalog says.
    ///
    /// # Errors
    ///
    /// [`KpiError`] for an unknown metric, a missing rate, a sum that does not fit.
    pub fn measure(&self, metric: &str, period: Period) -> Result<Measurement, KpiError> {
        let mut context = EvaluationContext::new(self.view.ledger.policy().name())
            .with_calendar(self.view.calendar);
        if let Some(as_of) = self.view.as_of {
            context = context.with_as_of(as_of);
        }
        let measured = self.catalog.evaluate(metric, period, self, &context);
        if let Some(failure) = self.failure.take() {
            return Err(failure.into());
        }
        self.with_interval(measured?)
    }

    /// All facts of a period that the ledger counts and that exist.
    ///
    /// # Errors
    ///
    /// [`KpiError::View`].
    pub fn facts(&self, period: Period) -> Result<Facts, KpiError> {
        let mut facts = Facts::new(period);
        for name in FACTS {
            if let Ok(figure) = self.count(&FactName::try_new(name)?, period)? {
                facts.insert(name, figure)?;
            }
        }
        Ok(facts)
    }

    pub(crate) fn books(&self, period: Period) -> Result<Rc<PeriodBooks>, ViewError> {
        if let Some(books) = self.books.borrow().get(&period) {
            return Ok(Rc::clone(books));
        }
        let books = Rc::new(PeriodBooks::try_new(self.view, period)?);
        self.books.borrow_mut().insert(period, Rc::clone(&books));
        Ok(books)
    }

    /// A fact from the ledger.
    fn count(
        &self,
        name: &FactName,
        period: Period,
    ) -> Result<Result<Quantity, Undefined>, ViewError> {
        let end = kpi_types::day_number(self.view.calendar.span(period)?.end());
        if let Some(reason) = self.view.not_over(end) {
            return Ok(Err(reason));
        }
        let key = (name.clone(), period);
        if let Some(known) = self.facts.borrow().get(&key) {
            return Ok(known.clone());
        }
        let books = self.books(period)?;
        let missing = Undefined::MissingFact { fact: name.clone() };
        let fact = match self.view.parts(name.as_str(), &books)? {
            Some(parts) => self.view.add_up(&parts)?,
            None => Err(missing),
        };
        self.facts.borrow_mut().insert(key, fact.clone());
        Ok(fact)
    }

    fn with_interval(&self, measured: Measurement) -> Result<Measurement, KpiError> {
        let Some(options) = self.options.filter(|_| measured.value().is_ok()) else {
            return Ok(measured);
        };
        let sides = measured.numerator().zip(measured.denominator());
        let found = match sides {
            Some((Quantity::Count(part), Quantity::Count(whole))) => {
                let sides = u64::try_from(part).ok().zip(u64::try_from(whole).ok());
                let sides = sides.filter(|_| measured.value().is_ok_and(is_ratio));
                let proportion = sides.and_then(|(k, n)| Proportion::try_new(k, n).ok());
                match proportion {
                    Some(proportion) if self.is_share(&measured)? => {
                        proportion.wilson(options.level()).ok().map(Ok)
                    }
                    Some(_) => Some(Err(NOT_A_SHARE)),
                    None => None,
                }
            }
            Some((Quantity::Money(_), Quantity::Money(_))) => self.bootstrap(&measured, options)?,
            _ => None,
        };
        Ok(match found {
            Some(Ok(estimate)) => measured.with_interval(estimate),
            Some(Err(why)) => measured.without_interval(why),
            None => measured,
        })
    }

    /// Whether the numerator counts some of the customers of the denominator, each once. Only
    /// then is the quotient a proportion with a binomial interval: churn events of people who
    /// joined in the period, over the customers at its start, are not.
    fn is_share(&self, measured: &Measurement) -> Result<bool, KpiError> {
        let definition = self.catalog.metric(measured.metric().as_str());
        let Some(Kind::Ratio { numerator, denominator }) = definition.map(|d| d.kind()) else {
            return Ok(false);
        };
        let rest = "opening_customers - lost_customers";
        let above = match numerator.names().as_slice() {
            [one] if one.as_str() == numerator.source() => (*one).clone(),
            _ if numerator.source() == rest => FactName::try_new("lost_customers")?,
            _ => return Ok(false),
        };
        let below = match denominator.names().as_slice() {
            [one] if one.as_str() == denominator.source() => (*one).clone(),
            _ => return Ok(false),
        };
        let books = self.books(measured.period())?;
        let part = self.view.parts(above.as_str(), &books)?;
        let whole = self.view.parts(below.as_str(), &books)?;
        let (Some(Parts::Count(part)), Some(Parts::Count(whole))) = (part, whole) else {
            return Ok(false);
        };
        let whole: BTreeMap<u32, i64> = whole.into_iter().collect();
        Ok(whole.values().all(|n| *n == 1)
            && part.iter().all(|(customer, n)| *n == 1 && whole.contains_key(customer)))
    }

    /// Customers redrawn, for a quotient of two facts that both add up over customers.
    ///
    /// BCa has no correction for a book whose replicates are all on one side; there the percentile
    /// interval is given, under its own name. A book without any variation has no interval.
    fn bootstrap(
        &self,
        measured: &Measurement,
        options: BootstrapOptions,
    ) -> Result<Option<Result<Estimate, Localized>>, KpiError> {
        let definition = self.catalog.metric(measured.metric().as_str());
        let Some(Kind::Ratio { numerator, denominator }) = definition.map(|d| d.kind()) else {
            return Ok(None);
        };
        let (above, below) = (numerator.names(), denominator.names());
        let ([above], [below]) = (above.as_slice(), below.as_slice()) else {
            return Ok(None);
        };
        let whole = (above.as_str(), below.as_str()) == (numerator.source(), denominator.source());
        if !whole || !COHORT_FACTS.contains(&above.as_str()) {
            return Ok(None);
        }
        let books = self.books(measured.period())?;
        let mut pairs: BTreeMap<u32, (Amount, Amount)> = BTreeMap::new();
        for (fact, side) in [(above, 0), (below, 1)] {
            let Some(Parts::Money(parts)) = self.view.parts(fact.as_str(), &books)? else {
                return Ok(None);
            };
            for (customer, amount) in parts {
                let pair = pairs.entry(customer).or_default();
                if side == 0 { pair.0 += amount } else { pair.1 += amount }
            }
        }
        let mut sample = RatioSample::new();
        for (above, below) in pairs.values() {
            if sample.observe(above.to_f64(), below.to_f64()).is_err() {
                return Ok(None);
            }
        }
        let percentile = options.with_method(BootstrapMethod::Percentile);
        let found = sample.bootstrap(options).or_else(|_| sample.bootstrap(percentile));
        Ok(Some(found.map(|found| found.estimate()).map_err(no_interval)))
    }
}

fn is_ratio(value: Quantity) -> bool {
    matches!(value, Quantity::Ratio(_))
}

/// Why a quotient of two counts has no binomial interval.
const NOT_A_SHARE: Localized = Localized::fixed(
    "the numerator counts customers who are not in the denominator",
    "分子に分母以外の顧客を含むため、区間を計算できません",
);

fn no_interval(error: BootstrapError) -> Localized {
    match error {
        BootstrapError::TooFewUnits { units: 1 } => Localized::fixed(
            "one customer shows no variation",
            "顧客が1社のみのため、ばらつきを測れません",
        ),
        BootstrapError::NoSpread { .. } => {
            Localized::fixed("no variation among the customers", "顧客間にばらつきがありません")
        }
        BootstrapError::UndefinedReplicates { .. } => Localized::fixed(
            "too few customers carry the denominator",
            "分母を構成する顧客が少なすぎます",
        ),
        other => Localized::new(other.to_string(), format!("区間を計算できません({other})")),
    }
}

/// Numerators that are counted over the customers of the denominator.
const COHORT_FACTS: &[&str] = &[
    "cohort_closing_mrr",
    "cohort_retained_mrr",
    "year_ago_cohort_closing_mrr",
    "year_ago_cohort_retained_mrr",
];

impl FactSource for RevenueKpis<'_> {
    fn fact(&self, name: &FactName, period: Period) -> Result<Quantity, Undefined> {
        let dated = self.given.get(&(name.clone(), Some(period)));
        if let Some(figure) = dated.or_else(|| self.given.get(&(name.clone(), None))) {
            return Ok(*figure);
        }
        match self.count(name, period) {
            Ok(answer) => answer,
            Err(failure) => {
                self.failure.borrow_mut().get_or_insert(failure);
                Err(Undefined::MissingFact { fact: name.clone() })
            }
        }
    }
}
