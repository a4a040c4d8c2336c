//! The parts of Stripe's objects that matter, as the API writes them.

use serde::Deserialize;
use serde_json::Value;

/// <https://docs.stripe.com/api/subscriptions/object>
#[derive(Debug, Deserialize)]
pub(super) struct Subscription {
    pub(super) id: String,
    pub(super) customer: Reference,
    pub(super) status: String,
    pub(super) items: Items,
    #[serde(default)]
    pub(super) discounts: Vec<DiscountRef>,
    /// The one discount of API versions before 2024-09-30.
    pub(super) discount: Option<DiscountRef>,
    pub(super) pause_collection: Option<Value>,
    pub(super) start_date: Option<i64>,
    pub(super) created: Option<i64>,
    pub(super) trial_end: Option<i64>,
    pub(super) cancel_at: Option<i64>,
    pub(super) canceled_at: Option<i64>,
    #[serde(default)]
    pub(super) cancel_at_period_end: bool,
    pub(super) ended_at: Option<i64>,
    /// On the subscription in API versions before 2025-03-31, on its items since.
    pub(super) current_period_start: Option<i64>,
    pub(super) current_period_end: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Items {
    pub(super) data: Vec<Item>,
    #[serde(default)]
    pub(super) has_more: bool,
}

/// <https://docs.stripe.com/api/subscription_items/object>
#[derive(Debug, Deserialize)]
pub(super) struct Item {
    pub(super) id: String,
    pub(super) price: Option<Price>,
    pub(super) plan: Option<Plan>,
    pub(super) quantity: Option<u64>,
    #[serde(default)]
    pub(super) discounts: Vec<DiscountRef>,
    pub(super) current_period_start: Option<i64>,
    pub(super) current_period_end: Option<i64>,
}

/// <https://docs.stripe.com/api/prices/object>
#[derive(Debug, Deserialize)]
pub(super) struct Price {
    pub(super) id: String,
    pub(super) product: Option<Reference>,
    pub(super) currency: String,
    pub(super) unit_amount: Option<i64>,
    pub(super) unit_amount_decimal: Option<String>,
    pub(super) billing_scheme: Option<String>,
    pub(super) recurring: Option<Recurring>,
    pub(super) transform_quantity: Option<Transform>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Recurring {
    pub(super) interval: String,
    pub(super) interval_count: u32,
    pub(super) usage_type: Option<String>,
}

/// The older object; read only where there is no price.
#[derive(Debug, Deserialize)]
pub(super) struct Plan {
    pub(super) id: String,
    pub(super) product: Option<Reference>,
    pub(super) currency: String,
    pub(super) amount: Option<i64>,
    pub(super) amount_decimal: Option<String>,
    pub(super) billing_scheme: Option<String>,
    pub(super) interval: String,
    pub(super) interval_count: u32,
    pub(super) usage_type: Option<String>,
    pub(super) transform_usage: Option<Transform>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Transform {
    pub(super) divide_by: u64,
    pub(super) round: String,
}

/// An id, or the object it stands for.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Reference {
    Id(String),
    Object { id: String },
}

impl Reference {
    pub(super) fn id(&self) -> &str {
        match self {
            Self::Id(id) | Self::Object { id } => id,
        }
    }
}

/// A discount, unless the request did not expand it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum DiscountRef {
    Id(String),
    Object(Box<Discount>),
}

/// <https://docs.stripe.com/api/discounts/object>
#[derive(Debug, Deserialize)]
pub(super) struct Discount {
    pub(super) id: String,
    pub(super) end: Option<i64>,
    /// In API versions before 2025-09-30.
    pub(super) coupon: Option<Coupon>,
    pub(super) source: Option<DiscountSource>,
}

#[derive(Debug, Deserialize)]
pub(super) struct DiscountSource {
    pub(super) coupon: Option<CouponRef>,
}

/// A coupon, unless the request did not expand it.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum CouponRef {
    Id(String),
    Object(Coupon),
}

/// <https://docs.stripe.com/api/coupons/object>
#[derive(Debug, Deserialize)]
pub(super) struct Coupon {
    pub(super) id: String,
    pub(super) amount_off: Option<i64>,
    pub(super) currency: Option<String>,
    pub(super) percent_off: Option<serde_json::Number>,
    pub(super) duration: String,
}

impl Price {
    /// A plan in the words of a price.
    pub(super) fn of_plan(plan: &Plan) -> Self {
        Self {
            id: plan.id.clone(),
            product: plan.product.as_ref().map(|p| Reference::Id(p.id().to_owned())),
            currency: plan.currency.clone(),
            unit_amount: plan.amount,
            unit_amount_decimal: plan.amount_decimal.clone(),
            billing_scheme: plan.billing_scheme.clone(),
            recurring: Some(Recurring {
                interval: plan.interval.clone(),
                interval_count: plan.interval_count,
                usage_type: plan.usage_type.clone(),
            }),
            transform_quantity: plan
                .transform_usage
                .as_ref()
                .map(|t| Transform { divide_by: t.divide_by, round: t.round.clone() }),
        }
    }
}
