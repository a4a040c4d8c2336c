//! From a contract line to ledger entries, under a policy.

use std::cmp::Ordering;

use chrono::NaiveDate;
use kpi_types::{date_of_day, day_number};
use rust_decimal::Decimal;

use crate::amount::{Amount, AmountOverflow};
use crate::book::LineRecord;
use crate::day::{NEVER, later};
use crate::entry::{Door, Ends, Entry, Excluded, ExcludedWhy, Sold, Starts};
use crate::line::{Discount, DiscountLength, DiscountSize, LineStatus};
use crate::policy::{
    ChurnTiming, DaysPerMonth, DiscountRule, FreePlanRule, PastDueRule, PauseRule, Policy,
    TrialRule, WeeksPerMonth,
};
use crate::{BillingInterval, IntervalUnit};

/// What a price per interval is worth in a month: `price × numerator ÷ denominator`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct MonthFactor {
    numerator: Decimal,
    denominator: Decimal,
}

impl MonthFactor {
    pub(crate) fn new(interval: BillingInterval, policy: &Policy) -> Self {
        let count = Decimal::from(interval.count());
        let twelve = Decimal::from(12);
        let gregorian = Decimal::new(3_652_425, 4);
        let (numerator, per_count) = match interval.unit() {
            IntervalUnit::Month => (Decimal::ONE, Decimal::ONE),
            IntervalUnit::Year => (Decimal::ONE, twelve),
            IntervalUnit::Week => match policy.weeks_per_month() {
                WeeksPerMonth::FiftyTwoTwelfths => (Decimal::from(52), twelve),
                WeeksPerMonth::AverageGregorian => (gregorian, Decimal::from(84)),
                WeeksPerMonth::Fixed(weeks) => (weeks, Decimal::ONE),
            },
            IntervalUnit::Day => match policy.days_per_month() {
                DaysPerMonth::YearTwelfth => (Decimal::from(365), twelve),
                DaysPerMonth::AverageGregorian => (gregorian, twelve),
                DaysPerMonth::Fixed(days) => (days, Decimal::ONE),
            },
        };
        Self { numerator, denominator: per_count * count }
    }

    /// The monthly amount, brought to its twelve digits once. Multiplies first, divides last.
    pub(crate) fn apply(self, price: Decimal) -> Result<Amount, AmountOverflow> {
        let month = price.checked_mul(self.numerator).and_then(|p| p.checked_div(self.denominator));
        Amount::try_from_decimal(month.ok_or(AmountOverflow)?)
    }
}

/// The days a line counts under a policy, before prices are looked at.
struct Course {
    from: i32,
    /// Where counting at full price stops.
    to: i32,
    /// Where a kept pause stops; `to` when there is none.
    kept_to: i32,
    starts: Starts,
    ends: Ends,
}

/// Writes a line's entries and the days that are left out.
pub(crate) fn compile_line(
    line: &LineRecord,
    source: u32,
    currency: u16,
    discounts: &[Discount],
    policy: &Policy,
    entries: &mut Vec<Entry>,
    excluded: &mut Vec<Excluded>,
) -> Result<(), AmountOverflow> {
    let mut leave_out = LeaveOut { line, currency, out: excluded };
    if line.status == LineStatus::Withdrawn {
        leave_out.days(line.start, line.end, ExcludedWhy::Withdrawn);
        return Ok(());
    }
    let course = course(line, policy, &mut leave_out);
    let factor = MonthFactor::new(line.interval, policy);
    let counted: Vec<Discount> =
        discounts.iter().copied().filter(|d| counts(*d, policy.discounts())).collect();
    let mut cuts = discount_ends(line, &counted, course.from);
    cuts.retain(|day| course.from < *day && *day < course.to);
    cuts.sort_unstable();
    cuts.dedup();
    cuts.push(course.to);
    let sold = Sold { product: line.product, currency, source, door: Door::Line };
    let mut from = course.from;
    let mut starts = course.starts;
    for to in cuts {
        if from < to {
            let price = discounted(line, &counted, course.from, from)?;
            let amount = factor.apply(price)?;
            let ends = if to == course.to { course.ends } else { Ends::Repriced };
            if amount.is_zero() && policy.free_plans() == FreePlanRule::NotACustomer {
                leave_out.days(from, to, ExcludedWhy::Free);
            } else {
                entries.push(Entry::new(amount, sold, from, to).because(starts, ends));
            }
            from = to;
            starts = Starts::DiscountEnd;
        }
    }
    if course.to < course.kept_to {
        let (from, to) = (course.to.max(course.from), course.kept_to);
        let ends = end_cause(line, to);
        entries.push(Entry::new(Amount::ZERO, sold, from, to).because(Starts::Pause, ends));
    }
    Ok(())
}

fn course(line: &LineRecord, policy: &Policy, leave_out: &mut LeaveOut<'_>) -> Course {
    let mut to = leaves_on(line, policy);
    let mut ends = end_cause(line, to);
    leave_out.days(to, term_end(line), ExcludedWhy::Cancelled);
    let mut kept_to = to;
    match line.status {
        LineStatus::Paused { since } => {
            let since = day_number(since).max(line.start);
            if since < to && policy.pauses() != PauseRule::Counted {
                if policy.pauses() == PauseRule::Leaves {
                    leave_out.days(since, to, ExcludedWhy::Paused);
                    kept_to = since;
                    ends = Ends::Paused;
                } else {
                    ends = Ends::Repriced;
                }
                to = since;
            }
        }
        LineStatus::PastDue { since } => {
            if let PastDueRule::GraceDays(days) = policy.past_due() {
                let gone = later(day_number(since).max(line.start), days);
                if gone < to {
                    leave_out.days(gone, to, ExcludedWhy::PastDue);
                    (to, kept_to, ends) = (gone, gone, Ends::PastDue);
                }
            }
        }
        LineStatus::Active | LineStatus::Withdrawn => {}
    }
    let (mut from, mut starts) = (line.start, Starts::Record);
    if line.trial_end != NEVER && policy.trials() == TrialRule::Exclude {
        leave_out.days(from, line.trial_end.min(to), ExcludedWhy::Trial);
        if line.trial_end > from {
            (from, starts) = (line.trial_end, Starts::TrialEnd);
        }
    }
    Course { from, to, kept_to, starts, ends }
}

/// The first day a line no longer counts, as far as its end and its cancellation say.
fn leaves_on(line: &LineRecord, policy: &Policy) -> i32 {
    if line.cancelled_on == NEVER {
        return line.end;
    }
    let cancelled = line.cancelled_on.max(line.start);
    let term_end = term_end(line);
    match policy.churn_timing() {
        ChurnTiming::AtCancellation => cancelled.min(term_end),
        ChurnTiming::AtTermEnd => term_end,
        ChurnTiming::DaysAfterCancellation(days) => later(cancelled, days).min(term_end),
    }
}

/// The first day after the term that was paid for; the end of a line that was not cancelled.
fn term_end(line: &LineRecord) -> i32 {
    if line.end != NEVER || line.cancelled_on == NEVER {
        return line.end;
    }
    next_term_end(line, line.cancelled_on.max(line.start))
}

fn next_term_end(line: &LineRecord, cancelled: i32) -> i32 {
    let paid_from = if line.trial_end == NEVER { line.start } else { line.trial_end };
    let dates = date_of_day(paid_from).ok().zip(date_of_day(cancelled).ok());
    let end = dates.and_then(|(from, on)| {
        // Cancelling on the first day of a term ends with the term before it. The first term that
        // is paid for has none before it, so it is served once it has begun.
        match on.cmp(&from) {
            Ordering::Less => Some(from),
            Ordering::Equal => line.interval.next_term_end(from, from),
            Ordering::Greater => line.interval.next_term_end(from, on.pred_opt()?),
        }
    });
    end.map_or(NEVER, day_number)
}

fn end_cause(line: &LineRecord, to: i32) -> Ends {
    match (to, line.cancelled_on) {
        (NEVER, _) => Ends::Open,
        (_, NEVER) => Ends::Record,
        // What was cancelled after its end had ended by itself.
        (_, cancelled) if cancelled >= line.end => Ends::Record,
        _ => Ends::Cancelled,
    }
}

fn counts(discount: Discount, rule: DiscountRule) -> bool {
    match rule {
        DiscountRule::ListPrice => false,
        DiscountRule::ForeverOnly => discount.length() == DiscountLength::Forever,
        DiscountRule::Recurring => discount.length() != DiscountLength::OneOff,
        DiscountRule::All => true,
    }
}

/// The days on which a discount is over.
fn discount_ends(line: &LineRecord, discounts: &[Discount], paid_from: i32) -> Vec<i32> {
    discounts.iter().filter_map(|d| discount_end(line, *d, paid_from)).collect()
}

fn discount_end(line: &LineRecord, discount: Discount, paid_from: i32) -> Option<i32> {
    match discount.length() {
        DiscountLength::Forever => None,
        DiscountLength::Until(date) => Some(day_number(date)),
        DiscountLength::OneOff => {
            let start: NaiveDate = date_of_day(paid_from).ok()?;
            line.interval.after(start, 1).map(day_number)
        }
    }
}

/// The price of all units in one interval on a day, discounts taken off in their order; never
/// below zero.
fn discounted(
    line: &LineRecord,
    discounts: &[Discount],
    paid_from: i32,
    on: i32,
) -> Result<Decimal, AmountOverflow> {
    let mut price = line.price.amount().checked_mul(line.quantity).ok_or(AmountOverflow)?;
    for discount in discounts {
        if discount_end(line, *discount, paid_from).is_some_and(|end| end <= on) {
            continue;
        }
        let off = match discount.size() {
            DiscountSize::Amount(amount) => amount,
            DiscountSize::Percent(percent) => {
                let part = price.checked_mul(percent).ok_or(AmountOverflow)?;
                part / Decimal::ONE_HUNDRED
            }
        };
        price = price.checked_sub(off).ok_or(AmountOverflow)?.max(Decimal::ZERO);
    }
    Ok(price)
}

/// Where days go that a policy leaves out.
struct LeaveOut<'a> {
    line: &'a LineRecord,
    currency: u16,
    out: &'a mut Vec<Excluded>,
}

impl LeaveOut<'_> {
    fn days(&mut self, from: i32, to: i32, why: ExcludedWhy) {
        let (LineRecord { customer, product, .. }, currency) = (self.line, self.currency);
        if from < to {
            let (customer, product) = (*customer, *product);
            self.out.push(Excluded { customer, from, to, why, product, currency });
        }
    }
}
