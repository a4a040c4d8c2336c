//! Who a number leaves out, and why.

use std::collections::BTreeSet;
use std::convert::Infallible;

use kpi_types::Localized;

use crate::book::{ALWAYS, Book};
use crate::books::PeriodBooks;
use crate::entry::{Entry, Excluded, ExcludedWhy};
use crate::scope::ScopeOn;
use crate::view::View;

/// A customer who is not counted, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LeftOut {
    /// The customer.
    pub customer: String,
    /// Why.
    pub why: LeftOutReason,
}

/// Why a customer is not counted on the day that the number looks at: the day before the period
/// for what counts at its start, its last day for what counts at its end, a year earlier for a
/// cohort of a year ago.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum LeftOutReason {
    /// On trial.
    Trial,
    /// Had a trial that ended without a paid term.
    TrialNotConverted,
    /// Paid nothing.
    Free,
    /// Paused.
    Paused,
    /// Payment stayed away longer than the policy allows.
    PastDue,
    /// Had cancelled, and the policy counts the day of cancelling.
    Cancelled,
    /// The record was withdrawn.
    Withdrawn,
    /// Became a customer afterwards, before the period was over.
    JoinedInPeriod,
    /// Had left and came back before the period was over.
    ReturnedInPeriod,
    /// Had left.
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
            Self::TrialNotConverted => Localized::fixed(
                "trial ended without a paid term",
                "有料契約に至らずトライアル終了",
            ),
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

/// On which day a fact looks at who is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Looks {
    /// A year before the end of the period.
    AYearAgo,
    /// The day before the period.
    AtTheStart,
    /// The last day of the period.
    AtTheEnd,
}

impl Looks {
    pub(crate) fn of(fact: &str) -> Self {
        match fact {
            "closing_mrr"
            | "closing_customers"
            | "active_during_customers"
            | "active_contracts"
            | "contracted_annual_value"
            | "largest_customer_mrr"
            | "top_10_customers_mrr" => Self::AtTheEnd,
            fact if fact.starts_with("year_") => Self::AYearAgo,
            _ => Self::AtTheStart,
        }
    }

    fn day(self, books: &PeriodBooks) -> i32 {
        match self {
            Self::AYearAgo => books.year_start - 1,
            Self::AtTheStart => books.start - 1,
            Self::AtTheEnd => books.end - 1,
        }
    }
}

impl View<'_> {
    /// Everybody in the book who is no member and is not counted on the day looked at.
    pub(crate) fn left_out(
        &self,
        books: &PeriodBooks,
        looks: Looks,
        members: &BTreeSet<String>,
    ) -> Vec<LeftOut> {
        let Some(book) = self.ledger.book else { return Vec::new() };
        let asked = Asked {
            view: self,
            day: looks.day(books),
            end: books.end,
            scope: self.scope_on(books.start, books.end),
        };
        let mut reasons: Vec<Option<Option<LeftOutReason>>> = vec![None; book.customers.len()];
        let collected: Result<(), Infallible> = self.each_customer(|customer, entries| {
            if let Some(reason) = reasons.get_mut(customer as usize) {
                *reason = Some(asked.with_entries(customer, entries));
            }
            Ok(())
        });
        let Ok(()) = collected;
        let charged: BTreeSet<u32> = book.one_offs.iter().map(|c| c.customer).collect();
        let known = self.known_customers(book);
        let mut out = Vec::new();
        for ((name, customer), reason) in book.customers.iter().zip(0_u32..).zip(reasons) {
            if members.contains(name) {
                continue;
            }
            let why = reason.unwrap_or_else(|| {
                Some(match asked.excluded(customer) {
                    _ if known.as_ref().is_some_and(|known| !known.contains(&customer)) => {
                        LeftOutReason::NotKnownYet
                    }
                    [] if charged.contains(&customer) => LeftOutReason::OneOffOnly,
                    spans => asked.without_entries(spans),
                })
            });
            out.extend(why.map(|why| LeftOut { customer: name.to_owned(), why }));
        }
        out
    }

    /// Those whose leaving in a period the policy does not count.
    pub(crate) fn uncounted_churns(&self, books: &PeriodBooks) -> Vec<LeftOut> {
        if self.counts_every_churn() {
            return Vec::new();
        }
        let why = |opening, closing| match (opening, closing) {
            (false, _) => Some(LeftOutReason::JoinedAndLeft),
            (true, true) => Some(LeftOutReason::LeftAndReturned),
            (true, false) => None,
        };
        let left = books.customers.iter().filter(|f| f.churns > 0);
        left.filter_map(|f| {
            let why = why(f.opening_active, f.closing_active)?;
            Some(LeftOut { customer: self.ledger.customer_name(f.customer), why })
        })
        .collect()
    }

    /// Customers with a record that was known at the ledger's moment; `None` when all are.
    fn known_customers(&self, book: &Book) -> Option<BTreeSet<u32>> {
        let limit = self.ledger.known_at()?.timestamp_micros();
        let lines = book.lines.iter().map(|l| (l.customer, l.recorded_at));
        let changes = book.changes.iter().map(|c| (c.customer, c.recorded_at));
        let snapshots = book.snapshots.iter().map(|s| (s.customer, s.recorded_at));
        let charges = book.one_offs.iter().map(|c| (c.customer, ALWAYS));
        let all = lines.chain(changes).chain(snapshots).chain(charges);
        let known = all.filter(|(_, at)| *at == ALWAYS || *at <= limit);
        Some(known.map(|(customer, _)| customer).collect())
    }
}

/// The question why somebody is not there on a day.
struct Asked<'a> {
    view: &'a View<'a>,
    day: i32,
    /// First day after the period.
    end: i32,
    scope: ScopeOn<'a>,
}

impl Asked<'_> {
    /// Of a customer with amounts; `None` when there on the day.
    fn with_entries(&self, customer: u32, entries: &[Entry]) -> Option<LeftOutReason> {
        let mine = || entries.iter().filter(|e| self.view.keeps(e) && e.from < e.to);
        if mine().next().is_none() {
            return Some(LeftOutReason::OutsideView);
        }
        if mine().any(|e| e.from <= self.day && self.day < e.to) {
            let inside = self.scope.contains(customer);
            return if inside { None } else { Some(LeftOutReason::OutsideView) };
        }
        if let Some(why) = self.excluded_now(self.excluded(customer)) {
            return Some(why);
        }
        let before = mine().any(|e| e.to <= self.day + 1);
        let since = mine().any(|e| self.day < e.from && e.from < self.end);
        Some(match (before, since) {
            (true, true) => LeftOutReason::ReturnedInPeriod,
            (true, false) => LeftOutReason::LeftBefore,
            (false, true) => LeftOutReason::JoinedInPeriod,
            (false, false) => LeftOutReason::JoinedLater,
        })
    }

    /// Of a customer without amounts: what the policy left out says why.
    fn without_entries(&self, spans: &[Excluded]) -> LeftOutReason {
        if let Some(why) = self.excluded_now(spans) {
            return why;
        }
        let mine = || spans.iter().filter(|x| self.view.keeps_of(x.currency, x.product));
        if mine().next().is_none() {
            return LeftOutReason::OutsideView;
        }
        // The last of those before the day says how it ended; all others are still to come.
        let past = mine().filter(|x| x.to <= self.day + 1).max_by_key(|x| x.to);
        match past.map(|x| x.why) {
            Some(ExcludedWhy::Trial) => LeftOutReason::TrialNotConverted,
            Some(ExcludedWhy::Withdrawn) => LeftOutReason::Withdrawn,
            Some(_) => LeftOutReason::LeftBefore,
            None if mine().any(|x| x.why == ExcludedWhy::Withdrawn) => LeftOutReason::Withdrawn,
            None => LeftOutReason::JoinedLater,
        }
    }

    fn excluded_now(&self, spans: &[Excluded]) -> Option<LeftOutReason> {
        let mut mine = spans.iter().filter(|x| self.view.keeps_of(x.currency, x.product));
        let now = mine.find(|x| x.from <= self.day && self.day < x.to)?;
        Some(match now.why {
            ExcludedWhy::Trial => LeftOutReason::Trial,
            ExcludedWhy::Free => LeftOutReason::Free,
            ExcludedWhy::Paused => LeftOutReason::Paused,
            ExcludedWhy::PastDue => LeftOutReason::PastDue,
            ExcludedWhy::Cancelled => LeftOutReason::Cancelled,
            ExcludedWhy::Withdrawn => LeftOutReason::Withdrawn,
        })
    }

    /// What a policy left out of a customer; they are kept by customer.
    fn excluded(&self, customer: u32) -> &[Excluded] {
        let all = self.view.ledger.excluded.as_slice();
        let from = all.partition_point(|x| x.customer < customer);
        let to = all.partition_point(|x| x.customer <= customer);
        all.get(from..to).unwrap_or_default()
    }
}
