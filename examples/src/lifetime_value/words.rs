//! Numbers and units the way both pages write them.

use anyhow::Result;
use kpis::cohort::{FitError, FitStatus, LifetimeUnit};
use kpis::types::{Estimate, Language, Localized, Money};
use serde_json::{Value, json};

use crate::input::said;
use crate::shown::{grouped, pick};

pub(super) fn number(value: f64, digits: u32) -> String {
    rust_decimal::Decimal::from_f64_retain(value)
        .map_or_else(|| value.to_string(), |value| grouped(value, digits))
}

pub(super) fn count(n: u64) -> String {
    grouped(n.into(), 0)
}

/// `12.50 USD`.
pub(super) fn money(money: Money) -> String {
    let currency = money.currency();
    format!("{} {}", grouped(money.amount(), currency.minor_units()), currency.code())
}

pub(super) fn percent(share: f64, digits: u32) -> String {
    format!("{} %", number(share * 100.0, digits))
}

/// `0.5 to 0.9`.
pub(super) fn between(lower: f64, upper: f64, digits: u32, l: Language) -> String {
    let to = pick(l, " to ", " ～ ");
    format!("{}{to}{}", number(lower, digits), number(upper, digits))
}

/// One of a unit.
pub(super) fn of_unit(unit: LifetimeUnit, l: Language) -> &'static str {
    match unit {
        LifetimeUnit::Days => pick(l, "day", "1 日"),
        LifetimeUnit::Weeks => pick(l, "week", "1 週"),
        LifetimeUnit::Months => pick(l, "month", "1 か月"),
        LifetimeUnit::Quarters => pick(l, "quarter", "1 四半期"),
        LifetimeUnit::Years => pick(l, "year", "1 年"),
    }
}

/// Whether a fit is good, and why not.
pub(super) fn status(status: &FitStatus, l: Language) -> String {
    match (status.is_converged(), l) {
        (true, Language::En) => "converged: no step promises more".to_owned(),
        (true, Language::Ja) => "収束しました(これ以上よくなる方向はありません)".to_owned(),
        (false, Language::En) => format!("not to be trusted: {}", status.message().en),
        (false, Language::Ja) => format!("信頼できません: {}", status.message().ja),
    }
}

pub(super) fn status_json(status: &FitStatus) -> Value {
    let mut value = json!(status);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("message".to_owned(), json!(status.message()));
    }
    value
}

pub(super) fn estimate_json(estimate: Option<&Estimate>) -> Value {
    estimate.map_or(Value::Null, |e| {
        json!({
            "point": e.point(),
            "lower": e.lower(),
            "upper": e.upper(),
            "level": e.level(),
            "n": e.n(),
            "method": e.method(),
        })
    })
}

/// A reason of the library's as an error of the program.
pub(super) fn told<T, E>(found: Result<T, E>, message: impl Fn(&E) -> Localized) -> Result<T> {
    found.map_err(|error| {
        let Localized { en, ja } = message(&error);
        said(en, ja)
    })
}

/// A fit, or why there is none.
pub(super) fn fit<T>(found: Result<T, FitError>) -> Result<T> {
    told(found, FitError::message)
}
