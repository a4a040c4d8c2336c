//! Facts: what is counted, customer by customer. Their sums are the facts, their members the
//! explanation; there is no second way to count.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use kpi_types::{
    FactName, Grain, Localized, Period, Quantity, Ratio, Undefined, date_of_day, day_number,
};
use rust_decimal::Decimal;

use crate::amount::Amount;
use crate::book::LineRecord;
use crate::books::PeriodBooks;
use crate::day::NEVER;
use crate::entry::{Door, ExcludedWhy};
use crate::figures::CustomerPeriod;
use crate::movement::MovementKind as K;
use crate::policy::{ChurnDenominator, ChurnNumerator, SamePeriodRule};
use crate::rates::RateError;
use crate::view::View;
use crate::view_error::ViewError;
use crate::{IntervalUnit, day};

/// Why a fact of contract lines is undefined in a book without any.
const NO_LINES: Localized = Localized::fixed(
    "the records are amounts without contracts, so terms and cancellations are not known",
    "記録は金額のみで契約を含まないため、契約期間や解約申込は分かりません",
);

/// A fact before it is added up.
pub(crate) enum Parts {
    Money(Vec<(u32, Amount)>),
    Count(Vec<(u32, i64)>),
    Ratio(Ratio),
    Undefined(Undefined),
}

/// Every fact this crate supplies.
pub(crate) const FACTS: &[&str] = &[
    "opening_mrr",
    "new_mrr",
    "reactivation_mrr",
    "upsell_mrr",
    "cross_sell_mrr",
    "contraction_mrr",
    "churned_mrr",
    "fx_mrr",
    "closing_mrr",
    "contracted_annual_value",
    "cohort_closing_mrr",
    "cohort_retained_mrr",
    "year_ago_mrr",
    "year_ago_cohort_closing_mrr",
    "year_ago_cohort_retained_mrr",
    "year_new_mrr",
    "year_reactivation_mrr",
    "year_upsell_mrr",
    "year_cross_sell_mrr",
    "year_contraction_mrr",
    "year_churned_mrr",
    "largest_customer_mrr",
    "top_10_customers_mrr",
    "opening_customers",
    "new_customers",
    "reactivated_customers",
    "churned_customers",
    "churn_base_customers",
    "lost_customers",
    "churn_events",
    "cancellations",
    "closing_customers",
    "active_during_customers",
    "opening_subscribers",
    "renewal_base_customers",
    "renewal_lost_customers",
    "upsold_customers",
    "cross_sold_customers",
    "contracted_customers",
    "active_contracts",
    "daily_churn_rate_sum",
];

impl View<'_> {
    /// A fact of a period, customer by customer; `None` for a name that is not ours.
    pub(crate) fn parts(
        &self,
        fact: &str,
        books: &PeriodBooks,
    ) -> Result<Option<Parts>, ViewError> {
        let no_lines = self.ledger.book.is_none_or(|book| book.lines.is_empty());
        if no_lines && self.needs_lines(fact) {
            return Ok(Some(Parts::Undefined(Undefined::NotApplicable { why: NO_LINES })));
        }
        let here = books.customers.as_slice();
        let money = |of: &dyn Fn(&CustomerPeriod) -> Amount| Parts::Money(amounts(here, of));
        let count = |of: &dyn Fn(&CustomerPeriod) -> i64| Parts::Count(counts(here, of));
        let has = |kind: K| count(&|f| i64::from(f.opening_active && !f.sum(kind).is_zero()));
        Ok(Some(match fact {
            "opening_mrr" => money(&|f| f.opening),
            "new_mrr" => money(&|f| f.sum(K::New)),
            "reactivation_mrr" => money(&|f| f.sum(K::Reactivation)),
            "upsell_mrr" => money(&|f| f.sum(K::Upsell)),
            "cross_sell_mrr" => money(&|f| f.sum(K::CrossSell)),
            "contraction_mrr" => money(&|f| f.sum(K::Contraction)),
            "churned_mrr" => money(&|f| f.sum(K::Churn)),
            "fx_mrr" => money(&|f| f.fx),
            "closing_mrr" => money(&|f| f.closing),
            "cohort_closing_mrr" => money(&cohort_closing),
            "cohort_retained_mrr" => money(&cohort_retained),
            "largest_customer_mrr" => largest(here, 1),
            "top_10_customers_mrr" => largest(here, 10),
            "contracted_annual_value" => self.contracted_annual_value(books)?,
            "opening_customers" => count(&|f| i64::from(f.opening_active)),
            "closing_customers" => count(&|f| i64::from(f.closing_active)),
            "active_during_customers" => count(&|_| 1),
            "new_customers" => count(&|f| i64::from(f.joins > 0)),
            "reactivated_customers" => count(&|f| i64::from(f.returns > 0)),
            "lost_customers" => count(&lost),
            "churn_events" => count(&|f| i64::from(f.churns)),
            "upsold_customers" => has(K::Upsell),
            "cross_sold_customers" => has(K::CrossSell),
            "contracted_customers" => has(K::Contraction),
            "churned_customers" => match self.ledger.policy().churn_numerator() {
                ChurnNumerator::EveryChurn if self.counts_every_churn() => {
                    count(&|f| i64::from(f.churns))
                }
                ChurnNumerator::EveryChurn | ChurnNumerator::LostFromOpening => count(&lost),
                ChurnNumerator::Cancellations => self.cancellations(books),
            },
            "churn_base_customers" => self.churn_base(books),
            "cancellations" => self.cancellations(books),
            "opening_subscribers" => self.opening_subscribers(books),
            "renewal_base_customers" => Parts::Count(ones(self.due_for_renewal(books))),
            "renewal_lost_customers" => {
                let kept = members(here, |f| f.closing_active);
                let due = self.due_for_renewal(books);
                Parts::Count(ones(due.difference(&kept).copied().collect()))
            }
            "active_contracts" => self.active_contracts(books),
            "daily_churn_rate_sum" => self.daily_churn_rate_sum(books)?,
            _ => return self.year_parts(fact, books),
        }))
    }

    /// Whether a fact is read off contract lines, which snapshots, changes and columns do not have.
    fn needs_lines(&self, fact: &str) -> bool {
        let policy = self.ledger.policy();
        match fact {
            "contracted_annual_value"
            | "active_contracts"
            | "cancellations"
            | "renewal_base_customers"
            | "renewal_lost_customers" => true,
            "churned_customers" => policy.churn_numerator() == ChurnNumerator::Cancellations,
            "churn_base_customers" => policy.churn_denominator() == ChurnDenominator::DueForRenewal,
            _ => false,
        }
    }

    fn year_parts(&self, fact: &str, books: &PeriodBooks) -> Result<Option<Parts>, ViewError> {
        let kind = match fact {
            "year_ago_mrr" | "year_ago_cohort_closing_mrr" | "year_ago_cohort_retained_mrr" => None,
            "year_new_mrr" => Some(K::New),
            "year_reactivation_mrr" => Some(K::Reactivation),
            "year_upsell_mrr" => Some(K::Upsell),
            "year_cross_sell_mrr" => Some(K::CrossSell),
            "year_contraction_mrr" => Some(K::Contraction),
            "year_churned_mrr" => Some(K::Churn),
            _ => return Ok(None),
        };
        let first = self.first_day();
        if first.is_none_or(|first| books.year_start < first) {
            return Ok(Some(Parts::Undefined(Undefined::NotEnoughHistory {
                needed_from: date_of_day(books.year_start).unwrap_or_default(),
                records_from: first.and_then(|day| date_of_day(day).ok()),
            })));
        }
        if let Some(kind) = kind {
            let mut sums: BTreeMap<u32, Amount> = BTreeMap::new();
            for f in books.year_movements(self)? {
                *sums.entry(f.customer).or_default() += f.sum(kind);
            }
            sums.retain(|_, amount| !amount.is_zero());
            return Ok(Some(Parts::Money(sums.into_iter().collect())));
        }
        let year = books.year(self)?;
        Ok(Some(Parts::Money(match fact {
            "year_ago_mrr" => amounts(year, &|f| f.opening),
            "year_ago_cohort_closing_mrr" => amounts(year, &cohort_closing),
            _ => amounts(year, &cohort_retained),
        })))
    }

    /// Whether a churn counts although the customer joined, or came back, in the same period.
    pub(crate) fn counts_every_churn(&self) -> bool {
        let policy = self.ledger.policy();
        policy.churn_numerator() == ChurnNumerator::EveryChurn
            && policy.same_period() != SamePeriodRule::LeaveOutOfChurn
    }

    fn churn_base(&self, books: &PeriodBooks) -> Parts {
        let here = books.customers.as_slice();
        let base = |of: &dyn Fn(&CustomerPeriod) -> i64| Parts::Count(counts(here, of));
        match self.ledger.policy().churn_denominator() {
            // The average is no whole number; the catalog halves the sum of both.
            ChurnDenominator::Opening | ChurnDenominator::Average => {
                base(&|f| i64::from(f.opening_active))
            }
            ChurnDenominator::OpeningPlusNew => {
                base(&|f| i64::from(f.opening_active) + i64::from(f.joins > 0))
            }
            ChurnDenominator::OpeningWithTrials => self.opening_subscribers(books),
            ChurnDenominator::ActiveMinusNewPlusChurned => {
                base(&|f| 1 - i64::from(f.joins > 0) + i64::from(f.churns))
            }
            ChurnDenominator::DueForRenewal => Parts::Count(ones(self.due_for_renewal(books))),
        }
    }

    /// Lines of the book that count here, with the place of their record.
    fn lines<'a>(&'a self, books: &'a PeriodBooks) -> impl Iterator<Item = (u32, &'a LineRecord)> {
        let book = self.ledger.book;
        let lines = self.ledger.live_lines.iter().filter_map(move |at| {
            book.and_then(|b| b.lines.get(*at as usize)).map(|line| (*at, line))
        });
        let scope = self.scope_on(books.start, books.end);
        lines.filter(move |(_, line)| self.keeps_line(line) && scope.contains(line.customer))
    }

    fn cancellations(&self, books: &PeriodBooks) -> Parts {
        let asked = |line: &LineRecord| (books.start..books.end).contains(&line.cancelled_on);
        let who = self.lines(books).filter(|(_, l)| asked(l)).map(|(_, l)| l.customer).collect();
        Parts::Count(ones(who))
    }

    fn opening_subscribers(&self, books: &PeriodBooks) -> Parts {
        let mut who = members(&books.customers, |f| f.opening_active);
        let eve = books.start - 1;
        let scope = self.scope_on(books.start, books.end);
        let trials = self.ledger.excluded.iter().filter(|x| x.why == ExcludedWhy::Trial);
        let open = trials.filter(|x| x.from <= eve && eve < x.to && scope.contains(x.customer));
        who.extend(open.map(|x| x.customer));
        Parts::Count(ones(who))
    }

    /// Customers with a term of a line that ended in the period, cancelled or not.
    fn due_for_renewal(&self, books: &PeriodBooks) -> BTreeSet<u32> {
        let due = |line: &LineRecord| {
            let paid_from = if line.trial_end == NEVER { line.start } else { line.trial_end };
            if paid_from >= books.end || line.end <= books.start {
                return false;
            }
            let dates = date_of_day(paid_from).ok().zip(date_of_day(books.start - 1).ok());
            let next = dates.and_then(|(from, eve)| line.interval.next_term_end(from, eve));
            let next = next.map_or(NEVER, day_number).min(line.end);
            (books.start..books.end).contains(&next)
        };
        self.lines(books).filter(|(_, line)| due(line)).map(|(_, line)| line.customer).collect()
    }

    fn active_contracts(&self, books: &PeriodBooks) -> Parts {
        let Some(book) = self.ledger.book else {
            return Parts::Count(Vec::new());
        };
        let last = books.end - 1;
        let scope = self.scope_on(books.start, books.end);
        let mut contracts: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        let collected: Result<(), Infallible> = self.each_customer(|customer, entries| {
            let live = entries.iter().filter(|e| e.from <= last && last < e.to && self.keeps(e));
            let live = live.filter(|e| e.door == Door::Line && scope.contains(customer));
            for line in live.filter_map(|e| book.lines.get(e.source as usize)) {
                contracts.entry(customer).or_default().insert(line.contract);
            }
            Ok(())
        });
        let Ok(()) = collected;
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        Parts::Count(contracts.into_iter().map(|(c, set)| (c, count(set.len()))).collect())
    }

    /// A year's worth of the lines committed for at least a year.
    fn contracted_annual_value(&self, books: &PeriodBooks) -> Result<Parts, ViewError> {
        let Some(book) = self.ledger.book else {
            return Ok(Parts::Money(Vec::new()));
        };
        let last = books.end - 1;
        let scope = self.scope_on(books.start, books.end);
        let mut sums = Vec::new();
        self.each_customer(|customer, entries| {
            let mut sum = Amount::ZERO;
            let live = entries.iter().filter(|e| e.from <= last && last < e.to && self.keeps(e));
            for entry in live.filter(|e| e.door == Door::Line && scope.contains(customer)) {
                if book.lines.get(entry.source as usize).is_some_and(committed_for_a_year) {
                    let month = self.home_value(entry, last)?;
                    sum += (0..12).map(|_| month).sum();
                }
            }
            if !sum.is_zero() {
                sums.push((customer, sum));
            }
            Ok::<(), RateError>(())
        })?;
        Ok(Parts::Money(sums))
    }

    /// The sum over the period's days of customers lost that day over customers that morning.
    fn daily_churn_rate_sum(&self, books: &PeriodBooks) -> Result<Parts, ViewError> {
        let edge = |day| date_of_day(day).unwrap_or_default();
        let first = self.calendar.period_of(edge(books.start), Grain::Day)?;
        let last: Period = self.calendar.period_of(edge(books.end - 1), Grain::Day)?;
        let mut sum = Decimal::ZERO;
        for day in self.totals(first, last)? {
            if day.opening_customers() > 0 {
                sum += Decimal::from(day.lost()) / Decimal::from(day.opening_customers());
            } else if day.churns() > 0 {
                let of = format!("opening_customers of {}", self.calendar.label(day.period())?);
                return Ok(Parts::Undefined(Undefined::ZeroDenominator { of }));
            }
        }
        Ok(Parts::Ratio(Ratio::new(sum)))
    }

    /// The fact added up.
    pub(crate) fn add_up(&self, parts: &Parts) -> Result<Result<Quantity, Undefined>, ViewError> {
        Ok(Ok(match parts {
            Parts::Money(parts) => {
                let sum: Amount = parts.iter().map(|(_, amount)| *amount).sum();
                Quantity::Money(sum.to_money(self.currency).map_err(|e| self.overflow(e))?)
            }
            Parts::Count(parts) => Quantity::Count(parts.iter().map(|(_, n)| n).sum()),
            Parts::Ratio(ratio) => Quantity::Ratio(*ratio),
            Parts::Undefined(reason) => return Ok(Err(reason.clone())),
        }))
    }

    /// Why no fact of a period can be had yet.
    pub(crate) fn not_over(&self, books_end: i32) -> Option<Undefined> {
        let as_of = self.as_of?;
        let ends = date_of_day(books_end).ok()?;
        (day_number(as_of) < books_end - 1).then_some(Undefined::PeriodNotOver { ends, as_of })
    }
}

/// True for a fact that this crate supplies.
pub(crate) fn is_ours(fact: &FactName) -> bool {
    FACTS.contains(&fact.as_str())
}

fn cohort_closing(f: &CustomerPeriod) -> Amount {
    if f.opening_active { f.closing } else { Amount::ZERO }
}

fn cohort_retained(f: &CustomerPeriod) -> Amount {
    if f.opening_active { f.opening.min(f.closing) } else { Amount::ZERO }
}

fn lost(f: &CustomerPeriod) -> i64 {
    i64::from(f.opening_active && !f.closing_active)
}

fn amounts(
    customers: &[CustomerPeriod],
    of: &dyn Fn(&CustomerPeriod) -> Amount,
) -> Vec<(u32, Amount)> {
    let all = customers.iter().map(|f| (f.customer, of(f)));
    all.filter(|(_, amount)| !amount.is_zero()).collect()
}

fn counts(customers: &[CustomerPeriod], of: &dyn Fn(&CustomerPeriod) -> i64) -> Vec<(u32, i64)> {
    customers.iter().map(|f| (f.customer, of(f))).filter(|(_, n)| *n != 0).collect()
}

fn members(customers: &[CustomerPeriod], is: impl Fn(&CustomerPeriod) -> bool) -> BTreeSet<u32> {
    customers.iter().filter(|f| is(f)).map(|f| f.customer).collect()
}

fn ones(who: BTreeSet<u32>) -> Vec<(u32, i64)> {
    who.into_iter().map(|customer| (customer, 1)).collect()
}

/// The customers with the largest closing MRR; on a tie at the edge the amount is what counts.
fn largest(customers: &[CustomerPeriod], most: usize) -> Parts {
    let mut all = amounts(customers, &|f| f.closing);
    all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    all.truncate(most);
    Parts::Money(all)
}

/// Billed by the year or longer, or signed for a year or longer.
fn committed_for_a_year(line: &LineRecord) -> bool {
    let billed = match line.interval.unit() {
        IntervalUnit::Year => true,
        IntervalUnit::Month => line.interval.count() >= 12,
        IntervalUnit::Week => line.interval.count() >= 52,
        IntervalUnit::Day => line.interval.count() >= 365,
    };
    billed || (line.end != NEVER && line.end >= day::later(line.start, 365))
}
