//! One subscription to one contract, one item to one line.

mod discount;
mod price;

use anyhow::Result;
use chrono::{DateTime, NaiveDate};
use kpis::revenue::{ContractLine, LineStatus};
use kpis::types::{ContractId, CustomerId, PlanId, ProductId};

use super::object::{Item, Subscription};
use super::{Remark, Turned};
pub(super) use price::Priced;

/// Why something was not turned, or what was made of it.
pub(super) fn remark(object: &str, field: &str, value: impl ToString, said: &str) -> Remark {
    let (object, field) = (object.to_owned(), field.to_owned());
    Remark { object, field, value: value.to_string(), said: said.to_owned() }
}

fn date(seconds: Option<i64>) -> Option<NaiveDate> {
    DateTime::from_timestamp(seconds?, 0).map(|at| at.date_naive())
}

/// Takes a subscription into the book, or says why not.
pub(super) fn subscription(s: &Subscription, turned: &mut Turned) -> Result<()> {
    if s.items.has_more {
        let said = "a whole list of items: page through /v1/subscription_items";
        turned.refused.push(remark(&s.id, "items.has_more", true, said));
        return Ok(());
    }
    let Some(start) = date(s.start_date.or(s.created)) else {
        let said = "a date at which it started";
        turned.refused.push(remark(&s.id, "start_date", "", said));
        return Ok(());
    };
    let mut items = Vec::new();
    for item in &s.items.data {
        match price::read(item, &mut turned.notes) {
            Ok(priced) => items.push((item, priced)),
            Err(why) => turned.refused.push(why),
        }
    }
    let shared = match discount::of_subscription(s, &items) {
        Ok(shared) => shared,
        Err(why) => {
            turned.refused.push(why);
            return Ok(());
        }
    };
    for ((item, priced), shared) in items.iter().zip(shared) {
        let read = line(s, item, priced, start, turned).and_then(|line| {
            let mut discounts = discount::of_item(item, priced)?;
            discounts.extend(shared);
            Ok((line, discounts))
        });
        match read {
            Ok((line, discounts)) => {
                let cells = super::page::cells(s, item, priced, &discounts);
                let line = discounts.into_iter().fold(line, ContractLine::with_discount);
                if let Err(said) = turned.take(&line, cells) {
                    turned.refused.push(remark(&item.id, "(line)", "", &said));
                }
            }
            Err(why) => turned.refused.push(why),
        }
    }
    Ok(())
}

fn line(
    s: &Subscription,
    item: &Item,
    priced: &Priced,
    start: NaiveDate,
    turned: &mut Turned,
) -> Result<ContractLine, Remark> {
    let blank = |field: &'static str| move |_| remark(&s.id, field, "", "an identifier, not empty");
    let mut line = ContractLine::new(
        ContractId::try_new(&s.id).map_err(blank("id"))?,
        CustomerId::try_new(s.customer.id()).map_err(blank("customer"))?,
        ProductId::try_new(&priced.product).map_err(blank("items.data.price.product"))?,
        priced.amount,
        priced.interval,
        start,
    )
    .with_line_id(&item.id)
    .with_plan(PlanId::try_new(&priced.id).map_err(blank("items.data.price.id"))?)
    .with_quantity(priced.quantity)
    .with_status(status(s, item, start, turned)?);
    if let Some(trial_end) = date(s.trial_end) {
        line = line.with_trial_end(trial_end.max(start));
    }
    if let Some(on) = date(s.canceled_at) {
        line = line.with_cancelled_on(on.max(start));
    }
    if let Some(end) = end(s, item) {
        if end <= start {
            let said = format!("ends on the day it starts, {start}: no paid day");
            turned.notes.push(remark(&s.id, "ended_at, cancel_at", end, &said));
        }
        line = line.with_end(end.max(start));
    }
    Ok(line)
}

/// The first day it no longer runs: when it ended, or when it is going to.
pub(super) fn end(s: &Subscription, item: &Item) -> Option<NaiveDate> {
    let term = || date(item.current_period_end.or(s.current_period_end));
    date(s.ended_at)
        .or_else(|| date(s.cancel_at))
        .or_else(|| if s.cancel_at_period_end { term() } else { None })
}

/// Stripe tells the state, not since when: the term in force is taken.
fn status(
    s: &Subscription,
    item: &Item,
    start: NaiveDate,
    turned: &mut Turned,
) -> Result<LineStatus, Remark> {
    let term = date(item.current_period_start.or(s.current_period_start));
    let since = term.unwrap_or(start).max(start);
    let mut note = |field, value: &str, said: &str| {
        turned.notes.push(remark(&s.id, field, value, &format!("{said} since {since}")));
    };
    match s.status.as_str() {
        "incomplete" | "incomplete_expired" => {
            let said = "a first payment: without it the subscription never began";
            Err(remark(&s.id, "status", &s.status, said))
        }
        "past_due" | "unpaid" => {
            note("status", &s.status, "taken as unpaid");
            Ok(LineStatus::PastDue { since })
        }
        "paused" => {
            let since = date(s.trial_end).unwrap_or(since).max(start);
            let said = format!("a trial that ended without a way to pay: paused since {since}");
            turned.notes.push(remark(&s.id, "status", &s.status, &said));
            Ok(LineStatus::Paused { since })
        }
        "active" | "trialing" | "canceled" => match &s.pause_collection {
            Some(pause) if !pause.is_null() => {
                let behavior = pause.get("behavior").and_then(|b| b.as_str());
                note("pause_collection", behavior.unwrap_or("(no behavior)"), "taken as paused");
                Ok(LineStatus::Paused { since })
            }
            _ => Ok(LineStatus::Active),
        },
        other => {
            let said = "active, trialing, past_due, unpaid, paused, canceled, incomplete or \
                        incomplete_expired";
            Err(remark(&s.id, "status", other, said))
        }
    }
}
