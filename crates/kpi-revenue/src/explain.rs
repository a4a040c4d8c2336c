//! Explanations: who is behind a number, and who was left out and why.

use std::collections::BTreeSet;

use kpi_metrics::{Measurement, Side};
use kpi_types::{FactName, Money, Period, Quantity};

use crate::amount::AmountOverflow;
use crate::facts::Parts;
use crate::kpis::{KpiError, RevenueKpis};
use crate::left_out::{LeftOut, Looks};

/// A measurement with the customers behind it.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Explanation {
    /// What is explained.
    pub measurement: Measurement,
    /// Facts of the numerator, or above the lines of a formula, customer by customer.
    pub numerator: Vec<FactMembers>,
    /// Facts of the denominator, or below any line of a formula; empty for a metric that is no
    /// quotient. A fact that stands on both sides is in both lists.
    pub denominator: Vec<FactMembers>,
    /// Customers of the book who are no members, with the reason, and those whose leaving the
    /// policy does not count.
    pub left_out: Vec<LeftOut>,
}

/// A fact, customer by customer.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FactMembers {
    /// The fact.
    pub fact: FactName,
    /// The period it counts.
    pub period: Period,
    /// Everybody with a share in it, by customer; the shares add up to the fact.
    pub members: Vec<Member>,
}

/// A customer's share in a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Member {
    /// The customer.
    pub customer: String,
    /// The share.
    pub share: Quantity,
}

impl RevenueKpis<'_> {
    /// Measures a metric and names everybody behind it.
    ///
    /// # Errors
    ///
    /// As [`RevenueKpis::measure`].
    pub fn explain(&self, metric: &str, period: Period) -> Result<Explanation, KpiError> {
        let measurement = self.measure(metric, period)?;
        let mut sides = Sides::default();
        self.collect(metric, Side::Above, &mut sides, &mut BTreeSet::new());
        let (mut numerator, mut denominator) = (Vec::new(), Vec::new());
        for used in measurement.facts() {
            let Some(found) = self.members(&used.name, used.period)? else { continue };
            if sides.below.contains(&used.name) {
                if sides.above.contains(&used.name) {
                    numerator.push(found.clone());
                }
                denominator.push(found);
            } else {
                numerator.push(found);
            }
        }
        let left_out = self.who_is_left_out(&measurement, &numerator, &denominator)?;
        Ok(Explanation { measurement, numerator, denominator, left_out })
    }

    /// Who is counted nowhere: measured at the day that the base of the number looks at, which is
    /// what stands below the line, or the whole of a number without one.
    fn who_is_left_out(
        &self,
        measurement: &Measurement,
        numerator: &[FactMembers],
        denominator: &[FactMembers],
    ) -> Result<Vec<LeftOut>, KpiError> {
        let base = if denominator.is_empty() { numerator } else { denominator };
        let period = measurement.period();
        let last = base.iter().map(|f| f.period).max();
        let of_last = base.iter().filter(|f| Some(f.period) == last);
        let looks = of_last.map(|f| Looks::of(f.fact.as_str())).min();
        let Some(looks) = looks else { return Ok(Vec::new()) };
        let books = self.books(last.unwrap_or(period))?;
        let members = numerator.iter().chain(denominator).flat_map(|f| &f.members);
        let members: BTreeSet<String> = members.map(|m| m.customer.clone()).collect();
        let mut left_out = self.view.left_out(&books, looks, &members);
        let churn = |f: &&FactMembers| CHURN_FACTS.contains(&f.fact.as_str());
        let periods: BTreeSet<Period> =
            numerator.iter().chain(denominator).filter(churn).map(|f| f.period).collect();
        for period in periods {
            left_out.extend(self.view.uncounted_churns(&*self.books(period)?));
        }
        left_out.sort();
        left_out.dedup();
        Ok(left_out)
    }

    /// The customers with a share in a fact of a period; `None` for a fact that is given or has no
    /// members.
    ///
    /// # Errors
    ///
    /// [`KpiError::View`].
    pub fn members(
        &self,
        fact: &FactName,
        period: Period,
    ) -> Result<Option<FactMembers>, KpiError> {
        let view = self.view;
        let books = self.books(period)?;
        let money = |amount: crate::amount::Amount| -> Result<Money, AmountOverflow> {
            amount.to_money(view.currency)
        };
        let mut members: Vec<Member> = match view.parts(fact.as_str(), &books)? {
            Some(Parts::Money(parts)) => parts
                .into_iter()
                .map(|(customer, amount)| {
                    let customer = view.ledger.customer_name(customer);
                    Ok(Member { customer, share: Quantity::Money(money(amount)?) })
                })
                .collect::<Result<_, AmountOverflow>>()
                .map_err(|e| view.overflow(e))?,
            Some(Parts::Count(parts)) => parts
                .into_iter()
                .map(|(customer, n)| {
                    let customer = view.ledger.customer_name(customer);
                    Member { customer, share: Quantity::Count(n) }
                })
                .collect(),
            _ => return Ok(None),
        };
        members.sort_by(|a, b| a.customer.cmp(&b.customer));
        Ok(Some(FactMembers { fact: fact.clone(), period, members }))
    }

    /// Finds the facts above and below the line, through the metrics a formula uses: what divides
    /// something that divides stands above again.
    fn collect(
        &self,
        name: &str,
        side: Side,
        sides: &mut Sides,
        seen: &mut BTreeSet<(String, bool)>,
    ) {
        if !seen.insert((name.to_owned(), side == Side::Above)) {
            return;
        }
        match self.catalog.metric(name) {
            Some(definition) => definition.kind().visit_sides(&mut |name, inner| {
                let side = if inner == Side::Above { side } else { side.turned() };
                self.collect(name.as_str(), side, sides, seen);
            }),
            None => {
                let into = if side == Side::Above { &mut sides.above } else { &mut sides.below };
                into.extend(FactName::try_new(name));
            }
        }
    }
}

/// Facts whose members are customers who left.
const CHURN_FACTS: &[&str] = &["churned_customers", "lost_customers", "churn_events"];

/// Facts above and below the line; a fact may stand on both sides.
#[derive(Default)]
struct Sides {
    above: BTreeSet<FactName>,
    below: BTreeSet<FactName>,
}
