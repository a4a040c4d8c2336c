//! Explanations: who is behind a number, and who was left out and why.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

use kpi_metrics::{Kind, Measurement};
use kpi_types::{FactName, Localized, Money, Period, Quantity};

use crate::amount::AmountOverflow;
use crate::book::ALWAYS;
use crate::books::PeriodBooks;
use crate::entry::{Entry, ExcludedWhy};
use crate::facts::Parts;
use crate::kpis::{KpiError, RevenueKpis};
use crate::view::View;

/// A measurement with the customers behind it.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// What is explained.
    pub measurement: Measurement,
    /// Facts of the numerator, customer by customer.
    pub numerator: Vec<FactMembers>,
    /// Facts of the denominator; empty for a metric that is no quotient, whose facts all stand in
    /// the numerator.
    pub denominator: Vec<FactMembers>,
    /// Customers the period does not count at its start, and those whose leaving is not counted.
    pub left_out: Vec<LeftOut>,
}

/// A fact, customer by customer.
#[derive(Debug, Clone, PartialEq)]
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
pub struct Member {
    /// The customer.
    pub customer: String,
    /// The share.
    pub share: Quantity,
}

/// A customer who is not counted, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// The customer.
    pub customer: String,
    /// Why.
    pub why: LeftOutReason,
}

/// Why a customer is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum LeftOutReason {
    /// On trial when the period opened.
    Trial,
    /// Paid nothing when the period opened.
    Free,
    /// Paused when the period opened.
    Paused,
    /// Payment stayed away longer than the policy allows.
    PastDue,
    /// Had cancelled, and the policy counts the day of cancelling.
    Cancelled,
    /// The record was withdrawn.
    Withdrawn,
    /// Became a customer during the period.
    JoinedInPeriod,
    /// Came back during the period.
    ReturnedInPeriod,
    /// Had left before the period.
    LeftBefore,
    /// Became a customer after the period.
    JoinedLater,
    /// Has one-off charges only.
    OneOffOnly,
    /// Is in other currencies, products or segments than this view.
    OutsideView,
    /// Was not known at the moment of the ledger.
    NotKnownYet,
    /// Joined and left in the period; the policy does not count the leaving.
    JoinedAndLeft,
    /// Left and came back in the period; the policy does not count the leaving.
    LeftAndReturned,
}

impl LeftOutReason {
    /// The reason in both languages.
    #[must_use]
    pub const fn label(self) -> Localized {
        match self {
            Self::Trial => Localized::fixed("on trial", "トライアル中"),
            Self::Free => Localized::fixed("pays nothing", "無料"),
            Self::Paused => Localized::fixed("paused", "一時停止中"),
            Self::PastDue => Localized::fixed("payment overdue", "支払遅延"),
            Self::Cancelled => Localized::fixed("cancelled before", "解約申し出済み"),
            Self::Withdrawn => Localized::fixed("record withdrawn", "記録の取消"),
            Self::JoinedInPeriod => Localized::fixed("joined in the period", "期間中に加入"),
            Self::ReturnedInPeriod => Localized::fixed("came back in the period", "期間中に復帰"),
            Self::LeftBefore => Localized::fixed("left before", "期間前に解約"),
            Self::JoinedLater => Localized::fixed("joined later", "期間後に加入"),
            Self::OneOffOnly => Localized::fixed("one-off charges only", "単発課金のみ"),
            Self::OutsideView => Localized::fixed("outside this view", "対象範囲外"),
            Self::NotKnownYet => Localized::fixed("not known then", "当時は未記録"),
            Self::JoinedAndLeft => {
                Localized::fixed("joined and left in the period", "期間中に加入し解約")
            }
            Self::LeftAndReturned => {
                Localized::fixed("left and came back in the period", "期間中に解約し復帰")
            }
        }
    }
}

impl RevenueKpis<'_> {
    /// Measures a metric and names everybody behind it.
    ///
    /// # Errors
    ///
    /// As [`RevenueKpis::measure`].
    pub fn explain(&self, metric: &str, period: Period) -> Result<Explanation, KpiError> {
        let measurement = self.measure(metric, period)?;
        let (above, below) = self.sides(metric);
        let (mut numerator, mut denominator) = (Vec::new(), Vec::new());
        for used in measurement.facts() {
            let Some(found) = self.members(&used.name, used.period)? else { continue };
            if below.contains(used.name.as_str()) && !above.contains(used.name.as_str()) {
                denominator.push(found);
            } else {
                numerator.push(found);
            }
        }
        let left_out = self.view.left_out(&*self.books(period)?);
        Ok(Explanation { measurement, numerator, denominator, left_out })
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

    /// Names of the facts above and below the line, through the metrics a formula uses.
    fn sides(&self, metric: &str) -> (BTreeSet<String>, BTreeSet<String>) {
        let (mut above, mut below) = (BTreeSet::new(), BTreeSet::new());
        let definition = self.catalog.metric(metric);
        match definition.map(|d| d.kind()) {
            Some(Kind::Ratio { numerator, denominator }) => {
                for (formula, side) in [(numerator, &mut above), (denominator, &mut below)] {
                    for name in formula.names() {
                        self.collect(name.as_str(), side, &mut BTreeSet::new());
                    }
                }
            }
            Some(Kind::Conversion { base, converted }) => {
                above.insert(converted.to_string());
                below.insert(base.to_string());
            }
            _ => self.collect(metric, &mut above, &mut BTreeSet::new()),
        }
        (above, below)
    }

    fn collect(&self, name: &str, into: &mut BTreeSet<String>, seen: &mut BTreeSet<String>) {
        if !seen.insert(name.to_owned()) {
            return;
        }
        match self.catalog.metric(name) {
            Some(definition) => definition
                .kind()
                .names()
                .iter()
                .for_each(|name| self.collect(name.as_str(), into, seen)),
            None => {
                into.insert(name.to_owned());
            }
        }
    }
}

impl View<'_> {
    /// Everybody in the book whom the opening does not count, and whose leaving the policy does
    /// not count.
    fn left_out(&self, books: &PeriodBooks) -> Vec<LeftOut> {
        let Some(book) = self.ledger.book else { return Vec::new() };
        let seen: BTreeMap<u32, _> = books.customers.iter().map(|f| (f.customer, f)).collect();
        let mut entries: BTreeMap<u32, Vec<Entry>> = BTreeMap::new();
        let collected: Result<(), Infallible> = self.each_customer(|customer, mine| {
            entries.insert(customer, mine.to_vec());
            Ok(())
        });
        let Ok(()) = collected;
        let eve = books.start - 1;
        let mut excluded: BTreeMap<u32, ExcludedWhy> = BTreeMap::new();
        for x in self.ledger.excluded.iter().filter(|x| x.from <= eve && eve < x.to) {
            excluded.entry(x.customer).or_insert(x.why);
        }
        let charged: BTreeSet<u32> = book.one_offs.iter().map(|c| c.customer).collect();
        let mut out = Vec::new();
        for (name, customer) in book.customers.iter().zip(0_u32..) {
            let figures = seen.get(&customer);
            let mut note = |why| out.push(LeftOut { customer: name.to_owned(), why });
            if let Some(f) = figures
                && !self.counts_every_churn()
                && f.churns > 0
            {
                match (f.opening_active, f.closing_active) {
                    (false, _) => note(LeftOutReason::JoinedAndLeft),
                    (true, true) => note(LeftOutReason::LeftAndReturned),
                    (true, false) => {}
                }
            }
            if figures.is_some_and(|f| f.opening_active) {
                continue;
            }
            let mine = entries.get(&customer).map(Vec::as_slice).unwrap_or_default();
            let kept = || mine.iter().filter(|e| self.keeps(e));
            note(match figures {
                Some(f) if f.joins > 0 => LeftOutReason::JoinedInPeriod,
                Some(f) if f.returns > 0 => LeftOutReason::ReturnedInPeriod,
                _ => match excluded.get(&customer) {
                    Some(why) => reason(*why),
                    None if kept().any(|e| e.from <= eve && eve < e.to) => {
                        LeftOutReason::OutsideView
                    }
                    None if kept().any(|e| e.to <= eve + 1) => LeftOutReason::LeftBefore,
                    None if kept().next().is_some() => LeftOutReason::JoinedLater,
                    None if !mine.is_empty() => LeftOutReason::OutsideView,
                    None if self.unknown_yet(customer) => LeftOutReason::NotKnownYet,
                    None if charged.contains(&customer) => LeftOutReason::OneOffOnly,
                    None => self.ever_excluded(customer),
                },
            });
        }
        out.sort();
        out
    }

    fn unknown_yet(&self, customer: u32) -> bool {
        let (Some(book), Some(known)) = (self.ledger.book, self.ledger.known_at()) else {
            return false;
        };
        let limit = known.timestamp_micros();
        let lines = book.lines.iter().filter(|l| l.customer == customer).map(|l| l.recorded_at);
        let changes = book.changes.iter().filter(|c| c.customer == customer);
        let snapshots = book.snapshots.iter().filter(|s| s.customer == customer);
        let all =
            lines.chain(changes.map(|c| c.recorded_at)).chain(snapshots.map(|s| s.recorded_at));
        let mut some = false;
        for recorded in all {
            if recorded == ALWAYS || recorded <= limit {
                return false;
            }
            some = true;
        }
        some
    }

    fn ever_excluded(&self, customer: u32) -> LeftOutReason {
        let found = self.ledger.excluded.iter().find(|x| x.customer == customer);
        found.map_or(LeftOutReason::OutsideView, |x| reason(x.why))
    }
}

fn reason(why: ExcludedWhy) -> LeftOutReason {
    match why {
        ExcludedWhy::Trial => LeftOutReason::Trial,
        ExcludedWhy::Free => LeftOutReason::Free,
        ExcludedWhy::Paused => LeftOutReason::Paused,
        ExcludedWhy::PastDue => LeftOutReason::PastDue,
        ExcludedWhy::Cancelled => LeftOutReason::Cancelled,
        ExcludedWhy::Withdrawn => LeftOutReason::Withdrawn,
    }
}
