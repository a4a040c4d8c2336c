//! The orders of one customer, by the rules.

use kpi_types::{Currency, Money, MoneyError};
use rust_decimal::Decimal;

use super::options::{Refunds, RfmOptions, SameDay, ZeroSpend};

/// An order, or a purchase made of orders.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Order {
    pub(super) day: i32,
    pub(super) amount: Money,
}

/// Purchases of a stretch of time, and the refunds that none of them covers.
pub(super) struct Window {
    pub(super) orders: Vec<Order>,
    pub(super) unmatched: Money,
}

impl Window {
    pub(super) fn days(&self) -> impl Iterator<Item = i32> {
        self.orders.iter().map(|order| order.day)
    }
}

/// Purchases of orders that are sorted by day and amount.
pub(super) fn purchases(
    orders: &[Order],
    currency: Currency,
    options: RfmOptions,
) -> Result<Window, MoneyError> {
    let nothing = Money::new(Decimal::ZERO, currency);
    let mut window = Window { orders: Vec::new(), unmatched: nothing };
    for day in orders.chunk_by(|a, b| a.day == b.day) {
        let (refunds, sales): (Vec<Order>, Vec<Order>) =
            day.iter().partition(|order| order.amount.amount() < Decimal::ZERO);
        window.orders.extend(sales);
        if options.refunds == Refunds::Net {
            for refund in refunds {
                let left = nothing.checked_sub(refund.amount)?;
                let left = take_off(&mut window.orders, left)?;
                window.unmatched = window.unmatched.checked_add(left)?;
            }
        }
    }
    if options.same_day == SameDay::Merge {
        merge_days(&mut window.orders)?;
    } else {
        // Refunds may have changed which order of a day is the smaller.
        window.orders.sort_by_key(|order| (order.day, order.amount.amount()));
    }
    if options.zero_spend == ZeroSpend::Drop {
        window.orders.retain(|order| !order.amount.is_zero());
    }
    Ok(window)
}

/// Takes a refund off the orders, the last one first; what is left of it comes back.
fn take_off(orders: &mut [Order], mut refund: Money) -> Result<Money, MoneyError> {
    for order in orders.iter_mut().rev() {
        if refund.is_zero() {
            break;
        }
        let part = Money::new(refund.amount().min(order.amount.amount()), refund.currency());
        order.amount = order.amount.checked_sub(part)?;
        refund = refund.checked_sub(part)?;
    }
    Ok(refund)
}

fn merge_days(orders: &mut Vec<Order>) -> Result<(), MoneyError> {
    let mut merged: Vec<Order> = Vec::with_capacity(orders.len());
    for order in orders.iter() {
        match merged.last_mut() {
            Some(last) if last.day == order.day => {
                last.amount = last.amount.checked_add(order.amount)?;
            }
            _ => merged.push(*order),
        }
    }
    *orders = merged;
    Ok(())
}
