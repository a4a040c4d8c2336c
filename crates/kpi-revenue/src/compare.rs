//! Two conventions, one book: what the gap between them is made of.

use std::collections::BTreeMap;

use kpi_metrics::Measurement;
use kpi_types::{FactName, Period, Quantity};

use crate::book::Book;
use crate::kpis::KpiError;
use crate::ledger::{Ledger, LedgerError};
use crate::policy::{Policy, PolicyField};
use crate::question::KpiQuestion;
use crate::view::View;
use crate::view_error::ViewError;

/// The gap between two policies, rule by rule and customer by customer.
///
/// The rules in which the policies differ are changed one after another, in the order of
/// [`PolicyField::ALL`]; each step is measured, so the steps add up to the gap exactly. The share
/// of one rule depends on that order where rules work on the same customer.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Comparison {
    /// Under the first policy.
    pub first: Measurement,
    /// Under the second.
    pub second: Measurement,
    /// One step for each rule in which they differ.
    pub steps: Vec<ComparisonStep>,
}

/// What changing one rule changes.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ComparisonStep {
    /// The rule.
    pub field: PolicyField,
    /// Its value before, as in the first policy.
    pub from: String,
    /// Its value after, as in the second policy.
    pub to: String,
    /// The measurement after the change.
    pub after: Measurement,
    /// Customers whose share in a fact of the metric changed.
    pub customers: Vec<ShareChange>,
}

/// A customer whose share in a fact changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ShareChange {
    /// The customer.
    pub customer: String,
    /// The fact.
    pub fact: FactName,
    /// The period the fact counts.
    pub period: Period,
    /// The share before; `None` for none.
    pub before: Option<Quantity>,
    /// The share after; `None` for none.
    pub after: Option<Quantity>,
}

/// Why two measurements cannot be compared.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CompareError {
    /// A ledger cannot be made.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// A metric cannot be measured.
    #[error(transparent)]
    Kpi(#[from] KpiError),
}

impl From<ViewError> for CompareError {
    fn from(error: ViewError) -> Self {
        Self::Kpi(error.into())
    }
}

impl Comparison {
    /// True when the policies give the same value, through the same customers.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.iter().all(|step| step.customers.is_empty())
            && self.first.value() == self.second.value()
    }
}

/// Every customer's share in every fact a measurement used.
type Shares = BTreeMap<(FactName, Period, String), Quantity>;

/// Measures a metric under two policies and explains the gap.
///
/// `view` says how each ledger is looked at: its currency or rates, calendar, segment and as-of
/// date. Rates and attributes it borrows have to live as long as the book.
///
/// ```
/// use chrono::NaiveDate;
/// use kpi_revenue::{BillingInterval, Book, ContractLine, Policy, PolicyField, Preset, compare};
/// use kpi_types::{Calendar, ContractId, Currency, CustomerId, Money, ProductId};
///
/// let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap();
/// let mut book = Book::new();
/// let line = ContractLine::new(
///     ContractId::try_new("c-1")?,
///     CustomerId::try_new("acme")?,
///     ProductId::try_new("crm")?,
///     Money::new(100.into(), Currency::USD),
///     BillingInterval::MONTH,
///     day(1, 15),
/// );
/// book.observe_line(&line.with_cancelled_on(day(3, 20)))?;
///
/// let march = Calendar::utc().parse("2026-03")?;
/// let ours = Policy::default();
/// let stripe = Policy::preset(Preset::Stripe);
/// let gap = compare(&book, &ours, &stripe, ("mrr", march), |l| l.view())?;
/// let timing = gap.steps.iter().find(|s| s.field == PolicyField::ChurnTiming).unwrap();
/// assert_eq!((timing.customers.len(), timing.customers[0].customer.as_str()), (1, "acme"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`CompareError`] where a ledger cannot be made or the metric cannot be measured.
pub fn compare<'b, F>(
    book: &'b Book,
    first: &Policy,
    second: &Policy,
    question: impl Into<KpiQuestion>,
    view: F,
) -> Result<Comparison, CompareError>
where
    F: for<'l> Fn(&'l Ledger<'b>) -> Result<View<'l>, ViewError>,
{
    let question = question.into();
    let measure = |policy: &Policy| -> Result<(Measurement, Shares), CompareError> {
        let ledger = Ledger::as_known_at(book, policy, question.moment())?;
        Ok(measured(&view(&ledger)?, &question)?)
    };
    let (start, mut shares) = measure(first)?;
    let (mut last, mut policy) = (start.clone(), first.clone());
    let mut steps = Vec::new();
    for field in first.differences(second) {
        let (from, to) = (first.value_of(field), second.value_of(field));
        policy.adopt(field, second);
        if policy.differences(second).is_empty() {
            policy = second.clone();
        }
        let (after, now) = measure(&policy)?;
        let customers = changes(&shares, &now);
        (last, shares) = (after.clone(), now);
        steps.push(ComparisonStep { field, from, to, after, customers });
    }
    Ok(Comparison { first: start, second: last, steps })
}

/// A measurement with everybody's share in its facts.
pub(crate) fn measured(
    view: &View<'_>,
    question: &KpiQuestion,
) -> Result<(Measurement, Shares), KpiError> {
    let kpis = question.kpis(view)?;
    let measurement = kpis.measure(question.metric(), question.period())?;
    let mut shares = Shares::new();
    for used in measurement.facts() {
        if let Some(found) = kpis.members(&used.name, used.period)? {
            for member in found.members {
                let key = (used.name.clone(), used.period, member.customer);
                shares.insert(key, member.share);
            }
        }
    }
    Ok((measurement, shares))
}

/// Customers whose share differs, by customer and fact.
pub(crate) fn changes(before: &Shares, after: &Shares) -> Vec<ShareChange> {
    let keys: std::collections::BTreeSet<_> = before.keys().chain(after.keys()).collect();
    let mut found: Vec<ShareChange> = keys
        .into_iter()
        .filter(|key| before.get(key) != after.get(key))
        .map(|key| ShareChange {
            customer: key.2.clone(),
            fact: key.0.clone(),
            period: key.1,
            before: before.get(key).copied(),
            after: after.get(key).copied(),
        })
        .collect();
    found.sort_by(|a, b| (&a.customer, &a.fact, a.period).cmp(&(&b.customer, &b.fact, b.period)));
    found
}
