//! What counts as a purchase: refunds, orders of nothing, the last day.

use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use kpis::cohort::{Refunds, RfmOptions, RfmTable, ZeroSpend};
use kpis::revenue::Allowed;
use kpis::types::{Language, Localized, Money};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::orders::Orders;
use super::words::{count, money};
use crate::flags::day;

/// What counts as a purchase.
#[derive(Debug, Clone, Copy, Args)]
pub struct RulesArguments {
    /// What amounts below zero are.
    #[arg(long, value_enum, value_name = "RULE", default_value_t = RefundRule::Refuse)]
    pub refunds: RefundRule,
    /// What orders of nothing are, and orders refunded in full.
    #[arg(long, value_enum, value_name = "RULE", default_value_t = ZeroRule::Count)]
    pub zero_spend: ZeroRule,
    /// The last day the orders cover; the day of the last order otherwise. Later ones are left out.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub end: Option<NaiveDate>,
}

/// What amounts below zero are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RefundRule {
    /// Bad rows.
    Refuse,
    /// Taken off the customer's latest orders up to that day.
    Net,
    /// Left out.
    Ignore,
}

/// What orders of nothing are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ZeroRule {
    /// Purchases like any other, at 0.
    Count,
    /// No purchases.
    Drop,
}

impl RulesArguments {
    pub(super) fn options(self) -> RfmOptions {
        let refunds = match self.refunds {
            RefundRule::Refuse => Refunds::Refuse,
            RefundRule::Net => Refunds::Net,
            RefundRule::Ignore => Refunds::Ignore,
        };
        let zero_spend = match self.zero_spend {
            ZeroRule::Count => ZeroSpend::Count,
            ZeroRule::Drop => ZeroSpend::Drop,
        };
        RfmOptions::default().with_refunds(refunds).with_zero_spend(zero_spend)
    }

    /// What an amount may be that this rule refuses.
    pub(super) fn refuses(self, amount: Decimal) -> Option<Allowed> {
        let refused = self.refunds == RefundRule::Refuse && amount < Decimal::ZERO;
        refused.then(|| Allowed::Other {
            code: "refund_rule",
            message: Localized::new(
                "zero or more, or a rule for refunds: --refunds net or --refunds ignore",
                "0 以上の数(返金は --refunds net か --refunds ignore で扱いを指定)",
            ),
        })
    }
}

/// What the rules left out or changed.
pub(super) struct Applied {
    refunds: u64,
    unmatched: Money,
    without_orders: u64,
    after_end: u64,
    later: u64,
}

impl Applied {
    pub(super) fn of(orders: &Orders, last: NaiveDate, table: &RfmTable<String>) -> Self {
        let unmatched: Decimal = table
            .rows()
            .iter()
            .flat_map(|row| {
                [Some(row.unmatched_refunds), row.holdout.as_ref().map(|h| h.unmatched_refunds)]
            })
            .flatten()
            .map(|money| money.amount())
            .fold(Decimal::ZERO, Decimal::saturating_add);
        let seen = || orders.rows.iter().filter(|(_, date, _)| *date <= last);
        Self {
            refunds: seen().filter(|(_, _, amount)| *amount < Decimal::ZERO).count() as u64,
            unmatched: Money::new(unmatched, table.currency()),
            without_orders: table.without_orders(),
            after_end: (orders.rows.len() - seen().count()) as u64,
            later: table.came_later(),
        }
    }

    /// A line for each rule that mattered.
    pub(super) fn lines(&self, rules: RulesArguments, end: NaiveDate, l: Language) -> String {
        let mut text = String::new();
        let refunds = count(self.refunds);
        match (self.refunds, rules.refunds, l) {
            (0, ..) | (_, RefundRule::Refuse, _) => {}
            (_, RefundRule::Ignore, Language::En) => {
                text += &format!("Refunds, left out: {refunds}\n");
            }
            (_, RefundRule::Ignore, Language::Ja) => {
                text += &format!("除いた返金: {refunds} 件\n");
            }
            (_, RefundRule::Net, Language::En) => {
                text += &format!("Refunds, taken off earlier orders: {refunds}\n");
            }
            (_, RefundRule::Net, Language::Ja) => {
                text += &format!("以前の注文から差し引いた返金: {refunds} 件\n");
            }
        }
        let mut line = |n: u64, en: String, ja: String| {
            if n > 0 {
                text += if l == Language::En { &en } else { &ja };
            }
        };
        let unmatched = money(self.unmatched);
        line(
            u64::from(!self.unmatched.is_zero()),
            format!("Refunds that no order of these customers covers: {unmatched}\n"),
            format!("対応する注文のない返金: {unmatched}\n"),
        );
        let n = count(self.without_orders);
        line(
            self.without_orders,
            format!("Customers without any purchase by these rules, left out: {n}\n"),
            format!("この規則では購入がなく、除いた顧客: {n} 人\n"),
        );
        let n = count(self.later);
        line(
            self.later,
            format!("Customers who came after {end}, left out: {n}\n"),
            format!("{end} より後に初めて購入し、除いた顧客: {n} 人\n"),
        );
        let n = count(self.after_end);
        line(
            self.after_end,
            format!("Orders after the last day, left out: {n}\n"),
            format!("最終日より後のため除いた注文: {n} 件\n"),
        );
        text
    }

    pub(super) fn json(&self, options: RfmOptions) -> Value {
        json!({
            "options": options,
            "refunds": self.refunds,
            "unmatched_refunds": self.unmatched.amount(),
            "customers_without_purchases": self.without_orders,
            "customers_who_came_later": self.later,
            "orders_after_the_last_day": self.after_end,
        })
    }
}
