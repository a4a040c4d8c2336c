//! Coupons to discounts; an amount off a whole subscription is spread over its items.

use chrono::DateTime;
use kpis::revenue::{Discount, DiscountLength, DiscountSize};
use kpis::types::{Currency, Money};
use rust_decimal::Decimal;

use super::price::Priced;
use super::remark;
use crate::stripe::Remark;
use crate::stripe::money::major;
use crate::stripe::object::{Coupon, CouponRef, DiscountRef, Item, Subscription};

/// A coupon with the day its discount ends.
struct Found<'a> {
    coupon: &'a Coupon,
    length: DiscountLength,
}

/// The discounts of one item.
pub(super) fn of_item(item: &Item, priced: &Priced) -> Result<Vec<Discount>, Remark> {
    item.discounts
        .iter()
        .map(|d| one(&item.id, d, &[priced])?.pop().ok_or_else(|| nothing(&item.id)))
        .collect()
}

/// The discounts of a subscription, item by item.
pub(super) fn of_subscription(
    s: &Subscription,
    items: &[(&Item, Priced)],
) -> Result<Vec<Vec<Discount>>, Remark> {
    let priced: Vec<&Priced> = items.iter().map(|(_, priced)| priced).collect();
    let mut shared = vec![Vec::new(); items.len()];
    // An API version writes one or the other; the newer one wins.
    let old = s.discount.iter().filter(|_| s.discounts.is_empty());
    for discount in s.discounts.iter().chain(old) {
        for (mine, part) in shared.iter_mut().zip(one(&s.id, discount, &priced)?) {
            mine.push(part);
        }
    }
    Ok(shared)
}

fn nothing(id: &str) -> Remark {
    remark(id, "discounts", "", "an item to take it off")
}

/// One discount, for each of the items it is on.
fn one(object: &str, discount: &DiscountRef, items: &[&Priced]) -> Result<Vec<Discount>, Remark> {
    let Found { coupon, length } = find(object, discount)?;
    let bad = |field: &str, value: String, said: &str| remark(&coupon.id, field, value, said);
    if let Some(percent) = &coupon.percent_off {
        let read = Decimal::from_str_exact(&percent.to_string()).ok();
        let size = read.map(DiscountSize::Percent);
        let made = size.and_then(|size| Discount::try_new(size, length).ok());
        let made = made.ok_or_else(|| bad("percent_off", percent.to_string(), "0 to 100"))?;
        return Ok(vec![made; items.len()]);
    }
    let (Some(off), Some(code)) = (coupon.amount_off, &coupon.currency) else {
        return Err(bad(
            "amount_off",
            "null".to_owned(),
            "amount_off with currency, or percent_off",
        ));
    };
    let currency =
        Currency::try_new(code).map_err(|e| bad("currency", code.clone(), &e.to_string()))?;
    if items.iter().any(|item| item.amount.currency() != currency) {
        return Err(bad("currency", code.clone(), "the currency of the prices"));
    }
    if items.windows(2).any(|pair| matches!(pair, [a, b] if a.interval != b.interval)) {
        let said = "items of one interval: an amount off several intervals cannot be spread";
        return Err(bad("amount_off", off.to_string(), said));
    }
    let whole = major(off.into(), currency).map(|amount| Money::new(amount, currency));
    let parts = whole.and_then(|whole| whole.allocate(&weights(items)).ok());
    let parts =
        parts.ok_or_else(|| bad("amount_off", off.to_string(), "prices it can be taken off"))?;
    parts
        .into_iter()
        .map(|part| {
            Discount::try_new(DiscountSize::Amount(part.amount()), length)
                .map_err(|e| bad("amount_off", off.to_string(), &e.to_string()))
        })
        .collect()
}

/// What each item costs, in hundredths, so that an amount can be spread in proportion.
fn weights(items: &[&Priced]) -> Vec<u64> {
    let cost = |item: &&Priced| {
        let whole = item.amount.amount().checked_mul(item.quantity)?;
        let hundredths = whole.checked_mul(Decimal::ONE_HUNDRED)?;
        u64::try_from(hundredths.round()).ok()
    };
    items.iter().map(|item| cost(item).unwrap_or(0)).collect()
}

fn find<'a>(object: &str, discount: &'a DiscountRef) -> Result<Found<'a>, Remark> {
    let expand = "the object: ask the API to expand it";
    let discount = match discount {
        DiscountRef::Id(id) => return Err(remark(object, "discounts", id, expand)),
        DiscountRef::Object(discount) => discount,
    };
    let sourced = discount.source.as_ref().and_then(|source| source.coupon.as_ref());
    let coupon = match (&discount.coupon, sourced) {
        (Some(coupon), _) | (None, Some(CouponRef::Object(coupon))) => coupon,
        (None, Some(CouponRef::Id(id))) => {
            return Err(remark(&discount.id, "source.coupon", id, expand));
        }
        (None, None) => return Err(remark(&discount.id, "coupon", "null", "a coupon")),
    };
    let until = discount.end.and_then(|at| DateTime::from_timestamp(at, 0));
    let length = match (coupon.duration.as_str(), until) {
        ("once", _) => DiscountLength::OneOff,
        ("forever", None) => DiscountLength::Forever,
        ("forever" | "repeating", Some(at)) => DiscountLength::Until(at.date_naive()),
        ("repeating", None) => {
            let said = "a date: a repeating coupon ends";
            return Err(remark(&discount.id, "end", "null", said));
        }
        (other, _) => {
            return Err(remark(&coupon.id, "duration", other, "once, repeating or forever"));
        }
    };
    Ok(Found { coupon, length })
}
